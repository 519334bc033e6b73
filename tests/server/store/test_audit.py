"""Whoever changes, removes or adds a row afterwards breaks its chain, and is told which row."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from server.ports import Audited, AuditEntry
from server.store.audit import Flaw, Heads, anchor_text, flaws, has_hash, heads_of, verify
from server.store.engine import FILE_NAME, connect_reader
from server.store.migrate import bring_up_to_date
from server.store.sqlite_tx import SqliteTx

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DUMP = Path(__file__).parent / "released" / "0003.sql"


def tamper(data: Path, statement: str) -> None:
    connection = sqlite3.connect(data / FILE_NAME)
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An old office's days, brought up to this version, and five audit entries."""
    old = sqlite3.connect(tmp_path / FILE_NAME)
    old.executescript(DUMP.read_text(encoding="utf-8"))
    old.close()
    bring_up_to_date(tmp_path, NOW)
    connection = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    for number in range(1, 6):
        SqliteTx(connection).note(AuditEntry("person lan", Audited.SIGN_IN, f"quầy {number}", after="officer"), NOW, "back")
    connection.close()
    return tmp_path


def test_a_log_that_nobody_touched_is_whole(data: Path) -> None:
    chains = verify(data)
    assert chains.sound and list(flaws(chains)) == []
    assert (chains.audit.rows, chains.audit.first, chains.audit.last) == (5, 1, 5)
    assert chains.events.rows == chains.events.last > 100 and len(chains.events.head) == 64


def test_an_empty_database_is_whole(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, NOW)
    assert verify(tmp_path).sound and verify(tmp_path).events.head == ""


@pytest.mark.parametrize(
    ("statement", "row", "flaw"),
    [
        ("UPDATE event SET body = replace(body, '1', '2') WHERE seq = 12", 12, Flaw.CHANGED),
        ("UPDATE event SET at = '2026-11-23T01:00:00.000000+00:00' WHERE seq = 12", 12, Flaw.CHANGED),
        ("UPDATE event SET actor = 'somebody else' WHERE seq = 12", 12, Flaw.CHANGED),
        ("UPDATE event SET desk = 9 WHERE seq = 12", 12, Flaw.CHANGED),
        ("UPDATE event SET hash = (SELECT hash FROM event WHERE seq = 11) WHERE seq = 12", 12, Flaw.CHANGED),
        ("DELETE FROM event WHERE seq = 12", 13, Flaw.GAP),
        ("DELETE FROM event WHERE seq < 12", 12, Flaw.BEGINNING),
    ],
)
def test_the_first_wrong_row_is_named(data: Path, statement: str, row: int, flaw: Flaw) -> None:
    tamper(data, statement)
    chains = verify(data)
    assert (chains.events.broken, chains.events.flaw) == (row, flaw) and chains.audit.flaw is None
    assert [f"row {row}:" in said for said in flaws(chains)] == [True]


@pytest.mark.parametrize("field", ["at", "actor", "what", "subject", "before", "after", "clock_doubt", "boot_id", "hash"])
def test_no_field_of_an_audit_entry_can_be_changed_unseen(data: Path, field: str) -> None:
    tamper(data, f"UPDATE audit SET {field} = {field} || 'x' WHERE seq = 3")
    assert (verify(data).audit.broken, verify(data).audit.flaw) == (3, Flaw.CHANGED)


def test_rows_that_were_put_in_anew_with_right_hashes_are_seen_by_the_noted_hash_only(data: Path) -> None:
    """What the page says: a chain cannot see that its end was cut off. Whoever noted the newest hash down does."""
    noted = verify(data).events.head
    assert has_hash(data, noted) and has_hash(data, f" {noted.upper()} ")
    tamper(data, "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
    assert verify(data).sound and not has_hash(data, noted)


def test_rows_that_were_deleted_by_rule_leave_their_last_hash(data: Path) -> None:
    connection = sqlite3.connect(data / FILE_NAME, isolation_level=None)
    row = connection.execute("SELECT seq, hash FROM event WHERE seq = 40").fetchone()
    anchors = anchor_text(Heads(row, (0, "")))
    SqliteTx(connection).note(AuditEntry("rule", Audited.RETENTION, "2026-11-23", after=anchors), NOW)
    connection.execute("DELETE FROM event WHERE seq <= 40")
    connection.close()
    assert verify(data).sound and verify(data).events.first == 41
    tamper(data, "DELETE FROM event WHERE seq = 41")
    assert verify(data).events.flaw is Flaw.BEGINNING


def test_the_newest_hashes_are_those_of_the_rows(data: Path) -> None:
    connection, chains = connect_reader(data), verify(data)
    heads = heads_of(connection)
    connection.close()
    assert heads == Heads((chains.events.last, chains.events.head), (chains.audit.last, chains.audit.head))
    assert json.loads(anchor_text(heads))["audit"] == [5, chains.audit.head]


def test_what_a_running_server_writes_is_chained(live_server: Callable[..., Any], tmp_path: Path) -> None:
    server = live_server()
    for _ in range(3):
        server.ask("issue", service="A")
    server.post({"ask_id": "refused-1", "kind": "recall", "desk": 1})
    server.ask("call_next", desk=1)
    chains = verify(tmp_path / "data")
    assert chains.sound and chains.events.rows >= 5
