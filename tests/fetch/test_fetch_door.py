"""Only the fetch room opens an outgoing connection: every module of the house is read for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import masdar

ROOT = Path(masdar.__file__).parent
CLIENTS = frozenset(
    "aiohttp httpx requests urllib3 urllib.request http.client ftplib smtplib poplib imaplib telnetlib socket _socket "
    "ssl websockets websocket pycurl curl_cffi httplib2 paramiko asyncssh grpc niquests xmlrpc.client nntplib".split()
)
CALLS = frozenset(
    "open_connection open_unix_connection create_connection create_unix_connection create_datagram_endpoint "
    "sock_connect urlopen urlretrieve".split()
)
# These find a fetcher of their own by themselves.
CARELESS = {"trafilatura": frozenset({"fetch_url", "fetch_response", "downloads"}), "protego": frozenset[str]()}


WANTED = [frozenset(name.split(".")) for name in (*CLIENTS, *CALLS, *CARELESS["trafilatura"])]


def suspicious(text: str) -> bool:
    """Whether a module says all words of a name that `findings` looks for; most do not, and need not be parsed."""
    said = set(re.findall(r"\w+", text))
    return any(words <= said for words in WANTED)


def findings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_client(alias.name))
        elif isinstance(node, ast.ImportFrom) and not node.level:
            module = node.module or ""
            names = [alias.name for alias in node.names]
            yield from (name for name in (module, *(f"{module}.{name}" for name in names)) if _is_client(name))
            if module == "asyncio":
                yield from (name for name in names if name in CALLS)
            yield from (name for name in names if name in CARELESS.get(module.split(".")[0], ()))
        elif isinstance(node, ast.Attribute) and (node.attr in CALLS or node.attr in CARELESS["trafilatura"]):
            yield node.attr
        elif isinstance(node, ast.Call) and _imports_by_name(node):
            yield ast.unparse(node)


def _is_client(name: str) -> bool:
    return any(name == client or name.startswith(f"{client}.") for client in CLIENTS)


def _imports_by_name(node: ast.Call) -> bool:
    """`__import__("socket")`, `import_module("aiohttp")`."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    first = node.args[0] if node.args else None
    return (
        name in ("__import__", "import_module")
        and isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and _is_client(first.value)
    )


def test_only_the_fetch_room_opens_connections() -> None:
    guilty = {}
    read = 0
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0] == "fetch":
            continue
        read += 1
        text = path.read_text("utf-8")
        found = sorted(set(findings(ast.parse(text, str(path))))) if suspicious(text) else []
        if found:
            guilty[str(place)] = found
    assert guilty == {}
    assert read > 20


@pytest.mark.parametrize(
    "source",
    [
        "import aiohttp",
        "import socket as s",
        "import urllib.request",
        "from urllib import request",
        "from http.client import HTTPConnection",
        "from http import client",
        "import requests.sessions",
        "import asyncio\nasyncio.open_connection('x', 1)",
        "from asyncio import open_connection",
        "loop.create_connection(None)",
        "def f():\n    import httpx",
        "__import__('socket')",
        "import importlib\nimportlib.import_module('urllib3')",
        "from trafilatura import fetch_url",
        "import trafilatura\ntrafilatura.fetch_url('x')",
    ],
)
def test_it_would_be_seen(source: str) -> None:
    assert suspicious(source)
    assert list(findings(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["from http import HTTPStatus", "from urllib.parse import urlsplit", "import asyncio"]
)
def test_what_is_allowed(source: str) -> None:
    assert not list(findings(ast.parse(source)))
