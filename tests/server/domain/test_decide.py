"""Commands and what they lead to, refusal by refusal."""

from datetime import date, timedelta
from typing import Any

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
from server.domain.errors import Reason, Refused
from server.domain.events import DayClosed, DayOpened, TicketFinished, TicketIssued, TicketLapsed
from server.domain.model import Catalogue, Day, DeskId, JobId, PaperState, ServiceId, TicketId, TicketState

A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)
FIRST = TicketId("2026-11-23-A001")


def refused(day: Any, command: Command) -> Reason:
    before = repr(day.day)
    with pytest.raises(Refused) as caught:
        day.order(command)
    assert repr(day.day) == before, "a refused command must change nothing"
    return caught.value.reason


def test_numbers_count_up_for_each_service_on_its_own(morning: Any) -> None:
    labels = [morning.order(IssueTicket(service))[0].label for service in (A, B, A, A, B)]
    assert labels == ["A001", "B001", "A002", "A003", "B002"]


def test_the_thousandth_number_gets_wider_and_is_not_used_twice(morning: Any) -> None:
    morning.day.last_number[A] = 999
    assert morning.order(IssueTicket(A))[0].label == "A1000"


def test_a_ticket_may_be_issued_without_paper(morning: Any) -> None:
    assert morning.order(IssueTicket(A, wants_paper=False))[0].job is None
    assert morning.day.tickets[FIRST].paper is None


def test_an_unknown_service_is_refused(morning: Any) -> None:
    assert refused(morning, IssueTicket(ServiceId("Z"))) is Reason.UNKNOWN_SERVICE


def test_nothing_is_issued_before_the_day_is_open_or_after_it_has_ended(morning: Any) -> None:
    with pytest.raises(Refused, match="day_not_open"):
        from server.domain.decide import decide

        decide(Day(), IssueTicket(A))
    morning.order(CloseDay())
    assert refused(morning, IssueTicket(A)) is Reason.DAY_NOT_OPEN


def test_who_came_first_is_called_first_over_all_services_of_the_desk(morning: Any) -> None:
    for service in (A, B, A):
        morning.order(IssueTicket(service))
    called = []
    for _ in range(3):
        called.append(morning.order(CallNext(TWO))[0].ticket[-4:])
        morning.order(Finish(TWO))
    assert called == ["A001", "B001", "A002"]


def test_a_desk_is_not_given_what_it_does_not_serve(morning: Any) -> None:
    morning.order(IssueTicket(B))
    assert refused(morning, CallNext(ONE)) is Reason.NOBODY_WAITS


def test_a_desk_with_a_ticket_must_end_it_before_calling_another(morning: Any) -> None:
    for _ in range(2):
        morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    assert refused(morning, CallNext(ONE)) is Reason.DESK_HAS_TICKET
    assert refused(morning, CallThis(ONE, TicketId("2026-11-23-A002"))) is Reason.DESK_HAS_TICKET


