"""A catalogue file's text → a `Publisher`, or every problem there is in it."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from masdar import urls
from masdar.model import SourceKind
from masdar.publishers.problems import Problem, line_of
from masdar.publishers.record import CHANNELS, Address, Publisher, Selectors
from masdar.publishers.words import spelling

LARGEST = 64 * 1024  # characters; the largest of ours has some two thousand

ADDRESS_EXAMPLE = '{ url = "https://example.org/", verified = false }'
REQUIRED = {
    "name": 'add name = "…", as the paper writes it',
    "name_latin": 'add name_latin = "…", in Latin letters',
    "country": 'add country = "…", the name of its folder',
    "kind": f'add kind = "…", one of {", ".join(kind.value for kind in SourceKind)}',
    "languages": 'add languages = ["ar"], or those it writes',
    "timezone": 'add timezone = "…", like "Africa/Casablanca"',
    "home": f"add home = {ADDRESS_EXAMPLE}",
}
KEYS = (*REQUIRED, *CHANNELS, "marks", "common_words", "selectors", "closed")
SELECTOR_TEXTS = ("title", "body", "byline", "published", "image")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_COUNTRY = re.compile(r"[a-z]{2}")
# Kashida, short vowels, invisible marks, control characters, and spaces that are not one plain space.
_UNTIDY = re.compile(r"[\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x1f\xa0]|^ | $|  ")
_LATIN = re.compile(r"[A-Za-z]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def read(text: str, file: str, country: str, id_: str) -> tuple[Publisher | None, list[Problem]]:
    """The publisher in a file that stands in the folder `country` under the name `id_`, and what is wrong with it.
    None where something is."""
    if len(text) > LARGEST:
        return None, [Problem(file, 1, f"the file has {len(text)} characters", f"keep it under {LARGEST}")]
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_not_toml(text, file, str(error))]
    except RecursionError:
        return None, [Problem(file, 1, "brackets are nested too deep", "write plain lists and tables")]
    reader = _Reader(text, file, table)
    publisher = _publisher(reader, country, id_)
    return (None if reader.problems else publisher), reader.problems


def _not_toml(text: str, file: str, message: str) -> Problem:
    found = re.search(r"\(at line (\d+)", message)
    line = int(found[1]) if found else text.count("\n") + 1
    what = re.sub(r"\s*\(at .*\)$", "", message)
    return Problem(file, line, f"this is not TOML: {what}", "mend the line, or the one before it")


class _Reader:
    """One file being read: takes values of the right type out of its table and notes what is wrong."""

    def __init__(self, text: str, file: str, table: dict[str, Any]) -> None:
        self.text = text
        self.file = file
        self.table = table
        self.problems: list[Problem] = []

    def wrong(self, what: str, cure: str, key: str = "", value: str = "") -> None:
        self.problems.append(Problem(self.file, line_of(self.text, key, value), what, cure))

    def unknown(self, table: dict[str, Any], known: tuple[str, ...], where: str = "") -> None:
        for name in table:
            if name in known:
                continue
            near = get_close_matches(name, known, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            self.wrong(f"unknown key {name!r}{where}", cure.rstrip("?"), *(("", name) if where else (name,)))

    def string(self, key: str) -> str:
        value = self.table.get(key)
        if value is None:
            self.wrong(f"{key!r} is missing", REQUIRED[key])
        elif not isinstance(value, str) or not value:
            self.wrong(f"{key!r} is not a text", REQUIRED[key], key)
        elif _UNTIDY.search(value):
            self.wrong(f"{key!r} has kashida, vowel marks, invisible marks or needless spaces", "take them out", key)
        else:
            return value
        return ""

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key)
        if value is None:
            if key in REQUIRED:
                self.wrong(f"{key!r} is missing", REQUIRED[key])
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            self.wrong(f"{key!r} is not a list of texts", f'write {key} = ["…", "…"]', key)
            return ()
        for item in value:
            if _UNTIDY.search(item):
                self.wrong(f"{item!r} has kashida, vowel marks or needless spaces", "take them out", key, item)
        twice = {item for item in value if value.count(item) > 1} if len(value) < 1000 else set()
        for item in sorted(twice):
            self.wrong(f"{item!r} stands twice in {key!r}", "take one out", key, item)
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self.wrong(f"{key!r} is neither true nor false", f"write {key} = true, or leave it out", key)
            return False
        return value

    def address(self, key: str, value: Any, *, sections: bool) -> Address | None:
        known = ("url", "verified", "section") if sections else ("url", "verified")
        if not isinstance(value, dict):
            self.wrong(f"an address in {key!r} is not a table", f"write it as {ADDRESS_EXAMPLE}", key)
            return None
        url = value.get("url")
        shown = url if isinstance(url, str) else ""
        self.unknown(value, known, f" in an address of {key!r}")
        section = value.get("section", "")
        if not isinstance(value.get("verified"), bool):
            cure = "say verified = false until somebody has seen it answer, then true"
            self.wrong(f"an address in {key!r} does not say whether it is verified", cure, key, shown)
        if not isinstance(section, str):
            self.wrong(f"the section of an address in {key!r} is not a text", 'write section = "…"', key, shown)
        cleaned = urls.clean(shown)
        if not cleaned:
            self.wrong(f"{url!r} in {key!r} is no address", "write all of it, like https://example.org/", key, shown)
        elif cleaned != url:
            self.wrong(f"{url!r} in {key!r} is not in its regular form", f"write {cleaned}", key, shown)
        return Address(cleaned, value.get("verified") is True, section if isinstance(section, str) else "")

    def addresses(self, key: str) -> tuple[Address, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"{key!r} is not a list", f"write {key} = [{ADDRESS_EXAMPLE}]", key)
            return ()
        read_ones = (self.address(key, item, sections=True) for item in value)
        return tuple(address for address in read_ones if address is not None)


def _publisher(reader: _Reader, country: str, id_: str) -> Publisher | None:
    reader.unknown(reader.table, KEYS)
    _check_place(reader, country, id_)
    name, name_latin = reader.string("name"), reader.string("name_latin")
    if name_latin and (_ARABIC.search(name_latin) or not _LATIN.search(name_latin)):
        reader.wrong("'name_latin' is not in Latin letters", "write the name as it is spelt in Latin", "name_latin")
    kind = _kind(reader)
    marks, common_words = _marks(reader, kind)
    home = reader.table.get("home")
    home_address = Address("") if home is None else reader.address("home", home, sections=False)
    if home is None:
        reader.wrong("'home' is missing", REQUIRED["home"])
    channels = {key: reader.addresses(key) for key in CHANNELS}
    _check_twice(reader, channels)
    publisher = Publisher(
        id=id_,
        name=name,
        name_latin=name_latin,
        country=country,
        kind=kind,
        languages=_languages(reader),
        timezone=_timezone(reader),
        home=home_address or Address(""),
        **channels,
        marks=marks,
        common_words=common_words,
        selectors=_selectors(reader),
        closed=reader.flag("closed"),
    )
    return None if reader.problems else publisher


def _check_place(reader: _Reader, country: str, id_: str) -> None:
    said = reader.string("country")
    if not _COUNTRY.fullmatch(country):
        reader.wrong(f"the folder {country!r} is no country", "name it by the two small letters of ISO 3166-1")
    elif said and said != country:
        cure = f'move the file to {said}/, or write country = "{country}"'
        reader.wrong(f"country {said!r} stands in the folder {country!r}", cure, "country")
    if id_ in urls.RESERVED:
        reader.wrong(f"the id {id_!r} is the name of a page of ours", "rename the file")
    elif urls.slug(id_) != id_:
        cure = f"rename the file to {urls.slug(id_)}.toml"
        reader.wrong(f"the id {id_!r} is not of small Latin letters, digits and hyphens", cure)


def _check_twice(reader: _Reader, channels: dict[str, tuple[Address, ...]]) -> None:
    seen: set[str] = set()
    for key, listed in channels.items():
        for address in listed:
            if address.url and address.url in seen:
                reader.wrong(f"{address.url} stands twice", "take one out", key, address.url)
            seen.add(address.url)


def _kind(reader: _Reader) -> SourceKind:
    said = reader.string("kind")
    kinds = [kind.value for kind in SourceKind]
    if said in kinds:
        return SourceKind(said)
    if said:
        reader.wrong(f"{said!r} is no kind", f"write one of {', '.join(kinds)}", "kind")
    return SourceKind.ONLINE


def _languages(reader: _Reader) -> tuple[str, ...]:
    languages = reader.strings("languages")
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            reader.wrong(f"{language!r} is no language tag", 'write tags like "ar", "fr", "en"', "languages", language)
    return languages


def _timezone(reader: _Reader) -> str:
    zone = reader.string("timezone")
    if zone and not is_timezone(zone):
        reader.wrong(f"{zone!r} is no time zone", 'write an IANA name like "Africa/Cairo"', "timezone")
    return zone


@cache
def is_timezone(name: str) -> bool:
    """Whether a name is one of the IANA time zones."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _marks(reader: _Reader, kind: SourceKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    marks, common_words = reader.strings("marks"), reader.strings("common_words")
    if kind is not SourceKind.AGENCY:
        for key in ("marks", "common_words"):
            if key in reader.table:
                reader.wrong(f"{key!r} stands in a publisher that is no agency", f"take {key} out", key)
        return (), ()
    if "marks" not in reader.table:
        reader.wrong("an agency has no 'marks'", 'add marks = ["…"], the spellings by which papers credit it')
    for mark in marks:
        if len("".join(spelling(mark))) < 2:
            reader.wrong(f"the mark {mark!r} has fewer than two letters", "write it in full", "marks", mark)
    for word in common_words:
        if word not in marks:
            reader.wrong(f"{word!r} is none of the marks", "write it in 'marks' too", "common_words", word)
    return marks, common_words


