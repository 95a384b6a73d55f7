# ruff: noqa: E501 - tables are kept as they read
"""Whether hostile input does harm: `python -m quality.hostile [CORPUS…] [--inputs N] [--door NAME] [--seed N]`.

Throws N damaged inputs (10,000 unless told) at the doors through which the web comes in: feeds, sitemaps, pages,
printed dates and the sanitisers. Seeds are the files under the CORPUS folders (gzip too, the first 24 kB of each) and
a few of our own. An input is a seed with bytes flipped, cut, repeated, spliced with another seed's, or with hostile
pieces put in (deep nesting, half tags, entities, event handlers, addresses that act, direction marks, huge numbers).

Harm is: an exception other than the documented ones; an input that takes longer than SLOW of processor time; a script,
event handler or acting address that comes through a sanitiser; a direction lost there. Prints one JSON object a door
(share of inputs that did no harm) and names the first harms with the seed that repeats them; exit code 1 where any
was done. One million: `nice -n 19 python -m quality.hostile ../shared/eval --inputs 1000000`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

from masdar.extract import explain, read_article
from masdar.language import dates
from masdar.model import Capture, Channel, ChannelKind, Entry, Purpose, Source, StepEnded
from masdar.sources import read_listing
from masdar.web.cleaning import cleaned
from masdar.web.pages.capture import harmless

SLOW = 2.0  # seconds of processor time
MOST_SEED = 24_000  # bytes of a file
MOST_SEEDS = 3_000  # files
NOW = datetime(2030, 1, 1, tzinfo=UTC)
URL = "https://mithal.example/news/42"
SOURCE = Source("mithal", "مثال", "https://mithal.example/")
ENTRY = Entry("mithal", URL, title="عنوان")

PIECES = tuple(
    piece.encode()
    for piece in (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">x</a>',
        '<a href=" jAvA\tscript:alert(1)">x</a>', "<svg/onload=alert(1)>", "<math><mtext></p><style><img src=1 onerror=a()>",
        '<p dir="rtl" lang="ar">نص</p>', "<b " * 50, "<div>" * 300, "</div>" * 300, "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [",
        '<!ENTITY a "&b;&b;">', "&#x0;", "&#xD800;", "&#99999999999;", "&amp;lt;", "<?xml", "\x00", "\ufeff", "\u202e", "\u200f", "\u2066",
        "9" * 400, "-1", "31/02/2020", "٣٠ فبراير ٢٠٢٠", "منذ ٩٩٩٩٩٩٩٩٩٩٩٩ سنة", "1e309", '"', "'", ">", "<", "]]", "{" * 200, "[" * 200,
        "<item><link>javascript:x</link></item>", "<url><loc>", "<sitemap>", "<title>", "<noscript>", "<template>", "<table><tr><td>",
        "<iframe srcdoc='<script>x</script>'>", '<base href="//e.example/">', "<meta charset=utf-7>", "<plaintext>", "<select><option>",
        "%00", "http://[::1", "//", "\\\\e.example", "data:text/html,<script>x</script>", "style=x:expression(1)", "&Tab;", "&NewLine;",
    )
)  # fmt: skip
OWN_SEEDS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>a</title><link>https://mithal.example/1'
    b"</link><pubDate>Mon, 06 Sep 2021 16:45:00 GMT</pubDate><description>&lt;p&gt;x&lt;/p&gt;</description></item></channel></rss>",
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://mithal.example/1</loc><lastmod>2021-09-06'
    b"</lastmod></url></urlset>",
    b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://mithal.example/s.xml.gz</loc>'
    b"<lastmod>2021-09-06T10:00:00+01:00</lastmod></sitemap></sitemapindex>",
    '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://mithal.example/1?a=1&amp;b=2</loc><news:news>'
    "<news:publication><news:name>مثال</news:name><news:language>ar</news:language></news:publication><news:publication_date>"
    "2021-09-06T10:00:00+01:00</news:publication_date><news:title>عنوان</news:title></news:news></url></urlset>".encode(),
    b'{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","url":"https://mithal.example/1"}]}',
    "<html lang=ar dir=rtl><title>ع</title><h1>عنوان الخبر الطويل</h1><article><p>نص الخبر الأول هنا وهو طويل بما يكفي ليعد فقرة "
    "كاملة من الخبر.</p><p>والفقرة الثانية.</p></article></html>".encode(),
)
OWN_DATES = tuple(
    text.encode()
    for text in (
        "2021-09-06T16:45:00+01:00", "الاثنين 6 شتنبر 2021 - 16:45", "١٤ رمضان ١٤٤٢ هـ", "منذ ساعتين", "6 أيلول/سبتمبر 2021", "hier à 14h30",
        "Mon, 06 Sep 2021 16:45:00 GMT", "1630946700", "06/09/21", "yesterday", "Sept. 6, 2021 4:45 p.m. ET", "20210906",
    )
)  # fmt: skip


@dataclass(slots=True)
class Door:
    """A way in, its seeds, and what was seen of it."""

    name: str
    enter: Callable[[bytes], None]
    weight: int  # of a hundred inputs
    seeds: list[bytes] = field(default_factory=list)
    inputs: int = 0
    harms: int = 0
    slowest: float = 0.0


class Harm(Exception):
    """Something came through that must not."""


def _capture(data: bytes, purpose: Purpose) -> Capture:
    return Capture(URL, URL, 200, (), data, NOW, purpose)


def _listing(kind: ChannelKind, purpose: Purpose) -> Callable[[bytes], None]:
    channel = Channel("https://mithal.example/list", kind)

    def enter(data: bytes) -> None:
        listing = read_listing(_capture(data, purpose), channel, now=NOW, zone="Africa/Casablanca")
        for entry in listing.entries:
            if not entry.url.startswith(("http://", "https://")):
                raise Harm(f"an entry leads to {entry.url[:80]!r}")

    return enter


def page(data: bytes) -> None:
    """Reads an article, and explains every eighth page."""
    if data and data[0] % 8 == 0:
        explain(_capture(data, Purpose.PAGE))
    article = read_article(_capture(data, Purpose.PAGE), SOURCE, ENTRY, now=NOW)
    if article.published is not None and article.published > NOW.replace(day=3):
        raise Harm(f"published in the future: {article.published}")
    for block in article.blocks:
        if block.link and not block.link.startswith(("http://", "https://")):
            raise Harm(f"a block leads to {block.link[:80]!r}")


def date(data: bytes) -> None:
    """Reads a printed date and a change."""
    text = data.decode("utf-8", "replace")
    for found in (dates.parse(text, now=NOW, zone="Asia/Riyadh"), dates.parse_modified(text, now=NOW)):
        if found is not None and not 1900 <= found.at.year <= 2030:
            raise Harm(f"an impossible date: {found.at}")


class _Watch(HTMLParser):
    """Refuses what may not come through a sanitiser, and counts directions."""

    SCRIPTS = frozenset("script style iframe object embed svg math form base meta link template noscript".split())

    def __init__(self) -> None:
        super().__init__()
        self.marked = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SCRIPTS:
            raise Harm(f"<{tag}> came through")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                raise Harm(f"{name}= came through")
            address = "".join(c for c in value or "" if c > " ").lower()
            acts = ":" in address.split("/", 1)[0].split("?", 1)[0] and not address.startswith(("http:", "https:"))
            if name in ("href", "src", "srcset") and acts:
                raise Harm(f"{name}={address[:60]!r} came through")
            self.marked += name == "dir" and value == "rtl"


def sanitiser(data: bytes) -> None:
    """Both sanitisers: of our own pages and of shown captures. A paragraph's direction put in last must be there."""
    text = data.decode("utf-8", "replace")
    for html in (
        cleaned(f'<p dir="rtl" lang="ar">x</p>{text}'),
        harmless(_capture(b'<p dir="rtl" lang="ar">x</p>' + data, Purpose.PAGE), linked=True),
    ):
        watch = _Watch()
        watch.feed(str(html))
        watch.close()
        if not watch.marked and "utf-7" not in text:
            raise Harm("direction was lost")


