"""A manager adds an officer, gives her a new PIN, ends a session; a technician lets a machine in and throws it out. In a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.devices import Devices, Scope
from server.who import PersonId, Role


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(lan="127.0.0.1:0")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_manager_adds_an_officer_who_then_comes_in(
    server: Any, page: Page, new_page: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page.goto(server.url + "/office/people")
    accessible(page)
    press(page, "Thêm cán bộ")
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    page.keyboard.type("Nguyễn Văn Đê")
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("nguyen-van-de")
    page.get_by_label("Mã PIN mới").fill("123456")
    press(page, "Lưu")
    expect(page.locator("#p-pin-fault")).to_have_text("Mã PIN phải có 6 chữ số và không dễ đoán (không dùng 000000, 123456 …).")
    expect(page.get_by_label("Mã PIN mới")).to_be_focused()
    accessible(page)
    page.keyboard.type("")
    page.get_by_label("Mã PIN mới").fill("258036")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_have_text("Đã lưu: Nguyễn Văn Đê.")
    expect(page.get_by_role("row", name="Nguyễn Văn Đê")).to_contain_text("Cán bộ quầy")
    other = new_page()
    other.goto(server.url + "/")
    other.context.clear_cookies()
    other.evaluate("location.assign('/desk/2')")
    other.get_by_text("Nguyễn Văn Đê").click()
    other.get_by_label("Mã PIN (6 chữ số)").fill("258036")
    other.keyboard.press("Enter")
    expect(other).to_have_url(server.url + "/desk/2")
    page.reload()
    press(page, "Kết thúc phiên của Nguyễn Văn Đê")
    accessible(page)
    press(page, "Đồng ý")
    expect(page.locator("#flash")).to_have_text("Đã kết thúc phiên của Nguyễn Văn Đê.")
    other.reload()
    expect(other).to_have_url(server.url + "/sign-in?next=/desk/2")


def test_an_officer_forgot_her_pin_and_gets_a_new_one(server: Any, page: Page) -> None:
    server.sign_in(Role.OFFICER, name="quay-9", title="Cán bộ quầy 9")
    page.goto(server.url + "/office/people")
    press(page, "Sửa Cán bộ quầy 9")
    expect(page.get_by_label("Tên đăng nhập")).to_have_attribute("readonly", "")
    page.get_by_label("Mã PIN mới").fill("704815")
    press(page, "Lưu")
    expect(page.locator("#flash")).to_have_text("Đã lưu: Cán bộ quầy 9.")
    gate = server.running.gate
    assert gate.hasher._matches(gate.people[PersonId("quay-9")].pin, "704815")
    assert not [one for one in gate.sessions.values() if one.person == "quay-9"], "whoever used the old one is out"


def test_the_last_manager_cannot_remove_herself(server: Any, page: Page, accessible: Callable[[Page], None]) -> None:
    page.goto(server.url + "/office/people")
    press(page, "Bỏ Cán bộ quầy 1")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Bỏ Cán bộ quầy 1")).to_be_focused()
    press(page, "Bỏ Cán bộ quầy 1")
    press(page, "Đồng ý")
    expect(page.get_by_role("alert").first).to_have_text("Phải còn ít nhất một người quản lý đăng nhập được bằng mật khẩu.")
    accessible(page)


def test_a_machine_is_let_in_by_its_code_and_thrown_out(
    server: Any, page: Page, new_page: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    far = server.url.replace(str(server.port), str(server.lan_port))
    desk = new_page()
    desk.goto(server.url)
    desk.context.clear_cookies()
    desk.evaluate(f"location.assign('{far}/pair?next=/desk/3')")
    expect(desk.locator("#code")).not_to_have_text("…")
    page.goto(server.url + "/office/devices")
    accessible(page)
    expect(page.get_by_text("Đang chờ: Trình duyệt ở quầy, địa chỉ 127.0.0.1")).to_be_visible()
    page.get_by_label("Mã đang hiện trên máy đó").fill("AAA AAA")
    page.get_by_label("Tên máy").fill("quay-3")
    press(page, "Cho phép")
    expect(page.locator("#d-code-fault")).to_have_text("Mã không đúng hoặc đã hết hạn. Xin kiểm tra lại.")
    page.get_by_label("Mã đang hiện trên máy đó").fill(desk.locator("#code").inner_text())
    press(page, "Cho phép")
    expect(page.locator("#flash")).to_contain_text("Đã cho phép máy “quay-3”.")
    expect(desk.get_by_label("Mã PIN (6 chữ số)")).to_be_visible()
    assert [(one.name, one.scope) for one in Devices(server.config.data).all()] == [("quay-3", Scope.DESK)]
    press(page, "Bỏ quay-3")
    press(page, "Đồng ý")
    expect(page.get_by_text("Chưa có máy nào.")).to_be_visible()
    assert Devices(server.config.data).all() == ()


def test_a_technician_sees_the_machines_and_not_the_people(server: Any, page: Page) -> None:
    page.goto(server.url)
    page.context.add_cookies([{"name": "moiso", "value": server.sign_in(Role.TECHNICIAN, name="ky-thuat"), "url": server.url}])
    page.evaluate("location.assign('/office')")
    expect(page.get_by_role("link", name="Thiết bị").first).to_be_visible()
    expect(page.get_by_role("link", name="Cán bộ", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Lĩnh vực", exact=True)).to_have_count(0)
    page.evaluate("location.assign('/office/people')")
    expect(page.get_by_text("Tài khoản này không được làm việc này.")).to_be_visible()
