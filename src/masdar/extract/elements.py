"""What an element's tag and attributes say of it, before anything is read of its inside."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from masdar.extract.classes import CACHE, LONGEST, READ, Mark, Matching, behaves, mark

# Block-level: a word never runs on over their edges.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre "
    "section select summary table tbody td tfoot th thead tr ul button textarea amp-story-page".split()
)
# Their inside is never text of a page.
SKIPPED = frozenset(
    "script style title noscript template svg canvas map object embed audio video source track iframe head math param "
    "datalist progress meter noembed noframes link meta select textarea rt rp".split()
)
# Their inside is text, but not the article's, unless most of the page's text stands there.
FURNITURE_TAGS = frozenset("nav aside footer form button dialog menu amp-sidebar amp-ad input label".split())
FURNITURE_ROLES = frozenset(
    "navigation complementary contentinfo banner search dialog alert menu menubar toolbar button".split()
)
_PLAIN = frozenset("b strong i em u sup sub tbody tr br wbr big tt s".split())  # their names say nothing
_KEPT = frozenset("img time abbr".split())
_WORDS = frozenset("a span abbr dfn cite mark".split())  # of a sentence
_WHOLE = frozenset("html body main".split())  # never dropped
_HIDDEN = Matching(re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE))
# Attributes that say more of an element than its names do.
TELLING = frozenset("hidden style role itemprop rel".split())

_PASSED = frozenset("nav ul ol footer".split())
_NOTED = frozenset("meta link script title iframe math".split())

# Numbers, for they are compared at every element. How the walk goes on: not at all, with a note of what is skipped;
# from INLINE on it goes inside, of a LIST only if that is not passed over unread. From BLOCK on no word runs on.
SKIP, NOTE, BREAK, INLINE, LINK, BLOCK, LIST = range(7)
# What is read of an element's attributes: nothing, what they say of it, and all of them for a second look.
NOTHING, NAMES, ALL = range(3)

Verdicts = dict[str, tuple[int, str]]
_verdicts: tuple[Verdicts, Verdicts, Verdicts] = ({}, {}, {})

# Name, way to go on, what is read of its attributes, why it is dropped for its tag alone, and what classes were found
# to say of such a tag.
Kind = tuple[str, int, int, str, Verdicts]
# By the parser's number for a tag. Numbers of tags that HTML knows are fixed; others are a page's own.
kinds: dict[int, Kind] = {}
_KNOWN_TAGS = 198


def kind(node: LexborNode) -> Kind:
    """What is known of a node's tag; remembered in `kinds` where HTML knows it."""
    number = node.tag_id
    known = kinds.get(number)
    if known is None:
        tag = node.tag or "-"
        drop = "tag " + tag if tag in FURNITURE_TAGS else ""
        asked = NOTHING if tag in _PLAIN else ALL if tag in _KEPT else NAMES
        verdicts = _verdicts[2 if tag in _WHOLE else 1 if tag in _WORDS else 0]
        known = (tag, _way(tag), asked, drop, verdicts)
        if number < _KNOWN_TAGS:
            kinds[number] = known
    return known


def _way(tag: str) -> int:
    if tag in SKIPPED or tag[0] == "-":
        return NOTE if tag in _NOTED else SKIP
    if tag in BLOCK_TAGS:
        return LIST if tag in _PASSED else BLOCK
    return BREAK if tag == "br" else LINK if tag == "a" else INLINE


def verdict(tag: str, cls: str, verdicts: Verdicts) -> tuple[int, str]:
    """What an element's classes say of it, and why it is dropped for them; remembered, for papers repeat themselves."""
    said = mark(cls)
    if len(verdicts) >= CACHE:
        verdicts.clear()
    found = (said, _drop_named(tag, cls, said))
    if len(cls) <= LONGEST:
        verdicts[cls] = found
    return found


def judge(tag: str, attributes: dict[str, str | None], verdicts: Verdicts, drop: str) -> tuple[str, int, str]:
    """Names, marks and drop of an element by all its attributes; `drop`: why it is dropped for its tag."""
    named, said = attributes.get("class") or "", 0
    if ident := attributes.get("id"):
        # A heading's words are no name.
        named = f"{named} {'' if ident.count('-') + ident.count('_') > 3 else ident}"
    if named:
        said, why = verdicts.get(named) or verdict(tag, named, verdicts)
        drop = drop or why
    if not TELLING.isdisjoint(attributes):
        if not drop and not said & Mark.FURNITURE:
            drop = _drop(tag, attributes)
        if (attributes.get("itemprop") or "").lower() == "articlebody":
            said |= Mark.CONTENT
    return named, said, drop


def _drop_named(tag: str, names: str, said: int) -> str:
    if not said & Mark.FURNITURE or tag in _WHOLE or (tag in _WORDS and behaves(names[:READ])):
        return ""
    return "class"


def _drop(tag: str, attributes: dict[str, str | None]) -> str:
    if "hidden" in attributes or ((style := attributes.get("style")) and _HIDDEN[style]):
        return "" if tag in _WHOLE else "hidden"
    if (role := attributes.get("role")) and role.lower() in FURNITURE_ROLES:
        return "" if tag in _WHOLE else "role " + role
    return ""
