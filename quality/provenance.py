"""Who had it first, on chains of copying with known truth? `python -m quality.provenance CORPUS [CHAINS] [SEED]`.

CORPUS is a `.jsonl`, `.xz` or `.gz` of articles (`body`); `chains.py` makes the chains, with a new seed each time
unless one is given. All goes through the product's own doors: `Detector` → `sighting` → `kind_of` → `judge`, with the
habits it learns. The order of arrival, and so of first sight, is shuffled. `origin` is the share of carried words whose
root is named, an agency by its id, a paper's report by its article; to abstain is not right. Dates are true, cut to
the day, or swapped between a copy and what it was taken from for 30 % of copies; `unmarked` is without any credit.
`calibrated` is 1 less the mean distance between how sure verdicts are and how often they are right (a table of bins on
stderr). `settled` is the share of words judged alike when the same articles arrive in another order.
"""

from __future__ import annotations

import json
import random
import secrets
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from masdar.model import (
    Article,
    Block,
    BlockKind,
    Passage,
    Permalink,
    Precision,
    Source,
    SourceKind,
    StoredArticle,
    Trace,
)
from masdar.provenance import Habits, Sighting, judge, sighting
from masdar.provenance.passages import passage
from masdar.provenance.sighting import WORD
from masdar.publishers.marks import find_marks
from masdar.reuse import Detector
from quality.chains import CREDIT, OWN, Maker, Piece, Press
from quality.chains_corpus import apart, bodies

CHAINS = 200
SWAPPED = 0.3
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
DATES = ("true", "day", "swapped")

Shared = dict[Permalink, list[Passage]]


@dataclass(frozen=True, slots=True)
class Stage:
    """The press as the archive has it: what arrived, in order, and what it shares."""

    press: Press
    links: dict[int, Permalink]
    order: list[int]
    shared: Shared

    def piece(self, permalink: Permalink) -> Piece:
        return next(self.press.pieces[number] for number, link in self.links.items() if link == permalink)


def staged(press: Press, rolls: random.Random) -> Stage:
    """All pieces that are in the archive, asked about and added in a shuffled order."""
    order = [piece.number for piece in press.pieces if piece.number not in press.outside]
    rolls.shuffle(order)
    links = {number: Permalink(press.pieces[number].paper, at + 1) for at, number in enumerate(order)}
    seen = {links[number]: _sighting(press, press.pieces[number], links[number], at) for at, number in enumerate(order)}
    shared: Shared = defaultdict(list)
    detector = Detector()
    for number in order:
        one = seen[links[number]]
        for match in detector.ask(one.text):
            found = passage(match, one, seen[match.other])
            shared[one.permalink].append(found)
            shared[match.other].append(found.turned())
        detector.add(one.permalink, one.text, one.first_seen)
    return Stage(press, links, order, shared)


