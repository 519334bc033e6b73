"""Papers: each at most once unattended, by the printer of its kiosk or another one, and what became of each is written down."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drivers.clock import ManualClock
from drivers.errors import Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Result
from server.domain.commands import CallNext, Cancel, IssueTicket, LoadPaper, NotePaper, Reprint, Start
from server.domain.events import Logged, PaperNoted
from server.domain.model import DeskId, PaperState, ServiceId, TicketId, job_of
from server.office import spool as spool_module
from server.office import worker as worker_module
from server.office.news import News
from server.office.office import Office
from server.office.printers import Form, PaperJob, PrinterSpec
from server.office.reactions import PaperOrder, caused_by, left_over
from server.office.spool import Spool
from server.office.worker import Worker

FIRST = TicketId("2026-11-23-A001")


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

    def broke_off(self) -> None:
        self.breaks += 1

    def look(self) -> Health:
        return Health(self.trouble, paper_low=self.paper_low)

    def check(self) -> Outcome | None:
        return Outcome(Result.HELD, self.trouble) if self.trouble else None

    def print(self, document: Document) -> Outcome:
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
    new_office: Callable[..., Office], clock: ManualClock, monkeypatch: pytest.MonkeyPatch
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


@pytest.fixture(autouse=True)
def real_waiting(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock takes a little time, so that waiting with a limit ends."""
    look = clock.monotonic_s
    monkeypatch.setattr(clock, "monotonic_s", lambda: (clock.advance(0.001), look())[1])


@pytest.fixture
def room(rooms: Callable[..., Room]) -> Room:
    return rooms()


def test_a_paper_is_noted_as_sending_before_it_is_sent_and_then_as_what_it_became(room: Room, eventually: Any) -> None:
    room.start()
    room.issue()
    eventually(lambda: len(room.noted) == 2)
    assert room.noted == [("A001/1", PaperState.SENDING, ""), ("A001/1", PaperState.PRINTED, "")]
    assert room.office.view.tickets[FIRST].paper_at == "main"


def test_papers_come_out_in_the_order_of_their_numbers(room: Room, eventually: Any) -> None:
    for _ in range(5):
        room.issue()
    room.start()
    eventually(lambda: len(room.printer.printed) == 5)
    assert room.printer.printed == ["A001", "A002", "A003", "A004", "A005"]


def test_a_printer_that_is_not_ready_holds_the_paper_and_prints_it_once_later(room: Room, eventually: Any) -> None:
    room.printer.trouble = Trouble.PAPER_OUT
    room.start()
    room.issue()
    eventually(lambda: ("A001/1", PaperState.QUEUED, "paper_out") in room.noted)
    assert room.printer.printed == []
    room.printer.trouble = None
    eventually(lambda: room.noted[-1] == ("A001/1", PaperState.PRINTED, ""))
    assert room.printer.printed == ["A001"]
    assert room.noted.count(("A001/1", PaperState.QUEUED, "paper_out")) == 1, "said once, not at every try"


def test_a_citizen_who_comes_while_the_printer_is_down_is_told_too_and_of_a_new_reason(room: Room, eventually: Any) -> None:
    room.printer.trouble = Trouble.PAPER_OUT
    room.start()
    room.issue()
    eventually(lambda: room.noted)
    room.issue()
    eventually(lambda: ("A002/1", PaperState.QUEUED, "paper_out") in room.noted)
    room.printer.trouble = Trouble.COVER_OPEN
    eventually(lambda: ("A002/1", PaperState.QUEUED, "cover_open") in room.noted)


def test_how_the_printers_stand_is_told_when_it_changes(room: Room, eventually: Any) -> None:
    room.start()
    eventually(lambda: room.shown == 1)
    room.printer.trouble = Trouble.PAPER_OUT
    room.issue()
    eventually(lambda: room.spool.standing()[0].held == 1)
    assert room.spool.standing()[0].trouble is Trouble.PAPER_OUT
    assert not room.spool.can_print("")
    room.printer.trouble = None
    eventually(lambda: room.spool.standing()[0].trouble is None and room.spool.can_print(""))


def test_a_doubtful_paper_is_not_printed_again_by_itself(room: Room, eventually: Any) -> None:
    room.printer.results.append(Outcome(Result.DOUBTFUL, Trouble.STALLED))
    room.start()
    room.issue()
    room.issue()
    eventually(lambda: len(room.noted) == 4)
    assert room.printer.printed == ["A001", "A002"]
    assert room.noted[1] == ("A001/1", PaperState.DOUBTFUL, "stalled")


