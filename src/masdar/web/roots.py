"""A story's articles under those they have their words from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from masdar.model import OWN, UNDECIDED, Headline, Permalink, Share, Trace
from masdar.stories import BEHIND, roots_of
from masdar.web.origins import Naming, whole


@dataclass(frozen=True, slots=True)
class Root:
    """An independent origin of a story: a paper or an agency, and how many articles have their words from it."""

    of: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article without words of its own worth the name. `lag`: seconds after what it carries, where that is known."""

    headline: Headline
    lag: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A line of a story's time line. `headline` None: an agency's dispatch that is not in the archive, known by those
    that carry it. `taken` are (name, per cent) of the words it has from others."""

    at: datetime
    name: str
    headline: Headline | None
    carriers: tuple[Carrier, ...]
    taken: tuple[tuple[str, int], ...] = ()


def roots(articles: Sequence[Headline], traces: Mapping[Permalink, Trace], naming: Naming) -> list[Root] | None:
    """The independent origins of a story, most articles first; None where not all of its articles were traced."""
    counted: dict[str, int] = {}
    for one in articles:
        trace = traces.get(one.permalink)
        if trace is None:
            return None
        for of in roots_of(trace):
            counted[of] = counted.get(of, 0) + 1
    ordered = sorted(counted.items(), key=lambda pair: -pair[1])
    return [Root(of, naming(of), count) for of, count in ordered]


def reports(articles: Sequence[Headline], traces: Mapping[Permalink, Trace], naming: Naming) -> list[Report]:
    """The time line: articles with words of their own, each with those that only carry it."""
    carried: dict[Permalink | str, list[Carrier]] = {}
    own: list[Headline] = []
    standing = {one.permalink: one for one in articles}
    for one in articles:
        trace = traces.get(one.permalink)
        root = main_root(trace) if trace is not None else None
        if trace is None or root is None:
            own.append(one)
            continue
        carried.setdefault(_under(trace, root, standing), []).append(Carrier(one, _lag(trace)))
    # What is carried here may itself only carry: all of a root's carriers stand under its first report.
    alone = {one.permalink for one in own}
    named = {key: None for key in carried if isinstance(key, Permalink) and key not in alone}
    own += [standing[permalink] for permalink in named]
    for listed in carried.values():
        listed[:] = [one for one in listed if one.headline.permalink not in named]
    made = [
        Report(
            one.at, one.source_name, one, tuple(carried.pop(one.permalink, ())),
            _taken(traces[one.permalink], naming) if one.permalink in traces else (),
        )
        for one in own
    ]  # fmt: skip
    for key, listed in carried.items():
        if listed:
            made.append(Report(listed[0].headline.at, naming(str(key)), None, tuple(listed)))
    return sorted(made, key=lambda one: (one.at, one.name))


def paged(told: Sequence[Report], most: int) -> list[list[Report]]:
    """A time line in pages of at most so many articles. A report that more carry than there is room for stands on the
    next page again, with the others."""
    pages: list[list[Report]] = [[]]
    room = most
    for one in told:
        carriers = one.carriers
        while True:
            if room < 1 + bool(carriers):
                pages.append([])
                room = most
            here, carriers = carriers[: room - 1], carriers[room - 1 :]
            pages[-1].append(replace(one, carriers=here))
            room -= 1 + len(here)
            if not carriers:
                break
    return pages


def main_root(trace: Trace) -> str | None:
    """Whom an article carries that has hardly any words of its own; None for one that has."""
    found = roots_of(trace)
    return None if trace.permalink.source in found or found[0] == UNDECIDED else found[0]


def _under(trace: Trace, root: str, standing: Mapping[Permalink, Headline]) -> Permalink | str:
    """The article of the story it stands under: whom it has most from, else its origin's first, else the origin."""
    firsts = [origin.first for origin in sorted(trace.origins, key=lambda one: -one.words)]
    for one in (*firsts, *(edge.giver for edge in trace.edges)):
        if one is not None and one in standing and one.source == root:
            return one
    of_root = [one for one in standing if one.source == root]
    return min(of_root, key=lambda one: standing[one].at) if of_root else root


def _lag(trace: Trace) -> int | None:
    return next((edge.lag for edge in trace.edges if edge.giver is not None), None)


def _taken(trace: Trace, naming: Naming) -> tuple[tuple[str, int], ...]:
    parts = whole([share.part for share in trace.shares])
    return tuple(
        (naming(share.of), percent)
        for share, percent in zip(trace.shares, parts, strict=True)
        if share.of != OWN and share.part >= BEHIND
    )


def shares_for_machines(shares: Sequence[Share]) -> list[dict[str, object]]:
    return [{"of": one.of, "part": round(one.part, 4)} for one in shares]
