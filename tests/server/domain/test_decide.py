"""The table of who decides what: every command is in it, and what is refused changes nothing."""

from typing import Any, get_args

import pytest

from server.domain.commands import (
    CallNext,
    CallThis,
    Cancel,
    CloseDay,
    Command,
    Finish,
    IssueTicket,
    NoShow,
    NotePaper,
    OpenDay,
    Recall,
    Start,
)
from server.domain.day import Day
from server.domain.decide import ANY_TIME, IN_THE_DAY, decide
from server.domain.errors import Reason, Refused
from server.domain.model import DeskId, JobId, PaperState, ServiceId, TicketId

A, B = ServiceId("A"), ServiceId("B")
ONE, TWO, NINE = DeskId(1), DeskId(2), DeskId(9)
FIRST = TicketId("2026-11-23-A001")
JOB = JobId(f"{FIRST}/1")


def test_every_command_is_decided_by_exactly_one() -> None:
    assert {*ANY_TIME, *IN_THE_DAY} == set(get_args(Command))
    assert not ANY_TIME.keys() & IN_THE_DAY.keys()


def test_nothing_of_the_day_is_done_before_it_is_open_or_after_it_has_ended(morning: Any) -> None:
    with pytest.raises(Refused, match="day_not_open"):
        decide(Day(), IssueTicket(A), morning.now)
    morning.order(CloseDay())
    for command in (IssueTicket(A), CallNext(ONE), Cancel(FIRST), CloseDay()):
        assert morning.refuses(command).reason is Reason.DAY_NOT_OPEN


def test_a_day_can_be_opened_while_none_is(morning: Any) -> None:
    morning.order(CloseDay())
    morning.order(OpenDay(morning.day.date))
    assert morning.issue() == "A001"


def test_deciding_changes_nothing(morning: Any) -> None:
    before = repr(morning.day)
    assert decide(morning.day, IssueTicket(A), morning.now) == decide(morning.day, IssueTicket(A), morning.now)
    assert repr(morning.day) == before


def test_a_desk_is_not_given_what_it_does_not_serve(morning: Any) -> None:
    morning.issue("B")
    assert morning.refuses(CallNext(ONE)).reason is Reason.NOBODY_WAITS


def test_a_desk_with_a_ticket_must_end_it_before_calling_another(morning: Any) -> None:
    morning.issue(), morning.issue()
    morning.call(1)
    for command in (CallNext(ONE), CallThis(ONE, morning.id("A002"))):
        assert morning.refuses(command).reason is Reason.DESK_HAS_TICKET


def test_two_desks_never_get_the_same_ticket(morning: Any) -> None:
    morning.issue()
    morning.call(1)
    assert morning.refuses(CallNext(TWO)).reason is Reason.NOBODY_WAITS
    assert morning.refuses(CallThis(TWO, FIRST)).reason is Reason.NOT_NOW


def test_a_recall_keeps_the_time_of_the_first_call(morning: Any) -> None:
    morning.issue()
    first = morning.call(1).called_at
    morning.order(Recall(ONE))
    assert morning.ticket("A001").called_at == first < morning.ticket("A001").last_call_at


def test_done_without_start_counts_from_the_call(morning: Any) -> None:
    morning.issue()
    morning.serve()
    assert morning.ticket("A001").started_at == morning.ticket("A001").called_at


def test_a_cancelled_number_is_not_given_again(morning: Any) -> None:
    morning.issue()
    morning.order(Cancel(FIRST))
    assert morning.issue() == "A002"


@pytest.mark.parametrize("command", [Recall(ONE), Start(ONE), Finish(ONE), NoShow(ONE)])
def test_an_empty_desk_has_nothing_to_do_it_with(morning: Any, command: Command) -> None:
    assert morning.refuses(command).reason is Reason.DESK_HAS_NO_TICKET


@pytest.mark.parametrize("command", [CallNext(NINE), CallThis(NINE, FIRST), Recall(NINE), Start(NINE)])
def test_a_desk_that_is_not_there_is_refused(morning: Any, command: Command) -> None:
    assert morning.refuses(command).reason is Reason.UNKNOWN_DESK


@pytest.mark.parametrize("command", [CallThis(ONE, FIRST), Cancel(FIRST)])
def test_a_ticket_that_is_not_there_is_refused(morning: Any, command: Command) -> None:
    assert morning.refuses(command).reason is Reason.UNKNOWN_TICKET


def test_a_paper_goes_its_way_and_no_other(morning: Any) -> None:
    morning.issue()
    assert morning.refuses(NotePaper(JOB, PaperState.PRINTED)).reason is Reason.UNKNOWN_PAPER
    morning.order(NotePaper(JOB, PaperState.SENDING))
    assert morning.day.unprinted == {JOB: PaperState.SENDING}
    morning.order(NotePaper(JOB, PaperState.DOUBTFUL, "stalled"))
    ticket = morning.ticket("A001")
    assert (ticket.paper, ticket.paper_trouble) == (PaperState.DOUBTFUL, "stalled")
    assert morning.refuses(NotePaper(JOB, PaperState.SENDING)).reason is Reason.UNKNOWN_PAPER


def test_a_paper_may_be_noted_after_the_day_has_ended(morning: Any) -> None:
    morning.issue()
    morning.order(NotePaper(JOB, PaperState.SENDING))
    morning.order(CloseDay())
    morning.order(NotePaper(JOB, PaperState.PRINTED))
    assert morning.day.unprinted == {}
