"""A query made narrower or wider by one thing: the text a link carries. The reader's spelling stays where it can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from masdar.model import And, DateRange, Filter, Query, Word
from masdar.search.query import QueryError, parse, write

_PROBE = Filter("lang", "ar")


def parts(query: Query | None) -> tuple[Query, ...]:
    """What an article must all meet."""
    if query is None:
        return ()
    return query.nodes if isinstance(query, And) else (query,)


def joined(nodes: tuple[Query, ...]) -> Query | None:
    """All of the nodes; None for none."""
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return And(nodes)


def written(node: Query) -> str:
    """A node as a reader would type it; whole months and years without their days."""
    if isinstance(node, DateRange) and node.start and node.end:
        start, end = node.start, node.end
        if all((edge.day, edge.hour, edge.minute, edge.second) == (1, 0, 0, 0) for edge in (start, end)):
            months = (end.year - start.year) * 12 + end.month - start.month
            if months == 1:
                return f"date:{start:%Y-%m}"
            if start.month == end.month == 1 and months == 12:
                return f"date:{start:%Y}"
            if 1 < months < 12 and start.month + months <= 13:
                return f"date:{start:%Y-%m}..{start.year:04d}-{start.month + months - 1:02d}"
    return write(node)


@lru_cache(maxsize=4096)
def _whole(start: datetime, end: datetime) -> str:
    """A time of ours, nothing a reader asked for."""
    return written(DateRange(start, end))


@dataclass(frozen=True)
class Asking:
    """A query as typed, what it means, and how to read it again."""

    text: str
    query: Query | None
    read: Callable[[str], Query | None]

    @staticmethod
    def of(text: str, now: datetime) -> Asking:
        """Raises `QueryError`."""
        return Asking(text, parse(text, now=now) if text else None, lambda again: parse(again, now=now))

    def _means(self, text: str, wanted: Query | None) -> bool:
        try:
            return self.read(text) == wanted
        except QueryError:
            return False

    @cached_property
    def root(self) -> str:
        """The text to which a filter can be added after a blank: as typed, where that means the same."""
        if self.query is None:
            return ""
        text = self.text.strip()
        wanted = joined((*parts(self.query), _PROBE))
        if self._means(f"{text} {write(_PROBE)}", wanted):
            return text
        return write(wanted).removesuffix(write(_PROBE)).rstrip()

    def without(self, node: Query) -> str:
        """The text without one of its parts."""
        rest = list(parts(self.query))
        rest.remove(node)
        wanted = joined(tuple(rest))
        for shown in (written(node), write(node)):
            left = " ".join(f" {self.text} ".replace(f" {shown} ", " ", 1).split())
            if left != self.text and self._means(left, wanted):
                return left
        return " ".join(written(each) for each in rest) if len(rest) > 1 and _flat(rest) else write(wanted)

    def within(self, *times: tuple[datetime, datetime]) -> tuple[str, list[str]]:
        """A text, and what it takes after a blank to be narrowed to each of some times, cut to the ranges the query
        has."""
        ranges = [node for node in parts(self.query) if isinstance(node, DateRange)]
        left = self
        for known in ranges:
            text = left.without(known)
            left = Asking(text, self.read(text) if text else None, self.read)
        if not ranges:
            return left.root, [_whole(start, end) for start, end in times]
        made = []
        for start, end in times:
            for known in ranges:
                start = max(start, known.start) if known.start else start
                end = min(end, known.end) if known.end else end
            made.append(written(DateRange(start, end)))
        return left.root, made

    def narrowed_by(self) -> tuple[Filter | DateRange, ...]:
        """The filters and times that all must meet."""
        return tuple(node for node in parts(self.query) if isinstance(node, Filter | DateRange))

    def shorter(self, most: int) -> list[str]:
        """The query without one of its words, for each of the first few."""
        words = [node for node in parts(self.query) if not isinstance(node, Filter | DateRange)]
        return [self.without(node) for node in words[:most]] if len(words) > 1 else []


def _flat(nodes: list[Query]) -> bool:
    return all(isinstance(node, Word | Filter | DateRange) for node in nodes)
