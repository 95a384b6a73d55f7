"""Pictures and their guardians. Frozen, like every migration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    shown = sa.text("picture IS NOT NULL")
    op.create_index("ix_articles_picture", "articles", ["picture"], sqlite_where=shown, postgresql_where=shown)
    op.create_table(
        "moderation",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_event", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("log_seq", sa.BigInteger(), nullable=False),
        sa.Column("log_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_moderation_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
    )
    op.execute(
        "INSERT INTO moderation (id, last_event, version, log_seq, log_hash) VALUES (1, 0, 0, 0, '" + "0" * 64 + "')"
    )
    op.create_table(
        "picture_events",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_picture_events")),
    )
    op.create_table(
        "picture_covers",
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("veil", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("spreads", sa.Boolean(), nullable=False),
        sa.CheckConstraint("veil IN ('blurred', 'hidden')", name=op.f("ck_picture_covers_veil")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_picture_covers")),
    )
    op.create_table(
        "detached",
        sa.Column("article", NAME, nullable=False),
        sa.Column("sha256", NAME, nullable=False),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_detached")),
    )
    op.create_table(
        "picture_sightings",
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("of", NAME, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "of", name=op.f("pk_picture_sightings")),
    )
    op.create_table(
        "picture_views",
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_picture_views")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "secrets",
        sa.Column("kind", NAME, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_secrets")),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
