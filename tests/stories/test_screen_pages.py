"""A manager sets up the waiting area in a real browser: screens, notices, pictures, the emergency notice; with the keyboard alone, too."""

import io
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from websockets.sync.client import connect

from server.devices import Devices, Scope
from server.domain.screens import Layout, MediumKind
from server.domain.setup import Session
from server.wire import HEARD, Snapshot
from server.wire.heard import Speakers

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 4000


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(printer="none")


def setup(server: Any) -> Any:
    return server.running.office.view.setup


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def picture(folder: Path, name: str, size: tuple[int, int] = (320, 200)) -> Path:
    out = io.BytesIO()
    Image.new("RGB", size, "#19804c").save(out, "JPEG")
    (folder / name).write_bytes(out.getvalue())
    return folder / name


def test_two_screens_in_one_room_are_set_up_and_only_one_speaks(server: Any, page: Page, accessible: Any) -> None:
    devices = Devices(server.config.data)
    tokens = {name: devices.add(name, Scope.SCREEN) for name in ("sanh-trai", "sanh-phai")}
    page.goto(f"{server.url}/office/screens")
    for name in tokens:
        page.get_by_role("link", name=f"Khai màn hình {name}").click()
        expect(page.get_by_label("Tên máy")).to_have_value(name)
        page.get_by_label("Số được gọi và hình, phim").check()
        page.get_by_label("Phòng", exact=True).fill("Sảnh")
        page.get_by_label("A · Hộ tịch").check()
        page.get_by_label("Quầy 2").check()
        page.get_by_label("Âm lượng").fill("60")
        page.get_by_label("Thứ tiếng thứ hai").select_option(label="Tiếng Anh")
        press(page, "Lưu")
        expect(page.locator("#flash")).to_contain_text("Đã lưu")
    assert [(one.id, one.layout, one.services, one.desks, one.room, one.volume, one.second) for one in setup(server).screens] == [
        (name, Layout.MEDIA, ("A",), (2,), "Sảnh", 60, "en") for name in sorted(tokens, reverse=True)
    ]
    with ExitStack() as lines:
        for name in sorted(tokens):
            headers = {"Authorization": f"Bearer {tokens[name]}"}
            url = f"ws://127.0.0.1:{server.port}/api/hear"
            line = lines.enter_context(connect(url, additional_headers=headers, proxy=None, close_timeout=1))
            line.send('{"t":"stands","sound":"ready"}')
            while not (isinstance(heard := HEARD.validate_json(line.recv(timeout=10)), Speakers) and heard.names):
                pass
            assert heard.names == ("sanh-phai",)
        page.reload()
        expect(page.locator("#screens-sanh-phai")).to_contain_text("đang kết nối, đang đọc số")
        expect(page.locator("#screens-sanh-trai")).to_contain_text("đang kết nối")
        expect(page.locator("#screens-sanh-trai")).not_to_contain_text("đang đọc số")
        accessible(page)


