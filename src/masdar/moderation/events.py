"""What happens to pictures, as it is kept: the state of all pictures is what these events, replayed, come to.

Times are whole seconds since 1970. Reporters, network prefixes and kinds of browser are keyed digests: equal where the
same, and nothing else can be read from them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

import msgspec

from masdar.model import Print
from masdar.moderation.rules import Rules


class Cause(StrEnum):
    """Why a reader reports a picture."""

    SEXUAL = "sexual"
    VIOLENCE = "violence"
    CHILD_SAFETY = "child_safety"
    PRIVACY = "privacy"
    WRONG_PICTURE = "wrong_picture"
    ADVERTISEMENT = "advertisement"
    RIGHTS = "rights"
    OTHER = "other"


class Standing(StrEnum):
    """Who reports."""

    COOKIE = "cookie"
    ACCOUNT = "account"
    PROVEN = "proven"


class Decision(StrEnum):
    """What a person decided."""

    UPHOLD = "uphold"
    KEEP = "keep"
    WARN = "warn"  # keep, behind a warning
    WRONG = "wrong"  # not the picture of that article: taken out of it


class Report(msgspec.Struct, frozen=True, tag="report", kw_only=True):
    """A reader reports. `born` is when the reporter was first met; `pictures` how many pictures the paper showed in
    the last day; `conflict`: the article tells of war or protest; `accounts`: the installation has accounts."""

    at: int
    reporter: str
    born: int
    picture: Print
    cause: Cause = Cause.OTHER
    prefix: str = ""
    browser: str = ""
    standing: Standing = Standing.COOKIE
    accounts: bool = False
    source: str = ""
    number: int = 0
    pictures: int = 0
    views: int = 0
    conflict: bool = False


class Withdrawal(msgspec.Struct, frozen=True, tag="withdrawal", kw_only=True):
    """A reporter takes the report of a picture back."""

    at: int
    reporter: str
    sha256: str


class Sighting(msgspec.Struct, frozen=True, tag="sighting", kw_only=True):
    """A picture that resembles a hidden one was found, or came in. `sources` are the papers that show it."""

    at: int
    of: str  # the hidden one's sha256
    picture: Print
    sources: tuple[str, ...] = ()


class Judgement(msgspec.Struct, frozen=True, tag="judgement", kw_only=True):
    """A person decided. `alone`: on this picture and not on those like it; `source` and `number` name the article that
    WRONG takes it out of."""

    at: int
    picture: Print
    decision: Decision
    operator: str = ""
    alone: bool = False
    source: str = ""
    number: int = 0
    note: str = ""


class Appeal(msgspec.Struct, frozen=True, tag="appeal", kw_only=True):
    """Somebody asks to have a covered picture looked at again."""

    at: int
    sha256: str
    reporter: str = ""
    publisher: bool = False
    text: str = ""


class Allowance(msgspec.Struct, frozen=True, tag="allowance", kw_only=True):
    """A logo or portrait that readers and likeness never cover, or no longer one."""

    at: int
    picture: Print
    allowed: bool = True
    operator: str = ""
    note: str = ""


class Tick(msgspec.Struct, frozen=True, tag="tick", kw_only=True):
    """Time has passed: clocks run out."""

    at: int


class Undo(msgspec.Struct, frozen=True, tag="undo", kw_only=True):
    """As if one reporter had never reported, or one rule had not been there, until now."""

    at: int
    reporter: str = ""
    rule: str = ""
    operator: str = ""
    note: str = ""


class Ruling(msgspec.Struct, frozen=True, tag="ruling", kw_only=True):
    """From now on these numbers hold."""

    at: int
    rules: Rules


Event: TypeAlias = Report | Withdrawal | Sighting | Judgement | Appeal | Allowance | Tick | Undo | Ruling

_DECODER = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """An event as it is stored: the same event, the same bytes."""
    return msgspec.json.encode(event, order="deterministic")


def decode(data: bytes) -> Event:
    """The stored event. Raises msgspec.ValidationError where it is none."""
    found: Event = _DECODER.decode(data)
    return found
