"""Tables of secrets, sessions and takedowns."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from masdar.store.schema.kinds import Name, metadata

secrets = Table(
    "secrets",
    metadata,
    Column("kind", Name, primary_key=True),
    Column("until", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=False),
)


# The operator's log-ins, by the digest of what the cookie holds.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("until", BigInteger, nullable=False),
)


# Articles of which less is shown, for good.
takedowns = Table(
    "takedowns",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("level", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("source", "number"),
    ForeignKeyConstraint(["source", "number"], ["articles.source", "articles.number"]),
    CheckConstraint("level IN ('excerpt', 'metadata', 'tombstone')", name="level"),
)
