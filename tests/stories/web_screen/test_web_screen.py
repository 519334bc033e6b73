"""The waiting area's screen in a real browser, on a whole server: shown, spoken, paired, zones, one voice a room, a server that goes and comes."""

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, Page, expect

from server.devices import Devices, Scope
from server.web.pages import STATIC
from server.words import call_clips

RECORD = """
(() => {
  const Real = moiso.sound.Loudspeaker;
  window.heard = [];
  moiso.sound.Loudspeaker = function () {
    let endsMs = 0;
    Real.call(this);
    this.ready = () => true;
    this.busy = () => performance.now() < endsMs;
    this.play = (sound, volume) => {
      window.heard.push({ names: sound.parts.map((one) => one.clip.name), volume: volume });
      endsMs = performance.now() + 300;
      return true;
    };
  };
})();
"""
"""Instead of a loudspeaker, which a test machine has not: what would be played. It takes a moment, not its real time."""
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 4000
"""A film that no browser can play."""
LOST_MS = 7000
"""5 s and a look or two."""


@pytest.fixture
def server(live_server: Callable[..., Any], spoken_pack: Callable[..., None], tmp_path: Path) -> Any:
    spoken_pack(tmp_path / "data" / "voice" / "vi" / "made")
    return live_server(printer="none", lan="127.0.0.1:0")


