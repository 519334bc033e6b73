"""Which number comes next, for every scheme an office may use."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.domain.commands import IssueTicket
from server.domain.errors import Reason
from server.domain.model import SeriesId, ServiceId
from server.domain.numbering import label
from server.domain.setup import AfterLast, Series, Setup

Office = Callable[..., Any]
S, T = SeriesId("S"), SeriesId("T")


@pytest.mark.parametrize(
    ("prefix", "number", "digits", "text"),
    [
        ("A", 1, 3, "A001"),
        ("A", 999, 3, "A999"),
        ("A", 1000, 3, "A1000"),
        ("", 1001, 4, "1001"),
        ("", 7, 1, "7"),
        ("HT", 3, 2, "HT03"),
    ],
)
def test_a_number_is_written_as_the_scheme_says(prefix: str, number: int, digits: int, text: str) -> None:
    assert label(prefix, number, digits) == text


@pytest.fixture
def with_series(office: Office, setup: Setup) -> Callable[..., Any]:
    """Both services draw from S."""

    def make(*series: Series) -> Any:
        return office(services=tuple(replace(one, series=S) for one in setup.services), series=series)

    return make


def test_the_thousandth_number_gets_wider_and_none_is_used_twice(morning: Any) -> None:
    morning.day.last_number[SeriesId("A")] = 998
    assert [morning.issue() for _ in range(3)] == ["A999", "A1000", "A1001"]


def test_two_services_may_share_a_counter(with_series: Callable[..., Any]) -> None:
    shared = with_series(Series(S, "S"))
    assert [shared.issue(service) for service in "ABBA"] == ["S001", "S002", "S003", "S004"]
    assert shared.waiting("A") == ["S001", "S004"] and shared.waiting("B") == ["S002", "S003"]


def test_numbers_may_be_all_digits(with_series: Callable[..., Any]) -> None:
    digits = with_series(Series(S, "", 1001, 1999, 4))
    assert [digits.issue() for _ in range(2)] == ["1001", "1002"]


def test_two_services_may_count_from_1001_and_from_2001(office: Office, setup: Setup) -> None:
    a, b = setup.services
    series = (Series(S, "", 1001, 1999, 4, AfterLast.STOP), Series(T, "", 2001, 2999, 4, AfterLast.STOP))
    counted = office(services=(replace(a, series=S), replace(b, series=T)), series=series)
    assert [counted.issue(service) for service in "ABAB"] == ["1001", "2001", "1002", "2002"]


def test_a_series_may_begin_at_nought(with_series: Callable[..., Any]) -> None:
    assert with_series(Series(S, "A", 0, 9, 1)).issue() == "A0"


def test_after_the_last_number_there_are_none(with_series: Callable[..., Any]) -> None:
    short = with_series(Series(S, "S", 1, 2, 3, AfterLast.STOP))
    short.issue(), short.issue("B")
    refused = short.refuses(IssueTicket(ServiceId("A")))
    assert refused.reason is Reason.NUMBERS_ENDED and refused.facts == {"service": "Hộ tịch"}


def test_after_the_last_number_another_series_goes_on(with_series: Callable[..., Any]) -> None:
    series = (Series(S, "S", 1, 2, 3, AfterLast.GO_ON, T), Series(T, "T", 5, 6, 3, AfterLast.STOP))
    going_on = with_series(*series)
    assert [going_on.issue() for _ in range(4)] == ["S001", "S002", "T005", "T006"]
    assert going_on.refuses(IssueTicket(ServiceId("A"))).reason is Reason.NUMBERS_ENDED


def test_a_number_that_somebody_brought_is_left_out(morning: Any) -> None:
    morning.day.taken[SeriesId("A")] = {1, 2, 4}
    assert [morning.issue() for _ in range(2)] == ["A003", "A005"]


def test_a_refused_press_uses_no_number(morning: Any) -> None:
    morning.issue()
    morning.refuses(IssueTicket(ServiceId("A"), then=(ServiceId("Z"),)))
    assert morning.issue() == "A002"
