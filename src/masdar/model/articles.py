"""Articles: their blocks and pictures, how they are kept, listed, changed, told as stories, and shown less of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from masdar.model.pictures import Covered
from masdar.model.requests import CaptureRef


class Direction(StrEnum):
    RTL = "rtl"
    LTR = "ltr"


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"  # of a list
    QUOTE = "quote"
    ROW = "row"  # of a table, cells joined by " | "
    CAPTION = "caption"
    EMBED = "embed"  # a post or video elsewhere; `link` leads there


class Precision(StrEnum):
    """How exactly a time is known."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a text. `text` keeps kashida, diacritics and line breaks; invisible marks are dealt with by
    `language`. `part` counts the articles of a page that holds several (0 is the first)."""

    kind: BlockKind
    text: str
    direction: Direction = Direction.RTL
    language: str = ""
    level: int = 0  # of a heading: 2 to 6
    link: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A further article of a page that holds several: its own heading and credit, "" and () where it has none."""

    title: str = ""
    byline: str = ""  # as printed: a by-line, or the agency and place of its dateline
    authors: tuple[str, ...] = ()  # persons only


@dataclass(frozen=True, slots=True)
class Article:
    """A text extracted from captures, identified by (source, canonical `url`). `evidence` maps a field's name to the
    place it was read from ("json-ld", "meta og:title", "h1", "feed", …)."""

    source: str
    url: str
    title: str
    blocks: tuple[Block, ...]
    language: str = ""
    direction: Direction = Direction.RTL
    summary: str = ""
    byline: str = ""  # as printed
    authors: tuple[str, ...] = ()  # persons only
    section: str = ""
    published: datetime | None = None
    published_precision: Precision = Precision.SECOND
    published_zone: str = ""  # as the page gave it: "+01:00", "" where it gave none
    modified: datetime | None = None
    image: Image | None = None
    partial: bool = False  # a teaser stands for the whole
    evidence: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()  # what blocks of part 1, 2, … are

    @property
    def kind(self) -> str:
        """ "live" or "gallery" by the form it was read in, "partial" for a teaser, else "article"."""
        form = self.evidence.get("form", "").partition(" ")[0]
        return form if form in ("live", "gallery") else "partial" if self.partial else "article"

    @property
    def text(self) -> str:
        """The blocks' texts, one a line: what is hashed, traced and indexed."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True, order=True)
class Permalink:
    """An article's name in this archive: `/{source}/{number}`. Numbers rise within a source and are never reused."""

    source: str
    number: int

    def __str__(self) -> str:
        return f"{self.source}/{self.number}"


class LinkState(StrEnum):
    """What became of the place an article, or a whole host, stood at."""

    ANSWERING = "answering"
    MOVED = "moved"  # the same text answers at `target`
    WITHDRAWN = "withdrawn"  # 404, 410, or an emptied page
    MISSING = "missing"  # "not found" behind a 200
    GONE = "gone"  # nobody answers any more
    PARKED = "parked"  # for sale, or a page of links
    TAKEN_OVER = "taken_over"  # the domain now shows something else


LEADS_ASTRAY = frozenset({LinkState.PARKED, LinkState.TAKEN_OVER})  # states in which nobody is led there any more


@dataclass(frozen=True, slots=True)
class Link:
    """The way back to where an article stood. `since` is when the state was first seen, `signals` the evidence for it
    (`vitality.Signal` values), `target` where it moved to."""

    state: LinkState = LinkState.ANSWERING
    since: datetime | None = None
    signals: tuple[str, ...] = ()
    target: str = ""

    @property
    def leads_astray(self) -> bool:
        return self.state in LEADS_ASTRAY


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the store keeps it: its latest revision and what is known about its keeping."""

    permalink: Permalink
    article: Article
    revision: int  # 1 is the first text seen
    first_seen: datetime
    last_seen: datetime
    capture: CaptureRef | None = None
    picture: str = ""  # sha256 of the safe picture, "" while there is none
    link: Link = Link()  # the article's own, or its host's where that is worse
    covered: Covered | None = None  # its picture is kept from view; `picture` is "" then

    @property
    def at(self) -> datetime:
        """When it was published, as far as that is known: no later than it was first seen."""
        published = self.article.published
        return published if published is not None and published <= self.first_seen else self.first_seen


@dataclass(frozen=True, slots=True)
class Revision:
    """One text of an article that changed."""

    permalink: Permalink
    revision: int
    article: Article
    at: datetime
    capture: CaptureRef | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """What a list shows of an article. `at` is the published time, or first seen where the page gave none or a later
    one; lists are ordered by it."""

    permalink: Permalink
    title: str
    source_name: str
    at: datetime
    language: str = ""
    direction: Direction = Direction.RTL
    section: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    picture: str = ""
    url: str = ""
    story: int = 0  # the story it tells, where lists were asked to say so, and how many papers carry that
    papers: int = 0
    origins: int = 0  # independent ones behind the story; 0 where nobody knows


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell one event, oldest first. `headline` is the article whose title it goes by; a story that became
    part of another has no articles and leads there with `merged_into`."""

    number: int
    articles: tuple[Headline, ...]
    headline: Permalink | None = None
    merged_into: int = 0

    @property
    def title(self) -> Headline | None:
        """The article whose title the story goes by, the oldest where none was chosen yet."""
        first = self.articles[0] if self.articles else None
        return next((one for one in self.articles if one.permalink == self.headline), first)

    @property
    def papers(self) -> tuple[str, ...]:
        """The sources that carry it, in the order they came to it."""
        return tuple(dict.fromkeys(one.permalink.source for one in self.articles))


class ChangeKind(StrEnum):
    ARTICLE = "article"  # new, or a new revision, or its picture
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the change log, written in the transaction that changed what it names. `seq` rises, without gaps that
    could fill later: a reader that has seen `seq` has seen all before it."""

    seq: int
    kind: ChangeKind
    permalink: Permalink
    revision: int
    at: datetime


class Level(StrEnum):
    """How much of an article is shown after a takedown."""

    FULL = "full"
    EXCERPT = "excerpt"
    METADATA = "metadata"  # title, paper, date, link
    TOMBSTONE = "tombstone"  # that it was here, and why it is not


@dataclass(frozen=True, slots=True)
class Takedown:
    """An article of which less is shown. `reason` is public; `at` in seconds since 1970."""

    permalink: Permalink
    level: Level
    reason: str
    at: int
