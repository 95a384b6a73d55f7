"""What a channel's rhythm was learnt to be is kept with it. Frozen, like every migration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("rhythm", sa.Text(), nullable=False, server_default=""))
