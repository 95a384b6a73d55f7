"""Stories: articles that tell one event, and what became of them. Frozen, like every migration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0020"
branch_labels = None
depends_on = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "stories",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("headline_source", NAME, nullable=True),
        sa.Column("headline_number", sa.BigInteger(), nullable=True),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_stories_number")),
        sa.CheckConstraint("papers <= articles", name=op.f("ck_stories_papers")),
        sa.ForeignKeyConstraint(["merged_into"], ["stories.number"], name=op.f("fk_stories_merged_into")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stories")),
    )
    op.create_index(
        "ix_stories_merged_into",
        "stories",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_table(
        "story_articles",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source", "number"], ["articles.source", "articles.number"], name=op.f("fk_story_articles_source_number")
        ),
        sa.ForeignKeyConstraint(["story"], ["stories.number"], name=op.f("fk_story_articles_story")),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pk_story_articles")),
    )
    op.create_index("ix_story_articles_story", "story_articles", ["story"], unique=False)
    op.create_table(
        "story_changes",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", NAME, nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('joined', 'left', 'merged')", name=op.f("ck_story_changes_kind")),
        sa.ForeignKeyConstraint(["story"], ["stories.number"], name=op.f("fk_story_changes_story")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_story_changes")),
    )
    op.create_index("ix_story_changes_story", "story_changes", ["story", "seq"], unique=False)
