"""Log and tables say the same; when a table was tampered with, replay finds it."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.clock import ManualClock
from server.domain.commands import (
    CallNext,
    CallThis,
    Cancel,
    ChangeSetup,
    CloseDay,
    Finish,
    IssueTicket,
    NoShow,
    NotePaper,
    Recall,
    Start,
)
from server.domain.edits import Put, PutRules
from server.domain.errors import Refused
from server.domain.model import DeskId, JobId, PaperState, SeriesId, ServiceId, TicketId
from server.domain.setup import LeftOver, Series
from server.office.calendar import DayRule
from server.office.news import News
from server.office.office import Office
from server.office.timekeeping import Timekeeper
from server.store.engine import FILE_NAME
from server.store.migrate import bring_up_to_date
from server.store.replay import replay
from server.store.store import SqliteStore


@pytest.fixture
def busy_morning(live_server: Callable[..., Any], tmp_path: Path) -> Path:
    server = live_server(printer="serial:/dev/ttyNOTHERE")  # a printer that is away: every paper stays queued
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


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE ticket SET since_s = since_s - 60 WHERE label = 'B001'", "place"),
        ("UPDATE ticket SET steps = '[\"C\"]' WHERE label = 'B001'", "B001"),
        ("UPDATE ticket SET overtaken = 3 WHERE label = 'B001'", "B001"),
        ("UPDATE ticket SET priority = 1 WHERE label = 'B001'", "B001"),
        ("UPDATE ticket SET note = 'x' WHERE label = 'B001'", "B001"),
        ("UPDATE paper SET state = 'printed' WHERE job LIKE '%B001/1'", "paper"),
        ("INSERT INTO ticket SELECT 'ghost', day, service, series, 77, 'A077', state, issued_at, arrival, since_s, tie, priority,"
         " appointment, language, steps, for_desk, not_before_s, admission, opens_at, desk, called_at, last_call_at, started_at,"
         " ended_at, calls, absences, overtaken, why, overtook, outcome, hold, back_at, note, days, paper, paper_trouble, paper_at, copies"
         " FROM ticket WHERE label = 'B001'", "the log says nothing"),
    ],
)  # fmt: skip
def test_a_field_that_the_rules_brought_is_compared_too(busy_morning: Path, statement: str, says: str) -> None:
    connection = sqlite3.connect(busy_morning / FILE_NAME)
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()
    found = replay(busy_morning).differences
    assert len(found) == 1 and says in found[0]


def test_a_number_that_nobody_got_is_a_gap(busy_morning: Path) -> None:
    """Log and table may agree on a ticket that never was: its number is missed all the same."""
    connection = sqlite3.connect(busy_morning / FILE_NAME)
    connection.execute("DELETE FROM paper WHERE ticket LIKE '%A002'")
    connection.execute("DELETE FROM ticket WHERE label = 'A002'")
    connection.execute("UPDATE event SET kind = 'ticket_moved_away', day = '' WHERE ticket LIKE '%A002'")
    connection.commit()
    connection.close()
    assert any("gaps: [2]" in difference for difference in replay(busy_morning).differences)


def test_a_number_that_stands_on_a_paper_of_yesterday_is_no_gap(tmp_path: Path) -> None:
    """Tomorrow's series B writes A001 too, which somebody who was carried over holds in the hand."""
    taken_over = (Put(Series(SeriesId("A"), "X")), Put(Series(SeriesId("B"), "A")))

    async def two_days() -> str:
        clock = ManualClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
        bring_up_to_date(tmp_path, clock.now())
        store, office = _start(tmp_path, clock)
        for command in (ChangeSetup((PutRules(left_over=LeftOver.CARRY),)), IssueTicket(ServiceId("A"))):
            await office.handle(command, actor="test")
        await office.handle(ChangeSetup(taken_over, tomorrow=True), actor="test")
        clock.advance(24 * 3600)
        done = await office.handle(IssueTicket(ServiceId("B")), actor="test")
        await asyncio.to_thread(store.stop)
        return done.ticket.label if done.ticket else ""

    assert asyncio.run(two_days()) == "A002"
    assert replay(tmp_path).differences == ()


ORDERS = st.lists(
    st.one_of(
        st.builds(IssueTicket, st.sampled_from("ABCZ").map(ServiceId), st.booleans()),
        st.builds(CallNext, st.integers(1, 6).map(DeskId)),
        st.builds(Recall, st.integers(1, 5).map(DeskId)),
        st.builds(Start, st.integers(1, 5).map(DeskId)),
        st.builds(Finish, st.integers(1, 5).map(DeskId)),
        st.builds(NoShow, st.integers(1, 5).map(DeskId)),
        st.builds(CallThis, st.integers(1, 5).map(DeskId), st.integers(1, 4).map(lambda n: TicketId(f"2026-11-23-A{n:03}"))),
        st.builds(Cancel, st.integers(1, 4).map(lambda n: TicketId(f"2026-11-23-A{n:03}"))),
        st.builds(NotePaper, st.integers(1, 3).map(lambda n: JobId(f"2026-11-23-A{n:03}/1")), st.sampled_from(list(PaperState))),
        st.just(CloseDay()),
        st.integers(0, 30).map(lambda hours: timedelta(hours=hours)),
        st.just("restart"),
    ),
    min_size=5,
    max_size=60,
)


@settings(max_examples=25, deadline=None)
@given(ORDERS)
def test_whatever_is_ordered_the_log_the_tables_and_the_memory_agree(orders: list[Any]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_live_through(Path(folder), orders))
        assert replay(Path(folder)).differences == ()


async def _live_through(data: Path, orders: list[Any]) -> None:
    """Give the orders to a real office on a real disk; time passes and the plug is pulled in between."""
    clock = ManualClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    bring_up_to_date(data, clock.now())
    store, office = _start(data, clock)
    await office.open_due_day()
    for order in orders:
        if isinstance(order, timedelta):
            clock.advance(order.total_seconds())
        elif order == "restart":
            before = office.view
            await asyncio.to_thread(store.stop)
            store, office = _start(data, clock)
            assert office.view == before
        else:
            with suppress(Refused):
                await office.handle(order, actor="test")
    await asyncio.to_thread(store.stop)


def _start(data: Path, clock: ManualClock) -> tuple[SqliteStore, Office]:
    store = SqliteStore(data, asyncio.get_running_loop().call_soon_threadsafe)
    office = Office(
        store=store, time=Timekeeper(clock, ZoneInfo("Asia/Ho_Chi_Minh")), rule=DayRule(ZoneInfo("Asia/Ho_Chi_Minh")), news=News()
    )
    office.start()
    return store, office