def _selectors(reader: _Reader) -> tuple[Selectors, ...]:
    value = reader.table.get("selectors", [])
    tables = [value] if isinstance(value, dict) else value
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        reader.wrong("'selectors' is not a table", 'write [[selectors]] and under it body = "…"', "selectors")
        return ()
    versions = [_version(reader, table) for table in tables]
    days = [version.valid_until for version in versions]
    for day in {day for day in days if days.count(day) > 1} if len(days) < 1000 else set():
        what = f"two selectors are valid until {day}" if day else "two selectors have no 'valid_until'"
        reader.wrong(what, "give the older one the last day it held", "selectors")
    return tuple(sorted(versions, key=lambda version: version.valid_until or date.max))


def _version(reader: _Reader, table: dict[str, Any]) -> Selectors:
    reader.unknown(table, (*SELECTOR_TEXTS, "drop", "valid_until"), " in 'selectors'")
    texts = {name: table.get(name, "") for name in SELECTOR_TEXTS}
    for name, text in texts.items():
        if not isinstance(text, str):
            reader.wrong(f"the selector {name!r} is not a text", f'write {name} = "…"', name)
            texts[name] = ""
    drop, until = table.get("drop", []), table.get("valid_until")
    if not isinstance(drop, list) or not all(isinstance(item, str) and item for item in drop):
        reader.wrong("'drop' is not a list of selectors", 'write drop = ["…"]', "drop")
        drop = []
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        reader.wrong("'valid_until' is not a day", "write valid_until = 2024-12-31", "valid_until")
        until = None
    if not any(texts.values()) and not drop:
        reader.wrong("selectors that select nothing", "write at least one, or take them out", "selectors")
    return Selectors(**texts, drop=tuple(drop), valid_until=until)
