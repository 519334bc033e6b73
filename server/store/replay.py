"""Fold the whole log again and hold the tables against it. They must say the same; if not, the log is right."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from server.domain.events import Logged, PaperNoted
from server.domain.evolve import evolve
from server.domain.model import Day, PaperState, Ticket
from server.store.codec import event_from, from_text, ticket_from
from server.store.engine import connect_reader


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
    differences: list[str] = []
    events = tickets = days = 0
    rows = connection.execute("SELECT seq, at, day, kind, body FROM event ORDER BY seq")
    folded: dict[str, Day] = {}
    papers: dict[str, PaperState] = {}
    for row in rows:
        events += 1
        if row["seq"] != events:
            differences.append(f"event {row['seq']} stands where {events} should: the log has a gap")
            break
        logged = Logged(row["seq"], from_text(row["at"]), event_from(row["kind"], row["body"]))
        evolve(folded.setdefault(row["day"], Day()), logged)
        if isinstance(logged.event, PaperNoted):
            papers[logged.event.job] = logged.event.state
    for name, day in folded.items():
        days += 1
        tickets += len(day.tickets)
        differences.extend(_day_differs(connection, name, day))
    differences.extend(_papers_differ(connection, papers))
    return Replay(events, days, tickets, tuple(differences))


def _day_differs(connection: sqlite3.Connection, name: str, day: Day) -> Iterator[str]:
    stored = {row["id"]: ticket_from(dict(row)) for row in connection.execute("SELECT * FROM ticket WHERE day = ?", (name,))}
    for ticket in stored.keys() | day.tickets.keys():
        if stored.get(ticket) != day.tickets.get(ticket):
            yield f"ticket {ticket}: the log says {_short(day.tickets.get(ticket))}, the table {_short(stored.get(ticket))}"
    row = connection.execute("SELECT closed_at FROM business_day WHERE day = ?", (name,)).fetchone()
    if row is None or (row["closed_at"] is None) != day.is_open:
        yield f"business day {name}: the log says {'open' if day.is_open else 'closed'}, the table does not"
    numbers = sorted((ticket.service, ticket.number) for ticket in day.tickets.values())
    for service, run in groupby(numbers, key=lambda pair: pair[0]):
        given = [number for _, number in run]
        if given != list(range(1, len(given) + 1)):
            yield f"numbers of service {service} on {name} are not 1 … {len(given)} without gaps"


def _papers_differ(connection: sqlite3.Connection, noted: dict[str, PaperState]) -> Iterator[str]:
    for row in connection.execute("SELECT job, state FROM paper"):
        said = noted.get(row["job"], PaperState.QUEUED)
        if said != row["state"]:
            yield f"paper {row['job']}: the log says {said}, the table {row['state']}"


def _short(ticket: Ticket | None) -> str:
    return "nothing" if ticket is None else f"{ticket.state} at desk {ticket.desk}, {ticket.calls} calls, paper {ticket.paper}"
