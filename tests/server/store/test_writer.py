"""When the disk or somebody else's lock is in the way: a clear reason, nothing half done, and on it goes afterwards."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from server.domain.events import DayOpened, Logged, TicketCalled, TicketIssued
from server.domain.model import DeskId, SeriesId, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import Setup
from server.ports import StoreBusy, StoreFailed, StoreFull, Tx
from server.store import engine
from server.store.migrate import bring_up_to_date
from server.store.writer import Writer

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    monkeypatch.setattr(engine, "_PRAGMAS", tuple(one.replace("5000", "100") for one in engine._PRAGMAS))
    bring_up_to_date(tmp_path, NOW)
    made = Writer(tmp_path, lambda call: call())
    yield made
    made.stop()


def run(writer: Writer, job: Any) -> Any:
    done, out = threading.Event(), []

    def resolve(result: Any, error: BaseException | None) -> None:
        out.append((result, error))
        done.set()

    writer.submit(job, resolve)
    assert done.wait(20)
    if out[0][1] is not None:
        raise out[0][1]
    return out[0][0]


def day(tx: Tx) -> None:
    tx.append(Logged(1, NOW, DayOpened(date(2026, 11, 23), Setup((), ()))), "2026-11-23", "test", None, None)


def ticket(seq: int, number: int) -> Any:
    one = _ticket(number)
    event = TicketIssued(one.id, one.service, number, one.label, None)
    return lambda tx: tx.append(Logged(seq, NOW, event), "2026-11-23", "test", None, one)


def _ticket(number: int) -> Ticket:
    label = f"A{number:03}"
    return Ticket(
        TicketId(f"2026-11-23-{label}"), ServiceId("A"), number, label, TicketState.WAITING, NOW, 2, series=SeriesId("A")
    )


def call(seq: int, number: int) -> Any:
    one = replace(_ticket(number), state=TicketState.CALLED, desk=DeskId(1))
    return lambda tx: tx.append(Logged(seq, NOW, TicketCalled(one.id, DeskId(1))), "2026-11-23", "test", None, one)


def test_a_locked_database_is_said_to_be_busy_and_works_again_afterwards(writer: Writer, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / engine.FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        run(writer, day)
    other.execute("ROLLBACK")
    other.close()
    run(writer, day)
    assert run(writer, lambda tx: tx.last_seq()) == 1


def test_a_full_disk_is_said_to_be_full_and_loses_nothing(writer: Writer) -> None:
    lost: list[bool] = []
    writer.on_lost(lambda: lost.append(True))
    run(writer, day)
    pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
    writer._connection.execute(f"PRAGMA max_page_count={pages}")
    fat = TicketIssued(TicketId("2026-11-23-A001"), ServiceId("A"), 1, "A" * 200_000, None)
    with pytest.raises(StoreFull):
        run(writer, lambda tx: tx.append(Logged(2, NOW, fat), "2026-11-23", "test", None, replace(_ticket(1), label=fat.label)))
    assert lost, "the office must fold its Day anew"
    assert run(writer, lambda tx: tx.last_seq()) == 1
    run(writer, ticket(2, 1))


def test_the_database_itself_refuses_a_number_twice(writer: Writer) -> None:
    run(writer, day)
    run(writer, ticket(2, 1))
    with pytest.raises(StoreFailed, match="UNIQUE"):
        run(writer, ticket(3, 1))
    assert run(writer, lambda tx: tx.last_seq()) == 2


def test_the_database_itself_refuses_two_tickets_at_one_desk(writer: Writer) -> None:
    for job in (day, ticket(2, 1), ticket(3, 2), call(4, 1)):
        run(writer, job)
    with pytest.raises(StoreFailed, match="UNIQUE"):
        run(writer, call(5, 2))


def test_too_many_waiting_commands_are_turned_away(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.store.writer.WAITING", 0)
    with pytest.raises(StoreBusy):
        writer.submit(day, lambda _, __: None)


def test_the_connection_is_durable_and_in_wal(writer: Writer) -> None:
    assert writer._connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert writer._connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_writer_that_hangs_is_noticed(writer: Writer) -> None:
    assert writer.lives()
    writer._busy_since = -1000.0
    assert not writer.lives()
