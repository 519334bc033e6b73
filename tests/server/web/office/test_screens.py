"""The screens' page says of each how it is now; the emergency page shows what is on today, whatever is planned."""

from collections.abc import Callable
from typing import Any

import pytest
from websockets.sync.client import connect

from server.devices import Devices, Scope

Read = Callable[[str], str]


def words_of(page: str, name: str) -> str:
    """The cells of a screen's row, without their tags."""
    row = page.partition(f'<th scope="row">{name}')[2].partition("</tr>")[0]
    return row.partition("<td>")[2].partition("</td>")[0]


def test_a_screen_that_nobody_set_up_is_listed_with_how_it_is(server: Any, read: Read) -> None:
    token = Devices(server.config.data).add("tang-2", Scope.SCREEN)
    Devices(server.config.data).add("cua", Scope.KIOSK)
    page = read("/office/screens")
    assert words_of(page, "tang-2") == "không kết nối" and 'href="/office/new/screens?id=tang-2"' in page
    assert "?id=cua" not in page
    url = f"ws://127.0.0.1:{server.port}/api/hear"
    with connect(url, additional_headers={"Authorization": f"Bearer {token}"}, proxy=None) as line:
        line.recv(timeout=10)
        assert words_of(read("/office/screens"), "tang-2") == "đang kết nối, đang đọc số"


@pytest.mark.parametrize(("sound", "said"), [("none", "đang kết nối, không có loa"), ("off", "đang kết nối, không đọc")])
def test_a_screen_without_a_voice_says_why(server: Any, read: Read, eventually: Any, sound: str, said: str) -> None:
    server.ask("change_setup", edits=[{"put": "screens", "row": {"id": "screen", "room": "Sảnh"}}])
    url = f"ws://127.0.0.1:{server.port}/api/hear?name=screen"
    with connect(url, proxy=None) as line:
        line.send(f'{{"t":"stands","sound":"{sound}"}}')
        assert eventually(lambda: words_of(read("/office/screens"), "screen") == said)


def test_the_emergency_page_shows_what_is_on_today(server: Any, read: Read) -> None:
    change = {"amend": "screen", "values": {"emergency": {"vi": "Xin ra cửa chính."}}}
    server.ask("change_setup", edits=[change], tomorrow=True)
    assert "Hiện không có thông báo khẩn." in read("/office/emergency")
    server.ask("change_setup", edits=[change])
    assert "Xin ra cửa chính." in read("/office/emergency") and "ĐANG PHÁT: Xin ra cửa chính." in read("/office")


def test_an_address_cannot_name_what_is_no_screen(read: Read) -> None:
    assert 'value="tang-2"' in read("/office/new/screens?id=tang-2")
    assert "onerror" not in read("/office/new/screens?id=%22onerror")