def test_two_desks_never_get_the_same_ticket(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    assert refused(morning, CallNext(TWO)) is Reason.NOBODY_WAITS
    assert refused(morning, CallThis(TWO, FIRST)) is Reason.NOT_NOW


def test_the_whole_life_of_a_ticket(morning: Any) -> None:
    morning.order(IssueTicket(A))
    for command, state in (
        (CallNext(ONE), TicketState.CALLED),
        (Recall(ONE), TicketState.CALLED),
        (Start(ONE), TicketState.SERVING),
        (Finish(ONE), TicketState.DONE),
    ):
        morning.order(command)
        assert morning.day.tickets[FIRST].state is state
    ticket = morning.day.tickets[FIRST]
    assert (ticket.calls, ticket.desk) == (2, ONE)
    assert ticket.issued_at < ticket.called_at < ticket.started_at < ticket.ended_at
    assert ONE not in morning.day.in_hand


def test_a_recall_keeps_the_time_of_the_first_call(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    first = morning.day.tickets[FIRST].called_at
    morning.order(Recall(ONE))
    assert morning.day.tickets[FIRST].called_at == first


def test_done_without_start_counts_from_the_call(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    morning.order(Finish(ONE))
    assert morning.day.tickets[FIRST].started_at == morning.day.tickets[FIRST].called_at


def test_who_missed_the_turn_can_be_called_without_a_new_number(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    morning.order(NoShow(ONE))
    assert list(morning.day.missed) == [FIRST]
    morning.order(CallThis(TWO, FIRST))
    assert morning.day.in_hand == {TWO: FIRST} and not morning.day.missed


def test_a_cancelled_ticket_is_not_called_and_its_number_not_given_again(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(Cancel(FIRST))
    assert refused(morning, CallThis(ONE, FIRST)) is Reason.NOT_NOW
    assert morning.order(IssueTicket(A))[0].label == "A002"


def test_a_called_ticket_that_is_cancelled_frees_the_desk(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    morning.order(Cancel(FIRST))
    assert morning.day.in_hand == {}


@pytest.mark.parametrize("command", [Recall(ONE), Start(ONE), Finish(ONE), NoShow(ONE)])
def test_an_empty_desk_has_nothing_to_do_it_with(morning: Any, command: Command) -> None:
    assert refused(morning, command) is Reason.DESK_HAS_NO_TICKET


@pytest.mark.parametrize("command", [CallNext(DeskId(9)), CallThis(DeskId(9), FIRST), Recall(DeskId(9)), Start(DeskId(9))])
def test_a_desk_that_is_not_there_is_refused(morning: Any, command: Command) -> None:
    assert refused(morning, command) is Reason.UNKNOWN_DESK


@pytest.mark.parametrize("command", [CallThis(ONE, FIRST), Cancel(FIRST)])
def test_a_ticket_that_is_not_there_is_refused(morning: Any, command: Command) -> None:
    assert refused(morning, command) is Reason.UNKNOWN_TICKET


def test_a_day_only_goes_forward(morning: Any, catalogue: Catalogue) -> None:
    today: date = morning.day.date
    assert refused(morning, OpenDay(today, catalogue)) is Reason.DAY_ALREADY_OPEN
    assert refused(morning, OpenDay(today - timedelta(days=1), catalogue)) is Reason.DAY_GOES_BACK
    morning.order(IssueTicket(A))
    morning.order(OpenDay(today + timedelta(days=1), catalogue))
    assert morning.order(IssueTicket(A))[0].ticket == "2026-11-24-A001"


def test_a_new_day_ends_the_old_one_and_everybody_in_it(morning: Any, catalogue: Catalogue) -> None:
    for _ in range(4):
        morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    morning.order(Start(ONE))
    morning.order(CallNext(TWO))
    events = morning.order(OpenDay(date(2026, 11, 24), catalogue))
    kinds = [type(event) for event in events]
    assert kinds == [TicketFinished, TicketLapsed, TicketLapsed, TicketLapsed, DayClosed, DayOpened]


def test_a_day_closed_by_mistake_goes_on_with_its_numbers(morning: Any, catalogue: Catalogue) -> None:
    morning.order(IssueTicket(A))
    morning.order(CloseDay())
    morning.order(OpenDay(morning.day.date, catalogue))
    event = morning.order(IssueTicket(A))[0]
    assert isinstance(event, TicketIssued) and event.label == "A002"


def test_a_paper_goes_its_way_and_no_other(morning: Any) -> None:
    morning.order(IssueTicket(A))
    job = JobId(f"{FIRST}/1")
    assert refused(morning, NotePaper(job, PaperState.PRINTED)) is Reason.UNKNOWN_PAPER
    morning.order(NotePaper(job, PaperState.SENDING))
    assert morning.day.unprinted == {job: PaperState.SENDING}
    morning.order(NotePaper(job, PaperState.DOUBTFUL, "stalled"))
    assert morning.day.tickets[FIRST].paper is PaperState.DOUBTFUL
    assert morning.day.tickets[FIRST].paper_trouble == "stalled"
    assert refused(morning, NotePaper(job, PaperState.PRINTED)) is Reason.UNKNOWN_PAPER


def test_a_paper_may_be_noted_after_the_day_has_ended(morning: Any) -> None:
    morning.order(IssueTicket(A))
    job = JobId(f"{FIRST}/1")
    morning.order(NotePaper(job, PaperState.SENDING))
    morning.order(CloseDay())
    morning.order(NotePaper(job, PaperState.PRINTED))
    assert morning.day.unprinted == {}
