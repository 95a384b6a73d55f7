"""Looking at articles again: what became of the places they stood at. Frozen, like every migration."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PAGE = 1000
WEEK = 7 * 24 * 3_600_000_000


def upgrade() -> None:
    looks = op.create_table(
        "looks",
        sa.Column("source", NAME, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("host", NAME, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source", "number"], ["articles.source", "articles.number"], name=op.f("fk_looks_source_number")
        ),
        sa.PrimaryKeyConstraint("source", "number", name=op.f("pk_looks")),
    )
    op.create_index("ix_looks_host", "looks", ["source", "host", "at", "number"], unique=False)
    op.create_index(
        "ix_looks_due",
        "looks",
        ["source", "due", "number"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_table(
        "hosts",
        sa.Column("source", NAME, nullable=False),
        sa.Column("host", NAME, nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_hosts_source")),
        sa.PrimaryKeyConstraint("source", "host", name=op.f("pk_hosts")),
    )
    _fill(looks)
    op.execute(
        "INSERT INTO hosts (source, host, due, misses, state, since, signals, target)"
        f" SELECT l.source, l.host, MAX(l.at) + {WEEK}, 0, 'answering', NULL, '[]', '' FROM looks l"
        " JOIN revisions r ON r.source = l.source AND r.number = l.number AND r.revision = 1"
        " WHERE r.file IS NOT NULL AND l.host <> '' GROUP BY l.source, l.host"
    )


def _fill(looks: sa.Table) -> None:
    """Articles kept before have had their looks: only their hosts' samples will come to them."""
    connection = op.get_bind()
    asked = "SELECT source, number, first_seen, url FROM articles WHERE (source, number) > (:source, :number)"
    asked += f" ORDER BY source, number LIMIT {PAGE}"
    after: dict[str, Any] = {"source": "", "number": 0}
    while rows := connection.execute(sa.text(asked), after).all():
        connection.execute(looks.insert(), [_row(*row) for row in rows])
        after = {"source": rows[-1][0], "number": rows[-1][1]}


def _row(source: str, number: int, first_seen: int, url: str) -> dict[str, Any]:
    try:
        host = (urlsplit(url).hostname or "")[:253]
    except ValueError:
        host = ""
    return {
        "source": source, "number": number, "host": host, "at": first_seen, "due": None, "nth": 4, "misses": 0,
        "state": "answering", "since": None, "signals": "[]", "target": "", "etag": "", "last_modified": "",
        "partial": False,
    }  # fmt: skip
