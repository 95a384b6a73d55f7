"""Whose words: passages, traces, edges and shares. Frozen, like every migration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0010"
branch_labels = None
depends_on = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("other_source", NAME, nullable=False),
        sa.Column("other_number", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.SmallInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("other_start", sa.BigInteger(), nullable=False),
        sa.Column("other_end", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("ours", sa.Integer(), nullable=False),
        sa.Column("theirs", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('copy', 'quotation', 'repeat', 'update')", name=op.f("ck_passages_kind")),
        sa.PrimaryKeyConstraint("source", "number", "other_source", "other_number", "nth", name=op.f("pk_passages")),
    )
    op.create_index("ix_passages_other", "passages", ["other_source", "other_number"], unique=False)
    op.create_table(
        "traces",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pk_traces")),
    )
    op.create_table(
        "edges",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("nth", sa.SmallInteger(), nullable=False),
        sa.Column("giver", NAME, nullable=False),
        sa.Column("giver_number", sa.BigInteger(), nullable=False),
        sa.Column("of", NAME, nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("lag", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", "number", "nth", name=op.f("pk_edges")),
    )
    op.create_index("ix_edges_giver", "edges", ["giver", "giver_number"], unique=False)
    op.create_index("ix_edges_at", "edges", ["at", "source", "of"], unique=False)
    op.create_table(
        "shares",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("of", NAME, nullable=False),
        sa.Column("words", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "number", "of", name=op.f("pk_shares")),
    )
    op.create_index("ix_shares_at", "shares", ["source", "at", "of", "words"], unique=False)
