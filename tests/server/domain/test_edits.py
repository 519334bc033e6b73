"""Edits: what each makes of a setup, and that none of them touches what it was given."""

import copy
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.edits import (
    KINDS_OF_ROWS,
    Amend,
    Arrange,
    Drop,
    DropDate,
    Edit,
    Put,
    PutAll,
    PutDate,
    PutRules,
    apply,
    summary,
)
from server.domain.errors import Reason, Refused
from server.domain.kiosks import KioskRules
from server.domain.model import DeskId, GroupId, SeriesId, ServiceId
from server.domain.screens import Medium, Notice, Screen
from server.domain.setup import (
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    LeftOver,
    OfficeTexts,
    PaperRules,
    Policy,
    Pool,
    PriorityGroup,
    Rule,
    ScreenRules,
    Series,
    Service,
    Session,
    Setup,
)

A, B, C = map(ServiceId, "ABC")
TET, AFTER = date(2027, 2, 6), date(2027, 2, 13)
BEFORE = Setup(
    services=tuple(Service(one, {"vi": f"Lĩnh vực {one}"}) for one in (A, B, C)),
    desks=(Desk(DeskId(1), (A, B)), Desk(DeskId(2), (C,))),
    hours=Hours(calendar=(CalendarDay(TET, note="Tết"),)),
)
ROWS: list[Any] = [
    Service(ServiceId("B"), {"vi": "Chứng thực"}, 8),
    Desk(DeskId(3), (B,)),
    Group(GroupId("g"), {"vi": "Nhóm"}),
    Series(SeriesId("S")),
    Pool("p", {"vi": "Chung"}, (A,)),
    PriorityGroup("old", {"vi": "Người cao tuổi"}),
    Screen("man-hinh-sanh"),
    Notice("n1", {"vi": "Chiều thứ Sáu nghỉ."}),
    Medium("0" * 32),
]


@pytest.mark.parametrize(("kind", "row"), [*zip(KINDS_OF_ROWS, ROWS, strict=True)])
def test_a_row_goes_into_its_own_list(kind: str, row: Any) -> None:
    after = apply(BEFORE, Put(row))
    assert row in getattr(after, kind)
    others = {one: getattr(after, one) for one in KINDS_OF_ROWS if one != kind}
    assert others == {one: getattr(BEFORE, one) for one in others}
    assert summary(Put(row)) == f"{kind} {row.id}"


def test_a_row_that_is_there_is_replaced_in_its_place() -> None:
    after = apply(BEFORE, Put(Service(B, {"vi": "Chứng thực"}, 8)))
    assert [(one.id, one.minutes) for one in after.services] == [("A", 10), ("B", 8), ("C", 10)]


def test_a_new_row_comes_last() -> None:
    assert [one.id for one in apply(BEFORE, Put(Desk(DeskId(9), (A,)))).desks] == [1, 2, 9]


def test_a_dropped_row_is_gone_and_the_others_stay() -> None:
    assert [one.id for one in apply(BEFORE, Drop("services", "B")).services] == ["A", "C"]
    assert summary(Drop("desks", 2)) == "- desks 2"


@pytest.mark.parametrize(
    ("kind", "id_"), [("services", "X"), ("desks", "1"), ("hours", "week"), ("no_such_kind", 1), ("pools", "p")]
)
def test_what_is_not_there_cannot_be_dropped(kind: str, id_: str | int) -> None:
    with pytest.raises(Refused) as caught:
        apply(BEFORE, Drop(kind, id_))
    assert caught.value.reason is Reason.UNKNOWN_ROW and caught.value.facts == {"kind": kind, "id": id_}


def test_dates_stand_in_order_and_each_once() -> None:
    extra = CalendarDay(AFTER, (Session(time(7), time(11)),), "Làm bù")
    after = apply(
        apply(apply(BEFORE, PutDate(extra)), PutDate(CalendarDay(date(2027, 1, 1)))), PutDate(CalendarDay(TET, note="Mùng một"))
    )
    assert [(one.date, one.note) for one in after.hours.calendar] == [
        (date(2027, 1, 1), ""),
        (TET, "Mùng một"),
        (AFTER, "Làm bù"),
    ]
    assert summary(PutDate(extra)) == "calendar 2027-02-13"


