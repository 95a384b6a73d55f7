"""A headline as a line of a list, as HTML: the title, and who said it when.

In Python and not in a template, since an article's page makes some of these anew. What comes from a paper goes through
`isolated` or is escaped."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from masdar.model import Edge, Headline
from masdar.web.bidi import isolated, plain_html
from masdar.web.edition import Edition
from masdar.web.headlines import carried
from masdar.web.marks import moment, tongue
from masdar.web.origins import lag


def line(one: Headline, edition: Edition, now: datetime, tag: str = "h3", *, bare: bool = False) -> Markup:
    """A list's item. `tag` is the title's element; `bare`: see `said`."""
    return Markup(
        f'<li class="line"><{tag}{tongue(one.language, one.direction, edition)}>'
        f'<a href="{edition.addresses.article(one.permalink)}">{isolated(one.title, one.direction)}</a></{tag}>'
        f"{said(one, edition, now, bare=bare)}</li>\n"
    )


def said(one: Headline, edition: Edition, now: datetime | None, *, bare: bool = False) -> Markup:
    """Which paper, how long ago (with `now`; else the time of day), and who else tells it; `bare` leaves out the
    paper."""
    to, calendar = edition.addresses, edition.calendar
    paper = f'<a class="paper" href="{to.source(one.permalink.source)}">{plain_html(one.source_name)}</a> '
    told = calendar.ago(one.at, now) if now else calendar.clock(one.at)
    also = f' <a class="carried" href="{to.story(one.story)}">{carried(one, calendar)}</a>' if one.papers > 1 else ""
    return Markup(f'<p class="said">{"" if bare else paper}<time datetime="{moment(one.at)}">{told}</time>{also}</p>')


def reprint(one: Headline, edge: Edge, edition: Edition, *, brief: bool = False) -> str:
    """An item of a time line of those who have words from an article: how much later, and how many of its words.
    `brief` without its headline, which mostly says the same again."""
    to, words, calendar = edition.addresses, edition.words, edition.calendar
    proof, paper = f"{to.article(one.permalink)}/origins", plain_html(one.source_name)
    address = proof if brief else to.source(one.permalink.source)
    later = f" <span>{lag(edge.lag, edition)}</span>" if edge.lag is not None else ""
    taken = f"<span>{words.count('words_taken', edge.words, calendar.number(edge.words))}</span>"
    when = "" if brief and later else f' <time datetime="{moment(one.at)}">{calendar.full(one.at)}</time>'
    told = f'<p class="said"><a class="paper" href="{address}">{paper}</a>{when}{later} {taken}</p>'
    if brief:
        return f"<li>{told}</li>\n"
    title = isolated(one.title, one.direction)
    return f'<li>{told}\n<h3{tongue(one.language, one.direction, edition)}><a href="{proof}">{title}</a></h3></li>\n'
