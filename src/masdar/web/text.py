"""An article's own part of its page, as HTML for the sanitiser: head, picture, text.

Written in Python and not as a template, since every article page renders it anew and it is the largest part of the
time a page takes. Whatever comes from a paper goes through `isolated`, `plain_html` or `escaped`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from markupsafe import Markup

from masdar.model import Article, Block, BlockKind, LinkState, Precision, Source, StoredArticle, Veil
from masdar.urls import clean
from masdar.web.addresses import picture
from masdar.web.bidi import escaped, isolated, plain_html
from masdar.web.edition import Edition
from masdar.web.marks import moment, tongue
from masdar.web.origins import Shown, Tinted, cut

PICTURE_WIDTH = 960
LETTERS_A_MINUTE = 900  # an adult reading Arabic, some 150 words
_TOGETHER = frozenset((BlockKind.ITEM, BlockKind.ROW, BlockKind.QUOTE))
CHANGED_AFTER = timedelta(minutes=5)  # a modification sooner than this is part of publishing


@dataclass(frozen=True, slots=True)
class Text:
    """One article to be shown in one edition. `size` is the lead picture's width and height, where it is known;
    `shares` say whose words it prints, and `tinted` which stretches of its text are not its own."""

    edition: Edition
    stored: StoredArticle
    source: Source
    size: tuple[int, int] | None = None
    archived: bool = False  # our own capture of its page can be shown
    reportable: bool = False  # readers may report its picture
    shares: Sequence[Shown] = ()
    tinted: Sequence[Tinted] = ()
    _begins: dict[int, int] = field(default_factory=dict, init=False)  # where each block begins, once it was asked

    def html(self) -> str:
        """The head, the picture and the text."""
        article = self.stored.article
        around = tongue(article.language, article.direction, self.edition)
        partial = f'<p class="partial">{self.edition.words("partial")}</p>' if article.partial else ""
        return "".join(
            (
                self._head(around),
                self._standing(),
                self._shares(),
                self._figure() if self.stored.picture or self.stored.covered else "",
                f'<div class="text"{around}>\n',
                *(_piece(kind, blocks, self) for kind, blocks in pieces(article.blocks) if not self._shown(blocks)),
                "</div>\n",
                partial,
            )
        )

    def _shown(self, blocks: list[Block]) -> bool:
        """Whether a piece is the lead picture's caption, which stands under that."""
        image, one = self.stored.article.image, blocks[0]
        told = image is not None and one.kind is BlockKind.CAPTION and one.text == image.caption
        return told and bool(self.stored.picture or self.stored.covered)

    def _head(self, around: Markup) -> str:
        article, to = self.stored.article, self.edition.addresses
        section = ""
        if article.section.strip():
            href = escaped(to.section(article.section))
            section = f' <a class="in-section" href="{href}" dir="auto">{plain_html(article.section)}</a>'
        return (
            f'<header class="story-head">\n<p class="said"><a class="paper" href="{to.source(self.source.id)}">'
            f"{plain_html(self.source.name)}</a>{section}</p>\n"
            f"<h1{around}>{isolated(article.title, article.direction)}</h1>\n"
            f"{self._dateline()}{self._byline()}</header>\n"
        )

    def _dateline(self) -> str:
        article, calendar, words = self.stored.article, self.edition.calendar, self.edition.words
        at = article.published or self.stored.first_seen
        told = calendar.day(at) if article.published_precision is Precision.DAY else calendar.full(at)
        label = words("published" if article.published else "first_seen")
        made = [f'<span>{label} <time datetime="{moment(at)}">{told}</time></span>']
        hijri = calendar.hijri(at)
        if hijri:
            made.append(f'<span class="hijri">{hijri}</span>')
        changed = article.modified
        if changed and article.published and changed - article.published > CHANGED_AFTER:
            told = calendar.full(changed)
            made.append(f'<span>{words("updated")} <time datetime="{moment(changed)}">{told}</time></span>')
        times = self.stored.revision - 1
        if times:
            href = f"{self.edition.addresses.article(self.stored.permalink)}/versions"
            told = words.count("changed_times", times, calendar.number(times))
            made.append(f'<a class="versions" href="{href}">{told}</a>')
        minutes = max(1, round(sum(len(block.text) for block in article.blocks) / LETTERS_A_MINUTE))
        made.append(f"<span>{words.count('reading_minutes', minutes, calendar.number(minutes))}</span>")
        return f'<p class="dateline">{" ".join(made)}</p>\n'

    def _standing(self) -> str:
        """In plain words what became of the place the article stood at; "" while it stands there."""
        link, words, calendar = self.stored.link, self.edition.words, self.edition.calendar
        told = words.table("link_states").get(link.state.value, "")
        if not told:
            return ""
        told = told.format(date=calendar.day(link.since or self.stored.last_seen))
        if self.archived and link.state is not LinkState.MOVED:
            href = f"{self.edition.addresses.article(self.stored.permalink)}/capture"
            told += f' <a href="{href}">{words("see_capture")}</a>'
        return f'<p class="standing {link.state.value}">{told}</p>\n'

    def _shares(self) -> str:
        """A bar of whose words these are, and the same in words; "" where all are its own."""
        if not self.shares:
            return ""
        words, to = self.edition.words, self.edition.addresses
        href = f"{to.article(self.stored.permalink)}/origins"
        bar = "".join(f'<span class="{one.tint} p{one.percent}"></span>' for one in self.shares if one.percent)
        told = "".join(
            f'<li><span class="{one.tint}"></span> <b>{self.edition.calendar.number(one.percent)} %</b> '
            f"<bdi>{plain_html(one.name)}</bdi></li>"
            for one in self.shares
        )
        return (
            f'<div class="whose"><p class="bar-of">{bar}</p><ul>{told}</ul>'
            f'<p><a href="{href}">{words("whose_words")}</a></p></div>\n'
        )

    def text(self, block: Block) -> str:
        """A block's text, what is not the article's own in tinted links to where it is told whose it is."""
        if not self.tinted:
            return isolated(block.text, block.direction)
        return self.stretch(block, 0, len(block.text))

    def stretch(self, block: Block, start: int, end: int) -> str:
        if not self.tinted:
            return isolated(block.text[start:end], block.direction)
        base, at = self._place(block), self.edition.addresses.article(self.stored.permalink)
        made = []
        for begin, until, one, first in cut(base + start, base + end, self.tinted):
            told = isolated(block.text[begin - base : until - base], block.direction)
            if one is None:
                made.append(told)
                continue
            label = f'<b class="of">{plain_html(one.name)}</b> ' if first else ""
            made.append(f'<a class="from {one.tint}" href="{at}/origins#{one.anchor}">{label}{told}</a>')
        return "".join(made)

    def _place(self, block: Block) -> int:
        """Where a block begins in the article's text."""
        if not self._begins:
            at = 0
            for one in self.stored.article.blocks:
                self._begins[id(one)] = at
                at += len(one.text) + 1
        return self._begins[id(block)]

    def _byline(self) -> str:
        article, to = self.stored.article, self.edition.addresses
        if article.authors:
            links = (f'<a href="{escaped(to.author(a))}" dir="auto">{plain_html(a)}</a>' for a in article.authors)
            told = self.edition.comma.join(links)
        elif article.byline.strip():  # a desk, an agency, a label of its own: "المصدر: وكالات"
            return f'<p class="byline"><bdi>{plain_html(article.byline)}</bdi></p>\n'
        else:
            return ""
        return f'<p class="byline">{self.edition.words("by")} {told}</p>\n'

    def _figure(self) -> str:
        image = self.stored.article.image
        caption = ""
        if image and (image.caption or image.credit):
            credit = ""
            if image.credit:
                credit = f" <cite>{self.edition.words('picture_credit', credit=plain_html(image.credit))}</cite>"
            caption = f'<figcaption dir="auto">{plain_html(image.caption)}{credit}</figcaption>'
        return f"{self._shot()}{caption}</figure>\n"

    def _shot(self) -> str:
        """The opening of the figure: the picture, or what stands in its place."""
        size = f' width="{self.size[0]}" height="{self.size[1]}"' if self.size else ""
        words, own = self.edition.words, self.edition.addresses.article(self.stored.permalink)
        covered = self.stored.covered
        if covered is None:
            src = picture(self.stored.picture, PICTURE_WIDTH)
            link = (
                f'<p class="report"><a href="{own}/report">{words("report_picture")}</a></p>' if self.reportable else ""
            )
            return f'<figure><img src="{src}" alt=""{size} fetchpriority="high">{link}'
        told = words.table("covers")
        appeal = f'<a href="{own}/appeal">{words("appeal")}</a>'
        if covered.veil is Veil.HIDDEN:
            why = told.get(covered.rule, told["reports"])
            return f'<figure class="covered"><p class="cover">{why} {appeal}</p>'
        src = picture(covered.sha256, PICTURE_WIDTH)
        shown = f'<details><summary>{told["blurred"]}</summary><img src="{src}" alt=""{size} loading="lazy"></details>'
        report = f'<a href="{own}/report">{words("report_picture")}</a> · ' if self.reportable else ""
        return f'<figure class="covered">{shown}<p class="report">{report}{appeal}</p>'


