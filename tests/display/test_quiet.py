"""Quiet hours and the trial in the morning, by the office's clock."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from display.quiet import is_quiet, office_time, trial_due
from display.state import ScreenState

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    hour, minute = text.split(":")
    return datetime(2026, 11, 23, int(hour), int(minute), 30, tzinfo=ZONE)


def test_the_time_is_the_servers(story: Any) -> None:
    assert office_time(ScreenState(), 5.0) is None
    story.wait(90)
    assert str(office_time(story.state, story.now_s)) == "2026-11-23 08:01:30+07:00"
    story.retold(clock_doubt="behind")
    assert office_time(story.state, story.now_s) is None, "nothing is quiet and nothing is tried by a clock that is not believed"


@pytest.mark.parametrize(
    ("time", "spans", "quiet"),
    [("11:29", ("11:30-13:00",), False), ("11:30", ("11:30-13:00",), True), ("12:59", ("11:30-13:00",), True), ("13:00", ("11:30-13:00",), False),
     ("23:10", ("22:00-06:00",), True), ("05:59", ("22:00-06:00",), True), ("06:00", ("22:00-06:00",), False),
     ("12:00", ("", "noon", "12", "1-2-3", "a:b-c:d", "11:00-12:30"), True), ("12:00", (), False)],
)  # fmt: skip
def test_quiet_hours(time: str, spans: tuple[str, ...], quiet: bool) -> None:
    assert is_quiet(at(time), spans) is quiet


def test_before_the_time_is_known_it_is_not_quiet() -> None:
    assert not is_quiet(None, ("00:00-23:59",))


@pytest.mark.parametrize(
    ("time", "due"), [("06:44", False), ("06:45", True), ("06:59", True), ("07:00", False), ("12:50", False), ("16:00", False)]
)
def test_the_loudspeaker_is_tried_before_the_first_session(time: str, due: bool) -> None:
    sessions = ("13:00-17:00", "07:00-11:00")
    assert trial_due(at(time), sessions, None) is due
    assert not trial_due(at(time), sessions, date(2026, 11, 23)), "once a day"
    assert trial_due(at(time), sessions, date(2026, 11, 22)) is due


def test_where_there_are_no_hours_it_is_not_tried() -> None:
    assert not any(trial_due(at("06:50"), sessions, None) for sessions in (None, (), ("noon",)))
    assert not trial_due(None, ("07:00-11:00",), None)
