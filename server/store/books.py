"""What the office looks up in its own log: searched, counted, walked through day by day. Reads only, on connections of its own, and blocks:
call it in a thread, never in the event loop or the writer's thread."""

import json
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, TypeVar

from server.domain.day import Day
from server.domain.events import KINDS, Logged
from server.domain.evolve import evolve
from server.domain.figures import Cell, Sums, Tally, sums_from
from server.store.audit import Chains, Heads, heads_of, verify
from server.store.codec import event_from, from_text, to_text
from server.store.engine import connect_reader

T = TypeVar("T")
_ALL = 10**17
"""A seq beyond all others: nothing of this table was shown yet."""


@dataclass(frozen=True, slots=True)
class Find:
    """What is looked for. Days as ISO dates; `ticket`: a label or its beginning; `kind`: of KINDS or Audited; "" and None: any.

    `below`: only rows whose seq is smaller, in the log and among the audit entries: the next page.
    """

    first: str = ""
    last: str = ""
    ticket: str = ""
    desk: int | None = None
    who: str = ""
    kind: str = ""
    text: str = ""
    below: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log, or of the audit entries. `body`: the event's; `earlier`: of a changed setup, the body that had it before."""

    seq: int
    at: str
    actor: str
    kind: str
    is_event: bool
    ticket: str = ""
    desk: int | None = None
    body: str = ""
    subject: str = ""
    before: str = ""
    after: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Newest first. `below`: for Find.below of the next page, None on the last one."""

    rows: tuple[Row, ...]
    below: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Now:
    """The newest day as it stands: for counting and for who waits. Not to be changed."""

    day: Day
    tally: Tally


class Books:
    """One reader at a time; exports and checks have connections of their own."""

    def __init__(self, data: Path, zone: tzinfo) -> None:
        self.data = data
        self._zone = zone
        self._one_at_a_time = threading.Lock()
        self._now: tuple[str, int, Now] = ("", 0, Now(Day(), Tally(zone)))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection with one view of the file from beginning to end."""
        connection = connect_reader(self.data)
        connection.create_function("has", 2, _has, deterministic=True)
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()

    def days(self) -> list[str]:
        """Every business day that there is anything of, newest first."""
        with self.reading() as connection:
            rows = connection.execute("SELECT day FROM business_day UNION SELECT DISTINCT day FROM daily ORDER BY day DESC")
            return [row[0] for row in rows]

    def logged_days(self) -> list[str]:
        """Those whose events are still there, newest first."""
        with self.reading() as connection:
            return logged_days(connection)

    def heads(self) -> Heads:
        with self.reading() as connection:
            return heads_of(connection)

    def chains(self) -> Chains:
        """Both chains, walked through. Seconds for a million rows."""
        return verify(self.data)

    def find(self, find: Find, most: int) -> Found:
        """The newest rows that fit, `most` at the most."""
        with self.reading() as connection:
            events = _events(connection, find, most + 1)
            entries = _entries(connection, find, most + 1, self._zone)
            rows = _merged(events, entries)
            shown = tuple(_with_earlier(connection, row) for row in rows[:most])
        return Found(shown, _next(find.below, shown) if len(rows) > most else None)

    def log_of(self, day: str) -> list[tuple[Logged, str]]:
        """The events of one business day with who did each."""
        with self.reading() as connection:
            rows = connection.execute("SELECT seq, at, kind, body, actor FROM event WHERE day = ? ORDER BY seq", (day,))
            return [(Logged(seq, from_text(at), event_from(kind, body)), actor) for seq, at, kind, body, actor in rows]

    def look(self, use: Callable[[Now], T]) -> T:
        """`use` with the newest business day, as far as it is written. Only what is new since the last time is read."""
        with self._one_at_a_time:
            with self.reading() as connection:
                self._catch_up(connection)
            return use(self._now[2])

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        name = connection.execute("SELECT coalesce(max(day), '') FROM business_day").fetchone()[0]
        known, seq, now = self._now
        if name != known or seq > _last_seq(connection):  # another day, or another database
            seq, now = 0, Now(Day(), Tally(self._zone))
        for logged in _since(connection, name, seq):
            evolve(now.day, logged)
            now.tally.take(logged, now.day)
            seq = logged.seq
        self._now = name, seq, now

    def figures(self, first: str, last: str) -> list[tuple[str, dict[Cell, Sums]]]:
        """What each business day of the range came to, oldest first: the newest one so far, earlier ones as they were kept."""
        name, newest = self.look(lambda now: (now.day.date.isoformat() if now.day.date else "", now.tally.figures()))
        with self.reading() as connection:
            kept = _kept(connection, first, last)
            for day in logged_days(connection):
                if first <= day <= last and day not in kept and day != name:
                    kept[day] = figures_on(connection, day, self._zone)
        if name and first <= name <= last:
            kept[name] = newest
        return sorted(kept.items())


def _last_seq(connection: sqlite3.Connection) -> int:
    seq: int = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
    return seq


