"""A wait is reckoned from the work that the open desks have before them, and said as a range in whole steps."""

from collections.abc import Callable
from typing import Any

import pytest

from server.domain.commands import CloseDesk, Finish, OpenDesk, PauseDesk, Transfer
from server.domain.model import DeskId, ServiceId
from server.domain.setup import Desk, Policy, Rule, Service
from server.domain.waits import MOST_MIN, STEP_MIN, ahead_min, rounded, wait_min

A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)


def test_nobody_can_say_while_no_desk_is_open(morning: Any) -> None:
    assert wait_min(morning.day, A) is None
    morning.order(OpenDesk(ONE))
    assert wait_min(morning.day, A) == (0, 5) and wait_min(morning.day, B) is None
    morning.order(PauseDesk(ONE))
    assert wait_min(morning.day, A) is None


def test_a_free_desk_and_nobody_waiting_is_at_once(morning: Any) -> None:
    morning.order(OpenDesk(TWO))
    assert (wait_min(morning.day, A), wait_min(morning.day, B)) == ((0, 5), (0, 5))


def test_who_is_at_the_desk_counts_half(morning: Any) -> None:
    morning.issue()
    morning.call(1)
    assert ahead_min(morning.day, A, (ONE,)) == 6
    morning.order(Finish(ONE))
    assert ahead_min(morning.day, A, (ONE,)) == 0


def test_those_who_wait_share_the_open_desks(morning: Any) -> None:
    morning.order(OpenDesk(ONE))
    for _ in range(4):
        morning.issue()
    assert ahead_min(morning.day, A, (ONE,)) == 48
    morning.order(OpenDesk(TWO))
    assert ahead_min(morning.day, A, (ONE, TWO)) == 24
    morning.order(CloseDesk(TWO, leave_waiting=True))
    assert wait_min(morning.day, A) == rounded(48) == (35, 75)


def test_a_desk_that_gives_two_services_is_not_counted_as_two(morning: Any) -> None:
    """Desk 2 alone gives B: eight minutes each, and its half of the queue of A."""
    for desk in (ONE, TWO):
        morning.order(OpenDesk(desk))
    for service in "ABAB":
        morning.issue(service)
    assert ahead_min(morning.day, B, (TWO,)) == 2 * 8 + 2 * 12 / 2
    assert ahead_min(morning.day, A, (ONE, TWO)) == (2 * 12 + 2 * 8) / 2


def test_who_waits_for_the_desk_alone_is_counted(morning: Any) -> None:
    morning.order(OpenDesk(ONE))
    morning.issue()
    morning.order(Transfer(morning.id("A001"), None, ONE))
    assert ahead_min(morning.day, A, (ONE,)) == 12


@pytest.mark.parametrize(
    ("rule", "minutes"), [(Rule.FIFO, 24), (Rule.STRICT, 0), (Rule.RATIO, 8), (Rule.ACCUMULATING, 12), (Rule.HEAD_START, 24)]
)
def test_a_quick_matter_waits_for_as_many_longer_ones_as_the_policy_says(
    office: Callable[..., Any], rule: Rule, minutes: float
) -> None:
    quick = Service(B, {"vi": "Nhận kết quả"}, 3, quick=True)
    morning = office(services=(Service(A, {"vi": "Hộ tịch"}, 12), quick), desks=(Desk(ONE, (A, B)),), policy=Policy(rule))
    morning.order(OpenDesk(ONE))
    for service in "AAB":
        morning.issue(service)
    assert ahead_min(morning.day, B, (ONE,)) == pytest.approx(3 + minutes)
    assert ahead_min(morning.day, A, (ONE,)) == 27, "a longer one waits for all of them"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, (0, 5)), (3, (0, 5)), (6, (0, 10)), (10, (5, 15)), (30, (20, 45)), (160, (120, 240)), (161, None)]
)
def test_a_range_is_in_whole_steps(minutes: float, said: tuple[int, int] | None) -> None:
    assert rounded(minutes) == said


def test_every_range_holds_what_was_reckoned_and_is_never_a_point() -> None:
    for tenth in range(MOST_MIN * 10):
        said = rounded(tenth / 10)
        if said is not None:
            assert said[0] <= tenth / 10 <= said[1] and said[1] - said[0] >= STEP_MIN
