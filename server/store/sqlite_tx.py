"""One command's part of a transaction on the writer's own connection: appends events and brings the tables up to them."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from server.domain.events import (
    KIND_OF,
    DayClosed,
    DayOpened,
    Event,
    Logged,
    PaperNoted,
    ServingStarted,
    TicketCalled,
    TicketCancelled,
    TicketFinished,
    TicketIssued,
    TicketLapsed,
    TicketMissed,
    TicketRecalled,
)
from server.ports import StoredAnswer
from server.store import statements as sql
from server.store.codec import answer_from, answer_text, event_body, event_from, from_text, to_text

_Step = tuple[sql.Statement, dict[str, object]]


def project(event: Event, day: str, seq: int, now: str) -> list[_Step]:
    """The statements that bring the tables up to one event. Pure."""
    match event:
        case TicketIssued():
            return _issued(event, day, seq, now)
        case TicketCalled(ticket, desk):
            return [(sql.CALL, {"ticket": ticket, "to_desk": desk, "now": now})]
        case TicketRecalled(ticket):
            return [(sql.RECALL, {"ticket": ticket})]
        case ServingStarted(ticket):
            return [(sql.START, {"ticket": ticket, "now": now})]
        case TicketFinished(ticket):
            return [(sql.FINISH, {"ticket": ticket, "now": now})]
        case TicketMissed(ticket):
            return [(sql.MISS, {"ticket": ticket})]
        case TicketCancelled(ticket):
            return [(sql.END, {"ticket": ticket, "end": "cancelled", "now": now})]
        case TicketLapsed(ticket):
            return [(sql.END, {"ticket": ticket, "end": "lapsed", "now": now})]
        case PaperNoted(job, ticket, state, trouble):
            return [
                (sql.NOTE_TICKET, {"of_ticket": ticket, "note": state.value, "why": trouble}),
                (sql.NOTE_PAPER, {"of_job": job, "note": state.value, "why": trouble, "now": now}),
            ]
        case DayOpened():
            return [(sql.OPEN_DAY, {"day": day, "opened_at": now, "closed_at": None})]
        case DayClosed():
            return [(sql.CLOSE_DAY, {"of_day": day, "now": now})]


def _issued(event: TicketIssued, day: str, seq: int, now: str) -> list[_Step]:
    ticket = {
        "id": event.ticket,
        "day": day,
        "service": event.service,
        "number": event.number,
        "label": event.label,
        "state": "waiting",
        "issued_at": now,
        "arrival": seq,
        "calls": 0,
        "paper": "queued" if event.job else None,
        "paper_trouble": "",
    }
    steps: list[_Step] = [(sql.ADD_TICKET, ticket)]
    if event.job:
        steps.append(
            (sql.ADD_PAPER, {"job": event.job, "ticket": event.ticket, "state": "queued", "trouble": "", "changed_at": now})
        )
    return steps


class SqliteLog:
    """Reads the log on any connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _execute(self, statement: sql.Statement, values: Mapping[str, object] | None = None) -> sqlite3.Cursor:
        return self._connection.execute(statement.text, {**statement.fixed, **(values or {})})

    def log_of_newest_day(self) -> list[Logged]:
        newest = self._execute(sql.NEWEST_DAY).fetchone()[0]
        return [] if newest is None else self.log_of_day(newest)

    def log_of_day(self, day: str) -> list[Logged]:
        rows = self._execute(sql.LOG_OF_DAY, {"of_day": day})
        return [Logged(seq, from_text(at), event_from(kind, body)) for seq, at, kind, body in rows]

    def last_seq(self) -> int:
        seq: int = self._execute(sql.LAST_SEQ).fetchone()[0]
        return seq


class SqliteTx(SqliteLog):
    """Writes, on the writer's connection, inside the transaction that the writer has begun."""

    def answered(self, ask_id: str) -> StoredAnswer | None:
        row = self._execute(sql.FIND_ANSWER, {"ask_id": ask_id}).fetchone()
        return None if row is None else answer_from(*row)

    def append(self, logged: Logged, day: str, actor: str, ask_id: str | None) -> None:
        event, now = logged.event, to_text(logged.at)
        self._execute(
            sql.APPEND,
            {
                "seq": logged.seq,
                "at": now,
                "day": day,
                "kind": KIND_OF[type(event)],
                "ticket": getattr(event, "ticket", None),
                "desk": getattr(event, "desk", None),
                "actor": actor,
                "ask_id": ask_id,
                "body": event_body(event),
            },
        )
        for statement, values in project(event, day, logged.seq, now):
            self._execute(statement, values)

    def answer(self, ask_id: str, at: datetime, answer: StoredAnswer) -> None:
        self._execute(
            sql.KEEP_ANSWER,
            {"ask_id": ask_id, "at": to_text(at), "request": answer.request, "answer": answer_text(answer.done)},
        )
