"""What was served today is counted ticket by ticket, and is the same when it is counted anew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from server.domain.commands import AddStep, CloseDay, Finish, OpenDay, PutBack, Restore, StartRoll
from server.domain.model import DeskId, ServiceId, TicketId
from server.domain.today import Today

ONE = DeskId(1)


def counted(morning: Any) -> tuple[int, int | None]:
    today = Today()
    today.look(morning.day, set())
    return today.served, today.waited_min


def test_before_anybody_came_there_is_nothing_to_say(morning: Any) -> None:
    assert counted(morning) == (0, None)


def test_served_and_waited_are_counted_as_they_come(morning: Any) -> None:
    today = Today()
    today.look(morning.day, set())
    for label in (morning.issue(), morning.issue(after_s=600)):
        today.look(morning.day, {morning.id(label)})
    morning.call(after_s=600)  # twenty minutes
    morning.order(Finish(ONE))
    morning.call(after_s=0)  # ten
    today.look(morning.day, {morning.id("A001"), morning.id("A002")})
    assert (today.served, today.waited_min) == (1, 15) == counted(morning)
    today.look(morning.day, {morning.id("A001")})
    assert (today.served, today.waited_min) == (1, 15), "looking twice counts once"


def test_what_is_restored_is_not_served_any_more(morning: Any) -> None:
    morning.issue()
    morning.serve()
    morning.order(Restore(morning.id("A001")))
    assert counted(morning)[0] == 0


def test_the_first_wait_of_a_visit_stays(morning: Any) -> None:
    today = Today()
    morning.issue()
    morning.call(2, after_s=600)
    today.look(morning.day, {morning.id("A001")})
    morning.order(AddStep(morning.id("A001"), ServiceId("B")))
    morning.order(Finish(DeskId(2)))
    morning.call(2, after_s=1800)
    today.look(morning.day, {morning.id("A001")})
    assert today.waited_min == 10
    morning.order(PutBack(DeskId(2)))
    today.look(morning.day, {morning.id("A001")})
    assert today.waited_min == 10


def test_a_number_of_a_paper_roll_has_no_wait(office: Callable[..., Any]) -> None:
    morning = office()
    morning.order(StartRoll(ServiceId("A"), 5))
    morning.call()
    assert counted(morning) == (0, None)


def test_a_wait_that_cannot_be_true_is_left_out(morning: Any) -> None:
    morning.issue()
    morning.at -= timedelta(days=400)
    morning.call()
    assert counted(morning) == (0, None)


def test_another_day_begins_anew(morning: Any) -> None:
    today = Today()
    morning.issue()
    morning.serve()
    today.look(morning.day, {morning.id("A001")})
    morning.order(CloseDay())
    morning.order(OpenDay(morning.day.date + timedelta(days=1)))
    today.look(morning.day, {TicketId("2026-11-23-A001")})
    assert (today.served, today.waited_min) == (0, None)
