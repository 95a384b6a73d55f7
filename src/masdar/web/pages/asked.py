"""What a search address asks for, and the address of a search."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, quote_plus

from starlette.requests import Request

from masdar.model import DateRange, Filter, Order, Query
from masdar.web.addresses import Addresses
from masdar.web.asking import BadRequest, day, parameters
from masdar.web.asking import page as page_number

_ABROAD = re.compile(r"[^\x00-\x7f]+")
_MARKS = re.compile(r"[^\w\x80-\U0010ffff]+")
_QUERY = "0q0"  # where a query will stand in an address


def light(text: str) -> str:
    """A value for an address whose letters stand as they are (https://url.spec.whatwg.org/#url-code-points), a third as
    long in Arabic: for the many links that carry a whole query."""

    def letters(found: re.Match[str]) -> str:
        return found[0] if found[0].isalnum() else quote(found[0], errors="replace")

    return _ABROAD.sub(letters, _MARKS.sub(lambda found: quote_plus(found[0]), text))


_light_of_ours = lru_cache(maxsize=4096)(light)  # of filters we offer; what readers typed is kept nowhere


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the form has it. `exact`: the words as they stand. `until`: only what was there then."""

    q: str = ""
    source: str = ""
    lang: str = ""
    section: str = ""
    start: str = ""
    end: str = ""
    order: Order = Order.BEST
    page: int = 1
    exact: bool = False
    until: datetime | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.source or self.lang or self.section or self.start or self.end)

    @property
    def until_text(self) -> str:
        return str(int(self.until.timestamp())) if self.until else ""

    def filters(self) -> tuple[Query, ...]:
        """The form's filters."""
        named = (("source", self.source), ("lang", self.lang), ("section", self.section))
        made: list[Query] = [Filter(name, value) for name, value in named if value]
        start, end = day(self.start), day(self.end, after=True)
        return (*made, DateRange(start, end)) if start or end else tuple(made)

    def address(self, to: Addresses, name: str = "search", /, **changes: object) -> str:
        """The address of this search with some of it changed; changes begin at the first page."""
        fields: dict[str, object] = {
            "q": self.q, "source": self.source, "lang": self.lang, "section": self.section, "from": self.start,
            "to": self.end, "order": "" if self.order is Order.BEST else self.order.value,
            "exact": "1" if self.exact else "", "page": "", "until": "",
        }  # fmt: skip
        return to.page(name, **{**fields, **changes})

    def addresses(self, to: Addresses, root: str) -> Callable[[str], str]:
        """What makes the address of this search narrowed by one more filter, which its query `root` takes after a
        blank."""
        before, _, after = self.address(to, q=_QUERY).partition(_QUERY)
        before += f"{light(root)}+" if root else ""
        return lambda narrower: f"{before}{_light_of_ours(narrower)}{after}"


def read(request: Request) -> Asked:
    """The search an address asks for. Raises `BadRequest`."""
    asked = parameters(request)
    order = asked.get("order") or Order.BEST.value
    if order not in Order._value2member_map_:
        raise BadRequest
    day(asked.get("from", "")), day(asked.get("to", ""))
    return Asked(
        q=asked.get("q", ""),
        source=asked.get("source", ""),
        lang=asked.get("lang", ""),
        section=asked.get("section", ""),
        start=asked.get("from", ""),
        end=asked.get("to", ""),
        order=Order(order),
        page=page_number(asked),
        exact=_yes(asked.get("exact", "")),
        until=_moment(asked.get("until", "")),
    )


def _yes(text: str) -> bool:
    if text not in ("", "0", "1"):
        raise BadRequest
    return text == "1"


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise BadRequest
    return datetime.fromtimestamp(int(text), UTC)
