"""How the desk page stands on the glass: axe finds nothing in any state, nothing is cut, what is used most never scrolls away, and it is light."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, WebSocketRoute, expect

SIZES = [(1366, 768), (1366, 620), (1024, 768)]
LIMIT_BYTES = 59_000


class Desk:
    """Desk 3 with a full office around it, and its page."""

    def __init__(self, server: Any, page: Page) -> None:
        self.server, self.page = server, page
        self.sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/api/hear", self._hear)

    def _hear(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        self.sockets.append(socket)

    def fill(self) -> None:
        for number in range(30):
            facts = {"service": "CER"[number % 3], "priority": number % 7 == 3, "language": "km" if number % 9 == 4 else "vi"}
            self.server.ask("issue", paper=False, **facts)
            self.page.wait_for_timeout(1)  # what the routed line carries goes through this thread
        for kind, facts in (
            ("no_show", {}),
            ("hold", {"why": "supplement", "note": "thiếu bản gốc giấy chứng nhận"}),
            ("finish", {}),
        ) * 2:
            self.server.ask("call_next", desk=3)
            self.server.ask(kind, desk=3, **facts)
        expect(self.page.locator("#ended-count")).to_have_text("(2)")

    def open(self) -> None:
        self.page.goto(f"{self.server.url}/desk/3")
        expect(self.page.locator("[data-act=issue]")).to_be_enabled()

    def call(self) -> None:
        self.server.ask("call_next", desk=3)
        hand = next(iter(self.server.running.office.view.in_hand.values()))
        self.server.ask("add_step", ticket=hand, service="G")
        expect(self.page.locator("#hand-steps")).to_be_visible()

    def tell(self, **message: Any) -> None:
        expect(self.page.locator("#line")).to_be_hidden()
        self.sockets[-1].send(json.dumps(message))

    def warn(self) -> None:
        self.tell(t="devices", away=["Sảnh chờ", "Tầng 2"])
        self.tell(t="help", at="2026-11-23T01:05:00Z", kiosk="Sảnh")
        trouble = {"title": "Máy ở sảnh", "paper_low": True, "held": 2, "papers_left": 12}
        self.tell(
            t="printers", printers=[{"name": "a", "trouble": "paper_out", **trouble}, {"name": "b", "trouble": "", **trouble}]
        )
        expect(self.page.locator("#warnings li")).to_have_count(5)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        expect(self.page.locator("#dialog")).to_be_visible()


def long_and_called(desk: Desk) -> None:
    desk.fill()
    desk.call()


def serving(desk: Desk) -> None:
    long_and_called(desk)
    desk.server.ask("start", desk=3)
    expect(desk.page.locator("#hand-state")).to_have_text("Đang phục vụ")


def all_warnings(desk: Desk) -> None:
    long_and_called(desk)
    desk.warn()


def lost(desk: Desk) -> None:
    all_warnings(desk)
    desk.page.route_web_socket("**/api/hear", lambda socket: socket.close())
    desk.sockets[-1].close()
    expect(desk.page.locator("#line")).to_be_visible()


def taken(desk: Desk) -> None:
    long_and_called(desk)
    desk.tell(t="seat", desk=3, window="1122334455667788")
    expect(desk.page.locator("#taken")).to_be_visible()


def refused(desk: Desk) -> None:
    long_and_called(desk)
    desk.page.keyboard.press("F1")
    expect(desk.page.locator("#message")).not_to_have_text("")


def ended_open(desk: Desk) -> None:
    desk.fill()
    desk.page.locator(".ended summary").click()
    expect(desk.page.locator("#ended li")).to_have_count(2)


def paused(desk: Desk) -> None:
    desk.fill()
    desk.server.ask("pause_desk", desk=3, reason="Nghỉ trưa")
    expect(desk.page.locator("#there")).to_contain_text("Nghỉ trưa")


def typed(desk: Desk) -> None:
    desk.fill()
    desk.page.keyboard.press("7")
    expect(desk.page.locator("#hand-label")).to_have_text("7")


def with_dialog(key: str, needs_hand: bool = True) -> Callable[[Desk], None]:
    def state(desk: Desk) -> None:
        (long_and_called if needs_hand else Desk.fill)(desk)
        desk.press(key)

    return state


def issued(desk: Desk) -> None:
    desk.press("l")
    desk.page.keyboard.press("Numpad1")  # the row of digits writes where a card is scanned
    expect(desk.page.locator(".issued")).to_be_visible()


def reason(desk: Desk) -> None:
    desk.fill()
    desk.page.locator("#waiting li").nth(6).get_by_role("button", name="Gọi").click()
    expect(desk.page.locator("#dialog-own")).to_be_visible()


def cancelling(desk: Desk) -> None:
    long_and_called(desk)
    desk.page.locator("[data-act=cancel]").click()
    expect(desk.page.locator("#dialog")).to_be_visible()


STATES: dict[str, Callable[[Desk], None]] = {
    "empty": lambda desk: None,
    "called": long_and_called,
    "serving": serving,
    "warnings": all_warnings,
    "lost": lost,
    "taken": taken,
    "refused": refused,
    "ended": ended_open,
    "paused": paused,
    "typed": typed,
    "transfer": with_dialog("t"),
    "hold": with_dialog("h"),
    "more": with_dialog("NumpadSubtract"),
    "keys": with_dialog("Shift+Slash"),
    "issue": with_dialog("l", False),
    "pause": with_dialog("p", False),
    "issued": issued,
    "reason": reason,
    "cancel": cancelling,
}


@pytest.fixture
def desk(live_server: Callable[..., Any], page: Page) -> Desk:
    return Desk(live_server(printer="fake:"), page)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_cut(desk: Desk, state: str) -> None:
    desk.open()
    STATES[state](desk)
    found = Axe().run(desk.page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    for big in (False, True):
        desk.page.evaluate("(big) => document.body.classList.toggle('big', big)", big)
        for width, height in SIZES:
            desk.page.set_viewport_size({"width": width, "height": height})
            _stands_whole(desk.page, width, height)


def _stands_whole(page: Page, width: int, height: int) -> None:
    """Everything that is pressed often is on the glass, and no text runs out of its box."""
    assert page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [width, height]
    cut = page.evaluate(
        "() => [...document.querySelectorAll('button, h1, h2, summary, #hand-label, #there, #message, #line, .choices span')]"
        ".filter(one => one.offsetParent && (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0"
        " || one.id !== 'hand-label' && one.scrollHeight > one.clientHeight + 3 && one.clientHeight > 0)).map(one => one.textContent)"
    )
    assert cut == [], (width, height)
    outside = page.evaluate(
        "(height) => [...document.querySelectorAll('.work > button, .work .row button, .bar button')].filter(one => one.offsetParent)"
        ".filter(one => { const box = one.getBoundingClientRect(); return box.y < 0 || box.bottom > height || box.height < 43.9; })"
        ".map(one => one.textContent)",
        height,
    )
    assert outside == [], (width, height)


def test_the_first_of_each_list_is_seen_when_all_are_full(desk: Desk) -> None:
    desk.open()
    all_warnings(desk)
    for name in ("waiting", "missed", "held"):
        expect(desk.page.locator(f"#{name} li").first).to_be_in_viewport(ratio=0.9)


def test_on_a_narrow_window_everything_is_there_by_scrolling_down_only(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 800, "height": 768})
    desk.open()
    all_warnings(desk)
    assert desk.page.evaluate("() => document.documentElement.scrollWidth") == 800
    desk.page.locator("#warnings li").last.scroll_into_view_if_needed()
    expect(desk.page.locator("#warnings li").last).to_be_in_viewport()


def test_the_page_is_light_and_fetches_nothing_twice(desk: Desk) -> None:
    heard: list[Any] = []
    desk.page.on("response", lambda one: heard.append(one))
    desk.open()
    desk.page.wait_for_timeout(700)
    loaded = [one.url for one in heard if "/api/" not in one.url]
    assert not any(name in url for url in loaded for name in ("desk_asks", "desk_warn", "desk_dialogs")) and len(loaded) == len(
        set(loaded)
    )
    assert sum(len(one.body()) for one in heard if one.url in loaded) <= LIMIT_BYTES
