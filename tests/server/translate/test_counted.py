"""The figures as a page shows them: every service and desk has its line, and who waits is counted at this moment."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from server.domain import commands as c
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.events import Logged
from server.domain.evolve import evolve
from server.domain.figures import Cell, Sums, Tally, Told
from server.domain.model import DeskId, ServiceId
from server.domain.setup import Desk, Service, Setup
from server.translate.counted import tables

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
A, B = ServiceId("A"), ServiceId("B")
SETUP = Setup((Service(A, {"vi": "Hộ tịch"}), Service(B, {"vi": "Chứng thực"})), (Desk(DeskId(1), (A,)), Desk(DeskId(2), (B,))))


def morning(*commands: Any) -> tuple[Day, Tally]:
    """A minute apart."""
    day, tally, now = Day(), Tally(UTC), EIGHT
    for command in (c.OpenDay(date(2026, 11, 23), SETUP), *commands):
        for event in decide(day, command, now):
            logged = Logged(day.seq + 1, now, event)
            evolve(day, logged)
            tally.take(logged, day)
        now += timedelta(minutes=1)
    return day, tally


def test_who_waits_is_counted_now_and_desks_say_how_they_stand() -> None:
    day, tally = morning(c.IssueTicket(A), c.IssueTicket(A), c.IssueTicket(B), c.CallNext(DeskId(1)))
    shown = tables([tally.figures()], day, tally, day.seconds(EIGHT + timedelta(minutes=10)))
    assert [(row.name, row.waiting, row.longest_s) for row in shown.services] == [("Hộ tịch", 1, 480.0), ("Chứng thực", 1, 420.0)]
    assert [(row.name, row.state, row.count("waited")) for row in shown.desks] == [("1", "open", 1), ("2", "closed", 0)]
    assert (shown.total.waiting, shown.total.longest_s, shown.total.count("issued")) == (2, 480.0, 3)


def test_a_past_day_says_nothing_of_now_and_days_add_up() -> None:
    past = {Cell(A, DeskId(1), 8): Sums({Told.WAITED: 2, Told.SERVED: 1}, [60, 180], [300])}
    shown = tables([past, past], morning()[0], None, 0.0)
    row = shown.services[0]
    assert (row.waiting, row.wait_mean_s, row.wait_p90_s, row.wait_max_s, row.work_mean_s) == (None, 120.0, 180, 180, 300.0)
    assert row.count("served") == 2 and shown.total.waiting is None and shown.desks[0].state == ""


def test_a_service_and_a_desk_that_are_gone_keep_their_line() -> None:
    gone = {Cell(ServiceId("X"), DeskId(9), 20): Sums({Told.ISSUED: 1})}
    shown = tables([gone], morning()[0], None, 0.0)
    assert [row.name for row in shown.services] == ["Hộ tịch", "Chứng thực", "X"] and [row.name for row in shown.desks] == [
        "1",
        "2",
        "9",
    ]


def test_the_hours_of_the_office_are_shown_and_those_when_somebody_came() -> None:
    shown = tables([{Cell(A, DeskId(0), 20): Sums({Told.ISSUED: 3})}], morning()[0], None, 0.0)
    assert shown.hours[0] == (7, 0) and shown.hours[-1] == (20, 3) and len(shown.hours) == 14
