"""What stands where an article's text begins and is said elsewhere: its title, its day, its picture's caption.

Pages laid out by tables and line breaks print them in the text's own place.
"""

from __future__ import annotations

from masdar.extract.blocks import Raw
from masdar.extract.days import beside_day, only_day
from masdar.model import BlockKind

LONG = 100  # letters: the first paragraph as long is text, and all below it
_ELSEWHERE = frozenset((BlockKind.EMBED, BlockKind.CAPTION))  # stand beside a text and do not begin it


def without_head(raw: list[Raw], title: str, caption: str) -> list[Raw]:
    """The blocks of a text without what heads them: what stands above the title where that is a line of them, lines
    that are the title or a day and who is named beside it, and the lead picture's caption, where it is a row of a table
    or no sentence: what stands in a picture's box may be the text. Nothing is taken below the first long paragraph;
    where nothing would be left, all stays."""
    found: list[Raw] = []
    for at, block in enumerate(raw):
        if title in block.text and title in block.text.split("\n"):
            found.clear()
        text = block.text
        if block.kind not in _ELSEWHERE:
            said = {title, caption} if block.kind is BlockKind.ROW or not _is_sentence(caption) else {title}
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
    while lines and (lines[0] in said or not lines[0].strip() or only_day(lines[0]) or beside_day(lines[0])):
        del lines[0]
    return "\n".join(lines)


def _is_sentence(text: str) -> bool:
    return len(text) >= LONG or text.endswith((".", "!", "?", "؟", "…", ":"))
