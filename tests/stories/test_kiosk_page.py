"""The office arranges its kiosks on a page, and what it wants is on their glass."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from websockets.sync.client import connect

from drivers.screen.ops import Text
from kiosk.scenes import picture
from kiosk.state import KioskState, Scene, heard
from server.domain.kiosks import KioskRules, KioskTheme
from server.wire import HEARD, Snapshot
from server.words import Words


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server()


def on_the_glass(server: Any) -> tuple[KioskState, list[str]]:
    """A kiosk that has just heard the server, and what it says."""
    with connect(f"ws://127.0.0.1:{server.port}/api/hear", open_timeout=10, close_timeout=1, proxy=None) as line:
        while not isinstance(message := HEARD.validate_json(line.recv(timeout=10)), Snapshot):
            pass
    state = heard(KioskState(), message, 0.0)
    assert state is not None
    return state, [op.text for op in picture(state, 0.0, (1280, 800), Words("vi")) if isinstance(op, Text)]


def test_languages_large_letters_and_no_question_go_from_the_page_to_the_glass(
    server: Any, page: Page, accessible: Callable[[Page], None]
) -> None:
    state, says = on_the_glass(server)
    assert state.scene is Scene.HOME and "Xin chạm vào việc cần làm" in says
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{server.url}/office/kiosk")
    accessible(page)
    expect(page.get_by_label("Tiếng Việt")).to_be_checked()
    page.get_by_label("Tiếng Khmer").check()
    page.get_by_label("Hỏi công dân có thuộc diện ưu tiên không").uncheck()
    page.get_by_label("Chữ to, nền đen, mỗi lần ít nút").check()
    page.get_by_label("Quét giấy hẹn thì lấy số của lĩnh vực").select_option("")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Đã lưu")
    assert server.running.office.view.setup.kiosk == KioskRules(("vi", "km"), False, True, KioskTheme.LARGE, "")
    state, says = on_the_glass(server)
    assert state.scene is Scene.LANGUAGE and state.large and {"Tiếng Việt", "ភាសាខ្មែរ"} <= set(says)
    accessible(page)
