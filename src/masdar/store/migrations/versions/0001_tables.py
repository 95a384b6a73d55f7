"""The first tables. Frozen: a later change of the schema comes with a migration of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "change_log",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_log_one_row")),
        sa.CheckConstraint("last_seq >= 0", name=op.f("ck_change_log_last_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_log")),
    )
    op.create_table(
        "outcome_counts",
        sa.Column("source", NAME, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('"count" >= 1', name=op.f("ck_outcome_counts_count")),
        sa.PrimaryKeyConstraint("source", "step", "result", "reason", name=op.f("pk_outcome_counts")),
    )
    op.create_table(
        "outcomes",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("milliseconds", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    op.create_index("ix_outcomes_result", "outcomes", ["result", "id"], unique=False)
    op.create_table(
        "pictures",
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("pdq", sa.Text(), nullable=False),
        sa.Column("pdq_quality", sa.SmallInteger(), nullable=False),
        sa.Column("second_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sha256) BETWEEN 1 AND 64", name=op.f("ck_pictures_sha256")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_pictures")),
    )
    op.create_table(
        "roles",
        sa.Column("name", NAME, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_roles")),
    )
    op.create_table(
        "sources",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_latin", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("leased_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'ended')", name=op.f("ck_sources_state")),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_sources_last_number")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 64", name=op.f("ck_sources_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_index("ix_sources_due", "sources", ["state", "due"], unique=False)
    op.create_table(
        "articles",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("lang", NAME, nullable=False),
        sa.Column("section", NAME, nullable=False),
        sa.Column("country", NAME, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("image_url", sa.Text(), nullable=False),
        sa.Column("picture", NAME, nullable=True),
        sa.Column("picture_state", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("direction IN ('rtl', 'ltr')", name=op.f("ck_articles_direction")),
        sa.CheckConstraint("at <= first_seen", name=op.f("ck_articles_at")),
        sa.CheckConstraint("first_seen <= last_seen", name=op.f("ck_articles_seen")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_articles_number")),
        sa.CheckConstraint("picture_state <> 2 OR picture IS NOT NULL", name=op.f("ck_articles_picture_kept")),
        sa.CheckConstraint("picture_state BETWEEN 0 AND 3", name=op.f("ck_articles_picture_state")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_articles_revision")),
        sa.ForeignKeyConstraint(["picture"], ["pictures.sha256"], name=op.f("fk_articles_picture")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_articles_source")),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pk_articles")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_articles_source_key")),
    )
    op.create_index("ix_articles_all", "articles", ["at", "source", "number"], unique=False)
    op.create_index("ix_articles_country", "articles", ["country", "lang", "at", "source", "number"], unique=False)
    op.create_index("ix_articles_country_all", "articles", ["country", "at", "source", "number"], unique=False)
    op.create_index("ix_articles_lang", "articles", ["lang", "at", "source", "number"], unique=False)
    op.create_index(
        "ix_articles_picture_waiting",
        "articles",
        ["source", "first_seen", "number"],
        unique=False,
        sqlite_where=sa.text("picture_state = 1"),
        postgresql_where=sa.text("picture_state = 1"),
    )
    op.create_index("ix_articles_section", "articles", ["section", "lang", "at", "source", "number"], unique=False)
    op.create_index("ix_articles_source", "articles", ["source", "lang", "at", "number"], unique=False)
    op.create_index(
        "ix_articles_source_section", "articles", ["source", "section", "lang", "at", "number"], unique=False
    )
    op.create_table(
        "captures",
        sa.Column("file", NAME, nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("revisit", sa.Boolean(), nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint('"offset" >= 0', name=op.f("ck_captures_offset")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_captures_source")),
        sa.PrimaryKeyConstraint("file", "offset", name=op.f("pk_captures")),
    )
    op.create_index("ix_captures_key", "captures", ["source", "key"], unique=False)
    op.create_table(
        "channels",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("next_due", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_channels_failures")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_channels_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("source", "digest", name=op.f("uq_channels_source_digest")),
    )
    op.create_table(
        "tallies",
        sa.Column("source", NAME, nullable=False),
        sa.Column("section", NAME, nullable=False),
        sa.Column("lang", NAME, nullable=False),
        sa.Column("articles", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("articles >= 0", name=op.f("ck_tallies_articles")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_tallies_source")),
        sa.PrimaryKeyConstraint("source", "section", "lang", name=op.f("pk_tallies")),
    )
    op.create_index("ix_tallies_section", "tallies", ["section", "lang"], unique=False)
    op.create_table(
        "thumbnails",
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["pictures.sha256"], name=op.f("fk_thumbnails_sha256")),
        sa.PrimaryKeyConstraint("sha256", "width", name=op.f("pk_thumbnails")),
    )
    op.create_table(
        "authors",
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source", "number"], ["articles.source", "articles.number"], name=op.f("fk_authors_source_number")
        ),
        sa.PrimaryKeyConstraint("name", "at", "source", "number", name=op.f("pk_authors")),
    )
    op.create_index("ix_authors_article", "authors", ["source", "number"], unique=False)
    op.create_table(
        "changes",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('article', 'removed')", name=op.f("ck_changes_kind")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_changes_seq")),
        sa.ForeignKeyConstraint(
            ["source", "number"], ["articles.source", "articles.number"], name=op.f("fk_changes_source_number")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_article", "changes", ["source", "number", "revision"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("offered", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source", "number"], ["articles.source", "articles.number"], name=op.f("fk_entries_source_number")
        ),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_entries_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_entries_source_key")),
    )
    op.create_index(
        "ix_entries_article",
        "entries",
        ["source", "number"],
        unique=False,
        sqlite_where=sa.text("number IS NOT NULL"),
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_due",
        "entries",
        ["source", "due"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_waiting",
        "entries",
        ["source", "id", "due"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_table(
        "revisions",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("file", NAME, nullable=True),
        sa.Column("offset", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('(file IS NULL) = ("offset" IS NULL)', name=op.f("ck_revisions_capture")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_revisions_revision")),
        sa.ForeignKeyConstraint(
            ["file", "offset"], ["captures.file", "captures.offset"], name=op.f("fk_revisions_file_offset")
        ),
        sa.ForeignKeyConstraint(
            ["source", "number"], ["articles.source", "articles.number"], name=op.f("fk_revisions_source_number")
        ),
        sa.PrimaryKeyConstraint("source", "number", "revision", name=op.f("pk_revisions")),
    )
    op.create_index(
        "ix_revisions_capture",
        "revisions",
        ["file", "offset"],
        unique=False,
        sqlite_where=sa.text("file IS NOT NULL"),
        postgresql_where=sa.text("file IS NOT NULL"),
    )
    op.execute("INSERT INTO change_log (id, last_seq) VALUES (1, 0)")
