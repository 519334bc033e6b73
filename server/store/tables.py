"""The tables, as SQLModel. `event` is the truth; `ticket`, `paper`, `business_day` and `daily` are projections of it.
`audit` is what is no event: who signed in, who took data away.

Times are ISO 8601 texts in UTC with microseconds, so that they sort and a person can read them.
"""

from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class EventRow(SQLModel, table=True):
    """Append-only. `body` is the event's fields as JSON; the other columns repeat what is searched for. `hash` as in chain."""

    __tablename__: ClassVar[str] = "event"

    seq: int = Field(primary_key=True)
    at: str
    day: str = Field(index=True)
    kind: str
    ticket: str | None = Field(default=None, index=True)
    desk: int | None = None
    actor: str
    ask_id: str | None = None
    body: str
    hash: str = Field(default="", sa_column_kwargs={"server_default": ""})


class AuditRow(SQLModel, table=True):
    """Append-only: what is no event of the queue but must be known later, see ports.Audited. `hash` as in chain."""

    __tablename__: ClassVar[str] = "audit"

    seq: int = Field(primary_key=True)
    at: str = Field(index=True)
    actor: str
    what: str
    subject: str
    before: str
    after: str
    clock_doubt: str
    boot_id: str
    hash: str


class DailyRow(SQLModel, table=True):
    """The figures of a business day that is over, see domain.figures: they are kept when its events are not any more."""

    __tablename__: ClassVar[str] = "daily"

    day: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    desk: int = Field(primary_key=True)  # 0: no desk
    hour: int = Field(primary_key=True)  # local
    figures: str  # JSON


class TicketRow(SQLModel, table=True):
    """The last line of defence: no number and no label (it is in the id) twice, no desk with two tickets, whatever the code does."""

    __tablename__: ClassVar[str] = "ticket"
    __table_args__ = (
        UniqueConstraint("day", "series", "number", name="one_number_once"),
        Index(
            "one_ticket_a_desk",
            "day",
            "desk",
            unique=True,
            sqlite_where=text("state IN ('called', 'serving')"),
            postgresql_where=text("state IN ('called', 'serving')"),
        ),
        CheckConstraint(
            "state IN ('waiting', 'called', 'serving', 'held', 'missed', 'done', 'cancelled', 'lapsed', 'carried')",
            name="known_state",
        ),
    )

    id: str = Field(primary_key=True)
    day: str
    service: str
    series: str
    number: int
    label: str
    state: str
    issued_at: str
    arrival: int
    since_s: float
    tie: int
    priority: int
    appointment: int
    language: str
    steps: str  # JSON
    for_desk: int | None = None
    not_before_s: float | None = None
    admission: str
    opens_at: str | None = None
    desk: int | None = None
    called_at: str | None = None
    last_call_at: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    calls: int
    absences: int
    overtaken: int
    why: str | None = None
    overtook: int
    outcome: str | None = None
    hold: str | None = None
    back_at: str | None = None
    note: str
    days: int
    paper: str | None = None
    paper_trouble: str = ""
    paper_at: str = ""
    copies: int = 0


class PaperRow(SQLModel, table=True):
    """The outbox: one row a paper, written with the event that ordered it."""

    __tablename__: ClassVar[str] = "paper"

    job: str = Field(primary_key=True)
    ticket: str = Field(foreign_key="ticket.id", index=True)
    state: str
    trouble: str = ""
    changed_at: str


class AskRow(SQLModel, table=True):
    """The first answer to every accepted ask, so that asking again does nothing twice."""

    __tablename__: ClassVar[str] = "ask"

    ask_id: str = Field(primary_key=True)
    at: str
    request: str
    answer: str


class BusinessDayRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "business_day"

    day: str = Field(primary_key=True)
    opened_at: str
    closed_at: str | None = None


class SetupRow(SQLModel, table=True):
    """What the next day opens with: one row, a projection of the newest setup_changed. `body` is JSON, see setupdoc."""

    __tablename__: ClassVar[str] = "setup"

    id: int = Field(primary_key=True)
    body: str


class PersonRow(SQLModel, table=True):
    """Somebody who may sign in. `pin` and `password` are Argon2id hashes with a pepper that is not in this file, "" for none."""

    __tablename__: ClassVar[str] = "person"

    id: str = Field(primary_key=True)
    name: str
    roles: str  # words with spaces between, in alphabetical order
    pin: str = ""
    password: str = ""
    active: int = 1


class SessionRow(SQLModel, table=True):
    """A sign-in. `key` is the SHA-256 of the browser's cookie."""

    __tablename__: ClassVar[str] = "session"

    key: str = Field(primary_key=True)
    person: str = Field(index=True)
    roles: str
    device: str = ""
    address: str
    began_at: str
    seen_at: str
