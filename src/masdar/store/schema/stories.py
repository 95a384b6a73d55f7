"""Tables of stories."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from masdar.store.schema.kinds import Name, Serial, metadata

# A story's address lives on: one that was merged leads to another. `articles` and `papers` are counted when it changes.
stories = Table(
    "stories",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("merged_into", BigInteger, ForeignKey("stories.number")),
    Column("headline_source", Name),
    Column("headline_number", BigInteger),
    Column("articles", Integer, nullable=False),
    Column("papers", Integer, nullable=False),
    Column("origins", Integer),  # NULL where not all of its articles were traced
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("papers <= articles", name="papers"),
    Index(
        "ix_stories_merged_into",
        "merged_into",
        sqlite_where=text("merged_into IS NOT NULL"),
        postgresql_where=text("merged_into IS NOT NULL"),
    ),
)


story_articles = Table(
    "story_articles",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("story", BigInteger, ForeignKey("stories.number"), nullable=False),
    PrimaryKeyConstraint("source", "number"),
    ForeignKeyConstraint(["source", "number"], ["articles.source", "articles.number"]),
    Index("ix_story_articles_story", "story"),
)


# What happened to stories. `number` is the article's, or the story it went into where kind is "merged".
story_changes = Table(
    "story_changes",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("story", BigInteger, ForeignKey("stories.number"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Name),
    Column("number", BigInteger),
    Column("at", BigInteger, nullable=False),
    CheckConstraint("kind IN ('joined', 'left', 'merged')", name="kind"),
    Index("ix_story_changes_story", "story", "seq"),
)
