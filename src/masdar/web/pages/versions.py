"""The versions of an article: when each was first seen, and any two side by side, word by word."""

from __future__ import annotations

import json
from dataclasses import dataclass

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.language.differences import Row, changed_words, differences
from masdar.model import Article, Revision
from masdar.web.answers import JSON, Content, Stamp, answer
from masdar.web.asking import BadRequest, parameters
from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import digest
from masdar.web.marks import moment
from masdar.web.pages.article import find
from masdar.web.site import Site


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side. `removed` and `added` count words."""

    before: Revision
    after: Revision
    title: list[Row]
    text: list[Row]
    removed: int
    added: int

    @property
    def dated(self) -> bool:
        """Whether the paper gives it another date."""
        return self.before.article.published != self.after.article.published

    @property
    def pictured(self) -> bool:
        """Whether another picture leads it."""
        return _picture(self.before.article) != _picture(self.after.article)


def _picture(article: Article) -> str:
    return article.image.url if article.image else ""


def compare(before: Revision, after: Revision) -> Comparison:
    """Pure."""
    one, other = before.article, after.article
    title = differences([one.title], [other.title])
    text = differences([block.text for block in one.blocks], [block.text for block in other.blocks])
    removed, added = changed_words([*title, *text])
    return Comparison(before, after, title, text, removed, added)


async def page(site: Site, request: Request, edition: Edition) -> Response:
    stored, source = await find(site, request)
    kept = await site.ask(site.portal.store.revisions, stored.permalink)
    pair = _pair(request, kept)
    compared = await to_thread.run_sync(compare, *pair) if pair else None
    view = View(
        title=f"{edition.words('versions')}: {plain(stored.article.title)}",
        path=f"/{stored.permalink}/versions",
        kind="versions",
        hidden=True,
    )
    return await site.show(
        request, edition, "versions.html", view, stored=stored, source=source, kept=kept, compared=compared
    )


def _pair(request: Request, kept: list[Revision]) -> tuple[Revision, Revision] | None:
    """The two that are asked for, the older first; the latest two where none are. Raises `BadRequest`, 404."""
    asked = parameters(request)
    chosen: list[int] = []
    for name, default in (("a", len(kept) - 1), ("b", len(kept))):
        text = asked.get(name, "") or str(default)
        if not (text.isascii() and text.isdigit()):
            raise BadRequest
        chosen.append(int(text))
    if "a" not in asked and "b" not in asked and len(kept) < 2:
        return None
    by_number = {one.revision: one for one in kept}
    if any(number not in by_number for number in chosen):
        raise HTTPException(404)
    return by_number[min(chosen)], by_number[max(chosen)]


async def json_page(site: Site, request: Request, edition: Edition) -> Response:
    """The versions for machines, each whole."""
    stored, _ = await find(site, request)
    kept = await site.ask(site.portal.store.revisions, stored.permalink)
    made = {
        "id": str(stored.permalink),
        "url": edition.addresses.absolute(edition.addresses.article(stored.permalink)),
        "versions": [
            {
                "version": one.revision,
                "seen": moment(one.at),
                "title": one.article.title,
                "published": moment(one.article.published) if one.article.published else None,
                "picture": _picture(one.article),
                "blocks": [{"kind": block.kind.value, "text": block.text} for block in one.article.blocks],
            }
            for one in kept
        ],
    }
    body = json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, Content(body, JSON, Stamp(digest(body.decode()))))
