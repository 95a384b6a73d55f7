"""What a JSON Feed (1 and 1.1, https://www.jsonfeed.org/version/1.1/) or WordPress's own interface lists.

WordPress: `wp-json/wp/v2/posts` gives whole texts, dates with their zone and pages backwards in time,
https://developer.wordpress.org/rest-api/reference/posts/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from masdar import urls
from masdar.model import Channel, ChannelKind, Entry, Listing, Quarantine, Reason
from masdar.sources.entries import SUMMARY, Context, language_tag, person_name
from masdar.sources.patience import cache_wait
from masdar.sources.plain import plain
from masdar.sources.times import read_time

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
MAX_ITEMS = 20_000


def read_json(text: str, context: Context) -> Listing:
    """Raises Quarantine(NOT_A_FEED) where it is JSON of another kind, or none."""
    try:
        data: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Quarantine(Reason.NOT_A_FEED, f"not JSON: {type(error).__name__}") from error
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return _json_feed(data, context)
    if _is_wordpress(data):
        return _wordpress(_records(data), context)
    if isinstance(data, dict) and _string(data.get("code")).startswith("rest_"):
        raise Quarantine(Reason.NOT_A_FEED, f"WordPress says {_string(data.get('code'))[:60]}")
    raise Quarantine(Reason.NOT_A_FEED, "JSON, but neither a JSON Feed nor WordPress posts")


def _is_wordpress(data: Json) -> bool:
    """Whether it is a list of WordPress posts; an empty list is one of none."""
    if not isinstance(data, list):
        return False
    return all(isinstance(one, dict) and "link" in one and ("title" in one or "date" in one) for one in data)


def _records(data: Json) -> list[dict[str, Json]]:
    return [one for one in data[:MAX_ITEMS] if isinstance(one, dict)] if isinstance(data, list) else []


def _string(value: Json) -> str:
    """Strings, and numbers where a feed gave one for a string."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)[:100]


