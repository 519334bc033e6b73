"""An officer's morning in a real browser: takes desk 3, sees who waits, calls, serves; and what the page says when things go wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, name: str) -> None:
    page.locator("#dialog").get_by_role("button", name=name, exact=True).click()


def test_an_officer_takes_desk_three_and_serves_a_citizen(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server()
    for service in ("C", "E", "A"):
        server.ask("issue", service=service)
    page.goto(server.url)
    page.get_by_role("link", name="Trang của cán bộ quầy").click()
    page.get_by_role("link", name="Quầy 3").click()
    expect(page.locator("#waiting li b")).to_have_text(["C001", "E001"])
    expect(page.locator("#waiting-count")).to_have_text("(2)")
    for name in ("Gọi lại", "Bắt đầu", "Xong", "Vắng mặt"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    press(page, "Gọi số tiếp theo")
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("#hand-state")).to_have_text("Đang gọi")
    expect(page.locator("#there")).to_have_text("Đang mở · Cán bộ quầy 1")
    expect(page.get_by_role("button", name="Gọi số tiếp theo")).to_be_disabled()
    expect(page.locator("#why")).to_have_text("Bấm “Xong” hoặc “Vắng mặt” để gọi số khác.")
    press(page, "Gọi lại")
    expect(page.locator("#hand-calls")).to_have_text("Đã gọi 2 lần")
    press(page, "Bắt đầu")
    expect(page.locator("#hand-state")).to_have_text("Đang phục vụ")
    press(page, "Xong")
    expect(page.locator("#hand-state")).to_have_text("Quầy đang trống")
    press(page, "Gọi số tiếp theo")
    press(page, "Vắng mặt")
    expect(page.locator("#missed li b")).to_have_text(["E001"])
    page.get_by_role("button", name="Gọi số E001 tới quầy này").click()
    expect(page.locator("#hand-label")).to_have_text("E001")


def test_a_new_citizen_appears_by_herself(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server()
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#waiting-none")).to_have_text("Không có ai chờ")
    expect(page.locator("#why")).to_have_text("Chưa có ai chờ ở các lĩnh vực của quầy này.")
    server.ask("issue", service="C")
    expect(page.locator("#waiting li b")).to_have_text("C001")


def test_cancelling_is_asked_in_the_page_itself_and_esc_cancels_nothing(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server()
    server.ask("issue", service="C")
    page.goto(f"{server.url}/desk/3")
    more = page.get_by_role("button", name="Việc khác với số C001")
    more.focus()
    page.keyboard.press("Enter")
    choose(page, "Hủy số")
    question = page.get_by_role("alertdialog", name="Hủy số C001? Công dân sẽ không được gọi nữa.")
    expect(question).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(more).to_be_focused()
    expect(page.locator("#waiting li b")).to_have_text(["C001"])
    more.click()
    choose(page, "Hủy số")
    choose(page, "Hủy số C001")
    expect(page.locator("#waiting-none")).to_be_visible()


def test_two_windows_of_one_desk_see_the_same(live_server: Callable[..., Any], page: Page, new_page: Callable[..., Page]) -> None:
    server = live_server()
    server.ask("issue", service="C")
    other = new_page()
    for one in (page, other):
        one.goto(f"{server.url}/desk/3")
        expect(one.locator("#waiting li b")).to_have_text("C001")
    press(other, "Gọi số tiếp theo")
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("#taken")).to_contain_text("Quầy này vừa được mở ở cửa sổ khác")
    press(page, "Dùng quầy ở đây")
    press(page, "Bắt đầu")
    expect(other.locator("#taken")).to_be_visible()


def test_a_lost_server_is_said_and_the_page_comes_back_by_itself(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server()
    server.ask("issue", service="C")
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#waiting li b")).to_have_text("C001")
    server.stop()
    expect(page.locator("#line")).to_have_text("Mất kết nối với máy chủ. Đang nối lại…")
    expect(page.get_by_role("button", name="Gọi số tiếp theo")).to_be_disabled()
    expect(page.locator("#waiting li b")).to_have_text("C001")
    again = live_server(listen_on=server.port)
    expect(page.locator("#line")).to_be_hidden(timeout=15_000)
    press(page, "Gọi số tiếp theo")
    expect(page.locator("#hand-label")).to_have_text("C001")
    assert again.running.office.view.in_hand


def test_the_printers_trouble_is_said_with_what_to_do(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server(printer="fake:")
    server.running.paperwork.fakes["main"].paper_out = True
    server.ask("issue", service="C")
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#warnings li")).to_have_text(
        "Chưa in được: máy in hết giấy. Hãy thay cuộn giấy. 1 phiếu đang chờ in; số vẫn được cấp và vẫn được gọi.", timeout=10_000
    )
    expect(page.locator("#waiting li small")).to_contain_text("chưa có phiếu")
    server.running.paperwork.fakes["main"].paper_out = False
    expect(page.locator("#warnings li")).to_have_count(0, timeout=15_000)
    expect(page.locator("#waiting li small")).not_to_contain_text("chưa có phiếu")


def test_an_officer_hears_of_an_empty_roll_before_anybody_wants_a_paper(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server(printer="fake:")
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#line")).to_be_hidden()
    server.running.paperwork.fakes["main"].cover_open = True
    expect(page.locator("#warnings li")).to_have_text("Chưa in được: nắp máy in đang mở. Hãy đóng nắp.", timeout=5_000)


def test_the_day_is_ended_and_opened_again_from_the_main_page(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server()
    server.ask("issue", service="C")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(server.url)
    press(page, "Kết thúc ngày làm việc")
    expect(page.get_by_role("button", name="Mở lại ngày làm việc")).to_be_visible()
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#line")).to_have_text("Ngày làm việc đã kết thúc. Không cấp và không gọi số nữa.")
    page.goto(server.url)
    press(page, "Mở lại ngày làm việc")
    expect(page.get_by_role("button", name="Kết thúc ngày làm việc")).to_be_visible()


def test_the_virtual_printers_paper_can_be_seen(live_server: Callable[..., Any], page: Page, eventually: Any) -> None:
    server = live_server(printer="fake:")
    page.goto(f"{server.url}/papers")
    expect(page.get_by_text("Chưa có phiếu nào được in")).to_be_visible()
    server.ask("issue", service="A")
    eventually(lambda: server.running.paperwork.fakes["main"].papers())
    page.reload()
    assert page.locator("img").first.evaluate("image => image.naturalWidth") == 576


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/3", "/papers"])
def test_nothing_is_cut_or_needs_sideways_scrolling(live_server: Callable[..., Any], page: Page, path: str) -> None:
    server = live_server(printer="fake:")
    for service in "CCEERRC":
        server.ask("issue", service=service)
    page.goto(server.url + path)
    page.wait_for_load_state("networkidle") if path != "/desk/3" else expect(page.locator("#waiting li")).to_have_count(7)
    cut = page.evaluate(
        "() => [...document.querySelectorAll('button, p:not(.spoken), h1, h2, li, a')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map(one => one.textContent)"
    )
    assert cut == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_paper_that_no_printer_confirmed_is_shown_as_that(live_server: Callable[..., Any], page: Page, tmp_path: Path) -> None:
    (tmp_path / "lp0").touch()
    server = live_server(printer=f"file:{tmp_path / 'lp0'}")
    server.ask("issue", service="C")
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#waiting small")).to_contain_text("máy in chưa xác nhận phiếu", timeout=20_000)
