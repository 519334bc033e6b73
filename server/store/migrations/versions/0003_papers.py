"""Papers that are printed again and printers that are several: a ticket knows where its paper is and how many there were."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("paper_at", sa.String(), nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("copies", sa.Integer(), nullable=False, server_default="0"))
