"""What the desk page warns of beside the queue, and that no warning moves a button under the officer's mouse."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from drivers.clock import ManualClock

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HELP = {"t": "help", "at": "2026-11-23T01:05:00Z", "kiosk": "sanh"}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EIGHT)


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    return live_server(printer="fake:", clock=clock)


@pytest.fixture
def told(server: Any, page: Page) -> Callable[..., None]:
    """`told(message)`: said to the page as the server will say it."""
    sockets: list[WebSocketRoute] = []

    def hear(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/api/hear", hear)
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("[data-act=issue]")).to_be_enabled()
    return lambda message: sockets[-1].send(json.dumps(message))


def warned(page: Page) -> Any:
    return page.locator("#warnings li > span")


def test_help_that_is_asked_for_rings_until_it_is_seen(told: Any, page: Page) -> None:
    page.add_init_script("")
    page.evaluate(
        "() => { window.rung = 0; const Real = window.AudioContext;"
        " window.AudioContext = class extends Real { createOscillator() { window.rung += 1; return super.createOscillator(); } }; }"
    )
    told(HELP)
    expect(warned(page)).to_have_text(["08:05: có người cần giúp. Nơi gọi: “sanh”"])
    page.wait_for_function("() => window.rung === 2")
    page.get_by_role("button", name="Đã biết").click()
    expect(page.locator("#warnings li")).to_have_count(0)


def test_the_most_urgent_stands_first(told: Any, page: Page, server: Any, clock: ManualClock) -> None:
    server.ask("issue", service="C", paper=False)
    clock.advance(45 * 60)
    told({"t": "devices", "away": ["Sảnh chờ", "Tầng 2"]})
    told(
        {
            "t": "printers",
            "printers": [
                {"name": "main", "title": "", "trouble": "cover_open", "paper_low": False, "held": 2, "papers_left": None}
            ],
        }
    )
    told(HELP)
    expect(warned(page)).to_have_text(
        [
            "08:05: có người cần giúp. Nơi gọi: “sanh”",
            "Chưa in được: nắp máy in đang mở. Hãy đóng nắp. 2 phiếu đang chờ in; số vẫn được cấp và vẫn được gọi.",
            "“Sảnh chờ” mất kết nối.",
            "“Tầng 2” mất kết nối.",
            "1 người chờ quá 30 phút. Lâu nhất: số C001, từ 08:00.",
        ]
    )
    told({"t": "devices", "away": []})
    expect(page.locator("#warnings li")).to_have_count(3)


def test_a_roll_near_its_end_is_said_with_how_many_papers_are_left_and_a_new_one_is_told(told: Any, page: Page) -> None:
    asked: list[dict[str, Any]] = []
    page.on("request", lambda one: asked.append(one.post_data_json) if one.url.endswith("/api/ask") else None)
    low = {"name": "main", "title": "Máy ở sảnh", "trouble": "", "paper_low": True, "held": 0, "papers_left": 25}
    told({"t": "printers", "printers": [low]})
    expect(warned(page)).to_have_text(["Máy ở sảnh: Máy in sắp hết giấy: còn khoảng 25 phiếu. Hãy chuẩn bị cuộn giấy mới."])
    page.get_by_role("button", name="Đã thay cuộn mới").click()
    expect(page.locator("[data-act=issue]")).to_be_enabled()
    assert [(one["kind"], one["printer"]) for one in asked] == [("load_paper", "main")]


def test_a_doubted_clock_leads_to_the_main_page(live_server: Callable[..., Any], page: Page, clock: ManualClock) -> None:
    server = live_server(clock=clock)
    server.ask("issue", service="C")
    clock.set_wall(datetime(1970, 1, 1, tzinfo=UTC))
    page.goto(f"{server.url}/desk/3")
    expect(warned(page)).to_contain_text(["Đồng hồ của máy có thể sai."], timeout=15_000)
    page.get_by_role("button", name="Mở trang chính").click()
    expect(page.get_by_label("Bây giờ là")).to_be_visible()


def test_a_day_that_has_ended_is_said_where_the_eye_is(server: Any, page: Page) -> None:
    server.ask("issue", service="C")
    server.ask("close_day")
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#line")).to_have_text("Ngày làm việc đã kết thúc. Không cấp và không gọi số nữa.")
    expect(page.locator("[data-act=call_next]")).to_be_disabled()
    server.ask("open_day", day="2026-11-23")
    expect(page.locator("#line")).to_be_hidden()


@pytest.mark.parametrize("size", [(1366, 768), (1366, 620), (1024, 768)])
def test_no_warning_and_no_message_moves_a_button(
    told: Any, page: Page, server: Any, size: tuple[int, int], clock: ManualClock
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for service in "CCCCEEEE":
        server.ask("issue", service=service, paper=False)
    server.ask("call_next", desk=3)
    expect(page.locator("#hand-state")).to_have_text("Đang gọi")
    places = "() => [...document.querySelectorAll('.work button, .bar button')].map(one => JSON.stringify(one.getBoundingClientRect())).join()"
    rows = "() => [...document.querySelectorAll('#waiting li')].map(one => one.getBoundingClientRect().y).join()"
    before, before_rows = page.evaluate(places), page.evaluate(rows)
    told({"t": "devices", "away": ["một", "hai", "ba"]})
    told(HELP)
    told(
        {
            "t": "printers",
            "printers": [{"name": "main", "title": "", "trouble": "stalled", "paper_low": True, "held": 9, "papers_left": 3}],
        }
    )
    expect(page.locator("#warnings li")).to_have_count(5)
    assert page.evaluate(rows) == before_rows
    page.keyboard.press("F1")
    expect(page.locator("#message")).not_to_have_text("")
    assert page.evaluate(places) == before
    assert page.evaluate("() => document.documentElement.scrollHeight <= window.innerHeight")


def test_the_call_in_hand_says_that_it_was_shown_and_spoken(told: Any, page: Page, server: Any) -> None:
    server.ask("issue", service="C", paper=False)
    server.ask("call_next", desk=3)
    calls = page.locator("#hand-calls")
    expect(calls).to_have_text("Đã gọi 1 lần")
    seen = {"t": "seen", "ticket": "2026-11-23-C001", "calls": 1, "shown": True, "spoken": False}
    told(seen)
    expect(calls).to_have_text("Đã gọi 1 lần · ✓ đã hiện")
    told({**seen, "spoken": True})
    expect(calls).to_have_text("Đã gọi 1 lần · ✓ đã hiện · ✓ đã đọc")


def test_a_desk_is_told_that_nobody_is_heard(told: Any, page: Page) -> None:
    told({"t": "screens", "screens": [{"name": "sanh", "sound": "none"}]})
    expect(warned(page)).to_have_text(["Không màn hình nào phát được tiếng. Số vẫn hiện: xin gọi bằng lời và báo kỹ thuật viên."])
    told({"t": "screens", "screens": [{"name": "sanh", "sound": "ready"}]})
    expect(page.locator("#warnings li")).to_have_count(0)


def test_a_desk_is_told_of_quiet_hours(told: Any, page: Page, server: Any) -> None:
    told({"t": "screens", "screens": [{"name": "sanh", "sound": "ready"}]})
    server.ask("change_setup", edits=[{"amend": "screen", "values": {"quiet": ["07:30-08:30"]}}])
    expect(warned(page)).to_have_text(["Đang là giờ loa không đọc (07:30-08:30). Số vẫn hiện: xin gọi bằng lời."])
