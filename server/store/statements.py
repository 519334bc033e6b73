"""The statements of the hot path, written with SQLAlchemy Core and compiled once to SQL text: one source for both kinds of database."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from server.store.tables import AskRow, AuditRow, BusinessDayRow, EventRow, PaperRow, SetupRow, TicketRow

_DIALECT = sqlite.dialect(paramstyle="named")


class Statement(NamedTuple):
    """SQL text with named parameters, and the values of those that never change."""

    text: str
    fixed: dict[str, Any]


def _table(row: type[SQLModel]) -> Any:
    return row.__table__  # type: ignore[attr-defined]  # SQLModel adds it at run time


def _sql(statement: Any) -> Statement:
    compiled = statement.compile(dialect=_DIALECT)
    return Statement(str(compiled), dict(compiled.params))


_event, _ticket, _paper = _table(EventRow), _table(TicketRow), _table(PaperRow)
_ask, _day, _setup, _audit = _table(AskRow), _table(BusinessDayRow), _table(SetupRow), _table(AuditRow)

APPEND = _sql(insert(_event))
ADD_TICKET = _sql(insert(_ticket).values({column.name: bindparam(column.name) for column in _ticket.columns}))
_GIVEN_ONCE = (
    "id",
    "day",
    "label",
    "number",
    "series",
    "issued_at",
    "arrival",
    "language",
    "admission",
    "opens_at",
    "appointment",
)
PUT_TICKET = _sql(
    update(_ticket)
    .where(_ticket.c.id == bindparam("of_ticket"))
    .values({column.name: bindparam(column.name) for column in _ticket.columns if column.name not in _GIVEN_ONCE})
)
ADD_PAPER = _sql(insert(_paper))
NOTE_TICKET = _sql(
    update(_ticket)
    .where(_ticket.c.id == bindparam("of_ticket"))
    .values(paper=bindparam("note"), paper_trouble=bindparam("why"), paper_at=bindparam("where"), copies=bindparam("ordered"))
)
NOTE_PAPER = _sql(
    update(_paper)
    .where(_paper.c.job == bindparam("of_job"))
    .values(state=bindparam("note"), trouble=bindparam("why"), changed_at=bindparam("now"))
)
OPEN_DAY = _sql(sqlite.insert(_day).on_conflict_do_update(index_elements=["day"], set_={"closed_at": None}))
CLOSE_DAY = _sql(update(_day).where(_day.c.day == bindparam("of_day")).values(closed_at=bindparam("now")))
FIND_ANSWER = _sql(select(_ask.c.request, _ask.c.answer).where(_ask.c.ask_id == bindparam("ask_id")))
KEEP_ANSWER = _sql(insert(_ask))
NEWEST_DAY = _sql(select(func.max(_day.c.day)))
LOG_OF_DAY = _sql(
    select(_event.c.seq, _event.c.at, _event.c.kind, _event.c.body)
    .where(_event.c.day == bindparam("of_day"))
    .order_by(_event.c.seq)
)
PUT_SETUP = _sql(update(_setup).values(body=bindparam("new_body")))
GET_SETUP = _sql(select(_setup.c.body))
HEAD_OF_LOG = _sql(select(_event.c.hash).order_by(_event.c.seq.desc()).limit(1))
HEAD_OF_AUDIT = _sql(select(_audit.c.seq, _audit.c.hash).order_by(_audit.c.seq.desc()).limit(1))
NOTE = _sql(insert(_audit))
NEWEST_NOTES = _sql(
    select(
        _audit.c.seq,
        _audit.c.at,
        _audit.c.actor,
        _audit.c.what,
        _audit.c.subject,
        _audit.c.before,
        _audit.c.after,
        _audit.c.clock_doubt,
    )
    .order_by(_audit.c.seq.desc())
    .limit(bindparam("count"))
)
LAST_SEQ = _sql(select(func.coalesce(func.max(_event.c.seq), 0)))
