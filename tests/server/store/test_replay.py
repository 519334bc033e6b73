"""Log and tables say the same; when a table was tampered with, replay finds it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.store.engine import FILE_NAME
from server.store.replay import replay


@pytest.fixture
def busy_morning(live_server: Callable[..., Any], tmp_path: Path) -> Path:
    server = live_server()
    for service in "AABCA":
        server.ask("issue", service=service)
    server.ask("call_next", desk=1)
    server.ask("recall", desk=1)
    server.ask("start", desk=1)
    server.ask("finish", desk=1)
    server.ask("call_next", desk=1)
    server.ask("no_show", desk=1)
    server.ask("call_next", desk=2)
    ticket = server.ask("call_next", desk=1)["ticket"]["id"]
    server.ask("cancel", ticket=ticket)
    server.ask("close_day")
    server.stop()
    return tmp_path / "data"


def test_log_and_tables_agree_after_every_kind_of_event(busy_morning: Path) -> None:
    found = replay(busy_morning)
    assert found.differences == ()
    assert (found.days, found.tickets) == (1, 5)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE ticket SET state = 'waiting' WHERE label = 'A001'", "2026-"),
        ("UPDATE ticket SET calls = 7 WHERE label = 'A001'", "7 calls"),
        ("DELETE FROM ticket WHERE label = 'C001'", "the table nothing"),
        ("UPDATE business_day SET closed_at = NULL", "business day"),
        ("DELETE FROM event WHERE seq = 3", "gap"),
    ],
)
def test_a_difference_is_found_and_named(busy_morning: Path, statement: str, says: str) -> None:
    connection = sqlite3.connect(busy_morning / FILE_NAME)
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert any(says in difference for difference in replay(busy_morning).differences)