def test_a_paper_that_a_person_asked_for_again_is_a_copy(room: Room, eventually: Any) -> None:
    room.printer.results.append(Outcome(Result.DOUBTFUL, Trouble.STALLED))
    room.start()
    room.issue()
    eventually(lambda: len(room.noted) == 2)
    room.do(Reprint(FIRST))
    eventually(lambda: room.noted[-1] == ("A001/2", PaperState.PRINTED, ""))
    assert room.printer.printed == ["A001", "A001/2"]


def test_a_copy_is_printed_for_somebody_who_is_being_served_and_a_first_paper_is_not(room: Room, eventually: Any) -> None:
    room.issue()
    room.do(CallNext(DeskId(1)))
    room.do(Start(DeskId(1)))
    room.start()
    eventually(lambda: room.noted == [("A001/1", PaperState.DROPPED, "")])
    room.do(Reprint(FIRST))
    eventually(lambda: room.printer.printed == ["A001/2"])


def test_a_paper_that_nobody_needs_any_more_is_dropped(room: Room, eventually: Any) -> None:
    room.issue()
    room.do(Cancel(FIRST))
    room.start()
    eventually(lambda: room.noted == [("A001/1", PaperState.DROPPED, "")])
    assert room.printer.printed == []


def test_after_a_restart_the_unbegun_are_printed_and_the_begun_are_doubtful(rooms: Callable[..., Room], eventually: Any) -> None:
    room = rooms()
    room.issue()
    room.issue()
    room.do(NotePaper(job_of(FIRST), PaperState.SENDING, "", "main"))
    after = rooms()
    queued, sending = left_over(after.office.view)
    for order in queued:
        after.spool.put(order)
    for job, printer in sending:
        after.spool.doubt(job, printer)
    after.start()
    eventually(lambda: len(after.noted) == 3)
    assert after.printer.printed == ["A002"]
    assert ("A001/1", PaperState.DOUBTFUL, "restarted") in after.noted
    assert after.printer.breaks == 1, "the printer may still wait for the rest of it"


def test_stopping_leaves_the_rest_queued_and_lets_go_of_the_printer(room: Room, eventually: Any) -> None:
    room.printer.trouble = Trouble.UNREACHABLE
    room.start()
    room.issue()
    eventually(lambda: room.noted)
    room.stop()
    assert room.printer.closed
    assert len(left_over(room.office.view)[0]) == 1


def test_a_layout_that_fails_does_not_stop_the_next_paper(room: Room, eventually: Any) -> None:
    def lay_out(order: PaperOrder, form: Form) -> Document:
        if order.ticket.label == "A001":
            raise ValueError("a fault of ours")
        return _lay_out(order, form)

    room.spool._lay_out = lay_out
    room.start()
    room.issue()
    room.issue()
    eventually(lambda: room.printer.printed == ["A002"])
    assert room.noted[0] == ("A001/1", PaperState.DROPPED, "internal")


def test_each_kiosk_has_its_own_printer(rooms: Callable[..., Room], eventually: Any) -> None:
    room = rooms("main", "back")
    room.start()
    for printer in ("back", "main", "", "back", "no such printer"):
        room.issue(printer)
    eventually(lambda: len(room.noted) == 10)
    assert room.printers["back"].printed == ["A001", "A004"]
    assert room.printers["main"].printed == ["A002", "A003", "A005"]


def test_another_printer_takes_over_and_the_ticket_says_where_its_paper_is(rooms: Callable[..., Room], eventually: Any) -> None:
    room = rooms("main", "back")
    room.printers["main"].trouble = Trouble.PAPER_OUT
    room.start()
    eventually(lambda: room.spool.standing()[0].trouble is Trouble.PAPER_OUT)
    room.issue("main")
    eventually(lambda: room.printers["back"].printed == ["A001"])
    eventually(lambda: room.office.view.tickets[FIRST].paper is PaperState.PRINTED)
    assert room.office.view.tickets[FIRST].paper_at == "back"
    assert ("A001/1", PaperState.QUEUED, "paper_out") not in room.noted, "nobody had to wait"


