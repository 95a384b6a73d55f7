"""What an element's class and id say of it: furniture, the text, or nothing. Cached, for papers repeat themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from masdar.extract.vocabulary import (
    ABOUT,
    BEHAVIOUR,
    CAPTION,
    COMMENTS,
    CONTENT,
    CONTENT_PAIRS,
    EMBEDS,
    FURNITURE,
    FURNITURE_BEGINNINGS,
    FURNITURE_PAIRS,
    LEAD,
    MENUS,
)

CACHE = 100_000  # class strings kept; then all are forgotten at once


class Mark:
    """What class words say: flags, plain numbers because they are asked for at every element."""

    NONE = 0
    FURNITURE = 1
    CONTENT = 2
    CAPTION = 4
    LEAD = 8
    ABOUT = 16
    COMMENTS = 32
    EMBED = 64
    MENU = 128


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CUT = re.compile(r"[^a-z0-9\u0621-\u064a]+")
_cache: dict[str, int] = {}
_token_cache: dict[str, int] = {}


def mark(names: str) -> int:
    """What the classes and the id of an element say, given as one string. CONTENT wins over FURNITURE only where both
    stand in one name ("article-body-comments" is furniture by its last word, "no-sidebar-content" is nothing)."""
    found = _cache.get(names)
    if found is None:
        if len(_cache) >= CACHE:
            _cache.clear()
        found = _cache[names] = read(names)
    return found


@lru_cache(maxsize=CACHE)
def matches(pattern: re.Pattern[str], names: str) -> bool:
    """Whether a pattern stands in the names of an element; remembered, for they recur on every page of a template."""
    return pattern.search(names) is not None


@lru_cache(maxsize=20_000)
def behaves(names: str) -> bool:
    """Whether furniture words in the names of a few words of a sentence only tell how those behave: a note that opens,
    a link back to the list of contents."""
    return not mark(" ".join(token for token in names.split() if BEHAVIOUR.isdisjoint(_words(token)))) & Mark.FURNITURE


def _words(token: str) -> list[str]:
    return [word for word in _CUT.split(_CAMEL.sub("-", token[:120]).lower()) if word]


def read(names: str) -> int:
    """As `mark`, without remembering the names."""
    found = Mark.NONE
    for token in names[:2000].split():
        known = _token_cache.get(token)
        if known is None:
            if len(_token_cache) >= CACHE:
                _token_cache.clear()
            known = _token_cache[token] = _token(token)
        found |= known
    return found


_NEGATIONS = frozenset(
    "tag category format status theme no not without with has have hide hidden is js enable enabled layout col size "
    "template type".split()
)


# Furniture that says who wrote the article and when.
_TOLD = frozenset("byline bylines dateline timestamp postmeta pubdate metadata meta info infos details date".split())


def _token(token: str) -> int:
    if ":" in token or "[" in token or "(" in token:  # a utility class ("md:hidden", "Mb(1em)") speaks of looks
        return Mark.NONE
    words = _words(token)
    if token in EMBEDS:
        return Mark.EMBED
    if not words:
        return Mark.NONE
    joined = "".join(words)
    pairs = set(pairwise(words))
    if not COMMENTS.isdisjoint(words) and words[0] not in _NEGATIONS:
        return Mark.FURNITURE | Mark.COMMENTS
    content = joined in CONTENT or not CONTENT.isdisjoint(words) or not CONTENT_PAIRS.isdisjoint(pairs)
    told = Mark.NONE if _TOLD.isdisjoint(words) else Mark.ABOUT
    if joined in FURNITURE or not FURNITURE_PAIRS.isdisjoint(pairs):
        return Mark.FURNITURE | told
    furniture = not FURNITURE.isdisjoint(words) or any(word.startswith(FURNITURE_BEGINNINGS) for word in words)
    if furniture and words[0] not in _NEGATIONS:
        last = words[-1] in FURNITURE or words[0] in FURNITURE or words[-1].startswith(FURNITURE_BEGINNINGS)
        if last or not content:
            return Mark.FURNITURE | told | (Mark.NONE if MENUS.isdisjoint(words) else Mark.MENU)
    found = Mark.CONTENT if content else Mark.NONE
    if not CAPTION.isdisjoint(words):
        found |= Mark.CAPTION
    if not LEAD.isdisjoint(words):
        found |= Mark.LEAD
    if not ABOUT.isdisjoint(words):
        found |= Mark.ABOUT
    return found
