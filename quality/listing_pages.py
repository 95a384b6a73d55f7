# ruff: noqa: E501 - markup is kept as it reads
"""Section pages whose article links are known because they were made: the invented press's own, and other shapes of
page round its articles (tables, definition lists, bare lines, cards of nameless boxes, pictures before words)."""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from selectolax.lexbor import LexborHTMLParser

from masdar import urls
from masdar.press import invented
from masdar.press.invented.prose import SECTION_KEYS
from masdar.press.replies import Asked

NOW = datetime(2030, 1, 1, tzinfo=UTC)
A_PAGE = 24  # articles on a made page


@dataclass(frozen=True, slots=True)
class Page:
    """A page, its address, and the keys of the articles it links to."""

    name: str
    url: str
    body: bytes
    links: frozenset[str]


def press_pages(seed: int) -> Iterator[Page]:
    """Fronts and section pages of the invented press."""
    press = invented.press(seed, NOW)
    truths = press.truth()
    for paper in press.papers:
        base = f"http://{paper.id}.localhost:8000"
        own = {urls.key(base + truth.url) for name, truth in truths.items() if name.startswith(f"{paper.id}/")}
        for path in ("/", *(f"/section/{section}" for section in sorted(SECTION_KEYS))):
            reply = paper.answer(Asked(path, host=f"{paper.id}.localhost:8000"), press.end)
            if reply is None or reply.status != 200:
                continue
            tree = LexborHTMLParser(reply.body.decode("utf-8", "replace"))
            hrefs = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
            links = {urls.key(urls.clean(href, base + path)) for href in hrefs} & own
            if len(links) > 1:  # a parked or empty page lists nothing
                yield Page(f"{paper.id}{path}", base + path, reply.body, frozenset(links))


Item = tuple[str, str, str]  # address, title, time as printed


def _table(item: Item, at: int) -> str:
    address, title, time = item
    return f'<tr><td>{at + 1}</td><td><a href="{address}">{title}</a></td><td>{time}</td></tr>'


def _dated(item: Item, at: int) -> str:
    address, title, time = item
    return f'<dt>{time}</dt><dd><a href="{address}">{title}</a> <a href="/tag/{at % 5}">#{at % 5}</a></dd>'


def _bare(item: Item, at: int) -> str:
    address, title, _ = item
    return f'<a href="{address}">{title}</a><br>'


def _box(item: Item, at: int) -> str:
    address, title, time = item
    return (
        f'<div class="x7f2"><div class="k1"><a href="{address}"><img src="/i/{at}.jpg" alt=""></a></div>'
        f'<div class="k2"><a class="q" href="/c/news">أخبار</a><a class="z" href="{address}"><div>{title}</div></a><span>{time}</span></div></div>'
    )


def _pictured(item: Item, at: int) -> str:
    address, title, time = item
    return f'<li><a href="{address}" title="{title}"><figure><img src="/p/{at}.webp"></figure><p>{title}</p><time>{time}</time></a><a href="/writer/{at % 7}">كاتب {at % 7}</a></li>'


def _lead(item: Item, at: int) -> str:
    address, title, _ = item
    return f'<section><h4>{title}</h4><p>{title} … <a href="{address}">اقرأ المزيد</a></p></section>'


SHAPES: dict[str, tuple[Callable[[Item, int], str], str, str]] = {
    "table": (_table, "table", "/news.php?id={n}"),
    "dated": (_dated, "dl", "/{y}/{m:02}/{d:02}/{slug}/"),
    "bare": (_bare, "div", "/{n}"),
    "boxes": (_box, "main", "/story/{n}/{slug}"),
    "pictures": (_pictured, "ul", "/{slug}-{n}.html"),
    "leads": (_lead, "div", "/article/{n}"),
}
_MENU = ("سياسة", "اقتصاد", "رياضة", "ثقافة", "مجتمع", "رأي", "صحة", "فيديو")
_FOOT = ("من نحن", "اتصل بنا", "سياسة الخصوصية وشروط الاستخدام", "أعلن معنا على الموقع", "فريق التحرير والمراسلون")


def made_pages(seed: int) -> Iterator[Page]:
    """Pages of other shapes, one a shape and a paper's stock of articles."""
    chance = random.Random(seed)
    texts = [truth.text for truth in invented.press(seed, NOW).truth().values()]
    chance.shuffle(texts)
    for place, (name, (draw, holder, form)) in enumerate(SHAPES.items()):
        base = f"http://{name}.example"
        items: list[Item] = []
        for at, text in enumerate(texts[place * A_PAGE : (place + 1) * A_PAGE]):
            words = text.split("\n")[0].split()[: chance.randrange(4, 13)]
            day = NOW - timedelta(hours=3 * at)
            address = form.format(
                n=chance.randrange(1000, 900_000),
                y=day.year,
                m=day.month,
                d=day.day,
                slug="-".join(words[:6]).strip('.،"'),
            )
            items.append((html.escape(address), html.escape(" ".join(words)), f"{day:%Y-%m-%d %H:%M}"))
        listed = "".join(draw(item, at) for at, item in enumerate(items))
        menu = "".join(f'<li><a href="/section/{at}">{word}</a></li>' for at, word in enumerate(_MENU))
        foot = " | ".join(f'<a href="/page/{at}">{word}</a>' for at, word in enumerate(_FOOT))
        body = (
            f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{name}</title></head><body>'
            f'<div><a href="/">{name}</a></div><ul>{menu}</ul><{holder}>{listed}</{holder}>'
            f'<a href="/section/0?page=2">الصفحة التالية</a><div>{foot}</div></body></html>'
        )
        links = frozenset(urls.key(urls.clean(html.unescape(address), base + "/")) for address, _, _ in items)
        yield Page(name, base + "/section/0", body.encode(), links)
