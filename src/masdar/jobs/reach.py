"""Going back in time: which pages may still tell of a day, and which lie before it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from masdar.jobs.cursor import Page
from masdar.model import ChannelKind, Entry, Listing, Source

_DAY = timedelta(days=1)
# The cheapest and most telling first: WordPress gives dates with every post, sitemaps are whole.
_ORDER = (ChannelKind.WORDPRESS, ChannelKind.SITEMAP, ChannelKind.FEED, ChannelKind.SECTION)
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/](0[1-9]|1[0-2])(?:[-_/](0[1-9]|[12]\d|3[01]))?(?!\d)")
# Parts of a sitemap that list tags, authors and menus, by the names the common systems give them.
_NO_ARTICLES = re.compile(
    r"(?:^|[-_])(?:post_?tags?|tags?|authors?|categor\w{1,5}|taxonom\w{1,5}|images?|videos?|users?|posts-page)(?=[-_.\d]|$)"
    r"|^pages?-sitemap",
    re.I,
)


def beginnings(source: Source, announced: Sequence[str], guessed: Sequence[Page]) -> list[Page]:
    """Where to begin: the source's own channels, the sitemaps its robots.txt names, and guesses where it has neither a
    sitemap nor WordPress's interface."""
    own = [Page(one.url, one.kind, one.section) for one in source.channels if not one.ended]
    own += [Page(url, ChannelKind.SITEMAP) for url in announced]
    deep = any(page.kind in (ChannelKind.SITEMAP, ChannelKind.WORDPRESS) for page in own)
    pages = own if deep else [*own, *guessed]
    return sorted(pages, key=lambda page: _ORDER.index(page.kind))


def onward(page: Page, listing: Listing, since: datetime) -> list[Page]:
    """The pages a listing leads to that may tell of `since` or later: parts of an index, or the page before in time."""
    further = [Page(one.url, one.kind, page.section or one.section) for one in listing.further]
    if page.kind is ChannelKind.SITEMAP:
        return [part for part in further if not _is_idle(part.url) and not _named_before(part.url, since)]
    times = [time for time in map(_stamp, listing.entries) if time is not None]
    ended = not listing.entries or (times and max(times) < since)
    return [] if ended else further


def within(entries: Sequence[Entry], since: datetime) -> list[Entry]:
    """The entries not known to lie before `since`; a sitemap's lastmod counts, for nothing is changed before it is
    published."""
    return [entry for entry in entries if not _is_before(entry, since)]


def _stamp(entry: Entry) -> datetime | None:
    return entry.published or entry.modified


def _is_before(entry: Entry, since: datetime) -> bool:
    stamp = _stamp(entry)
    return stamp < since if stamp is not None else _named_before(entry.url, since)


def _named_before(url: str, since: datetime) -> bool:
    """True where the address names a month or day that ended before `since`."""
    found = _DATED.search(url.partition("//")[2].partition("/")[2])
    if found is None:
        return False
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
    try:
        last = date(year, month, day) if day else date(year + month // 12, month % 12 + 1, 1) - _DAY
    except ValueError:
        return False
    return last < since.astimezone(UTC).date() - _DAY  # a day's play for time zones


def _is_idle(url: str) -> bool:
    return _NO_ARTICLES.search(url.rpartition("/")[2]) is not None
