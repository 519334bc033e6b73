"""What happens by itself, and what does not."""

from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

from server.domain.commands import CallNext, ChangeSetup, CloseDay, ConfirmClock, DoubtClock, Hold, IssueTicket, OpenDay, Return
from server.domain.day import Day
from server.domain.due import due_by_rule
from server.domain.edits import Put, PutDate, PutRules
from server.domain.model import DeskId, ServiceId, TicketId
from server.domain.setup import CalendarDay, Hours, Service, Session

A, ONE = ServiceId("A"), DeskId(1)
HERE = timezone(timedelta(hours=7))
FIRST = TicketId("2026-11-23-A001")
MORNING, AFTERNOON = Session(time(7), time(11)), Session(time(13), time(17))
HOURS = Hours(week=((MORNING, AFTERNOON),) * 7, closes_after_min=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23T{text}").replace(tzinfo=HERE)


def held_until(morning: Any, text: str | None) -> None:
    morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    morning.order(Hold(ONE, back_at=at(text) if text else None))


def test_nothing_is_due_before_a_day_is_open() -> None:
    assert due_by_rule(Day(), datetime(2026, 11, 23, tzinfo=UTC)) == []


def test_who_is_on_hold_comes_back_when_the_time_has_come_and_not_before(morning: Any) -> None:
    held_until(morning, "08:30:00")
    assert due_by_rule(morning.day, at("08:29:59")) == []
    assert due_by_rule(morning.day, at("08:30:00")) == [Return(FIRST)]
    morning.order(Return(FIRST))
    assert due_by_rule(morning.day, at("08:31:00")) == []


def test_who_is_on_hold_without_a_time_waits_for_somebody_to_say_so(morning: Any) -> None:
    held_until(morning, None)
    assert due_by_rule(morning.day, at("16:59:00")) == []


def test_the_day_ends_a_set_time_after_its_last_session(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(hours=HOURS),)))
    for hour in ("11:30:00", "17:00:00", "17:29:59"):
        assert due_by_rule(morning.day, at(hour)) == []
    assert due_by_rule(morning.day, at("17:30:00")) == [CloseDay()]


def test_the_day_ends_after_the_last_session_of_any_service(morning: Any) -> None:
    evening = Service(A, {"vi": "Hộ tịch"}, 12, week=((Session(time(18), time(20)),),) * 7)
    morning.order(ChangeSetup((PutRules(hours=HOURS), Put(evening))))
    assert due_by_rule(morning.day, at("20:29:00")) == []
    assert due_by_rule(morning.day, at("20:30:00")) == [CloseDay()]


def test_the_day_ends_by_the_calendar_when_that_has_a_word_for_it(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(hours=HOURS), PutDate(CalendarDay(morning.day.date, (MORNING,))))))
    assert due_by_rule(morning.day, at("11:30:00")) == [CloseDay()]


def test_a_day_without_sessions_is_not_ended_by_itself(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(hours=HOURS), PutDate(CalendarDay(morning.day.date)))))
    assert due_by_rule(morning.day, at("23:59:00")) == []


def test_an_office_that_wants_no_end_of_day_by_itself_gets_none(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(hours=Hours(week=HOURS.week)),)))
    assert due_by_rule(morning.day, at("23:59:00")) == []


def test_who_comes_back_comes_back_before_the_day_ends(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(hours=HOURS),)))
    held_until(morning, "17:10:00")
    assert due_by_rule(morning.day, at("17:45:00")) == [Return(FIRST), CloseDay()]


def test_nothing_happens_by_itself_while_the_clock_is_doubted(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(hours=HOURS),)))
    held_until(morning, "08:30:00")
    morning.order(DoubtClock("ahead"))
    assert due_by_rule(morning.day, at("17:45:00")) == []
    morning.order(ConfirmClock(0.0))
    assert due_by_rule(morning.day, at("08:31:00")) == [Return(FIRST)]


def test_an_ended_day_has_nothing_due(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(hours=HOURS),)))
    morning.order(CloseDay())
    assert due_by_rule(morning.day, at("23:00:00")) == []


def test_a_day_that_an_officer_opened_again_after_that_stays_open(office: Any) -> None:
    evening = office(hours=HOURS)
    evening.order(CloseDay(), after_s=9.6 * 3600)
    evening.order(OpenDay(evening.day.date))
    assert due_by_rule(evening.day, evening.now + timedelta(minutes=5)) == []
