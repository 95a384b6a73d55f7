"""What flows through the house: plain records, frozen and slotted, that save nothing by themselves.

`Source → Request → Capture → Entry / Article → Passage → Origin → Story → Document → Results`. Every time is an aware
`datetime` in UTC; every language is a BCP 47 tag ("ar", "fr", "en", or "" where nobody knows). The words are defined in
GLOSSARY.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

# --- why a step ended as it did -------------------------------------------------------------------------------------


class Step(StrEnum):
    """The places in the line where an item gets its one outcome."""

    LIST = "list"  # a channel was asked and its reply listed
    FETCH = "fetch"  # an article page was asked for
    LOOK = "look"  # an article's page was asked for again
    EXTRACT = "extract"  # a captured page was read
    PICTURE = "picture"  # a lead picture was fetched and made safe
    INDEX = "index"  # an article reached the search index
    TRACE = "trace"  # it was traced, and told as part of a story


class Result(StrEnum):
    """How an item left a step."""

    OK = "ok"
    UNCHANGED = "unchanged"  # asked again, nothing new
    SKIPPED = "skipped"  # not for us, and never will be
    RETRY = "retry"  # not now; asked again later
    QUARANTINED = "quarantined"  # broken or harmful; kept aside until somebody looks


class Reason(StrEnum):
    """Every reason a step may give. Words for people live in `web/messages/`."""

    # the guard and the network
    FORBIDDEN_SCHEME = "forbidden_scheme"
    FORBIDDEN_ADDRESS = "forbidden_address"
    FORBIDDEN_PORT = "forbidden_port"
    BAD_URL = "bad_url"
    CREDENTIALS_IN_URL = "credentials_in_url"
    UNRESOLVABLE = "unresolvable"
    CONNECTION_FAILED = "connection_failed"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_RESPONSE = "bad_response"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    # the server's word
    ROBOTS_FORBID = "robots_forbid"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    NOT_FOUND = "not_found"
    GONE = "gone"
    REFUSED = "refused"
    THROTTLED = "throttled"
    SERVER_ERROR = "server_error"
    # what it said
    NOT_A_FEED = "not_a_feed"
    NOT_A_SITEMAP = "not_a_sitemap"
    NOT_HTML = "not_html"
    EMPTY_BODY = "empty_body"
    TOO_DEEP = "too_deep"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    NOT_AN_ARTICLE = "not_an_article"
    OTHER_HOST = "other_host"
    BAD_SIGNATURE = "bad_signature"  # a push that is not its hub's
    # pictures
    NOT_A_PICTURE = "not_a_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    PICTURE_UNREADABLE = "picture_unreadable"
    # ourselves
    CRASHED = "crashed"


class StepEnded(Exception):
    """A step could not give its result. Only the three subclasses are raised."""

    result: Result

    def __init__(self, reason: Reason, detail: str = "", *, not_before: datetime | None = None) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail
        self.not_before = not_before


class Skip(StepEnded):
    """The item is not for us."""

    result = Result.SKIPPED


class Retry(StepEnded):
    """The item should be tried again, not before `not_before` where that is known."""

    result = Result.RETRY


class Quarantine(StepEnded):
    """The item is broken; it is kept aside, counted, and never shown."""

    result = Result.QUARANTINED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item (an address) in one step. Exactly one is recorded per item and step and run."""

    step: Step
    source: str
    item: str
    result: Result
    at: datetime
    reason: Reason | None = None
    detail: str = ""
    milliseconds: float = 0.0


# --- where things come from -----------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    AGENCY = "agency"
    BROADCASTER = "broadcaster"
    OFFICIAL = "official"
    ONLINE = "online"
    REGIONAL = "regional"


class ChannelKind(StrEnum):
    """How a channel's reply is read."""

    FEED = "feed"  # RSS, Atom, RDF, JSON Feed
    SITEMAP = "sitemap"  # news sitemap, URL set or sitemap index
    SECTION = "section"  # a page of links
    WORDPRESS = "wordpress"  # wp-json/wp/v2/posts


