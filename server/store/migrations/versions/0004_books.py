"""What can be proved and what is kept: a chain of hashes over the log, the audit rows, and the days' figures that outlive their events."""

import sqlalchemy as sa
from alembic import op

from server.store.chain import EVENT_FIELDS, START, link

revision = "0004"
down_revision = "0003"
_AT_ONCE = 1000


def upgrade() -> None:
    op.add_column("event", sa.Column("hash", sa.String(), nullable=False, server_default=""))
    _link_events()
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("clock_doubt", sa.String(), nullable=False),
        sa.Column("boot_id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "daily",
        sa.Column("day", sa.String(), primary_key=True),
        sa.Column("service", sa.String(), primary_key=True),
        sa.Column("desk", sa.Integer(), primary_key=True),
        sa.Column("hour", sa.Integer(), primary_key=True),
        sa.Column("figures", sa.String(), nullable=False),
    )


def _link_events() -> None:
    connection, before = op.get_bind(), START
    rows = connection.execute(sa.text(f"SELECT {', '.join(EVENT_FIELDS)} FROM event ORDER BY seq"))
    while batch := rows.fetchmany(_AT_ONCE):
        linked = []
        for row in batch:
            before = link(before, tuple(row))
            linked.append({"of_seq": row[0], "is": before})
        connection.execute(sa.text('UPDATE event SET hash = :is WHERE seq = :of_seq'), linked)
