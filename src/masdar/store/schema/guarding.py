"""Tables of pictures and their guardians: times in seconds."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

from masdar.store.schema.kinds import Name, metadata

# One row. Whoever moderates holds it to the end; who keeps new pictures holds it shared. `version` counts changes of
# covers.
moderation = Table(
    "moderation",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("last_event", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("log_seq", BigInteger, nullable=False),
    Column("log_hash", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)


# Reports, withdrawals, judgements, appeals …: nothing is ever changed here. `body` is the event as JSON.
picture_events = Table(
    "picture_events",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)


# What the events come to, for those who show pictures.
picture_covers = Table(
    "picture_covers",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("veil", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("of", Text, nullable=False),
    Column("spreads", Boolean, nullable=False),
    CheckConstraint("veil IN ('blurred', 'hidden')", name="veil"),
)


# Articles a picture was taken out of.
detached = Table(
    "detached",
    metadata,
    Column("article", Name, primary_key=True),
    Column("sha256", Name, nullable=False),
)


# New pictures that resemble a covered one, blurred when they were kept, until the next moderation.
picture_sightings = Table(
    "picture_sightings",
    metadata,
    Column("sha256", Name, nullable=False),
    Column("of", Name, nullable=False),
    PrimaryKeyConstraint("sha256", "of"),
)


picture_views = Table(
    "picture_views",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("views", BigInteger, nullable=False),
)


audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("told", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
