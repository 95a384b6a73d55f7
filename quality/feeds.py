"""How truly feeds are read: `python -m quality.feeds DIR`.

DIR holds any of the folders `feedparser` (XML files that say in a comment what must come out), `gofeed` (feeds beside
JSON of what they hold), `miniflux` (feeds in odd character sets) and `fastfeedparser` (real feeds, gzip); it may be one
of them itself. Every file goes through the product's own door; one JSON object a figure is printed.

Which `Expect` is applicable: one that compares with `==` a field a listing has. Those are, of the feed, title, link and
language; of an entry, title, link, id, author, summary or description, content, and the published and updated times in
their parsed form. Texts are compared as the plain text a reader would see (the product keeps no markup in them; content
is compared by its visible text), addresses as absolute clean addresses, times as moments, authors by name. A condition
on other fields makes a case not applicable: raw spellings of dates, details (`type`, `base`), rights, images,
podcasting, places, contributors, the "bozo" flag alone, the name of an encoding alone. Cases of the folder
`encoding`/`chardet` count where they say which text must come out.
"""

from __future__ import annotations

import ast
import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from masdar import urls
from masdar.model import Capture, Channel, ChannelKind, Entry, Listing, Purpose, StepEnded
from masdar.sources.entries import SUMMARY, person_name
from masdar.sources.listing import read_all
from masdar.sources.plain import plain

BASE = "http://127.0.0.1:8097/feed"  # where feedparser's own tests serve their files
NOW = datetime(2100, 1, 1, tzinfo=UTC)  # cases may lie in any year


class NotApplicable(Exception):
    """A case speaks of something a listing does not have."""


@dataclass
class Tally:
    """Cases of one set: how many apply, agree, crash."""

    name: str
    applicable: int = 0
    agreed: int = 0
    read: int = 0
    crashed: int = 0

    def show(self) -> Iterator[dict[str, Any]]:
        yield {
            "measure": f"feeds.{self.name}.agreement",
            "value": round(self.agreed / self.applicable, 4) if self.applicable else None,
            "n": self.applicable,
        }
        yield {"measure": f"feeds.{self.name}.crashes", "value": self.crashed, "n": self.read}


def listed(body: bytes, headers: dict[str, str] | None = None) -> Listing | None:
    """The product's reading; None where it says that this is no feed."""
    given = {name.lower(): value for name, value in (headers or {}).items()}
    url = urls.clean(given.get("content-location", ""), BASE) or BASE
    capture = Capture(url, url, 200, tuple(given.items()), body, NOW, Purpose.FEED, "quality")
    try:
        return read_all(capture, Channel(url, ChannelKind.FEED), now=NOW)
    except StepEnded:
        return None


# --- feedparser: conditions in a comment ---

_EXPECT = re.compile(rb"Expect:\s*(.*?)\s*-->", re.S)
_HEADER = re.compile(rb"^Header:\s*([\w-]+):\s*(.*?)\s*$", re.M)
_ENTRY = {
    "title": "title", "link": "link", "id": "id", "guid": "id", "author": "author", "summary": "summary",
    "description": "summary", "published_parsed": "published", "updated_parsed": "updated",
    "created_parsed": "published",
    "title_detail.value": "title", "summary_detail.value": "summary", "author_detail.name": "author",
    "content.0.value": "content", "modified_parsed": "updated", "issued_parsed": "published",
}  # fmt: skip
_FEED = {"title": "title", "title_detail.value": "title", "link": "link", "language": "language"}


def conditions(expression: str) -> list[tuple[str, int, str, Any]]:
    """(scope, index, field, value) of every comparison. Raises NotApplicable."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise NotApplicable from error
    found: list[tuple[str, int, str, Any]] = []
    for part in _conjuncts(tree):
        if ast.unparse(part) in ("bozo", "not bozo", "bozo == 1", "bozo == 0"):
            continue
        if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
            raise NotApplicable
        try:
            value = ast.literal_eval(part.comparators[0])
        except ValueError:
            value = _joined(part.comparators[0])
        found.append((*_path(part.left), value))
    if not found:
        raise NotApplicable
    return found


def _conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from _conjuncts(value)
    else:
        yield node


def _joined(node: ast.expr) -> str:
    """A text written as a sum of texts."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined(node.left) + _joined(node.right)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotApplicable


def _path(node: ast.expr) -> tuple[str, int, str]:
    keys: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            keys.insert(0, str(node.slice.value))
        elif isinstance(node, ast.Attribute):
            keys.insert(0, node.attr)
        else:
            raise NotApplicable
        node = node.value
    if node.id == "feed" and ".".join(keys) in _FEED:
        return "feed", 0, _FEED[".".join(keys)]
    if node.id == "entries" and keys and keys[0].isdigit() and ".".join(keys[1:]) in _ENTRY:
        return "entry", int(keys[0]), _ENTRY[".".join(keys[1:])]
    raise NotApplicable


