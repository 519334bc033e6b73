"""Who is at a desk; and that nobody is left waiting for an empty chair."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from server.domain.commands import (
    CallNext,
    CallThis,
    CloseDesk,
    Command,
    Hold,
    NoShow,
    OpenDesk,
    PauseDesk,
    Rejoin,
    Return,
    Transfer,
)
from server.domain.day import DeskState
from server.domain.errors import Reason
from server.domain.events import DeskClosed, DeskOpened, TicketMoved
from server.domain.model import DeskId, ServiceId

Office = Callable[..., Any]
A, B = ServiceId("A"), ServiceId("B")
ONE, TWO, NINE = DeskId(1), DeskId(2), DeskId(9)


def test_whoever_presses_next_is_there(morning: Any) -> None:
    assert morning.day.attended(ONE).state is DeskState.CLOSED
    morning.issue()
    morning.call(1)
    assert morning.day.attended(ONE).state is DeskState.OPEN
    assert [type(one.event).__name__ for one in morning.log][-2:] == ["DeskOpened", "TicketCalled"]


def test_calling_somebody_chosen_opens_the_desk_too(morning: Any) -> None:
    morning.issue()
    morning.order(CallThis(ONE, morning.id("A001")))
    assert morning.day.open_desks(A) == (ONE,)


def test_a_refused_next_does_not_open_the_desk(morning: Any) -> None:
    morning.refuses(CallNext(ONE))
    assert morning.day.attended(ONE).state is DeskState.CLOSED


def test_an_officer_signs_in_by_name(morning: Any) -> None:
    morning.order(OpenDesk(ONE, "lan"))
    assert morning.day.attended(ONE).officer == "lan"
    assert morning.refuses(OpenDesk(ONE, "lan")).reason is Reason.NO_CHANGE


def test_taking_over_a_desk_takes_its_ticket_and_says_who_was_there(morning: Any) -> None:
    morning.issue()
    morning.order(OpenDesk(ONE, "lan"))
    morning.call(1)
    assert morning.order(OpenDesk(ONE, "minh")) == [DeskOpened(ONE, "minh", "lan")]
    assert morning.day.in_hand == {ONE: morning.id("A001")}


def test_one_officer_may_be_at_several_desks(morning: Any) -> None:
    for desk in (ONE, TWO):
        morning.order(OpenDesk(desk, "lan"))
    morning.issue("A"), morning.issue("B")
    assert [morning.call(desk).label for desk in (1, 2)] == ["A001", "B001"]


def test_a_pause_has_a_reason_and_a_time_and_the_desk_is_not_counted(morning: Any) -> None:
    morning.order(OpenDesk(ONE, "lan"))
    back_at = morning.now + timedelta(minutes=15)
    morning.order(PauseDesk(ONE, " họp giao ban ", back_at))
    there = morning.day.attended(ONE)
    assert (there.state, there.officer, there.reason, there.back_at) == (DeskState.PAUSED, "lan", "họp giao ban", back_at)
    assert morning.day.facts(A).desks_open == 0


def test_coming_back_from_a_pause_is_opening(morning: Any) -> None:
    morning.order(OpenDesk(ONE, "lan"))
    morning.order(PauseDesk(ONE, "họp"))
    assert morning.order(OpenDesk(ONE, "lan")) == [DeskOpened(ONE, "lan")]
    assert morning.day.attended(ONE).reason == ""


def test_next_ends_a_pause_and_keeps_the_name(morning: Any) -> None:
    morning.issue()
    morning.order(OpenDesk(ONE, "lan"))
    morning.order(PauseDesk(ONE))
    morning.call(1)
    assert (morning.day.attended(ONE).state, morning.day.attended(ONE).officer) == (DeskState.OPEN, "lan")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (OpenDesk(NINE), Reason.UNKNOWN_DESK),
        (PauseDesk(NINE), Reason.UNKNOWN_DESK),
        (CloseDesk(NINE), Reason.UNKNOWN_DESK),
        (PauseDesk(ONE), Reason.DESK_NOT_OPEN),
        (CloseDesk(ONE), Reason.DESK_NOT_OPEN),
    ],
)
def test_what_cannot_be_is_refused(morning: Any, command: Command, reason: Reason) -> None:
    assert morning.refuses(command).reason is reason


def test_a_pause_cannot_end_in_the_past(morning: Any) -> None:
    morning.order(OpenDesk(ONE))
    assert morning.refuses(PauseDesk(ONE, back_at=morning.now)).reason is Reason.BAD_TIMES


def test_a_desk_with_somebody_in_hand_neither_pauses_nor_closes(morning: Any) -> None:
    morning.issue()
    morning.call(1)
    for command in (PauseDesk(ONE), CloseDesk(ONE)):
        assert morning.refuses(command).reason is Reason.DESK_HAS_TICKET


def test_the_last_desk_of_a_service_is_asked_about_those_who_wait(morning: Any) -> None:
    morning.order(OpenDesk(TWO))
    for service in "ABB":
        morning.issue(service)
    refused = morning.refuses(CloseDesk(TWO))
    assert refused.reason is Reason.DESK_LEAVES_WAITING and refused.facts == {"desk": 2, "count": 3}
    morning.order(CloseDesk(TWO, leave_waiting=True))
    assert morning.day.unattended() == (A, B) and morning.day.waiting() == 3


def test_a_desk_closes_without_a_question_when_others_are_there(morning: Any) -> None:
    morning.order(OpenDesk(ONE))
    morning.order(OpenDesk(TWO))
    morning.issue("A")
    assert morning.order(CloseDesk(TWO)) == [DeskClosed(TWO)]


def test_who_waits_for_the_closing_desk_goes_back_to_the_queue_at_the_same_place(morning: Any) -> None:
    for desk in (ONE, TWO):
        morning.order(OpenDesk(desk))
    for _ in range(3):
        morning.issue("A")
    morning.order(Transfer(morning.id("A001"), to_desk=TWO, note="gặp chị Hoa"))
    events = morning.order(CloseDesk(TWO))
    assert [type(event) for event in events] == [TicketMoved, DeskClosed]
    assert morning.waiting("A") == ["A001", "A002", "A003"] and morning.waiting("@2") == []
    assert morning.ticket("A001").note == "gặp chị Hoa"


def test_who_waits_for_the_closing_desk_counts_when_nobody_else_gives_the_service(morning: Any) -> None:
    morning.order(OpenDesk(ONE))
    morning.issue("B")
    morning.order(Transfer(morning.id("B001"), to_desk=ONE))
    assert morning.refuses(CloseDesk(ONE)).facts == {"desk": 1, "count": 1}


@pytest.mark.parametrize(("away", "back"), [(NoShow(TWO), Rejoin("2026-11-23-A001")), (Hold(TWO), Return("2026-11-23-A001"))])
def test_who_comes_back_to_a_closed_desk_waits_for_the_service(morning: Any, away: Command, back: Command) -> None:
    morning.order(OpenDesk(ONE)), morning.order(OpenDesk(TWO))
    morning.issue("A")
    morning.order(Transfer(morning.id("A001"), to_desk=TWO))
    morning.call(2)
    morning.order(away)
    morning.order(CloseDesk(TWO))
    morning.order(back)
    assert morning.waiting("A") == ["A001"] and morning.serve(1) == "A001"
