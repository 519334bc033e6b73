"""What officers do with tickets: the conditions that need more than the state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from server.domain.commands import (
    AddStep,
    CallNext,
    CallThis,
    Cancel,
    CloseDay,
    CloseDesk,
    Command,
    Finish,
    Hold,
    NoShow,
    OpenDesk,
    PutBack,
    Recall,
    Rejoin,
    Restore,
    Return,
    SetPriority,
    Start,
    Transfer,
    Undo,
)
from server.domain.due import due_by_rule
from server.domain.errors import Reason
from server.domain.model import DeskId, HoldReason, Outcome, Place, ServiceId, TicketState, Why
from server.domain.setup import Calling, Setup

Office = Callable[..., Any]
A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)


@pytest.fixture
def called(morning: Any) -> Any:
    """A001 is called to desk 1, A002 waits."""
    morning.issue()
    morning.issue()
    morning.call(1)
    return morning


# ── calling ───────────────────────────────────────────────────────────────────────────────────────


def test_the_whole_life_of_a_ticket(morning: Any) -> None:
    morning.issue()
    states = []
    for command in (CallNext(ONE), Recall(ONE), Start(ONE), Finish(ONE, Outcome.DECLINED)):
        morning.order(command)
        states.append(morning.ticket("A001").state)
    assert states == [TicketState.CALLED, TicketState.CALLED, TicketState.SERVING, TicketState.DONE]
    ticket = morning.ticket("A001")
    assert (ticket.calls, ticket.desk, ticket.outcome) == (2, ONE, Outcome.DECLINED)
    assert ticket.issued_at < ticket.called_at < ticket.started_at < ticket.ended_at


def test_out_of_turn_needs_a_reason_and_the_reason_is_kept(morning: Any) -> None:
    for _ in range(2):
        morning.issue()
    for reason in ("", "   "):
        assert morning.refuses(CallThis(ONE, morning.id("A002"), reason)).reason is Reason.REASON_NEEDED
    event = morning.order(CallThis(ONE, morning.id("A002"), " Người già yếu "))[-1]
    assert (event.why, event.reason) == (Why.CHOSEN, "Người già yếu")


def test_whoever_is_next_needs_no_reason(morning: Any) -> None:
    morning.issue()
    morning.order(CallThis(ONE, morning.id("A001")))
    assert morning.day.in_hand == {ONE: morning.id("A001")}


def test_an_office_may_do_without_reasons(office: Office) -> None:
    free = office(calling=Calling(reasons_needed=False))
    free.issue(), free.issue()
    assert free.order(CallThis(ONE, free.id("A002")))[-1].why is Why.CHOSEN


def test_a_citizen_is_called_so_often_and_no_more(office: Office) -> None:
    patient = office(calling=Calling(calls_max=2, recall_after_s=5))
    patient.issue()
    patient.call()
    assert patient.refuses(Recall(ONE), after_s=2.5).facts == {"ticket": "A001", "seconds": 3}
    patient.order(Recall(ONE), after_s=5)
    assert patient.refuses(Recall(ONE), after_s=60).reason is Reason.CALLED_ENOUGH


def test_absent_may_not_be_said_too_soon(office: Office) -> None:
    patient = office(calling=Calling(no_show_after_s=30))
    patient.issue()
    patient.call()
    assert patient.refuses(NoShow(ONE), after_s=10).facts == {"ticket": "A001", "seconds": 20}
    patient.order(NoShow(ONE), after_s=30)


def test_a_clock_that_jumped_back_locks_nobody_out(office: Office) -> None:
    patient = office(calling=Calling(no_show_after_s=30))
    patient.issue()
    patient.call()
    patient.order(NoShow(ONE), after_s=-3600)


# ── absent, and back again ────────────────────────────────────────────────────────────────────────


def test_who_missed_the_turn_is_on_a_list_and_can_be_called_without_a_new_number(called: Any) -> None:
    called.order(NoShow(ONE))
    assert list(called.day.missed) == [called.id("A001")]
    called.order(CallThis(TWO, called.id("A001")))
    assert called.day.in_hand == {TWO: called.id("A001")} and not called.day.missed


def test_three_absences_end_the_number(called: Any) -> None:
    for absence in range(3):
        called.order(NoShow(ONE))
        if absence < 2:
            called.order(CallThis(ONE, called.id("A001")))
    assert (called.ticket("A001").state, called.ticket("A001").absences) == (TicketState.LAPSED, 3)
    assert called.refuses(Rejoin(called.id("A001"))).reason is Reason.NOT_NOW


def test_how_many_absences_end_it_is_set(office: Office) -> None:
    strict = office(calling=Calling(absences_max=1))
    strict.issue()
    strict.call()
    strict.order(NoShow(ONE))
    assert strict.ticket("A001").state is TicketState.LAPSED


def test_who_rejoins_keeps_the_time_of_arrival(called: Any) -> None:
    before = called.ticket("A001")
    called.order(NoShow(ONE))
    called.order(Rejoin(called.id("A001")))
    after = called.ticket("A001")
    assert (after.since_s, after.tie, after.absences) == (before.since_s, before.tie, 1)


def test_who_rejoins_and_is_put_first_by_an_officer_waits_for_nobody(called: Any) -> None:
    called.order(NoShow(ONE))
    called.order(Rejoin(called.id("A001")))
    assert called.serve() == "A002"
    called.issue()
    called.order(Transfer(called.id("A001"), place=Place.FIRST))
    assert called.serve() == "A001"


def test_called_by_mistake_waits_again_at_its_place(called: Any) -> None:
    called.order(PutBack(ONE))
    assert called.waiting("A") == ["A001", "A002"] and called.ticket("A001").calls == 0


# ── on hold ───────────────────────────────────────────────────────────────────────────────────────


def test_a_hold_with_a_time_comes_back_by_itself(called: Any) -> None:
    back_at = called.now + timedelta(minutes=10)
    called.order(Hold(ONE, HoldReason.PAUSE, back_at, "ra xe lấy bản chính"))
    assert list(called.day.held) == [called.id("A001")] and not called.day.in_hand
    assert due_by_rule(called.day, back_at - timedelta(seconds=1)) == []
    assert due_by_rule(called.day, back_at) == [Return(called.id("A001"))]
    called.order(Return(called.id("A001")), after_s=600)
    assert called.waiting("A") == ["A001", "A002"], "at the place of its arrival"
    assert called.ticket("A001").note == "ra xe lấy bản chính"


def test_a_hold_cannot_end_in_the_past(called: Any) -> None:
    assert called.refuses(Hold(ONE, back_at=called.now - timedelta(minutes=1))).reason is Reason.BAD_TIMES


def test_who_brings_the_missing_papers_is_called_without_a_reason_and_without_a_new_number(called: Any) -> None:
    called.order(Hold(ONE, HoldReason.SUPPLEMENT))
    assert due_by_rule(called.day, called.now + timedelta(hours=3)) == []
    called.order(CallThis(TWO, called.id("A001")))
    ticket = called.ticket("A001")
    assert (ticket.state, ticket.hold, ticket.calls) == (TicketState.CALLED, None, 1)


# ── moving, steps, priority ───────────────────────────────────────────────────────────────────────


def test_a_transferred_ticket_keeps_its_time_of_arrival(called: Any) -> None:
    called.issue("B")
    called.order(Transfer(called.id("A001"), B, note="cần chứng thực trước"))
    assert called.waiting("B") == ["A001", "B001"] and called.ticket("A001").note == "cần chứng thực trước"


@pytest.mark.parametrize(("place", "order"), [(Place.FIRST, ["A002", "B001", "B002"]), (Place.LAST, ["B001", "B002", "A002"])])
def test_a_transferred_ticket_may_stand_first_or_last(morning: Any, place: Place, order: list[str]) -> None:
    for service in "ABAB":
        morning.issue(service)
    morning.order(Transfer(morning.id("A002"), B, place=place))
    assert morning.waiting("B") == order


def test_first_in_an_empty_queue_is_just_there(morning: Any) -> None:
    morning.issue("A")
    morning.order(Transfer(morning.id("A001"), B, place=Place.FIRST))
    assert morning.waiting("B") == ["A001"]


def test_a_ticket_in_hand_may_be_sent_to_another_desk(called: Any) -> None:
    called.order(OpenDesk(TWO))
    called.order(Transfer(called.id("A001"), to_desk=TWO))
    assert called.waiting("@2") == ["A001"] and not called.day.in_hand
    assert called.serve(2) == "A001"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (Transfer("2026-11-23-A002", to_desk=TWO), Reason.DESK_NOT_OPEN),
        (Transfer("2026-11-23-A002", to_desk=DeskId(9)), Reason.UNKNOWN_DESK),
        (Transfer("2026-11-23-A002", ServiceId("Z")), Reason.UNKNOWN_SERVICE),
        (Transfer("2026-11-23-A002", A), Reason.NO_CHANGE),
        (AddStep("2026-11-23-A002", A), Reason.STEP_TWICE),
        (SetPriority("2026-11-23-A002", False), Reason.NO_CHANGE),
        (Return("2026-11-23-A002"), Reason.NOT_NOW),
        (Rejoin("2026-11-23-A002"), Reason.NOT_NOW),
        (Restore("2026-11-23-A002"), Reason.NOT_NOW),
        (PutBack(TWO), Reason.DESK_HAS_NO_TICKET),
        (Hold(TWO), Reason.DESK_HAS_NO_TICKET),
        (Undo(TWO), Reason.NOTHING_TO_UNDO),
        (Undo(ONE), Reason.DESK_HAS_TICKET),
    ],
)
def test_what_cannot_be_is_refused(called: Any, command: Command, reason: Reason) -> None:
    assert called.refuses(command).reason is reason


def test_a_visit_goes_from_step_to_step_with_one_number(morning: Any) -> None:
    morning.issue("A", then=(B,))
    morning.issue("B")
    morning.call(1)
    morning.order(Finish(ONE))
    ticket = morning.ticket("A001")
    assert (ticket.state, ticket.service, ticket.steps) == (TicketState.WAITING, B, ())
    assert morning.serve(2) == "A001", "its arrival counts here too"
    assert morning.ticket("A001").state is TicketState.DONE


def test_an_officer_adds_a_step_to_the_visit(called: Any) -> None:
    called.order(AddStep(called.id("A001"), B))
    called.order(Finish(ONE))
    assert called.waiting("B") == ["A001"]


def test_moving_to_a_later_step_takes_that_step_now(morning: Any) -> None:
    morning.issue("A", then=(B,))
    morning.order(Transfer(morning.id("A001"), B))
    assert morning.ticket("A001").steps == ()


def test_priority_can_be_given_and_taken_with_a_reason(morning: Any) -> None:
    morning.issue(priority=True)
    assert morning.refuses(SetPriority(morning.id("A001"), False)).reason is Reason.REASON_NEEDED
    event = morning.order(SetPriority(morning.id("A001"), False, "không thuộc diện"))[0]
    assert event.reason == "không thuộc diện" and not morning.ticket("A001").priority
    assert morning.day.facts(A).favoured == 0
    morning.order(SetPriority(morning.id("A001"), True))
    assert morning.day.facts(A).favoured == 1


# ── ended, brought back, undone ───────────────────────────────────────────────────────────────────


def test_a_cancelled_ticket_can_be_brought_back_to_its_place(called: Any) -> None:
    called.order(Cancel(called.id("A001"), "lấy nhầm"))
    assert not called.day.in_hand and called.refuses(CallThis(ONE, called.id("A001"))).reason is Reason.NOT_NOW
    called.order(Restore(called.id("A001"), "vẫn còn cần"))
    assert called.waiting("A") == ["A001", "A002"]


def test_a_lapsed_and_a_done_ticket_can_be_brought_back(called: Any) -> None:
    called.order(Finish(ONE))
    called.order(Restore(called.id("A001")))
    ticket = called.ticket("A001")
    assert (ticket.state, ticket.outcome, ticket.ended_at, ticket.calls) == (TicketState.WAITING, None, None, 0)


@pytest.mark.parametrize(
    "act", [Finish(ONE), NoShow(ONE), PutBack(ONE), Hold(ONE), Cancel("2026-11-23-A001"), Transfer("2026-11-23-A001", B)]
)
def test_the_last_act_can_be_undone_for_ten_seconds(called: Any, act: Command) -> None:
    before = called.ticket("A001")
    called.order(act)
    assert called.refuses(Undo(ONE), after_s=11).reason is Reason.NOTHING_TO_UNDO
    called.at -= timedelta(seconds=11)
    called.order(Undo(ONE), after_s=9)
    assert called.ticket("A001") == before and called.day.in_hand == {ONE: before.id}
    assert called.day.waiting() == 1 and not called.day.missed and not called.day.held


def test_nothing_is_undone_twice_or_after_the_ticket_has_gone_on(called: Any) -> None:
    called.order(PutBack(ONE))
    called.order(Undo(ONE))
    called.order(PutBack(ONE))
    called.order(CallThis(TWO, called.id("A001")))
    assert called.refuses(Undo(ONE)).reason is Reason.NOTHING_TO_UNDO


def test_what_a_closing_day_ended_cannot_be_undone(called: Any) -> None:
    called.order(Finish(ONE))
    called.order(CloseDay())
    assert called.refuses(Undo(ONE)).reason is Reason.DAY_NOT_OPEN


def test_a_ticket_put_back_does_not_wait_for_a_desk_that_has_closed(setup: Setup, office: Office) -> None:
    morning = office(calling=replace(setup.calling, undo_s=0))
    morning.issue()
    morning.order(OpenDesk(TWO))
    morning.order(Transfer(morning.id("A001"), to_desk=TWO))
    morning.call(2)
    morning.order(NoShow(TWO))
    morning.order(CloseDesk(TWO))
    morning.order(CallThis(ONE, morning.id("A001")))
    morning.order(PutBack(ONE))
    assert morning.waiting("A") == ["A001"] and morning.serve(1) == "A001"
