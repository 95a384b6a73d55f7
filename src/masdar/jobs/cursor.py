"""How far going back in time has come for one source: a small JSON file, written anew after each page listed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from masdar import urls
from masdar.model import Channel, ChannelKind


class BadCursor(Exception):
    """The file is there and cannot be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """One address still to be listed. `guess`: nobody has announced it, so it may fail in silence."""

    url: str
    kind: ChannelKind
    section: str = ""
    guess: bool = False

    @property
    def channel(self) -> Channel:
        """Without tags and rhythm: it is asked once, whole."""
        return Channel(self.url, self.kind, self.section)


@dataclass(slots=True)
class Cursor:
    """`waiting` are pages in the order they will be listed, `later` those that did not answer this time, `seen` digests
    of pages listed and of what they listed."""

    since: datetime
    waiting: list[Page] = field(default_factory=list)
    later: list[Page] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    pages: int = 0
    entries: int = 0
    new: int = 0

    def add(self, pages: list[Page]) -> None:
        """Puts pages not seen before at the head, in their order."""
        if not pages:  # as most parts of an index give: what waits may be tens of thousands
            return
        known = {digest(page.url) for page in (*self.waiting, *self.later)} | self.seen
        fresh: dict[str, Page] = {}
        for page in pages:
            if (mark := digest(page.url)) not in known:
                fresh.setdefault(mark, page)
        self.waiting[:0] = fresh.values()

    def save(self, file: Path) -> None:
        """Whole or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True)
        passing = file.with_suffix(".new")
        passing.write_bytes(msgspec.json.encode(self))
        os.replace(passing, file)


def load(file: Path, since: datetime) -> Cursor | None:
    """Where the last run stopped, what failed then at the end; None where there was none, or one that did not go as far
    back. Raises `BadCursor`."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Cursor)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise BadCursor(f"{file} cannot be read: {error}") from error
    if found.since > since:
        return None
    found.since = since
    found.waiting += found.later
    found.later = []
    return found


def digest(text: str) -> str:
    return hashlib.blake2b((urls.key(text) or text).encode("utf-8", "replace"), digest_size=8).hexdigest()
