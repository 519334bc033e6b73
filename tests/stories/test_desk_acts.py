"""Everything else that an officer does at the desk page, by mouse: sending on, keeping aside, pausing, taking a number for somebody."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drivers.clock import ManualClock

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EIGHT)


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    return live_server(clock=clock)


@pytest.fixture
def called(server: Any, page: Page) -> Callable[..., Page]:
    """`called("C")`: desk 3 has called the first of these."""

    def at(services: str, **facts: Any) -> Page:
        for service in services:
            server.ask("issue", service=service, **facts)
        server.ask("call_next", desk=3)
        page.goto(f"{server.url}/desk/3")
        expect(page.locator("#hand-state")).to_have_text("Đang gọi")
        return page

    return at


def press(page: Page, name: str) -> None:
    page.locator(".bar, .work").get_by_role("button", name=name, exact=True).click()


def choose(page: Page, name: str) -> None:
    page.locator("#dialog").get_by_role("button", name=name, exact=True).click()


def ticket(server: Any, label: str) -> Any:
    return next(one for one in server.running.office.view.tickets.values() if one.label == label)


def logged(data: Path, kind: str) -> list[dict[str, Any]]:
    with sqlite3.connect(data / "moiso.db") as connection:
        return [json.loads(body) for (body,) in connection.execute("SELECT body FROM event WHERE kind = ? ORDER BY seq", (kind,))]


def empty(page: Page) -> None:
    expect(page.locator("#hand-state")).to_have_text("Quầy đang trống")


def test_the_ticket_in_hand_says_all_that_an_officer_asks(server: Any, page: Page, clock: ManualClock) -> None:
    server.ask("issue", service="C", priority=True, language="km", then=["G"])
    clock.advance(14 * 60)
    server.ask("call_next", desk=3)
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("#hand-service")).to_have_text("Đất đai – Xây dựng – Môi trường")
    expect(page.locator("#hand-marks span")).to_have_text(["ưu tiên", "Nói tiếng Khmer"])
    expect(page.locator("#hand-facts li")).to_have_text(
        ["Chờ 14 phút rồi được gọi", "Đã gọi 1 lần", "Vì sao gọi: đến lượt", "Sau đó: Văn hóa – Giáo dục – Y tế – Việc khác"]
    )
    expect(page.locator("#hand-timer")).to_contain_text("từ lúc gọi 08:14")
    expect(page.locator("#spoken")).to_have_text("Đang gọi số C001, Đất đai – Xây dựng – Môi trường")


@pytest.mark.parametrize(("name", "outcome"), [("Không tiếp nhận", "declined"), ("Hẹn lại ngày khác", "rescheduled")])
def test_the_unusual_outcomes_are_one_press_more(server: Any, called: Any, name: str, outcome: str) -> None:
    page = called("C")
    press(page, "Kết quả khác")
    choose(page, name)
    empty(page)
    assert ticket(server, "C001").outcome == outcome


def test_a_ticket_goes_to_another_service_in_two_clicks(server: Any, called: Any) -> None:
    page = called("C")
    press(page, "Chuyển")
    choose(page, "Hộ tịch")
    empty(page)
    moved = ticket(server, "C001")
    assert (moved.service, moved.state, moved.note) == ("A", "waiting", "")


def test_a_ticket_goes_to_a_desk_as_the_first_with_a_note_that_is_read_there(server: Any, called: Any) -> None:
    server.ask("open_desk", desk=1)
    page = called("C")
    press(page, "Chuyển")
    page.get_by_label("Đầu hàng").check()
    page.get_by_label("Ghi chú (không ghi tên người dân)").fill("thiếu sổ đỏ")
    page.locator("#dialog").get_by_role("button", name="Quầy 1").click()
    empty(page)
    page.goto(f"{server.url}/desk/1")
    expect(page.locator("#waiting li").first).to_contain_text("thiếu sổ đỏ")
    press(page, "Gọi số tiếp theo")
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("#hand-note")).to_have_text("Ghi chú: thiếu sổ đỏ")


def test_a_desk_that_nobody_attends_is_not_offered(called: Any) -> None:
    page = called("C")
    press(page, "Chuyển")
    expect(page.locator("#dialog .choices button")).to_have_count(7)
    expect(page.locator("#dialog")).not_to_contain_text("Quầy 1")


def test_a_citizen_who_steps_out_for_ten_minutes_is_kept_with_the_time(server: Any, called: Any) -> None:
    page = called("C")
    press(page, "Tạm giữ")
    choose(page, "Chờ 10 phút, đến 08:10")
    expect(page.locator("#held li")).to_contain_text("hẹn 08:10")
    page.get_by_role("button", name="Số C001 đã quay lại: cho vào hàng chờ").click()
    expect(page.locator("#waiting li b")).to_have_text(["C001"])


def test_a_further_step_is_added_and_done_leads_on_to_it(server: Any, called: Any) -> None:
    page = called("C")
    press(page, "Thêm việc")
    choose(page, "Nhận kết quả")
    expect(page.locator("#hand-steps")).to_have_text("Sau đó: Nhận kết quả")
    other = page.locator("[data-act=finish_other]")
    expect(other).to_be_disabled()
    expect(other).to_have_attribute("title", "Còn việc tiếp theo: bấm “Xong” để chuyển sang việc đó.")
    press(page, "Xong")
    expect(page.locator("#waiting li")).to_contain_text("Nhận kết quả")


def test_priority_is_given_at_once_and_taken_with_a_reason(server: Any, called: Any) -> None:
    page = called("C")
    press(page, "Cho ưu tiên")
    expect(page.locator("#hand-marks span")).to_have_text(["ưu tiên"])
    press(page, "Bỏ ưu tiên")
    choose(page, "Bấm nhầm ở máy lấy số")
    expect(page.locator("#hand-marks span")).to_have_count(0)
    assert [one.get("reason", "") for one in logged(server.config.data, "priority_set")] == ["", "Bấm nhầm ở máy lấy số"]


def test_one_that_was_ended_by_mistake_is_restored_from_the_list_of_the_just_ended(
    server: Any, called: Any, clock: ManualClock
) -> None:
    page = called("C")
    press(page, "Xong")
    empty(page)
    clock.advance(300)
    page.get_by_text("Vừa xong (từ khi mở trang)").click()
    expect(page.locator("#ended li")).to_contain_text("đã phục vụ xong")
    page.get_by_role("button", name="Khôi phục số C001: cho vào lại hàng chờ").click()
    expect(page.locator("#waiting li b")).to_have_text(["C001"])
    expect(page.locator("#ended-none")).to_have_text("Chưa có số nào từ khi mở trang này")


def test_who_is_called_by_mistake_and_cancelled_is_gone(server: Any, called: Any) -> None:
    page = called("C")
    press(page, "Hủy số")
    expect(page.locator("#dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("#dialog")).to_be_hidden()
    press(page, "Hủy số")
    choose(page, "Hủy số C001")
    empty(page)
    assert ticket(server, "C001").state == "cancelled"


def test_a_row_of_the_list_can_be_sent_on_and_given_priority(server: Any, called: Any) -> None:
    page = called("CC")
    page.get_by_role("button", name="Việc khác với số C002").click()
    expect(page.locator("#dialog .choices button")).to_have_text(["1Chuyển", "2Thêm việc", "3Cho ưu tiên", "4Hủy số"])
    choose(page, "Cho ưu tiên")
    expect(page.locator("#waiting li")).to_contain_text("ưu tiên")
    page.get_by_role("button", name="Việc khác với số C002").click()
    choose(page, "Chuyển")
    choose(page, "Chứng thực")
    expect(page.locator("#waiting-none")).to_be_visible()
    assert ticket(server, "C002").service == "B"


def test_a_number_is_taken_for_somebody_in_two_clicks_and_stands_there_large(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/desk/3")
    press(page, "Lấy số hộ")
    choose(page, "Chứng thực")
    shown = page.get_by_role("dialog", name="Số của công dân")
    expect(shown.locator(".label")).to_have_text("B001")
    expect(shown).to_contain_text("Chứng thực. Trước số này: 0 người.")
    assert (shown.locator(".label").bounding_box() or {})["height"] > 100
    choose(page, "Đóng")
    expect(shown).to_be_hidden()


def test_a_number_for_somebody_has_priority_a_language_and_a_paper_if_wanted(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server(printer="fake:")
    page.goto(f"{server.url}/desk/3")
    for paper in (False, True):
        press(page, "Lấy số hộ")
        page.get_by_label("Ưu tiên").check()
        page.get_by_label("In phiếu").set_checked(paper)
        page.get_by_label("Ngôn ngữ").select_option("km")
        choose(page, "Chứng thực")
        choose(page, "Đóng")
    first, second = ticket(server, "B001"), ticket(server, "B002")
    assert (first.priority, first.language, first.copies, second.copies) == (True, "km", 0, 1)


def test_the_paper_in_hand_is_printed_again(live_server: Callable[..., Any], page: Page, eventually: Any) -> None:
    server = live_server(printer="fake:")
    server.ask("issue", service="C", paper=False)
    server.ask("call_next", desk=3)
    page.goto(f"{server.url}/desk/3")
    press(page, "In lại phiếu")
    eventually(lambda: server.running.paperwork.fakes["main"].papers())


def test_a_desk_is_opened_paused_resumed_and_closed(server: Any, page: Page, clock: ManualClock) -> None:
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#there")).to_have_text("Chưa vào ca")
    press(page, "Vào ca")
    expect(page.locator("#there")).to_have_text("Đang mở · Cán bộ quầy 1")
    press(page, "Tạm nghỉ")
    page.get_by_label("Trở lại").select_option("30")
    choose(page, "Họp")
    expect(page.locator("#there")).to_have_text("Đang tạm nghỉ, trở lại lúc 08:30 · Họp · Cán bộ quầy 1")
    press(page, "Làm việc tiếp")
    expect(page.locator("#there")).to_have_text("Đang mở · Cán bộ quầy 1")
    press(page, "Đóng quầy")
    expect(page.locator("#there")).to_have_text("Chưa vào ca")


def test_closing_while_people_wait_is_asked_and_can_be_left(server: Any, page: Page) -> None:
    server.ask("issue", service="C")
    page.goto(f"{server.url}/desk/3")
    press(page, "Vào ca")
    press(page, "Đóng quầy")
    question = page.get_by_role("alertdialog", name="Còn người đang chờ")
    expect(question).to_contain_text("Còn 1 người đang chờ mà không quầy nào khác đang mở cho họ.")
    expect(page.locator("#message")).to_have_text("")
    choose(page, "Quay lại")
    expect(page.locator("#there")).to_have_text("Đang mở · Cán bộ quầy 1")
    page.wait_for_timeout(450)  # nobody means the same act twice in less
    press(page, "Đóng quầy")
    choose(page, "Vẫn đóng quầy")
    expect(page.locator("#there")).to_have_text("Chưa vào ca")


def test_with_a_ticket_in_hand_nobody_goes_to_lunch(called: Any) -> None:
    page = called("C")
    for name in ("Tạm nghỉ", "Đóng quầy"):
        button = page.locator(".bar").get_by_role("button", name=name)
        expect(button).to_be_disabled()
        expect(button).to_have_attribute("title", "Bấm “Xong” hoặc “Vắng mặt” để gọi số khác.")


def test_a_refusal_is_read_aloud_and_goes_with_the_next_act(server: Any, called: Any) -> None:
    page = called("CC")
    server.ask("recall", desk=3)
    server.ask("recall", desk=3)
    expect(page.locator("#hand-calls")).to_have_text("Đã gọi 3 lần")
    page.keyboard.press("F2")
    expect(page.get_by_role("alert")).to_have_text("Đã gọi 3 lần. Nếu công dân không đến, hãy bấm “Vắng mặt”.")
    press(page, "Xong")
    expect(page.get_by_role("alert")).to_have_text("")


def test_the_type_grows_and_is_remembered_on_this_machine(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/desk/3")
    press(page, "Chữ to")
    expect(page.get_by_role("button", name="Chữ to")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("body")).to_have_class("big")


def test_the_type_grows_where_the_browser_keeps_nothing(server: Any, page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page.goto(f"{server.url}/desk/3")
    press(page, "Chữ to")
    expect(page.locator("body")).to_have_class("big")
    expect(page.get_by_role("button", name="Lấy số hộ")).to_be_enabled()
