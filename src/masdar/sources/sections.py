"""Which links of a page lead to articles, without a word said about the page.

Every link of the site is judged by what it says (headlines are long, menus short), where it stands (headings, cards
with a picture or a time; not menus, footers, crumbs), and what it looks like (dates, numbers and slugs in its address;
not the words for tags, authors and lists). Then the links vote: addresses of one shape, and links at one kind of place,
stand or fall together, so that a headline of two words among twenty long ones is still a headline.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from masdar import urls
from masdar.model import Entry, Listing, Quarantine, Reason
from masdar.sources.entries import Context, language_tag
from masdar.sources.nesting import too_deep
from masdar.sources.patience import cache_wait
from masdar.sources.plain import plain
from masdar.sources.shapes import address_shape, slug_words
from masdar.sources.times import read_time

MAX_LINKS = 4000
MAX_DEPTH = 2000  # real pages stay under 200
_CLIMB = 8  # ancestors looked at
_THRESHOLD = 2.0
_KNOWN_NUMBERED = 6.0  # an article had an address of this shape; one without a number may be of anything else too
_KNOWN = 2.0

# Words in addresses that lead to lists, services and files.
_LISTS = frozenset(
    "tag tags category categories cat author authors auteur auteurs writer writers page pages section sections topic "
    "topics rubrique rubriques categorie etiquette mot-cle mots-cles search recherche archive archives rss feed feeds "
    "atom themen thema kategorie autor autoren temas tema autores partnercontent sponsored advertorial comment-page-1 "
    "atom profile profiles user users label keyword keywords series events programs programmes schedule "
    "وسم وسوم تصنيف تصنيفات قسم أقسام كاتب كتاب بحث صفحة أرشيف الأرشيف".split()
)
_SERVICES = frozenset(
    "login signin register signup account contact contact-us contactus about about-us aboutus a-propos qui-sommes-nous "
    "privacy privacy-policy terms terms-of-use conditions legal mentions-legales advertise advertising publicite "
    "newsletter newsletters subscribe abonnement subscription sitemap plan-du-site rss cart shop store jobs careers "
    "faq help cookies cookie-policy apps app mobile live direct radio podcasts epaper weather meteo prayer "
    "اتصل-بنا من-نحن سياسة-الخصوصية اعلن-معنا الرئيسية".split()
)
_ARTICLES = frozenset(
    "article articles news story stories node post posts actualite actualites details detail show view read خبر أخبار "
    "مقال مقالات".split()
)
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp3|mp4|avi|m4a|zip|rar|docx?|xlsx?|css|js|xml|rss|json|ico|apk|exe)$", re.I
)
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?(?:[/_-]|$)")
_NUMBER = re.compile(r"\d{4,}")
_SMALL_NUMBER = re.compile(r"(?:^|[-_.,=])\d{1,3}(?:$|\.[a-z]+$)")  # a young paper counts from one
_YEAR_ONLY = re.compile(r"(?:19|20)\d\d")
_QUERY_ARTICLE = re.compile(
    r"(?:^|&)(?:id|p|aid|nid|newsid|article|articleid|artid|news|story|cid|itemid|n|a)=\d{2,}", re.I
)
_QUERY_LIST = re.compile(
    r"(?:^|&)(?:page|paged|cat|tag|s|q|search|sort|lang|author|section|replytocom|share|print)=", re.I
)
# Words in class and id that say what a part of a page is.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|mega-?menu|breadcrumbs?|footer|foot|topbar|top-bar|tags?|"
    r"tagcloud|pagination|pager|pages|social|share|sharing|copyright|login|cookie|lang|languages?|offcanvas|sidr|skip|toolbar|"
    r"advert|advertisement|ads?|banner|sponsor(?:ed)?|promo|partners?|author|byline|category|cat-links|"
    r"meta-cat)(?:$|[\s_-])",
    re.I,
)
_CARD = re.compile(
    r"(?:^|[\s_-])(?:post|article|story|news|card|teaser|entry|item|headline|title|block|views-row)", re.I
)
# Anchor texts that say nothing of where they lead.
_EMPTY_WORDS = re.compile(
    r"^(?:المزيد|اقرأ المزيد|إقرأ المزيد|اقرأ أيضا|التفاصيل|للمزيد|تابع القراءة|أكمل القراءة|مشاهدة|شاهد|more|"
    r"read more|continue reading|lire|lire la suite|lire plus|en savoir plus|voir plus|suite|details|\W*)\W*$",
    re.I,
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_REGIONS = frozenset(("nav", "footer", "header", "form", "button", "select"))  # an aside lists articles as often as not


@dataclass(slots=True)
class Link:
    """One address of a page, with what its anchors showed together."""

    url: str
    text: str = ""
    heading: bool = False
    furniture: bool = True  # every anchor stands in a menu, footer or the like
    card: bool = False
    image: str = ""
    time: str = ""
    place: str = ""
    score: float = 0.0
    anchors: int = 0
    words: int = field(default=0)


def read_section(text: str, context: Context, known: Collection[str] = ()) -> Listing:
    """The articles a page links to, in its order. Raises Quarantine(NOT_HTML, TOO_DEEP)."""
    if too_deep(text, MAX_DEPTH):
        raise Quarantine(Reason.TOO_DEEP, f"more than {MAX_DEPTH} elements within one another")
    tree = LexborHTMLParser(text)
    root = tree.root
    if root is None or tree.body is None or "<" not in text:
        raise Quarantine(Reason.NOT_HTML)
    base = _base(tree, context.base)
    links = _links(tree, base, urls.host(context.base))
    _judge(links, frozenset(known))
    language = language_tag((root.attributes.get("lang") or "") if root.tag == "html" else "")
    return Listing(
        entries=tuple(_entry(link, context, language) for link in links if link.score > _THRESHOLD),
        title=_title(tree),
        language=language,
        home=context.base,
        wait=cache_wait(context.headers) or None,
    )


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return plain(node.text(), 300) if node is not None else ""


def _entry(link: Link, context: Context, language: str) -> Entry:
    return Entry(
        source=context.source,
        url=link.url,
        title=link.text,
        section=context.channel.section,
        language=language,
        image=link.image,
        published=read_time(link.time, now=context.now, zone=context.zone) if link.time else None,
        channel=context.channel.url,
    )


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (urls.clean(node.attributes.get("href") or "", url) or url) if node is not None else url


# --- gathering ---


def site(host: str) -> str:
    """What a paper's hosts share: its name without www and the like."""
    labels = host.removeprefix("www.").split(".")
    while len(labels) > 2 and labels[0] in ("m", "mobile", "amp", "ar", "fr", "en", "arabic", "web", "new", "beta"):
        labels = labels[1:]
    return ".".join(labels)


