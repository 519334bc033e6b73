"""Somebody who helps at the entrance takes numbers on a phone: two taps, priority, help at the kiosk, and what goes wrong."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drivers.clock import ManualClock


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(clock=ManualClock(datetime(2026, 11, 23, 1, tzinfo=UTC)), printer="fake:")


@pytest.fixture
def phone(server: Any, new_page: Callable[..., Page]) -> Page:
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{server.url}/assist")
    expect(page.locator("#services button").first).to_be_enabled()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_two_taps_to_a_number(server: Any, phone: Page, accessible: Callable[[Page], None], eventually: Any) -> None:
    server.ask("open_desk", desk=3)
    server.ask("issue", service="C", paper=False)
    expect(phone.locator("#services")).to_contain_text("1 người chờ · khoảng")
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.locator("#services button").nth(2).click()
    expect(phone.locator("#sure-name")).to_be_focused()
    accessible(phone)
    press(phone, "Lấy số")
    expect(phone.locator("#given-label")).to_have_text("C002")
    expect(phone.locator("#given-facts")).to_have_text("Đất đai – Xây dựng – Môi trường. Trước số này: 1 người.")
    accessible(phone)
    eventually(lambda: len(server.running.paperwork.fakes["main"].papers()) == 1)
    press(phone, "Công dân tiếp theo")
    expect(phone.locator("#services button").first).to_be_visible()


def test_priority_and_the_papers_language_are_one_tap_more(server: Any, phone: Page) -> None:
    phone.locator("#services button").first.click()
    phone.get_by_label("Ngôn ngữ trên phiếu").select_option("km")
    press(phone, "Lấy số ưu tiên")
    expect(phone.locator("#given-label")).to_have_text("A001")
    ticket = next(iter(server.running.office.view.tickets.values()))
    assert (ticket.priority, ticket.language) == (True, "km")


def test_help_that_is_asked_for_at_the_kiosk_is_seen_and_answered(server: Any, phone: Page) -> None:
    server.request("POST", "/api/help", b'{"kiosk":"kiosk"}', {"Content-Type": "application/json"})
    expect(phone.locator("#helps")).to_contain_text("Có người cần giúp ở máy lấy số.")
    press(phone, "Tôi đang đến")
    expect(phone.locator("#helps")).to_be_empty()


def test_what_is_sold_out_cannot_be_chosen_and_a_closed_day_says_so(server: Any, phone: Page) -> None:
    server.ask(
        "change_setup",
        edits=[{"put": "services", "row": {"id": "A", "names": {"vi": "Hộ tịch"}, "minutes": 10, "daily_limit": 1}}],
    )
    server.ask("issue", service="A", paper=False)
    expect(phone.locator("#services li").first).to_contain_text("Hôm nay đã hết số")
    expect(phone.locator("#services button").first).to_be_disabled()
    server.ask("close_day")
    expect(phone.locator("#line")).to_have_text("Hôm nay đã ngừng nhận số.")


def test_a_lost_server_is_said_and_nothing_can_be_pressed(server: Any, phone: Page) -> None:
    server.stop()
    expect(phone.locator("#line")).to_have_text("Mất kết nối với máy chủ. Đang nối lại…")
    expect(phone.locator("#services button").first).to_be_disabled()
