"""Chains of copying with known truth, made out of real articles that share nothing: a root, and papers that carry it.

A root is an agency's dispatch or a paper's report. Carriers take it from the root or from one another, and do what
papers do: shorten from the end, say the months their country's way, change, drop and add words and spellings, credit
the agency in a form of their own or not at all, add words of their own, join two dispatches on one page. Whose each
word is stands beside it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from masdar.language.months import ARABIC
from quality.crediting import PLACES, SPELT, Truth, ways

OWN, CREDIT = -1, -2  # whose a word is, where it is no root's: the article's own; part of a credit, and not judged
PAPERS = 40
# Papers' countries, and how those say the months; the others say them widely.
_SAYS = {"ma": "morocco", "dz": "algeria", "tn": "algeria", "lb": "levant", "sy": "levant"}
_COUNTRIES = ("ma", "ma", "dz", "tn", "lb", "sy", "eg", "sa", "ae")
_EDITS = (0.0, 0.0, 0.02, 0.05, 0.1, 0.2)
_NAMES = (
    ("صدى", "أخبار", "صوت", "منبر", "بريد"),
    ("الساحل", "الواحة", "الجبل", "المرفأ", "السهل", "الضفاف", "البوادي", "المدينة"),
)
_FROM = ("نقلا عن {}", "المصدر: {}", "عن صحيفة {}", "حسب ما أوردته صحيفة {}", "المصدر : {}")
_SPELLINGS = (("أ", "ا"), ("إ", "ا"), ("ى", "ي"), ("ة", "ه"), ("ؤ", "و"), ("ي", "ى"))


@dataclass(slots=True)
class Piece:
    """An article of a chain. `words` and `of` run beside each other: whose each word is, by the number of its root."""

    number: int
    paper: str  # source id
    agency: bool
    words: list[str]
    of: list[int]
    at: datetime
    giver: int = -1  # the piece it was taken from, and the second one
    second: int = -1
    byline: str = ""
    canonical: bool = False  # it names its giver's address as its own

    @property
    def text(self) -> str:
        return " ".join(self.words).replace(" \n ", "\n").replace(" \n", "\n").replace("\n ", "\n")


@dataclass(slots=True)
class Press:
    """What is made; `agency_of` says which roots are an agency's, whether that is in the archive or not."""

    pieces: list[Piece] = field(default_factory=list)
    agency_of: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of papers, by source id
    outside: set[int] = field(default_factory=set)  # dispatches that are not in the archive


