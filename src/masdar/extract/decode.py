"""Bytes → text: strict UTF-8 first, then the declared charset, then a guess.

Strict UTF-8 comes first because declarations lie more often than bytes do: text in another charset is almost never
valid UTF-8. Declared names are read as browsers do (WHATWG Encoding: "iso-8859-1" means windows-1252).
"""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.\-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_:.\-]{2,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.\-]{2,40})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a declaration counts; browsers look at 1024
_SAMPLE = 20_000

# Names that browsers read as a larger charset (https://encoding.spec.whatwg.org/#names-and-labels).
_ALIASES = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "tis-620": "cp874", "iso-8859-11": "cp874", "big5": "big5hkscs", "x-windows-1256": "cp1256",
    "windows-1256": "cp1256", "asmo-708": "iso8859-6", "iso-8859-6-i": "iso8859-6", "iso-8859-8-i": "iso8859-8",
    "unicode": "utf-16", "x-gbk": "gb18030",
}  # fmt: skip
_ARABIC = re.compile("[\u0620-\u064a]{2,}")
_COMMON = re.compile(r"(?<!\w)(?:من|في|على|إلى|الى|أن|ان|التي|الذي|عن|مع)(?!\w)")


def decode_page(body: bytes, content_type: str = "") -> tuple[str, bytes]:
    """The text of a page, and the same in UTF-8. Never raises."""
    text, _, exact = _decode(body, content_type)
    return text, body.removeprefix(codecs.BOM_UTF8) if exact else text.encode("utf-8", "replace")


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the charset it was read by. Bytes that do not fit become U+FFFD. Never raises."""
    return _decode(body, content_type)[:2]


def _decode(body: bytes, content_type: str) -> tuple[str, str, bool]:
    """As `decode`, and whether the page is UTF-8 without a fault."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace"), "utf-16", False
    if body[:3] == b"\xef\xbb\xbf":
        body = body[3:]
    try:
        return body.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError as problem:
        if len(body) - problem.start < 4 or _mostly_utf8(body):
            return body.decode("utf-8", "replace"), "utf-8", False
    for name in _declared(body, content_type):
        if (text := _try(body, name)) is not None:
            return text, name, False
    name = _guess(body)
    return body.decode(name, "replace"), name, False


def _mostly_utf8(body: bytes) -> bool:
    """UTF-8 with a few broken bytes (cut captions, a comment in another charset): the broken places are counted."""
    text = body[: _SAMPLE * 20].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = len(text) - len(text.encode("ascii", "ignore")) - broken
    return wide > 20 * broken


def _declared(body: bytes, content_type: str) -> list[str]:
    found: list[str] = []
    if match := _HEADER.search(content_type):
        found.append(match[1])
    declared = [pattern.search(body[:_HEAD]) for pattern in (_META, _XML)]
    found += [match[1].decode("ascii", "ignore") for match in declared if match]
    return [_known(name) for name in found if _known(name)]


def _known(name: str) -> str:
    lowered = name.strip().lower()
    lowered = _ALIASES.get(lowered, lowered)
    try:
        info = codecs.lookup(lowered)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return (
        info.name
        if is_text and not info.name.startswith(("utf-8", "utf-7", "idna", "punycode", "raw", "unicode"))
        else ""
    )


def _try(body: bytes, name: str) -> str | None:
    """The text, None where the declared charset plainly does not fit."""
    try:
        text = body.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") * 50 <= len(text) else None


def _guess(body: bytes) -> str:
    """windows-1256 where that reading holds common Arabic words; else Latin, Cyrillic or Greek by their letters."""
    sample = re.sub(rb"<[^>]{0,2000}>", b" ", body[: _SAMPLE * 10])[:_SAMPLE]
    arabic = sample.decode("cp1256", "replace")
    if len(_COMMON.findall(arabic)) >= 3 and len(_ARABIC.findall(arabic)) >= 10:
        return "cp1256"
    iso_arabic = sample.decode("iso8859-6", "replace")
    if len(_COMMON.findall(iso_arabic)) >= 3 and len(_ARABIC.findall(iso_arabic)) >= 10:
        return "iso8859-6"
    high = sum(byte >= 0xC0 for byte in sample)
    if high * 3 > len(sample):
        return "cp1251"
    return "cp1252"
