"""Lists: what a row is called, and how it stands between today and tomorrow."""

from dataclasses import replace
from datetime import date

from server.domain.edits import Drop, Put, PutDate, apply
from server.domain.model import DeskId, ServiceId
from server.domain.setup import CalendarDay, Desk, Service
from server.setupdoc import doc_of
from server.setupfile import default_setup
from server.web.office.lists import Lists
from server.words import Words

LISTS = Lists(Words("vi"))
TODAY = default_setup()
MONDAY = date(2026, 11, 23)


def test_rows_are_called_as_people_call_them() -> None:
    assert LISTS.name("services", doc_of(TODAY.services[0])) == "A · Hộ tịch"
    assert LISTS.name("desks", doc_of(replace(TODAY.desks[2], names={"vi": "Tiếp nhận nhanh"}))) == "Quầy 3 · Tiếp nhận nhanh"
    assert LISTS.name("calendar", {"date": "2027-02-06"}) == "Thứ Bảy, 06/02/2027"
    assert LISTS.name("priority_groups", doc_of(TODAY.priority_groups[0])) == "Người từ đủ 75 tuổi"


def test_a_row_says_whether_it_is_another_one_tomorrow() -> None:
    planned = apply(TODAY, Put(replace(TODAY.services[1], minutes=9)))
    planned = apply(planned, Put(Service(ServiceId("H"), {"vi": "Mới"})))
    planned = apply(planned, Drop("services", "K"))
    rows = LISTS.table("services", TODAY, planned, MONDAY).rows
    assert {row.id: row.state for row in rows if row.state} == {"B": "changed", "H": "new", "K": "gone"}
    assert [row.id for row in rows][-1] == "K", "what goes stands last"
    assert all(row.state == "" for row in LISTS.table("services", TODAY, None, MONDAY).rows)


def test_a_list_brings_what_names_its_rows_so_that_it_can_let_go_of_them() -> None:
    table = LISTS.table("services", TODAY, None, MONDAY)
    assert set(table.users) == {"desks", "pools", "screens"} and len(table.docs["desks"]) == 5
    assert {place.split()[0] for place in table.seen} == {"services", "desks"}


def test_what_goes_tonight_comes_with_what_named_it() -> None:
    planned = apply(apply(TODAY, Put(Desk(DeskId(5), (ServiceId("R"),)))), Drop("services", "K"))
    docs = LISTS.table("services", TODAY, planned, MONDAY).docs
    assert [one["id"] for one in docs["gone"]] == ["K"]
    assert docs["before"]["desks"][4]["services"] == ["K", "R"] and docs["desks"][4]["services"] == ["R"]


def test_the_index_tells_the_next_day_that_is_not_as_usual() -> None:
    setup = apply(TODAY, PutDate(CalendarDay(date(2027, 2, 6))))
    assert LISTS.line("calendar", setup, date(2026, 11, 23)).endswith("gần nhất: Thứ Bảy, 06/02/2027")
    assert LISTS.line("calendar", setup, date(2027, 2, 7)) == "Chưa khai ngày lễ, ngày làm bù nào sắp tới"


def test_days_that_are_over_stand_last() -> None:
    setup = TODAY
    for day in (date(2026, 9, 2), MONDAY, date(2027, 1, 1)):
        setup = apply(setup, PutDate(CalendarDay(day)))
    rows = LISTS.table("calendar", setup, None, MONDAY).rows
    assert [(row.id, row.state) for row in rows] == [("2026-11-23", ""), ("2027-01-01", ""), ("2026-09-02", "past")]
