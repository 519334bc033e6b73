"""The rules of the queue: tickets with a place, a series and a life of their own; services, desks and rules as one setup.

Tickets are a projection: the table is made anew and filled from the log by the code that runs the migration.
"""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SERVICES = {  # letter: Khmer name, icon, colour
    "A": ("អត្រានុកូលដ្ឋាន", "people", "#0066cc"),
    "B": ("ការបញ្ជាក់ឯកសារ", "stamp", "#661100"),
    "C": ("ដីធ្លី – សំណង់", "land", "#806a00"),
    "D": ("ការគាំពារសង្គម", "heart", "#6a0080"),
    "E": ("ការចុះបញ្ជីអាជីវកម្ម", "shop", "#007f99"),
    "G": ("សេវាផ្សេងទៀត", "book", "#4c324c"),
    "K": ("សេវាសាធារណៈតាមអនឡាញ", "computer", "#0000cc"),
    "R": ("ទទួលលទ្ធផល", "result", "#19804c"),
}
PRIORITY = (
    ("age75", "Người từ đủ 75 tuổi", "Aged 75 or over", "មនុស្សវ័យចំណាស់ (75+)", "elder"),
    ("disabled", "Người khuyết tật nặng, đặc biệt nặng", "Person with a severe disability", "ជនពិការ", "wheelchair"),
    ("pregnant", "Phụ nữ mang thai", "Pregnant woman", "ស្ត្រីមានផ្ទៃពោះ", "pregnant"),
    ("child6", "Có trẻ dưới 6 tuổi đi cùng", "With a child under 6", "អ្នកមានកូនតូចមកជាមួយ", "child"),
    ("merit", "Người có công", "Person of merit", "អ្នកមានគុណបំណាច់", "medal"),
)
WORKDAY = ["07:00-11:00", "13:00-17:00"]
RULES = {
    "groups": [],
    "series": [],
    "pools": [],
    "hours": {
        "week": {**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), WORKDAY), "sat": [], "sun": []},
        "calendar": [],
        "at_closing": "warn",
        "early_min": 60,
        "last_numbers_min": 15,
        "closing_guard": True,
    },
    "policy": {"rule": "accumulating", "slope": 4.0, "quick_slope": 2.0, "cap": 5, "in_a_row": 2, "minutes": 45},
    "calling": {
        "calls_max": 3,
        "recall_after_s": 5,
        "no_show_after_s": 0,
        "absences_max": 3,
        "rejoin_after": 2,
        "undo_s": 10,
        "reasons_needed": True,
    },
    "left_over": "lapse",
    "reentry_days": 3,
    "one_officer": False,
}


def upgrade() -> None:
    connection = op.get_bind()
    services = connection.execute(sa.text("SELECT id, names, minutes FROM service ORDER BY place")).fetchall()
    desks = connection.execute(sa.text("SELECT id, services FROM desk ORDER BY id")).fetchall()
    setup = op.create_table(
        "setup",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.bulk_insert(setup, [{"id": 1, "body": json.dumps(_setup(services, desks), ensure_ascii=False)}])
    op.drop_table("service")
    op.drop_table("desk")
    op.drop_index("one_ticket_a_desk", "ticket")
    op.drop_table("ticket")
    _tickets()


def _setup(services: Sequence[Any], desks: Sequence[Any]) -> dict[str, Any]:
    rows = []
    for letter, names, minutes in services:
        names = json.loads(names)
        row = {"id": letter, "names": names, "minutes": minutes, "quick": letter == "R"}
        if letter in SERVICES:
            names["km"], row["icon"], row["colour"] = SERVICES[letter]
        rows.append(row)
    return {
        "services": rows,
        "desks": [{"id": number, "services": json.loads(letters)} for number, letters in desks],
        "priority_groups": [{"id": id_, "names": {"vi": vi, "en": en, "km": km}, "icon": icon} for id_, vi, en, km, icon in PRIORITY],
        **RULES,
    }


def _tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issued_at", sa.String(), nullable=False),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.Column("since_s", sa.Float(), nullable=False),
        sa.Column("tie", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("appointment", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("for_desk", sa.Integer()),
        sa.Column("not_before_s", sa.Float()),
        sa.Column("admission", sa.String(), nullable=False),
        sa.Column("opens_at", sa.String()),
        sa.Column("desk", sa.Integer()),
        sa.Column("called_at", sa.String()),
        sa.Column("last_call_at", sa.String()),
        sa.Column("started_at", sa.String()),
        sa.Column("ended_at", sa.String()),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("absences", sa.Integer(), nullable=False),
        sa.Column("overtaken", sa.Integer(), nullable=False),
        sa.Column("why", sa.String()),
        sa.Column("overtook", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String()),
        sa.Column("hold", sa.String()),
        sa.Column("back_at", sa.String()),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String()),
        sa.Column("paper_trouble", sa.String(), nullable=False),
        sa.UniqueConstraint("day", "series", "number", name="one_number_once"),
        sa.CheckConstraint(
            "state IN ('waiting', 'called', 'serving', 'held', 'missed', 'done', 'cancelled', 'lapsed', 'carried')",
            name="known_state",
        ),
    )
    op.create_index(
        "one_ticket_a_desk",
        "ticket",
        ["day", "desk"],
        unique=True,
        sqlite_where=sa.text("state IN ('called', 'serving')"),
        postgresql_where=sa.text("state IN ('called', 'serving')"),
    )
