# ruff: noqa: E501 - markup is kept as it reads
"""How well a paper's furniture is learnt: `python -m quality.furniture [CORPUS] [--pages N]`.

Two sets of papers: the invented press; and, where CORPUS (JSONL, plain or compressed, an article a line) is given, each
of its sources as a paper whose pages are made here, with furniture among and round the paragraphs that no tag or class
gives away: slogans, boxes, lines with changing numbers, leads to other articles, lines of one section, lines that stand
on every other page. Among these papers' articles are a story printed three times and a serial with its standing
lead-in, which is text.

A paper's first 20 pages teach. Then pages are read as the product reads them, going on to learn (the corpus: those that
follow; the invented press: all, as `masdar replay` does). Prints the share of furniture lines that are gone and of
article lines that are lost, and the same for pages read alone.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

from masdar.extract import Furniture, read_article, read_page
from masdar.extract.furniture import ENOUGH, digest
from masdar.extract.page import visible
from masdar.model import Article, Capture, Purpose, Source, StepEnded
from masdar.press import invented
from masdar.press.replies import Asked

NOW = datetime(2030, 1, 1, tzinfo=UTC)
PAGES = 220  # of a paper, at most


@dataclass(frozen=True, slots=True)
class Made:
    """A page and its truth, line by line."""

    url: str
    body: bytes
    content_type: str
    article: tuple[str, ...]
    furniture: tuple[str, ...] = ()
    again: bool = False  # read again with all that was learnt


@dataclass(slots=True)
class Count:
    """Lines over all pages."""

    furniture: int = 0
    left: int = 0
    article: int = 0
    lost: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, made: Made, article: Article | None) -> None:
        """Counts one page as it was read."""
        lines = _lines(article)
        text = "\n".join(lines)
        lost = [line for line in made.article if _even(line) not in text]
        left = [line for line in made.furniture if _even(line) in lines]
        self.furniture += len(made.furniture)
        self.left += len(left)
        self.article += len(made.article)
        self.lost += len(lost)
        self.shown += [f"left {line[:80]}" for line in left] + [f"lost {line[:80]}" for line in lost]


def _even(text: str) -> str:
    return " ".join(visible(text).split())


# --- papers out of a corpus ---

_SENTENCES = re.compile(r"(?<=[.؟!])\s+")
_SLOGANS = ("الخبر كما هو في حينه", "منبر من لا منبر له", "نقرأ لكم ما وراء السطور", "صوتكم في كل مكان")
_BOXES = (
    "تصلكم أهم الأخبار كل صباح في رسالة واحدة إن تركتم عنوانكم لدينا، ويمكنكم التوقف عن تلقيها متى شئتم.",
    "تطبيقنا على الهواتف يضع بين أيديكم كل ما تنشره الصحيفة ساعة نشره، مع إمكانية القراءة من دون اتصال.",
    "صحيفتكم مستقلة ولا تعيش إلا بقرائها، فإن وجدتم في ما تكتبه فائدة فساهموا في بقائها بما تيسر لكم.",
)
_LINES = ("حجم الخط", "نسخ الرابط", "استمع إلى هذه المادة", "تكبير الصورة", "كن أول من يكتب رأيه")
_LEADS = ("في الموضوع نفسه:", "مما نشرناه من قبل:", "من أرشيفنا:")
_SERIAL = "هذه حلقة جديدة من سلسلة نتتبع فيها كل أسبوع سيرة مدينة من مدن المنطقة وما مر بها من أحداث."


def corpus(path: Path, pages: int) -> Iterator[tuple[Source, list[Made]]]:
    """Each source of a corpus as a paper."""
    articles: dict[str, list[dict[str, str]]] = {}
    with _opened(path) as lines:
        for line in lines:
            item = json.loads(line)
            of = articles.setdefault(item["source"], [])
            if len(of) < pages and len(_paragraphs(item.get("body") or "")) >= 3:
                of.append(item)
    for place, (name, of) in enumerate(articles.items()):
        if len(of) > 2 * ENOUGH:
            paper = Source(f"paper-{place}", name, "https://mithal.example/")
            yield paper, _paper(name, of, random.Random(place))


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return cast("IO[bytes]", lzma.open(path))
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _paragraphs(body: str) -> list[str]:
    """Two sentences a paragraph: corpora lose the paper's own."""
    sentences = [sentence for sentence in _SENTENCES.split(" ".join(body.split())) if len(sentence) > 25]
    return [" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)]


def _paper(name: str, articles: list[dict[str, str]], chance: random.Random) -> list[Made]:
    """The pages of one paper: its own template and its own choice of furniture."""
    names = [f"{chance.choice('bcdfgkmnrtvz')}{chance.randrange(100)}" for _ in range(8)]
    fixed = (chance.choice(_SLOGANS), *chance.sample(_BOXES, 2), *chance.sample(_LINES, 2))
    lead = chance.choice(_LEADS)
    order = list(range(len(articles)))
    order[30:30] = [25, 25]  # the same story under two more addresses
    made = []
    for at, number in enumerate(order):
        item = articles[number]
        titles = [" ".join(articles[chance.randrange(max(1, number))]["title"].split()) for _ in range(3)]
        text = _paragraphs(item["body"])
        if at % 7 == 3:
            text.insert(0, _SERIAL)
        lines = _furnished(item, fixed, (lead, titles), chance, at)
        made.append(_page(item, at, text, lines, names))
    return made


def _furnished(
    item: dict[str, str], fixed: tuple[str, ...], leads: tuple[str, list[str]], chance: random.Random, at: int
) -> dict[str, list[str]]:
    """Furniture lines of one page by where they stand."""
    slogan, box, other_box, tool, tool_too = fixed
    section = f"كل جديد في باب {item.get('category') or 'أخبار'} تجدونه على صفحاتنا"
    return {
        "above": [slogan, tool],
        "among": [box] if at % 2 else [],
        "lead": [f"{leads[0]} {leads[1][0]}"],
        "below": [f"قرأ هذه المادة {chance.randrange(10, 90_000)} قارئا", other_box, tool_too, section],
        "box": leads[1][1:],
    }


def _page(item: dict[str, str], at: int, text: list[str], lines: dict[str, list[str]], names: list[str]) -> Made:
    def tag(line: str, name: str = "", kind: str = "p") -> str:
        return (
            f'<{kind} class="{name}">{html.escape(line)}</{kind}>' if name else f"<{kind}>{html.escape(line)}</{kind}>"
        )

    title = " ".join(item["title"].split())
    lead, _, led = lines["lead"][0].partition(": ")
    among = [tag(line) for line in lines["among"]]
    linked = f'<p>{html.escape(lead)}: <a href="/{at * 7}">{html.escape(led)}</a></p>'
    body = [tag(line) for line in text]
    body[2:2] = [*among, linked]
    below = "".join(tag(line, names[4] if order % 2 else "") for order, line in enumerate(lines["below"]))
    box = "".join(tag(line, names[5], "div") for line in lines["box"])
    above = "".join(tag(line, names[2]) for line in lines["above"])
    page = (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
        f'<body><div class="{names[0]}"><div class="{names[1]}"><h1>{html.escape(title)}</h1>{above}{"".join(body)}{below}'
        f'<div class="{names[6]}">{box}</div></div></div></body></html>'
    )
    furniture = tuple(line for of in lines.values() for line in of if line not in text and line != title)
    url = f"https://mithal.example/{at}"
    return Made(url, page.encode(), "text/html", tuple(text), furniture)


# --- the invented press ---


def invented_papers() -> Iterator[tuple[Source, list[Made]]]:
    """Each invented paper that prints whole articles."""
    press = invented.press(1, NOW)
    for paper in press.papers:
        made = []
        for name, truth in press.truth().items():
            if not name.startswith(f"{paper.id}/"):
                continue
            host = f"{paper.id}.localhost:8000"
            reply = paper.answer(Asked(truth.url, host=host), press.end)
            if reply is not None and reply.status == 200:
                shown = _even(html.unescape(reply.body.decode("utf-8", "replace")))
                lines = tuple(
                    line for line in truth.text.split("\n") if _even(line) in shown
                )  # not those changed since
                made.append(Made(f"http://{host}{truth.url}", reply.body, reply.type, lines, again=True))
        if len(made) >= ENOUGH:
            yield paper.source(8000), _recurring(paper.source(8000), made)


def _recurring(source: Source, pages: list[Made]) -> list[Made]:
    """The pages with their furniture named: what is read of a page alone, is not its article's, and is read of others
    too, numbers aside."""
    read = [_lines(read_article(_capture(made), source, now=NOW)) for made in pages]
    times = Counter(one for lines in read for one in {digest(line) for line in lines})
    found = []
    for made, lines in zip(pages, read, strict=True):
        own = _even(" ".join(made.article))
        found.append(
            replace(made, furniture=tuple(line for line in lines if times[digest(line)] > 2 and line not in own))
        )
    return found


def _lines(article: Article | None) -> list[str]:
    return [_even(block.text) for block in article.blocks] if article else []


# --- counting ---


def _capture(made: Made) -> Capture:
    return Capture(made.url, made.url, 200, (("content-type", made.content_type),), made.body, NOW, Purpose.PAGE)


def measure(source: Source, pages: list[Made], alone: Count, learnt: Count) -> None:
    """Reads one paper alone and with what was learnt of it."""
    known = Furniture()
    for at, made in enumerate(pages):
        pageful = None
        try:
            pageful = read_page(_capture(made), source, now=NOW, known=known)
        except StepEnded:
            continue
        known.learn(pageful.article.title, pageful.seen)
        if not made.again and at >= ENOUGH:
            learnt.add(made, pageful.article)
            alone.add(made, read_article(_capture(made), source, now=NOW))
    for made in pages if pages[0].again else ():
        learnt.add(made, read_page(_capture(made), source, now=NOW, known=known).article)
        alone.add(made, read_article(_capture(made), source, now=NOW))


def report(name: str, count: Count, before: Count) -> None:
    """The figures of one set."""
    of = max(1, count.furniture)
    for measure_name, value, n in (
        ("gone", 1 - count.left / of, of),
        ("kept", 1 - count.lost / max(1, count.article), count.article),
        ("gone alone", 1 - before.left / of, of),
        ("kept alone", 1 - before.lost / max(1, before.article), before.article),
    ):
        print(json.dumps({"measure": f"furniture {name} {measure_name}", "value": round(value, 5), "n": n}))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--show", type=int, default=0, help="the first N lines left or lost")
    arguments = parser.parse_args()
    sets = [("invented", invented_papers())]
    if arguments.corpus:
        sets.append(("corpus", corpus(arguments.corpus, arguments.pages)))
    for name, papers in sets:
        alone, learnt = Count(), Count()
        for source, pages in papers:
            measure(source, pages, alone, learnt)
        report(name, learnt, alone)
        for line in learnt.shown[: arguments.show]:
            print(f"  {line}")


if __name__ == "__main__":
    main()
