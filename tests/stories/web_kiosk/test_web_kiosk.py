"""The kiosk in a real browser, on a whole server: numbers, hammering hands, scans, a line that breaks, being let in, and how it stands on the glass."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from server.access.hashing import read_pepper
from server.devices import Devices, Scope
from server.slipkeys import SlipKeys

CARD = "079041000001|023456789|NGUYỄN VĂN AN|30111941|Nam|Ấp 1, Xã Mẫu, Cần Thơ|15042021"
"""Of somebody who goes first by age."""
LIMIT_BYTES = 60_000
"""All that is fetched until the first picture, as it comes over the line, without Khmer letters."""
LOST_MS = 9000
"""6 s and a look or two."""
NOTHING_CUT = """() => Array.from(document.querySelectorAll("#glass .fit")).filter((one) => one.offsetParent !== null
  && (one.firstChild.offsetHeight > one.clientHeight || one.firstChild.scrollWidth > one.clientWidth)).map((one) => one.textContent)"""
STAND = """([changes, language]) => {
  const k = window.moiso.kiosk;
  const found = k.state().book.procedures.slice(0, 8);
  const facts = { large: false, language, sinceS: performance.now() / 1000, found, foundFor: "", typed: "", procedure: changes.scene === "procedure" ? found[0] : null };
  k.become(Object.assign({}, k.state(), facts, changes));
}"""
"""At once in that scene."""
FIELDS = """() => Array.from(document.querySelectorAll("#glass .field:not(.key)")).map((one) => one.getBoundingClientRect().toJSON())"""


@pytest.fixture
def kiosk(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser that nobody is signed in at: `kiosk(url)`."""
    contexts = []
    faults: list[str] = []

    def opened(url: str, size: tuple[int, int] = (1280, 800)) -> Page:
        contexts.append(browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi-VN"))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def scene(page: Page, name: str, timeout: float = 15_000) -> None:
    page.wait_for_function("name => window.moiso.kiosk && window.moiso.kiosk.state().scene === name", arg=name, timeout=timeout)


def field(page: Page, text: str) -> Any:
    return page.locator(".field", has_text=text).first


def wants(server: Any, **rules: Any) -> None:
    """The office wants its kiosks so."""
    server.ask("change_setup", edits=[{"rules": {"kiosk": rules}}])


def tickets(server: Any) -> list[Any]:
    return list(server.running.office.view.tickets.values())


def rest(page: Page) -> None:
    """So long that the next touch is the next citizen's."""
    page.evaluate("() => window.moiso.kiosk.become(Object.assign({}, window.moiso.kiosk.state(), { lastPressS: null }))")


def test_numbers_by_touch_by_key_and_by_card(
    live_server: Callable[..., Any], kiosk: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    server = live_server(printer="fake:")
    heard: list[Any] = []
    page = kiosk("about:blank")
    page.on("response", lambda one: heard.append(one))
    page.goto(f"{server.url}/kiosk?name=sanh")
    expect(field(page, "Hộ tịch")).to_be_visible()
    sizes = [
        int(one.headers.get("content-length", 0))
        for one in heard
        if "/api/" not in one.url and "application/json" not in one.headers["content-type"]
    ]
    assert len(sizes) > 10 and 0 < sum(sizes) <= LIMIT_BYTES
    accessible(page)
    field(page, "Hộ tịch").click()
    scene(page, "question")
    accessible(page)
    where = field(page, "Không ưu tiên").bounding_box()
    for _ in range(25):  # an old hand, a child, a stuck finger
        page.mouse.click(where["x"] + 40, where["y"] + 40)
    expect(page.locator("#body")).to_contain_text("A001")
    expect(page.locator("#body")).to_contain_text("Mời nhận phiếu")
    assert page.evaluate("document.getElementById('said').textContent").startswith("SỐ CỦA ÔNG/BÀ A001")
    assert [one.priority for one in tickets(server)] == [False]
    rest(page)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url + (one.post_data or "")))
    page.keyboard.type(CARD)
    page.keyboard.press("Enter")
    expect(page.locator("#head")).to_contain_text("Ông/bà được ưu tiên")
    rest(page)
    page.keyboard.press("2")
    expect(page.locator("#body")).to_contain_text("B001")
    assert [one.priority for one in tickets(server)] == [False, True]
    assert not any("0790410" in one or "30111941" in one for one in sent), "a card goes nowhere"
    kept = page.evaluate(
        "JSON.stringify([window.moiso.kiosk.state(), Object.assign({}, localStorage), Object.assign({}, sessionStorage), document.cookie])"
    )
    assert "0790410" not in kept
    with sqlite3.connect(server.config.data / "moiso.db") as found:
        assert "0790410" not in "\n".join(found.iterdump())
    rest(page)
    page.keyboard.press("F1")
    expect(page.locator("#body")).to_contain_text("Cán bộ đang đến")
    look_up_and_take(page, accessible)
    slip = SlipKeys(read_pepper(server.config.data)).new("C", server.running.office.now().date(), time(), time(23, 59))
    for _ in range(2):  # an appointment is one number, however often it is scanned
        rest(page)
        page.keyboard.type(slip.code)
        page.keyboard.press("Enter")
        expect(page.locator("#body")).to_contain_text("C001")
    assert [one.label for one in tickets(server)] == ["A001", "B001", "A002", "C001"] and tickets(server)[-1].appointment


