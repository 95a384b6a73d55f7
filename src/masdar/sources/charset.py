"""Bytes to text: what a feed or sitemap is written in, which is often not what it says.

The order is that of browsers where it can be: a byte order mark, then valid UTF-8, then what the server and the
document declare, then the shape of the bytes. Arabic in windows-1256 is told from Latin in windows-1252 by its runs:
an Arabic word is a run of high bytes, an accented letter in French stands alone.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<" and its neighbours without a mark, https://www.w3.org/TR/xml/#sec-guessing
_UNMARKED = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00r\x00", "utf-16-le"),
    (b"\x00<\x00r", "utf-16-be"),
    (b"<\x00f\x00", "utf-16-le"),
    (b"\x00<\x00f", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
# Names under which a wider encoding is really used, https://encoding.spec.whatwg.org/#names-and-labels
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
# Codecs that are no character sets, or that a document cannot be written in.
_NO_CHARSET = frozenset(
    "idna punycode unicode-escape unicode_escape raw-unicode-escape mbcs oem undefined utf-7".split()
)
_SEVEN_BIT = ("iso2022", "hz")
_WEAK = frozenset(("cp1252", "utf-8"))  # declared by servers and programs that never looked

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.I)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_SAMPLE = 200_000
_ARABIC_RUN = 2.4  # mean length of runs of high bytes from which a text is no Western one
_DAMAGE = 0.02  # share of undecodable characters up to which a text is still UTF-8, damaged


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a body. Never fails: what cannot be decoded becomes U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _UNMARKED:
        if body.startswith(start):
            return body.decode(name, "replace")
    declared = _declared(body, content_type)
    if body.isascii():
        return body.decode(next((name for name in declared if name.startswith(_SEVEN_BIT)), "ascii"), "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(body, declared)


def _declared(body: bytes, content_type: str) -> list[str]:
    """Character sets named by the server, then by the document; weak claims go last."""
    found = [match.group(1) for match in (_CHARSET.search(content_type),) if match]
    inside = _DECLARED.match(body[:1024])
    if inside:
        found.append(inside.group(1).decode("ascii"))
    names = [name for name in map(_codec, found) if name]
    return sorted(dict.fromkeys(names), key=lambda name: name in _WEAK)


def _codec(label: str) -> str:
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    name = _WIDER.get(info.name, info.name)
    is_text = getattr(info, "_is_text_encoding", True)
    return "" if not is_text or name in _NO_CHARSET else name


def _decode_legacy(body: bytes, declared: list[str]) -> str:
    for name in declared:
        if name == "utf-8":
            continue
        if name == "cp1252" and _looks_arabic(body):
            name = "cp1256"
        try:
            return body.decode(name)
        except (UnicodeError, LookupError):
            continue
    damaged = body.decode("utf-8", "replace")
    if damaged.count("\ufffd") <= _DAMAGE * _high_characters(damaged):
        return damaged
    return body.decode("cp1256" if _looks_arabic(body) else "cp1252", "replace")


def _high_characters(text: str) -> int:
    return sum(1 for char in text[:_SAMPLE] if char > "\x7f")


def _looks_arabic(body: bytes) -> bool:
    runs = [len(run) for run in _HIGH_RUN.findall(body[:_SAMPLE])]
    if not runs or sum(runs) / len(runs) < _ARABIC_RUN:
        return False
    letters = body[:_SAMPLE].translate(None, bytes(range(0x80)))
    alif_lam = letters.count(b"\xc7") + letters.count(b"\xe1")  # the two commonest letters of Arabic
    return alif_lam * 6 > len(letters)
