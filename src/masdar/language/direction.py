"""Which way a text is written.

Unicode's own rule (UAX #9, P2) takes the first strong letter. Arab papers often open a sentence with a Latin name
("CNN: …", "iPhone يصل"), so here the majority decides once there is enough to count: a text is right to left when at
least a third of its strong letters are, or when its first strong letter is and they are at least a twentieth; French
quoted inside Arabic therefore keeps the paragraph right to left, and one Arabic name in a French one does not turn it.
"""

from __future__ import annotations

import re

from masdar.model import Direction

_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]+")
_FIRST = re.compile("[\u0590-\u08ff\ufb1d-\U0001efff]")  # no such letter, none of those; two ranges are asked faster
_STRONG = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(  # where any other letter may stand
    r"[A-Za-z\u00aa-\u058f\u0900-\ufb1c\ufe00-\ufe6f\uff00-\U000107ff\U00011000-\U0001e7ff\U0001f000-\U0010ffff]"
)
_SAMPLE = 600  # letters enough to know


def runs_right(text: str) -> bool:
    """Whether a text holds no letter that is written from right to left; a text without letters holds none."""
    return text.isascii() or _FIRST.search(text) is None or _RTL.search(text) is None


def direction(text: str, default: Direction = Direction.RTL) -> Direction:
    """The direction of a text; `default` where it holds no letter (numbers, signs, nothing)."""
    sample = text[:_SAMPLE]
    first = _STRONG.search(sample)
    if first is None and len(text) > _SAMPLE:
        sample = text[: _SAMPLE * 20]
        first = _STRONG.search(sample)
    if first is None:
        return default
    if runs_right(sample):
        return Direction.LTR
    if _OTHER.search(sample) is None:
        return Direction.RTL
    right = len("".join(_RTL.findall(sample)))
    strong = len("".join(_STRONG.findall(sample)))
    needed = 0.05 if _RTL.match(sample, first.start()) else 1 / 3
    return Direction.RTL if right >= needed * strong else Direction.LTR