class SourceState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"  # by the operator
    ENDED = "ended"  # every channel answered 410, or the operator closed it


@dataclass(frozen=True, slots=True)
class Channel:
    """One address at which a source lists what is new, and what we remember of asking it."""

    url: str
    kind: ChannelKind
    section: str = ""  # the section all its entries belong to, where it is a section's own channel
    etag: str = ""
    last_modified: str = ""
    interval: float = 1200.0  # seconds between two askings, learnt
    next_due: datetime | None = None  # None: at once
    failures: int = 0  # in a row
    ended: bool = False  # answered 410
    rhythm: str = ""  # when it publishes, as the schedule learnt it; opaque to all others


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, agency or broadcaster. `id` is its place in addresses: lower-case Latin letters, digits, hyphens."""

    id: str
    name: str
    home: str
    channels: tuple[Channel, ...] = ()
    name_latin: str = ""
    kind: SourceKind = SourceKind.ONLINE
    languages: tuple[str, ...] = ()
    country: str = ""  # ISO 3166-1 alpha-2, lower case
    timezone: str = "UTC"
    state: SourceState = SourceState.ACTIVE


# --- asking and answering -------------------------------------------------------------------------------------------


class Purpose(StrEnum):
    """What a request is for; decides its size limit and what it accepts."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    PICTURE = "picture"
    ROBOTS = "robots"
    HUB = "hub"  # a WebSub hub is asked to tell us, or a subscriber is told


@dataclass(frozen=True, slots=True)
class Request:
    url: str
    purpose: Purpose
    source: str = ""
    etag: str = ""
    last_modified: str = ""
    body: bytes | None = None  # sent with POST; None: GET
    headers: tuple[tuple[str, str], ...] = ()  # sent beside our own


