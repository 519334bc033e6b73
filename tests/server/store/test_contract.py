"""Both stores keep the office's port alike: SQLite on a real disk, and the memory one that tests stand on."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from server.domain.day import Day
from server.domain.errors import Reason, Refused
from server.domain.events import ClockDoubted, DayOpened, Logged, PaperNoted, SetupChanged, TicketIssued
from server.domain.evolve import evolve
from server.domain.model import JobId, PaperState, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import Service, Setup
from server.ports import Audited, AuditEntry, Done, Noted, Store, StoredAnswer, StoreTrouble, Tx
from server.store.engine import FILE_NAME
from server.store.memory import MemoryStore
from server.store.migrate import bring_up_to_date
from server.store.sqlite_tx import setup_text
from server.store.store import SqliteStore
from server.who import Person, PersonId, Role, Session

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SETUP = Setup((Service(ServiceId("A"), {"vi": "Hộ tịch"}, 12),), ())


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore(SETUP)
        return
    bring_up_to_date(tmp_path, NOW)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("UPDATE setup SET body = ?", (setup_text(SETUP),))
    connection.commit()
    connection.close()
    made = SqliteStore(tmp_path, lambda call: call())
    yield made
    made.stop()


def run(store: Store, job: Callable[[Tx], Any]) -> Any:
    """Submit and wait, from a plain thread."""
    done, out = threading.Event(), []

    def resolve(result: Any, error: BaseException | None) -> None:
        out.append((result, error))
        done.set()

    store.submit(job, resolve)
    assert done.wait(10)
    result, error = out[0]
    if error is not None:
        raise error
    return result


def opened(seq: int = 1) -> Logged:
    return Logged(seq, NOW, DayOpened(date(2026, 11, 23), SETUP))


def issued(seq: int, number: int) -> Logged:
    ticket = TicketId(f"2026-11-23-A{number:03}")
    return Logged(seq, NOW, TicketIssued(ticket, ServiceId("A"), number, f"A{number:03}", None))


def _ticket_after(logged: Logged) -> Ticket | None:
    day = Day()
    evolve(day, logged)
    return next(iter(day.tickets.values()), None)


def append(*logged: Logged) -> Callable[[Tx], None]:
    def job(tx: Tx) -> None:
        for one in logged:
            tx.append(one, "2026-11-23", "test", None, _ticket_after(one))

    return job


def test_what_was_appended_is_read_back_as_it_was(store: Store) -> None:
    run(store, append(opened(), issued(2, 1)))
    run(store, append(issued(3, 2)))
    assert store.log_of_newest_day() == [opened(), issued(2, 1), issued(3, 2)]
    assert store.last_seq() == 3


def test_an_empty_store_has_no_day(store: Store) -> None:
    assert store.log_of_newest_day() == [] and store.last_seq() == 0


def test_a_refused_job_is_undone_alone(store: Store) -> None:
    run(store, append(opened()))

    def refuse(tx: Tx) -> None:
        append(issued(2, 1))(tx)
        raise Refused(Reason.NOBODY_WAITS)

    with pytest.raises(Refused):
        run(store, refuse)
    run(store, append(issued(2, 1)))
    assert store.last_seq() == 2


def test_a_job_that_breaks_is_undone_and_the_next_one_runs(store: Store) -> None:
    run(store, append(opened()))

    def broken(tx: Tx) -> None:
        append(issued(2, 1))(tx)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(store, broken)
    assert store.last_seq() == 1
    run(store, append(issued(2, 1)))


def test_the_first_answer_is_kept_whole(store: Store) -> None:
    ticket = Ticket(TicketId("2026-11-23-A001"), ServiceId("A"), 1, "A001", TicketState.WAITING, NOW, 2)
    answer = StoredAnswer("IssueTicket(A)", Done(2, ticket, 4))
    run(store, lambda tx: tx.answer("abcdefgh", NOW, answer))
    assert run(store, lambda tx: tx.answered("abcdefgh")) == answer
    assert run(store, lambda tx: tx.answered("somebody-else")) is None


def _note(order: list[int], place: int, _: Tx) -> int:
    order.append(place)
    return place


def _answer(future: "asyncio.Future[int]", result: int, _: BaseException | None) -> None:
    future.set_result(result)


def test_jobs_run_in_the_order_they_came(store: Store) -> None:
    order: list[int] = []
    for place in range(50):
        store.submit(partial(_note, order, place), lambda _, __: None)
    run(store, lambda _: None)
    assert order == list(range(50))


def test_many_jobs_are_answered_in_the_loop_that_asked(tmp_path: Path) -> None:
    async def main() -> list[int]:
        loop = asyncio.get_running_loop()
        bring_up_to_date(tmp_path, NOW)
        store = SqliteStore(tmp_path, loop.call_soon_threadsafe)
        futures = [loop.create_future() for _ in range(300)]
        for place, future in enumerate(futures):
            store.submit(partial(_note, [], place), partial(_answer, future))
        results = await asyncio.gather(*futures)
        await asyncio.to_thread(store.stop)
        return results

    assert asyncio.run(main()) == list(range(300))


def test_before_the_first_day_the_log_is_what_belongs_to_none(store: Store) -> None:
    doubted = Logged(1, NOW, ClockDoubted("early"))
    run(store, lambda tx: tx.append(doubted, "", "rule", None, None))
    assert store.log_of_newest_day() == [doubted] and store.last_seq() == 1
    run(store, append(opened(2)))
    assert store.log_of_newest_day() == [opened(2)]


def test_the_newest_day_is_the_newest_that_was_opened(store: Store) -> None:
    """A paper of yesterday that is noted today belongs to yesterday."""
    late = Logged(4, NOW, PaperNoted(JobId("2026-11-22-A001/1"), TicketId("2026-11-22-A001"), PaperState.DROPPED, ""))
    run(store, append(opened(), issued(2, 1), issued(3, 2)))
    run(store, lambda tx: tx.append(late, "2026-11-22", "spool", None, None))
    assert store.log_of_newest_day() == [opened(), issued(2, 1), issued(3, 2)] and store.last_seq() == 4


@pytest.mark.parametrize("planned", [None, replace(SETUP, reentry_days=9)])
def test_the_setup_is_what_the_next_day_opens_with(store: Store, planned: Setup | None) -> None:
    assert store.setup() == SETUP
    now = replace(SETUP, one_officer=True)
    changed = Logged(1, NOW, SetupChanged(now, planned, ("one_officer",)))
    run(store, lambda tx: tx.append(changed, "", "desk", None, None))
    assert store.setup() == (planned or now)


def test_a_setup_that_was_refused_is_not_remembered(store: Store) -> None:
    def refuse(tx: Tx) -> None:
        tx.append(Logged(1, NOW, SetupChanged(replace(SETUP, one_officer=True), None, ())), "", "desk", None, None)
        raise Refused(Reason.BAD_SETUP)

    with pytest.raises(Refused):
        run(store, refuse)
    assert store.setup() == SETUP


def test_an_answer_of_a_job_that_was_undone_is_forgotten(store: Store) -> None:
    def broken(tx: Tx) -> None:
        tx.answer("abcdefgh", NOW, StoredAnswer("IssueTicket(A)", Done(2)))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(store, broken)
    assert run(store, lambda tx: tx.answered("abcdefgh")) is None


def test_a_seq_that_is_taken_is_not_written_twice(store: Store) -> None:
    run(store, append(opened()))
    with pytest.raises((ValueError, StoreTrouble)):
        run(store, append(issued(1, 1)))
    assert store.log_of_newest_day() == [opened()]


SIGNED_IN = AuditEntry("person lan, device quay-1", Audited.SIGN_IN, "person lan", after="officer")


def test_audit_entries_are_read_back_in_order_the_newest_ones_only(store: Store) -> None:
    run(store, lambda tx: tx.note(SIGNED_IN, NOW))
    run(store, lambda tx: (tx.note(SIGNED_IN, NOW, "back"), tx.note(AuditEntry("rule", Audited.BACKUP), NOW)))
    assert store.notes(2) == [Noted(2, NOW, SIGNED_IN, "back"), Noted(3, NOW, AuditEntry("rule", Audited.BACKUP))]
    assert len(store.notes(99)) == 3 and store.last_seq() == 0


def test_an_audit_entry_of_a_job_that_was_undone_is_forgotten(store: Store) -> None:
    run(store, lambda tx: tx.note(SIGNED_IN, NOW))

    def refuse(tx: Tx) -> None:
        tx.note(SIGNED_IN, NOW)
        raise Refused(Reason.NOBODY_WAITS)

    with pytest.raises(Refused):
        run(store, refuse)
    run(store, lambda tx: tx.note(SIGNED_IN, NOW))
    assert [one.seq for one in store.notes(9)] == [1, 2]


PERSON = Person(PersonId("lan"), "Cán bộ quầy 1", frozenset({Role.OFFICER, Role.MANAGER}), "pin", "password", False)
SESSION = Session("k" * 64, PersonId("lan"), frozenset({Role.OFFICER}), "quay-3", "192.168.1.5", NOW, NOW)


def test_people_and_their_sessions_are_read_back_as_they_were(store: Store) -> None:
    run(store, lambda tx: (tx.put_person(PERSON), tx.put_session(SESSION)))  # type: ignore[func-returns-value]
    assert store.people() == [PERSON] and store.sessions() == [SESSION]
    changed = replace(PERSON, name="Cán bộ quầy 2", active=True)
    run(store, lambda tx: tx.put_person(changed))
    assert store.people() == [changed]
    run(store, lambda tx: (tx.drop_session(SESSION.key), tx.drop_session("nobody's")))  # type: ignore[func-returns-value]
    run(store, lambda tx: tx.drop_person(PERSON.id))
    assert store.people() == [] and store.sessions() == []


def test_a_refused_job_changes_no_person(store: Store) -> None:
    def refuse(tx: Tx) -> None:
        tx.put_person(PERSON)
        tx.put_session(SESSION)
        raise Refused(Reason.NOBODY_WAITS)

    with pytest.raises(Refused):
        run(store, refuse)
    assert store.people() == [] and store.sessions() == []
