"""Every fault that a setup can have, each in a small wrong setup; and a setup without any."""

import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from server.domain import checks, faults
from server.domain.checks import PAPER_ROWS_MAX, PAPER_TEXT_MAX, check
from server.domain.faults import TEXT_MAX, Fault
from server.domain.kiosks import KioskRules
from server.domain.model import DeskId, GroupId, SeriesId, ServiceId
from server.domain.setup import (
    AfterLast,
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    PaperRow,
    PaperRules,
    Policy,
    Pool,
    PriorityGroup,
    RowKind,
    Series,
    Service,
    Session,
    Setup,
)

A, B = ServiceId("A"), ServiceId("B")
MORNING = Session(time(7), time(11))
LATE = Session(time(10), time(12))
GOOD = Setup(
    services=(Service(A, {"vi": "Hộ tịch"}), Service(B, {"vi": "Chứng thực", "km": "ការបញ្ជាក់ឯកសារ"})),
    desks=(Desk(DeskId(1), (A, B)),),
)


def service(**fields: Any) -> Setup:
    return replace(GOOD, services=(replace(GOOD.services[0], **fields), GOOD.services[1]))


def desk(**fields: Any) -> Setup:
    return replace(GOOD, desks=(replace(GOOD.desks[0], **fields),))


def group(id_: str, parent: str | None = None) -> Group:
    return Group(GroupId(id_), {"vi": id_}, GroupId(parent) if parent else None)


def series(**fields: Any) -> Series:
    return replace(Series(SeriesId("S"), "S"), **fields)


def goes_on(id_: str, then: str | None) -> Series:
    return Series(SeriesId(id_), id_, after_last=AfterLast.GO_ON, then=SeriesId(then) if then else None)


def paper(*rows: PaperRow) -> Setup:
    return replace(GOOD, paper=PaperRules(rows=rows))


