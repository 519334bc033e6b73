"""Papers: each at most once unattended, by the printer of its kiosk or another one, and what became of each is written down."""

from collections.abc import Callable
from typing import Any

import pytest

from drivers.clock import ManualClock
from drivers.errors import Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Result
from server.domain.commands import CallNext, Cancel, IssueTicket, LoadPaper, NotePaper, Reprint, Start
from server.domain.model import DeskId, PaperState, ServiceId, TicketId, job_of
from server.office import spool as spool_module
from server.office.printers import Form, PaperJob
from server.office.reactions import PaperOrder, left_over

FIRST = TicketId("2026-11-23-A001")


def test_a_printer_that_is_not_ready_holds_the_paper_and_prints_it_once_later(room: Any, eventually: Any) -> None:
    room.printer.trouble = Trouble.PAPER_OUT
    room.start()
    room.issue()
    eventually(lambda: ("A001/1", PaperState.QUEUED, "paper_out") in room.noted)
    assert room.printer.printed == []
    room.printer.trouble = None
    eventually(lambda: room.noted[-1] == ("A001/1", PaperState.PRINTED, ""))
    assert room.printer.printed == ["A001"]
    assert room.noted.count(("A001/1", PaperState.QUEUED, "paper_out")) == 1, "said once, not at every try"


def test_a_citizen_who_comes_while_the_printer_is_down_is_told_too_and_of_a_new_reason(room: Any, eventually: Any) -> None:
    room.printer.trouble = Trouble.PAPER_OUT
    room.start()
    room.issue()
    eventually(lambda: room.noted)
    room.issue()
    eventually(lambda: ("A002/1", PaperState.QUEUED, "paper_out") in room.noted)
    room.printer.trouble = Trouble.COVER_OPEN
    eventually(lambda: ("A002/1", PaperState.QUEUED, "cover_open") in room.noted)


def test_how_the_printers_stand_is_told_when_it_changes(room: Any, eventually: Any) -> None:
    room.start()
    eventually(lambda: room.shown == 1)
    room.printer.trouble = Trouble.PAPER_OUT
    room.issue()
    eventually(lambda: room.spool.standing()[0].held == 1)
    assert room.spool.standing()[0].trouble is Trouble.PAPER_OUT
    assert not room.spool.can_print("")
    room.printer.trouble = None
    eventually(lambda: room.spool.standing()[0].trouble is None and room.spool.can_print(""))


def test_a_doubtful_paper_is_not_printed_again_by_itself(room: Any, eventually: Any) -> None:
    room.printer.results.append(Outcome(Result.DOUBTFUL, Trouble.STALLED))
    room.start()
    room.issue()
    room.issue()
    eventually(lambda: len(room.noted) == 4)
    assert room.printer.printed == ["A001", "A002"]
    assert room.noted[1] == ("A001/1", PaperState.DOUBTFUL, "stalled")


def test_a_printer_that_broke_off_is_down_from_that_moment(rooms: Callable[..., Any], eventually: Any) -> None:
    """Not only when the next question to it has failed, which takes five seconds more on a line that is stuck."""
    room = rooms("far", "main")
    room.spool.report("far", form(), Health())
    room.issue()
    job = taken(room)
    assert room.spool.sending("far", job.job)
    room.spool.became("far", job.job, Outcome(Result.DOUBTFUL, Trouble.STALLED))
    assert room.spool.standing()[0].trouble is Trouble.STALLED


def test_a_paper_that_a_person_asked_for_again_is_a_copy(room: Any, eventually: Any) -> None:
    room.printer.results.append(Outcome(Result.DOUBTFUL, Trouble.STALLED))
    room.start()
    room.issue()
    eventually(lambda: len(room.noted) == 2)
    room.do(Reprint(FIRST))
    eventually(lambda: room.noted[-1] == ("A001/2", PaperState.PRINTED, ""))
    assert room.printer.printed == ["A001", "A001/2"]


def test_a_copy_is_printed_for_somebody_who_is_being_served_and_a_first_paper_is_not(room: Any, eventually: Any) -> None:
    room.issue()
    room.do(CallNext(DeskId(1)))
    room.do(Start(DeskId(1)))
    room.start()
    eventually(lambda: room.noted == [("A001/1", PaperState.DROPPED, "")])
    room.do(Reprint(FIRST))
    eventually(lambda: room.printer.printed == ["A001/2"])


def test_a_number_given_without_paper_is_printed_for_somebody_who_is_being_served(room: Any, eventually: Any) -> None:
    room.do(IssueTicket(ServiceId("A"), wants_paper=False))
    room.do(CallNext(DeskId(1)))
    room.do(Start(DeskId(1)))
    room.do(Reprint(FIRST))
    room.start()
    eventually(lambda: room.printer.printed == ["A001"])


