"""Tables of whose words: what the keeper found that articles share, and what it made of it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

from masdar.store.schema.kinds import Name, metadata

# Whose words: what the keeper found that articles share, and what it made of it. No foreign keys: a trace is written
# only for an article that stands, and goes with it. A pair of articles stands once, the lesser first. In `edges` the
# giver is "" and 0 where an agency's dispatch is not in the archive; `of` is the giver's source, or that agency.
passages = Table(
    "passages",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("other_source", Name, nullable=False),
    Column("other_number", BigInteger, nullable=False),
    Column("nth", SmallInteger, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("other_start", BigInteger, nullable=False),
    Column("other_end", BigInteger, nullable=False),
    Column("words", Integer, nullable=False),
    Column("ours", Integer, nullable=False),
    Column("theirs", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    PrimaryKeyConstraint("source", "number", "other_source", "other_number", "nth"),
    CheckConstraint("kind IN ('copy', 'quotation', 'repeat', 'update')", name="kind"),
    Index("ix_passages_other", "other_source", "other_number"),
)


traces = Table(
    "traces",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # model.Trace as JSON
    PrimaryKeyConstraint("source", "number"),
)


edges = Table(
    "edges",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("nth", SmallInteger, nullable=False),
    Column("giver", Name, nullable=False),
    Column("giver_number", BigInteger, nullable=False),
    Column("of", Name, nullable=False),
    Column("words", Integer, nullable=False),
    Column("lag", BigInteger),
    Column("at", BigInteger, nullable=False),  # of the article
    Column("body", LargeBinary, nullable=False),  # model.Edge as JSON
    PrimaryKeyConstraint("source", "number", "nth"),
    Index("ix_edges_giver", "giver", "giver_number"),
    Index("ix_edges_at", "at", "source", "of"),
)


shares = Table(
    "shares",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("of", Name, nullable=False),
    Column("words", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("source", "number", "of"),
    Index("ix_shares_at", "source", "at", "of", "words"),
)
