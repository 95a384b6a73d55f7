"""Articles of which less is shown. Frozen, like every migration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0030"
branch_labels = None
depends_on = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "takedowns",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("level IN ('excerpt', 'metadata', 'tombstone')", name=op.f("ck_takedowns_level")),
        sa.ForeignKeyConstraint(
            ["source", "number"], ["articles.source", "articles.number"], name=op.f("fk_takedowns_source_number")
        ),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pk_takedowns")),
    )
