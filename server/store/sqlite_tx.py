"""One command's part of a transaction on the writer's own connection: appends events and brings the tables up to them."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from server.domain.events import (
    KIND_OF,
    DayClosed,
    DayOpened,
    Logged,
    PaperNoted,
    PaperOrdered,
    SetupChanged,
    TicketBrought,
    TicketIssued,
)
from server.domain.model import Ticket
from server.domain.setup import Setup
from server.ports import Audited, AuditEntry, Noted, StoredAnswer
from server.setupdoc import doc_of, setup_from
from server.store import access_rows
from server.store import statements as sql
from server.store.chain import AUDIT_FIELDS, EVENT_FIELDS, START, link
from server.store.codec import answer_from, answer_text, event_body, event_from, from_text, ticket_row, to_text
from server.store.engine import boot_id
from server.who import Person, PersonId, Session

_Step = tuple[sql.Statement, dict[str, object]]


def project(logged: Logged, day: str, ticket: Ticket | None) -> list[_Step]:
    """The statements that bring the tables up to one event. Pure: a ticket's row is the ticket as it is after the event."""
    now = to_text(logged.at)
    match logged.event:
        case TicketIssued(job=job) if ticket is not None:
            steps: list[_Step] = [(sql.ADD_TICKET, ticket_row(ticket, day))]
            if job:
                steps.append(_add_paper(job, ticket, now))
            return steps
        case PaperOrdered(job) if ticket is not None:
            return [_add_paper(job, ticket, now), _note_ticket(ticket)]
        case TicketBrought() if ticket is not None:
            return [(sql.ADD_TICKET, ticket_row(ticket, day))]
        case PaperNoted(job, _, state, trouble):
            noted: _Step = (sql.NOTE_PAPER, {"of_job": job, "note": state.value, "why": trouble, "now": now})
            return [noted] if ticket is None else [noted, _note_ticket(ticket)]
        case DayOpened():
            return [(sql.OPEN_DAY, {"day": day, "opened_at": now, "closed_at": None})]
        case DayClosed():
            return [(sql.CLOSE_DAY, {"of_day": day, "now": now})]
        case SetupChanged(setup, planned):
            return [(sql.PUT_SETUP, {"new_body": setup_text(planned or setup)})]
        case _:
            return [] if ticket is None else [(sql.PUT_TICKET, {**ticket_row(ticket, day), "of_ticket": ticket.id})]


def _add_paper(job: str, ticket: Ticket, now: str) -> _Step:
    return sql.ADD_PAPER, {"job": job, "ticket": ticket.id, "state": "queued", "trouble": "", "changed_at": now}


def _note_ticket(ticket: Ticket) -> _Step:
    """What is known of its newest paper: all that these events change in a ticket."""
    state = None if ticket.paper is None else ticket.paper.value
    said = {"note": state, "why": ticket.paper_trouble, "where": ticket.paper_at, "ordered": ticket.copies}
    return sql.NOTE_TICKET, {"of_ticket": ticket.id, **said}


def setup_text(setup: Setup) -> str:
    return json.dumps(doc_of(setup), ensure_ascii=False)


class SqliteLog:
    """Reads the log on any connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _execute(self, statement: sql.Statement, values: Mapping[str, object] | None = None) -> sqlite3.Cursor:
        return self._connection.execute(statement.text, {**statement.fixed, **(values or {})})

    def log_of_newest_day(self) -> list[Logged]:
        return self.log_of_day(self._execute(sql.NEWEST_DAY).fetchone()[0] or "")

    def log_of_day(self, day: str) -> list[Logged]:
        rows = self._execute(sql.LOG_OF_DAY, {"of_day": day})
        return [Logged(seq, from_text(at), event_from(kind, body)) for seq, at, kind, body in rows]

    def last_seq(self) -> int:
        seq: int = self._execute(sql.LAST_SEQ).fetchone()[0]
        return seq

    def people(self) -> list[Person]:
        return access_rows.people(self._connection)

    def sessions(self) -> list[Session]:
        return access_rows.sessions(self._connection)

    def notes(self, count: int) -> list[Noted]:
        rows = self._execute(sql.NEWEST_NOTES, {"count": count}).fetchall()
        return [
            Noted(seq, from_text(at), AuditEntry(actor, Audited(what), subject, before, after), doubt)
            for seq, at, actor, what, subject, before, after, doubt in reversed(rows)
        ]

    def setup(self) -> Setup:
        return setup_from(json.loads(self._execute(sql.GET_SETUP).fetchone()[0]))


class SqliteTx(SqliteLog):
    """Writes, on the writer's connection, inside the transaction that the writer has begun."""

    @property
    def connection(self) -> sqlite3.Connection:
        """For what else is done in this transaction, inside the store only."""
        return self._connection

    def answered(self, ask_id: str) -> StoredAnswer | None:
        row = self._execute(sql.FIND_ANSWER, {"ask_id": ask_id}).fetchone()
        return None if row is None else answer_from(*row)

    def append(self, logged: Logged, day: str, actor: str, ask_id: str | None, ticket: Ticket | None) -> None:
        event = logged.event
        row = {
            "seq": logged.seq,
            "at": to_text(logged.at),
            "day": day,
            "kind": KIND_OF[type(event)],
            "ticket": getattr(event, "ticket", None),
            "desk": getattr(event, "desk", None),
            "actor": actor,
            "ask_id": ask_id,
            "body": event_body(event),
        }
        before = self._execute(sql.HEAD_OF_LOG).fetchone()
        self._execute(sql.APPEND, row | {"hash": link(before[0] if before else START, [row[name] for name in EVENT_FIELDS])})
        for statement, values in project(logged, day, ticket):
            self._execute(statement, values)

    def answer(self, ask_id: str, at: datetime, answer: StoredAnswer) -> None:
        self._execute(
            sql.KEEP_ANSWER,
            {"ask_id": ask_id, "at": to_text(at), "request": answer.request, "answer": answer_text(answer.done)},
        )

    def put_person(self, person: Person) -> None:
        access_rows.put_person(self._connection, person)

    def drop_person(self, person: PersonId) -> None:
        access_rows.drop_person(self._connection, person)

    def put_session(self, session: Session) -> None:
        access_rows.put_session(self._connection, session)

    def drop_session(self, key: str) -> None:
        access_rows.drop_session(self._connection, key)

    def note(self, entry: AuditEntry, at: datetime, clock_doubt: str = "") -> None:
        seq, before = self._execute(sql.HEAD_OF_AUDIT).fetchone() or (0, START)
        row = {
            "seq": seq + 1,
            "at": to_text(at),
            "actor": entry.actor,
            "what": entry.what.value,
            "subject": entry.subject,
            "before": entry.before,
            "after": entry.after,
            "clock_doubt": clock_doubt,
            "boot_id": boot_id(),
        }
        self._execute(sql.NOTE, row | {"hash": link(before, [row[name] for name in AUDIT_FIELDS])})
