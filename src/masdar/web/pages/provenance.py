"""Who carries whom: over all papers, and of one paper, month by month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Lags, Selection
from masdar.model import Habit, Source, SourceKind
from masdar.web.carrying import NARROW, WIDE, drawn, sorted_out
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.origins import TINT_OWN, TINT_UNDECIDED, Shown, lag, whole
from masdar.web.site import Site

DAYS = 90
MONTHS = MONTHS_A_YEAR = 12
PAUSE = timedelta(days=2)  # without news, after which a span of days is said to end before today
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
SECONDS = 60.0  # what is summed over many articles is kept so long
MOST_ROWS = 200
SHOWN_ROWS = 30  # the rest is folded: most of it is one article each
MOST_NAMED = 8
_TINTS = {"agencies": "o1", "papers": "o2", "undecided": TINT_UNDECIDED, "own": TINT_OWN}


@dataclass(frozen=True, slots=True)
class Month:
    """Whose words a paper printed in a month, and how much later."""

    start: datetime
    words: int
    shares: tuple[Shown, ...]
    lags: Lags


async def agencies(site: Site) -> Callable[[str], bool]:
    """Which ids are agencies: sources that are, and whoever is credited without being a source."""
    sources = await site.sources()
    return lambda of: of not in sources or sources[of].kind is SourceKind.AGENCY


async def page(site: Site, request: Request, edition: Edition) -> Response:
    async def make() -> tuple[datetime, list[Habit]]:
        end = await _until(site)
        return end, await site.ask(site.portal.store.habits, end - timedelta(days=DAYS))

    naming, is_agency = await site.naming(edition), await agencies(site)
    end, every = await site.shelf.get("habits", SECONDS, make)
    habits = [one for one in every if one.taker != one.giver]
    rtl = edition.direction == "rtl"
    wide, narrow = (drawn(habits, naming, is_agency, rtl=rtl, on=sheet) for sheet in (WIDE, NARROW))
    words = edition.words
    view = View(
        title=words("provenance_title"), path="/provenance", kind="provenance", description=words("provenance_lead")
    )
    return await site.show(
        request,
        edition,
        "provenance.html",
        view,
        wide=wide,
        narrow=narrow,
        rows=habits[:MOST_ROWS],
        shown=SHOWN_ROWS,
        naming=naming,
        sources=await site.sources(),
        days=edition.calendar.number(DAYS),
        until=edition.calendar.day(end) if site.portal.clock() - end > PAUSE else "",
        lag=lambda seconds: lag(seconds, edition),
    )


async def _until(site: Site, source: str = "") -> datetime:
    """The time of the newest article, of all or of a paper: an archive that was brought in may end years ago."""
    newest = await site.ask(site.portal.store.headlines, Selection(source=source, limit=1))
    now = site.portal.clock()
    return max(min(now, *(one.at for one in newest)), EARLIEST) if newest else now


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose words a paper prints. `takes` and `gives`: (name, habit), most articles first."""

    months: tuple[Month, ...]
    takes: tuple[tuple[str, Habit], ...]
    gives: tuple[tuple[str, Habit], ...]

    @property
    def timed(self) -> tuple[str, ...]:
        """After whom it is known how much later the paper came, in any month: names of `Lags`."""
        named = [one.name for one in fields(Lags)]
        return tuple(name for name in named if any(getattr(one.lags, name) is not None for one in self.months))


async def of_source(site: Site, edition: Edition, source: Source) -> Whose:
    """What a paper's own page tells of it; empty parts where nothing of it was traced yet."""

    async def make() -> Whose:
        naming, is_agency = await site.naming(edition), await agencies(site)
        store, now = site.portal.store, await _until(site, source.id)
        bounds = _months(now)
        known = [of for of in await site.sources() if is_agency(of)]  # a lag is known only where there is an article
        lags = await site.ask(store.lags, source.id, bounds, known)
        months = []
        for (start, end), later in zip(pairwise(bounds), lags, strict=True):
            words = sorted_out(await site.ask(store.whose_words, source.id, start, end), is_agency)
            if total := sum(words.values()):
                months.append(Month(start, total, _shares(words, total, edition), later))
        months.reverse()
        habits = await site.ask(store.habits, now - timedelta(days=DAYS), source.id)
        takes = [(naming(one.giver), one) for one in habits if one.taker == source.id != one.giver]
        gives = [(naming(one.taker), one) for one in habits if one.giver == source.id != one.taker]
        return Whose(tuple(months), tuple(takes[:MOST_NAMED]), tuple(gives[:MOST_NAMED]))

    return await site.shelf.get(("whose", source.id, edition.tag), SECONDS, make)


def _shares(words: dict[str, int], total: int, edition: Edition) -> tuple[Shown, ...]:
    told = edition.words.table("whose")
    parts = whole([words[key] / total for key in _TINTS])
    return tuple(
        Shown(key, told[key], percent, tint)
        for (key, tint), percent in zip(_TINTS.items(), parts, strict=True)
        if percent
    )


def _months(now: datetime) -> list[datetime]:
    """Where the last months begin, and where this one ends."""
    last = now.year * MONTHS_A_YEAR + now.month
    return [
        datetime(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1, tzinfo=UTC)
        for month in range(last - MONTHS, last + 1)
    ]
