"""What is taken away as a table: tickets, events, daily figures. Rows come one by one, so that a year costs no more memory than a day.

No names of people and no free notes: who did it is said as a role. Times are the office's, without a zone, as a spreadsheet wants them.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from server.domain.figures import Cell, Sums, mean, percentile
from server.domain.figures import Told as Fact
from server.domain.setup import Setup
from server.store.books import Books, Row
from server.translate.told import Told
from server.words import Words

Value = str | int | float | datetime | date | None
_AT_ONCE = 500


class What(StrEnum):
    """What may be taken away."""

    TICKETS = "tickets"
    EVENTS = "events"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its heads. `rows` reads while it is walked through, and must be walked through to its end or closed."""

    name: str
    heads: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]]


_TICKETS = (
    "day", "number", "service", "state", "outcome", "priority", "appointment", "language", "issued_at", "called_at", "started_at",
    "ended_at", "desk", "calls", "absences", "overtaken", "why",
)  # fmt: skip
_EVENTS = ("row", "at", "day", "kind", "number", "desk", "by", "what")
_DAILY = (
    "day", "service", "desk", "hour", "issued", "called", "served", "absent", "cancelled", "lapsed", "carried", "wait_mean_s",
    "wait_p90_s", "wait_max_s", "work_mean_s",
)  # fmt: skip


class Exports:
    """Tables of a range of business days, both ends in it."""

    def __init__(self, *, books: Books, words: Words, setup: Setup, zone: tzinfo) -> None:
        self._books = books
        self._words = words
        self._told = Told(words, setup, zone)
        self._names = {service.id: service.name(words.language) for service in setup.services}
        self._zone = zone

    def sheet(self, what: What, first: str, last: str) -> Sheet:
        columns, rows = {
            What.TICKETS: (_TICKETS, self._tickets),
            What.EVENTS: (_EVENTS, self._events),
            What.DAILY: (_DAILY, self._daily),
        }[what]
        heads = tuple(self._words.say(f"books.col_{column}") for column in columns)
        return Sheet(self._words.say(f"books.export_{what}"), heads, rows(first, last))

    def _tickets(self, first: str, last: str) -> Iterator[tuple[Value, ...]]:
        query = (
            "SELECT day, label, service, state, outcome, priority, appointment, language, issued_at, called_at, started_at, ended_at,"
            " desk, calls, absences, overtaken, why FROM ticket WHERE day BETWEEN ? AND ? ORDER BY day, arrival"
        )
        say = self._words.say
        for day, label, service, state, outcome, priority, appointment, language, *rest in self._read(query, first, last):
            yield (
                date.fromisoformat(day), label, self._names.get(service, service), say(f"state.{state}"),
                say(f"books.outcome_{outcome}") if outcome else None, priority, appointment, language,
                *map(self._local, rest[:4]), *rest[4:8], say(f"why.{rest[8]}") if rest[8] else None,
            )  # fmt: skip

    def _events(self, first: str, last: str) -> Iterator[tuple[Value, ...]]:
        query = (
            "SELECT seq, at, actor, kind, coalesce(ticket, ''), desk, body, day FROM event WHERE day BETWEEN ? AND ? ORDER BY seq"
        )
        for seq, at, actor, kind, ticket, desk, body, day in self._read(query, first, last):
            row = Row(seq, at, actor, kind, True, ticket, desk, body)
            sentence = self._told.sentence(row, private=False)
            said = (self._words.say(f"books.kind_{kind}"), ticket[11:] or None, desk, self._told.role(actor), sentence)
            yield seq, self._local(at), date.fromisoformat(day), *said

    def _daily(self, first: str, last: str) -> Iterator[tuple[Value, ...]]:
        for day, cells in self._books.figures(first, last):
            for cell, sums in sorted(cells.items()):
                yield date.fromisoformat(day), *self._counted(cell, sums)

    def _counted(self, cell: Cell, sums: Sums) -> tuple[Value, ...]:
        counts = (
            sums.count(fact)
            for fact in (Fact.ISSUED, Fact.WAITED, Fact.SERVED, Fact.ABSENT, Fact.CANCELLED, Fact.LAPSED, Fact.CARRIED)
        )
        waited, worked = mean(sums.waits), mean(sums.works)
        return (
            self._names.get(cell.service, cell.service), cell.desk or None, cell.hour, *counts,
            None if waited is None else round(waited), percentile(sums.waits), max(sums.waits, default=None),
            None if worked is None else round(worked),
        )  # fmt: skip

    def _read(self, query: str, first: str, last: str) -> Iterator[tuple[Any, ...]]:
        with self._books.reading() as connection:
            cursor: sqlite3.Cursor = connection.execute(query, (first, last))
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from rows

    def _local(self, at: object) -> datetime | None:
        return None if at is None else datetime.fromisoformat(str(at)).astimezone(self._zone).replace(tzinfo=None, microsecond=0)
