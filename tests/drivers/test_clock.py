"""Clocks: the machine's own, and one that moves when told to."""

from datetime import UTC, datetime, timedelta

from drivers.clock import Clock, ManualClock, SystemClock

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_the_machines_clock_is_aware_utc_and_its_monotonic_one_does_not_go_back() -> None:
    clock: Clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.monotonic_s() <= clock.monotonic_s()


def test_a_manual_clock_stands_until_it_is_moved() -> None:
    clock = ManualClock(MORNING)
    assert (clock.now(), clock.monotonic_s()) == (MORNING, 0.0)
    clock.advance(90.5)
    assert (clock.now(), clock.monotonic_s()) == (MORNING + timedelta(seconds=90.5), 90.5)


def test_setting_the_wall_clock_back_does_not_touch_durations() -> None:
    clock = ManualClock(MORNING)
    clock.advance(10)
    clock.set_wall(datetime(1970, 1, 1, tzinfo=UTC))
    assert (clock.now().year, clock.monotonic_s()) == (1970, 10.0)