@dataclass(frozen=True, slots=True)
class Capture:
    """What a server answered at a moment. `body` is decoded of its transfer and content encodings; `wire` keeps the
    bytes as they came where the two differ."""

    url: str  # the address asked for
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    purpose: Purpose
    source: str = ""
    wire: bytes | None = None
    address: str = ""  # the IP address that answered

    def header(self, name: str) -> str:
        """The last value of a header, "" where there is none."""
        wanted = name.lower()
        return next((value for key, value in reversed(self.headers) if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class CaptureRef:
    """Where a capture lies in the archive. `digest` is `sha256:<hex>` of the decoded body."""

    file: str
    offset: int
    digest: str
    revisit: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    url: str
    at: datetime
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FetchFailed:
    url: str
    at: datetime
    reason: Reason
    detail: str = ""
    status: int | None = None
    not_before: datetime | None = None  # from Retry-After


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a feed, sitemap or section page: the promise of an article. Texts are plain, never HTML, but for
    `content`, which is the feed's own HTML and is only ever read by `extract`."""

    source: str
    url: str  # absolute
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    section: str = ""
    language: str = ""
    image: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    guid: str = ""
    channel: str = ""  # the channel's address
    attempts: int = 0  # how often its page was asked for in vain


@dataclass(frozen=True, slots=True)
class Listing:
    """What a channel's reply lists. `title`, `language` and `home` are what the channel says of itself; `further` are
    channels it names (a sitemap index's parts, a feed's next page); `wait` is the least number of seconds it asks us
    to stay away (ttl, Cache-Control)."""

    entries: tuple[Entry, ...] = ()
    title: str = ""
    language: str = ""
    home: str = ""
    further: tuple[Channel, ...] = ()
    wait: float | None = None
    hub: str = ""  # WebSub: who tells of news at once
    topic: str = ""  # and under which name it knows the channel


# --- articles -------------------------------------------------------------------------------------------------------


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


# --- whose words ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of a text that stands in another article too, as the detector found it. Places in characters of the
    texts; `words` are shared, `ours` and `theirs` how many each side has; `score` what the shared words tell."""

    other: Permalink
    start: int
    end: int
    other_start: int
    other_end: int
    words: int
    ours: int
    theirs: int
    score: float


class PassageKind(StrEnum):
    """What it means that a passage stands in two articles."""

    COPY = "copy"  # one has it from the other, or both from a third
    QUOTATION = "quotation"  # both quote one speech: nobody copied
    REPEAT = "repeat"  # one paper prints its own words again
    UPDATE = "update"  # one paper goes on with a report: nearly all of the earlier text stands in the later


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one article that is the same text as a span of another. Places in characters of `Article.text` of the
    revisions last compared; `words` are shared, `ours` and `theirs` how many words the spans have."""

    one: Permalink
    start: int
    end: int
    other: Permalink
    other_start: int
    other_end: int
    words: int
    ours: int
    theirs: int
    kind: PassageKind = PassageKind.COPY

    def turned(self) -> Passage:
        """The same, seen from the other article."""
        return Passage(
            self.other, self.other_start, self.other_end, self.one, self.start, self.end,
            self.words, self.theirs, self.ours, self.kind,
        )  # fmt: skip

    def seen_from(self, permalink: Permalink) -> Passage:
        """With `one` the article named. Raises ValueError where it is neither."""
        if permalink == self.one:
            return self
        if permalink != self.other:
            raise ValueError(f"{permalink} has no part in the passage of {self.one} and {self.other}")
        return self.turned()


class Sign(StrEnum):
    """Kinds of evidence of who had a text first. What each weighs stands in `provenance/weights.py`."""

    CANONICAL = "canonical"  # the page names an address at the other's host as its own
    AUTHOR = "author"  # its by-line names the other agency
    MARK = "mark"  # it credits the other agency where the passage begins or ends
    TOLD = "told"  # "told Reuters" stands in the passage
    KIND = "kind"  # the other is an agency: agencies write, papers carry
    PUBLISHED = "published"  # the other says an earlier time
    SEEN = "seen"  # the other was seen here earlier
    ADDED = "added"  # the other is whole in it, and it has words of its own besides
    SHORTENED = "shortened"  # it is whole in the other, which goes on
    LOCALISED = "localised"  # it says the months in its country's way, or both ways
    VARIED = "varied"  # it changes what the other has like the rest of those that have it
    HABIT = "habit"  # this paper usually has from that one what they share


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign: `weight` in log-odds, positive where it speaks for the verdict it stands with; `detail` is the mark,
    the minutes or the count that was found."""

    sign: Sign
    weight: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """`taker` has `words` words that `giver` had first; `giver` None: an agency's dispatch that is not in the archive.
    `lag` is how many seconds later the taker says it published, where both say so."""

    taker: Permalink
    giver: Permalink | None
    agency: str  # the agency credited, or the giver where it is one; "" where none is
    words: int
    confidence: float  # .5 to 1
    evidence: tuple[Evidence, ...] = ()
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of an article's text comes from. `first` is the earliest article that has it in the archive, None
    where that is this one or none; `agency` the agency whose words they are. `undecided`: the evidence does not say who
    had it first. Neither `first`, `agency` nor `undecided`: the article's own words, which are not listed."""

    start: int
    end: int
    words: int
    first: Permalink | None
    agency: str = ""
    confidence: float = 1.0
    undecided: bool = False
    evidence: tuple[Evidence, ...] = ()


OWN, UNDECIDED = "", "?"  # in `Share.of`


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an article is whose: `of` is the id of a source or agency, `OWN` or `UNDECIDED`."""

    of: str
    words: int
    part: float  # of the article's words


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of whose words an article prints. `origins` in order of the text, `edges` from whom it took,
    `shares` largest first; they sum to 1 where the article has words."""

    permalink: Permalink
    revision: int
    words: int
    origins: tuple[Origin, ...] = ()
    edges: tuple[Edge, ...] = ()
    shares: tuple[Share, ...] = ()

    @property
    def own(self) -> float:
        """The part that is its own words."""
        return next((share.part for share in self.shares if share.of == OWN), 0.0)


@dataclass(frozen=True, slots=True)
class Habit:
    """How often one source had from another what they share, and how many words and, in the middle, seconds later."""

    taker: str  # source id
    giver: str  # source or agency id
    articles: int
    words: int = 0
    lag: int | None = None


# --- pictures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Thumbnail:
    width: int
    height: int
    data: bytes  # WebP, without metadata


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made safe. `sha256` is of the original bytes; `pdq` is 64 hex digits, "" where the picture carries too
    little; `pdq_quality` is 0 to 100."""

    sha256: str
    width: int  # of the original
    height: int
    format: str
    thumbnails: tuple[Thumbnail, ...]  # largest first
    pdq: str = ""
    pdq_quality: int = 0
    second_hash: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """A picture's fingerprints: `pdq` and `second` in hex, "" where there is none; `quality` from 0 to 100 is PDQ's
    own. `first_seen` is when it was first seen here, in seconds since 1970."""

    sha256: str
    pdq: str = ""
    quality: int = 0
    second: str = ""
    first_seen: int = 0


class Veil(StrEnum):
    """How a picture is covered. `BLURRED`: shown when the reader asks for it."""

    BLURRED = "blurred"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Covered:
    """A picture that is kept from view: why, by which rule, since when (seconds since 1970), like which other."""

    sha256: str
    veil: Veil
    rule: str
    cause: str
    at: int
    of: str = ""
    spreads: bool = False  # what resembles it is covered with it


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


# --- searching ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in the reader's spelling. `prefix` for `word*`."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words beside one another, with at most `slop` others between."""

    words: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """`field:value`. Fields: source, author, section, lang, country, title, has, changed."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """From `start` (inclusive) to `end` (exclusive); None is open."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Not:
    node: Query


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Query, ...]


Query: TypeAlias = Word | Phrase | Filter | DateRange | Not | And | Or


class Order(StrEnum):
    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Search:
    """One question to the index. `query` None asks for everything; `text` is what the reader typed."""

    query: Query | None
    order: Order = Order.BEST
    offset: int = 0
    limit: int = 20
    facets: bool = True
    text: str = ""
    exact: bool = False  # the words as they stand: no spellings beside them, nothing mended


@dataclass(frozen=True, slots=True)
class Document:
    """What the index is given of an article."""

    permalink: Permalink
    title: str
    body: str
    summary: str = ""
    language: str = ""
    country: str = ""
    section: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    at: datetime | None = None
    has_image: bool = False
    changed: bool = False
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of original text; `hit` where the reader's words stand in it."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    permalink: Permalink
    score: float
    title: tuple[Fragment, ...]
    snippet: tuple[Fragment, ...]
    at: datetime | None = None
    language: str = ""
    section: str = ""
    repeats: tuple[Permalink, ...] = ()  # other articles of nearly the same text, folded under this one


@dataclass(frozen=True, slots=True)
class Understood:
    """What a word of the query was searched as. `why`: "spelling" (other spellings of the word, searched beside it),
    "joined" or "split" (written as one word or as two), "keyboard" (typed on the wrong keyboard), "slip" (a likely
    misspelling)."""

    typed: str
    searched: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Results:
    """`widened`: too few articles hold all of the words, so those with some of them are hits too. `suggestion`: a query
    that finds more, to be offered: Arabic that was typed in Latin letters. `earlier`: the articles of the pages before,
    where the order is by score. `nearby`: where few articles hold all of the words, others with some of them, to fill
    the first page; they are no hits and not counted. Facet "month" holds ("2018-03", count) in order of time."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)  # field → (value, count), most first
    milliseconds: float = 0.0
    understood: tuple[Understood, ...] = ()
    suggestion: str = ""
    widened: bool = False
    earlier: tuple[Permalink, ...] = ()
    nearby: tuple[Hit, ...] = ()
