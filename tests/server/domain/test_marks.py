"""Marks: alike for what says the same, another for every change, one for each row and table."""

from dataclasses import replace
from datetime import date

from server.domain.kiosks import KioskRules
from server.domain.marks import mark_of, marks
from server.domain.model import DeskId, ServiceId
from server.domain.setup import CalendarDay, Desk, Hours, LeftOver, OfficeTexts, Policy, ScreenRules, Service, Setup

A = Service(ServiceId("A"), {"vi": "Hộ tịch", "en": "Civil status"})
SETUP = Setup((A,), (Desk(DeskId(1), (A.id,)),), hours=Hours(calendar=(CalendarDay(date(2027, 2, 6)),)))


def test_every_row_and_every_table_has_a_mark() -> None:
    assert set(marks(SETUP)) == {
        "services A", "desks 1", "calendar 2027-02-06", "hours", "policy", "calling", "paper", "office", "screen", "kiosk", "rules",
    }  # fmt: skip
    assert all(len(mark) == 12 for mark in marks(SETUP).values())


def test_what_says_the_same_has_the_same_mark() -> None:
    other = replace(A, names={"en": "Civil status", "vi": "Hộ tịch"})
    assert mark_of(A) == mark_of(other)
    assert mark_of(A) != mark_of(replace(A, minutes=11))
    assert mark_of({"vi": "a,b"}) != mark_of({"vi": "a", "b": ""})


def test_each_change_shows_in_its_own_mark_only() -> None:
    before = marks(SETUP)
    for changed, where in (
        (replace(SETUP, services=(replace(A, quick=True),)), "services A"),
        (
            replace(SETUP, hours=replace(SETUP.hours, calendar=(CalendarDay(date(2027, 2, 6), note="Tết"),))),
            "calendar 2027-02-06",
        ),
        (replace(SETUP, hours=replace(SETUP.hours, early_min=1)), "hours"),
        (replace(SETUP, policy=Policy(cap=3)), "policy"),
        (replace(SETUP, office=OfficeTexts(name="x")), "office"),
        (replace(SETUP, screen=ScreenRules(speaks=False)), "screen"),
        (replace(SETUP, kiosk=KioskRules(asks_priority=False)), "kiosk"),
        (replace(SETUP, left_over=LeftOver.CARRY), "rules"),
    ):
        after = marks(changed)
        assert {one for one in after if after[one] != before[one]} == {where}