class Maker:
    """Makes chains of some texts. `marked` False: nobody credits anybody."""

    def __init__(self, texts: list[str], rolls: random.Random, *, marked: bool = True) -> None:
        self.rolls = rolls
        self.texts = iter(texts)
        self.marked = marked
        self.press = Press()
        self.vocabulary = [word for text in texts[:400] for word in text.split()]
        self.papers = [(f"paper-{one:02d}", rolls.choice(_COUNTRIES)) for one in range(PAPERS)]
        self.press.names = {
            paper: f"{_NAMES[0][at % 5]} {_NAMES[1][at // 5]}" for at, (paper, _) in enumerate(self.papers)
        }
        self.style = {paper: rolls.choice(ways(Truth.WHOLE, "ar")) for paper, _ in self.papers}
        self.dispatches: list[Piece] = []

    def chain(self, *, by_agency: bool, outside: bool) -> None:
        root = self._root(by_agency=by_agency)
        if outside:
            self.press.outside.add(root.number)
        carriers: list[Piece] = []
        for paper, country in self.rolls.sample(self.papers, self.rolls.randint(2, 5)):
            if paper != root.paper:
                giver = self.rolls.choice(carriers) if carriers and self.rolls.random() < 0.3 else root
                carriers.append(self._carried(giver, root, paper, country))
        if by_agency:
            self.dispatches.append(root)

    def _root(self, *, by_agency: bool) -> Piece:
        number = len(self.press.pieces)
        words = self._paragraphs(next(self.texts).split()[: self.rolls.randint(90, 380)])
        at = datetime(2021, 3, 1, tzinfo=UTC) + timedelta(minutes=self.rolls.randrange(60 * 24 * 60))
        if self.rolls.random() < 0.5:
            month = ARABIC["egypt"].split()[at.month - 1].split("|")[0]
            words[12:12] = ["يوم", str(at.day), month, str(at.year)]
        of = [number] * len(words)
        piece = Piece(number, self.rolls.choice(self.papers)[0], False, words, of, at)
        if by_agency:
            piece.paper, piece.agency = self.rolls.choice(list(SPELT["ar"])), True
            self.press.agency_of[number] = piece.paper
            if self.marked:
                self._head(piece, f"{self.rolls.choice(PLACES['ar'].split('|'))} ({self._mark(piece.paper)}) -")
        self.press.pieces.append(piece)
        return piece

    def _paragraphs(self, words: list[str]) -> list[str]:
        made: list[str] = []
        for word in words:
            made.append(word)
            if word.endswith((".", "؟", "!")) and self.rolls.random() < 0.5:
                made.append("\n")
        return made

    def _carried(self, giver: Piece, root: Piece, paper: str, country: str) -> Piece:
        rolls = self.rolls
        agency = self.press.agency_of.get(root.number, "")
        words, of = self._copied(giver, country)
        late = timedelta(minutes=int(2 * 360 ** rolls.random()))
        piece = Piece(len(self.press.pieces), paper, False, words, of, giver.at + late, giver.number)
        if agency and self.marked and rolls.random() < 0.8:
            self._credit(piece, agency)
        if rolls.random() < 0.45:
            self._add_own(piece)
        if agency and self.dispatches and rolls.random() < 0.15:
            self._join(piece, rolls.choice(self.dispatches[-8:]), country)
        if not agency and self.marked and rolls.random() < 0.5:
            words = ["\n", *rolls.choice(_FROM).format(self.press.names[giver.paper]).split(), "\n"]
            piece.words, piece.of = [*piece.words, *words], [*piece.of, *([CREDIT] * len(words))]
        piece.canonical = not agency and giver is root and rolls.random() < 0.1
        self.press.pieces.append(piece)
        return piece

    def _copied(self, giver: Piece, country: str) -> tuple[list[str], list[int]]:
        """What a carrier makes of the text it takes, without the credits in it."""
        rolls = self.rolls
        taken = [(word, of) for word, of in zip(giver.words, giver.of, strict=True) if of >= 0]
        if rolls.random() < 0.4:
            taken = taken[: max(50, int(len(taken) * rolls.uniform(0.4, 0.9)))]
        share = rolls.choice(_EDITS)
        made: list[tuple[str, int]] = []
        for word, of in taken:
            roll = rolls.random()
            if word == "\n" or roll >= share * 0.75:
                made.append((self._spelt(self._month(word, country)), of))
                if roll > 1 - share / 4:
                    made.append((rolls.choice(self.vocabulary), of))
            elif roll < share / 2:
                made.append((rolls.choice(self.vocabulary), of))
        return [word for word, _ in made], [of for _, of in made]

    def _month(self, word: str, country: str) -> str:
        says = _SAYS.get(country)
        widely = [names.split("|")[0] for names in ARABIC["egypt"].split()]
        if says is None or word not in widely:
            return word
        return ARABIC[says].split()[widely.index(word)].split("|")[0].replace("_", " ")

    def _spelt(self, word: str) -> str:
        if self.rolls.random() < 0.02:
            written, other = self.rolls.choice(_SPELLINGS)
            return word.replace(written, other, 1)
        return word

    def _mark(self, agency: str) -> str:
        plain, doubtful = SPELT["ar"][agency]
        return self.rolls.choice([*plain, *doubtful])

    def _credit(self, piece: Piece, agency: str) -> None:
        own = self.rolls.random() < 0.7
        way = self.style[piece.paper] if own else self.rolls.choice(ways(Truth.WHOLE, "ar"))
        filled = {"mark": self._mark(agency), "place": self.rolls.choice(PLACES["ar"].split("|")),
                  "date": f"{piece.at.day} مارس", "text": "{text}"}  # fmt: skip
        byline, body = (part.format_map(filled) for part in way.split("|", 1))
        head, tail = body.split("{text}")
        piece.byline = byline
        self._head(piece, head)
        ending = tail.replace("\n", " \n ").split(" ")
        piece.words += [word for word in ending if word]
        piece.of += [CREDIT for word in ending if word]

    def _head(self, piece: Piece, head: str) -> None:
        words = [word for word in head.replace("\n", " \n ").split(" ") if word]
        piece.words[:0], piece.of[:0] = words, [CREDIT] * len(words)

    def _add_own(self, piece: Piece) -> None:
        """A paper's own words in a paragraph of their own, before what it carries or behind it."""
        words = next(self.texts).split()[: self.rolls.randint(20, 90)]
        of = [OWN] * len(words)
        if self.rolls.random() < 0.5:
            piece.words, piece.of = [*words, "\n", *piece.words], [*of, CREDIT, *piece.of]
        else:
            piece.words, piece.of = [*piece.words, "\n", *words], [*piece.of, CREDIT, *of]

    def _join(self, piece: Piece, other: Piece, country: str) -> None:
        """A second dispatch on the same page, under a dateline of its own."""
        if other.number in piece.of or not self.marked or CREDIT not in piece.of[:3]:
            return
        words, of = self._copied(other, country)
        head = f"{self.rolls.choice(PLACES['ar'].split('|'))} ({self._mark(other.paper)}) -".split(" ")
        piece.words += ["\n", *head, *words]
        piece.of += [CREDIT] * (len(head) + 1) + of
        piece.second = other.number
        piece.at = max(piece.at, other.at + timedelta(minutes=self.rolls.randint(2, 200)))
