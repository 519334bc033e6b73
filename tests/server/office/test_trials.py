"""Test prints: one at a time at each printer, on that printer only, and of no citizen."""

from collections.abc import Callable
from typing import Any

from drivers.errors import Trouble
from drivers.printer.printer import Outcome, Result
from server.domain.model import JobId, PaperState, ServiceId, Ticket, TicketId, TicketState
from server.office.reactions import PaperOrder
from server.office.trials import TRIAL, Trial, Trials


def order(room: Any, printer: str = "main", name: str = "one") -> PaperOrder:
    job = JobId(f"{TRIAL}{name}/1")
    ticket = Ticket(TicketId(job), ServiceId("A"), 0, "A000", TicketState.WAITING, room.office.now(), 0)
    return PaperOrder(job, ticket, room.office.view.services[ServiceId("A")], (), 0, printer=printer, trial=True)


def newest(room: Any, printer: str = "main") -> Trial:
    trial: Trial = room.spool.trials.newest()[printer]
    return trial


def test_one_at_a_time_at_each_printer() -> None:
    trials = Trials()
    assert trials.begin("main", "trial-1") and not trials.begin("main", "trial-2") and trials.begin("back", "trial-3")
    trials.became("trial-1", PaperState.DOUBTFUL, "stalled")
    assert trials.newest()["main"] == Trial("trial-1", PaperState.DOUBTFUL, "stalled")
    assert trials.begin("main", "trial-4")
    trials.became("trial-1", PaperState.PRINTED, "")
    assert trials.newest()["main"] == Trial("trial-4"), "what is said late of an older one does not count"


def test_a_trial_is_printed_and_nothing_is_written_down(room: Any, eventually: Any) -> None:
    room.start()
    seq = room.office.view.seq
    assert room.spool.try_out(order(room))
    eventually(lambda: newest(room).state is PaperState.PRINTED)
    assert room.printer.printed == ["A000"] and room.noted == [] and room.office.view.seq == seq


def test_no_other_printer_takes_a_trial_over(rooms: Callable[..., Any], eventually: Any) -> None:
    room = rooms("main", "back")
    room.printers["main"].trouble = Trouble.PAPER_OUT
    room.start()
    eventually(lambda: room.spool.standing()[0].trouble is Trouble.PAPER_OUT)
    room.spool.try_out(order(room))
    room.issue()
    eventually(lambda: room.printers["back"].printed == ["A001"])
    assert newest(room).state is PaperState.QUEUED and room.spool.standing()[0].held == 0
    room.printers["main"].trouble = None
    eventually(lambda: room.printers["main"].printed == ["A000"])


def test_what_went_wrong_with_a_trial_is_told_and_another_may_follow(room: Any, eventually: Any) -> None:
    room.printer.results.append(Outcome(Result.DOUBTFUL, Trouble.GARBLED))
    room.start()
    room.spool.try_out(order(room))
    eventually(lambda: newest(room) == Trial("trial-one/1", PaperState.DOUBTFUL, "garbled"))
    assert room.spool.try_out(order(room, name="two"))
    eventually(lambda: newest(room).state is PaperState.PRINTED)
