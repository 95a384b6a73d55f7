"""Tables that lists and the line are read from."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from masdar.store.schema.kinds import Name, Serial, metadata

# The persons who signed an article, by the digest of the folded name; `at` is the article's, for keyset pages.
authors = Table(
    "authors",
    metadata,
    Column("name", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    PrimaryKeyConstraint("name", "at", "source", "number"),
    ForeignKeyConstraint(["source", "number"], ["articles.source", "articles.number"]),
    Index("ix_authors_article", "source", "number"),
)


# How many articles stand under each heading of the lists, kept in the transaction that adds them.
tallies = Table(
    "tallies",
    metadata,
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("section", Name, nullable=False),
    Column("lang", Name, nullable=False),
    Column("articles", BigInteger, nullable=False),
    PrimaryKeyConstraint("source", "section", "lang"),
    CheckConstraint("articles >= 0", name="articles"),
    Index("ix_tallies_section", "section", "lang"),
)


# `due` is when the entry's page may be asked for, NULL once it is settled.
entries = Table(
    "entries",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("offered", BigInteger, nullable=False),
    Column("due", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("number", BigInteger),
    Column("body", LargeBinary, nullable=False),  # model.Entry as JSON
    UniqueConstraint("source", "key"),
    ForeignKeyConstraint(["source", "number"], ["articles.source", "articles.number"]),
    Index(
        "ix_entries_waiting",
        "source",
        "id",
        "due",
        sqlite_where=text("due IS NOT NULL"),
        postgresql_where=text("due IS NOT NULL"),
    ),
    Index(
        "ix_entries_due",
        "source",
        "due",
        sqlite_where=text("due IS NOT NULL"),
        postgresql_where=text("due IS NOT NULL"),
    ),
    Index(
        "ix_entries_article",
        "source",
        "number",
        sqlite_where=text("number IS NOT NULL"),
        postgresql_where=text("number IS NOT NULL"),
    ),
)


changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    ForeignKeyConstraint(["source", "number"], ["articles.source", "articles.number"]),
    CheckConstraint("seq >= 1", name="seq"),
    CheckConstraint("kind IN ('article', 'removed')", name="kind"),
    Index("ix_changes_article", "source", "number", "revision"),
)


# One row: the last number of the change log. Whoever writes changes holds it until the transaction ends.
change_log = Table(
    "change_log",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("last_seq", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("last_seq >= 0", name="last_seq"),
)
