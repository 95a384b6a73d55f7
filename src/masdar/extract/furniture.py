"""A paper's furniture, learnt from its own pages: lines and places that recur from article to article.

No single page tells "subscribe to our channel" from a sentence; a hundred pages of one paper do. After each page the
record counts the lines that were kept, once a page; a line that comes back on enough different articles is furniture,
and so is a place in the template (tag and class words of the line's elements) where nothing else ever stands.

Guards, for what recurs is not always furniture:
- A story printed again under other addresses repeats all its lines at once. A page teaches only if a good share of its
  text was never seen before.
- A serial's lead-in and a column's standing line stand among paragraphs. Where paragraphs stand, a line must come back
  on a large share of all the paper's pages, an article's first paragraph on more than half.
- A line that stopped recurring is forgotten, and the record holds a bounded number of lines, places and titles.

The idea of comparing a site's pages to find its template goes back to Bar-Yossef and Rajagopalan, "Template Detection
via Data Mining and its Applications" (WWW 2002); the record and its rules are our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from masdar.extract.page import Page

ENOUGH = 20  # pages after which a paper is known
MOST_LINES = 1500
MOST_PLACES = 300
MOST_TITLES = 300
MOST_A_PAGE = 400  # lines of one page that are looked at
HALVED_AT = 400  # pages; then all counts are halved, so that old habits fade
LONG = 60  # letters from which a line reads like a paragraph
TIMES = 3  # pages on which a line must have stood
SHARE = 0.1  # of the pages since it first stood, apart from the paragraphs
AMONG = 0.3  # the same where paragraphs stand
LEAD_IN = 0.55  # the same for an article's first paragraph
FRESH = 0.15  # of a page's letters that must be new for it to teach
FRESH_LETTERS = 150
BEGINNING = 2  # words by which lines that lead elsewhere are alike ("On this: …")
SHORT_TITLE = 20  # letters; a shorter line that is another article's title may be chance

_WORD = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Seen:
    """A kept line of a page: what recurs of it (all its words; of a link with words before it, where it stands and how
    it begins), all it says, and where it stands, as digests; its letters; whether it is a paragraph; whether it
    is the first."""

    line: str
    whole: str
    place: str
    letters: int
    paragraph: bool
    opens: bool


@dataclass(slots=True)
class Furniture:
    """What is known of one paper. `lines`: digest → [pages it stood on, first and last page]; `places`: digest →
    [lines that recur or lead elsewhere, paragraphs of articles]; `titles`: of its latest articles."""

    pages: int = 0
    lines: dict[str, list[int]] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str) -> Furniture:
        """What `to_text` wrote; a new record of "" or of what cannot be read."""
        try:
            told = json.loads(text) if text else {}
            made = cls(int(told["pages"]), dict(told["lines"]), dict(told["places"]), dict.fromkeys(told["titles"]))
        except (ValueError, KeyError, TypeError):
            return cls()
        return made

    def to_text(self) -> str:
        """As kept in the store: JSON, bounded (some 100 kB at most)."""
        told = {"pages": self.pages, "lines": self.lines, "places": self.places, "titles": list(self.titles)}
        return json.dumps(told, separators=(",", ":"))

    def learn(self, title: str, seen: Sequence[Seen]) -> bool:
        """Takes in one page of the paper: the kept lines before what is known was dropped. False where it taught
        nothing, being mostly known text."""
        own = digest(title)
        lines = {one.line: one for one in reversed(seen[:MOST_A_PAGE])}
        letters = sum(one.letters for one in lines.values())
        fresh = sum(one.letters for one in lines.values() if one.line not in self.lines)
        if fresh < max(FRESH * letters, min(FRESH_LETTERS, letters)):
            return False
        self.pages += 1
        for one in lines.values():
            place = self.places.setdefault(one.place, [0, 0])
            known = self.lines.get(one.line)
            if known is not None or (one.letters >= SHORT_TITLE and one.whole in self.titles and one.whole != own):
                place[0] += 1
            elif one.paragraph:
                place[1] += 1
            if known is None:
                self.lines[one.line] = [1, self.pages, self.pages]
            else:
                known[0] += 1
                known[2] = self.pages
        self.titles[own] = None
        self._forget()
        return True

    def says(self, one: Seen, title: str = "") -> str:
        """Why a line is furniture of this paper, "" where it is not. `title` is its own page's, as a digest."""
        foul, fair = self.places.get(one.place, (0, 0))
        if one.letters >= SHORT_TITLE and one.whole in self.titles and one.whole != title and not one.opens:
            return "the title of another article of the paper"
        known = self.lines.get(one.line)
        among = fair * 4 > foul  # articles' paragraphs stand there too
        if known is not None and known[0] >= TIMES:
            share = known[0] / (self.pages - known[1] + 1)
            if share >= (SHARE if not among else LEAD_IN if one.opens and one.paragraph else AMONG):
                return "recurs on this paper's pages"
        if foul >= 2 * TIMES and fair * 20 <= foul and not one.paragraph:
            return "stands where this paper puts its furniture"
        return ""

    def apart_from(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether two texts, line by line, differ in nothing but furniture that only `before` still holds."""
        left = [line for line in before if line in after or not self._recurs(digest(line))]
        return len(left) < len(before) and left == list(after)

    def _recurs(self, line: str) -> bool:
        return line in self.titles or self.lines.get(line, (0,))[0] >= TIMES

    def _forget(self) -> None:
        """Keeps the record in its bounds: lines seen once, the oldest first, go before those that came back."""
        if self.pages >= HALVED_AT:
            self.pages //= 2
            for line, (count, first, last) in list(self.lines.items()):
                self.lines[line] = [count - count // 2, max(1, first // 2), max(1, last // 2)]
            self.places = {place: [foul // 2, fair // 2] for place, (foul, fair) in self.places.items() if foul + fair}
        if len(self.lines) > MOST_LINES:
            self.lines = dict(_newest(self.lines, MOST_LINES * 9 // 10, lambda line: (line[0] > 1, line[2], line[0])))
        if len(self.places) > MOST_PLACES:
            self.places = dict(_newest(self.places, MOST_PLACES * 9 // 10, sum))
        while len(self.titles) > MOST_TITLES:
            del self.titles[next(iter(self.titles))]


def _newest(known: dict[str, list[int]], most: int, worth: Callable[[list[int]], Any]) -> list[tuple[str, list[int]]]:
    best = set(sorted(known, key=lambda one: worth(known[one]), reverse=True)[:most])
    return [(one, what) for one, what in known.items() if one in best]


def digest(text: str) -> str:
    """A line's name: its words without case, numbers and signs, so that "1,234 views" recurs; "" for no words."""
    folded = " ".join(_WORD.findall(text.lower()))
    return blake2b(folded.encode("utf-8", "replace"), digest_size=6).hexdigest() if folded else ""


def seen(page: Page, kept: Sequence[int]) -> dict[int, Seen]:
    """The kept blocks of a page by number, those without words left out."""
    found: dict[int, Seen] = {}
    opens = True
    for block in kept[:MOST_A_PAGE]:
        text = page.text[block]
        if whole := digest(text):
            letters, linked = len(text), page.linked[block]
            place = _place(page, page.owner[block])
            paragraph = letters >= LONG and linked * 2 < letters
            line = whole if linked * 3 < letters else f"{digest(' '.join(_WORD.findall(text)[:BEGINNING]))}{place[:4]}"
            found[block] = Seen(line, whole, place, letters, paragraph, opens)
            opens = opens and not paragraph
    return found


def _place(page: Page, element: int) -> str:
    """Where in the template a line stands: its own element and the two round it, with class words but no numbers."""
    steps: list[str] = []
    while element >= 0 and len(steps) < 3:
        steps.append(page.tag[element] + _NUMBERS.sub("", page.names[element][:120]))
        element = page.parent[element]
    return blake2b(">".join(steps).encode("utf-8", "replace"), digest_size=6).hexdigest()
