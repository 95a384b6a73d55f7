"""How far the change log was followed. Frozen, like every migration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "positions",
        sa.Column("name", NAME, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_positions")),
    )
    # Until now stories were told on the way to the index, which is up to date in a store that is upgraded.
    op.execute("INSERT INTO positions SELECT 'trace', max(seq) FROM changes HAVING max(seq) > 0")


def downgrade() -> None:
    op.drop_table("positions")
