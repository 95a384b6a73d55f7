"""How truly articles are read: `python -m quality.extraction DIR [--worst N] [--alone]`.

DIR holds saved pages with expectations (see `extraction_sets`). Prints one JSON object a figure, for this reader and,
unless `--alone`, for trafilatura on the same pages. Figures: segments (precision, recall, F1), overlap of words or of
runs of four words with the expected text (mean F1 a page), and the share of titles, days and by-lines that are right.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import trafilatura

from masdar.extract import read_article
from masdar.model import Article, BlockKind, Capture, Entry, Precision, Purpose, Source, StepEnded
from quality.extraction_sets import Case, load, words

_DAY_IN_ADDRESS = re.compile(r"/(20\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d)(?:/|$)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader made of a page."""

    text: str = ""
    title: str = ""
    day: str = ""
    bylines: tuple[str, ...] = ()  # any of them may be the right one
    body_from: str = ""
    with_captions: str = ""  # the text where a set's own texts hold the captions too


@dataclass(slots=True)
class Sums:
    """What has been counted over the pages of a set."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    overlap: list[float] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    day: list[bool] = field(default_factory=list)
    byline: list[bool] = field(default_factory=list)
    last_resort: int = 0
    worst: list[tuple[float, str, str]] = field(default_factory=list)


def masdar(case: Case) -> Answer:
    """This product's reader, as the pipeline calls it."""
    now = datetime.now(UTC)
    capture = Capture(case.url, case.url, 200, (("content-type", "text/html"),), case.html, now, Purpose.PAGE)
    entry = Entry("set", case.url, title="untitled")  # as a feed line would: a page without a title still has a text
    try:
        article = read_article(capture, Source("set", "", case.url), entry, now=now)
    except StepEnded:
        return Answer()
    names = (article.byline, ", ".join(article.authors), *article.authors)
    own = [block for block in article.blocks if block.kind is not BlockKind.EMBED]
    body = "\n".join(block.text for block in own if block.kind is not BlockKind.CAPTION)
    whole = "\n".join(block.text for block in own)
    return Answer(body, article.title, _day(article), names, article.evidence.get("body", ""), whole)


def _day(article: Article) -> str:
    """The day of publication as the paper counts it, of the last change where a page says no more. A set names no
    paper's zone as the catalogue does: it is the printed one, and where that is UTC the address may name the day."""
    at = article.published or article.modified
    if at is None:
        return ""
    if re.fullmatch(r"[+-]\d\d:\d\d", article.published_zone) and article.published_zone != "+00:00":
        at = at.astimezone(datetime.strptime(article.published_zone, "%z").tzinfo)
    elif article.published_precision is not Precision.DAY and (match := _DAY_IN_ADDRESS.search(article.url)):
        named = date(int(match[1]), int(match[2]), int(match[3]))
        if abs((at.date() - named).days) == 1:
            return named.isoformat()
    return at.date().isoformat()


def peer(case: Case) -> Answer:
    """trafilatura with its defaults, comments left out."""
    found = trafilatura.bare_extraction(case.html, url=case.url, include_comments=False, with_metadata=True)
    if found is None:
        return Answer()
    item = found if isinstance(found, dict) else found.as_dict()
    author = item.get("author") or ""
    return Answer(
        item.get("text") or "", item.get("title") or "", item.get("date") or "", (author, *author.split("; "))
    )


def overlap(wanted: list[str], got: list[str], run: int) -> float:
    """F1 of the bags of `run` words that stand side by side in two texts."""
    first, second = _runs(wanted, run), _runs(got, run)
    common = sum((first & second).values())
    if not common:
        return 0.0
    precision, recall = common / sum(second.values()), common / sum(first.values())
    return 2 * precision * recall / (precision + recall)


def _runs(text: list[str], run: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(text[i:] for i in range(run)), strict=False))


def _folded(text: str) -> str:
    return " ".join(words(text))


def _even(text: str) -> str:
    """One form of white space, no invisible marks: what a reader sees the same."""
    return " ".join(_INVISIBLE.sub("", text).split())


def score(case: Case, answer: Answer, sums: Sums, run: int) -> None:
    """Adds one page to the sums."""
    loss, told = 0.0, ""
    text = _even(answer.text)
    missed = [segment for segment in case.must if _even(segment) not in text]
    wrong = [segment for segment in case.must_not if _even(segment) in text]
    sums.right += len(case.must) - len(missed)
    sums.missed += len(missed)
    sums.wrong += len(wrong)
    if missed or wrong:
        loss, told = len(missed) + len(wrong), f"missed {missed} wrong {wrong}"
    if len(words(case.text)) >= run:  # a text shorter than one run cannot be scored by runs
        wanted, got = words(case.text), words(answer.with_captions or answer.text if run > 1 else answer.text)
        sums.overlap.append(overlap(wanted, got[: len(wanted)] if case.prefix else got, run))
        loss += 1 - sums.overlap[-1]
        told += f" overlap {sums.overlap[-1]:.3f} wanted {len(wanted)} got {len(got)}"
    if case.title:
        sums.title.append(_folded(case.title) == _folded(answer.title))
        told += "" if sums.title[-1] else f" title {answer.title!r} for {case.title!r}"
    if case.day:
        sums.day.append(case.day == answer.day)
        told += "" if sums.day[-1] else f" day {answer.day!r} for {case.day!r}"
    if case.byline is not None:
        wanted_name = _folded(case.byline)
        sums.byline.append(any(_folded(name) == wanted_name for name in answer.bylines))
        told += "" if sums.byline[-1] else f" by-line {answer.bylines!r} for {case.byline!r}"
    sums.last_resort += answer.body_from == "trafilatura"
    sums.worst.append((loss, case.name, told))


def report(name: str, layout: str, sums: Sums, pages: int) -> None:
    """One JSON object a line."""

    def say(measure: str, value: float, n: int) -> None:
        print(json.dumps({"measure": f"extraction {layout} {measure} {name}", "value": round(value, 4), "n": n}))

    if sums.right + sums.missed:
        precision = sums.right / max(1, sums.right + sums.wrong)
        recall = sums.right / (sums.right + sums.missed)
        total = sums.right + sums.missed + sums.wrong
        say("precision", precision, total)
        say("recall", recall, total)
        say("f1", 2 * precision * recall / max(1e-9, precision + recall), total)
    for measure, values in (
        ("overlap", sums.overlap),
        ("title", sums.title),
        ("day", sums.day),
        ("byline", sums.byline),
    ):
        if values:
            say(measure, sum(values) / len(values), len(values))
    if name == "masdar":
        say("last resort", sums.last_resort / max(1, pages), pages)


def measure(folder: Path, readers: dict[str, Callable[[Case], Answer]], worst: int) -> None:
    """Scores every reader on a set and prints its figures."""
    layout, cases = load(folder)
    run = 4 if layout == "readability" else 1
    for name, reader in readers.items():
        sums = Sums()
        for case in cases:
            score(case, reader(case), sums, run)
        report(name, layout, sums, len(cases))
        if name == "masdar":
            for loss, page, told in sorted(sums.worst, reverse=True)[:worst]:
                print(f"{loss:.3f} {page}: {told}", file=sys.stderr)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="show the N pages that lose most (on standard error)")
    parser.add_argument("--alone", action="store_true", help="leave trafilatura out")
    arguments = parser.parse_args()
    readers: dict[str, Callable[[Case], Answer]] = (
        {"masdar": masdar} if arguments.alone else {"masdar": masdar, "trafilatura": peer}
    )
    measure(arguments.folder, readers, arguments.worst)


if __name__ == "__main__":
    main()
