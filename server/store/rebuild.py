"""Write the projections anew from the log, as after a migration that gives tickets new columns. The log itself is not touched."""

import sqlite3

from server.domain.day import Day
from server.domain.events import Logged
from server.domain.evolve import evolve
from server.store import statements as sql
from server.store.codec import event_from, from_text, ticket_row

WHOLE_DAYS = "SELECT DISTINCT day FROM event WHERE day >= (SELECT min(day) FROM event WHERE kind = 'day_opened') ORDER BY day"
"""Of a day whose events are deleted by rule, some may still be there; it cannot be folded any more."""


def rebuild(connection: sqlite3.Connection) -> int:
    """Returns how many tickets were written. Must run in a transaction; memory stays that of one day, whatever the log's length."""
    connection.execute("DELETE FROM ticket")
    written = 0
    days = [row[0] for row in connection.execute(WHOLE_DAYS)]
    for name in days:
        day = day_of(connection, name)
        for ticket in day.tickets.values():
            connection.execute(sql.ADD_TICKET.text, {**sql.ADD_TICKET.fixed, **ticket_row(ticket, name)})
        written += len(day.tickets)
    return written


def day_of(connection: sqlite3.Connection, name: str) -> Day:
    """One business day, folded from its log. Raises: KeyError for an event that this version does not know."""
    day = Day()
    for seq, at, kind, body in connection.execute(sql.LOG_OF_DAY.text, {**sql.LOG_OF_DAY.fixed, "of_day": name}):
        evolve(day, Logged(seq, from_text(at), event_from(kind, body)))
    return day