WEEK = ((MORNING,), *[()] * 6)
NUMBER = PaperRow(RowKind.NUMBER)
WRONG: list[tuple[str, str, Setup]] = [
    ("no_services", "services", replace(GOOD, services=())),
    ("no_desks", "desks", replace(GOOD, desks=())),
    ("too_many", "desks", replace(GOOD, desks=tuple(Desk(DeskId(one), (A, B)) for one in range(1, 101)))),
    (
        "too_many",
        "calendar",
        replace(GOOD, hours=Hours(calendar=tuple(CalendarDay(date.fromordinal(9**6 + n)) for n in range(501)))),
    ),
    ("too_many_in_row", "services A", service(documents=({"vi": "Tờ khai"},) * 21)),
    ("too_many_in_row", "services A", service(procedures=("1.001193",) * 51)),
    ("twice", "services A", replace(GOOD, services=(GOOD.services[0], *GOOD.services))),
    ("twice", "desks 1", replace(GOOD, desks=GOOD.desks * 2)),
    ("twice", "calendar 2027-02-06", replace(GOOD, hours=Hours(calendar=(CalendarDay(date(2027, 2, 6)),) * 2))),
    ("bad_id", "groups Tư pháp", replace(GOOD, groups=(group("Tư pháp"),))),
    ("no_name", "services A", service(names={"en": "Civil status"})),
    ("no_name", "priority_groups old", replace(GOOD, priority_groups=(PriorityGroup("old", {"vi": " "}),))),
    ("no_vietnamese", "desks 1", desk(names={"en": "Reception"})),
    ("no_vietnamese", "services A", service(documents=({"en": "Form"},))),
    ("no_vietnamese", "services A", service(fee={"en": "free"})),
    ("bad_language", "services A", service(names={"vi": "Hộ tịch", "VN": "Hộ tịch"})),
    ("too_long", "services A", service(names={"vi": "ạ" * (TEXT_MAX + 1)})),
    ("too_long", "services A", service(icon="x" * (TEXT_MAX + 1))),
    ("bad_sign", "services A", service(names={"vi": "Hộ\ntịch"})),
    ("bad_sign", "services A", service(procedures=("\ud800",))),
    ("bad_sign", "calendar 2027-02-06", replace(GOOD, hours=Hours(calendar=(CalendarDay(date(2027, 2, 6), note="Tết\u2028"),)))),
    ("bad_colour", "services A", service(colour="blue")),
    ("pale_colour", "services A", service(colour="#ffd700")),
    ("unknown_group", "services A", service(group=GroupId("X"))),
    ("unknown_group", "groups g", replace(GOOD, groups=(group("g", "X"),))),
    ("group_in_itself", "groups g", replace(GOOD, groups=(group("g", "h"), group("h", "g")))),
    ("unknown_series", "services A", service(series=SeriesId("X"))),
    ("unknown_series", "series S", replace(GOOD, series=(goes_on("S", "X"),))),
    ("no_next_series", "series S", replace(GOOD, series=(goes_on("S", None),))),
    ("series_in_circle", "series S", replace(GOOD, series=(goes_on("S", "T"), goes_on("T", "S")))),
    ("series_overlap", "services A", replace(GOOD, series=(series(prefix="A", first=500),))),
    ("bad_prefix", "series S", replace(GOOD, series=(series(prefix="s"),))),
    ("bad_prefix", "services hotich", replace(GOOD, services=(Service(ServiceId("hotich"), {"vi": "Hộ tịch"}),))),
    ("bad_range", "series S", replace(GOOD, series=(series(first=9, last=1),))),
    ("bad_range", "series S", replace(GOOD, series=(series(digits=7),))),
    ("out_of_range", "services A", service(minutes=0)),
    ("out_of_range", "services A", service(daily_limit=0)),
    ("out_of_range", "desks 0", desk(id=DeskId(0))),
    ("out_of_range", "desks 1", desk(equal_after_min=-1)),
    ("out_of_range", "hours", replace(GOOD, hours=Hours(early_min=721))),
    ("out_of_range", "hours", replace(GOOD, hours=Hours(closes_after_min=-1))),
    ("no_such_language", "kiosk", replace(GOOD, kiosk=KioskRules(languages=("fr",)))),
    ("bad_portal", "kiosk", replace(GOOD, kiosk=KioskRules(portal="ftp://cong.example"))),
    ("bad_book", "kiosk", replace(GOOD, kiosk=KioskRules(procedures="mine"))),
    ("out_of_range", "policy", replace(GOOD, policy=Policy(slope=float("nan")))),
    ("out_of_range", "calling", replace(GOOD, calling=Calling(calls_max=0))),
    ("out_of_range", "rules", replace(GOOD, reentry_days=61)),
    ("out_of_range", "rules", replace(GOOD, keep_days=3651)),
    ("no_desk_gives", "services B", desk(services=(A,))),
    ("no_services_at_desk", "desks 1", desk(services=())),
    ("unknown_service", "desks 1", desk(services=(A, B, ServiceId("X")))),
    ("unknown_service", "pools p", replace(GOOD, pools=(Pool("p", {"vi": "Chung"}, (ServiceId("X"),)),))),
    ("unknown_pool", "desks 1", desk(pool="p")),
    ("week_not_seven", "hours", replace(GOOD, hours=Hours(week=((MORNING,),)))),
    ("session_ends_first", "hours week mon", replace(GOOD, hours=Hours(week=((Session(time(9), time(9)),), *[()] * 6)))),
    ("sessions_overlap", "services A week tue", service(week=((), (MORNING, LATE), *[()] * 5))),
    (
        "sessions_overlap",
        "calendar 2027-02-06",
        replace(GOOD, hours=Hours(calendar=(CalendarDay(date(2027, 2, 6), (MORNING, LATE)),))),
    ),
    ("bad_logo", "paper", replace(GOOD, paper=PaperRules(logo="iVBORw0KGgo="))),
    ("too_many_in_row", "paper", paper(NUMBER, *[PaperRow(RowKind.GAP)] * PAPER_ROWS_MAX)),
    ("no_number", "paper", paper(PaperRow(RowKind.SERVICE))),
    ("row_twice", "paper rows #2", paper(NUMBER, NUMBER)),
    ("no_own_words", "paper rows #1", paper(replace(NUMBER, texts={"vi": "Số"}))),
    ("no_vietnamese", "paper rows #2", paper(NUMBER, PaperRow(RowKind.TEXT))),
    ("too_long", "paper rows #2", paper(NUMBER, PaperRow(RowKind.TEXT, texts={"vi": "ạ" * (PAPER_TEXT_MAX + 1)}))),
]