def logged_days(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT day FROM business_day ORDER BY day DESC")
    opened = "SELECT 1 FROM event WHERE day = ? AND kind = 'day_opened' LIMIT 1"
    return [day for (day,) in rows.fetchall() if connection.execute(opened, (day,)).fetchone()]


def figures_on(connection: sqlite3.Connection, day: str, zone: tzinfo) -> dict[Cell, Sums]:
    """Counted from the day's events, on any connection."""
    whole, tally = Day(), Tally(zone)
    for logged in _since(connection, day, 0):
        evolve(whole, logged)
        tally.take(logged, whole)
    return tally.figures()


def _kept(connection: sqlite3.Connection, first: str, last: str) -> dict[str, dict[Cell, Sums]]:
    out: dict[str, dict[Cell, Sums]] = {}
    query = "SELECT day, service, desk, hour, figures FROM daily WHERE day BETWEEN ? AND ?"
    for day, service, desk, hour, figures in connection.execute(query, (first, last)):
        cells = out.setdefault(day, {})
        if service:  # a day on which nothing happened has one row without a service
            cells[Cell(service, desk, hour)] = sums_from(json.loads(figures))
    return out


def _since(connection: sqlite3.Connection, day: str, seq: int) -> Iterator[Logged]:
    query = "SELECT seq, at, kind, body FROM event WHERE day = ? AND seq > ? ORDER BY seq"
    for number, at, kind, body in connection.execute(query, (day, seq)):
        yield Logged(number, from_text(at), event_from(kind, body))


# ── searching ──


def _events(connection: sqlite3.Connection, find: Find, most: int) -> list[Row]:
    if find.kind and find.kind not in KINDS:
        return []
    wanted: list[tuple[str, Any]] = [("seq < ?", find.below[0] if find.below else None), ("kind = ?", find.kind)]
    wanted += [("day >= ?", find.first), ("day <= ?", find.last), ("desk = ?", find.desk)]
    wanted += [("instr(substr(ticket, 12), ?) = 1", find.ticket.strip().upper())]  # after its day
    wanted += [("has(actor, ?)", _folded(find.who)), ("has(coalesce(ticket, '') || ' ' || body, ?)", _folded(find.text))]
    columns = "seq, at, actor, kind, 1, coalesce(ticket, ''), desk, body"
    return [Row(row[0], row[1], row[2], row[3], True, *row[5:]) for row in _select(connection, columns, "event", wanted, most)]


def _entries(connection: sqlite3.Connection, find: Find, most: int, zone: tzinfo) -> list[Row]:
    if find.ticket.strip() or find.desk is not None or find.kind in KINDS:
        return []
    wanted: list[tuple[str, Any]] = [("seq < ?", find.below[1] if find.below else None), ("what = ?", find.kind)]
    wanted += [("at >= ?", _begins(find.first, zone)), ("at < ?", _begins(find.last, zone, days=1))]
    wanted += [("has(actor, ?)", _folded(find.who))]
    wanted += [("has(subject || ' ' || before || ' ' || after, ?)", _folded(find.text))]
    columns = "seq, at, actor, what, subject, before, after"
    rows = _select(connection, columns, "audit", wanted, most)
    return [Row(seq, at, actor, what, False, subject=of, before=was, after=is_) for seq, at, actor, what, of, was, is_ in rows]


def _begins(day: str, zone: tzinfo, days: int = 0) -> str:
    """When that local date begins, or so many dates later, as it stands in the tables; "" for no date."""
    if not day:
        return ""
    return to_text(datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(), zone))


def _select(
    connection: sqlite3.Connection, columns: str, table: str, wanted: list[tuple[str, Any]], most: int
) -> list[tuple[Any, ...]]:
    used = [(condition, value) for condition, value in wanted if value not in ("", None)]
    where = " AND ".join(condition for condition, _ in used) or "1"
    query = f"SELECT {columns} FROM {table} WHERE {where} ORDER BY seq DESC LIMIT ?"  # nosec B608  # noqa: S608  our own words only
    return connection.execute(query, [*(value for _, value in used), most]).fetchall()


def _merged(events: list[Row], entries: list[Row]) -> list[Row]:
    """By time, each list keeping its own order: a clock that jumped makes times that do not."""
    out: list[Row] = []
    while events and entries:
        out.append((events if events[0].at >= entries[0].at else entries).pop(0))
    return [*out, *events, *entries]


def _next(below: tuple[int, int] | None, shown: tuple[Row, ...]) -> tuple[int, int]:
    events, entries = below or (_ALL, _ALL)
    last_event = min((row.seq for row in shown if row.is_event), default=events)
    return last_event, min((row.seq for row in shown if not row.is_event), default=entries)


def _with_earlier(connection: sqlite3.Connection, row: Row) -> Row:
    """A changed setup with what it was before."""
    if row.kind != "setup_changed":
        return row
    query = "SELECT body FROM event WHERE seq < ? AND kind IN ('setup_changed', 'day_opened') ORDER BY seq DESC LIMIT 1"
    found = connection.execute(query, (row.seq,)).fetchone()
    return Row(row.seq, row.at, row.actor, row.kind, True, body=row.body, earlier=found[0] if found else "")


def _has(text: str | None, wanted: str) -> bool:
    return wanted in _folded(text or "")


def _folded(text: str) -> str:
    """Large and small letters are alike, and however an accent was typed."""
    return unicodedata.normalize("NFC", text).casefold().strip()
