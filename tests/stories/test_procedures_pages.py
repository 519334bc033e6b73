"""An office brings its own list of procedures, and a citizen finds one on the phone: which number to take, what to bring, where the portal tells more."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 360, "height": 640}
HEAD = "Lĩnh vực;Tên thủ tục;Giấy tờ cần mang;Ghi chú\n"


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(lan="127.0.0.1:0")


def bring(page: Page, text: str) -> None:
    page.set_input_files("#file", {"name": "thu-tuc.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")})


def test_a_list_is_corrected_looked_at_used_and_given_back(
    server: Any, page: Page, accessible: Callable[[Page], None], eventually: Any
) -> None:
    page.goto(f"{server.url}/office/procedures")
    expect(page.get_by_text("Đang dùng danh mục Moiso mang sẵn")).to_be_visible()
    page.locator("summary").first.click()
    bring(page, HEAD + "A;;Đơn;\nHộ tịch;Một;;\n")
    expect(page.locator("#file-message")).to_contain_text("2 chỗ cần sửa")
    expect(page.locator("#faults li")).to_have_text(
        [
            "Dòng 2, cột “Tên thủ tục”: còn trống.",
            "Dòng 3, cột “Lĩnh vực”: “Hộ tịch” không phải là mã lĩnh vực. Mã là chữ cái như A, B, C, không phải tên lĩnh vực.",
        ]
    )
    bring(page, HEAD + "A;Đăng ký khai sinh;Giấy chứng sinh | Thẻ căn cước;x\nZ;Thẻ thư viện;;\n")
    expect(page.locator("#preview-title")).to_have_text("Danh mục mới: 2 thủ tục")
    expect(page.locator("#preview")).to_contain_text("Thêm 1 thủ tục")
    expect(page.locator("#preview")).to_contain_text("Bỏ 47 thủ tục")
    expect(page.locator("#notes")).to_contain_text("không có lĩnh vực Z")
    expect(page.locator("#notes")).to_contain_text("Ghi chú")
    accessible(page)
    assert server.running.office.view.setup.kiosk.procedures == "", "looked at, not used"
    page.get_by_role("button", name="Dùng danh sách này").click()
    expect(page.locator("#flash")).to_have_text("Đang dùng danh mục này.")
    expect(page.get_by_text("Không có lĩnh vực “Z”")).to_be_visible()
    page.get_by_role("button", name="Trở về danh mục của Moiso").click()
    page.get_by_role("button", name="Trở về", exact=True).click()
    expect(page.get_by_text("Đang dùng danh mục Moiso mang sẵn")).to_be_visible()
    assert eventually(lambda: server.running.office.view.setup.kiosk.procedures == "")


def test_a_citizen_finds_a_procedure_on_the_phone(
    server: Any, browser: Browser, accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"http://127.0.0.1:{server.lan_port}/procedures")
    expect(page.locator("summary")).to_have_count(48)
    for typed in ("khaisinh", "ks", "giaays khai sinh", "khai sihn"):
        page.fill("#q", typed)
        expect(page.locator("summary").first).to_contain_text("Đăng ký khai sinh")
    page.locator("summary").first.click()
    box = page.locator(".body").first
    expect(box).to_contain_text("Lấy số ở: A · Hộ tịch")
    expect(box).to_contain_text("Giấy chứng sinh")
    expect(box).to_contain_text("Ngay trong ngày")
    address = box.get_by_role("link").get_attribute("href")
    code = box.locator("img")
    expect(code).to_have_js_property("complete", value=True)
    code.screenshot(path=str(tmp_path / "code.png"))
    read = subprocess.run(
        ["zbarimg", "--raw", "-q", str(tmp_path / "code.png")], capture_output=True, text=True, timeout=60, check=True
    )
    assert read.stdout.strip() == address, "the code leads where the link does"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    accessible(page)
    page.get_by_role("button", name="EN").click()
    page.fill("#q", "birth")
    expect(page.locator("#found")).to_have_text("3 found")
    expect(page.locator("summary").first).to_contain_text("Birth registration")
    page.fill("#q", "xyzzy")
    expect(page.locator("#found")).to_contain_text("Nothing found")
    page.get_by_role("button", name="ខ្មែរ").click()
    accessible(page)
    page.goto(f"http://127.0.0.1:{server.lan_port}/procedures?q=sao+y&l=km")
    expect(page.locator(".body")).to_contain_text("ឯកសារដែលត្រូវយកមក")
    context.close()
    assert faults == []
