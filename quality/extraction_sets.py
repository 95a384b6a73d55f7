"""Saved pages with what must come out of them, in the layouts that extraction sets come in.

The layout is told by the files: `gold.json` or `gold.jsonl` beside `html/` (segments that must and must not stand in
the text; title, day, by-line); `meta.info` beside pages and expected articles (fundus); folders of `source.html` and
`expected.html` (readability); `NAME.html` beside `NAME.json` with "expected" (goose3); `html/` beside `txt/`
(newspaper4k).
Pages may be gzipped.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser


@dataclass(frozen=True, slots=True)
class Case:
    """A saved page and what is known of it; what is empty or None is not scored. `prefix`: the text is only the
    article's beginning."""

    name: str
    url: str
    html: bytes
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    text: str = ""
    prefix: bool = False
    title: str = ""
    day: str = ""
    byline: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def load(folder: Path) -> tuple[str, list[Case]]:
    """The layout's name and the cases of a folder. Raises ValueError where no layout is known."""
    for name, reader in (
        ("marked", _marked),
        ("segments", _segments),
        ("fundus", _fundus),
        ("readability", _readability),
        ("texts", _texts),
        ("expected", _expected),
    ):
        if cases := list(reader(folder)):
            return name, cases
    raise ValueError(f"{folder}: no set of pages in a layout known here")


def read_page(path: Path) -> bytes | None:
    """A page's bytes, also where it lies gzipped beside its name; None where it is missing."""
    for candidate in (path, path.with_name(path.name + ".gz")):
        if candidate.is_file():
            data = candidate.read_bytes()
            return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    return None


def _marked(folder: Path) -> Iterator[Case]:
    gold = folder / "gold.jsonl"
    if not gold.is_file():
        return
    for line in gold.read_bytes().splitlines():
        if not line.strip():
            continue
        item = json.loads(line)
        name = str(item.get("file") or f"{item['id']}.html")
        html = read_page(folder / "html" / name.removesuffix(".gz"))
        if html is None:
            continue
        yield Case(
            name,
            item.get("url") or "",
            html,
            tuple(item.get("with") or ()),
            tuple(item.get("without") or ()),
            title=item.get("title") or "",
            day=(item.get("published") or "")[:10],
            byline=(item.get("author") or "") if "author" in item else None,
        )


def _segments(folder: Path) -> Iterator[Case]:
    for url, item in _gold_json(folder):
        html = read_page(folder / "html" / item["file"]) if "with" in item else None
        if html is not None:
            yield Case(item["file"], url, html, tuple(item["with"]), tuple(item.get("without") or ()))


def days(folder: Path) -> Iterator[Case]:
    """Pages of a `gold.json` that gives each page's day of publication; of a `gold.jsonl` those with a day."""
    for url, item in _gold_json(folder):
        html = read_page(folder / "html" / item["file"]) if "date" in item else None
        if html is not None:
            yield Case(item["file"], url, html, day=item["date"] or "")
    yield from (case for case in _marked(folder) if case.day)


def _gold_json(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    gold = folder / "gold.json"
    if gold.is_file():
        yield from json.loads(gold.read_text("utf-8")).items()


def _fundus(folder: Path) -> Iterator[Case]:
    for meta in sorted(folder.rglob("meta.info")):
        known = json.loads(meta.read_text("utf-8"))
        for path in sorted(meta.parent.glob("*.html*")):
            publisher = re.sub(r"_\d{4}_\d\d_\d\d\.html(?:\.gz)?$", "", path.name)
            expected = meta.parent / f"{publisher}.json"
            html = read_page(path)
            if not expected.is_file() or html is None:
                continue
            versions = json.loads(expected.read_text("utf-8"))
            version = _version_of(html, list(versions.values()))
            if version is not None:
                url = (known.get(path.name) or {}).get("url") or ""
                day = str(version.get("publishing_date") or "")[:10]
                yield Case(path.name, url, html, text=_fundus_text(version), title=version.get("title") or "", day=day)


def _fundus_text(version: dict[str, Any]) -> str:
    body = version.get("body") or {}
    parts = list(body.get("summary") or ())
    for section in body.get("sections") or ():
        parts += [*section.get("headline", ()), *section.get("paragraphs", ())]
    return "\n".join(parts)


def _version_of(html: bytes, versions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The expectation whose words stand in this page: one file holds those of several pages."""
    page = set(words(LexborHTMLParser(html.decode("utf-8", "replace")).text(separator=" ")))
    best, most = None, 0.5
    for version in versions:
        wanted = words(_fundus_text(version) + " " + (version.get("title") or ""))
        share = sum(word in page for word in wanted) / len(wanted) if _fundus_text(version) else 0.0
        if share > most:
            best, most = version, share
    return best


def _readability(folder: Path) -> Iterator[Case]:
    for path in sorted([*folder.rglob("source.html"), *folder.rglob("source.html.gz")]):
        html, expected = read_page(path), read_page(path.parent / "expected.html")
        if html is None or expected is None:
            continue
        meta_path = path.parent / "expected-metadata.json"
        meta = json.loads(meta_path.read_text("utf-8")) if meta_path.is_file() else {}
        url = f"http://fakehost/{path.parent.name}"
        yield Case(path.parent.name, url, html, text=_plain(expected), title=meta.get("title") or "")


def _plain(html: bytes) -> str:
    return LexborHTMLParser(html.decode("utf-8", "replace")).text(separator=" ")


def _texts(folder: Path) -> Iterator[Case]:
    for text_path in sorted(folder.rglob("txt/*.txt")):
        html = read_page(text_path.parent.parent / "html" / f"{text_path.stem}.html")
        if html is None:
            continue
        meta_path = text_path.parent.parent / "metadata" / f"{text_path.stem}.json"
        meta = json.loads(meta_path.read_text("utf-8")) if meta_path.is_file() else {}
        day = str(meta.get("publish_date") or "")[:10]
        url = meta.get("url") or "http://fakehost/article"
        text = text_path.read_text("utf-8", "replace")
        yield Case(text_path.stem, url, html, text=text, title=meta.get("title") or "", day=day)


def _expected(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.rglob("*.json")):
        html = read_page(path.with_suffix(".html"))
        item = json.loads(path.read_text("utf-8")) if html is not None else None
        if html is None or not isinstance(item, dict) or not isinstance(item.get("expected"), dict):
            continue
        wanted = item["expected"]
        text, title = wanted.get("cleaned_text") or "", wanted.get("title") or ""
        day = str(wanted.get("publish_datetime_utc") or wanted.get("publish_date") or "")[:10]
        day = day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""
        if text or title or day:
            url = item.get("url") or "http://fakehost/article"
            yield Case(path.stem, url, html, text=text, prefix=True, title=title, day=day)


_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f\u1000-\u109f]|\w+")


def words(text: str) -> list[str]:
    """Lower-case words; each sign of scripts that put no space between words."""
    return _WORD.findall(text.lower())
