"""Which clocks are believed: what the machine says, against what the log and the monotonic clock know."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drivers.clock import ManualClock
from server.office.timekeeping import Timekeeper

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, 0, 3, tzinfo=UTC)
DAY_S = 86_400.0


def started(clock: ManualClock, last_at: datetime | None = None, offset_s: float = 0.0) -> Timekeeper:
    time = Timekeeper(clock, ZoneInfo("Asia/Ho_Chi_Minh"))
    time.start(last_at, offset_s)
    return time


def test_a_new_office_believes_any_clock_since_the_program_was_built() -> None:
    assert started(ManualClock(EIGHT)).doubt() == ""
    assert started(ManualClock(EIGHT + timedelta(days=4000))).doubt() == ""


def test_a_machine_that_wakes_in_1970_is_early() -> None:
    assert started(ManualClock(LONG_AGO)).doubt() == "early"


@pytest.mark.parametrize(
    ("off", "doubt"),
    [
        (timedelta(days=-1), "back"),
        (timedelta(minutes=-3), "back"),
        (timedelta(minutes=-1), ""),
        (timedelta(0), ""),
        (timedelta(days=31), ""),
        (timedelta(days=31, minutes=1), "ahead"),
        (timedelta(days=400), "ahead"),
    ],
)
def test_after_a_start_the_log_says_what_can_be(off: timedelta, doubt: str) -> None:
    assert started(ManualClock(EIGHT + off), EIGHT).doubt() == doubt


@pytest.mark.parametrize(
    ("jump", "doubt"),
    [
        (timedelta(days=-20_000), "early"),
        (timedelta(days=-1), "back"),
        (timedelta(minutes=-1), ""),
        (timedelta(minutes=59), ""),
        (timedelta(minutes=61), "ahead"),
        (timedelta(days=400), "ahead"),
    ],
)
def test_while_it_runs_the_monotonic_clock_says_what_can_be(jump: timedelta, doubt: str) -> None:
    clock = ManualClock(EIGHT)
    time = started(clock)
    assert time.doubt() == ""
    clock.advance(600)
    clock.set_wall(clock.now() + jump)
    assert time.doubt() == doubt
    assert time.doubt() == doubt, "what was doubted is not believed because it was looked at"


def test_a_long_pause_with_both_clocks_going_on_is_no_jump() -> None:
    clock = ManualClock(EIGHT)
    time = started(clock)
    assert time.doubt() == ""
    clock.advance(40 * DAY_S)
    assert time.doubt() == ""


def test_a_clock_that_comes_right_by_itself_is_believed_again() -> None:
    clock = ManualClock(EIGHT)
    time = started(clock)
    time.doubt()
    clock.set_wall(LONG_AGO)
    assert time.doubt() == "early"
    clock.advance(60)
    clock.set_wall(EIGHT + timedelta(seconds=60))
    assert time.doubt() == ""


def test_what_an_officer_says_is_the_time_from_then_on() -> None:
    clock = ManualClock(LONG_AGO)
    time = started(clock)
    time.confirm((EIGHT - LONG_AGO).total_seconds())
    clock.advance(60)
    assert time.doubt() == "" and time.now() == EIGHT + timedelta(seconds=60)
    assert time.machine_now() == LONG_AGO + timedelta(seconds=60)
    assert f"{time.now():%H:%M}" == "08:01", "in the office's zone"


@pytest.mark.parametrize("wrong_s", [-400 * DAY_S, -3600, 3600, 5 * DAY_S, 400 * DAY_S])
def test_an_offset_lives_on_after_a_restart_on_the_same_wrong_clock(wrong_s: float) -> None:
    clock = ManualClock(EIGHT + timedelta(seconds=60 + wrong_s))
    time = started(clock, EIGHT, -wrong_s)
    assert time.now() == EIGHT + timedelta(seconds=60) and time.doubt() == ""


@pytest.mark.parametrize("wrong_s", [-400 * DAY_S, 400 * DAY_S, 5 * DAY_S])
def test_an_offset_is_dropped_at_a_start_when_the_machine_has_come_right(wrong_s: float) -> None:
    time = started(ManualClock(EIGHT + timedelta(days=1)), EIGHT, -wrong_s)
    assert time.now() == EIGHT + timedelta(days=1) and time.offset_s() == 0 and time.doubt() == ""


@pytest.mark.parametrize("wrong_s", [-400 * DAY_S, -7200, 7200, 400 * DAY_S])
def test_an_offset_is_dropped_while_it_runs_when_the_machine_has_come_right(wrong_s: float) -> None:
    clock = ManualClock(EIGHT + timedelta(seconds=wrong_s))
    time = started(clock, EIGHT)
    time.confirm(-wrong_s)
    assert time.doubt() == "" and time.now() == EIGHT
    clock.advance(60)
    clock.set_wall(EIGHT + timedelta(seconds=60))
    assert time.doubt() == "" and time.offset_s() == 0 and time.now() == EIGHT + timedelta(seconds=60)


def test_an_offset_that_does_not_help_is_not_used() -> None:
    time = started(ManualClock(LONG_AGO), EIGHT, 3600.0)
    assert time.offset_s() == 0 and time.doubt() == "early"


def test_of_two_times_that_can_be_the_earlier_one_is_taken() -> None:
    """A machine five days ahead and a week off: it may have come right. A day opened too early is followed by the right one."""
    assert started(ManualClock(EIGHT + timedelta(days=12)), EIGHT, -5 * DAY_S).now() == EIGHT + timedelta(days=7)
    assert started(ManualClock(EIGHT + timedelta(days=7)), EIGHT, 5 * DAY_S).now() == EIGHT + timedelta(days=7)