def feedparser_agrees(listing: Listing | None, wanted: list[tuple[str, int, str, Any]]) -> bool:
    if listing is None:
        return False
    for scope, index, name, value in wanted:
        if scope == "feed":
            if not _feed_field(listing, name, value):
                return False
        elif index >= len(listing.entries) or not _entry_field(listing.entries[index], name, value):
            return False
    return True


def _feed_field(listing: Listing, name: str, value: Any) -> bool:
    if name == "title":
        return _same_text(listing.title, value)
    if name == "link":
        return _same_address(listing.home, value)
    return listing.language.lower() == str(value or "").lower()


def _entry_field(entry: Entry, name: str, value: Any) -> bool:
    checks: dict[str, Callable[[], bool]] = {
        "title": lambda: _same_text(entry.title, value),
        "link": lambda: _same_address(entry.url, value),
        "id": lambda: entry.guid == value or _same_address(entry.guid, value),
        "author": lambda: _same_author(entry.author, str(value or "")),
        "summary": lambda: _same_text(entry.summary, value, SUMMARY),
        "content": lambda: _same_text(plain(entry.content), value),
        "published": lambda: _same_time(entry.published, value),
        "updated": lambda: _same_time(entry.modified or entry.published, value),
    }
    return checks[name]()


def _same_text(ours: str, theirs: Any, limit: int = 500) -> bool:
    return plain(ours) == plain(str(theirs or ""), limit) or plain(ours) == plain(str(theirs or ""))


def _same_address(ours: str, theirs: Any) -> bool:
    return urls.clean(ours, BASE) == (urls.clean(str(theirs), BASE) if theirs else "")


def _same_author(ours: str, theirs: str) -> bool:
    name = person_name(theirs)
    return ours == name or name in ours.split(", ")


def _same_time(ours: datetime | None, theirs: Any) -> bool:
    if not isinstance(theirs, tuple) or len(theirs) < 6:
        return ours is None and theirs is None
    return ours is not None and ours.timetuple()[:6] == theirs[:6]


def measure_feedparser(folder: Path) -> Tally:
    tally = Tally("feedparser")
    for path in sorted(folder.rglob("*.xml")):
        body = path.read_bytes()
        listing, crashed = _tried(body, {k.decode(): v.decode() for k, v in _HEADER.findall(body[:5000])})
        tally.read += 1
        tally.crashed += crashed
        found = _EXPECT.search(_readable(body))
        try:
            wanted = conditions(found.group(1).decode("utf-8")) if found else []
        except (NotApplicable, UnicodeDecodeError):
            continue
        if wanted:
            agrees = feedparser_agrees(listing, wanted)
            tally.applicable += 1
            tally.agreed += agrees
            _tell(agrees, path, found.group(1) if found else b"", listing)
    return tally


def _readable(body: bytes) -> bytes:
    """The comment, whatever the file is written in."""
    for encoding in ("utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037"):
        if b"Expect:" in body:
            return body
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "Expect:" in text:
            return text.encode("utf-8")
    return body


def _tried(body: bytes, headers: dict[str, str] | None = None) -> tuple[Listing | None, int]:
    try:
        return listed(body, headers), 0
    except Exception as error:  # noqa: BLE001 - counting crashes is the point
        print(f"crash: {type(error).__name__}: {error}", file=sys.stderr)
        return None, 1


def _tell(agrees: bool, path: Path, wanted: bytes, listing: Listing | None) -> None:
    if not agrees and "-v" in sys.argv:
        first = listing.entries[0] if listing and listing.entries else None
        print(f"differs: {path}\n   {wanted.decode('utf-8', 'replace')[:300]}\n   {first}", file=sys.stderr)
        print(f"   {listing.title if listing else None!r} {listing.home if listing else ''}", file=sys.stderr)


# --- gofeed: JSON beside each feed ---


def measure_gofeed(folder: Path) -> Tally:
    tally = Tally("gofeed")
    for path in sorted([*folder.rglob("*.xml"), *folder.rglob("*.json")]):
        expected = path.with_suffix(".json") if path.suffix == ".xml" else path.with_name(path.stem + "_expected.json")
        if path.suffix == ".json" and (path.stem.endswith("_expected") or path.with_suffix(".xml").exists()):
            continue
        listing, crashed = _tried(path.read_bytes())
        tally.read += 1
        tally.crashed += crashed
        if not expected.exists():
            continue
        checks = list(_gofeed_checks(json.loads(expected.read_text("utf-8")), listing))
        if checks:
            tally.applicable += 1
            tally.agreed += all(checks)
            _tell(all(checks), path, expected.read_bytes(), listing)
    return tally


