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
from server.domain.commands import CallNext, CallThis, Cancel, CloseDay, Finish, IssueTicket, NoShow, NotePaper, Recall, Start
from server.domain.errors import Refused
from server.domain.model import DeskId, JobId, PaperState, ServiceId, TicketId
from server.office.calendar import DayRule
from server.office.news import News
from server.office.office import Office
from server.store.engine import FILE_NAME
from server.store.migrate import bring_up_to_date
from server.store.replay import replay
from server.store.store import SqliteStore


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
    office = Office(store=store, clock=clock, rule=DayRule(ZoneInfo("Asia/Ho_Chi_Minh")), news=News())
    office.start()
    return store, office