def test_no_paper_comes_out_of_two_printers(rooms: Callable[..., Room], eventually: Any) -> None:
    room = rooms("main", "back")
    room.start()
    for turn in range(40):
        room.printers["main"].trouble = Trouble.COVER_OPEN if turn % 3 else None
        room.printers["back"].trouble = Trouble.COVER_OPEN if turn % 2 else None
        room.issue("main" if turn % 2 else "back")
    for printer in room.printers.values():
        printer.trouble = None
    eventually(lambda: not room.office.view.unprinted)
    out = [label for printer in room.printers.values() for label in printer.printed]
    assert sorted(out) == [f"A{number:03}" for number in range(1, 41)]


def test_the_sensor_and_a_new_roll_set_the_count_of_the_paper(room: Room, eventually: Any) -> None:
    room.start()
    room.printer.trouble = Trouble.PAPER_OUT
    eventually(lambda: room.spool.standing()[0].trouble is Trouble.PAPER_OUT)
    room.printer.trouble = None
    eventually(lambda: room.spool.standing()[0].papers_left == 60_000 // 105)
    room.issue()
    eventually(lambda: room.spool.standing()[0].papers_left == (60_000 - 100) // 100)
    room.printer.paper_low = True
    eventually(lambda: room.spool.standing()[0].papers_left == 40)


# A worker on another machine: the same protocol, called by hand.


def form() -> Form:
    return Form(576)


def taken(room: Room) -> PaperJob:
    job = room.spool.take("far", form(), 5)
    assert job is not None
    return job


def test_a_printer_that_is_not_heard_of_is_away_and_what_it_was_printing_is_doubtful(
    rooms: Callable[..., Room], clock: ManualClock, eventually: Any
) -> None:
    room = rooms("main", "far")
    room.printer.trouble = Trouble.UNREACHABLE
    room.start()
    room.spool.report("far", form(), Health())
    room.issue("far")
    job = taken(room)
    assert room.spool.sending("far", job.job)
    clock.advance(spool_module.SILENT_S + 1)
    eventually(lambda: room.spool.standing()[1].trouble is None)
    clock.advance(spool_module.PRINTING_S)
    eventually(lambda: ("A001/1", PaperState.DOUBTFUL, "away") in room.noted)
    assert room.spool.standing()[1].trouble is Trouble.AWAY
    room.spool.became("far", job.job, Outcome(Result.PRINTED))
    assert room.noted[-1] == ("A001/1", PaperState.PRINTED, ""), "the line was down, not the printer: its receipt comes late"
    assert room.spool.report("far", form(), Health()) is False


def test_a_worker_that_comes_back_knowing_nothing_must_end_the_paper_that_broke_off(
    rooms: Callable[..., Room], clock: ManualClock, eventually: Any
) -> None:
    room = rooms("main", "far")
    room.start()
    room.spool.report("far", form(), Health())
    room.issue("far")
    assert room.spool.sending("far", taken(room).job)
    clock.advance(spool_module.PRINTING_S + 1)
    eventually(lambda: ("A001/1", PaperState.DOUBTFUL, "away") in room.noted)
    assert room.spool.report("far", form(), Health()) is True
    assert room.spool.report("far", form(), Health()) is False


def test_a_paper_that_an_absent_worker_only_held_comes_out_elsewhere(
    rooms: Callable[..., Room], clock: ManualClock, eventually: Any
) -> None:
    room = rooms("main", "far")
    room.printer.trouble = Trouble.PAPER_OUT
    room.start()
    room.spool.report("far", form(), Health())
    room.issue("far")
    job = taken(room)
    room.printer.trouble = None
    clock.advance(spool_module.PRINTING_S + 1)
    eventually(lambda: room.printer.printed == ["A001"])
    assert not room.spool.sending("far", job.job), "it is not its paper any more"


def test_asking_again_whether_it_may_send_is_answered_alike(rooms: Callable[..., Room]) -> None:
    room = rooms("far", "main")
    room.spool.report("far", form(), Health())
    room.issue()
    job = taken(room)
    assert room.spool.sending("far", job.job) and room.spool.sending("far", job.job)
    room.spool.became("far", job.job, Outcome(Result.PRINTED))
    room.spool.became("far", job.job, Outcome(Result.PRINTED))
    assert [state for _, state, _ in room.noted] == [PaperState.SENDING, PaperState.PRINTED]


def test_a_roll_that_somebody_put_in_is_counted_from_there(room: Room, eventually: Any) -> None:
    room.do(LoadPaper("main"))
    room.start()
    eventually(lambda: room.spool.standing()[0].papers_left == 60_000 // 105)
