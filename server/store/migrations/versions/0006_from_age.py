"""The default priority group "from the age of 75" knows its age, where nobody has edited the setup yet: an edited one is what the log says."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

AGES = {"age75": 75}


def upgrade() -> None:
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT 1 FROM event WHERE kind = 'setup_changed' LIMIT 1")).first() is not None:
        return
    for (body,) in connection.execute(sa.text("SELECT body FROM setup")).all():
        setup = json.loads(body)
        for group in setup.get("priority_groups", ()):
            if group["id"] in AGES:
                group.setdefault("from_age", AGES[group["id"]])
        connection.execute(sa.text("UPDATE setup SET body = :body"), {"body": json.dumps(setup, ensure_ascii=False)})
