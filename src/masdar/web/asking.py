"""What a reader's address asks for, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl

from starlette.requests import Request

MAX_QUERY = 4096  # bytes of a query string
MAX_FIELDS = 24
MAX_NAME = 200  # characters of a section's or author's name
MAX_SEARCH = 500  # characters of a search
MAX_PAGE = 50
LIMITS = {"q": MAX_SEARCH, "before": 160, "source": 64, "lang": 16, "section": MAX_NAME, "from": 10, "to": 10,
          "order": 10, "page": 3, "exact": 1, "until": 10, "edition": 8, "after": 32, "a": 6, "b": 6}  # fmt: skip


class BadRequest(Exception):
    """The address asks for something there cannot be. Carries nothing of what was asked."""


def parameters(request: Request) -> Mapping[str, str]:
    """The query's known parameters, the last of each; unknown ones are passed over. Raises `BadRequest`."""
    raw: bytes = request.scope.get("query_string", b"")
    if not raw:
        return {}
    if len(raw) > MAX_QUERY:
        raise BadRequest
    try:
        pairs = parse_qsl(raw.decode(), max_num_fields=MAX_FIELDS, errors="strict")
    except (UnicodeError, ValueError) as error:
        raise BadRequest from error
    kept = {key: value.strip() for key, value in pairs if key in LIMITS}
    if any(len(value) > LIMITS[key] or "\x00" in value for key, value in kept.items()):
        raise BadRequest
    return kept


def name(text: str) -> str:
    """A name out of a path. Raises `BadRequest`."""
    cleaned = " ".join(text.split())
    if not cleaned or len(cleaned) > MAX_NAME or not cleaned.isprintable():
        raise BadRequest
    return cleaned


def page(asked: Mapping[str, str]) -> int:
    text = asked.get("page", "") or "1"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_PAGE):
        raise BadRequest
    return int(text)


def day(text: str, *, after: bool = False) -> datetime | None:
    """The beginning of a day written year-month-day, or its end; None where nothing is written. Raises
    `BadRequest`."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
        beginning = datetime(found.year, found.month, found.day, tzinfo=UTC)
        return beginning + timedelta(days=1) if after else beginning
    except (ValueError, OverflowError) as error:
        raise BadRequest from error
