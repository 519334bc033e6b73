"""When the office is there, and what a press at any moment of the day gets."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest

from server.domain.errors import Reason, Refused
from server.domain.hours import admit, last_close, next_opening, sessions_on, stretches
from server.domain.model import Admission, DeskId, ServiceId
from server.domain.setup import AtClosing, CalendarDay, Desk, Hours, Service, Session, Setup

HERE = timezone(timedelta(hours=7))
BOTH = (Session(time(7), time(11)), Session(time(13), time(17)))
WORKDAYS = (*([BOTH] * 5), (), ())
MON, SAT = date(2026, 11, 23), date(2026, 11, 28)
A = Service(ServiceId("A"), {"vi": "Hộ tịch"})
WARN, STOP, NEXT = AtClosing.WARN, AtClosing.STOP, AtClosing.NEXT_SESSION


def office(service: Service = A, **hours: Any) -> Setup:
    return Setup((service,), (Desk(DeskId(1), (A.id,)),), hours=Hours(**{"week": WORKDAYS, **hours}))


def at(clock: str, day: date = MON) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), HERE)


def pressed(setup: Setup, clock: str, *, priority: bool = False, needed: float = 0, day: date = MON) -> Any:
    """The admission, and the opening that goes with it, or the reason of the refusal and the time to come."""
    try:
        got = admit(setup, setup.services[0], at(clock, day), priority=priority, needed_min=lambda: needed)
    except Refused as refused:
        return refused.reason, str(refused.facts["opens"])[:16]
    return got.admission, f"{got.opens:%Y-%m-%dT%H:%M}" if got.opens else ""


# ── which sessions ────────────────────────────────────────────────────────────────────────────────


def test_a_weekday_has_its_sessions_and_sunday_none() -> None:
    assert sessions_on(office(), None, MON) == BOTH and sessions_on(office(), None, date(2026, 11, 29)) == ()


def test_without_hours_an_office_is_always_open() -> None:
    always = office(week=())
    assert sessions_on(always, A, MON) is None and pressed(always, "03:00") == (Admission.PLAIN, "")
    assert next_opening(always, A, at("03:00")) is None and last_close(always, at("03:00")) is None


def test_a_service_may_have_its_own_week() -> None:
    mornings = replace(A, week=((BOTH[0],),) * 7)
    assert sessions_on(office(mornings), mornings, SAT) == (BOTH[0],)
    assert sessions_on(office(mornings), None, SAT) == ()


def test_the_calendar_goes_before_every_week() -> None:
    calendar = (CalendarDay(MON, note="Nghỉ bù"), CalendarDay(SAT, (BOTH[0],), "Ngày lưu động"))
    own = replace(A, week=(BOTH,) * 7)
    for service in (None, A, own):
        assert sessions_on(office(own, calendar=calendar), service, MON) == ()
        assert sessions_on(office(own, calendar=calendar), service, SAT) == (BOTH[0],)


def test_an_extra_saturday_gives_numbers() -> None:
    extra = office(at_closing=STOP, calendar=(CalendarDay(SAT, (BOTH[0],)),))
    assert pressed(extra, "08:00", day=SAT) == (Admission.PLAIN, "")
    assert pressed(office(at_closing=STOP), "08:00", day=SAT) == (Reason.CLOSED_TODAY, "2026-11-30T07:00")


def test_sessions_are_moments_in_the_offices_zone() -> None:
    first = (stretches(office(), A, at("12:00")) or [])[0]
    assert (first.start, first.end) == (at("07:00"), at("11:00")) and first.start.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    ("clock", "day", "opens"),
    [
        ("06:00", MON, at("07:00")),
        ("07:00", MON, at("13:00")),
        ("13:00", MON, at("07:00", date(2026, 11, 24))),
        ("18:00", date(2026, 11, 27), at("07:00", date(2026, 11, 30))),
    ],
)
def test_the_next_opening_is_the_next_beginning_of_a_session(clock: str, day: date, opens: datetime) -> None:
    assert next_opening(office(), A, at(clock, day)) == opens


def test_after_a_long_holiday_the_opening_is_still_found_and_never_is_none() -> None:
    tet = tuple(CalendarDay(MON + timedelta(days=ahead)) for ahead in range(14))
    assert next_opening(office(calendar=tet), A, at("08:00")) == at("07:00", date(2026, 12, 7))
    assert next_opening(office(week=((),) * 7), A, at("08:00")) is None


def test_the_last_close_is_that_of_the_service_that_stays_longest() -> None:
    late = replace(A, week=((Session(time(17), time(19)),),) * 7)
    assert last_close(office(), at("08:00")) == at("17:00")
    assert last_close(office(late), at("08:00")) == at("19:00")
    assert last_close(office(), at("08:00", SAT)) is None


# ── what a press gets ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", list(AtClosing))
@pytest.mark.parametrize("clock", ["06:00", "07:00", "10:44", "12:00", "16:44"])
def test_in_hours_and_shortly_before_them_a_number_is_a_number(mode: AtClosing, clock: str) -> None:
    assert pressed(office(at_closing=mode), clock)[0] is Admission.PLAIN


@pytest.mark.parametrize(
    ("mode", "clock", "gets"),
    [
        (WARN, "05:59", (Admission.OUTSIDE_HOURS, "2026-11-23T07:00")),
        (WARN, "11:30", (Admission.OUTSIDE_HOURS, "2026-11-23T13:00")),
        (WARN, "20:00", (Admission.OUTSIDE_HOURS, "2026-11-24T07:00")),
        (STOP, "05:59", (Reason.CLOSED_NOW, "2026-11-23T07:00")),
        (STOP, "11:30", (Reason.CLOSED_NOW, "2026-11-23T13:00")),
        (STOP, "20:00", (Reason.CLOSED_TODAY, "2026-11-24T07:00")),
        (NEXT, "05:59", (Admission.NEXT_SESSION, "2026-11-23T07:00")),
        (NEXT, "11:30", (Admission.NEXT_SESSION, "2026-11-23T13:00")),
        (NEXT, "20:00", (Reason.CLOSED_TODAY, "2026-11-24T07:00")),
    ],
)
def test_when_nobody_is_there_the_office_has_chosen_what_happens(mode: AtClosing, clock: str, gets: Any) -> None:
    assert pressed(office(at_closing=mode), clock) == gets


@pytest.mark.parametrize(
    ("mode", "clock", "gets"),
    [
        (WARN, "10:45", (Admission.SHORT_TIME, "2026-11-23T13:00")),
        (WARN, "16:45", (Admission.SHORT_TIME, "")),
        (STOP, "10:45", (Reason.NO_TIME_LEFT, "2026-11-23T13:00")),
        (STOP, "16:59", (Reason.NO_TIME_LEFT, "2026-11-24T07:00")),
        (NEXT, "10:45", (Admission.NEXT_SESSION, "2026-11-23T13:00")),
        (NEXT, "16:45", (Reason.NO_TIME_LEFT, "2026-11-24T07:00")),
    ],
)
def test_numbers_end_some_minutes_before_closing(mode: AtClosing, clock: str, gets: Any) -> None:
    assert pressed(office(at_closing=mode), clock) == gets


@pytest.mark.parametrize(("needed", "gets"), [(60, Admission.PLAIN), (60.1, Reason.NO_TIME_LEFT)])
def test_no_more_numbers_than_the_time_left_can_serve(needed: float, gets: Any) -> None:
    assert pressed(office(at_closing=STOP), "16:00", needed=needed)[0] is gets


def test_the_guard_can_be_switched_off() -> None:
    assert pressed(office(at_closing=STOP, closing_guard=False), "16:00", needed=500) == (Admission.PLAIN, "")


def test_the_guard_counts_from_the_beginning_of_the_session_for_those_who_come_early() -> None:
    assert pressed(office(at_closing=STOP), "06:10", needed=240) == (Admission.PLAIN, "")


def test_what_does_not_fit_this_afternoon_either_is_refused() -> None:
    assert pressed(office(at_closing=NEXT), "10:00", needed=300)[0] is Admission.NEXT_SESSION
    assert pressed(office(at_closing=NEXT), "10:00", needed=301) == (Reason.NO_TIME_LEFT, "2026-11-24T07:00")


@pytest.mark.parametrize("clock", ["05:30", "11:30"])
def test_numbers_for_the_next_session_end_when_that_is_full(clock: str) -> None:
    setup = office(at_closing=NEXT)
    assert pressed(setup, clock, needed=240)[0] is Admission.NEXT_SESSION
    after = "2026-11-24T07:00" if clock == "11:30" else "2026-11-23T13:00"
    assert pressed(setup, clock, needed=241) == (Reason.NO_TIME_LEFT, after), "the first opening after the full session"
    assert pressed(setup, clock, needed=241, priority=True)[0] is Admission.NEXT_SESSION
    assert pressed(office(at_closing=NEXT, closing_guard=False), clock, needed=241)[0] is Admission.NEXT_SESSION


@pytest.mark.parametrize("mode", [STOP, NEXT])
def test_priority_is_let_in_while_the_session_lasts(mode: AtClosing) -> None:
    assert pressed(office(at_closing=mode), "16:59", priority=True) == (Admission.SHORT_TIME, "")
    assert pressed(office(at_closing=mode), "17:00", priority=True)[0] is Reason.CLOSED_TODAY


def test_with_no_minutes_before_closing_numbers_are_given_to_the_end() -> None:
    assert pressed(office(at_closing=STOP, last_numbers_min=0), "16:59") == (Admission.PLAIN, "")


@pytest.mark.parametrize(("early", "since"), [(60, "12:00"), (0, "13:00"), (300, "11:00")])
def test_a_number_for_the_afternoon_stands_before_those_who_come_in_the_afternoon_and_behind_the_morning(
    early: int, since: str
) -> None:
    setup = office(at_closing=NEXT, early_min=early)
    assert admit(setup, A, at("10:50"), priority=False, needed_min=lambda: 0).since == at(since)


def test_how_long_it_takes_is_reckoned_only_when_it_matters() -> None:
    def never() -> float:
        raise AssertionError("a kiosk in an office without hours waits for nobody's arithmetic")

    for setup in (office(week=()), office(closing_guard=False)):
        assert admit(setup, A, at("08:00"), priority=False, needed_min=never).admission is Admission.PLAIN
