"""What stands in an element for machines: a time, a language, a direction."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from markupsafe import Markup

from masdar.web.bidi import escaped
from masdar.web.edition import Edition


@lru_cache(maxsize=4096)
def moment(at: datetime) -> str:
    """A time as machines read it."""
    return f"{at.astimezone(UTC).isoformat(timespec='seconds')[:-6]}Z"


def tongue(language: str, direction: str, edition: Edition) -> Markup:
    """The attributes of a text that is not in the edition's language or direction; "" where it is."""
    return _tongue(language, direction, edition.tag, edition.direction)


@lru_cache(maxsize=512)
def _tongue(language: str, direction: str, own_language: str, own_direction: str) -> Markup:
    made = ""
    if language and language != own_language:
        made += f' lang="{escaped(language)}"'
    if direction != own_direction:
        made += f' dir="{escaped(direction)}"'
    return Markup(made)