def test_a_small_office_has_no_faults() -> None:
    assert check(GOOD) == []


def test_everything_that_may_be_used_is_without_faults() -> None:
    full = Setup(
        services=(
            Service(
                A, {"vi": "Hộ tịch"}, group=GroupId("g"), colour="#0066cc", series=SeriesId("all"), daily_limit=40, week=WEEK
            ),
            Service(
                B,
                {"vi": "Chứng thực"},
                documents=({"vi": "Bản chính"},),
                fee={"vi": "2.000 đồng/trang"},
                procedures=("2.000815",),
            ),
        ),
        desks=(Desk(DeskId(1), (A,), pool="p", names={"vi": "Quầy tiếp nhận"}),),
        groups=(group("top"), group("g", "top")),
        series=(Series(SeriesId("all"), "", 1001, 1999, 4, AfterLast.GO_ON, SeriesId("more")), Series(SeriesId("more"), "M")),
        pools=(Pool("p", {"vi": "Chung"}, (B,)),),
        hours=Hours(week=WEEK, calendar=(CalendarDay(date(2027, 2, 6), (), "Tết"),), closes_after_min=60),
        priority_groups=(PriorityGroup("age75", {"vi": "Người từ đủ 75 tuổi"}),),
        paper=PaperRules(
            rows=(
                PaperRow(RowKind.RULE),
                NUMBER,
                PaperRow(RowKind.RULE),
                PaperRow(RowKind.TITLE, texts={"vi": "SỐ CỦA ÔNG/BÀ"}),
                PaperRow(RowKind.ADVICE, texts={"en": "Please take a seat."}),
                PaperRow(RowKind.TEXT, texts={"vi": "ạ" * PAPER_TEXT_MAX}),
                PaperRow(RowKind.TEXT, texts={"vi": "Xin cảm ơn", "km": "សូមអរគុណ"}),
            )
        ),
    )
    assert check(full) == []


@pytest.mark.parametrize(("what", "where", "setup"), WRONG, ids=[f"{what} in {where}" for what, where, _ in WRONG])
def test_what_is_wrong_is_found_where_it_is(what: str, where: str, setup: Setup) -> None:
    assert (what, where) in [(fault.what, fault.where) for fault in check(setup)]


def test_every_fault_is_in_the_list_above() -> None:
    source = "".join(Path(one.__file__).read_text() for one in (checks, faults))
    assert set(re.findall(r'\bfault\(\s*"(\w+)"', source)) == {what for what, _, _ in WRONG}


def test_one_mistake_is_said_once() -> None:
    assert check(service(minutes=481)) == [Fault("out_of_range", "services A", (("name", "minutes"), ("low", 1), ("high", 480)))]
    assert [fault.what for fault in check(service(series=SeriesId("X")))] == ["unknown_series"]


def test_two_counters_with_the_same_letter_and_other_numbers_do_not_meet() -> None:
    first = series(prefix="A", first=1, last=99, after_last=AfterLast.STOP)
    own = replace(first, id=SeriesId("T"), first=100, last=999)
    both = replace(service(series=SeriesId("S")), series=(first, own))
    assert check(both) == []
    assert [fault.what for fault in check(replace(both, series=(replace(first, after_last=AfterLast.WIDEN), own)))] == [
        "series_overlap"
    ]


def test_a_length_is_counted_in_letters_as_seen() -> None:
    assert check(service(names={"vi": "e\u0302\u0323" * TEXT_MAX})) == [], "three code points, one letter"
