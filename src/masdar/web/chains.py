"""Who carried a story's words from whom: its articles as a chain, from those who had them first on. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masdar.model import Edge, Headline, Permalink, Trace
from masdar.stories import BEHIND
from masdar.web.origins import Naming
from masdar.web.roots import main_root

FEW = 2  # carriers without words of their own that are folded: one alone takes no more room shown
BROAD = 8  # carriers shown beside one another; later ones are folded
DEEPEST = 5  # links shown one after another, fewer where they branch much; what was carried on from there is folded
NAMED = 8  # articles named of those folded under one: the time line names all
MOST = 16  # lines shown at once, twice as many in what can be unfolded; the time line has every article

_Place = Permalink | str  # an article, or an agency whose dispatch is not in the archive


@dataclass(frozen=True, slots=True)
class Link:
    """An article in a chain; `headline` None: an agency's dispatch that is not in the archive. `edge` is how it has
    words from the link before it, `percent` how much of it that is; the first link has none. `also` had others of its
    words. `folded` are carriers of it, and those that carried on from them, which are counted rather than shown."""

    name: str
    headline: Headline | None
    edge: Edge | None = None
    percent: int = 0
    also: tuple[str, ...] = ()
    carriers: tuple[Link, ...] = ()
    folded: tuple[Link, ...] = ()

    @property
    def lines(self) -> int:
        return 1 + bool(self.folded) + sum(one.lines for one in self.carriers)

    @property
    def columns(self) -> int:
        return 1 + max((int(bool(self.folded)), *(one.columns for one in self.carriers)))

    @property
    def articles(self) -> int:
        return (self.headline is not None) + len(self.folded) + sum(one.articles for one in self.carriers)

    @property
    def named(self) -> tuple[Link, ...]:
        """Those folded under it that there is room to name."""
        return self.folded[:NAMED]

    @property
    def papers(self) -> list[tuple[str, int]]:
        """Whose articles are folded under it, most first."""
        return Counter(one.name for one in self.folded).most_common()


@dataclass(frozen=True, slots=True)
class Chains:
    """A story's chains, those of most articles first; `more` are further ones, to be unfolded, and
    `left` how many there is no room for."""

    shown: tuple[Link, ...] = ()
    more: tuple[Link, ...] = ()
    left: int = 0

    @property
    def columns(self) -> int:
        return max((one.columns for one in (*self.shown, *self.more)), default=0)


def chains(articles: Sequence[Headline], traces: Mapping[Permalink, Trace], naming: Naming) -> Chains:
    """Empty where no article of the story carries from another, nor two from one dispatch."""
    taken = _taken({one.permalink: one for one in articles}, traces)
    carried: dict[_Place, list[Permalink]] = {}
    for permalink, (edge, *_) in taken.items():
        carried.setdefault(_giver(edge), []).append(permalink)
    if all(isinstance(giver, str) and len(takers) == 1 for giver, takers in carried.items()):
        return Chains()
    loom = _Loom({one.permalink: one for one in articles}, traces, naming, taken, carried)
    made = sorted((loom.tree(giver) for giver in carried if giver not in taken), key=lambda one: -one.articles)
    return _bounded(made)


def _giver(edge: Edge) -> _Place:
    return edge.giver or edge.agency


def _taken(standing: Mapping[Permalink, Headline], traces: Mapping[Permalink, Trace]) -> dict[Permalink, list[Edge]]:
    """From whom the articles have words, most words first: of the story, or of an agency that is not in the archive.
    Who has less than stands behind an article quotes. No two have words from one another."""
    made: dict[Permalink, list[Edge]] = {}
    givers: set[Permalink | None] = set()
    for permalink in sorted(standing, key=lambda one: (standing[one].at, one)):
        edges = traces[permalink].edges if permalink in traces else ()
        within = [one for one in edges if one.giver in standing or (one.giver is None and one.agency)]
        if permalink in givers:
            within = [one for one in within if one.giver is None or not _leads_to(permalink, one.giver, made)]
        within.sort(key=lambda one: (-one.words, -one.confidence))
        if within and sum(one.words for one in within) >= BEHIND * traces[permalink].words:
            made[permalink] = within
            givers.add(within[0].giver)
    return made


def _leads_to(first: Permalink, last: Permalink, taken: Mapping[Permalink, list[Edge]]) -> bool:
    """Whether `last` has its words, by whomever, from `first`. Hardly ever asked: who is read first took from nobody
    who is read later."""
    at: Permalink | None = last
    while at is not None and at != first:
        at = taken[at][0].giver if at in taken else None
    return at is not None


@dataclass(frozen=True, slots=True)
class _Loom:
    """What links are made of."""

    standing: Mapping[Permalink, Headline]
    traces: Mapping[Permalink, Trace]
    naming: Naming
    taken: Mapping[Permalink, list[Edge]]
    carried: Mapping[_Place, list[Permalink]]

    def tree(self, place: _Place) -> Link:
        """All that follows a place, as deep as there is room for."""
        made = (self.link(place, deep) for deep in range(DEEPEST, 1, -1))
        return next((one for one in made if one.lines <= 2 * MOST), self.link(place, 2))

    def link(self, place: _Place, deep: int) -> Link:
        """A place in the chain with what follows it, so many links deep."""
        takers = self.carried.get(place, [])
        bare = [one for one in takers if self._only_carries(one)]
        kept = [one for one in takers if one not in bare or len(bare) < FEW]
        kept = kept[:BROAD] if deep > 1 else []
        folded = [self._alone(one) for taker in takers if taker not in kept for one in self._on(taker)]
        alone = self._alone(place)
        return Link(
            alone.name, alone.headline, alone.edge, alone.percent, alone.also,
            tuple(self.link(one, deep - 1) for one in kept), tuple(folded),
        )  # fmt: skip

    def _only_carries(self, permalink: Permalink) -> bool:
        """It has hardly any words of its own, and nobody has them from it."""
        return permalink not in self.carried and main_root(self.traces[permalink]) is not None

    def _on(self, permalink: Permalink) -> list[Permalink]:
        """An article, and all that was carried on from it."""
        found = [permalink]
        for one in found:
            found += self.carried.get(one, [])
        return found

    def _alone(self, place: _Place) -> Link:
        if isinstance(place, str):
            return Link(self.naming(place), None)
        headline, edges = self.standing[place], self.taken.get(place, [])
        if not edges:
            return Link(headline.source_name, headline)
        of = dict.fromkeys(one.giver.source if one.giver else one.agency for one in edges)
        others = [self.naming(one) for one in list(of)[1:]]
        percent = round(100 * edges[0].words / max(self.traces[place].words, 1))
        return Link(headline.source_name, headline, edges[0], min(percent, 100), tuple(others))


def _bounded(made: Sequence[Link]) -> Chains:
    """As many chains as there is room for, one at least. A single article that credits an agency is hardly a chain."""
    shown: list[Link] = []
    more: list[Link] = []
    lines = 0
    for one in made:
        if not shown or (lines + one.lines <= MOST and one.articles > 1 and not more):
            shown.append(one)
        elif lines + one.lines <= 3 * MOST:
            more.append(one)
        else:
            continue
        lines += one.lines
    return Chains(tuple(shown), tuple(more), len(made) - len(shown) - len(more))