def test_what_is_wrong_with_a_screen_is_said_at_its_field(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/new/screens")
    page.get_by_label("Tên máy").fill("Màn hình 1")
    page.get_by_label("Âm lượng").fill("200")
    press(page, "Lưu")
    expect(page.locator("#f-id-fault")).to_contain_text("Tên gồm chữ thường không dấu")
    expect(page.locator("#f-volume-fault")).to_have_text("Phải từ 0 đến 100.")


def test_a_notice_is_written_ordered_and_put_away_with_the_keyboard_alone(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/notices")
    for text in ("Chiều thứ Sáu trung tâm nghỉ.", "Xin mang căn cước công dân."):
        page.get_by_role("link", name="Thêm thông báo").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Thông báo mới")).to_be_visible()
        page.get_by_label("Tiếng Việt").focus()
        page.keyboard.type(text)
        page.get_by_role("button", name="Lưu", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#flash")).to_contain_text("Đã lưu")
    assert [one.id for one in setup(server).notices] == ["n1", "n2"]
    page.get_by_role("button", name="Đưa Xin mang căn cước công dân. lên trên").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".listed .message")).to_have_text("Đã lưu thứ tự mới.")
    assert [one.id for one in setup(server).notices] == ["n2", "n1"]
    page.goto(f"{server.url}/office/edit/notices/n1")
    page.get_by_label("Hiện thông báo này").focus()
    page.keyboard.press("Space")
    page.get_by_label("Đến hết ngày").fill("2027-02-05")
    page.get_by_role("button", name="Lưu", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notices-n1")).to_contain_text("đến 05/02/2027")
    expect(page.locator("#notices-n1")).to_contain_text("không hiện")


def test_pictures_and_films_are_uploaded_together_and_what_is_none_is_said(
    server: Any, page: Page, tmp_path: Path, accessible: Any
) -> None:
    (tmp_path / "phim.mp4").write_bytes(MP4)
    (tmp_path / "don.jpg").write_bytes(b"%PDF-1.7" + b"\x00" * 500)
    page.goto(f"{server.url}/office/media")
    page.set_input_files("#files", [picture(tmp_path, "Ảnh trung tâm.jpg"), tmp_path / "phim.mp4", tmp_path / "don.jpg"])
    expect(page.locator("#flash")).to_contain_text("Đã thêm 2 tệp. don.jpg: Không phải hình PNG, JPEG, WebP")
    assert [(one.title, one.kind) for one in setup(server).media] == [
        ("Ảnh trung tâm", MediumKind.IMAGE),
        ("phim", MediumKind.VIDEO),
    ]
    thumb = page.locator(".thumb")
    expect(thumb).to_have_count(1)
    assert thumb.evaluate("(one) => one.complete && one.naturalWidth") == 320
    accessible(page)
    page.set_input_files("#files", [tmp_path / "Ảnh trung tâm.jpg"])
    expect(page.locator("#files-message")).to_contain_text("đã có trong danh sách")
    page.get_by_role("link", name="Sửa Ảnh trung tâm").click()
    page.get_by_label("Hiện bao nhiêu giây?").fill("25")
    press(page, "Lưu")
    expect(page.locator("#flash")).to_contain_text("Đã lưu")
    assert setup(server).media[0].seconds == 25
    page.goto(f"{server.url}/office/screen")
    page.get_by_label("Biểu trưng ở góc màn hình").select_option(label="Ảnh trung tâm")
    page.get_by_label("Nền đen, tương phản cao nhất").check()
    page.get_by_label("Những giờ loa không đọc, buổi 1, từ").fill("11h30")
    page.get_by_label("Những giờ loa không đọc, buổi 1, đến").fill("13")
    page.get_by_label("Ngoài giờ làm việc màn hình tắt đen").check()
    press(page, "Lưu")
    expect(page.locator("#flash")).to_contain_text("Đã lưu")
    screen = setup(server).screen
    assert (screen.emblem, screen.colours, screen.off_hours) == (setup(server).media[0].id, "contrast", True)
    assert [isinstance(one, Session) and f"{one.start:%H:%M}-{one.end:%H:%M}" for one in screen.quiet] == ["11:30-13:00"]
    page.goto(f"{server.url}/office/media")
    page.get_by_role("button", name="Bỏ Ảnh trung tâm").click()
    press(page, "Bỏ")
    expect(page.locator(".listed .message")).to_contain_text("hình được chọn làm biểu trưng")
    page.get_by_role("button", name="Bỏ phim").click()
    press(page, "Bỏ")
    expect(page.locator("#flash")).to_have_text("Đã bỏ “phim”.")


def test_an_emergency_notice_is_on_every_screen_at_once_and_off_with_one_press(server: Any, page: Page, accessible: Any) -> None:
    with connect(f"ws://127.0.0.1:{server.port}/api/hear", proxy=None, close_timeout=1) as screen:

        def emergency() -> dict[str, str]:
            while not isinstance(heard := HEARD.validate_json(screen.recv(timeout=10)), Snapshot):
                pass
            return heard.screen.emergency

        assert emergency() == {}
        page.goto(f"{server.url}/office/emergency")
        accessible(page)
        press(page, "Phát ngay")
        expect(page.get_by_role("alert")).to_have_text("Hãy ghi nội dung bằng tiếng Việt.")
        expect(page.get_by_label("Tiếng Việt")).to_be_focused()
        page.keyboard.type("Có cháy nhỏ ở bếp. Xin mọi người ra cửa chính, không chạy.")
        press(page, "Phát ngay")
        expect(page.get_by_role("alertdialog")).to_contain_text("che mọi thứ khác: “Có cháy nhỏ ở bếp.")
        page.keyboard.press("Escape")
        assert setup(server).screen.emergency == {}
        press(page, "Phát ngay")
        page.get_by_role("alertdialog").get_by_role("button", name="Phát ngay").press("Enter")
        expect(page.locator("#flash")).to_have_text("Thông báo khẩn đang hiện trên mọi màn hình.")
        assert emergency() == {"vi": "Có cháy nhỏ ở bếp. Xin mọi người ra cửa chính, không chạy."}
        expect(page.locator("#running")).to_contain_text("Đang phát trên mọi màn hình")
        accessible(page)
        page.get_by_role("button", name="Thôi phát").press("Enter")
        expect(page.locator("#running")).to_have_text("Hiện không có thông báo khẩn.")
        assert emergency() == {}