def look_up_and_take(page: Page, accessible: Callable[[Page], None]) -> None:
    """By the keyboard on the glass, as fast as a quick hand, one letter doubled; then by a real one."""
    rest(page)
    field(page, "Xong").click()
    rest(page)
    field(page, "Tìm thủ tục").click()
    scene(page, "search")
    accessible(page)
    for key in "hoon":
        page.evaluate(
            "() => window.moiso.kiosk.become(Object.assign({}, window.moiso.kiosk.state(), { lastPressS: performance.now() / 1000 - 0.2 }))"
        )
        page.locator(f'.key[data-value="{key}"]').click()
    expect(page.locator(".typed")).to_have_text("hôn|")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(page.locator(".typed")).to_have_text("ho|")
    rest(page)
    page.locator('.key[data-value="clear"]').click()
    expect(page.locator(".typed")).to_contain_text("Xin gõ tên thủ tục")
    page.keyboard.type("khai")
    expect(page.locator(".found")).to_contain_text("Đăng ký khai sinh")
    rest(page)
    page.locator(".hit", has_text="Đăng ký khai sinh").first.click()
    scene(page, "procedure")
    accessible(page)
    page.wait_for_function("() => document.querySelector('.modules').naturalWidth > 0")
    expect(page.locator("#head")).to_contain_text("A · Hộ tịch")
    rest(page)
    field(page, "Lấy số Hộ tịch").click()
    rest(page)
    field(page, "Có, ưu tiên").click()
    expect(page.locator("#body")).to_contain_text("A002")


def test_a_lost_answer_and_a_lost_server_give_one_number_and_honest_words(
    live_server: Callable[..., Any], kiosk: Callable[..., Page]
) -> None:
    server = live_server()
    wants(server, asks_priority=False, shows_documents=False)
    page = kiosk(f"{server.url}/kiosk")
    asked: list[str] = []

    def lose_the_first(route: Any) -> None:
        asked.append(json.loads(route.request.post_data)["ask_id"])
        answer = route.fetch()
        route.fulfill(response=answer) if len(asked) > 1 else route.abort()

    page.route("**/api/ask", lose_the_first)
    expect(field(page, "Hộ tịch")).to_be_visible()
    field(page, "Hộ tịch").click()
    expect(page.locator("#body")).to_contain_text("A001")
    assert len(asked) == 2 and len(set(asked)) == 1 and len(tickets(server)) == 1
    rest(page)
    page.unroute("**/api/ask")
    field(page, "Xong").click()
    scene(page, "home")
    server.stop()
    rest(page)
    field(page, "Chứng thực").click()
    expect(page.locator("#body")).to_contain_text("Máy chủ chưa trả lời", timeout=LOST_MS)
    rest(page)
    field(page, "Xong").click()
    expect(page.locator("#body")).to_contain_text("mất kết nối", timeout=LOST_MS)
    page.evaluate("window.mark = 'the same page'")
    again = live_server(listen_on=server.port)
    expect(field(page, "Chứng thực")).to_be_visible(timeout=15_000)
    rest(page)
    field(page, "Chứng thực").click()
    expect(page.locator("#body")).to_contain_text("B001")
    assert [one.label for one in tickets(again)] == ["A001", "B001"] and page.evaluate("window.mark") == "the same page"


