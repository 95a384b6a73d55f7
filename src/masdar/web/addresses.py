"""Our own addresses, as one edition writes them. Absolute ones begin with the portal's public address, never with what
a request claims to be its host."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from masdar.model import Headline, Permalink

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(-?\d{1,20})\.([a-z0-9-]{1,64})\.(\d{1,12})")
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Addresses:
    """`prefix` is "" for the first edition, "/fr" for another; `base` is the portal's public address."""

    prefix: str = ""
    base: str = ""

    def absolute(self, path: str) -> str:
        return f"{self.base}{path}"

    @property
    def home(self) -> str:
        return f"{self.prefix}/"

    def page(self, name: str, **query: object) -> str:
        """A page with a fixed name and its query; empty values are left out."""
        kept = {key: str(value) for key, value in query.items() if value not in ("", None)}
        return f"{self.prefix}/{name}" + (f"?{urlencode(kept)}" if kept else "")

    def article(self, permalink: Permalink) -> str:
        return f"{self.prefix}/{permalink.source}/{permalink.number}"

    def source(self, source_id: str) -> str:
        return f"{self.prefix}/{source_id}"

    def story(self, number: int) -> str:
        return f"{self.prefix}/story/{number}"

    def archive(self, source_id: str = "", place: str = "") -> str:
        """The archive of all papers or of one; `place` is "year/month" or a day."""
        return "".join((self.prefix, f"/{source_id}" if source_id else "", "/archive", f"/{place}" if place else ""))

    def section(self, name: str) -> str:
        return f"{self.prefix}/section/{quote(name, safe='')}"

    def author(self, name: str, source_id: str = "") -> str:
        return self.page(f"author/{quote(name, safe='')}", source=source_id)


def picture(sha256: str, width: int) -> str:
    """A thumbnail's address; the same in every edition."""
    return f"/picture/{sha256}-{width}.webp"


def number(text: str) -> int:
    """An article's number as it stands in an address; 0 where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def cursor(headline: Headline) -> str:
    """An opaque place in a list, just after this headline."""
    permalink = headline.permalink
    micro = (headline.at - _EPOCH) // timedelta(microseconds=1)
    packed = f"{micro}.{permalink.source}.{permalink.number}".encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_cursor(text: str) -> tuple[datetime, Permalink] | None:
    """The place a cursor names. Raises ValueError where it names none; None where there is no cursor."""
    if not text:
        return None
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        found = _CURSOR.fullmatch(packed)
        if found is None:
            raise ValueError("not a place in a list")
        at = _EPOCH + timedelta(microseconds=int(found[1]))
    except (ValueError, OverflowError) as error:  # binascii.Error and UnicodeError are ValueErrors
        raise ValueError("not a place in a list") from error
    return at, Permalink(found[2], int(found[3]))
