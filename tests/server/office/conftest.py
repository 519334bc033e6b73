"""An office on the memory store with a clock of its own, and a spool with printers that do what they are told to."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from drivers.clock import ManualClock
from drivers.errors import Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Result
from server.domain.commands import IssueTicket
from server.domain.events import Logged, PaperNoted
from server.domain.model import DeskId, PaperState, ServiceId
from server.domain.setup import Desk, Service, Setup
from server.office import spool as spool_module
from server.office import worker as worker_module
from server.office.calendar import DayRule
from server.office.news import News
from server.office.office import Office
from server.office.printers import Form, PrinterSpec
from server.office.reactions import PaperOrder, caused_by
from server.office.spool import Spool
from server.office.timekeeping import Timekeeper
from server.office.worker import Worker
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


class ScriptedPrinter:
    """Does what it is told to: `trouble` is what it says of itself, `results` what `print` gives; then all is well."""

    width_dots = 576
    bytes_per_s: float | None = None

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        self.paper_low = False
        self.results: deque[Outcome] = deque()
        self.printed: list[str] = []
        self.closed = False
        self.breaks = 0
        self.kept: Any = None
        self.stops: Trouble | None = None  # in mid-paper, until `goes_on`
        self.goes_on = threading.Event()

    def broke_off(self) -> None:
        self.breaks += 1

    def keep(self, documents: Any) -> None:
        self.kept = documents

    def look(self) -> Health:
        return Health(self.trouble, paper_low=self.paper_low)

    def check(self) -> Outcome | None:
        return Outcome(Result.HELD, self.trouble) if self.trouble else None

    def print(self, document: Document, told: Callable[[Health], None]) -> Outcome:
        if self.stops is not None:
            stops, self.stops = self.stops, None
            told(Health(stops))
            assert self.goes_on.wait(20)
        line = document.blocks[0]
        assert isinstance(line, Line)
        self.printed.append(line.text)
        return self.results.popleft() if self.results else Outcome(Result.PRINTED, paper_mm=100)

    def close(self) -> None:
        self.closed = True


def _lay_out(order: PaperOrder, form: Form) -> Document:
    return Document((Line(order.ticket.label + ("" if order.copy == 1 else f"/{order.copy}"), 20), Cut()))


class Room:
    """An office with a spool and printers: `main`, and `back` with a worker only when asked for."""

    def __init__(self, new_office: Callable[..., Office], clock: ManualClock, names: tuple[str, ...] = ("main",)) -> None:
        self.noted: list[tuple[str, PaperState, str]] = []
        self.shown = 0
        news = News()
        news.subscribe(self._listen)
        self.office = new_office(news)
        self.printers = {name: ScriptedPrinter() for name in names if name != "far"}
        self.printer = next(iter(self.printers.values()))
        specs = [PrinterSpec(name, title=name, remote=name == "far") for name in names]
        self.spool = Spool(office=self.office, printers=specs, lay_out=_lay_out, clock=clock, on_change=self._changed)
        self.workers = [Worker(name=name, printer=printer, papers=self.spool) for name, printer in self.printers.items()]

    def _listen(self, batch: Any, day: Any) -> None:
        for logged in batch:
            assert isinstance(logged, Logged)
            if isinstance(logged.event, PaperNoted):
                self.noted.append((logged.event.job[-6:], logged.event.state, logged.event.trouble))
            for order in caused_by(day, logged.event):
                self.spool.put(order)

    def _changed(self) -> None:
        self.shown += 1

    def start(self) -> None:
        self.spool.start()
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        self.spool.stop()
        for worker in self.workers:
            worker.stop()

    def do(self, command: Any) -> None:
        asyncio.run(self.office.handle(command, actor="test"))

    def issue(self, printer: str = "") -> None:
        self.do(IssueTicket(ServiceId("A"), printer=printer))


@pytest.fixture
def rooms(
    new_office: Callable[..., Office], clock: ManualClock, real_waiting: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Room]]:
    """Make rooms: `rooms("main", "back")`; a second one is the office after a restart."""
    monkeypatch.setattr(worker_module, "RETRY_S", 0.02)
    monkeypatch.setattr(worker_module, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(spool_module, "ROUND_S", 0.02)
    made: list[Room] = []

    def make(*names: str) -> Room:
        made.append(Room(new_office, clock, names or ("main",)))
        return made[-1]

    yield make
    for room in made:
        if room.spool._thread.is_alive():
            room.stop()


@pytest.fixture
def real_waiting(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock takes a little time, so that waiting with a limit ends."""
    look = clock.monotonic_s
    monkeypatch.setattr(clock, "monotonic_s", lambda: (clock.advance(0.001), look())[1])


@pytest.fixture
def room(rooms: Callable[..., Room]) -> Room:
    return rooms()
