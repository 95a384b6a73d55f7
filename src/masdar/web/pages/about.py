"""What this site is, and what it promises."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.site import Site


async def page(site: Site, request: Request, edition: Edition) -> Response:
    about = edition.words.table("about_page")
    papers = sorted((await site.sources()).values(), key=lambda source: source.name)
    view = View(title=about["title"], path="/about", kind="about", description=about["lead"])
    return await site.show(request, edition, "about.html", view, about=about, papers=papers)