def test_a_date_can_be_taken_out_once() -> None:
    after = apply(BEFORE, DropDate("2027-02-06"))
    assert after.hours.calendar == () and summary(DropDate("2027-02-06")) == "- calendar 2027-02-06"
    with pytest.raises(Refused) as caught:
        apply(after, DropDate("2027-02-06"))
    assert caught.value.reason is Reason.UNKNOWN_ROW


def test_only_the_rules_that_are_given_change() -> None:
    edit = PutRules(policy=Policy(Rule.FIFO), left_over=LeftOver.CARRY, reentry_days=0, one_officer=False)
    after = apply(replace(BEFORE, one_officer=True, calling=Calling(calls_max=7)), edit)
    assert after == replace(
        BEFORE,
        policy=Policy(Rule.FIFO),
        left_over=LeftOver.CARRY,
        reentry_days=0,
        one_officer=False,
        calling=Calling(calls_max=7),
    )
    assert summary(edit) == "policy, left_over, reentry_days, one_officer"
    paper = PutRules(paper=PaperRules(short=True))
    assert apply(BEFORE, paper) == replace(BEFORE, paper=PaperRules(short=True)) and summary(paper) == "paper"


def test_everything_anew_is_everything_anew() -> None:
    other = Setup((), ())
    assert apply(BEFORE, PutAll(other)) == other and summary(PutAll(other)) == "all"


edits: st.SearchStrategy[Edit] = st.one_of(
    st.sampled_from(ROWS).map(Put),
    st.builds(Drop, st.sampled_from([*KINDS_OF_ROWS, "nothing"]), st.sampled_from(["A", "B", "g", "S", "p", "old", 1, 2, 3])),
    st.builds(PutDate, st.builds(CalendarDay, st.dates(TET, AFTER))),
    st.dates(TET, AFTER).map(lambda day: DropDate(day.isoformat())),
    st.builds(PutRules, reentry_days=st.none() | st.integers(0, 60), one_officer=st.none() | st.booleans()),
    st.just(PutAll(Setup((), ()))),
)


@settings(deadline=None)
@given(st.lists(edits, max_size=12))
def test_no_edit_touches_the_setup_it_was_given(orders: list[Edit]) -> None:
    setup = BEFORE
    for edit in orders:
        before, order = copy.deepcopy(setup), copy.deepcopy(edit)
        try:
            after = apply(setup, edit)
        except Refused:
            after = setup
        assert (setup, edit) == (before, order)
        assert summary(edit)
        for kind in KINDS_OF_ROWS:
            ids = [row.id for row in getattr(after, kind)]
            assert len(ids) == len(set(ids))
        setup = after


def test_rows_are_put_in_order_and_those_not_named_stay_behind() -> None:
    assert [one.id for one in apply(BEFORE, Arrange("services", ("C", "A"))).services] == ["C", "A", "B"]
    assert [one.id for one in apply(BEFORE, Arrange("desks", (2, 1))).desks] == [2, 1]
    assert summary(Arrange("desks", (2, 1))) == "desks 2 1"
    for wrong in (Arrange("services", ("X",)), Arrange("hours", ("week",))):
        with pytest.raises(Refused) as caught:
            apply(BEFORE, wrong)
        assert caught.value.reason is Reason.UNKNOWN_ROW


def test_some_fields_of_a_table_change_and_the_others_stay() -> None:
    after = apply(BEFORE, Amend(Hours(early_min=30), ("early_min",)))
    assert after.hours == replace(BEFORE.hours, early_min=30), "above all the calendar, which two people may edit at once"
    named = apply(after, Amend(OfficeTexts(name="TRUNG TÂM"), ("name",)))
    assert (named.office, named.hours) == (OfficeTexts(name="TRUNG TÂM"), after.hours)
    assert apply(BEFORE, Amend(ScreenRules(speaks=False), ("speaks",))).screen == ScreenRules(speaks=False)
    assert summary(Amend(Hours(early_min=30), ("early_min", "last_numbers_min"))) == "hours early_min last_numbers_min"


def test_the_kiosks_rules_are_amended_field_by_field() -> None:
    after = apply(BEFORE, Amend(KioskRules(languages=("vi", "km")), ("languages",)))
    assert after.kiosk == KioskRules(languages=("vi", "km"))