def pieces(blocks: Sequence[Block]) -> Iterator[tuple[BlockKind | None, list[Block]]]:
    """The blocks in order, neighbours that make one list, table or quotation together; each further article of a page
    that holds several begins with a piece without a kind, which holds its first block."""
    part, run = 0, list[Block]()
    for block in blocks:
        if run and (block.kind is not run[0].kind or block.part != part):
            yield run[0].kind, run
            run = []
        if block.part != part:
            part = block.part
            yield None, [block]
        if block.kind in _TOGETHER:
            run.append(block)
        else:
            yield block.kind, [block]
    if run:
        yield run[0].kind, run


def _attributes(block: Block, article: Article) -> str:
    if block.language and block.language != article.language:
        return f' dir="{block.direction.value}" lang="{escaped(block.language)}"'
    return f' dir="{block.direction.value}"'


def _element(tag: str, block: Block, text: Text) -> str:
    return f"<{tag}{_attributes(block, text.stored.article)}>{text.text(block)}</{tag}>"


def _piece(kind: BlockKind | None, blocks: list[Block], text: Text) -> str:
    edition = text.edition
    if kind is BlockKind.PARAGRAPH:  # most of them
        return _paragraph(blocks[0], text)
    first = blocks[0]
    if kind is None:
        return f'<hr><p class="part">{edition.words("other_part")}{_credit(first, text)}</p>\n'
    direction = first.direction.value
    match kind:
        case BlockKind.HEADING:
            return _element(f"h{first.level if 2 <= first.level <= 6 else 2}", first, text) + "\n"
        case BlockKind.ITEM:
            return f'<ul dir="{direction}">{"".join(_element("li", b, text) for b in blocks)}</ul>\n'
        case BlockKind.QUOTE:
            told = "".join(_element("p", block, text) for block in blocks)
            return f'<blockquote dir="{direction}">{told}</blockquote>\n'
        case BlockKind.ROW:
            rows = "".join(f"<tr>{_cells(block, text)}</tr>" for block in blocks)
            return f'<div class="table"><table dir="{direction}"><tbody>{rows}</tbody></table></div>\n'
        case BlockKind.EMBED:
            address = clean(first.link)
            link = f' <a href="{escaped(address)}">{edition.words("embed")}</a>' if address else ""
            return f'<p class="embed" dir="{direction}">{isolated(first.text, first.direction)}{link}</p>\n'
        case BlockKind.CAPTION:
            return f'<p class="caption" dir="{direction}">{text.text(first)}</p>\n'
        case _:
            return _paragraph(first, text)


def _credit(block: Block, text: Text) -> str:
    """Whose the part is that a block opens: its writers, else as its dateline says; "" where nobody knows."""
    parts, to = text.stored.article.parts, text.edition.addresses
    part = parts[block.part - 1] if 0 < block.part <= len(parts) else None
    if part is None or not part.byline:
        return ""
    links = [f'<a href="{escaped(to.author(name))}" dir="auto">{plain_html(name)}</a>' for name in part.authors]
    return f" · {text.edition.comma.join(links) if links else f'<bdi>{plain_html(part.byline)}</bdi>'}"


def _paragraph(block: Block, text: Text) -> str:
    told = text.text(block)
    if "\n" in told:
        told = told.replace("\n", "<br>")
    return f"<p{_attributes(block, text.stored.article)}>{told}</p>\n"


def _cells(row: Block, text: Text) -> str:
    made, at = [], 0
    for cell in row.text.split(" | "):
        made.append(f"<td>{text.stretch(row, at, at + len(cell))}</td>")
        at += len(cell) + len(" | ")
    return "".join(made)
