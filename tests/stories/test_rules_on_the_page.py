"""The rules of the queue as officers meet them in a real browser: out of turn, missed, on hold, undone, the paper roll, the clock."""

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
    """08:00; nothing but the test moves the clock."""
    return live_server(clock=clock)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def at_desk_three(server: Any, page: Page, services: str) -> None:
    for service in services:
        server.ask("issue", service=service)
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#waiting li b")).to_have_count(len(services))


def logged(data: Path, kind: str) -> list[dict[str, Any]]:
    with sqlite3.connect(data / "moiso.db") as connection:
        return [json.loads(body) for (body,) in connection.execute("SELECT body FROM event WHERE kind = ? ORDER BY seq", (kind,))]


def test_calling_somebody_out_of_turn_asks_why_and_the_reason_is_kept(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CCC")
    press(page, "Gọi số C003 tới quầy này")
    question = page.get_by_role("dialog", name="Vì sao gọi số C003 trước lượt? Lý do được ghi vào nhật ký.")
    expect(question.locator(".choices button > span")).to_have_text(
        ["Người già yếu, cần giúp đỡ", "Quay lại sau khi bổ sung giấy tờ", "Việc rất nhanh", "Theo yêu cầu của lãnh đạo"]
    )
    for button in question.get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)
    press(page, "Người già yếu, cần giúp đỡ")
    expect(page.locator("#hand-label")).to_have_text("C003")
    expect(page.locator("#hand-why")).to_have_text("Vì sao gọi: cán bộ chọn")
    expect(question).to_be_hidden()
    assert [call["reason"] for call in logged(server.config.data, "ticket_called")] == ["Người già yếu, cần giúp đỡ"]


