"""HTML to a line of text: what a title or summary says.

Entities and tags are resolved as a browser would, those of a text that was escaped twice too; a tag that breaks the
line leaves a space, so that words never run together; kashida, diacritics and the joiners of
Persian and Urdu stay.
"""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from masdar.sources.nesting import too_deep

_BLOCK = (
    "address article aside blockquote br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol option p pre section table tbody td tfoot th thead title tr ul"
)
_INLINE = (
    "a abbr acronym b bdi bdo big blink cite code del dfn em embed font i iframe img input ins kbd label map mark "
    "marquee nobr noscript object picture q s samp script small source span strike strong style sub sup svg time tt u "
    "var video wbr html body head meta link audio button form frame frameset select textarea area base xml math applet "
    "layer param ilayer"
)
_OTHER = (
    "col colgroup command datalist details dialog dir isindex keygen listing menu menuitem meter multicol noframes "
    "optgroup output plaintext progress rb rp rt ruby slot spacer summary template track xmp"
)
_TAG = re.compile(
    rf"</?(?:{'|'.join((_BLOCK + ' ' + _INLINE + ' ' + _OTHER).split())})(?=[\s/>])|<!--|<!\[|<!doctype", re.I
)
# What stands inside these stands there for readers without them.
_FALLBACK = re.compile(r"</?(?:iframe|object|noscript|noframes|applet)(?=[\s/>])[^<>]*>", re.I)
_BREAK = re.compile(rf"</?(?:{'|'.join(_BLOCK.split())})(?=[\s/>])", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# No text is written with these: controls, the byte order mark, soft hyphens, zero-width spaces, "object here".
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d\u00ad\u200b\u2060\ufeff\ufffc]")
_SILENT = ["script", "style", "template", "svg", "select"]
# The letters meant by codes from 128 to 159: those of windows-1252, as browsers read `&#146;`.
_MEANT = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffc]")
_ANY_TAG = re.compile(r"<[^<>]*>")
_ROUNDS = 3  # a text escaped more often than this was not written for readers
MAX_DEPTH = 500  # elements within one another, beyond which tags are dropped without a tree
MAX_HTML = 400_000  # characters of HTML looked at


def plain(text: str, limit: int = 0) -> str:
    """The text in one line, cut to `limit` characters at a word where it is longer (0: whole)."""
    text = text[: min(MAX_HTML, 8 * limit + 4000) if limit else MAX_HTML]
    for _ in range(_ROUNDS):
        if "<" in text and _TAG.search(text):
            text = _without_tags(text)
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if _ODD.search(text):
        text = _INVISIBLE.sub("", text.translate(_MEANT))
    line = " ".join(text.split())
    return _cut(line, limit) if limit and len(line) > limit else line


def _without_tags(text: str) -> str:
    if too_deep(text, MAX_DEPTH):
        return _ANY_TAG.sub(" ", text)
    try:
        text = _FALLBACK.sub("", text)
        tree = LexborHTMLParser(_BREAK.sub(lambda found: " " + found.group(0), text))
    except SelectolaxError:
        return _ANY_TAG.sub(" ", text)
    tree.strip_tags(_SILENT)
    root = tree.root
    return html.escape(root.text(deep=True), quote=False) if root is not None else ""


def _cut(line: str, limit: int) -> str:
    head = line[: limit - 1]
    space = head.rfind(" ", limit // 2)
    return (head[:space] if space > 0 else head).rstrip(" ،,;:.") + "…"
