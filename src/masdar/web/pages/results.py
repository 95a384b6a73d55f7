"""What a search found, as HTML: the results with the reader's words marked, how they spread over time, ways to narrow.

In Python and not as a template, since every search makes all of it anew and it is most of a page that took a while to
find already. Whatever comes from a paper goes through `isolated` or `plain_html`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from masdar.model import Fragment, Headline, Hit
from masdar.web.addresses import picture
from masdar.web.bidi import escaped, isolated, plain_html
from masdar.web.edition import Edition
from masdar.web.histogram import Histogram
from masdar.web.marks import moment, tongue
from masdar.web.pages.finding import Choice, Found

SHOT = 240  # pixels a result's picture is wide


def hits(edition: Edition, found: Found) -> Markup:
    """The results, and those beside them under their own words."""
    made = [_hit(edition, found, *each) for each in found.hits]
    beside = [_hit(edition, found, *each) for each in found.nearby]
    listed = f'<ol class="hits">\n{"".join(made)}</ol>'
    if beside:
        told = edition.words("nearby")
        listed += f'<p class="told" id="nearby">{told}</p><ol class="hits" aria-labelledby="nearby">\n'
        listed += f"{''.join(beside)}</ol>"
    return Markup(listed)


def _hit(edition: Edition, found: Found, hit: Hit, headline: Headline) -> str:
    to, own = edition.addresses, tongue(headline.language, headline.direction, edition)
    section = f" <span>{plain_html(headline.section)}</span>" if headline.section else ""
    title = _marked(hit.title) if hit.title else isolated(headline.title, headline.direction)
    snippet = f'<p class="snippet"{own}>{_marked(hit.snippet)}</p>\n' if hit.snippet else ""
    shot = ""
    if headline.picture:
        src = picture(headline.picture, SHOT)
        shot = f'<img class="shot" src="{src}" alt="" width="{SHOT}" height="160" loading="lazy">'
    return (
        f'<li class="hit{" pictured" if shot else ""}"><div><p class="said">'
        f'<a class="paper" href="{to.source(headline.permalink.source)}">{plain_html(headline.source_name)}</a> '
        f'<time datetime="{moment(headline.at)}">{edition.calendar.short(headline.at)}</time>{section}</p>\n'
        f'<h2{own}><a href="{to.article(headline.permalink)}">{title}</a></h2>\n{snippet}'
        f"{_repeats(edition, hit, found.repeats.get(headline.permalink, ()))}</div>{shot}</li>\n"
    )


def _marked(fragments: Iterable[Fragment]) -> str:
    return "".join(f"<mark>{plain_html(each.text)}</mark>" if each.hit else plain_html(each.text) for each in fragments)


def _repeats(edition: Edition, hit: Hit, named: Sequence[Headline]) -> str:
    """Who else has nearly the same text; the first of them by name."""
    if not named:
        return ""
    to, calendar, n = edition.addresses, edition.calendar, len(hit.repeats)
    listed = "".join(
        f'<li><a href="{to.article(one.permalink)}"{tongue(one.language, one.direction, edition)}>'
        f'<b class="paper">{plain_html(one.source_name)}</b> {isolated(one.title, one.direction)}</a> '
        f'<time datetime="{moment(one.at)}">{calendar.short(one.at)}</time></li>'
        for one in named
    )
    told = edition.words.count("and_more", n, calendar.number(n))
    return f'<details class="repeats"><summary>{told}</summary><ul>{listed}</ul></details>'


def facets(edition: Edition, counted: Mapping[str, Sequence[Choice]]) -> Markup:
    """The counts of each facet, as links that narrow; "" where nothing can be narrowed."""
    if not counted:
        return Markup()
    names, calendar = edition.words.table("facets"), edition.calendar
    made = [f'<nav class="facets" aria-label="{escaped(edition.words("narrow_by"))}">\n']
    for name, choices in counted.items():
        paper = ' class="paper"' if name == "source" else ""
        made.append(f"<h2>{names[name]}</h2><ul>\n")
        for one in choices:
            link = f'href="{escaped(one.href)}"' if one.href else 'aria-current="true"'
            made.append(
                f'<li><a {link}><span{paper} dir="auto">{plain_html(one.label)}</span> '
                f'<span class="n">{calendar.number(one.count)}</span></a></li>\n'
            )
        made.append("</ul>")
    made.append("</nav>\n")
    return Markup("".join(made))


def graph(edition: Edition, drawn: Histogram | None, bars: Sequence[tuple[str, str]]) -> Markup:
    """How what was found spreads over time: a bar for each stretch, with its (label, address); "" without a drawing."""
    if drawn is None:
        return Markup()
    words, calendar = edition.words, edition.calendar
    first, last, highest = bars[0][0], bars[-1][0], drawn.highest
    most = bars[drawn.bars.index(highest)][0]
    told = words("graph_told", first=first, last=last, most=most, n=calendar.number(highest.count))
    made = [
        f'<figure class="graph"><svg viewBox="0 0 {drawn.width} 100" preserveAspectRatio="none" role="group"'
        f' aria-labelledby="graph-t graph-d" data-start="{drawn.bars[0].start:%Y-%m}" data-step="{drawn.step}"'
        f' data-n="{len(drawn.bars)}"><title id="graph-t">{words("graph")}</title><desc id="graph-d">{told}</desc>\n'
    ]
    for bar, (label, href) in zip(drawn.bars, bars, strict=True):
        if not bar.count:
            continue
        shapes = (
            f'<rect class=hold x="{bar.x}" width="10" height="100"/>'
            f'<rect x="{bar.x + 1}" y="{bar.y}" width="8" height="{bar.height}"/>'
        )
        counted = words.count("article_count", bar.count, calendar.number(bar.count))
        title = f"<title>{label}: {counted}</title>"
        made.append(f'<a href="{escaped(href)}">{title}{shapes}</a>' if href else shapes)
    made.append(f"</svg><figcaption><span>{first}</span><output></output><span>{last}</span></figcaption></figure>\n")
    return Markup("".join(made))
