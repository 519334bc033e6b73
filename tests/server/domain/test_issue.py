"""Giving a number: whether, which one, at what place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from server.domain.commands import Cancel, IssueTicket, Window
from server.domain.errors import Reason
from server.domain.model import Admission, ServiceId
from server.domain.setup import AtClosing, Hours, Service, Session, Setup

Office = Callable[..., Any]
A, B = ServiceId("A"), ServiceId("B")
MORNING = (Session(time(7), time(11)),)
BOTH = (Session(time(7), time(11)), Session(time(13), time(17)))


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_numbers_count_up_for_each_service_on_its_own(morning: Any) -> None:
    assert [morning.issue(service) for service in "ABAAB"] == ["A001", "B001", "A002", "A003", "B002"]


def test_a_ticket_may_be_issued_without_paper(morning: Any) -> None:
    morning.issue(wants_paper=False)
    assert morning.ticket("A001").paper is None and not morning.day.unprinted


def test_a_ticket_keeps_its_language_and_its_priority(morning: Any) -> None:
    morning.issue(language="km", priority=True)
    assert (morning.ticket("A001").language, morning.ticket("A001").priority) == ("km", True)


def test_an_unknown_service_is_refused(morning: Any) -> None:
    assert morning.refuses(IssueTicket(ServiceId("Z"))).reason is Reason.UNKNOWN_SERVICE


def test_an_unknown_further_service_is_refused(morning: Any) -> None:
    assert morning.refuses(IssueTicket(A, then=(ServiceId("Z"),))).reason is Reason.UNKNOWN_SERVICE


@pytest.mark.parametrize("then", [(A,), (B, B), (B, A)])
def test_a_visit_has_each_service_once(morning: Any, then: tuple[ServiceId, ...]) -> None:
    assert morning.refuses(IssueTicket(A, then=then)).reason is Reason.STEP_TWICE


def test_one_ticket_carries_all_steps_of_the_visit(morning: Any) -> None:
    morning.issue("A", then=(B,))
    assert morning.ticket("A001").steps == (B,) and morning.waiting("B") == []


@pytest.fixture
def six_a_day(office: Office, setup: Setup) -> Any:
    return office(services=(replace(setup.services[0], daily_limit=6), setup.services[1]))


def test_the_daily_contingent_counts_down_and_then_it_is_sold_out(six_a_day: Any) -> None:
    left = []
    for _ in range(6):
        left.append(six_a_day.day.facts(A).left)
        six_a_day.issue()
    assert left == [6, 5, 4, 3, 2, 1] and six_a_day.day.facts(A).left == 0
    refused = six_a_day.refuses(IssueTicket(A))
    assert refused.reason is Reason.SOLD_OUT and refused.facts == {"service": "Hộ tịch", "limit": 6}


def test_a_cancelled_number_is_not_given_back_to_the_contingent(six_a_day: Any) -> None:
    six_a_day.issue()
    six_a_day.order(Cancel(six_a_day.id("A001")))
    assert six_a_day.day.facts(A).left == 5


def test_one_service_sold_out_does_not_stop_the_other(six_a_day: Any) -> None:
    for _ in range(6):
        six_a_day.issue()
    assert six_a_day.issue("B") == "B001" and six_a_day.day.facts(B).left is None


def test_priority_does_not_get_past_the_contingent(six_a_day: Any) -> None:
    for _ in range(6):
        six_a_day.issue()
    assert six_a_day.refuses(IssueTicket(A, priority=True)).reason is Reason.SOLD_OUT


def test_an_appointment_in_its_window_stands_at_its_time(morning: Any) -> None:
    morning.issue(appointment=Window(morning.now - minutes(5), morning.now + minutes(10)))
    ticket = morning.ticket("A001")
    assert ticket.appointment and ticket.since_s == pytest.approx(1.0)


def test_who_comes_before_the_appointment_stands_where_it_begins(morning: Any) -> None:
    morning.issue(appointment=Window(morning.now + minutes(30), morning.now + minutes(40)))
    assert morning.ticket("A001").since_s == pytest.approx(1800.0)


def test_too_late_for_the_appointment_is_an_ordinary_number_and_says_so(morning: Any) -> None:
    window = Window(morning.now - minutes(40), morning.now - minutes(30))
    morning.issue(appointment=window)
    ticket = morning.ticket("A001")
    assert (ticket.appointment, ticket.admission) == (False, Admission.LATE)


def test_an_appointment_must_be_a_window_of_today(morning: Any) -> None:
    now = morning.now
    for window in (
        Window(now, now),
        Window(now, now - minutes(1)),
        Window(now + timedelta(days=1), now + timedelta(days=1, hours=1)),
    ):
        assert morning.refuses(IssueTicket(A, appointment=window)).reason is Reason.BAD_TIMES


def test_a_number_for_the_next_session_waits_and_is_not_called_before(office: Office) -> None:
    lunch = office(hours=Hours((BOTH,) * 7, at_closing=AtClosing.NEXT_SESSION))
    lunch.issue(after_s=3.5 * 3600)  # 11:30
    ticket = lunch.ticket("A001")
    assert (ticket.admission, ticket.opens_at) == (Admission.NEXT_SESSION, lunch.now.replace(hour=13, minute=0, second=0))
    assert not lunch.day.undoable and lunch.waiting("A") == ["A001"]


def test_numbers_of_the_afternoon_stand_in_the_order_of_their_presses(office: Office) -> None:
    lunch = office(hours=Hours((BOTH,) * 7, at_closing=AtClosing.NEXT_SESSION))
    lunch.issue(after_s=3.2 * 3600)
    lunch.issue(after_s=60)
    lunch.issue(after_s=3600 * 1.5)  # 12:41: an ordinary number already
    assert [lunch.serve(after_s=wait) for wait in (3600, 1, 1)] == ["A001", "A002", "A003"]


def test_a_closed_service_is_refused_with_the_time_to_come(office: Office, setup: Setup) -> None:
    early = replace(setup.services[0], week=(MORNING,) * 7)
    closed = office(services=(early, setup.services[1]), hours=Hours(at_closing=AtClosing.STOP))
    refused = closed.refuses(IssueTicket(A), after_s=4 * 3600)
    assert refused.reason is Reason.CLOSED_TODAY
    assert refused.facts == {"service": "Hộ tịch", "opens": "2026-11-24T07:00:00+07:00"}
    assert closed.issue("B") == "B001", "the other one keeps the office's hours: none"


def test_the_closing_guard_counts_who_waits_before(office: Office) -> None:
    busy = office(hours=Hours((MORNING,) * 7, at_closing=AtClosing.STOP, last_numbers_min=0))
    for _ in range(180 // 8):  # three hours at one desk, eight minutes each
        busy.issue("B", after_s=0)
    assert busy.refuses(IssueTicket(B)).reason is Reason.NO_TIME_LEFT
    assert busy.issue("B", priority=True) == "B023" and busy.ticket("B023").admission is Admission.SHORT_TIME


def test_the_place_in_a_service_is_its_citizens_arrival_even_with_the_first_number(morning: Any) -> None:
    morning.issue()
    morning.issue(after_s=30)
    assert [morning.ticket(label).since_s for label in ("A001", "A002")] == [1.0, 31.0]


def test_a_service_may_need_no_more_than_a_name(office: Office) -> None:
    plain = office(services=(Service(A, {"vi": "Hộ tịch"}), Service(B, {"vi": "Chứng thực"})))
    assert plain.issue("B") == "B001"
