"""Tables of outcomes and of who works on what."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, Index, PrimaryKeyConstraint, Table, Text

from masdar.store.schema.kinds import Name, Serial, metadata

# The latest outcomes only (see `outcomes.py`); all of them are counted in `outcome_counts`.
outcomes = Table(
    "outcomes",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("step", Text, nullable=False),
    Column("source", Name, nullable=False),
    Column("item", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("milliseconds", Float, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_outcomes_result", "result", "id"),
)


outcome_counts = Table(
    "outcome_counts",
    metadata,
    Column("source", Name, nullable=False),
    Column("step", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("source", "step", "result", "reason"),
    CheckConstraint('"count" >= 1', name="count"),
)


roles = Table(
    "roles",
    metadata,
    Column("name", Name, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)


# How far the change log was followed by those who keep no position of their own.
positions = Table(
    "positions",
    metadata,
    Column("name", Name, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
