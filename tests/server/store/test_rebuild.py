"""The tables are a projection: whatever became of them, the log makes them anew."""

import sqlite3
from pathlib import Path

import pytest

from server.store.engine import FILE_NAME, connect
from server.store.rebuild import day_of, rebuild
from server.store.replay import replay

DUMP = Path(__file__).parent / "released" / "0004.sql"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two days with every kind of event."""
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.close()
    return tmp_path


def tickets(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM ticket ORDER BY id").fetchall()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM ticket",
        "UPDATE ticket SET state = 'waiting', overtaken = 9, since_s = 0, steps = '[]', desk = NULL",
        "DELETE FROM ticket WHERE day = '2026-11-23'",
        "UPDATE ticket SET label = label || 'x'",
    ],
)
def test_tickets_are_written_anew_as_they_were(data: Path, damage: str) -> None:
    connection = connect(data)
    before = tickets(connection)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(damage)
    assert replay(data).differences != ()
    connection.execute("BEGIN")
    assert rebuild(connection) == len(before)
    connection.execute("COMMIT")
    assert tickets(connection) == before
    connection.close()
    assert replay(data).differences == ()


def test_writing_anew_what_is_right_changes_nothing(data: Path) -> None:
    connection = connect(data)
    before = tickets(connection)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN")
    rebuild(connection)
    connection.execute("COMMIT")
    assert tickets(connection) == before
    connection.close()


def test_the_log_is_not_touched(data: Path) -> None:
    connection = connect(data)
    connection.execute("PRAGMA foreign_keys=OFF")
    before = connection.execute("SELECT * FROM event ORDER BY seq").fetchall()
    connection.execute("BEGIN")
    rebuild(connection)
    assert connection.execute("SELECT * FROM event ORDER BY seq").fetchall() == before
    connection.execute("ROLLBACK")
    connection.close()


def test_each_day_stands_on_its_own_log(data: Path) -> None:
    connection = connect(data)
    monday, tuesday = (day_of(connection, f"2026-11-{day}") for day in (23, 24))
    connection.close()
    assert not monday.is_open and not tuesday.is_open
    brought = [ticket for ticket in tuesday.tickets.values() if ticket.days]
    assert brought and {ticket.label for ticket in brought} == {monday.tickets[one].label for one in monday.left}
    assert min(ticket.arrival for ticket in tuesday.tickets.values()) > max(ticket.arrival for ticket in monday.tickets.values())
