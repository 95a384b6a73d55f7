"""Names the archive itself knows, for a search field: papers, sections, authors. No query of anybody is kept."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from masdar.language.fold import fold
from masdar.model import Filter, Search
from masdar.search.query import write
from masdar.web.answers import JSON, NEVER, Content, Stamp, answer
from masdar.web.asking import parameters
from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.site import Site

SECONDS = 300.0  # for which the names stand
MOST = 8  # suggestions
NAMES = 5000  # of each kind, the most frequent first
LEAST = 2  # letters of a name
WORDS = 3  # last words of the query that may begin a name


@dataclass(frozen=True, slots=True)
class Name:
    """A name, how many articles it stands for, and the filter that means it."""

    label: str
    field: str
    count: int
    text: str


class Names:
    """Names by the folded beginnings of their words."""

    def __init__(self, names: list[Name]) -> None:
        pairs = []
        for name in names:
            words = fold(name.label).split()
            pairs += [(" ".join(words[at:]), name) for at in range(min(len(words), 4))]
        pairs.sort(key=lambda pair: pair[0])
        self._starts = [start for start, _ in pairs]
        self._names = [name for _, name in pairs]

    def beginning(self, text: str) -> list[Name]:
        """The names one of whose words begins so, most frequent first."""
        start = fold(text)
        if len(start) < LEAST:
            return []
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, start + "\U0010ffff")
        found = dict.fromkeys(self._names[first:last])
        return sorted(found, key=lambda name: -name.count)[:MOST]


async def names(site: Site) -> Names:
    async def make() -> Names:
        await site.searchable()
        facets = (await site.ask(site.portal.index.search, Search(None, limit=1))).facets
        counts = dict(facets.get("source", ()))
        made = [
            Name(plain(label), "source", counts.get(source.id, 0), write(Filter("source", source.id)))
            for source in (await site.sources()).values()
            for label in {source.name, source.name_latin} - {""}
        ]
        for kind in ("section", "author"):
            kept = [pair for pair in facets.get(kind, ()) if pair[0].strip()][:NAMES]
            made += [Name(plain(value), kind, count, write(Filter(kind, value))) for value, count in kept]
        return Names(made)

    return await site.shelf.get("names", SECONDS, make)


async def suggest(site: Site, request: Request, edition: Edition) -> Response:
    """Names that begin as the query's last words do, each with the whole query it makes."""
    words = parameters(request).get("q", "").split()
    known = await names(site)
    found: dict[Name, str] = {}
    for length in range(min(WORDS, len(words)), 0, -1):
        head = " ".join(words[:-length])
        for name in known.beginning(" ".join(words[-length:])):
            found.setdefault(name, f"{head} {name.text}".strip())
    kinds = edition.words.table("facets")
    items = [{"name": name.label, "kind": kinds[name.field], "q": q} for name, q in list(found.items())[:MOST]]
    body = json.dumps({"items": items}, ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, Content(body, JSON, Stamp(cache=NEVER)))