def test_an_officer_gives_a_reason_in_her_own_words(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CC")
    press(page, "Gọi số C002 tới quầy này")
    page.get_by_label("Lý do khác").fill("Sắp lỡ chuyến đò về đảo")
    page.keyboard.press("Enter")
    expect(page.locator("#hand-label")).to_have_text("C002")
    assert [call["reason"] for call in logged(server.config.data, "ticket_called")] == ["Sắp lỡ chuyến đò về đảo"]


def test_an_officer_who_thinks_better_of_it_calls_nobody(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CC")
    press(page, "Gọi số C002 tới quầy này")
    press(page, "Quay lại")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#hand-state")).to_have_text("Quầy đang trống")
    expect(page.locator("#waiting li b")).to_have_text(["C001", "C002"])


def test_a_question_about_a_ticket_goes_when_somebody_else_has_called_it(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CRR")
    press(page, "Gọi số R002 tới quầy này")
    expect(page.get_by_role("dialog")).to_be_visible()
    ticket = next(one.id for one in server.running.office.view.tickets.values() if one.label == "R002")
    server.ask("call_this", desk=1, ticket=ticket, reason="Việc rất nhanh")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#waiting li b")).to_have_text(["C001", "R001"])


def test_whoever_is_next_is_called_without_a_question(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CC")
    press(page, "Gọi số C001 tới quầy này")
    expect(page.locator("#hand-label")).to_have_text("C001")


def test_a_priority_citizen_in_hand_shows_how_often_others_were_passed(server: Any, page: Page, clock: ManualClock) -> None:
    at_desk_three(server, page, "C")
    clock.advance(60)
    server.ask("issue", service="C", priority=True)
    clock.advance(600)
    expect(page.locator("#waiting li")).to_have_count(2)
    expect(page.locator("#waiting li").nth(1)).to_contain_text("ưu tiên")
    press(page, "Gọi số tiếp theo")
    expect(page.locator("#hand-why")).to_have_text("Vì sao gọi: ưu tiên, đã vượt 1/5")
    press(page, "Xong")
    press(page, "Gọi số tiếp theo")
    expect(page.locator("#hand-why")).to_have_text("Vì sao gọi: đến lượt")


def test_who_missed_the_call_comes_back_into_the_line(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CCCC")
    press(page, "Gọi số tiếp theo")
    press(page, "Vắng mặt")
    expect(page.locator("#missed li b")).to_have_text(["C001"])
    press(page, "Số C001 đã có mặt: cho vào lại hàng chờ")
    expect(page.locator("#missed-none")).to_be_visible()
    expect(page.locator("#waiting li b")).to_have_text(["C001", "C002", "C003", "C004"])
    for label in ("C002", "C003", "C001"):
        press(page, "Gọi số tiếp theo")
        expect(page.locator("#hand-label")).to_have_text(label)
        press(page, "Xong")


def test_who_fetches_papers_is_kept_aside_and_comes_back_without_a_new_number(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CC")
    press(page, "Gọi số tiếp theo")
    press(page, "Bắt đầu")
    press(page, "Tạm giữ")
    press(page, "Đi bổ sung giấy tờ, xong thì quay lại")
    expect(page.locator("#held li b")).to_have_text(["C001"])
    expect(page.locator("#hand-state")).to_have_text("Quầy đang trống")
    press(page, "Số C001 đã quay lại: cho vào hàng chờ")
    expect(page.locator("#held-none")).to_be_visible()
    press(page, "Gọi số tiếp theo")
    expect(page.locator("#hand-label")).to_have_text("C001")


def test_a_wrong_done_is_undone_and_after_ten_seconds_it_is_not_offered(server: Any, page: Page, clock: ManualClock) -> None:
    at_desk_three(server, page, "C")
    press(page, "Gọi số tiếp theo")
    press(page, "Bắt đầu")
    press(page, "Xong")
    undo = page.locator("[data-act=undo]")
    expect(undo).to_have_text("Hoàn tác (10)U")
    undo.click()
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("#hand-state")).to_have_text("Đang phục vụ")
    press(page, "Xong")
    expect(page.locator("#hand-state")).to_have_text("Quầy đang trống")
    clock.advance(11)
    expect(undo).to_be_disabled()
    expect(undo).to_have_attribute("title", "Không còn gì để hoàn tác.")


def test_who_was_called_by_mistake_goes_back_to_the_line(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CC")
    press(page, "Gọi số tiếp theo")
    press(page, "Trả lại hàng chờ")
    expect(page.locator("#waiting li b")).to_have_text(["C001", "C002"])


def test_who_missed_the_call_of_a_closed_desk_is_seen_at_the_other_desks_of_the_service(server: Any, page: Page) -> None:
    ticket = server.ask("issue", service="R")["ticket"]["id"]
    server.ask("open_desk", desk=2)
    server.ask("transfer", ticket=ticket, to_desk=2)
    server.ask("call_next", desk=2)
    server.ask("no_show", desk=2)
    server.ask("close_desk", desk=2)
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#missed li b")).to_have_text(["R001"])
    press(page, "Số R001 đã có mặt: cho vào lại hàng chờ")
    press(page, "Gọi số tiếp theo")
    expect(page.locator("#hand-label")).to_have_text("R001")


def test_all_three_lists_are_seen_without_scrolling(server: Any, page: Page) -> None:
    at_desk_three(server, page, "CCCCCCCCEEEE")
    for kind, facts in (("no_show", {}), ("no_show", {}), ("hold", {"why": "supplement"}), ("hold", {"why": "supplement"})):
        server.ask("call_next", desk=3)
        server.ask(kind, desk=3, **facts)
    expect(page.locator("#held li")).to_have_count(2)
    for name in ("waiting", "missed", "held"):
        expect(page.locator(f"#{name} li").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("() => document.documentElement.scrollHeight <= window.innerHeight")


def test_both_pages_say_what_citizens_may_count_on(server: Any, page: Page) -> None:
    says = "Mỗi phút chờ của người ưu tiên được tính bằng 4 phút; trong cùng nhóm, ai lấy số trước được gọi trước."
    cap = "Tối đa 5 người ưu tiên đến sau có thể được gọi trước ông/bà."
    page.goto(server.url)
    expect(page.get_by_text(f"Cách gọi số: {says} {cap}")).to_be_visible()
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#guarantee")).to_have_text(f"{says} {cap}")
    server.ask("change_setup", edits=[{"rules": {"policy": {"rule": "fifo"}}}])
    expect(page.locator("#guarantee")).to_have_text("Ai lấy số trước được gọi trước.")


def test_a_paper_roll_is_begun_called_from_and_ended_on_the_main_page(server: Any, page: Page) -> None:
    page.goto(server.url)
    page.locator("summary").click()
    page.get_by_role("combobox", name="Cuộn số in sẵn").select_option(label="Đất đai – Xây dựng – Môi trường")
    page.get_by_label("Số sẽ gọi tiếp theo").fill("17")
    press(page, "Bắt đầu dùng cuộn")
    expect(page.get_by_text("số tiếp theo 017")).to_be_visible()
    page.goto(f"{server.url}/desk/3")
    expect(page.get_by_role("button", name="Gọi số tiếp theo")).to_be_enabled()
    expect(page.locator("#why")).to_have_text("")
    for label in ("017", "018"):
        press(page, "Gọi số tiếp theo")
        expect(page.locator("#hand-label")).to_have_text(label)
        expect(page.locator("#hand-why")).to_have_text("Vì sao gọi: số của cuộn giấy in sẵn")
        press(page, "Xong")
    page.goto(server.url)
    page.get_by_label("Số cuối cùng đã xé").fill("20")
    press(page, "Thôi dùng cuộn")
    expect(page.locator("form[data-kind=start_roll]")).to_have_count(1)
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#waiting li b")).to_have_text(["019", "020"])


def test_a_roll_with_the_machines_own_numbers_is_refused_in_a_sentence_that_is_seen(server: Any, page: Page) -> None:
    server.ask("start_roll", service="C", next=17)
    page.goto(server.url)
    page.get_by_label("Số cuối cùng đã xé").fill("3")
    press(page, "Thôi dùng cuộn")
    expect(page.locator("#message")).to_contain_text("Số của cuộn giấy không hợp lệ")
    expect(page.locator("#message")).to_be_in_viewport()


def test_a_machine_that_wakes_up_in_1970_asks_for_the_time_and_then_opens_the_day(
    live_server: Callable[..., Any], page: Page, clock: ManualClock, eventually: Any
) -> None:
    clock.set_wall(datetime(1970, 1, 1, 0, 5, tzinfo=UTC))
    server = live_server(clock=clock)
    assert not server.running.office.view.is_open
    page.goto(server.url)
    expect(page.locator("form.alarm p")).to_contain_text("Đồng hồ của máy có thể sai: máy đang báo")
    page.get_by_label("Bây giờ là").fill("1970-01-01T07:05")
    press(page, "Xác nhận giờ này")
    expect(page.locator("#message")).to_contain_text("Thời gian này không hợp lệ")
    page.get_by_label("Bây giờ là").fill("2026-11-23T08:00")
    press(page, "Xác nhận giờ này")
    eventually(lambda: server.running.office.view.is_open)
    assert server.running.office.now().isoformat(timespec="minutes") == "2026-11-23T08:00+07:00"
    page.reload()
    expect(page.get_by_text("Ngày làm việc 23/11/2026 đang mở.")).to_be_visible()
    expect(page.locator("form.alarm")).to_have_count(0)
    assert server.ask("issue", service="A")["ticket"]["id"] == "2026-11-23-A001"