def doors() -> list[Door]:
    """The ways in, with the share of inputs each gets."""
    return [
        Door("feed", _listing(ChannelKind.FEED, Purpose.FEED), 25),
        Door("sitemap", _listing(ChannelKind.SITEMAP, Purpose.SITEMAP), 15),
        Door("page", page, 15),
        Door("date", date, 25),
        Door("sanitiser", sanitiser, 20),
    ]


def seeds(folders: list[Path], chance: random.Random) -> tuple[list[bytes], list[bytes]]:
    """Seeds that look like feeds, and like pages, out of the folders' files."""
    feeds, pages = list(OWN_SEEDS[:-1]), [OWN_SEEDS[-1]]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in chance.sample(files, min(len(files), MOST_SEEDS)):
        try:
            data = path.read_bytes()[: 4 * MOST_SEED]
            data = gzip.GzipFile(fileobj=path.open("rb")).read(MOST_SEED) if data[:2] == b"\x1f\x8b" else data
        except (OSError, EOFError):
            continue
        start = data[:2000].lower()
        if b"<html" in start or b"<body" in start:
            at = max(0, data.lower().find(b"<body"))
            pages.append(data[:2000] + data[at : at + MOST_SEED])
        elif b"<" in start or b'"items"' in start:
            feeds.append(data[:MOST_SEED])
    return feeds, pages


