"""What stands where an article's text begins and is said elsewhere: its title, its day, its picture's caption.

Pages laid out by tables and line breaks print them in the text's own place.
"""

from __future__ import annotations

import re

from masdar.extract.blocks import Raw
from masdar.language import months
from masdar.language.dates import MODIFIED, PUBLISHED
from masdar.model import BlockKind

LONG = 100  # letters: the first paragraph as long is text, and all below it
MAX_DAY = 70  # letters of a line that is a day and no more
LONGEST_ZONE = 4  # letters
_WORD = re.compile(r"[^\W\d_]{2,}")
_YEAR = re.compile(r"(?<!\d)(?:1[34]\d\d|19\d\d|20\d\d|[١۱][٣٤۳۴][٠-٩۰-۹]{2}|[٢۲][٠۰][٠-٩۰-۹]{2})(?!\d)")
_NUMERIC = re.compile(r"\d[/.-]\d{1,2}[/.-]\d")
_ELSEWHERE = frozenset((BlockKind.EMBED, BlockKind.CAPTION))  # stand beside a text and do not begin it
_NAMING = frozenset(word for name in (*months.SOLAR, *months.LUNAR, *months.WEEKDAY) for word in name.split())
# Words that stand round a day, and those of the hour.
_ROUND = frozenset(
    "الساعة am pm gmt utc صباحا مساء مساءً صباحًا بتوقيت في بتاريخ يوم le on at à und um الموافق هـ".split()
)


def without_head(raw: list[Raw], title: str, caption: str) -> list[Raw]:
    """The blocks of a text without what heads them: what stands above the title where that is a line of them, lines
    that are the title or a day, and rows of a table that are the lead picture's caption. Nothing is taken below the
    first long paragraph; where nothing would be left, all stays."""
    found: list[Raw] = []
    for at, block in enumerate(raw):
        if title in block.text and title in block.text.split("\n"):
            found.clear()
        text = block.text
        if block.kind not in _ELSEWHERE:
            said = {title, caption} if block.kind is BlockKind.ROW else {title}
            text = _without(text, said)
            if text:
                found.append(block if text == block.text else block._replace(text=text))
        else:
            found.append(block)
        if len(text) >= LONG and block.kind not in _ELSEWHERE:
            return found + raw[at + 1 :]
    return found or raw


def _without(text: str, said: set[str]) -> str:
    lines = text.split("\n")
    while lines and (lines[0] in said or not lines[0].strip() or _is_day(lines[0])):
        del lines[0]
    return "\n".join(lines)


def _is_day(line: str) -> bool:
    """Whether a line prints a day, perhaps with an hour and a label, and nothing else."""
    if len(line) > MAX_DAY or not _YEAR.search(line):
        return False
    words = _WORD.findall(PUBLISHED.sub(" ", MODIFIED.sub(" ", line)))
    named = [word for word in words if months.fold(word) in _NAMING]
    others = [word for word in words if word not in named and word.lower() not in _ROUND and not _is_zone(word)]
    return not others and (bool(named) or _NUMERIC.search(line) is not None)


def _is_zone(word: str) -> bool:
    return word.isascii() and word.isupper() and len(word) <= LONGEST_ZONE
