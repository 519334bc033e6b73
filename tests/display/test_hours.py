"""Which part of the office's day it is, and when the glass is dark."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bench.scenes import EIGHT, NOW_S, SCREEN, snapshot, told
from display.hours import Hours, Phase, dark, hours
from server.wire.heard import ScreenPlace

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NEXT = datetime(2026, 11, 24, 7, 0, tzinfo=ZONE)


def at(clock: str, day: int = 23) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("clock", "wanted"),
    [
        ("06:59", Hours(Phase.BEFORE, at("07:00"))),
        ("07:00", Hours(Phase.OPEN)),
        ("10:59", Hours(Phase.OPEN)),
        ("11:00", Hours(Phase.PAUSE, at("13:00"))),
        ("13:00", Hours(Phase.OPEN)),
        ("17:00", Hours(Phase.OVER, NEXT)),
        ("23:59", Hours(Phase.OVER, NEXT)),
    ],
)
def test_a_day_with_two_sessions(clock: str, wanted: Hours) -> None:
    assert hours(snapshot(), at(clock)) == wanted


def test_a_day_that_was_closed_early_is_over_until_the_next() -> None:
    assert hours(snapshot(is_open=False), at("09:00")) == Hours(Phase.OVER, NEXT)


def test_without_hours_only_the_days_being_open_counts() -> None:
    assert hours(snapshot(sessions=None), at("03:00")) == Hours(Phase.OPEN)
    assert hours(snapshot(sessions=None, is_open=False), at("09:00")) == Hours(Phase.OVER, NEXT)
    assert hours(snapshot(), None) == Hours(Phase.OPEN)


def test_a_day_off_is_over_from_the_morning_on() -> None:
    assert hours(snapshot(sessions=()), at("09:00")) == Hours(Phase.OVER, NEXT)


def test_a_snapshot_of_yesterday_knows_when_it_goes_on_and_nothing_after_that() -> None:
    assert hours(snapshot(), at("05:00", 24)) == Hours(Phase.OVER, NEXT)
    assert hours(snapshot(), at("09:00", 24)) == Hours(Phase.OPEN)


def test_midnight_ends_a_session_too() -> None:
    assert hours(snapshot(sessions=("18:00-24:00",)), at("23:59")) == Hours(Phase.OPEN)


def is_dark(clock: str, day: int = 23, calls: int = 0, **facts: Any) -> bool:
    """By that time, of a snapshot of 08:00."""
    standing = snapshot(screen=SCREEN.model_copy(update={"off_hours": True, **facts.pop("screen", {})}), **facts)
    state = told(standing, ScreenPlace(name="one"), calls)
    return dark(state, NOW_S + (at(clock, day) - EIGHT).total_seconds())


@pytest.mark.parametrize(
    ("clock", "day", "wanted"),
    [("08:00", 23, False), ("12:00", 23, False), ("17:29", 23, False), ("17:31", 23, True), ("23:59", 23, True), ("06:29", 24, True),
     ("06:31", 24, False), ("09:00", 24, False)],
)  # fmt: skip
def test_it_is_dark_from_half_an_hour_after_the_last_session_to_half_an_hour_before_the_next(
    clock: str, day: int, wanted: bool
) -> None:
    assert is_dark(clock, day) is wanted


def test_it_is_never_dark_when_that_could_hide_something() -> None:
    assert is_dark("20:00")
    assert not is_dark("20:00", screen={"off_hours": False})
    assert not is_dark("20:00", screen={"emergency": {"vi": "Mất điện"}})
    assert not is_dark("20:00", calls=1), "somebody is still called"
    assert not is_dark("20:00", sessions=None)
    assert not is_dark("20:00", clock_doubt="jumped")


def test_before_the_first_session_of_the_day_it_is_dark_until_half_an_hour_before() -> None:
    early = snapshot(datetime(2026, 11, 22, 22, 0, tzinfo=UTC), SCREEN.model_copy(update={"off_hours": True}))
    state = told(early, ScreenPlace(name="one"))
    assert dark(state, NOW_S + timedelta(minutes=89).total_seconds())
    assert not dark(state, NOW_S + timedelta(minutes=91).total_seconds())