@pytest.fixture
def screen(server: Any, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser that nobody is signed in at: `screen("?name=trai")`. Its loudspeaker is a list, `window.heard`."""
    contexts = []
    faults: list[str] = []

    def opened(query: str = "", url: str = "", size: tuple[int, int] = (1920, 1080), is_silent: bool = False) -> Page:
        contexts.append(browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi-VN"))
        page = contexts[-1].new_page()
        script = (STATIC / "screen_sound.js").read_text() + ("" if is_silent else RECORD)
        page.route("**/static/screen_sound.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{url or server.url}/screen{query}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def until(page: Page, claim: str, arg: Any = None, seconds: float = 25) -> None:
    """Wait until the page says so. (Playwright's own way would have the page evaluate text, which it forbids itself.)"""
    for _ in range(round(seconds * 10)):
        with contextlib.suppress(Error):  # it is just being loaded anew
            if page.evaluate(claim, arg):
                return
        page.wait_for_timeout(100)
    pytest.fail(f"it never came to this: {claim}")


def ready(page: Page) -> Page:
    """It has its snapshot and the clips of the Vietnamese voice."""
    until(page, "window.moiso && moiso.screen && moiso.screen.known().standing")
    until(page, "moiso.screen.pack('vi') !== null")
    return page


def glass(page: Page) -> Any:
    return page.locator("#glass")


def heard(page: Page, count: int = 1) -> list[list[str]]:
    """The clips of each sound since the page was opened, as soon as there are so many."""
    until(page, "count => window.heard.length >= count", count)
    return [one["names"] for one in page.evaluate("window.heard")]


def upload(server: Any, colour: str, data: bytes = b"") -> str:
    """A picture of one colour, or this file; its mark."""
    out = io.BytesIO(data)
    if not data:
        Image.new("RGB", (320, 200), colour).save(out, "PNG")
    status, body = server.request("POST", "/api/office/media", out.getvalue(), {"Content-Type": "application/octet-stream"})
    assert status == 200, body
    return str(json.loads(body)["mark"])


def call(server: Any, desk: int = 1, service: str = "A", **facts: Any) -> None:
    server.ask("issue", service=service, **facts)
    server.ask("call_next", desk=desk)


def is_screen(server: Any, name: str, **facts: Any) -> None:
    """The office wants this screen so."""
    server.ask("change_setup", edits=[{"put": "screens", "row": {"id": name, **facts}}])


def sentence(*args: Any, **how: Any) -> list[str]:
    return list(call_clips(*args, **how))


def test_a_call_is_shown_and_spoken_and_the_desk_sees_both(server: Any, screen: Any, new_page: Any) -> None:
    page = ready(screen())
    expect(glass(page)).to_contain_text("Kính chào quý công dân")
    desk = new_page()
    desk.goto(f"{server.url}/desk/1")
    call(server, priority=True)
    expect(glass(page)).to_contain_text("A001")
    said = sentence("A001", 1, priority=True)
    assert heard(page) == [["chime", *said, *said]]
    expect(desk.get_by_text("đã hiện")).to_be_visible()
    expect(desk.get_by_text("đã đọc")).to_be_visible()
    server.ask("recall", desk=1)
    assert heard(page, 2)[1][1:] == sentence("A001", 1, 2, priority=True) * 2
    expect(page.get_by_role("status")).to_have_text("MỜI CÔNG DÂN SỐ A001 ĐẾN QUẦY 1")


def test_a_television_is_let_in_by_a_code_and_comes_to_its_page_by_itself(server: Any, screen: Any, accessible: Any) -> None:
    page = screen(url=server.url.replace(str(server.port), str(server.lan_port)))
    assert page.url.endswith("/pair?next=/screen")
    code = page.locator("#code")
    expect(code).not_to_have_text("…")
    accessible(page)
    gate = server.running.gate
    found = gate.pairing.find(code.inner_text().replace(" ", ""), gate.monotonic_s())
    assert found.scope is Scope.SCREEN
    found.token = Devices(server.config.data).add("sanh-trai", Scope.SCREEN)
    page.wait_for_url("**/screen")
    ready(page)
    assert page.evaluate("moiso.screen.known().you") == "sanh-trai"
    call(server)
    expect(glass(page)).to_contain_text("A001")
    assert heard(page)[0][1:3] == sentence("A001", 1)[:2]
    Devices(server.config.data).remove("sanh-trai")
    page.wait_for_url("**/pair?next=/screen", timeout=15_000)


def test_a_zone_shows_and_says_its_own_calls_only(server: Any, screen: Any) -> None:
    is_screen(server, "tivi", desks=[2], layout="columns", second="en", volume=40)
    page = ready(screen())
    call(server, 1, "A")
    call(server, 2, "B")
    expect(glass(page)).to_contain_text("B001")
    expect(glass(page)).to_contain_text("NOW CALLING")
    expect(glass(page)).not_to_contain_text("A001")
    assert [one[1:] for one in heard(page)] == [sentence("B001", 2) * 2]
    assert page.evaluate("window.heard[0].volume") == 40


def test_of_two_screens_in_a_room_one_speaks_and_the_other_follows_it(server: Any, screen: Any) -> None:
    for name in ("sanh-1", "sanh-2"):
        is_screen(server, name, room="Sảnh")
    pages = {name: ready(screen(f"?name={name}")) for name in ("sanh-1", "sanh-2")}
    for page in pages.values():
        until(page, "(moiso.screen.known().speakers || []).length === 1")
    (first,) = pages["sanh-1"].evaluate("moiso.screen.known().speakers")
    other = next(name for name in pages if name != first)
    call(server)
    assert heard(pages[first])[0][1:] == sentence("A001", 1) * 2
    until(pages[first], "moiso.screen.quiet()")
    pages[first].close()
    until(pages[other], "name => moiso.screen.known().speakers.indexOf(name) >= 0", other)
    call(server, 2, "B")
    assert [one[1:] for one in heard(pages[other])] == [sentence("B001", 2) * 2], "what the first one said is not said again"


def test_a_lost_line_is_seen_within_seconds_and_the_truth_comes_back(server: Any, live_server: Any, screen: Any) -> None:
    page = ready(screen())
    call(server)
    expect(glass(page)).to_contain_text("A001")
    page.evaluate("window.mark = 'the same page'")
    server.stop()
    expect(glass(page)).to_contain_text("MẤT KẾT NỐI", timeout=LOST_MS)
    expect(glass(page)).to_contain_text("A001")
    again = live_server(printer="none", lan="127.0.0.1:0", listen_on=server.port)
    expect(glass(page)).not_to_contain_text("MẤT KẾT NỐI", timeout=15_000)
    call(again, 2, "B")
    expect(glass(page)).to_contain_text("B001")
    assert page.evaluate("window.mark") == "the same page"


def test_a_new_version_is_loaded_once_when_nobody_is_called(server: Any, screen: Any) -> None:
    page = ready(screen())
    call(server)
    heard(page)
    page.evaluate("window.mark = 1")
    old = page.evaluate("JSON.parse(document.getElementById('data').textContent).version")
    asked: list[str] = []

    def another(route: Any) -> None:
        if "application/json" not in route.request.headers.get("accept", ""):
            route.continue_()
            return
        asked.append("json")
        route.fulfill(body=route.fetch().text().replace(old, "another"), content_type="application/json")

    page.route("**/screen", another)
    restarted = "const one = JSON.parse(JSON.stringify(moiso.screen.known().standing)); one.epoch = String(Math.random()); one.tickets = []; one.calls = [];"
    page.evaluate(f"() => {{ {restarted} moiso.screen.take(one, performance.now() / 1000); }}")
    until(page, "window.mark === undefined && window.moiso && moiso.screen && moiso.screen.known().standing")
    page.evaluate(f"() => {{ window.mark = 2; {restarted} moiso.screen.take(one, performance.now() / 1000); }}")
    seen = len(asked)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.mark") == 2 and len(asked) >= seen, "a version that does not come is asked for once"


def test_no_sound_before_somebody_touched_the_page_and_the_office_is_told(
    server: Any, screen: Any, new_page: Any, accessible: Any
) -> None:
    page = screen(is_silent=True)
    tap = page.get_by_role("button", name="Chạm vào đây hoặc bấm OK để bật tiếng")
    expect(tap).to_be_visible()
    office = new_page()
    office.goto(f"{server.url}/office/screens")
    standing = office.get_by_text("đang kết nối")
    expect(standing).to_contain_text("không có loa")
    accessible(page)
    page.keyboard.press("Tab")  # with the remote control
    page.keyboard.press("Enter")
    expect(tap).to_be_hidden()
    office.reload()
    expect(standing).not_to_contain_text("không có loa")
    server.ask("change_setup", edits=[{"amend": "screen", "values": {"says_twice": False}}])
    call(server)
    office.goto(f"{server.url}/desk/1")
    expect(office.get_by_text("đã đọc")).to_be_visible(timeout=20_000)


def test_pictures_take_turns_beside_the_calls_and_the_emblem_stands_in_the_head(server: Any, screen: Any) -> None:
    marks = [upload(server, colour) for colour in ("#19804c", "#c81e1e")]
    films = [upload(server, "", MP4)]
    rows = [{"id": mark, "kind": "image", "seconds": 5} for mark in marks] + [{"id": films[0], "kind": "video", "seconds": 5}]
    server.ask(
        "change_setup", edits=[{"put": "media", "row": row} for row in rows] + [{"rules": {"screen": {"emblem": marks[0]}}}]
    )
    is_screen(server, "tivi", layout="media")
    page = ready(screen())
    until(page, "mark => Boolean(document.querySelector(`#glass img[src='/media/${mark}']`))", marks[0])
    seen = set()
    for turn in range(12):
        page.evaluate("laterS => moiso.screen.step(performance.now() / 1000 + laterS)", turn * 5)
        seen |= set(
            page.evaluate(
                "Array.from(document.querySelectorAll('#glass img, #glass video')).map((one) => one.getAttribute('src'))"
            )
        )
    assert f"/media/{marks[1]}" in seen
    until(page, "mark => !Array.from(document.querySelectorAll('video')).some((one) => one.src.indexOf(mark) > 0)", films[0])
    call(server)
    expect(glass(page)).to_contain_text("A001")
    boxes = page.evaluate(
        "Array.from(document.querySelectorAll('#glass img, #glass video, #glass .text')).map((one) => [one.tagName, one.getBoundingClientRect().toJSON()])"
    )
    texts = [where for tag, where in boxes if tag == "DIV"]
    for where in (where for tag, where in boxes if tag != "DIV"):
        assert not any(
            where["left"] < one["right"]
            and one["left"] < where["right"]
            and where["top"] < one["bottom"]
            and one["top"] < where["bottom"]
            for one in texts
        ), "a picture never stands over a text"
