"""How many independent origins stand behind a story: what its articles are traced to, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from masdar.model import Permalink, Trace

BEHIND = 0.2  # of an article's words: who gave less is quoted, and does not stand behind it


def roots_of(trace: Trace) -> tuple[str, ...]:
    """Who stands behind an article, most words first: its own paper, others, agencies (`Share.of`, the own paper by its
    id). Never empty."""
    own = trace.permalink.source
    found = (share.of or own for share in trace.shares if share.part >= BEHIND)
    return tuple(dict.fromkeys(found)) or (own,)


def independent(articles: Iterable[Permalink], origins: Mapping[Permalink, Iterable[str]]) -> tuple[str, ...]:
    """The distinct origins of the articles, in their order; an article that was traced to nobody is its own paper's
    work. Empty where one of them has not been traced: then nobody knows how many there are."""
    found: dict[str, None] = {}
    for permalink in articles:
        if permalink not in origins:
            return ()
        found.update(dict.fromkeys(list(origins[permalink]) or [permalink.source]))
    return tuple(found)
