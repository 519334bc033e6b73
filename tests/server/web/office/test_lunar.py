"""The lunar calendar against dates that everybody lived through, and the holidays of the law."""

from datetime import date

import pytest

from server.web.office.lunar import holidays, lunar_to_solar


@pytest.mark.parametrize(
    "tet",
    [
        date(1985, 1, 21),  # a month before China's: the one year in which everybody noticed
        date(2007, 2, 17),  # a day before China's
        date(2020, 1, 25),
        date(2023, 1, 22),
        date(2024, 2, 10),
        date(2025, 1, 29),
        date(2026, 2, 17),
        date(2027, 2, 6),
        date(2028, 1, 26),
        date(2030, 2, 2),  # again a day before China's
    ],
)
def test_tet_is_on_the_day_on_which_it_was(tet: date) -> None:
    assert lunar_to_solar(tet.year, 1, 1) == tet


@pytest.mark.parametrize("day", [date(2023, 4, 29), date(2024, 4, 18), date(2025, 4, 7), date(2026, 4, 26)])
def test_the_hung_kings_are_remembered_on_the_tenth_of_the_third_month(day: date) -> None:
    assert lunar_to_solar(day.year, 3, 10) == day


def test_a_leap_month_is_stepped_over() -> None:
    assert lunar_to_solar(2025, 8, 15) == date(2025, 10, 6), "the mid-autumn festival of a year with two sixth months"
    assert lunar_to_solar(2023, 8, 15) == date(2023, 9, 29), "and of one with two second months"


def test_the_law_gives_eleven_days() -> None:
    days = holidays(2027)
    assert len(days) == 11 and [one.date for one in days] == sorted(one.date for one in days)
    tet = [one.date for one in days if one.name.startswith("tet")]
    assert tet == [date(2027, 2, day) for day in (5, 6, 7, 8, 9)]
    assert [one.date for one in days if one.sure] == [
        date(2027, 1, 1), date(2027, 4, 16), date(2027, 4, 30), date(2027, 5, 1), date(2027, 9, 2),
    ]  # fmt: skip
