"""A manager and a technician with the books in a real browser: figures that renew themselves, the log, what is taken away and brought back."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from drivers.clock import ManualClock

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PAGES = ("today", "log", "log/proof", "fairness", "export", "backup", "privacy")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EIGHT)


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    """A morning with something of everything."""
    server = live_server(clock=clock)
    for service in "AABCRA":
        server.ask("issue", service=service, priority=service == "R")
    clock.advance(600)
    server.ask("open_desk", desk=2, officer="Cán bộ quầy 2")
    server.ask("call_this", desk=1, ticket="2026-11-23-A003", reason="Người già yếu, cần giúp đỡ")
    server.ask("finish", desk=1)
    server.ask("call_next", desk=1)
    server.ask("change_setup", edits=[{"rules": {"reentry_days": 5}}])
    return server


def flawless(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_books_can_be_used_by_everybody(server: Any, page: Page, name: str) -> None:
    page.goto(f"{server.url}/office/{name}")
    flawless(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 800, "height": 768})
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, nav a, a.button, input, select')].filter(one => one.type !== 'radio')"
        ".filter(one => one.offsetHeight > 0 && one.offsetHeight < 44).map(one => one.outerHTML)"
    )
    assert small == []


@pytest.mark.parametrize("name", ["today", "log", "fairness", "export", "backup", "privacy"])
def test_the_pages_of_an_office_that_has_just_been_installed_are_whole_too(
    live_server: Callable[..., Any], page: Page, name: str
) -> None:
    page.goto(f"{live_server(clock=ManualClock(datetime(1970, 1, 1, tzinfo=UTC))).url}/office/{name}")
    flawless(page)


def test_the_figures_renew_themselves_and_a_lost_server_is_said(server: Any, page: Page) -> None:
    page.clock.install()
    page.goto(f"{server.url}/office/today")
    tile = page.locator(".tiles div", has_text="Đã cấp số").locator("dd")
    expect(tile).to_have_text("6")
    server.ask("issue", service="B")
    page.clock.fast_forward(10_500)
    expect(tile).to_have_text("7")
    server.stop()
    page.clock.fast_forward(10_500)
    expect(page.locator("#lost")).to_contain_text("Mất kết nối với máy chủ: số liệu là của lúc 08:")
    expect(tile).to_have_text("7")
    flawless(page)


def test_a_manager_finds_one_ticket_in_the_log_with_the_keyboard_alone(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/log")
    page.get_by_label("Số phiếu").focus()
    page.keyboard.type("a003")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text("Quầy 1 gọi số A003: cán bộ chọn. Lý do: Người già yếu, cần giúp đỡ.")


def test_who_did_it_is_found_by_the_name_that_colleagues_know(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/desk/3")
    page.get_by_role("button", name="Gọi số tiếp theo", exact=True).click()
    expect(page.locator("#hand-label")).not_to_be_empty()
    page.goto(f"{server.url}/office/log")
    page.get_by_label("Người làm").fill("cán bộ quầy 1")
    page.get_by_label("Người làm").press("Enter")
    expect(page.locator("tbody tr").first).to_contain_text("Cán bộ quầy 1 (quay-1)")
    expect(page.get_by_label("Người làm")).to_have_value("cán bộ quầy 1")


def test_the_fairness_log_prints_on_a4_without_the_buttons(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/fairness")
    expect(page.locator("tbody tr").first).to_contain_text("Người già yếu, cần giúp đỡ")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="In trang này")).to_be_hidden()
    expect(page.locator("nav.office-nav")).to_be_hidden()
    expect(page.locator(".heads code").first).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_manager_takes_a_spreadsheet_away(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/export")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải tệp về").click()
    assert taken.value.suggested_filename == "moiso-phieu-2026-11-23_2026-11-23.xlsx"


def test_a_technician_copies_the_data_and_brings_it_back(server: Any, page: Page, tmp_path: Path) -> None:
    page.goto(f"{server.url}/office/backup")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Sao lưu ngay và tải về").click()
    taken.value.save_as(tmp_path / "copy.db")
    expect(page.get_by_role("button", name="Khôi phục từ bản này")).to_be_visible()
    (tmp_path / "letter.db").write_text("Kính gửi")
    page.get_by_label("Tệp bản sao (.db)").set_input_files(tmp_path / "letter.db")
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.locator("#message")).to_have_text("Tệp này không phải là bản sao của Moiso. Dữ liệu đang có vẫn còn nguyên.")
    flawless(page)
    page.get_by_label("Tệp bản sao (.db)").set_input_files(tmp_path / "copy.db")
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("heading", name="Bản sao đã sẵn sàng")).to_be_visible()
    expect(page.get_by_text("Hiện có 5 người đang chờ hoặc đang ở quầy.")).to_be_visible()
    flawless(page)
    page.get_by_role("button", name="Không khôi phục nữa").click()
    expect(page.get_by_role("heading", name="Bản sao đã sẵn sàng")).to_have_count(0)


def test_a_manager_keeps_the_log_for_a_shorter_time_and_is_asked_first(server: Any, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept() if len(asked) > 1 else dialog.dismiss()))
    page.goto(f"{server.url}/office/privacy")
    page.get_by_label("Số ngày").fill("30")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("#message")).to_have_text("Đã lưu. Máy xóa dữ liệu cũ sau khi hết giờ làm việc.")
    assert asked == ["Phiếu và nhật ký cũ hơn 30 ngày sẽ bị xóa và không lấy lại được. Lưu?"] * 2
    assert server.running.office.view.setup.keep_days == 30