def _sighting(press: Press, piece: Piece, link: Permalink, at: int) -> Sighting:
    """`at` is its place in the order of arrival."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in piece.text.split("\n") if line)
    home = f"https://www.{piece.paper}.example/"
    address = f"{home if not piece.canonical else 'https://www.GIVER.example/'}{link.number}"
    article = Article(piece.paper, address, "", blocks, "ar", byline=piece.byline, published=piece.at)
    kind = SourceKind.AGENCY if piece.agency else SourceKind.DAILY
    seen = datetime(2021, 6, 1, tzinfo=UTC) + timedelta(seconds=20 * at)
    return sighting(
        StoredArticle(link, article, 1, seen, seen),
        Source(piece.paper, press.names.get(piece.paper, ""), home, kind=kind),
    )


def dated(press: Press, dates: str, rolls: random.Random) -> dict[int, datetime]:
    at = {piece.number: piece.at for piece in press.pieces}
    if dates == "day":
        return {number: time.replace(hour=0, minute=0) for number, time in at.items()}
    if dates == "swapped":
        for piece in press.pieces:
            if piece.giver >= 0 and rolls.random() < SWAPPED:
                at[piece.number], at[piece.giver] = at[piece.giver], at[piece.number]
    return at


def sightings(stage: Stage, at: dict[int, datetime], dates: str) -> dict[Permalink, Sighting]:
    precision = Precision.DAY if dates == "day" else Precision.MINUTE
    made = {}
    for place, number in enumerate(stage.order):
        piece, link = stage.press.pieces[number], stage.links[number]
        seen = _sighting(stage.press, piece, link, place)
        host = f"www.{stage.press.pieces[piece.giver].paper}.example" if piece.canonical else seen.host
        made[link] = replace(seen, published=at[number], precision=precision, host=host)
    return made


def judged(shared: Shared, seen: dict[Permalink, Sighting], order: list[Permalink]) -> dict[Permalink, Trace]:
    """Judged as they arrive, each with all it shares with what is there; those it touches are judged again. When all
    have arrived each is judged once more, with the habits learnt."""
    habits = Habits()
    here: set[Permalink] = set()
    traces: dict[Permalink, Trace] = {}

    def again(link: Permalink) -> None:
        known = [one for one in shared[link] if one.other in here]
        trace = judge(seen[link], known, {one.other: seen[one.other] for one in known}, habits)
        if link in traces:
            habits.learn(link.source, traces[link].edges, times=-1)
        habits.learn(link.source, trace.edges)
        traces[link] = trace

    for link in order:
        here.add(link)
        for touched in dict.fromkeys([link, *(one.other for one in shared[link] if one.other in here)]):
            again(touched)
    for link in sorted(order):
        again(link)
    return traces


def verdicts(seen: Sighting, trace: Trace, piece: Piece) -> Iterator[tuple[int, tuple[Permalink | None, str], float]]:
    """For each word that is judged: whose it is, whose it is said to be, and how sure. Undecided: sure by 0."""
    starts, at = [], 0
    of = [owner for word, owner in zip(piece.words, piece.of, strict=True) for _ in word.split()]
    for word in seen.text.split():
        starts.append(seen.text.index(word, at))
        at = starts[-1] + len(word)
    begins = [origin.start for origin in trace.origins]
    for found in WORD.finditer(seen.text):
        owner = of[bisect_right(starts, found.start()) - 1]
        if owner == CREDIT:
            continue
        place = bisect_right(begins, found.start()) - 1
        origin = trace.origins[place] if place >= 0 and trace.origins[place].end >= found.end() else None
        if origin is None:
            yield owner, (None, ""), 1.0
        else:
            yield owner, (origin.first, origin.agency), 0.0 if origin.undecided else origin.confidence


class Tally:
    """What is counted of one round of verdicts."""

    def __init__(self) -> None:
        self.right: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.bins: list[list[float]] = [[0, 0, 0] for _ in BINS[1:]]

    def count(self, stage: Stage, seen: dict[Permalink, Sighting], traces: dict[Permalink, Trace]) -> None:
        for number in stage.order:
            piece, link = stage.press.pieces[number], stage.links[number]
            for owner, (first, agency), sure in verdicts(seen[link], traces[link], piece):
                good = self._good(stage, piece, owner, first, agency) and sure > 0
                kind = "own" if owner == OWN else "root" if owner == number else "origin"
                self.right[kind][0] += good
                self.right[kind][1] += 1
                if kind == "origin":
                    by = "agency" if owner in stage.press.agency_of else "paper"
                    self.right[by][0] += good
                    self.right[by][1] += 1
                if sure > 0 and (first is not None or agency):
                    into = self.bins[max(bisect_right(BINS, sure) - 1, 0)]
                    into[0], into[1], into[2] = into[0] + 1, into[1] + good, into[2] + sure

    @staticmethod
    def _good(stage: Stage, piece: Piece, owner: int, first: Permalink | None, agency: str) -> bool:
        if owner in (OWN, piece.number):
            return (first is None and agency in ("", piece.paper if piece.agency else "")) or first == stage.links.get(
                piece.number
            )
        if owner in stage.press.agency_of:
            return agency == stage.press.agency_of[owner]
        return first == stage.links[owner] and not agency

    def part(self, kind: str) -> float:
        right, words = self.right[kind]
        return right / max(words, 1)

    @property
    def error(self) -> float:
        every = sum(words for words, _, _ in self.bins)
        return sum(abs(right - sure) for _, right, sure in self.bins) / max(every, 1)

    def table(self, name: str) -> None:
        for low, (words, right, sure) in zip(BINS, self.bins, strict=False):
            if words:
                line = (
                    f"{name} sure from {low:.2f}: {sure / words:.3f} said, {right / words:.3f} right, {words:.0f} words"
                )
                print(line, file=sys.stderr)


def alike(one: dict[Permalink, Trace], other: dict[Permalink, Trace]) -> float:
    """The share of words judged alike."""
    words = same = 0
    for link, trace in one.items():
        words += trace.words
        theirs = {(o.start, o.end, o.first, o.agency, o.undecided) for o in other[link].origins}
        differ = sum(o.words for o in trace.origins if (o.start, o.end, o.first, o.agency, o.undecided) not in theirs)
        same += trace.words - differ
    return same / max(words, 1)


def say(measure: str, value: float, count: int) -> None:
    print(json.dumps({"measure": f"provenance.{measure}", "value": round(value, 4), "n": count}), flush=True)


def main(arguments: list[str]) -> None:
    chains = int(arguments[1]) if len(arguments) > 1 else CHAINS
    seed = int(arguments[2]) if len(arguments) > 2 else secrets.randbelow(10**6)
    print(f"seed {seed}", file=sys.stderr)
    rolls = random.Random(seed)
    texts = bodies(Path(arguments[0]))
    rolls.shuffle(texts)
    texts = [text for text in texts if not find_marks(text)]
    texts = apart(texts, 80, 1200, 8 * chains)
    for marked in (True, False):
        maker = Maker(texts, random.Random(seed), marked=marked)
        for _ in range(chains):  # a dispatch that nobody credits and nobody has cannot be known: only where marked
            maker.chain(
                by_agency=(by_agency := maker.rolls.random() < 0.75),
                outside=by_agency and marked and maker.rolls.random() < 0.25,
            )
        stage = staged(maker.press, random.Random(seed))
        for dates in DATES:
            seen = sightings(stage, dated(stage.press, dates, random.Random(seed)), dates)
            order = [stage.links[number] for number in stage.order]
            traces = judged(stage.shared, seen, order)
            tally = Tally()
            tally.count(stage, seen, traces)
            name = dates if marked else f"{dates}.unmarked"
            for kind, (_, words) in sorted(tally.right.items()):
                say(f"{name}.{kind}", tally.part(kind), words)
            say(f"{name}.calibrated", 1 - tally.error, sum(int(words) for words, _, _ in tally.bins))
            tally.table(name)
            if marked:
                random.Random(seed + 1).shuffle(order)
                say(f"{name}.settled", alike(traces, judged(stage.shared, seen, order)), len(order))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m quality.provenance CORPUS [CHAINS] [SEED]")
    main(sys.argv[1:])
