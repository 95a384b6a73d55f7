"""Runs of the other direction, isolated: `<bdi>` round Latin words in an Arabic text and Arabic words in a Latin one.

Without it punctuation and digits beside a foreign run change sides. Unicode Bidirectional Algorithm (UAX #9), and
https://www.w3.org/International/questions/qa-bidi-unicode-controls on why markup and not control characters.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from masdar.model import Direction

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_ARABIC = "\u0600-\u060b\u060d-\u061a\u061c-\u065f\u066e-\u06d3\u06d5-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
# A run begins and ends with a letter or digit; single joiners may stand inside. A number after Latin words belongs to
# them ("Windows 11"), but not where an Arabic unit follows it ("Aqua Nova 48 مليون"). Every step is unambiguous, so
# matching is linear.
_JOINER = r"(?:[ \u00a0]|[.,:;/&'’+@_#-][ \u00a0]?|[ \u00a0][&/@+-][ \u00a0]?)"
_UNITS = "مليون|مليار|ألف|آلاف|ملايين|درهم|دينار|دولار|أورو|يورو|جنيه|ريال|ليرة|شخص|في الم|بالم|[%٪]"
_LATIN_RUN = re.compile(
    rf"[@#$€£]?\d{{0,4}}[{_LATIN}][{_LATIN}\d]*"
    rf"(?:{_JOINER}(?:[{_LATIN}][{_LATIN}\d]*|\d{{1,12}}(?![\d]|[ \u00a0]?(?:{_UNITS}))[{_LATIN}]*))*[+#]{{0,2}}"
    r"|\+\d[\d \u00a0()-]{5,20}\d"
)
_ARABIC_RUN = re.compile(rf"[{_ARABIC}]+(?:[ \u00a0.،:/'’_-]{{1,2}}[{_ARABIC}]+)*")
_HAS_LATIN = re.compile(rf"[{_LATIN}]|\+\d")
_HAS_ARABIC = re.compile(f"[{_ARABIC}]")
# Controls: nothing a reader should see. Overrides and embeddings are dropped; marks, isolates and joiners stay.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff\ud800-\udfff"
_CONTROL = re.compile(f"[{_CONTROLS}]")


# What keeps a text from being shown as it is. One search settles most paragraphs.
_NOTABLE = re.compile(f"[&<>\"'{_CONTROLS}]")
_NOTABLE_RTL = re.compile(rf"[{_LATIN}&<>\"'+{_CONTROLS}]")
_NOTABLE_LTR = re.compile(rf"[{_ARABIC}&<>\"'{_CONTROLS}]")


def plain(text: str) -> str:
    """A text without control characters and direction overrides, for places where markup cannot isolate it."""
    return _CONTROL.sub("", text)


def plain_html(text: str) -> str:
    """`plain` as HTML, for an element's text or an attribute."""
    return escaped(_CONTROL.sub("", text)) if _NOTABLE.search(text) else text


def shorten(text: str, length: int) -> str:
    """The beginning of a text, cut between two words."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip("،,؛;:.- ") + "…"


def isolate(text: str, direction: Direction | str) -> Markup:
    """The text escaped, its foreign runs in `<bdi>`."""
    return Markup(isolated(text, direction))


def isolated(text: str, direction: Direction | str) -> str:
    """`isolate`, as a plain string of HTML."""
    rtl = direction == "rtl"
    if (_NOTABLE_RTL if rtl else _NOTABLE_LTR).search(text) is None:
        return text
    text = _CONTROL.sub("", text)
    if (_HAS_LATIN if rtl else _HAS_ARABIC).search(text) is None:
        return escaped(text)
    return _wrap(text, _LATIN_RUN, '<bdi dir="ltr">') if rtl else _wrap(text, _ARABIC_RUN, '<bdi dir="rtl">')


def _wrap(text: str, run: re.Pattern[str], opening: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in run.finditer(text):
        pieces.append(f"{escaped(text[end : found.start()])}{opening}{escaped(found.group())}</bdi>")
        end = found.end()
    pieces.append(escaped(text[end:]))
    return "".join(pieces)


def escaped(text: str) -> str:
    """`markupsafe.escape` as a plain string: an object for each piece would cost more than the piece."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")
