"""What OpenSearch is told of the index and given of an article: settings, mapping, and the documents themselves."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from typing import Any

from masdar.search.clauses import PLACED, TOKEN_FIELDS, VALUES
from masdar.search.indexing import NO_TIME, Prepared, Shown, pack, unpack
from masdar.search.opensearch_queries import K1, KEY, B

FLAGS = ("has_image", "changed")
WINDOW = 20_000  # how far down a list one may page
_LEVEL = 3  # of compressing what is shown, on its way and at rest
LONGEST = 8_000  # characters of a single value: the engine refuses more than 32,766 bytes


def settings(shards: int, replicas: int) -> dict[str, Any]:
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "1s",  # said aloud, so that an index nobody searches is kept fresh too
        "gc_deletes": "1h",  # how long a late write of an article that was removed is still known to be late
        "max_result_window": WINDOW,
        "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
        "analysis": {"analyzer": {"tokens": {"type": "custom", "tokenizer": "whitespace"}}},
    }


def mapping() -> dict[str, Any]:
    """The fields. Only what is shown is kept as it was given: the rest can always be made anew from the store."""
    tokens = {
        name: {"type": "text", "analyzer": "tokens", "index_options": "positions" if name in PLACED else "freqs"}
        for name in TOKEN_FIELDS
    }
    value = {"type": "keyword", "ignore_above": LONGEST}
    return {
        "dynamic": "strict",
        "_source": {"includes": ["shown", "position"]},
        "properties": {
            KEY: {"type": "keyword"},
            "at": {"type": "long"},
            "month": {"type": "integer", "index": False},
            "sketch": {"type": "long", "index": False},
            "position": {"type": "long", "index": False, "doc_values": False},
            "shown": {"type": "binary"},
        }
        | tokens
        | dict.fromkeys(VALUES, value)
        | dict.fromkeys(FLAGS, value | {"doc_values": False}),
    }


def made(prepared: Prepared) -> dict[str, Any]:
    """The document of an article."""
    return {
        KEY: prepared.id,
        "at": NO_TIME if prepared.at is None else prepared.at,
        "month": prepared.month,
        "sketch": _signed(prepared.sketch),
        "shown": b64encode(zlib.compress(pack(prepared.shown), _LEVEL)).decode(),
        **prepared.tokens,
        **{name: list(values) for name, values in prepared.values.items()},
    }


def shown(source: dict[str, Any]) -> Shown:
    return unpack(zlib.decompress(b64decode(source["shown"])))


def _signed(number: int) -> int:
    """64 bits as the engine's numbers hold them."""
    return number - 2**64 if number >= 2**63 else number


def unsigned(number: int) -> int:
    return number % 2**64
