"""The full text that some feeds carry in their entries."""

from __future__ import annotations

from datetime import datetime

from masdar.extract import blocks, body, limits, tree
from masdar.extract.page import tidy
from masdar.language import bylines
from masdar.language.direction import direction
from masdar.language.identify import identify
from masdar.model import Article, Entry, Image, Source

WHOLE = 700  # letters from which a feed's content counts as the whole text
MANY_PARAGRAPHS = 3


def read(entry: Entry, source: Source, now: datetime) -> Article | None:
    """See `masdar.extract.read_feed_content`."""
    if not entry.content or not entry.title.strip() or not entry.url:
        return None
    content = entry.content.encode("utf-8", "replace")
    limits.check(content)
    page = tree.walk(b"<body><article>" + content + b"</article></body>")
    raw = blocks.build(page, body.choose(page).kept, entry.url)
    whole = "\n".join(one.text for one in raw)
    if len(whole) < WHOLE or len(raw) < MANY_PARAGRAPHS or whole.rstrip().endswith(("…", "...", "[…]", "[...]")):
        return None
    language, way = identify(whole, entry.language), direction(whole)
    read_byline = bylines.parse(entry.author, (source.name, source.name_latin))
    evidence = dict.fromkeys(("title", "body", "url"), "feed")
    return Article(
        source=source.id,
        url=entry.url,
        title=tidy(entry.title),
        blocks=blocks.dress(raw, language, way),
        language=language,
        direction=way,
        summary=tidy(entry.summary),
        byline=entry.author,
        authors=read_byline.persons,
        section=entry.section,
        published=entry.published if entry.published and entry.published <= now else None,
        modified=entry.modified,
        image=Image(entry.image) if entry.image else None,
        evidence=evidence,
    )
