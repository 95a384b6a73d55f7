"""Tables of sources, their channels and captures."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from masdar.store.schema.kinds import Name, Serial, metadata

sources = Table(
    "sources",
    metadata,
    Column("id", Name, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_latin", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_number", BigInteger, nullable=False),
    Column("newest", BigInteger),
    Column("due", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("leased_at", BigInteger, nullable=False),
    CheckConstraint("length(id) BETWEEN 1 AND 64", name="id"),
    CheckConstraint("state IN ('active', 'paused', 'ended')", name="state"),
    CheckConstraint("last_number >= 0", name="last_number"),
    Index("ix_sources_due", "state", "due"),
)


channels = Table(
    "channels",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("interval", Float, nullable=False),
    Column("next_due", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("rhythm", Text, nullable=False, server_default=""),
    UniqueConstraint("source", "digest"),
    CheckConstraint("failures >= 0", name="failures"),
)


# What recurs on a source's pages, as the reader learnt it; opaque here.
furniture = Table(
    "furniture",
    metadata,
    Column("source", Name, ForeignKey("sources.id"), primary_key=True),
    Column("body", Text, nullable=False),
)


captures = Table(
    "captures",
    metadata,
    Column("file", Name, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("revisit", Boolean, nullable=False),
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("url", Text, nullable=False),
    Column("at", BigInteger),
    PrimaryKeyConstraint("file", "offset"),
    CheckConstraint('"offset" >= 0', name="offset"),
    Index("ix_captures_key", "source", "key"),
)
