"""The form of an address: what the addresses of one paper's articles have in common."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cms|ece|amp)$", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_SLUG_WORDS = 3
_SLUG_LENGTH = 24
_LONG_DIGITS = 4


def address_shape(url: str) -> str:
    """The address with what differs from article to article replaced: numbers by N, slugs by S.

    `https://paper.example/2024/05/12/some-long-slug-123456.html` → `paper.example/N/N/N/S-N.html`. "" where it is no
    address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    path = "/".join(_segment(unquote(segment)) for segment in parts.path.strip("/").split("/")[:12])
    query = "&".join(f"{key}={_value(value)}" for key, value in sorted(parse_qsl(parts.query[:500]))[:8])
    return f"{host}/{path}" + (f"?{query}" if query else "") if host else ""


def _segment(segment: str) -> str:
    found = _EXTENSION.search(segment)
    stem, extension = (segment[: found.start()], found.group(0).lower()) if found else (segment, "")
    return _stem(stem) + extension


def _stem(stem: str) -> str:
    if stem.isdigit():
        return "N"
    words = _WORD.findall(stem)
    numbers = [number for number in re.findall(r"\d+", stem) if len(number) >= _LONG_DIGITS]
    slug = len(words) >= _SLUG_WORDS or len(stem) > _SLUG_LENGTH
    if numbers and (slug or len(words) <= 2):
        if not slug:
            return re.sub(r"\d+", "N", stem)
        return "N-S" if stem[:1].isdigit() else "S-N" if stem[-1:].isdigit() else "S"
    if slug:
        return "S"
    return re.sub(r"\d+", "N", stem)


def _value(value: str) -> str:
    return "N" if value.isdigit() else "S" if len(value) > 12 or not value.isascii() else value


def slug_words(url: str) -> int:
    """How many words the longest segment of a path has."""
    try:
        segments = unquote(urlsplit(url).path).split("/")
    except ValueError:
        return 0
    return max((len(_WORD.findall(_EXTENSION.sub("", segment))) for segment in segments), default=0)
