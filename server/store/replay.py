"""Fold the whole log again and hold the tables against it. They must say the same; if not, the log is right."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from server.domain.day import Day
from server.domain.model import PaperState, Ticket
from server.domain.numbering import label
from server.store.audit import chains_of, flaws
from server.store.codec import ticket_from
from server.store.engine import connect_reader
from server.store.rebuild import WHOLE_DAYS, day_of


@dataclass(frozen=True, slots=True)
class Replay:
    """`differences`: one English sentence each; empty when log and tables agree."""

    events: int
    days: int
    tickets: int
    differences: tuple[str, ...]


def replay(data: Path) -> Replay:
    """Read-only; may run beside the server. Raises: sqlite3.Error."""
    connection = connect_reader(data)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("BEGIN")  # one view of the file from beginning to end
        return _compare(connection)
    finally:
        connection.close()


def _compare(connection: sqlite3.Connection) -> Replay:
    events, oldest, newest = connection.execute("SELECT count(*), min(seq), max(seq) FROM event").fetchone()
    if events and events != newest - oldest + 1:
        return Replay(events, 0, 0, (f"the log has a gap: {events} events from number {oldest} to {newest}",))
    differences: list[str] = list(flaws(chains_of(connection)))
    names = [row["day"] for row in connection.execute(WHOLE_DAYS)]
    tickets = 0
    for name in names:
        day = day_of(connection, name)
        tickets += len(day.tickets)
        differences.extend(_day_differs(connection, name, day))
    differences.extend(_papers_differ(connection))
    return Replay(events, len(names), tickets, tuple(differences))


def _day_differs(connection: sqlite3.Connection, name: str, day: Day) -> Iterator[str]:
    stored = {row["id"]: ticket_from(dict(row)) for row in connection.execute("SELECT * FROM ticket WHERE day = ?", (name,))}
    for ticket in stored.keys() | day.tickets.keys():
        if stored.get(ticket) != day.tickets.get(ticket):
            yield f"ticket {ticket}: the log says {_short(day.tickets.get(ticket))}, the table {_short(stored.get(ticket))}"
    row = connection.execute("SELECT closed_at FROM business_day WHERE day = ?", (name,)).fetchone()
    if row is None or (row["closed_at"] is None) != day.is_open:
        yield f"business day {name}: the log says {'open' if day.is_open else 'closed'}, the table does not"
    edited = connection.execute("SELECT 1 FROM event WHERE day = ? AND kind = 'setup_changed' LIMIT 1", (name,)).fetchone()
    if edited is None:  # an office that edits its series in the middle of the day may leave numbers out
        yield from _gaps(name, day)


def _gaps(name: str, day: Day) -> Iterator[str]:
    known = {one.id: one for one in (*map(day.setup.series_of, day.services.values()), *day.setup.series)}
    numbers = sorted((ticket.series, ticket.number) for ticket in day.tickets.values() if ticket.series in known)
    labels = {ticket.label for ticket in day.tickets.values()}
    for series, run in groupby(numbers, key=lambda pair: pair[0]):
        given = {number for _, number in run}
        of = known[series]
        last = max(given - day.taken.get(series, set()), default=of.first - 1)
        missing = {
            one for one in range(of.first, last + 1) if one not in given and label(of.prefix, one, of.digits) not in labels
        }
        if missing:
            yield f"numbers of series {series} on {name} have gaps: {sorted(missing)[:5]}"


def _papers_differ(connection: sqlite3.Connection) -> Iterator[str]:
    """The newest note in the log against the paper's row; a paper without a note is queued."""
    rows = connection.execute(
        "SELECT job, state, (SELECT json_extract(body, '$.state') FROM event WHERE kind = 'paper_noted' AND event.ticket = paper.ticket"
        " AND json_extract(body, '$.job') = paper.job ORDER BY seq DESC LIMIT 1) AS said FROM paper"
        " WHERE paper.ticket >= (SELECT min(day) FROM event WHERE kind = 'day_opened')"
    )
    for row in rows:
        said = row["said"] or PaperState.QUEUED.value
        if said != row["state"]:
            yield f"paper {row['job']}: the log says {said}, the table {row['state']}"


def _short(ticket: Ticket | None) -> str:
    if ticket is None:
        return "nothing"
    return f"{ticket.state} at desk {ticket.desk}, {ticket.calls} calls, paper {ticket.paper}, place {ticket.since_s:.0f} s"
