"""First light: the log, its projections, the outbox, the answers, services and desks with the defaults of a commune centre."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SERVICES = (
    ("A", "Hộ tịch", "Civil status", 12),
    ("B", "Chứng thực", "Certification", 8),
    ("C", "Đất đai – Xây dựng – Môi trường", "Land, construction, environment", 18),
    ("D", "Bảo trợ xã hội – Người có công", "Social protection, merit", 12),
    ("E", "Hộ kinh doanh – Kinh tế", "Business, economy", 12),
    ("G", "Văn hóa – Giáo dục – Y tế – Việc khác", "Culture, education, health, other", 10),
    ("K", "Hỗ trợ dịch vụ công trực tuyến", "Help with online filing", 20),
    ("R", "Nhận kết quả", "Collect result", 3),
)
DESKS = ((1, "AR"), (2, "BR"), (3, "CER"), (4, "DGR"), (5, "KR"))


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ticket", sa.String()),
        sa.Column("desk", sa.Integer()),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("ask_id", sa.String()),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.create_index("ix_event_day", "event", ["day"])
    op.create_index("ix_event_ticket", "event", ["ticket"])
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("desk", sa.Integer()),
        sa.Column("issued_at", sa.String(), nullable=False),
        sa.Column("arrival", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.String()),
        sa.Column("started_at", sa.String()),
        sa.Column("ended_at", sa.String()),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String()),
        sa.Column("paper_trouble", sa.String(), nullable=False),
        sa.UniqueConstraint("day", "service", "number", name="one_number_once"),
        sa.CheckConstraint(
            "state IN ('waiting', 'called', 'serving', 'missed', 'done', 'cancelled', 'lapsed')", name="known_state"
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
    op.create_table(
        "paper",
        sa.Column("job", sa.String(), primary_key=True),
        sa.Column("ticket", sa.String(), sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
    )
    op.create_index("ix_paper_ticket", "paper", ["ticket"])
    op.create_table(
        "ask",
        sa.Column("ask_id", sa.String(), primary_key=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
    )
    op.create_table(
        "business_day",
        sa.Column("day", sa.String(), primary_key=True),
        sa.Column("opened_at", sa.String(), nullable=False),
        sa.Column("closed_at", sa.String()),
    )
    service = op.create_table(
        "service",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
    )
    desk = op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("services", sa.String(), nullable=False),
    )
    op.bulk_insert(
        service,
        [
            {"id": letter, "place": place, "names": json.dumps({"vi": vi, "en": en}, ensure_ascii=False), "minutes": minutes}
            for place, (letter, vi, en, minutes) in enumerate(SERVICES)
        ],
    )
    op.bulk_insert(desk, [{"id": number, "services": json.dumps(list(letters))} for number, letters in DESKS])
