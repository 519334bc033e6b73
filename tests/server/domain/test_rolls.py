"""Numbers of a pre-printed roll: called by counting up, and in the log like everybody's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.domain.commands import CallNext, Finish, IssueTicket, NoShow, StartRoll, StopRoll, Undo
from server.domain.errors import Reason
from server.domain.events import RollStarted, RollStopped, TicketCalled, TicketIssued
from server.domain.model import DeskId, Outcome, SeriesId, ServiceId, TicketState, Why
from server.domain.setup import AfterLast, Series, Setup

Office = Callable[..., Any]
A, B, Z = ServiceId("A"), ServiceId("B"), ServiceId("Z")
ONE, TWO = DeskId(1), DeskId(2)


@pytest.fixture
def rolling(morning: Any) -> Any:
    """Numbers from 17 on, for service A."""
    morning.order(StartRoll(A, 17))
    return morning


def test_next_counts_up_from_the_number_that_was_said(rolling: Any) -> None:
    assert [rolling.serve(desk) for desk in (1, 2, 1)] == ["017", "018", "019"]


def test_a_number_of_the_roll_is_in_the_log_as_a_ticket(rolling: Any) -> None:
    events = rolling.order(CallNext(ONE))[-2:]
    assert [type(event) for event in events] == [TicketIssued, TicketCalled]
    assert (events[0].by_hand, events[0].job, events[1].why) == (True, None, Why.ROLL)
    rolling.order(Finish(ONE))
    assert rolling.ticket("017").state is TicketState.DONE and rolling.day.issued[A] == 1


def test_who_has_a_number_of_the_machine_is_called_first(morning: Any) -> None:
    morning.issue("A")
    morning.order(StartRoll(A, 1))
    assert [morning.serve(), morning.serve()] == ["A001", "001"]


def test_the_machines_own_numbers_are_untouched(rolling: Any) -> None:
    rolling.serve()
    rolling.order(StopRoll(A))
    assert rolling.issue("A") == "A001"


def test_an_absent_number_of_the_roll_is_missed_like_any_other(rolling: Any) -> None:
    rolling.call()
    rolling.order(NoShow(ONE))
    assert list(rolling.day.missed) == [rolling.id("017")] and rolling.serve() == "018"


def test_a_call_from_the_roll_may_not_be_undone_into_nothing(rolling: Any) -> None:
    rolling.serve()
    rolling.order(Undo(ONE))
    assert rolling.day.in_hand == {ONE: rolling.id("017")}


def test_what_was_called_by_hand_before_joins_the_log_as_served(morning: Any) -> None:
    events = morning.order(StartRoll(A, 4, first=1))
    assert isinstance(events[0], RollStarted)
    tickets = [morning.ticket(label) for label in ("001", "002", "003")]
    assert {(one.state, one.outcome) for one in tickets} == {(TicketState.DONE, Outcome.BY_HAND)}
    assert morning.serve() == "004"


def test_what_was_torn_off_and_not_called_waits_in_its_order(rolling: Any) -> None:
    rolling.serve(after_s=60)
    rolling.order(StopRoll(A, last=20), after_s=60)
    assert rolling.waiting("A") == ["018", "019", "020"] and not rolling.day.rolls
    rolling.issue("A")
    assert [rolling.serve() for _ in range(4)] == ["018", "019", "020", "A001"]


def test_who_tore_off_a_number_stands_among_those_who_pressed_meanwhile(rolling: Any) -> None:
    rolling.issue("B", after_s=30)
    rolling.order(StopRoll(A, last=18), after_s=60)
    since = [rolling.ticket(label).since_s for label in ("017", "B001", "018")]
    assert since == pytest.approx([30.0 + 1, 31.0, 61.0], abs=1.0) and since == sorted(since)


def test_a_roll_that_was_called_to_its_end_leaves_nobody(rolling: Any) -> None:
    rolling.serve()
    assert rolling.order(StopRoll(A, last=17)) == [RollStopped(A)]


def test_a_roll_for_one_service_only_is_called_by_its_desks(morning: Any) -> None:
    morning.order(StartRoll(B, 1, everywhere=False))
    assert morning.refuses(CallNext(ONE)).reason is Reason.NOBODY_WAITS
    assert morning.serve(2) == "001"


def test_two_rolls_run_side_by_side_under_letters_of_their_own(morning: Any) -> None:
    morning.order(StartRoll(A, 1, prefix="X", everywhere=False))
    morning.order(StartRoll(B, 1, prefix="Y", everywhere=False))
    assert [morning.serve(desk) for desk in (1, 2)] == ["X001", "X002"], "desk 2 gives both: the roll that was begun first"
    morning.order(StopRoll(A))
    assert morning.serve(2) == "Y001"


def test_a_roll_begun_again_skips_what_is_in_the_log(rolling: Any) -> None:
    rolling.serve(), rolling.serve()
    rolling.order(StopRoll(A, last=20))
    rolling.order(StartRoll(A, 17))
    assert [rolling.serve() for _ in range(3)] == ["019", "020", "021"]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (StartRoll(Z, 1), Reason.UNKNOWN_SERVICE),
        (StopRoll(Z), Reason.UNKNOWN_SERVICE),
        (StopRoll(A), Reason.NO_ROLL),
        (StartRoll(A, 5, first=6), Reason.BAD_ROLL),
        (StartRoll(A, 502, first=1), Reason.BAD_ROLL),
        (StartRoll(A, 10_000), Reason.BAD_ROLL),
        (StartRoll(A, -1), Reason.BAD_ROLL),
        (StartRoll(A, 1, prefix="B"), Reason.BAD_ROLL),
    ],
)
def test_a_roll_that_makes_no_sense_is_refused(morning: Any, command: Any, reason: Reason) -> None:
    assert morning.refuses(command).reason is reason


@pytest.mark.parametrize("last", [15, 10_000, 600])
def test_a_last_number_that_makes_no_sense_is_refused(rolling: Any, last: int) -> None:
    assert rolling.refuses(StopRoll(A, last)).reason is Reason.BAD_ROLL


def test_two_rolls_with_the_same_numbers_or_for_the_same_service_are_refused(rolling: Any) -> None:
    assert rolling.refuses(StartRoll(A, 500, prefix="X")).reason is Reason.ROLL_RUNS
    assert rolling.refuses(StartRoll(B, 500)).reason is Reason.BAD_ROLL


def test_a_roll_may_not_have_the_machines_numbers(office: Office, setup: Setup) -> None:
    digits = office(series=(Series(SeriesId("A"), "", 1001, 1999, 4, AfterLast.STOP),))
    assert digits.refuses(StartRoll(A, 1)).reason is Reason.BAD_ROLL, "it would count up into them"
    digits.order(StartRoll(A, 2000))
    assert digits.serve() == "2000"


def test_the_roll_ends_with_its_last_number(morning: Any) -> None:
    morning.order(StartRoll(A, 9999))
    assert morning.serve() == "9999"
    assert morning.refuses(CallNext(ONE)).reason is Reason.NOBODY_WAITS


def test_a_roll_counts_against_the_contingent_but_is_never_stopped_by_it(office: Office, setup: Setup) -> None:
    two = office(services=(replace(setup.services[0], daily_limit=2), setup.services[1]))
    two.order(StartRoll(A, 1))
    assert [two.serve() for _ in range(3)] == ["001", "002", "003"], "the citizen stands there with the paper"
    assert two.day.facts(A).left == 0 and two.refuses(IssueTicket(A)).reason is Reason.SOLD_OUT