def test_what_was_allowed_to_be_sent_is_nobody_elses_from_that_moment(
    rooms: Callable[..., Any], clock: ManualClock, eventually: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the permission is being written down, its printer is taken for absent."""
    room = rooms("main", "far")
    room.printer.trouble = Trouble.PAPER_OUT
    room.start()
    room.spool.report("far", form(), Health())
    room.issue("far")
    job = taken(room)
    really = room.spool._note

    def slow(job: str, state: PaperState, *facts: Any, **named: Any) -> Any:
        if state is PaperState.SENDING:
            clock.advance(spool_module.PRINTING_S + 1)
            room.spool._round()
        return really(job, state, *facts, **named)

    monkeypatch.setattr(room.spool, "_note", slow)
    room.spool.sending("far", job.job)
    room.printer.trouble = None
    eventually(lambda: room.spool.standing()[0].trouble is None)
    room.issue()
    eventually(lambda: room.printer.printed == ["A002"])


def test_a_paper_that_nobody_needs_any_more_is_dropped(room: Any, eventually: Any) -> None:
    room.issue()
    room.do(Cancel(FIRST))
    room.start()
    eventually(lambda: room.noted == [("A001/1", PaperState.DROPPED, "")])
    assert room.printer.printed == []


def test_after_a_restart_the_unbegun_are_printed_and_the_begun_are_doubtful(rooms: Callable[..., Any], eventually: Any) -> None:
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


def test_a_layout_that_fails_does_not_stop_the_next_paper(room: Any, eventually: Any) -> None:
    def lay_out(order: PaperOrder, form: Form) -> Document:
        if order.ticket.label == "A001":
            raise ValueError("a fault of ours")
        return Document((Line(order.ticket.label, 20), Cut()))

    room.spool._lay_out = lay_out
    room.start()
    room.issue()
    room.issue()
    eventually(lambda: room.printer.printed == ["A002"])
    assert room.noted[0] == ("A001/1", PaperState.DROPPED, "internal")


def test_each_kiosk_has_its_own_printer(rooms: Callable[..., Any], eventually: Any) -> None:
    room = rooms("main", "back")
    room.start()
    for printer in ("back", "main", "", "back", "no such printer"):
        room.issue(printer)
    eventually(lambda: len(room.noted) == 10)
    assert room.printers["back"].printed == ["A001", "A004"]
    assert room.printers["main"].printed == ["A002", "A003", "A005"]


def test_another_printer_takes_over_and_the_ticket_says_where_its_paper_is(rooms: Callable[..., Any], eventually: Any) -> None:
    room = rooms("main", "back")
    room.printers["main"].trouble = Trouble.PAPER_OUT
    room.start()
    eventually(lambda: room.spool.standing()[0].trouble is Trouble.PAPER_OUT)
    room.issue("main")
    eventually(lambda: room.printers["back"].printed == ["A001"])
    eventually(lambda: room.office.view.tickets[FIRST].paper is PaperState.PRINTED)
    assert room.office.view.tickets[FIRST].paper_at == "back"
    assert ("A001/1", PaperState.QUEUED, "paper_out") not in room.noted, "nobody had to wait"


def test_no_paper_comes_out_of_two_printers(rooms: Callable[..., Any], eventually: Any) -> None:
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


def test_the_sensor_and_a_new_roll_set_the_count_of_the_paper(room: Any, eventually: Any) -> None:
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


def taken(room: Any) -> PaperJob:
    job = room.spool.take("far", form(), 5)
    assert job is not None
    return job


def test_a_printer_that_is_not_heard_of_is_away_and_what_it_was_printing_is_doubtful(
    rooms: Callable[..., Any], clock: ManualClock, eventually: Any
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
    rooms: Callable[..., Any], clock: ManualClock, eventually: Any
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
    rooms: Callable[..., Any], clock: ManualClock, eventually: Any
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


def test_asking_again_whether_it_may_send_is_answered_alike(rooms: Callable[..., Any]) -> None:
    room = rooms("far", "main")
    room.spool.report("far", form(), Health())
    room.issue()
    job = taken(room)
    assert room.spool.sending("far", job.job) and room.spool.sending("far", job.job)
    room.spool.became("far", job.job, Outcome(Result.PRINTED))
    room.spool.became("far", job.job, Outcome(Result.PRINTED))
    assert [state for _, state, _ in room.noted] == [PaperState.SENDING, PaperState.PRINTED]


def test_a_roll_that_somebody_put_in_is_counted_from_there(room: Any, eventually: Any) -> None:
    room.do(LoadPaper("main"))
    room.start()
    eventually(lambda: room.spool.standing()[0].papers_left == 60_000 // 105)
