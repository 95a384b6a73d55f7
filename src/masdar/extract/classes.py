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
READ = 2000  # letters of a class string that are read
LONGEST = 500  # letters of a string that is kept, so that no page fills the memory


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
_token_cache: dict[str, int] = {}


class Matching(dict[str, bool]):
    """Names of an element → whether a pattern stands in them; remembered, for they recur on every page of a
    template."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, names: str) -> bool:
        if len(self) >= CACHE:
            self.clear()
        found = self._pattern.search(names) is not None
        if len(names) <= LONGEST:
            self[names] = found
        return found


@lru_cache(maxsize=5000)
def behaves(names: str) -> bool:
    """Whether furniture words in the names of a few words of a sentence only tell how those behave: a note that opens,
    a link back to the list of contents."""
    return not mark(" ".join(token for token in names.split() if BEHAVIOUR.isdisjoint(_words(token)))) & Mark.FURNITURE


def _words(token: str) -> list[str]:
    token = token[:120]
    low = token if token.islower() else _CAMEL.sub("-", token).lower()
    words = low.replace("_", "-").split("-")
    if not (joined := "".join(words)).isalnum() or not joined.isascii():
        words = _CUT.split(low)
    return [word for word in words if word] if "" in words else words


def mark(names: str) -> int:
    """What the classes and the id of an element say, given as one string. CONTENT wins over FURNITURE only where both
    stand in one name ("article-body-comments" is furniture by its last word, "no-sidebar-content" is nothing)."""
    found = Mark.NONE
    for token in names[:READ].split():
        known = _token_cache.get(token)
        if known is None:
            if len(_token_cache) >= CACHE:
                _token_cache.clear()
            known = _token(token)
            if len(token) <= LONGEST:
                _token_cache[token] = known
        found |= known
    return found


_NEGATIONS = frozenset(
    "tag category format status theme no not without with has have hide hidden is js enable enabled layout col size "
    "template type".split()
)


# Furniture that says who wrote the article and when.
_TOLD = frozenset("byline bylines dateline timestamp postmeta pubdate metadata meta info infos details date".split())

# What a word says, as flags beside those of Mark: the tables are asked once a word, not once a table.
_NEGATES, _TELLS = 256, 512


def _said_by_words() -> dict[str, int]:
    tables = {
        Mark.FURNITURE: FURNITURE, Mark.CONTENT: CONTENT, Mark.CAPTION: CAPTION, Mark.LEAD: LEAD, Mark.ABOUT: ABOUT,
        Mark.COMMENTS: COMMENTS, Mark.MENU: MENUS, _NEGATES: _NEGATIONS, _TELLS: _TOLD,
    }  # fmt: skip
    words = frozenset().union(*tables.values())
    return {word: sum(flag for flag, table in tables.items() if word in table) for word in words}


_says = _said_by_words()
_pairs = dict.fromkeys(CONTENT_PAIRS, Mark.CONTENT) | dict.fromkeys(FURNITURE_PAIRS, Mark.FURNITURE)


def _token(token: str) -> int:
    if ":" in token or "[" in token or "(" in token:  # a utility class ("md:hidden", "Mb(1em)") speaks of looks
        return Mark.NONE
    words = _words(token)
    if token in EMBEDS:
        return Mark.EMBED
    if not words:
        return Mark.NONE
    first = said = joined = _says.get(words[0], 0)
    begins = words[0].startswith(FURNITURE_BEGINNINGS)
    last, ends = first, begins
    if len(words) > 1:
        joined = _says.get("".join(words), 0)
        for pair in pairwise(words):
            joined |= _pairs.get(pair, 0)
            last, ends = _says.get(pair[1], 0), pair[1].startswith(FURNITURE_BEGINNINGS)
            said |= last
            begins = begins or ends
    if said & Mark.COMMENTS and not first & _NEGATES:
        return Mark.FURNITURE | Mark.COMMENTS
    told = Mark.ABOUT if said & _TELLS else Mark.NONE
    if joined & Mark.FURNITURE:
        return Mark.FURNITURE | told
    content = (said | joined) & Mark.CONTENT
    furniture = (begins or said & Mark.FURNITURE) and not first & _NEGATES
    if furniture and (ends or (first | last) & Mark.FURNITURE or not content):
        return Mark.FURNITURE | told | (said & Mark.MENU)
    return content | (said & (Mark.CAPTION | Mark.LEAD | Mark.ABOUT))
