"""Tables of articles, their pictures and revisions, and of the places they stood at."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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

pictures = Table(
    "pictures",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("format", Text, nullable=False),
    Column("pdq", Text, nullable=False),
    Column("pdq_quality", SmallInteger, nullable=False),
    Column("second_hash", Text, nullable=False),
    CheckConstraint("length(sha256) BETWEEN 1 AND 64", name="sha256"),
)


thumbnails = Table(
    "thumbnails",
    metadata,
    Column("sha256", Name, ForeignKey("pictures.sha256"), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sha256", "width"),
)


# What lists show and what identifies an article; the text itself is in `revisions`.
articles = Table(
    "articles",
    metadata,
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("lang", Name, nullable=False),  # primary subtag, for lists
    Column("section", Name, nullable=False),
    Column("country", Name, nullable=False),  # of the source, for lists
    Column("language", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("image_url", Text, nullable=False),
    Column("picture", Name, ForeignKey("pictures.sha256")),
    Column("picture_state", SmallInteger, nullable=False),
    PrimaryKeyConstraint("source", "number"),
    UniqueConstraint("source", "key"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("revision >= 1", name="revision"),
    CheckConstraint("first_seen <= last_seen", name="seen"),
    CheckConstraint("at <= first_seen", name="at"),
    CheckConstraint("direction IN ('rtl', 'ltr')", name="direction"),
    CheckConstraint("picture_state BETWEEN 0 AND 3", name="picture_state"),
    CheckConstraint("picture_state <> 2 OR picture IS NOT NULL", name="picture_kept"),
    Index("ix_articles_all", "at", "source", "number"),
    Index("ix_articles_lang", "lang", "at", "source", "number"),
    Index("ix_articles_source", "source", "lang", "at", "number"),
    Index("ix_articles_source_section", "source", "section", "lang", "at", "number"),
    Index("ix_articles_section", "section", "lang", "at", "source", "number"),
    Index("ix_articles_country_all", "country", "at", "source", "number"),
    Index("ix_articles_country", "country", "lang", "at", "source", "number"),
    Index(
        "ix_articles_picture",
        "picture",
        sqlite_where=text("picture IS NOT NULL"),
        postgresql_where=text("picture IS NOT NULL"),
    ),
    Index(
        "ix_articles_picture_waiting",
        "source",
        "first_seen",
        "number",
        sqlite_where=text("picture_state = 1"),
        postgresql_where=text("picture_state = 1"),
    ),
)


revisions = Table(
    "revisions",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("file", Name),
    Column("offset", BigInteger),
    Column("body", LargeBinary, nullable=False),  # model.Article as JSON
    PrimaryKeyConstraint("source", "number", "revision"),
    ForeignKeyConstraint(["source", "number"], ["articles.source", "articles.number"]),
    ForeignKeyConstraint(["file", "offset"], ["captures.file", "captures.offset"]),
    CheckConstraint("revision >= 1", name="revision"),
    CheckConstraint('(file IS NULL) = ("offset" IS NULL)', name="capture"),
    Index(
        "ix_revisions_capture",
        "file",
        "offset",
        sqlite_where=text("file IS NOT NULL"),
        postgresql_where=text("file IS NOT NULL"),
    ),
)


# What became of the place an article stood at, and when it is to be asked for again (`due`, NULL where only samples of
# its host will). `at` is the last look, or when the article was first seen.
looks = Table(
    "looks",
    metadata,
    Column("source", Name, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("host", Name, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("due", BigInteger),
    Column("nth", Integer, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", BigInteger),
    Column("signals", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("partial", Boolean, nullable=False),
    PrimaryKeyConstraint("source", "number"),
    ForeignKeyConstraint(["source", "number"], ["articles.source", "articles.number"]),
    Index("ix_looks_host", "source", "host", "at", "number"),
    Index(
        "ix_looks_due",
        "source",
        "due",
        "number",
        sqlite_where=text("due IS NOT NULL"),
        postgresql_where=text("due IS NOT NULL"),
    ),
)


# The hosts a source's articles stood at. One that was taken over speaks for all its articles.
hosts = Table(
    "hosts",
    metadata,
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("host", Name, nullable=False),
    Column("due", BigInteger),
    Column("misses", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", BigInteger),
    Column("signals", Text, nullable=False),
    Column("target", Text, nullable=False),
    PrimaryKeyConstraint("source", "host"),
)


# What WebSub hubs were asked to tell us, by channel; and what they told, until a collector has read it.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("token", Name, nullable=False),
    Column("secret", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked", BigInteger, nullable=False),
    Column("until", BigInteger),
    PrimaryKeyConstraint("source", "digest"),
    UniqueConstraint("token"),
)


pushes = Table(
    "pushes",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("source", Name, ForeignKey("sources.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_pushes_source", "source", "at"),
)
