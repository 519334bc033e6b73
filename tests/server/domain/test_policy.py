"""Who is next, by each policy, and why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from server.domain.commands import CallNext, CallThis, Finish, NoShow, OpenDesk, PutBack, Rejoin, Transfer, Window
from server.domain.errors import Reason
from server.domain.events import TicketCalled
from server.domain.model import DeskId, ServiceId, Why
from server.domain.policy import next_for
from server.domain.setup import AtClosing, Desk, Hours, Policy, Pool, Preference, Rule, Service, Session, Setup

Office = Callable[..., Any]
A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)
MIN = 60.0


def whys(morning: Any) -> list[tuple[str, Why, int]]:
    """Every call in the log: who, why, how often the most overtaken had been then."""
    calls = [one.event for one in morning.log if isinstance(one.event, TicketCalled)]
    return [(call.ticket[-4:], call.why, call.overtaken) for call in calls]


def come(morning: Any, *citizens: str) -> None:
    """ "A" and "P" (with priority) come to service A, ten minutes apart."""
    for citizen in citizens:
        morning.issue("A", after_s=10 * MIN, priority=citizen == "P")


def served(morning: Any, count: int, desk: int = 1) -> list[str]:
    return [morning.serve(desk) for _ in range(count)]


def test_nobody_is_next_when_nobody_waits(morning: Any) -> None:
    assert next_for(morning.day, ONE, 0.0) is None


def test_who_came_first_is_next_over_all_services_of_the_desk(morning: Any) -> None:
    for service in "ABA":
        morning.issue(service)
    assert served(morning, 3, 2) == ["A001", "B001", "A002"]


def test_a_clock_that_jumps_back_changes_nobodys_turn(morning: Any) -> None:
    morning.issue("A")
    morning.at -= timedelta(days=300)
    morning.issue("B")
    choice = next_for(morning.day, TWO, morning.day.elapsed_s)
    assert choice is not None and choice.ticket.label == "A001"


def test_the_queue_moves_up_when_somebody_is_called(morning: Any) -> None:
    for _ in range(3):
        morning.issue()
    assert morning.day.ahead_of(morning.ticket("A003")) == 2
    morning.serve()
    assert morning.day.ahead_of(morning.ticket("A003")) == 1


# ── the five policies: four ordinary citizens, then three with priority, ten minutes apart ────────

ALL = ("A", "A", "A", "A", "P", "P", "P")


@pytest.mark.parametrize(
    ("policy", "order"),
    [
        (Policy(Rule.FIFO), "1234567"),
        (Policy(Rule.STRICT, cap=0), "5671234"),
        (Policy(Rule.STRICT, cap=2), "5612347"),
        (Policy(Rule.RATIO, in_a_row=2, cap=0), "5617234"),
        (Policy(Rule.RATIO, in_a_row=1, cap=0), "5162734"),
        (Policy(Rule.HEAD_START, minutes=45, cap=0), "5162734"),
        (Policy(Rule.ACCUMULATING, slope=4, cap=5), "5126347"),
        (Policy(Rule.ACCUMULATING, slope=1, cap=5), "1234567"),
    ],
)
def test_each_policy_has_its_order(office: Office, policy: Policy, order: str) -> None:
    morning = office(policy=policy)
    come(morning, *ALL)
    got = "".join(label[-1] for label in served(morning, 7))
    assert got == order


def test_the_log_keeps_why_it_was_this_one(office: Office) -> None:
    morning = office(policy=Policy(Rule.STRICT, cap=1))
    come(morning, "A", "P", "P")
    served(morning, 3)
    assert whys(morning) == [("A002", Why.PRIORITY, 1), ("A001", Why.YIELDED, 1), ("A003", Why.TURN, 0)]
    calls = [one.event for one in morning.log if isinstance(one.event, TicketCalled)]
    assert {call.cap for call in calls} == {1}


def test_the_called_ticket_says_how_often_was_overtaken(office: Office) -> None:
    morning = office(policy=Policy(Rule.STRICT, cap=5))
    come(morning, "A", "P", "P")
    assert [morning.call().overtook] == [1]
    morning.order(Finish(ONE))
    assert morning.call().overtook == 2 and morning.day.overtaken(morning.ticket("A001")) == 2


def test_nobody_is_overtaken_more_often_than_the_cap(office: Office) -> None:
    morning = office(policy=Policy(Rule.STRICT, cap=3))
    come(morning, "A", "A", *"PPPPPPPP")
    served(morning, 10)
    assert [morning.ticket(label).overtaken for label in ("A001", "A002")] == [3, 3]


def test_priority_that_came_first_is_an_ordinary_turn(office: Office) -> None:
    morning = office(policy=Policy(Rule.STRICT))
    come(morning, "P", "A")
    morning.serve()
    assert whys(morning) == [("A001", Why.TURN, 0)]


def test_among_priority_citizens_the_first_comes_first(office: Office) -> None:
    for rule in Rule:
        morning = office(policy=Policy(rule))
        come(morning, *"PPP")
        assert served(morning, 3) == ["A001", "A002", "A003"]


def test_the_ratio_is_each_desks_own(office: Office, setup: Setup) -> None:
    morning = office(policy=Policy(Rule.RATIO, in_a_row=1, cap=0), desks=(Desk(ONE, (A,)), Desk(TWO, (A, B))))
    come(morning, *"AAPPP")
    assert [morning.serve(desk) for desk in (1, 2, 1, 2)] == ["A003", "A004", "A001", "A002"]


# ── quick matters ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_quick(office: Office, setup: Setup) -> Callable[[Policy], Any]:
    """B is done in minutes; desk 2 gives both."""
    a, b = setup.services
    return lambda policy: office(services=(a, replace(b, quick=True)), policy=policy)


def test_a_quick_matter_is_called_past_longer_ones(with_quick: Callable[[Policy], Any]) -> None:
    morning = with_quick(Policy(Rule.ACCUMULATING, quick_slope=3))
    morning.issue("A")
    morning.issue("B", after_s=60)
    assert (morning.serve(2, after_s=60), whys(morning)[0][1]) == ("B001", Why.QUICK)


def test_a_quick_matter_waits_its_time_first(with_quick: Callable[[Policy], Any]) -> None:
    morning = with_quick(Policy(Rule.ACCUMULATING, quick_slope=2))
    morning.issue("A")
    morning.issue("B", after_s=60)
    assert morning.serve(2, after_s=30) == "A001"


def test_with_first_come_first_served_nothing_is_quick(with_quick: Callable[[Policy], Any]) -> None:
    morning = with_quick(Policy(Rule.FIFO))
    morning.issue("A")
    morning.issue("B")
    assert served(morning, 2, 2) == ["A001", "B001"]


def test_quick_matters_overtake_within_the_cap(with_quick: Callable[[Policy], Any]) -> None:
    morning = with_quick(Policy(Rule.STRICT, cap=2))
    for service in "ABBB":
        morning.issue(service)
    assert served(morning, 4, 2) == ["B001", "B002", "A001", "B003"]


# ── appointments ──────────────────────────────────────────────────────────────────────────────────


def with_appointment(morning: Any, start_min: int) -> None:
    """B001 for twenty minutes from then on."""
    start = morning.now + timedelta(minutes=start_min)
    morning.issue("B", after_s=0, appointment=Window(start, start + timedelta(minutes=20)))


def test_an_appointment_goes_first_once_its_time_has_come(office: Office) -> None:
    morning = office(policy=Policy(Rule.STRICT))
    with_appointment(morning, 5)
    for _ in range(2):
        morning.issue("A", after_s=0)
    assert morning.serve(2, after_s=60) == "A001", "not before its window"
    assert morning.serve(2, after_s=5 * MIN) == "B001"
    assert whys(morning)[-1][1] is Why.APPOINTMENT


def test_an_appointment_before_its_time_is_called_rather_than_nobody(morning: Any) -> None:
    with_appointment(morning, 30)
    assert morning.serve(2) == "B001"


def test_an_appointment_gathers_like_priority_from_the_beginning_of_its_window(morning: Any) -> None:
    morning.issue("A")
    with_appointment(morning, 10)
    choices = [next_for(morning.day, TWO, at_min * MIN) for at_min in (11, 14)]
    assert [choice.ticket.label for choice in choices if choice] == ["A001", "B001"]


# ── a desk's own preference ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def ordered(office: Office) -> Any:
    """Desk 2 serves B first; who has waited ten minutes counts as first choice."""
    return office(desks=(Desk(ONE, (A,)), Desk(TWO, (B, A), Preference.ORDERED, equal_after_min=10)))


def test_an_ordered_desk_takes_its_first_service_first(ordered: Any) -> None:
    for service in "AABB":
        ordered.issue(service)
    assert served(ordered, 4, 2) == ["B001", "B002", "A001", "A002"]


def test_an_ordered_desk_lets_nobody_wait_too_long(ordered: Any) -> None:
    ordered.issue("A")
    ordered.issue("B", after_s=10 * MIN)
    assert ordered.serve(2) == "A001"


def test_a_desk_of_a_pool_has_the_pools_services_and_preference(office: Office) -> None:
    pools = (Pool("chung", {"vi": "Quầy chung"}, (B, A), Preference.ORDERED),)
    morning = office(pools=pools, desks=(Desk(ONE, pool="chung"), Desk(TWO, pool="chung")))
    for service in "ABAB":
        morning.issue(service)
    assert [morning.serve(desk) for desk in (1, 2, 1, 2)] == ["B001", "B002", "A001", "A002"]


def test_who_waits_for_one_desk_only_is_called_by_no_other(morning: Any) -> None:
    morning.order(OpenDesk(ONE))
    morning.issue("A")
    morning.order(Transfer(morning.id("A001"), to_desk=ONE))
    assert next_for(morning.day, TWO, 60.0) is None
    choice = next_for(morning.day, ONE, 60.0)
    assert choice is not None and choice.ticket.label == "A001"


# ── who comes back, who waits for the afternoon ───────────────────────────────────────────────────


def missed_and_back(morning: Any) -> None:
    """A001 of four missed its call and is here again."""
    come(morning, *"AAAA")
    morning.call()
    morning.order(NoShow(ONE))
    morning.order(Rejoin(morning.id("A001")))


def test_who_missed_the_call_waits_for_the_set_number_of_others(morning: Any) -> None:
    missed_and_back(morning)
    assert served(morning, 4) == ["A002", "A003", "A001", "A004"]


def test_who_came_back_is_called_when_nobody_else_is_there(morning: Any) -> None:
    come(morning, "A")
    morning.call()
    morning.order(NoShow(ONE))
    morning.order(Rejoin(morning.id("A001")))
    morning.serve()
    assert whys(morning)[-1] == ("A001", Why.REJOINED, 0)


def test_a_number_for_the_afternoon_is_not_called_in_the_morning(office: Office) -> None:
    both = (Session(time(7), time(11)), Session(time(13), time(17)))
    for priority in (False, True):
        lunch = office(hours=Hours((both,) * 7, at_closing=AtClosing.NEXT_SESSION))
        lunch.issue("A", after_s=3.5 * 3600, priority=priority)
        assert lunch.refuses(CallNext(ONE)).reason is Reason.NOBODY_WAITS
        assert lunch.serve(after_s=1.6 * 3600) == "A001"


def test_a_choice_out_of_turn_counts_as_overtaking(office: Office) -> None:
    morning = office(policy=Policy(Rule.STRICT, cap=2))
    come(morning, "A", "A", "P")
    morning.order(CallThis(ONE, morning.id("A002"), "Người già yếu"))
    assert morning.day.overtaken(morning.ticket("A001")) == 1
    morning.order(PutBack(ONE))
    assert (morning.call().label, morning.day.overtaken(morning.ticket("A001"))) == ("A003", 2)


def test_a_service_of_the_desk_may_be_both_quick_and_for_priority(office: Office) -> None:
    only = Service(B, {"vi": "Chứng thực"}, quick=True)
    morning = office(services=(Service(A, {"vi": "Hộ tịch"}), only), policy=Policy(Rule.STRICT))
    morning.issue("A")
    morning.issue("B")
    morning.issue("B", priority=True)
    assert served(morning, 3, 2) == ["B002", "B001", "A001"]
