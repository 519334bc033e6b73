"""Every page is there, says what the setup says, and nothing that is not there is edited."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from server.web.office.nav import NAV, shown_nav
from server.web.office.pages import LETTERS, LISTED, TABLES
from server.who import Caller, PersonId, Role, Session

Read = Callable[[str], str]
AT = datetime(2026, 11, 23, tzinfo=UTC)
KINDS = [kind for kinds in LISTED.values() for kind in kinds if kind != "media"]  # whose rows come with their files


def form_data(page: str) -> Any:
    return json.loads(re.findall(r'<script type="application/json" class="form-data">(.*?)</script>', page, re.DOTALL)[-1])


@pytest.mark.parametrize("path", ["/office", *(path for _, pages in NAV for path, _ in pages)])
def test_every_page_of_the_navigation_is_there(read: Read, path: str) -> None:
    assert "<h1" in read(path)


def test_the_index_says_in_a_line_what_is_there(read: Read) -> None:
    page = read("/office")
    assert "8 lĩnh vực, trung bình 11 phút một lượt" in page and "5 quầy" in page and "Lúc nào cũng mở cửa" in page
    assert all(f'href="{path}"' in page for _, pages in NAV for path, _ in pages)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_row_has_a_form_for_a_new_one(read: Read, kind: str) -> None:
    assert 'class="office"' in read(f"/office/new/{kind}")


@pytest.mark.parametrize(
    "path", ["new/officers", "edit/services/Z", "edit/hours/week", "edit/desks/99", "edit/calendar/2027-02-06"]
)
def test_what_is_not_there_has_no_page(server: Any, path: str) -> None:
    status, body = server.request("GET", f"/office/{path}", None, {"Accept": "text/html"})
    assert status == 404 and "Không có trang này." in body.decode()


def test_the_letters_that_are_named_are_those_that_can_be_spoken(read: Read) -> None:
    assert f"Loa đọc được: {' '.join(LETTERS)}." in read("/office/new/services")


def test_a_new_service_begins_with_a_letter_that_is_free_and_can_be_spoken(server: Any, read: Read) -> None:
    assert form_data(read("/office/new/services"))["base"]["id"] == "H"
    assert form_data(read("/office/new/desks"))["base"]["id"] == 6


def test_a_form_brings_the_row_and_the_marks_of_what_it_may_change(server: Any, read: Read) -> None:
    page = read("/office/edit/services/A")
    data = form_data(page)
    assert data["base"]["names"]["vi"] == "Hộ tịch" and "services A" in data["seen"] and "desks 5" in data["seen"]
    assert 'data-path="id"' not in page, "numbers and log name it so"
    row = {**data["base"], "minutes": 15}
    server.ask("change_setup", edits=[{"put": "services", "row": row}], seen={"services A": data["seen"]["services A"]})
    late = {
        "ask_id": "press-late-1",
        "kind": "change_setup",
        "edits": [{"put": "services", "row": row | {"minutes": 3}}],
        "seen": data["seen"],
    }
    status, answer = server.post(late)
    assert (status, answer["reason"]) == (409, "changed_meanwhile")
    assert answer["message"] == "Lĩnh vực A vừa được người khác sửa, nên chưa lưu. Hãy xem bản mới rồi quyết định."


@pytest.mark.parametrize("page", TABLES)
def test_a_page_of_rules_brings_its_tables(read: Read, page: str) -> None:
    data = form_data(read(f"/office/{page}"))
    assert data["base"].keys() == data["seen"].keys() and data["base"]


def test_what_comes_tomorrow_is_shown_beside_what_is_today(server: Any, read: Read) -> None:
    desk = {"id": 5, "services": ["R"]}
    server.ask("change_setup", edits=[{"put": "desks", "row": desk}, {"drop": "services", "id": "K"}], tomorrow=True)
    page = read("/office/services")
    assert "bỏ từ ngày mai" in page and "Giữ lại" in page and "Có thay đổi sẽ dùng từ ngày mai." in page
    assert "đổi từ ngày mai" in read("/office/desks")
    server.ask("change_setup", edits=[{"put": "desks", "row": {"id": 6, "services": ["A"]}}], tomorrow=True)
    assert "từ ngày mai" in read("/office/desks")
    assert "data-tomorrow" in read("/office/edit/desks/6"), "it is not there today"
    assert "data-tomorrow" not in read("/office/edit/desks/1")


def test_the_holidays_to_come_are_suggested_and_not_those_in_the_calendar(server: Any, read: Read) -> None:
    page = read("/office/calendar")
    assert "Thứ Bảy, 06/02/2027" in page and page.count("kiểm tra lại với thông báo của tỉnh") == 6
    assert "Mọi ngày lễ của năm này đã ở trong lịch hoặc đã qua." in page, "it is November"
    server.ask("change_setup", edits=[{"date": {"date": "2027-02-06", "note": "Tết"}}])
    assert 'data-date="2027-02-06"' not in read("/office/calendar")


def test_the_offices_own_texts_are_over_every_page_at_once(server: Any, read: Read) -> None:
    assert "TRUNG TÂM XÃ MỸ HƯƠNG" not in read("/")
    server.ask("change_setup", edits=[{"amend": "office", "values": {"name": "TRUNG TÂM XÃ MỸ HƯƠNG"}}])
    for path in ("/", "/desk", "/ticket", "/office/texts"):
        page = read(path)
        assert '<p class="centre">TRUNG TÂM XÃ MỸ HƯƠNG</p>' in page
        assert "<p>ỦY BAN NHÂN DÂN XÃ, PHƯỜNG</p>" in page, "what it does not say is as the file says"


def test_a_name_that_would_be_markup_is_a_name(server: Any, read: Read) -> None:
    name = "<b>Một & hai</b>\"'"
    row = {"id": "A", "names": {"vi": name}, "minutes": 5}
    server.ask("change_setup", edits=[{"put": "services", "row": row}])
    for path in ("/office/services", "/office/edit/services/A", "/office/desks", "/first?step=3", "/first?step=4"):
        assert "<b>Một" not in read(path)


def test_everybody_sees_the_pages_that_they_may_open() -> None:
    def keys(*roles: Role) -> list[str]:
        session = Session("key", PersonId("quay-1"), frozenset(roles), "", "local", AT, AT)
        return [key for _, pages in shown_nav(Caller(local=True, session=session)) for _, key in pages]

    everything = [key for _, pages in NAV for _, key in pages]
    assert keys(Role.MANAGER, Role.TECHNICIAN) == everything
    assert {"printers", "devices"}.isdisjoint(keys(Role.MANAGER)) and "people" in keys(Role.MANAGER)
    assert {"printers", "devices"} <= set(keys(Role.TECHNICIAN)) and "services" not in keys(Role.TECHNICIAN)
    assert keys(Role.OFFICER) == [] and shown_nav(Caller(local=True)) == []
