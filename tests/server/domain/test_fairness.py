"""Who went first, why, and who was passed how often: as the rules of the queue counted it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.domain import commands as c
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.errors import Refused
from server.domain.events import Logged
from server.domain.evolve import evolve
from server.domain.fairness import Fairness, Passed, fairness_of
from server.domain.model import DeskId, Place, ServiceId, TicketId
from server.domain.setup import Desk, Policy, Rule, Service, Setup

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
A, ONE = ServiceId("A"), DeskId(1)
SETUP = Setup((Service(A, {"vi": "A"}),), (Desk(ONE, (A,)), Desk(DeskId(2), (A,))), policy=Policy(Rule.STRICT, cap=2))


def number(place: int) -> TicketId:
    return TicketId(f"2026-11-23-A{place:03}")


class Morning:
    def __init__(self) -> None:
        self.day, self.now = Day(), EIGHT
        self.log: list[tuple[Logged, str]] = []
        self.do(c.OpenDay(date(2026, 11, 23), SETUP))

    def do(self, *commands: Any) -> None:
        for command in commands:
            self.now += timedelta(minutes=1)
            for event in decide(self.day, command, self.now):
                logged = Logged(self.day.seq + 1, self.now, event)
                evolve(self.day, logged)
                self.log.append((logged, "person lan"))

    def fair(self) -> Fairness:
        return fairness_of(self.log)


@pytest.fixture
def morning() -> Morning:
    made = Morning()
    made.do(c.IssueTicket(A), c.IssueTicket(A))
    return made


def test_a_morning_in_turn_has_no_jumps(morning: Morning) -> None:
    morning.do(c.CallNext(ONE), c.Finish(ONE), c.CallNext(ONE))
    assert morning.fair() == Fairness((), 2, 0, 0, 0, 2, SETUP.policy)


def test_a_priority_citizen_passes_those_who_came_before(morning: Morning) -> None:
    morning.do(c.IssueTicket(A, priority=True), c.CallNext(ONE))
    (jump,) = morning.fair().jumps
    assert (jump.what, jump.label, jump.desk, jump.actor) == ("priority", "A003", ONE, "person lan")
    assert jump.passed == (Passed("A001", 1), Passed("A002", 1))


def test_the_limit_is_kept_and_who_was_called_for_it_is_counted(morning: Morning) -> None:
    for _ in range(3):
        morning.do(c.IssueTicket(A, priority=True))
    for _ in range(3):
        morning.do(c.CallNext(ONE), c.Finish(ONE))
    fair = morning.fair()
    assert (fair.most, fair.most_by_rule, fair.yielded, fair.cap, len(fair.jumps)) == (2, 2, 1, 2, 2)


def test_an_officers_choice_stands_there_with_its_reason_and_is_no_rule(morning: Morning) -> None:
    morning.do(c.CallThis(ONE, number(2), "Người già yếu"))
    fair = morning.fair()
    assert (fair.jumps[0].what, fair.jumps[0].reason, fair.jumps[0].passed) == ("chosen", "Người già yếu", (Passed("A001", 1),))
    assert (fair.most, fair.most_by_rule) == (1, 0)


def test_priority_that_is_given_or_taken_and_a_place_at_the_head_are_jumps(morning: Morning) -> None:
    morning.do(c.OpenDesk(ONE), c.SetPriority(number(2), True, "có thai"), c.SetPriority(number(2), False, "nhầm"))
    morning.do(c.Transfer(number(2), None, None, Place.FIRST, "hẹn trước"))
    assert [(jump.what, jump.reason) for jump in morning.fair().jumps] == [
        ("priority_given", "có thai"),
        ("priority_taken", "nhầm"),
        ("moved_first", "hẹn trước"),
    ]
    assert [one.label for one in morning.fair().jumps[-1].passed] == ["A001"]


def test_a_place_at_the_end_is_no_jump(morning: Morning) -> None:
    morning.do(c.Transfer(number(1), None, None, Place.LAST, ""))
    assert morning.fair().jumps == ()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_happens_the_rule_passes_nobody_oftener_than_its_limit(orders: Any, data: Any) -> None:
    day, now, log = Day(), EIGHT, []
    kinds = [kind for kind in orders.deck if kind not in (c.ChangeSetup, c.OpenDay, c.ConfirmClock, c.DoubtClock, c.CallThis)]
    for step in range(60):
        command = (
            c.OpenDay(orders.monday, SETUP) if not step else orders.draw(data.draw, day, now, data.draw(st.sampled_from(kinds)))
        )
        now += timedelta(seconds=data.draw(st.sampled_from([1, 20, 400])))
        try:
            events = decide(day, command, now)
        except Refused:
            continue
        for event in events:
            log.append((Logged(day.seq + 1, now, event), ""))
            evolve(day, log[-1][0])
    fair = fairness_of(log)
    assert fair.most_by_rule <= SETUP.policy.cap
    assert all(one.times > 0 for jump in fair.jumps if jump.what == "priority" for one in jump.passed)
