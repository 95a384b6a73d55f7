"""The archive as a calendar: months of days, each day a list, of all papers or of one, back to the oldest article."""

from __future__ import annotations

from calendar import Calendar as Weeks
from dataclasses import dataclass, replace
from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection, Store
from masdar.model import Permalink, Source
from masdar.web.addresses import cursor, read_cursor
from masdar.web.asking import BadRequest, parameters
from masdar.web.dates import Calendar
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import by_day
from masdar.web.site import Site

PAGE = 30
PAST_SECONDS = 3600.0  # how long the counts of a month that is over are kept
NOW_SECONDS = 60.0
DENSITIES = (0.0, 0.25, 0.5, 0.75)  # of a month's fullest day, from which on a day's mark is larger


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the calendar; `size` is 0 for an empty one, up to 4 for the fullest."""

    day: date
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What an archive holds: all papers' or one's, from its first day to today. `last` is the day of its newest
    article, `filled` the months that have any."""

    source: Source | None
    selection: Selection
    first: date
    last: date
    today: date
    filled: frozenset[tuple[int, int]]

    def months(self) -> list[tuple[int, list[int]]]:
        """The years with articles, newest first, each with the months that have any."""
        years = sorted({year for year, _ in self.filled}, reverse=True)
        return [(year, sorted(month for one, month in self.filled if one == year)) for year in years]

    def reaches(self, year: int, month: int) -> bool:
        """Whether a month lies between its first day and today."""
        return (self.first.year, self.first.month) <= (year, month) <= (self.today.year, self.today.month)

    @property
    def id(self) -> str:
        return self.source.id if self.source else ""


async def _reach(site: Site, request: Request, edition: Edition) -> Reach:
    """Raises 404 for a paper there is none of."""
    source = None
    if "source" in request.path_params:
        source = (await site.sources()).get(request.path_params["source"])
        if source is None:
            raise HTTPException(404)
    selection = Selection(source=source.id) if source else Selection(languages=edition.languages)
    local, now = edition.calendar.local, site.portal.clock()
    key = ("oldest", selection)
    oldest = await site.shelf.get(key, PAST_SECONDS, lambda: site.ask(site.portal.store.oldest, selection))
    newest = next((one.at for one in await site.headlines(replace(selection, limit=1), NOW_SECONDS)), now)
    first, last = (local(min(moment, now)).date() for moment in (oldest or now, newest))
    filled = await site.shelf.get(
        ("filled", selection),
        PAST_SECONDS,
        lambda: site.ask(_filled, site.portal.store, selection, edition.calendar, last),
    )
    return Reach(source, selection, first, last, local(now).date(), filled | {(last.year, last.month)})


def _filled(store: Store, selection: Selection, calendar: Calendar, last: date) -> frozenset[tuple[int, int]]:
    """The months up to a day that have articles: from each to the newest article before it, so nothing is counted."""
    made = {(last.year, last.month)}
    while True:
        start = calendar.midnight(date(*min(made), 1))
        found = store.headlines(replace(selection, before=(start, Permalink("", 0)), limit=1))
        day = calendar.local(found[0].at).date() if found else None
        if day is None or (day.year, day.month) in made:  # the latter before the first midnight there is
            return frozenset(made)
        made.add((day.year, day.month))


async def page(site: Site, request: Request, edition: Edition) -> Response:
    """A month; that of the newest article where the address names none."""
    reach = await _reach(site, request, edition)
    told = request.path_params
    year, month = int(told.get("year", reach.last.year)), int(told.get("month", reach.last.month))
    if not 1 <= month <= 12 or not reach.reaches(year, month):
        raise HTTPException(404)
    weeks = await _weeks(site, edition, reach, year, month)
    place = f"{year}/{month}" if "year" in told else ""
    name = edition.calendar.month_of(year, month)
    named = edition.words("archive_of", name=reach.source.name) if reach.source else edition.words("archive")
    path = edition.addresses.archive(reach.id, place).removeprefix(edition.addresses.prefix)
    view = View(title=f"{named} – {name}" if place else named, path=path, kind="archive")
    return await site.show(
        request, edition, "archive.html", view, reach=reach, heading=named, named=name, weeks=weeks, year=year,
        month=month, around=_around(reach, year, month), weekdays=_weekdays(edition), since=_at(edition, reach.first),
    )  # fmt: skip


async def _weeks(site: Site, edition: Edition, reach: Reach, year: int, month: int) -> list[list[DayCell | None]]:
    days = list(Weeks(edition.calendar.first_weekday).itermonthdates(year, month))
    own = [day for day in days if day.month == month]
    bounds = [edition.calendar.midnight(day) for day in (*own, own[-1] + timedelta(days=1))]

    async def count() -> dict[date, int]:
        return dict(zip(own, await site.ask(site.portal.store.counts, reach.selection, bounds), strict=True))

    seconds = NOW_SECONDS if reach.today in own else PAST_SECONDS
    counts = await site.shelf.get(("month", reach.selection, year, month), seconds, count)
    most = max(counts.values())

    def cell(day: date) -> DayCell | None:
        if day.month != month:
            return None
        n = counts[day]
        return DayCell(day, n, sum(n > most * part for part in DENSITIES))

    return [[cell(day) for day in days[start : start + 7]] for start in range(0, len(days), 7)]


def _around(reach: Reach, year: int, month: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The nearest months before and after that have articles."""
    before = [one for one in reach.filled if one < (year, month)]
    after = [one for one in reach.filled if one > (year, month)]
    return max(before, default=None), min(after, default=None)


def _weekdays(edition: Edition) -> list[tuple[str, str]]:
    """The days' names in the week's order, short and whole."""
    names = edition.words.list("weekdays")
    first = edition.calendar.first_weekday
    ordered = [names[(first + nth) % 7] for nth in range(7)]
    return [(name.removeprefix("ال") if edition.tag == "ar" else name[:3], name) for name in ordered]


def _at(edition: Edition, day: date) -> str:
    return edition.calendar.short(edition.calendar.midnight(day))


async def day_page(site: Site, request: Request, edition: Edition) -> Response:
    """One day's headlines, newest first, paged by the last one seen."""
    reach = await _reach(site, request, edition)
    day = _day(request.path_params["day"])
    if day is None or not reach.first <= day <= reach.today:
        raise HTTPException(404)
    begin, end = (edition.calendar.midnight(one) for one in (day, day + timedelta(days=1)))
    try:
        place = read_cursor(parameters(request).get("before", ""))
    except ValueError as error:
        raise BadRequest from error
    before = place if place and place[0] < end else (end, Permalink("", 0))
    asked = Selection(reach.selection.source, languages=reach.selection.languages, before=before, limit=PAGE + 1)
    found = [one for one in await site.headlines(asked) if one.at >= begin]
    shown = found[:PAGE]
    older = cursor(shown[-1]) if len(found) > PAGE else ""
    name = edition.calendar.day(begin)
    here = edition.addresses.archive(reach.id, day.isoformat())
    title = f"{reach.source.name} – {name}" if reach.source else name
    view = View(title=title, path=here.removeprefix(edition.addresses.prefix), kind="archive", hidden=place is not None)
    near = [day - timedelta(1) if day > reach.first else None, day + timedelta(1) if day < reach.today else None]
    return await site.show(
        request, edition, "archive_day.html", view, reach=reach, heading=name, day=day,
        month=edition.calendar.month_of(day.year, day.month), near=near, days=by_day(shown, edition.calendar),
        older=older, first=place is None, here=here, hijri=edition.calendar.hijri(begin),
    )  # fmt: skip


def _day(text: str) -> date | None:
    """The day an address names, as we write it."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
