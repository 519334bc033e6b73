"""An office on the memory store with a clock of its own."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drivers.clock import ManualClock
from server.domain.model import DeskId, ServiceId
from server.domain.setup import Desk, Service, Setup
from server.office.calendar import DayRule
from server.office.news import News
from server.office.office import Office
from server.office.timekeeping import Timekeeper
from server.store.memory import MemoryStore

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 in Cần Thơ


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EIGHT)


@pytest.fixture
def store() -> MemoryStore:
    services = tuple(Service(ServiceId(one), {"vi": one}, 10) for one in "AB")
    desks = tuple(Desk(DeskId(one), (ServiceId("A"), ServiceId("B"))) for one in (1, 2))
    return MemoryStore(Setup(services, desks))


@pytest.fixture
def new_office(store: MemoryStore, clock: ManualClock) -> Callable[..., Office]:
    """A fresh start on the same store, as after a power cut."""

    def make(news: News | None = None) -> Office:
        office = Office(
            store=store,
            time=Timekeeper(clock, ZoneInfo("Asia/Ho_Chi_Minh")),
            rule=DayRule(ZoneInfo("Asia/Ho_Chi_Minh")),
            news=news or News(),
        )
        office.start()
        return office

    return make


@pytest.fixture
def office(new_office: Callable[..., Office]) -> Office:
    return new_office()


@pytest.fixture
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner
