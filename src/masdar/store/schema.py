"""The tables. Times are microseconds since 1970 in UTC, so they are exact, small and sort; `due` columns hold `NEVER`
where nothing is due. Addresses and names that stand in an index are kept as 16-byte digests or cut to a bounded
length, because an index entry of PostgreSQL may not exceed 2,704 bytes and the web's addresses do.

Source ids compare byte by byte on both engines (SQLite's default, collation "C" on PostgreSQL), as Python compares
them, so `(source, number)` order means the same everywhere.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NEVER = 2**63 - 1

# The states of an article's lead picture.
NO_PICTURE, PICTURE_WAITING, PICTURE_KEPT, PICTURE_FAILED = range(4)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Name = Text().with_variant(Text(collation="C"), "postgresql")
Serial = BigInteger().with_variant(Integer(), "sqlite")

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

# --- pictures and their guardians: times in seconds -----------------------------------------------------------------

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