def _record(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _address(value: Json, base: str) -> str:
    text = _string(value).strip()
    return urls.clean(text, base) if text else ""


def _wait(context: Context) -> float | None:
    return cache_wait(context.headers) or None


# --- JSON Feed ---


def _json_feed(data: dict[str, Json], context: Context) -> Listing:
    home = _address(data.get("home_page_url"), context.base)
    language = language_tag(_string(data.get("language")))
    following = _address(data.get("next_url"), context.base)
    channel = context.channel
    hubs = (_string(_record(hub).get("url")) for hub in _list(data.get("hubs")))
    return Listing(
        entries=tuple(_json_item(one, context, home, language) for one in _records(data.get("items"))),
        title=plain(_string(data.get("title")), 500),
        language=language,
        home=home,
        further=(Channel(url=following, kind=channel.kind, section=channel.section),) if following else (),
        wait=_wait(context),
        hub=next((urls.clean(hub) for hub in hubs if hub), ""),
        topic=_address(data.get("feed_url"), context.base),
    )


def _json_item(item: dict[str, Json], context: Context, home: str, language: str) -> Entry:
    base = home or context.base
    guid = _string(item.get("id")).strip()
    content = _string(item.get("content_html"))
    text = _string(item.get("summary")) or content or _string(item.get("content_text"))
    link = _string(item.get("url")) or _string(item.get("external_url"))
    if not link and guid.startswith(("http://", "https://")):
        link = guid
    tags = [plain(_string(tag), 100) for tag in _list(item.get("tags"))[:20]]
    return Entry(
        source=context.source,
        url=_address(link, base),
        title=plain(_string(item.get("title")), 500),
        summary=plain(text, SUMMARY),
        content=content,
        author=_json_authors(item),
        section=next((tag for tag in tags if tag), "") or context.channel.section,
        language=language_tag(_string(item.get("language"))) or language,
        image=_json_image(item, base),
        published=read_time(_string(item.get("date_published")), now=context.now, zone=context.zone),
        modified=read_time(_string(item.get("date_modified")), now=context.now, zone=context.zone),
        guid=guid[:500],
        channel=context.channel.url,
    )


def _json_authors(item: dict[str, Json]) -> str:
    given = [*_list(item.get("authors")), item.get("author")]
    names = (person_name(_string(_record(one).get("name")) or _string(one)) for one in given[:10])
    return ", ".join(dict.fromkeys(name for name in names if name))


def _json_image(item: dict[str, Json], base: str) -> str:
    for name in ("image", "banner_image"):
        if url := _address(item.get(name), base):
            return url
    for one in _list(item.get("attachments"))[:20]:
        attachment = _record(one)
        if _string(attachment.get("mime_type")).lower().startswith("image/"):
            return _address(attachment.get("url"), base)
    return ""


# --- WordPress ---


def _wordpress(posts: Iterable[dict[str, Json]], context: Context) -> Listing:
    return Listing(
        entries=tuple(_post(post, context) for post in posts),
        further=_next_page(context),
        wait=_wait(context),
    )


def _post(post: dict[str, Json], context: Context) -> Entry:
    content = _rendered(post.get("content"))
    embedded = _record(post.get("_embedded"))
    head = _record(post.get("yoast_head_json"))
    return Entry(
        source=context.source,
        url=_address(post.get("link"), context.base),
        title=plain(_rendered(post.get("title")), 500),
        summary=plain(_rendered(post.get("excerpt")) or content, SUMMARY),
        content=content,
        author=_post_author(embedded, head),
        section=_post_section(embedded) or context.channel.section,
        image=_post_image(post, embedded, head, context.base),
        published=_post_time(post, "date", context),
        modified=_post_time(post, "modified", context),
        guid=_rendered(post.get("guid"))[:500] or _string(post.get("id")),
        channel=context.channel.url,
    )


def _rendered(value: Json) -> str:
    return _string(_record(value).get("rendered")) if isinstance(value, dict) else _string(value)


def _post_time(post: Mapping[str, Json], name: str, context: Context) -> datetime | None:
    return read_time(_string(post.get(name + "_gmt")), now=context.now) or read_time(
        _string(post.get(name)), now=context.now, zone=context.zone
    )


def _post_author(embedded: dict[str, Json], head: dict[str, Json]) -> str:
    names = [person_name(_string(_record(one).get("name"))) for one in _list(embedded.get("author"))[:10]]
    return ", ".join(name for name in names if name) or person_name(_string(head.get("author")))


def _post_section(embedded: dict[str, Json]) -> str:
    for terms in _list(embedded.get("wp:term"))[:10]:
        for term in _list(terms)[:20]:
            if _record(term).get("taxonomy") == "category":
                return plain(_string(_record(term).get("name")), 100)
    return ""


def _post_image(post: dict[str, Json], embedded: dict[str, Json], head: dict[str, Json], base: str) -> str:
    media = [_record(one).get("source_url") for one in _list(embedded.get("wp:featuredmedia"))[:3]]
    pictures = [_record(one).get("url") for one in _list(head.get("og_image"))[:3]]
    candidates = [post.get("jetpack_featured_media_url"), *media, *pictures]
    return next((url for url in (_address(one, base) for one in candidates) if url), "")


def _next_page(context: Context) -> tuple[Channel, ...]:
    """The page before this one in time: `Link: <…>; rel="next"`, or counted where only the number of pages is told."""
    named = {name.lower(): value for name, value in context.headers}
    found = re.search(r'<([^<>]+)>\s*;[^<]*rel="?next', named.get("link", "")[:5000])
    url = urls.clean(found.group(1), context.base) if found else _counted_page(context.base, named)
    if not url or urls.host(url) != urls.host(context.base):
        return ()
    return (Channel(url=url, kind=ChannelKind.WORDPRESS, section=context.channel.section),)


def _counted_page(base: str, named: Mapping[str, str]) -> str:
    total = named.get("x-wp-totalpages", "")
    parts = urlsplit(base)
    query = dict(parse_qsl(parts.query, max_num_fields=50)) if parts.query.count("&") < 50 else {}
    page = query.get("page", "1")
    if not (total.isascii() and total.isdigit() and page.isascii() and page.isdigit() and len(total + page) < 12):
        return ""
    if int(page) >= int(total):
        return ""
    query["page"] = str(int(page) + 1)
    return urlunsplit(parts._replace(query=urlencode(query)))
