"""Invented pictures, reporters and reports."""

from __future__ import annotations

import hashlib

from masdar.moderation import Print, Report
from masdar.moderation.rules import DAY

START = 1_790_000_000


def print_of(mark: str, *, quality: int = 100, first_seen: int = START - DAY) -> Print:
    """A picture unlike all others."""
    sha = hashlib.sha256(mark.encode()).hexdigest()
    pdq = hashlib.sha256(b"pdq" + mark.encode()).hexdigest()
    return Print(sha, pdq, quality, sha[:32], first_seen)


def copy_of(picture: Print, mark: str, bits: int, *, second: int = 0, first_seen: int = START) -> Print:
    """A picture whose fingerprints differ from another's in so many bits."""
    pdq = int(picture.pdq, 16) ^ ((1 << bits) - 1)
    other = int(picture.second, 16) ^ ((1 << second) - 1)
    sha = hashlib.sha256(mark.encode()).hexdigest()
    return Print(sha, f"{pdq:064x}", picture.quality, f"{other:032x}", first_seen)


def report(who: int, picture: Print, at: int = START, **more: object) -> Report:
    """By the reader `who`: a stranger to all others, known for a month or longer."""
    given: dict[str, object] = {
        "reporter": f"reader-{who}",
        "born": START - int(20 * DAY * 1.15 ** (who % 20)),
        "prefix": f"prefix-{who}",
        "browser": f"browser-{who}",
        "source": "paper",
        "number": 1,
        "pictures": 100,
        **more,
    }
    return Report(at=at, picture=picture, **given)  # type: ignore[arg-type]  # checked when it is made
