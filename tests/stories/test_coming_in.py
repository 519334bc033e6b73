"""Coming in, in a real browser: the first person with the code from the printer, an officer with name and PIN, a machine that is paired."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from server.devices import Devices, Scope
from server.who import Person, PersonId, Role

SENTENCE = "mot cau de nho"


@pytest.fixture
def server(live_server: Callable[..., Any], sign_ins: list[Any]) -> Any:
    sign_ins.clear()
    return live_server(signed_in=False, lan="127.0.0.1:0")


def staffed(server: Any, *names: str) -> None:
    """Officers who come in with the PIN 258036, and a manager with a password."""
    gate = server.running.gate
    pin, password = gate.hasher._hash("258036"), gate.hasher._hash(SENTENCE)
    people = [Person(PersonId(f"quay-{n}"), name, frozenset({Role.OFFICER}), pin) for n, name in enumerate(names, 1)]
    people.append(Person(PersonId("quan-ly"), "Người quản lý", frozenset(Role), "", password))
    gate.people.update({one.id: one for one in people})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_first_person_makes_an_account_by_keyboard_and_is_in(
    server: Any, page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto(server.url + "/desk/1")
    expect(page).to_have_url(server.url + "/start")
    accessible(page)
    page.get_by_label("Mã cài đặt").focus()
    page.keyboard.type("SAIMA SAI")
    page.keyboard.press("Tab")
    page.keyboard.type("Trần Thị Ngọc Đỏ")
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("tran-thi-ngoc-do")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(SENTENCE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Mã không đúng hoặc đã hết hạn. Xin kiểm tra lại.")
    expect(page.get_by_label("Mã cài đặt")).to_be_focused()
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Ngọc Đỏ")
    accessible(page)
    page.keyboard.type((server.config.data / "setup.code").read_text().strip())
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(server.url + "/start")
    page.goto(server.url + "/desk/1")
    expect(page.get_by_role("navigation").first).to_contain_text("Trần Thị Ngọc Đỏ")


def test_an_officer_comes_in_with_name_and_pin_and_is_where_she_wanted_to_be(
    server: Any, page: Page, accessible: Callable[[Page], None]
) -> None:
    staffed(server, "Cán bộ quầy 1", "Cán bộ quầy 2")
    page.goto(server.url + "/desk/2")
    accessible(page)
    page.get_by_text("Cán bộ quầy 2").click()
    for digit in "111222":
        press(page, digit)
    expect(page.get_by_role("alert")).to_have_text("Tên, mã PIN hoặc mật khẩu không đúng. Xin thử lại.")
    expect(page.get_by_label("Mã PIN (6 chữ số)")).to_be_focused()
    press(page, "Xóa")
    for digit in "258036":
        press(page, digit)
    expect(page).to_have_url(server.url + "/desk/2")


def test_the_keyboard_alone_is_enough(server: Any, page: Page) -> None:
    staffed(server, "Cán bộ quầy 1", "Cán bộ quầy 2")
    page.goto(server.url + "/desk")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("258036")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Cán bộ quầy 2")).to_be_visible()


def test_a_manager_signs_in_with_a_password_and_out_again(server: Any, page: Page, accessible: Callable[[Page], None]) -> None:
    staffed(server, "Cán bộ quầy 1")
    page.goto(server.url + "/ticket")
    page.get_by_text("Đăng nhập bằng mật khẩu").click()
    accessible(page)
    page.get_by_label("Tên đăng nhập").fill("quan-ly")
    page.get_by_label("Mật khẩu", exact=True).fill(SENTENCE)
    page.get_by_label("Mật khẩu", exact=True).press("Enter")
    expect(page).to_have_url(server.url + "/ticket")
    page.get_by_role("link", name="Người quản lý").click()
    accessible(page)
    press(page, "Đăng xuất")
    expect(page.get_by_role("heading", name="Đăng nhập", exact=True)).to_be_visible()
    page.goto(server.url + "/ticket")
    expect(page).to_have_url(server.url + "/sign-in?next=/ticket")


def test_a_machine_shows_a_code_and_goes_on_by_itself_when_it_was_let_in(
    server: Any, page: Page, accessible: Callable[[Page], None]
) -> None:
    staffed(server, "Cán bộ quầy 1")
    far = server.url.replace(str(server.port), str(server.lan_port))
    page.goto(far + "/desk/1")
    expect(page.get_by_text("Cán bộ quầy 1")).to_have_count(0)
    page.get_by_role("link", name="Ghép máy này").click()
    code = page.locator("#code")
    expect(code).not_to_have_text("…")
    accessible(page)
    gate = server.running.gate
    gate.pairing.find(code.inner_text(), gate.monotonic_s()).token = Devices(server.config.data).add("quay-1", Scope.DESK)
    expect(page.get_by_text("Cán bộ quầy 1")).to_be_visible()
    page.get_by_label("Mã PIN (6 chữ số)").fill("258036")
    page.get_by_label("Mã PIN (6 chữ số)").press("Enter")
    expect(page).to_have_url(far + "/desk/1")


def test_a_code_that_ran_out_is_replaced(server: Any, page: Page) -> None:
    staffed(server, "Cán bộ quầy 1")
    page.goto(server.url + "/pair")
    code = page.locator("#code")
    expect(code).not_to_have_text("…")
    first = code.inner_text()
    server.running.gate.pairing._pending.clear()
    expect(code).not_to_have_text(first)
    expect(page.get_by_role("alert")).to_have_text("")


def test_before_its_script_is_there_nothing_can_be_sent_and_no_secret_gets_into_the_address(
    live_server: Callable[..., Any], browser: Browser
) -> None:
    server = live_server(signed_in=False)
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.route("**/access.js", lambda route: route.abort())
    page.goto(f"{server.url}/sign-in")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("#name").fill("quan-ly")
    page.locator("#password").fill("mot-cau-dai-lam")
    page.locator("#password").press("Enter")
    expect(page.locator("#password")).to_have_value("mot-cau-dai-lam")
    assert "mot-cau" not in page.url
    context.close()
