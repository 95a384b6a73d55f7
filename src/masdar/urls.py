"""Addresses: made absolute, cleaned, compared; and the names that stand in ours.

Pure. `clean` gives the address we ask for and show; `key` gives the identity under which two forms of one address are
the same article; `slug` gives a source's place in our own addresses.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 4096  # characters, encoded: an Arabic letter takes six

# Parameters that say where a reader came from, never which article is meant.
TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid igshid mc_cid mc_eid ref_src ocid cmpid at_medium at_campaign "
    "at_custom1 at_custom2 at_custom3 at_custom4 _ga _gl spm share from_source __twitter_impression".split()
)
TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "hsa_", "fb_")

# Addresses `clean` would return as they are: most of a feed's and nearly all of a sitemap's.
_CLEAN = re.compile(
    r"https?://[a-z0-9]++(?:[.-][a-z0-9]++)*+"
    r"(?:/(?!\.)(?:[A-Za-z0-9_~.-]|%[0-9A-Fa-f]{2}){0,300}+){1,20}+"
)

_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])++")  # what is no ASCII
_NO_HOST = re.compile(r"[^a-z0-9._-]")  # after IDNA, which lets spaces and signs through

# First path segments of our own pages: no source may be called so.
RESERVED = frozenset(
    "about api ar author archive catalogue desk en feed feeds fonts fr healthz metrics offline picture pictures press "
    "provenance robots rss search section sitemap static status story stories strip suggest sync trace "
    "transparency websub".split()
)


def clean(url: str, base: str = "") -> str:
    """The absolute http(s) address without fragment and tracking parameters; "" where it is none.

    Odd encodings are made regular: spaces and non-ASCII characters in path and query are percent-encoded, the host is
    lower-cased and IDNA-encoded, default ports and empty paths are normalised. Longer than `MAX_LENGTH` it is none.
    Never raises."""
    if len(url) <= MAX_LENGTH and _CLEAN.fullmatch(url) is not None:
        return url
    try:
        return _clean(url, base)
    except ValueError:
        return ""


def _clean(url: str, base: str) -> str:
    text = re.sub(r"[\t\r\n]", "", url.strip())
    if not text or len(text) > MAX_LENGTH:
        return ""
    absolute = text[:8].lower().startswith(("http://", "https://"))
    parts = urlsplit(text if absolute or not base else urljoin(base, text))
    host = parts.hostname or ""
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username is not None:
        return ""
    scheme = parts.scheme.lower()
    netloc = _ascii_host(host)
    port = parts.port
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        netloc += f":{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    cleaned = urlunsplit((scheme, netloc, path, _clean_query(parts.query), ""))
    return cleaned if len(cleaned) <= MAX_LENGTH else ""


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    named = host if host.isascii() else host.encode("idna").decode("ascii")
    if not named or _NO_HOST.search(named) is not None:
        raise ValueError(f"no host is called {named!r}")
    return named


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in TRACKING or lowered.startswith(TRACKING_PREFIXES)


def _clean_query(query: str) -> str:
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _is_tracking(pair.split("=", 1)[0])]
    return quote("&".join(kept), safe="%&=/:@!$'()*+,;?~-._[]")


def key(url: str) -> str:
    """The identity of an address: scheme, `www.` and `m.` twins, AMP forms, trailing slashes, the order of parameters
    and the way of percent-encoding do not make another article. Not an address to ask for. "" where `clean` is "".
    Never raises."""
    cleaned = clean(url)
    if not cleaned:
        return ""
    parts = urlsplit(cleaned)
    host = re.sub(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", "", parts.netloc)
    path = unicodedata.normalize("NFC", unquote(parts.path, errors="replace"))
    path = re.sub(r"/(?:amp|amp\.html)/?$|^/amp(?=/)|\.amp(?=$|\.html$)", "", path)
    path = re.sub(r"/{2,}", "/", path).rstrip("/") or "/"
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="replace")
    pairs = sorted(pair for pair in pairs if pair[0].lower() not in ("amp", "outputtype"))
    query = urlencode(pairs, errors="replace")
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def readable(url: str) -> str:
    """An address as people read it: letters of any script as themselves, everything else as it stands, so that it still
    leads to the same place (an IRI, RFC 3987).

    >>> readable("https://a.example/%D9%85%D8%B5%D8%AF%D8%B1?q=%20%E2%80%AE")
    'https://a.example/مصدر?q=%20%E2%80%AE'
    """
    return _ENCODED.sub(_letters, url) if "%" in url else url


def _letters(encoded: re.Match[str]) -> str:
    try:
        text = unquote(encoded[0], errors="strict")
    except UnicodeDecodeError:
        return encoded[0]
    return "".join(each if unicodedata.category(each)[0] in "LM" else quote(each) for each in text)


def host(url: str) -> str:
    """The host of an address, lower case, without port; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def slug(text: str) -> str:
    """A source id made of any text or host name: lower-case ASCII letters, digits and hyphens, never reserved."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    made = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:48].strip("-") or "source"
    return f"{made}-source" if made in RESERVED else made
