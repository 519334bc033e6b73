"""One office on the memory store, one on SQLite, the same orders: the same answers, the same view, before and after a restart."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from drivers.clock import ManualClock
from server.domain.commands import IssueTicket
from server.domain.errors import Refused
from server.office.calendar import DayRule
from server.office.news import News
from server.office.office import Office
from server.office.timekeeping import Timekeeper
from server.ports import Store
from server.setupdoc import doc_of
from server.store.engine import FILE_NAME
from server.store.memory import MemoryStore
from server.store.migrate import bring_up_to_date
from server.store.replay import replay
from server.store.store import SqliteStore

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CAN_THO = ZoneInfo("Asia/Ho_Chi_Minh")
SHM = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a disk that costs nothing, where there is one
PAUSES = (timedelta(minutes=40), timedelta(hours=2), timedelta(hours=13), timedelta(days=2))
JUMPS = (timedelta(), timedelta(), timedelta(days=-1), timedelta(days=400), timedelta(days=-20_780))
STEPS, RUNS = 50, 202
"""Ten thousand steps a run and more: orders, asks repeated, hours, jumping clocks, pulled plugs."""


def office_on(store: Store, clock: ManualClock) -> Office:
    office = Office(store=store, time=Timekeeper(clock, CAN_THO), rule=DayRule(CAN_THO), news=News())
    office.start()
    return office


class Both(RuleBasedStateMachine):
    """Whatever the one says, the other must say."""

    def __init__(self, orders: Any, template: Path) -> None:
        super().__init__()
        self.orders = orders
        self.data = Path(mkdtemp(dir=SHM))
        shutil.copy(template, self.data / FILE_NAME)
        self.runner = asyncio.Runner()
        self.clock, self.jump = ManualClock(EIGHT), timedelta()
        self.memory, self.sqlite = MemoryStore(orders.setup), self._sqlite()
        self.offices = self._offices()
        self.asked: list[tuple[str, Any]] = []

    def _sqlite(self) -> SqliteStore:
        return SqliteStore(self.data, self.runner.get_loop().call_soon_threadsafe)

    def _offices(self) -> tuple[Office, Office]:
        return office_on(self.memory, self.clock), office_on(self.sqlite, self.clock)

    def order(self, command: Any, ask_id: str | None = None) -> Any:
        """Give it to both; returns what both answered."""
        answers = [self.runner.run(self._answer(office, command, ask_id)) for office in self.offices]
        assert answers[0] == answers[1]
        return answers[0]

    async def _answer(self, office: Office, command: Any, ask_id: str | None) -> Any:
        try:
            return await office.handle(command, actor="test", ask_id=ask_id)
        except Refused as refused:
            return refused.reason, refused.facts

    @rule(data=st.data(), seconds=st.sampled_from([0, 1, 3, 20, 60, 400]), remembered=st.booleans())
    def somebody_orders(self, data: Any, seconds: int, remembered: bool) -> None:
        self.clock.advance(seconds)
        command = self.orders.draw(data.draw, self.offices[0].view, self.offices[0].now())
        ask_id = f"ask-{len(self.asked):05}" if remembered else None
        answer = self.order(command, ask_id)
        if ask_id is not None and not isinstance(answer, tuple):
            self.asked.append((ask_id, (command, answer)))

    @rule(data=st.data(), other=st.booleans())
    def somebody_asks_again(self, data: Any, other: bool) -> None:
        """The answer was lost on its way: the same ask gets the same answer, and nothing happens twice."""
        if not self.asked:
            return
        ask_id, (command, answer) = data.draw(st.sampled_from(self.asked))
        view = self.offices[0].view
        before = view.date, len(view.tickets)
        if other:
            assert self.order(IssueTicket("A", language="en"), ask_id)[0] == "ask_reused"  # type: ignore[arg-type]  # a plain id
        else:
            assert self.order(command, ask_id) == answer
        assert (view.date, len(view.tickets)) == before or view.date != before[0], (
            "a press may open the day, but gives no second number"
        )

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: timedelta) -> None:
        self.clock.advance(pause.total_seconds())
        self.do_what_is_due()

    @rule(jump=st.sampled_from(JUMPS))
    def the_clock_jumps(self, jump: timedelta) -> None:
        self.clock.set_wall(self.clock.now() - self.jump + jump)
        self.jump = jump
        self.do_what_is_due()

    def do_what_is_due(self) -> None:
        for office in self.offices:
            self.runner.run(office.do_what_is_due())

    @rule()
    def the_plug_is_pulled(self) -> None:
        before = self.offices[0].view
        self.sqlite.stop()
        self.sqlite = self._sqlite()
        self.offices = self._offices()
        assert self.offices[0].view == before

    @invariant()
    def both_see_the_same(self) -> None:
        assert self.offices[0].view == self.offices[1].view

    def teardown(self) -> None:
        before = self.offices[0].view
        self.sqlite.stop()
        found = replay(self.data)
        self.sqlite = self._sqlite()
        after = self._offices()
        self.sqlite.stop()
        self.runner.close()
        shutil.rmtree(self.data)
        assert found.differences == ()
        assert after[0].view == before and after[1].view == before


@pytest.fixture
def template(orders: SimpleNamespace) -> Iterator[Path]:
    """A new database with the setup of the orders."""
    with TemporaryDirectory() as folder:
        bring_up_to_date(Path(folder), EIGHT)
        connection = sqlite3.connect(Path(folder) / FILE_NAME)
        connection.execute("UPDATE setup SET body = ?", (json.dumps(doc_of(orders.setup)),))
        connection.commit()
        connection.execute("PRAGMA journal_mode=DELETE")  # all in one file, to be copied
        connection.close()
        yield Path(folder) / FILE_NAME


@pytest.mark.timeout(900)
def test_the_same_orders_get_the_same_answers_from_both_stores(orders: SimpleNamespace, template: Path) -> None:
    run_state_machine_as_test(
        lambda: Both(orders, template), settings=settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None)
    )