def _gofeed_checks(wanted: dict[str, Any], listing: Listing | None) -> Iterator[bool]:
    """One truth a field that both have."""
    items = wanted.get("entries", wanted.get("items")) or []
    if listing is None:
        yield from [False] * bool(items or wanted.get("title"))
        return
    if wanted.get("title"):
        yield _same_text(listing.title, _text_of(wanted["title"]))
    if wanted.get("language"):
        yield listing.language.lower() == wanted["language"].lower()
    home = wanted.get("link") or wanted.get("home_page_url") or _link_of(wanted.get("links"))
    if home:
        yield _same_address(listing.home, home)
    if items:
        yield len(listing.entries) == len(items)
    for entry, item in zip(listing.entries, items, strict=False):
        yield from _gofeed_entry(item, entry)


def _gofeed_entry(item: dict[str, Any], entry: Entry) -> Iterator[bool]:
    if item.get("title"):
        yield _same_text(entry.title, _text_of(item["title"]))
    link = item.get("link") or item.get("url") or _link_of(item.get("links"))
    if link:
        yield _same_address(entry.url, link)
    summary = _text_of(item.get("description") or item.get("summary"))
    if summary:
        yield _same_text(entry.summary, summary, SUMMARY)
    content = _text_of(item.get("content") or item.get("content_html"))
    if content:
        yield _same_text(plain(entry.content), content)
    identity = item.get("guid") or item.get("id")
    if identity:
        yield entry.guid == (identity.get("value") if isinstance(identity, dict) else identity)
    authors = [one.get("name", "") for one in item.get("authors") or []] or [item.get("author") or ""]
    if isinstance(authors[0], str) and person_name(authors[0]):
        yield _same_author(entry.author, authors[0])
    published = item.get("publishedParsed") or item.get("pubDateParsed") or item.get("date_published")
    if published:
        yield entry.published == _moment(published)
    updated = item.get("updatedParsed") or item.get("date_modified")
    if updated:
        yield (entry.modified or entry.published) == _moment(updated)


def _text_of(value: Any) -> str:
    return str(value.get("value", "")) if isinstance(value, dict) else str(value or "")


def _link_of(links: Any) -> str:
    """The address in a list of links: texts, or records of which the one without a special relation counts."""
    for link in links or []:
        if isinstance(link, str):
            return link
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link["href"])
    return ""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC).replace(microsecond=0)


# --- miniflux and fastfeedparser: as many entries as feedparser finds, in the right letters ---


def measure_against_peer(folder: Path, name: str) -> Tally:
    tally = Tally(name)
    for path in sorted(one for one in folder.rglob("*") if one.suffix in (".xml", ".gz", ".rss", ".atom")):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        listing, crashed = _tried(body)
        tally.read += 1
        tally.crashed += crashed
        peer = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)  # bytes are never opened
        theirs = len(peer.entries)
        if not theirs and not peer.feed.get("title"):
            continue
        tally.applicable += 1
        agrees = listing is not None and len(listing.entries) == theirs and _right_letters(listing, peer, body)
        tally.agreed += agrees
        _tell(agrees, path, f"{theirs} entries, ours {len(listing.entries) if listing else None}".encode(), listing)
    return tally


def _right_letters(listing: Listing, peer: Any, body: bytes) -> bool:
    """The peer's titles; or in valid UTF-8, which the peer reads as whatever is declared, titles that stand there."""
    ours = [listing.title, *(entry.title for entry in listing.entries)]
    theirs = [peer.feed.get("title", ""), *(entry.get("title", "") for entry in peer.entries)]
    damaged = sum("\ufffd" in one and "\ufffd" not in two for one, two in zip(ours, theirs, strict=True))
    same = sum(_same_text(one, two) for one, two in zip(ours, theirs, strict=True))
    if same < len(ours) and _is_utf8(body):
        same = sum(one.split(" ")[0] in body.decode("utf-8") for one in ours)
    return not damaged and same >= 0.9 * len(ours)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


MEASURES: dict[str, Callable[[Path], Tally]] = {
    "feedparser": measure_feedparser,
    "gofeed": measure_gofeed,
    "miniflux": lambda folder: measure_against_peer(folder, "miniflux"),
    "fastfeedparser": lambda folder: measure_against_peer(folder, "fastfeedparser"),
}


def main(folder: Path) -> None:
    own = {folder.name: folder} if folder.name in MEASURES else {}
    sets = own or {name: folder / name for name in MEASURES if (folder / name).is_dir()}
    if not sets:
        sys.exit(f"{folder} holds none of the folders {', '.join(MEASURES)}")
    tallies = [MEASURES[name](path) for name, path in sets.items()]
    for tally in tallies:
        for figure in tally.show():
            print(json.dumps(figure, ensure_ascii=False))
    crashes = sum(tally.crashed for tally in tallies)
    print(json.dumps({"measure": "feeds.crashes", "value": crashes, "n": sum(tally.read for tally in tallies)}))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m quality.feeds DIR [-v]")
    main(Path(sys.argv[1]))