def test_a_tablet_is_let_in_by_a_code_as_a_kiosk_and_keeps_its_printer(
    live_server: Callable[..., Any], kiosk: Callable[..., Page], accessible: Any
) -> None:
    server = live_server(lan="127.0.0.1:0")
    page = kiosk(f"http://127.0.0.1:{server.lan_port}/kiosk?printer=cua-sau", (800, 480))
    code = page.locator("#code")
    expect(code).not_to_have_text("…")
    expect(page.get_by_role("heading")).to_have_text("Máy lấy số này chưa được ghép với trung tâm")
    gate = server.running.gate
    found = gate.pairing.find(code.inner_text().replace(" ", ""), gate.monotonic_s())
    assert found.scope is Scope.KIOSK
    found.token = Devices(server.config.data).add("may-bang", Scope.KIOSK)
    page.wait_for_url("**/kiosk?printer=cua-sau")
    expect(field(page, "Hộ tịch")).to_be_visible()
    assert page.evaluate("[window.moiso.kiosk.state().followed.you, window.moiso.kiosk.state().printer]") == [
        "may-bang",
        "cua-sau",
    ]
    Devices(server.config.data).remove("may-bang")
    page.wait_for_url("**/pair?next=**", timeout=15_000)


SIZES = ((800, 480), (1280, 800), (1080, 1920))
SCENES: tuple[dict[str, Any], ...] = (
    {"scene": "home"}, {"scene": "home", "large": True}, {"scene": "question", "service": "A"}, {"scene": "help", "helped": False}, {"scene": "search"},
    {"scene": "procedure"},
)  # fmt: skip


def test_nothing_is_cut_and_every_field_is_for_a_hand(live_server: Callable[..., Any], kiosk: Callable[..., Page]) -> None:
    server = live_server()
    wants(server, languages=["vi", "en", "km"])
    page = kiosk(f"{server.url}/kiosk")
    page.wait_for_function(
        "() => window.moiso.kiosk && window.moiso.kiosk.state().scene === 'language' && document.querySelectorAll('.tongue').length === 3"
    )
    page.wait_for_function("() => window.moiso.kiosk.state().book !== null")
    page.evaluate("document.fonts.ready")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for language in ("vi", "en", "km"):
            for changes in SCENES:
                page.evaluate(
                    STAND,
                    [changes, language],
                )
                assert page.evaluate(NOTHING_CUT) == [], f"{width}×{height} {language} {changes}"
                boxes = page.evaluate(FIELDS)
                assert boxes
                for one in boxes:
                    assert one["width"] >= 88 and one["height"] >= 76, f"{width}×{height} {language} {changes}: {one}"
                    assert one["left"] >= 0 and one["right"] <= width and one["bottom"] <= height
                    assert width > height or one["top"] >= height / 3, "the lower two thirds of a standing glass"
                for place, one in enumerate(boxes):
                    for other in boxes[:place]:
                        across = max(one["left"], other["left"]) - min(one["right"], other["right"])
                        down = max(one["top"], other["top"]) - min(one["bottom"], other["bottom"])
                        assert max(across, down) >= 11.5, "room between two fields"
