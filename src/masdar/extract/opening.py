"""What stands where an article's text begins and is said elsewhere: its title, its day, its picture's caption.

Pages laid out by tables and line breaks print them in the text's own place.
"""

from __future__ import annotations

from masdar.extract.blocks import Raw
from masdar.extract.days import beside_day, is_dated, only_day
from masdar.language import bylines
from masdar.model import BlockKind

HEAD = 3  # lines under a title that may stand before its day
MAX_CREDIT = 5  # spaces
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
            text = _without(text, said, title)
            if text:
                found.append(block if text == block.text else block._replace(text=text))
        else:
            found.append(block)
        if len(text) >= LONG and block.kind not in _ELSEWHERE:
            return found + raw[at + 1 :]
    return found or raw


def _without(text: str, said: set[str], title: str) -> str:
    lines = _under(text, title)
    headed = lines is not None
    lines = text.split("\n") if lines is None else lines
    while lines and (lines[0] in said or not lines[0].strip() or only_day(lines[0]) or beside_day(lines[0])):
        del lines[0]
    while headed and lines and _is_credit(lines[0]):
        del lines[0]
    return "\n".join(lines)


def _under(text: str, title: str) -> list[str] | None:
    """The lines under that of the title and of its day; None where no line is the title."""
    if not title or title not in text or title not in (lines := text.split("\n")):
        return None
    del lines[: lines.index(title) + 1]
    dated = next((at for at, line in enumerate(lines[:HEAD]) if len(line) < LONG and is_dated(line)), -1)
    return lines[dated + 1 :]


def credit_under(text: str, title: str) -> str:
    """The line of a block that says under title and day who wrote ("الرياض - سعيد المثالي"); "" for none."""
    under = _under(text, title)
    return under[0] if under and _is_credit(under[0]) else ""


def _is_credit(line: str) -> bool:
    """Whether a line under a title names who wrote: few words, of which some are a place, an agency or a role."""
    if line.count(" ") > MAX_CREDIT or _is_sentence(line) or any(map(str.isdigit, line)):
        return False
    told = bylines.parse(line)
    return bool(told.agencies) or (bool(told.persons) and told.persons != (line.strip(),))


def _is_sentence(text: str) -> bool:
    return len(text) >= LONG or text.endswith((".", "!", "?", "؟", "…", ":"))
