"""Our own files: style, scripts, fonts, icons; read once, named by their content, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_VERSIONED = re.compile(r"/static/([\w/-]+)\.[0-9a-f]{10}(\.\w+)")
_COMMENT_LINE = re.compile(r"^\s*(?://.*)?\n|^\s+", re.M)
_OPERATOR = re.compile(r" (=>|===|!==|&&|\|\||\?\?|=) ")  # our scripts have none of these in a text
_REFERENCE = re.compile(r"url\(([\w./-]+)\)")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent. `gzipped` is b"" where compressing does not pay."""

    path: str  # "/static/…", with the content's hash in its name
    type: str
    body: bytes
    gzipped: bytes = b""


@dataclass(frozen=True, slots=True)
class Assets:
    """All files. Calling it with a file's name gives its address."""

    by_name: Mapping[str, Asset]  # under the file's own name: "site.css"
    by_path: Mapping[str, Asset]  # under the address

    def __call__(self, name: str) -> str:
        """The address of a file. KeyError where there is none."""
        return self.by_name[name].path

    def of_another_version(self, path: str) -> Asset | None:
        """Today's file for the address of yesterday's: a page made before an update is still to be read after it."""
        named = _VERSIONED.fullmatch(path)
        return self.by_name.get(named[1] + named[2]) if named else None

    def text(self, name: str) -> str:
        return self.by_name[name].body.decode()


@cache
def assets() -> Assets:
    """Every file of the folder. Style sheets come last, since they name the others."""
    files = sorted((file for file in FOLDER.rglob("*") if file.suffix in TYPES), key=lambda file: file.suffix == ".css")
    found: dict[str, Asset] = {}
    for file in files:
        name = file.relative_to(FOLDER).as_posix()
        body = file.read_bytes()
        if file.suffix == ".css":
            body = squeeze(_REFERENCE.sub(lambda m: f"url({found[m[1]].path})", body.decode())).encode()
        elif file.suffix == ".js":
            body = _OPERATOR.sub(r"\1", _COMMENT_LINE.sub("", body.decode())).encode()
        found[name] = _asset(name, file.suffix, body)
    return Assets(found, {asset.path: asset for asset in found.values()})


def _asset(name: str, suffix: str, body: bytes) -> Asset:
    digest = hashlib.blake2s(body, digest_size=5).hexdigest()
    stem = name[: -len(suffix)]
    packed = gzip.compress(body, 9, mtime=0) if suffix not in (".woff2", ".png") else b""
    return Asset(f"/static/{stem}.{digest}{suffix}", TYPES[suffix], body, packed if len(packed) < len(body) else b"")


def squeeze(css: str) -> str:
    """A style sheet without comments, indentation and spaces that mean nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    css = re.sub(r"(?<=[;{])([\w-]+): ", r"\1:", css)
    return css.replace(";}", "}").strip()
