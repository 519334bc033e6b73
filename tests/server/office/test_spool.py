"""Papers: one after the other, each at most once unattended, and what became of each is written down."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drivers.clock import ManualClock
from drivers.errors import Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.printer import Outcome, Result
from server.domain.commands import Cancel, IssueTicket
from server.domain.events import Logged, PaperNoted
from server.domain.model import PaperState, ServiceId, TicketId
from server.office import spool as spool_module
from server.office.news import News
from server.office.office import Office
from server.office.reactions import PaperOrder, caused_by, left_over
from server.office.spool import Spool


class ScriptedPrinter:
    """Does what it is told to: `troubles` are what `check` finds, `results` what `print` gives; then all is well."""

    def __init__(self) -> None:
        self.troubles: deque[Trouble] = deque()
        self.results: deque[Outcome] = deque()
        self.printed: list[str] = []
        self.closed = False
        self.breaks = 0

    def broke_off(self) -> None:
        self.breaks += 1

    def check(self) -> Outcome | None:
        return Outcome(Result.HELD, self.troubles.popleft()) if self.troubles else None

    def print(self, document: Document) -> Outcome:
        line = document.blocks[0]
        assert isinstance(line, Line)
        self.printed.append(line.text)
        return self.results.popleft() if self.results else Outcome(Result.PRINTED)

    def close(self) -> None:
        self.closed = True


class Room:
    """An office with a spool and a printer."""

    def __init__(self, new_office: Callable[..., Office], clock: ManualClock) -> None:
        self.noted: list[tuple[str, PaperState, str]] = []
        news = News()
        news.subscribe(self._listen)
        self.office = new_office(news)
        self.printer = ScriptedPrinter()
        self.spool = Spool(office=self.office, printer=self.printer, lay_out=_lay_out, clock=clock)

    def _listen(self, batch: Any, day: Any) -> None:
        for logged in batch:
            assert isinstance(logged, Logged)
            if isinstance(logged.event, PaperNoted):
                self.noted.append((logged.event.ticket[-4:], logged.event.state, logged.event.trouble))
            for order in caused_by(day, logged.event):
                self.spool.put(order)

    def issue(self) -> None:
        import asyncio

        asyncio.run(self.office.handle(IssueTicket(ServiceId("A")), actor="test"))


def _lay_out(order: PaperOrder) -> Document:
    return Document((Line(order.ticket.label, 20), Cut()))


@pytest.fixture
def room(new_office: Callable[..., Office], clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(spool_module, "RETRY_S", 0.02)
    made = Room(new_office, clock)
    yield made
    if made.spool._thread.is_alive():
        made.spool.stop()


def test_a_paper_is_noted_as_sending_before_it_is_sent_and_then_as_what_it_became(room: Room, eventually: Any) -> None:
    room.spool.start()
    room.issue()
    eventually(lambda: len(room.noted) == 2)
    assert room.noted == [("A001", PaperState.SENDING, ""), ("A001", PaperState.PRINTED, "")]


def test_papers_come_out_in_the_order_of_their_numbers(room: Room, eventually: Any) -> None:
    for _ in range(5):
        room.issue()
    room.spool.start()
    eventually(lambda: len(room.printer.printed) == 5)
    assert room.printer.printed == ["A001", "A002", "A003", "A004", "A005"]


def test_a_printer_that_is_not_ready_holds_the_paper_and_prints_it_once_later(
    room: Room, clock: ManualClock, eventually: Any
) -> None:
    room.printer.troubles.extend([Trouble.PAPER_OUT] * 3)
    room.spool.start()
    room.issue()
    eventually(lambda: ("A001", PaperState.QUEUED, "paper_out") in room.noted)
    assert room.printer.printed == []
    eventually(lambda: clock.advance(1) or room.printer.printed == ["A001"])
    eventually(lambda: room.noted[-1] == ("A001", PaperState.PRINTED, ""))
    assert room.noted.count(("A001", PaperState.QUEUED, "paper_out")) == 1, "said once, not at every try"


def test_a_citizen_who_comes_while_the_printer_is_down_is_told_too(room: Room, eventually: Any) -> None:
    room.printer.troubles.extend([Trouble.COVER_OPEN] * 1000)
    room.spool.start()
    room.issue()
    eventually(lambda: room.noted)
    room.issue()
    eventually(lambda: ("A002", PaperState.QUEUED, "cover_open") in room.noted)


def test_a_doubtful_paper_is_not_printed_again_by_itself(room: Room, clock: ManualClock, eventually: Any) -> None:
    room.printer.results.append(Outcome(Result.DOUBTFUL, Trouble.STALLED))
    room.spool.start()
    room.issue()
    room.issue()
    eventually(lambda: clock.advance(1) or len(room.noted) == 4)
    assert room.printer.printed == ["A001", "A002"]
    assert room.noted[1] == ("A001", PaperState.DOUBTFUL, "stalled")


def test_a_paper_that_nobody_needs_any_more_is_dropped(room: Room, eventually: Any) -> None:
    room.issue()
    room.office.handle_blocking(Cancel(TicketId("2026-11-23-A001")), actor="test")
    room.spool.start()
    eventually(lambda: room.noted == [("A001", PaperState.DROPPED, "")])
    assert room.printer.printed == []


def test_after_a_restart_the_unbegun_are_printed_and_the_begun_are_doubtful(
    room: Room, new_office: Callable[..., Office], clock: ManualClock, eventually: Any
) -> None:
    from server.domain.commands import NotePaper
    from server.domain.model import job_of

    room.issue()
    room.issue()
    room.office.handle_blocking(NotePaper(job_of(TicketId("2026-11-23-A001")), PaperState.SENDING), actor="test")
    after = Room(new_office, clock)
    queued, sending = left_over(after.office.view)
    for order in queued:
        after.spool.put(order)
    for job in sending:
        after.spool.doubt(job)
    after.spool.start()
    eventually(lambda: len(after.noted) == 3)
    assert after.printer.printed == ["A002"]
    assert ("A001", PaperState.DOUBTFUL, "restarted") in after.noted
    assert after.printer.breaks == 1, "the printer may still wait for the rest of it"
    after.spool.stop()


def test_stopping_leaves_the_rest_queued_and_lets_go_of_the_printer(room: Room, eventually: Any) -> None:
    room.printer.troubles.extend([Trouble.UNREACHABLE] * 1000)
    room.spool.start()
    room.issue()
    eventually(lambda: room.noted)
    room.spool.stop()
    assert room.printer.closed
    assert len(left_over(room.office.view)[0]) == 1


def test_a_layout_that_fails_does_not_stop_the_next_paper(room: Room, eventually: Any) -> None:
    def lay_out(order: PaperOrder) -> Document:
        if order.ticket.label == "A001":
            raise ValueError("a fault of ours")
        return _lay_out(order)

    room.spool._lay_out = lay_out
    room.spool.start()
    room.issue()
    room.issue()
    eventually(lambda: room.printer.printed == ["A002"])
    assert room.noted[0] == ("A001", PaperState.DROPPED, "internal")
