"""The frame of a business day: how it begins and ends, the setup in force, the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from server.domain.checks import BadSetup
from server.domain.commands import (
    ChangeSetup,
    CloseDay,
    ConfirmClock,
    DoubtClock,
    Hold,
    IssueTicket,
    NoShow,
    OpenDay,
    OpenDesk,
    Start,
    StartRoll,
    Transfer,
)
from server.domain.day import DeskState
from server.domain.edits import Drop, Put, PutAll, PutRules
from server.domain.errors import Reason
from server.domain.events import DayClosed, DayOpened, SetupChanged, TicketFinished, TicketLapsed
from server.domain.marks import marks
from server.domain.model import DeskId, HoldReason, ServiceId, TicketState
from server.domain.setup import Calling, Desk, LeftOver, Policy, Rule, Service, Setup

Office = Callable[..., Any]
A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)
TUESDAY = date(2026, 11, 24)
NIGHT_S = 14 * 3600.0
ONLY_A = (Drop("services", "B"), Put(Desk(TWO, (A,))))


def next_day(morning: Any, *, closed_before: bool = True) -> list[Any]:
    if closed_before:
        morning.order(CloseDay(), after_s=60)
    events: list[Any] = morning.order(OpenDay(morning.day.date + timedelta(days=1)), after_s=NIGHT_S)
    return events


# ── beginning ─────────────────────────────────────────────────────────────────────────────────────


def test_a_day_only_goes_forward(morning: Any) -> None:
    today: date = morning.day.date
    assert morning.refuses(OpenDay(today)).reason is Reason.DAY_ALREADY_OPEN
    assert morning.refuses(OpenDay(today - timedelta(days=1))).reason is Reason.DAY_GOES_BACK
    morning.issue()
    next_day(morning)
    assert morning.issue() == "A001" and list(morning.day.tickets) == ["2026-11-24-A001"]


def test_a_new_day_ends_the_old_one_and_everybody_in_it(morning: Any) -> None:
    for _ in range(4):
        morning.issue()
    morning.call(1)
    morning.order(Start(ONE))
    morning.call(2)
    kinds = [type(event) for event in next_day(morning, closed_before=False)]
    assert kinds == [TicketFinished, TicketLapsed, TicketLapsed, TicketLapsed, DayClosed, DayOpened]


def test_a_new_day_finds_all_desks_closed_and_no_roll(morning: Any) -> None:
    morning.order(OpenDesk(ONE))
    morning.order(StartRoll(A, 1))
    next_day(morning)
    assert morning.day.attended(ONE).state is DeskState.CLOSED and not morning.day.rolls


def test_a_day_closed_by_mistake_goes_on_as_it_was(morning: Any) -> None:
    for _ in range(4):
        morning.issue()
    morning.call(1), morning.order(Hold(ONE))
    morning.call(1), morning.order(NoShow(ONE))
    morning.call(1)
    morning.order(CloseDay())
    assert morning.day.waiting() == 0 and not morning.day.in_hand
    morning.order(OpenDay(morning.day.date))
    states = [morning.ticket(f"A00{number}").state for number in (1, 2, 3, 4)]
    assert states == [TicketState.HELD, TicketState.MISSED, TicketState.WAITING, TicketState.WAITING]
    assert morning.issue() == "A005"


def test_what_is_done_stays_done_when_the_day_is_opened_again(morning: Any) -> None:
    morning.issue()
    morning.serve()
    morning.order(CloseDay())
    morning.order(OpenDay(morning.day.date))
    assert morning.ticket("A001").state is TicketState.DONE


# ── what becomes of those who are left ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("left_over", "tomorrow"),
    [(LeftOver.LAPSE, None), (LeftOver.CARRY, TicketState.WAITING), (LeftOver.REDATE, TicketState.HELD)],
)
@pytest.mark.parametrize("closed_before", [True, False])
def test_who_still_waits_goes_on_as_the_office_chose(
    office: Office, left_over: LeftOver, tomorrow: TicketState | None, closed_before: bool
) -> None:
    morning = office(left_over=left_over)
    morning.issue(priority=True, language="km", then=(B,))
    next_day(morning, closed_before=closed_before)
    if tomorrow is None:
        assert morning.day.tickets == {}
        return
    ticket = morning.ticket("A001")
    assert (ticket.state, ticket.days, ticket.priority, ticket.language, ticket.steps) == (tomorrow, 1, True, "km", (B,))


def test_who_is_carried_is_first_and_keeps_the_number(office: Office) -> None:
    morning = office(left_over=LeftOver.CARRY)
    for _ in range(2):
        morning.issue()
    next_day(morning)
    assert [morning.issue(), morning.issue()] == ["A003", "A004"], "its numbers go on after theirs"
    assert morning.waiting("A") == ["A001", "A002", "A003", "A004"]
    assert morning.day.issued == {A: 2}, "the contingent is today's"


def test_who_has_been_carried_has_waited_longest_but_not_over_night(office: Office) -> None:
    morning = office(left_over=LeftOver.CARRY)
    morning.issue()
    next_day(morning)
    assert morning.ticket("A001").since_s == pytest.approx(-60.0)


def test_a_missed_one_is_carried_as_missed_and_a_called_one_waits(office: Office) -> None:
    morning = office(left_over=LeftOver.CARRY)
    morning.issue(), morning.issue()
    morning.call(1), morning.order(NoShow(ONE))
    morning.call(1)
    next_day(morning)
    assert [morning.ticket(label).state for label in ("A001", "A002")] == [TicketState.MISSED, TicketState.WAITING]


@pytest.mark.parametrize("left_over", [LeftOver.CARRY, LeftOver.REDATE])
def test_who_does_not_come_on_the_next_day_either_lapses(office: Office, left_over: LeftOver) -> None:
    morning = office(left_over=left_over)
    morning.issue()
    morning.call(1), morning.order(NoShow(ONE))
    next_day(morning)
    assert list(morning.day.tickets) == ["2026-11-24-A001"]
    next_day(morning)
    assert morning.day.tickets == {}


def test_who_waits_goes_on_waiting_day_after_day(office: Office) -> None:
    morning = office(left_over=LeftOver.CARRY)
    morning.issue()
    for _ in range(3):
        next_day(morning)
    assert (morning.ticket("A001").state, morning.ticket("A001").days) == (TicketState.WAITING, 3)


@pytest.mark.parametrize("left_over", list(LeftOver))
def test_who_fetches_missing_papers_may_come_back_on_the_next_days(office: Office, left_over: LeftOver) -> None:
    morning = office(left_over=left_over, reentry_days=2)
    morning.issue()
    morning.call(1)
    morning.order(Hold(ONE, HoldReason.SUPPLEMENT, note="thiếu giấy khai sinh"))
    for days in (1, 2):
        next_day(morning)
        ticket = morning.ticket("A001")
        assert (ticket.state, ticket.hold, ticket.days, ticket.note) == (
            TicketState.HELD,
            HoldReason.SUPPLEMENT,
            days,
            "thiếu giấy khai sinh",
        )
    next_day(morning)
    assert morning.day.tickets == {}, "after that the right has ended"


def test_steps_that_are_given_up_over_night_do_not_strand_anybody(office: Office) -> None:
    morning = office(left_over=LeftOver.CARRY)
    morning.issue("A", then=(B,)), morning.issue("B")
    morning.order(ChangeSetup(ONLY_A, tomorrow=True))
    next_day(morning)
    assert list(morning.day.tickets) == ["2026-11-24-A001"] and morning.ticket("A001").steps == ()
    assert morning.serve(1) == "A001" and morning.ticket("A001").state is TicketState.DONE


# ── the setup ─────────────────────────────────────────────────────────────────────────────────────


def test_a_change_at_once_is_in_force_at_once(morning: Any) -> None:
    edit = Put(Service(B, {"vi": "Chứng thực"}, daily_limit=1))
    event = morning.order(ChangeSetup((edit,)))[0]
    assert (event.what, event.planned) == (("services B",), None)
    morning.issue("B")
    assert morning.refuses(IssueTicket(B)).reason is Reason.SOLD_OUT


def test_a_change_from_tomorrow_is_in_force_tomorrow(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(policy=Policy(Rule.FIFO)),), tomorrow=True))
    assert morning.day.setup.policy.rule is Rule.ACCUMULATING
    next_day(morning)
    assert morning.day.setup.policy.rule is Rule.FIFO and morning.day.planned is None


def test_a_change_at_once_is_not_lost_by_one_from_tomorrow(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(policy=Policy(Rule.FIFO)),), tomorrow=True))
    morning.order(ChangeSetup((PutRules(calling=Calling(calls_max=7)),)))
    assert (morning.day.setup.policy.rule, morning.day.setup.calling.calls_max) == (Rule.ACCUMULATING, 7)
    next_day(morning)
    assert (morning.day.setup.policy.rule, morning.day.setup.calling.calls_max) == (Rule.FIFO, 7)


def test_taking_back_the_change_from_tomorrow_leaves_no_plan(morning: Any) -> None:
    before = morning.day.setup
    morning.order(ChangeSetup((PutRules(one_officer=True),), tomorrow=True))
    event = morning.order(ChangeSetup((PutAll(before),), tomorrow=True))[0]
    assert isinstance(event, SetupChanged) and morning.day.planned is None


def test_nothing_changed_is_refused(morning: Any) -> None:
    assert morning.refuses(ChangeSetup((PutAll(morning.day.setup),))).reason is Reason.NO_CHANGE


@pytest.mark.parametrize("tomorrow", [False, True])
def test_a_bad_setup_is_refused_with_its_first_fault(morning: Any, tomorrow: bool) -> None:
    edit = Put(Service(B, {"vi": "Chứng thực"}, minutes=0))
    refused = morning.refuses(ChangeSetup((edit,), tomorrow))
    assert refused.reason is Reason.BAD_SETUP
    assert (refused.facts["what"], refused.facts["where"], refused.facts["count"]) == ("out_of_range", "services B", 1)


def test_a_service_that_somebody_waits_for_cannot_go_today(morning: Any) -> None:
    morning.issue("B")
    refused = morning.refuses(ChangeSetup(ONLY_A))
    assert refused.reason is Reason.STILL_IN_USE and refused.facts == {"kind": "services", "id": "B"}
    morning.order(ChangeSetup(ONLY_A, tomorrow=True))


def test_a_service_that_is_a_later_step_or_on_a_roll_cannot_go_today(office: Office) -> None:
    for keep in (lambda morning: morning.issue("A", then=(B,)), lambda morning: morning.order(StartRoll(B, 1))):
        morning = office()
        keep(morning)
        assert morning.refuses(ChangeSetup(ONLY_A)).reason is Reason.STILL_IN_USE


def test_a_service_that_a_closed_day_may_need_again_cannot_go_before_tomorrow(morning: Any) -> None:
    morning.issue("B")
    morning.order(CloseDay())
    assert morning.refuses(ChangeSetup(ONLY_A)).reason is Reason.STILL_IN_USE
    morning.order(OpenDay(morning.day.date))
    assert morning.serve(2) == "B001"


def test_a_service_that_nobody_needs_any_more_can_go_at_once(morning: Any) -> None:
    morning.issue("B")
    morning.serve(2)
    morning.order(ChangeSetup(ONLY_A))
    assert list(morning.day.services) == ["A"] and morning.day.gives[TWO] == (A,)


def test_a_desk_that_is_open_or_waited_for_cannot_go_today(office: Office, setup: Setup) -> None:
    without_one = (Drop("desks", 1),)
    morning = office()
    morning.order(OpenDesk(ONE))
    assert morning.refuses(ChangeSetup(without_one)).reason is Reason.STILL_IN_USE
    morning.issue()
    morning.order(Transfer(morning.id("A001"), to_desk=ONE))
    assert morning.refuses(ChangeSetup(without_one)).facts == {"kind": "desks", "id": 1}


def test_a_desk_where_nobody_is_can_go_at_once(morning: Any) -> None:
    morning.order(ChangeSetup((Drop("desks", 1),)))
    assert list(morning.day.desks) == [TWO]


def test_an_office_can_be_changed_while_the_day_is_closed(morning: Any) -> None:
    morning.order(CloseDay())
    morning.order(ChangeSetup((PutRules(one_officer=True),)))
    next_day(morning, closed_before=False)
    assert morning.day.setup.one_officer


def test_the_first_day_ever_takes_the_setup_it_is_given(setup: Setup, office: Office) -> None:
    other = office(services=(replace(setup.services[0], minutes=3), setup.services[1]))
    assert other.day.services[A].minutes == 3


# ── the clock ─────────────────────────────────────────────────────────────────────────────────────


def test_a_doubted_clock_opens_no_day_and_the_day_in_hand_goes_on(morning: Any) -> None:
    morning.order(DoubtClock("ahead"))
    assert morning.issue() == "A001" and morning.serve() == "A001"
    assert morning.refuses(OpenDay(TUESDAY)).reason is Reason.CLOCK_DOUBTED
    morning.order(CloseDay())
    assert morning.refuses(IssueTicket(A)).reason is Reason.CLOCK_DOUBTED


def test_an_officer_says_what_time_it_is_and_the_next_day_keeps_it(morning: Any) -> None:
    morning.order(DoubtClock("back"))
    assert morning.refuses(DoubtClock("back")).reason is Reason.NO_CHANGE
    morning.order(ConfirmClock(3600.0))
    assert (morning.day.clock_doubt, morning.day.clock_offset_s) == ("", 3600.0)
    next_day(morning)
    assert morning.day.clock_offset_s == 3600.0


def test_a_clock_that_is_believed_has_nothing_to_confirm(morning: Any) -> None:
    assert morning.refuses(ConfirmClock()).reason is Reason.CLOCK_TRUSTED


def test_a_day_that_is_not_open_cannot_end(morning: Any) -> None:
    morning.order(CloseDay())
    assert morning.refuses(CloseDay()).reason is Reason.DAY_NOT_OPEN


def test_a_form_that_was_filled_before_somebody_elses_change_overwrites_nothing(morning: Any) -> None:
    filled = marks(morning.day.setup)
    slower = replace(morning.day.setup.services[0], minutes=30)
    seen = ((f"services {slower.id}", filled[f"services {slower.id}"]),)
    morning.order(ChangeSetup((Put(slower),), seen=seen))
    refused = morning.refuses(ChangeSetup((Put(replace(slower, minutes=5)),), seen=seen))
    assert (refused.reason, refused.facts) == (Reason.CHANGED_MEANWHILE, {"where": f"services {slower.id}"})
    other = morning.day.setup.services[1]
    morning.order(
        ChangeSetup((Put(replace(other, minutes=31)),), seen=((f"services {other.id}", filled[f"services {other.id}"]),))
    )
    new = ChangeSetup((Put(Desk(DeskId(77), (other.id,))),), seen=(("desks 77", ""),))
    morning.order(new)
    assert morning.refuses(new).reason is Reason.CHANGED_MEANWHILE, "somebody else was quicker with that desk"


def test_of_a_setup_that_cannot_be_used_every_fault_is_told(morning: Any) -> None:
    refused = morning.refuses(ChangeSetup((PutRules(policy=Policy(cap=500), reentry_days=99),)))
    assert isinstance(refused, BadSetup)
    assert [(one.what, one.where) for one in refused.faults] == [("out_of_range", "policy"), ("out_of_range", "rules")]