def damaged(seed: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A seed with one to six things done to it; most inputs are kept short, so that many can be tried."""
    data = bytearray(seed)
    if len(data) > 3000 and chance.random() < 0.9:
        at = chance.randrange(len(data) - 1500)
        data = data[:700] + data[at : at + 1500]
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        what = chance.random()
        if what < 0.35:
            data[at:at] = chance.choice(PIECES)
        elif what < 0.5:
            data[at : at + chance.randint(1, 40)] = b""
        elif what < 0.65 and data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
        elif what < 0.8:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            data[at:at] = other[start : start + chance.randint(1, 400)]
        elif what < 0.9:
            piece = bytes(data[at : at + chance.randint(1, 60)])
            data[at:at] = piece * chance.randint(1, 30)
        else:
            del data[at:]
    return bytes(data)


def inputs(number: int, ways: list[Door], seed: int) -> Iterator[tuple[int, Door, bytes]]:
    """Numbered inputs; each depends on its number and the seed alone."""
    weights = [way.weight for way in ways]
    for at in range(number):
        chance = random.Random(f"{seed}:{at}")
        way = chance.choices(ways, weights)[0]
        yield at, way, damaged(chance.choice(way.seeds), way.seeds, chance)


def knock(way: Door, data: bytes) -> str:
    """Enters a door; what harm was done, "" for none."""
    began = time.process_time()
    told = ""
    try:
        way.enter(data)
    except StepEnded:
        pass
    except Harm as harm:
        told = str(harm)
    except Exception:  # noqa: BLE001 - any is a harm, and told
        told = traceback.format_exc(limit=-3)
    took = time.process_time() - began
    way.slowest = max(way.slowest, took)
    way.inputs += 1
    if not told and took > SLOW:
        told = f"took {took:.1f} s"
    way.harms += bool(told)
    return told


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="*")
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--door", default="", help="only this one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, default=-1, help="only the input of this number, and write it to harm.bin")
    arguments = parser.parse_args()
    ways = [way for way in doors() if arguments.door in ("", way.name)]
    feeds, pages = seeds(arguments.corpus, random.Random(arguments.seed))
    for way in ways:
        way.seeds = {
            "feed": feeds,
            "sitemap": feeds + list(OWN_SEEDS) * (len(feeds) // 8),
            "date": list(OWN_DATES),
        }.get(way.name, pages)
    number = arguments.inputs if arguments.only < 0 else arguments.only + 1
    shown = 0
    for at, way, data in islice(inputs(number, ways, arguments.seed), max(0, arguments.only), None):
        if arguments.only >= 0:
            Path("harm.bin").write_bytes(data)
        if (told := knock(way, data)) and shown < 20:
            shown += 1
            print(f"input {at} ({way.name}): {told}\n{data[:300]!r}", file=sys.stderr, flush=True)
        if at and at % 50_000 == 0:
            print(f"{at} inputs", file=sys.stderr, flush=True)
    for way in ways:
        held = 1 - way.harms / max(1, way.inputs)
        print(
            json.dumps({"measure": f"hostile {way.name} held", "value": held, "n": way.inputs, "slowest": way.slowest})
        )
    return 1 if any(way.harms for way in ways) else 0


if __name__ == "__main__":
    sys.exit(main())