def same_site(host: str, other: str) -> bool:
    one, two = site(host), site(other)
    return one == two or one.endswith("." + two) or two.endswith("." + one)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the anchors of a page, found in one pass over it. Elements go by `mem_id`: `times` is the one
    time each holds, "" where it holds several; `holding` are those that hold anchors."""

    base: str
    times: Mapping[int, str]
    holding: frozenset[int]


def _around(tree: LexborHTMLParser, anchors: Sequence[LexborNode], base: str) -> _Around:
    """Each element is climbed over twice at most, however many times and anchors stand below it."""
    times: dict[int, str] = {}
    for node in tree.css("time[datetime]"):
        at: LexborNode | None = node
        while at is not None and times.get(at.mem_id) != "":
            times[at.mem_id] = "" if at.mem_id in times else node.attributes.get("datetime") or ""
            at = at.parent
    holding: set[int] = set()
    for node in anchors:
        at = node.parent
        while at is not None and at.mem_id not in holding:
            holding.add(at.mem_id)
            at = at.parent
    return _Around(base, times, frozenset(holding))


def _links(tree: LexborHTMLParser, base: str, host: str) -> list[Link]:
    found: dict[str, Link] = {}
    anchors = tree.css("a[href]")[:MAX_LINKS]
    around = _around(tree, anchors, base)
    own = urls.key(base)
    twins = {urls.key(urls.clean(node.attributes.get("href") or "", base)) for node in tree.css("link[hreflang][href]")}
    for node in anchors:
        url = urls.clean(node.attributes.get("href") or "", base)
        if not url or not same_site(urls.host(url), host):
            continue
        identity = urls.key(url)
        parts = urlsplit(url)
        if identity == own or identity in twins or _FILES.search(parts.path):
            continue
        if parts.path in ("", "/") and not parts.query:
            continue
        link = found.setdefault(identity, Link(url))
        _see(link, node, around)
    return list(found.values())


def _see(link: Link, node: LexborNode, around: _Around) -> None:
    """Adds what one anchor shows: its text, its ancestors, the picture in it and the time near it. Of an anchor around
    others nothing but its title is its own."""
    link.anchors += 1
    own = node if node.mem_id not in around.holding else None
    text = plain(own.text(deep=True, separator=" "), 300) if own is not None else ""
    text = text or plain(node.attributes.get("title") or "", 300)
    inner = own.css_first("h1,h2,h3,h4,h5,h6") if own is not None else None
    if inner is not None:
        headline = plain(inner.text(deep=True, separator=" "), 300)
        text = headline if len(headline.split()) > 2 else text or headline
    heading, furniture, card, place = _surroundings(node)
    heading = heading or inner is not None
    if _EMPTY_WORDS.match(text):
        text = ""
    if text and (
        not link.text or (heading and not link.heading) or (heading == link.heading and len(text) > len(link.text))
    ):
        link.text, link.words = text, len(text.split())
        link.place = place
    link.place = link.place or place
    link.heading = link.heading or (heading and bool(text))
    link.furniture = link.furniture and furniture
    link.card = link.card or card
    if not link.image and own is not None:
        link.image = _picture(own, around.base)
    if not link.time and (text or link.image):
        link.time = _time_near(node, around.times)


def _surroundings(node: LexborNode) -> tuple[bool, bool, bool, str]:
    heading = furniture = card = False
    path: list[str] = []
    at: LexborNode | None = node
    for _ in range(_CLIMB):
        if at is None or at.tag in ("body", "html"):
            break
        tag = at.tag or ""
        marks = f"{at.attributes.get('class') or ''} {at.attributes.get('id') or ''}"
        heading = heading or tag in _HEADINGS
        if (tag in _REGIONS and not (tag == "header" and (heading or card))) or (
            marks.strip() and _FURNITURE.search(marks)
        ):
            furniture = True
        card = card or tag == "article" or _CARD.search(marks) is not None
        if len(path) < 4:
            path.append(f"{tag}.{(at.attributes.get('class') or '').split(' ')[0]}")
        at = at.parent
    return heading, furniture, card, ">".join(path)


def _picture(node: LexborNode, base: str) -> str:
    image = node.css_first("img")
    if image is None:
        return ""
    for name in ("data-src", "data-lazy-src", "data-original", "src"):
        address = (image.attributes.get(name) or "").strip()
        if address and not address.startswith("data:"):
            return urls.clean(address, base)
    return ""


def _time_near(node: LexborNode, times: Mapping[int, str]) -> str:
    at: LexborNode | None = node
    for _ in range(4):
        at = at.parent if at is not None else None
        if at is None or at.tag in ("body", "html", "main"):
            return ""
        if at.mem_id in times:
            return times[at.mem_id]
    return ""


# --- judging ---


def _judge(links: list[Link], known: frozenset[str]) -> None:
    shapes = [address_shape(link.url) for link in links]
    for link, shape in zip(links, shapes, strict=True):
        link.score = _address_score(link.url) + _text_score(link) + _place_score(link)
        if shape in known:
            link.score += _KNOWN_NUMBERED if "N" in shape else _KNOWN
    _credit_headlines(links, shapes)
    _vote(links, shapes)
    _vote(links, [link.place for link in links])


def _address_score(url: str) -> float:
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    segments = [segment for segment in path.split("/") if segment]
    score = 0.0
    if _DATED.search(path):
        score += 3
    elif any(not _YEAR_ONLY.fullmatch(number) for number in _NUMBER.findall(path)):
        score += 2.5
    elif segments and _SMALL_NUMBER.search(segments[-1]):
        score += 1
    words = slug_words(url)
    score += 2 if words >= 4 else 1 if words == 3 else 0
    if _QUERY_ARTICLE.search(parts.query):
        score += 2
    elif _QUERY_LIST.search(parts.query):
        score -= 4
    if any(segment in _ARTICLES for segment in segments[:-1]):
        score += 1
    if any(segment in _LISTS for segment in segments):
        score -= 4
    if segments and (segments[-1] in _SERVICES or re.sub(r"\.\w+$", "", segments[-1]) in _SERVICES):
        score -= 5
    if score == 0 and len(segments) <= 2:
        score -= 1.5
    return score


def _text_score(link: Link) -> float:
    words = link.words
    if words == 0:
        return -0.5
    if words <= 2:
        return -1.5
    return 0.5 if words <= 4 else 2.0 if words <= 7 else 2.5


def _place_score(link: Link) -> float:
    score = 1.5 if link.heading else 0.0
    score -= 2.5 if link.furniture else 0.0
    score += 0.5 if link.image else 0.0
    score += 1.0 if link.time else 0.0
    return score + (0.5 if link.card else 0.0)


def _credit_headlines(links: list[Link], shapes: list[str]) -> None:
    """Several addresses that differ in a number or slug, under headlines most of them: a list of articles."""
    members: dict[str, list[Link]] = defaultdict(list)
    for link, shape in zip(links, shapes, strict=True):
        if "N" in shape or "S" in shape:
            members[shape].append(link)
    for same in members.values():
        if len(same) >= 4 and sum(link.words >= 4 for link in same) >= 0.6 * len(same):
            for link in same:
                link.score += 1.5


def _vote(links: list[Link], groups: Iterable[str]) -> None:
    """Links of one group pull one another towards what most of them are."""
    members: dict[str, list[Link]] = defaultdict(list)
    for link, group in zip(links, groups, strict=True):
        members[group].append(link)
    for same in members.values():
        if len(same) < 3:
            continue
        share = sum(link.score > _THRESHOLD for link in same) / len(same)
        pull = 1.5 if share >= 0.7 else -1.5 if share <= 0.2 else 0.0
        for link in same:
            link.score += pull
