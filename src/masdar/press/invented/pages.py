"""Pages out of templates: what a template is told, and the one Jinja environment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from masdar.press.invented.dates import printed
from masdar.press.invented.pieces import Piece
from masdar.press.invented.prose import Title, section_names


@dataclass(frozen=True, slots=True)
class Card:
    """A piece as a list or its own page shows it."""

    piece: Piece
    title: str
    url: str
    path: str
    summary: str
    date: str
    iso: str
    modified: str
    section: str
    section_url: str
    image: str
    caption: str
    byline: str


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("masdar.press.invented", "pages"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["json_script"] = _json_script
    return made


def _json_script(value: Any) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def card(piece: Piece, title: Title, base: str, path: str, now: datetime) -> Card:
    """What the paper's templates are told of a piece; `base` "" makes the links relative."""
    image = picture_path(piece, title)
    return Card(
        piece=piece,
        title=piece.title,
        url=base + path,
        path=path,
        summary=piece.summary,
        date=printed(piece.published, piece.language, title.months, title.digits),
        iso=piece.published.isoformat(),
        modified=piece.modified(now).isoformat(),
        section=section_names()[piece.section][piece.language],
        section_url=f"{base}/section/{piece.section}",
        image=f"{base}{image}" if image else "",
        caption=piece.picture.caption if piece.picture else "",
        byline=piece.byline,
    )


def picture_path(piece: Piece, title: Title) -> str:
    """Where the paper keeps a piece's picture, "" where it printed none."""
    if piece.picture is None:
        return ""
    if "odd-pictures" in title.habits and piece.number % 7 == 0:
        return "/media/plan.svg" if piece.number % 2 else "/media/huge.png"
    ending = {"jpeg": "jpg"}.get(title.picture[2], title.picture[2])
    return f"/media/{piece.picture.scene}-{piece.picture.seed}.{ending}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made. `kind` is front, section or article; `lists` are the furniture's lists by name."""

    kind: str
    title: Title
    base: str
    now: datetime
    cards: Sequence[Card]
    lists: dict[str, Sequence[Card]]
    language: str
    heading: str = ""
    amp: bool = False


def render(page: Page) -> str:
    title = page.title
    names = section_names()
    name = "amp.html" if page.amp else f"{title.cms}.html"
    menu = [(key, names[key][page.language], f"/section/{key}") for key in title.sections if key in names]
    return (
        _environment()
        .get_template(name)
        .render(
            page=page,
            p=title,
            base=page.base,
            menu=menu,
            cards=page.cards,
            a=page.cards[0] if page.kind == "article" else None,
            shown=page.cards[0].piece.shown(page.now) if page.kind == "article" else (),
            lists=page.lists,
            w=title.word,
            habits=title.habits,
            direction="rtl" if page.language == "ar" else "ltr",
            year=page.now.year,
            today=printed(page.now, page.language, title.months, title.digits).rsplit(" ", 2)[0],
        )
    )


def parked(host: str) -> str:
    return _environment().get_template("parked.html").render(host=host)
