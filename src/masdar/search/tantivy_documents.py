"""What Tantivy is told of the index and given of an article: the schema, and the documents themselves."""

from __future__ import annotations

import tantivy

from masdar.model import Permalink
from masdar.search.clauses import PLACED, TOKEN_FIELDS, VALUES
from masdar.search.indexing import NO_TIME, Prepared, Shown, pack, unpack

POSITION = "\x01position"  # the id of the document that keeps the position: no permalink
TOKENS = "tokens"  # the tokenizer: ours are parted by spaces
_FLAGS = ("has_image", "changed")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("position", stored=True)
    builder.add_integer_field("at", indexed=True, fast=True)
    builder.add_unsigned_field("sketch", fast=True)
    builder.add_integer_field("month", fast=True)
    builder.add_bytes_field("shown", stored=True)
    for name in TOKEN_FIELDS:
        option = "position" if name in PLACED else "freq"
        builder.add_text_field(name, tokenizer_name=TOKENS, index_option=option)
    for name in VALUES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in _FLAGS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA = _schema()


def article(prepared: Prepared) -> tantivy.Document:
    """The document of an article."""
    made = tantivy.Document()
    made.add_text("id", prepared.id)
    made.add_integer("at", NO_TIME if prepared.at is None else prepared.at)
    made.add_bytes("shown", pack(prepared.shown))
    made.add_unsigned("sketch", prepared.sketch)
    if prepared.month is not None:
        made.add_integer("month", prepared.month)
    for name, tokens in prepared.tokens.items():
        made.add_text(name, tokens)
    for name, values in prepared.values.items():
        for value in values:
            made.add_text(name, value)
    return made


def keeping(position: int) -> tantivy.Document:
    """The document that keeps how far the change log was followed."""
    made = tantivy.Document()
    made.add_text("id", POSITION)
    made.add_integer("position", position)
    made.add_integer("at", NO_TIME)
    return made


def position_at(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> int:
    return int(searcher.doc(address)["position"][0])


def shown_at(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Shown:
    return unpack(bytes(searcher.doc(address)["shown"][0]))


def permalink_at(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Permalink:
    source, _, number = str(searcher.doc(address)["id"][0]).rpartition("/")
    return Permalink(source, int(number))
