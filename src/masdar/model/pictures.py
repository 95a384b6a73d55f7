"""Pictures, and which of them are covered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Thumbnail:
    width: int
    height: int
    data: bytes  # WebP, without metadata


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made safe. `sha256` is of the original bytes; `pdq` is 64 hex digits, "" where the picture carries too
    little; `pdq_quality` is 0 to 100."""

    sha256: str
    width: int  # of the original
    height: int
    format: str
    thumbnails: tuple[Thumbnail, ...]  # largest first
    pdq: str = ""
    pdq_quality: int = 0
    second_hash: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """A picture's fingerprints: `pdq` and `second` in hex, "" where there is none; `quality` from 0 to 100 is PDQ's
    own. `first_seen` is when it was first seen here, in seconds since 1970."""

    sha256: str
    pdq: str = ""
    quality: int = 0
    second: str = ""
    first_seen: int = 0


class Veil(StrEnum):
    """How a picture is covered. `BLURRED`: shown when the reader asks for it."""

    BLURRED = "blurred"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Covered:
    """A picture that is kept from view: why, by which rule, since when (seconds since 1970), like which other."""

    sha256: str
    veil: Veil
    rule: str
    cause: str
    at: int
    of: str = ""
    spreads: bool = False  # what resembles it is covered with it
