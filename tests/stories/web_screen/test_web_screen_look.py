"""How the screen in a browser looks, sounds and lasts: every scene at every size with nothing cut, samples as they leave it, memory that stays."""

import array
import base64
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from drivers.speaker.build import chime
from drivers.speaker.pack import together, wav_of
from server.web.pages import STATIC

NOW = "2026-11-23T01:00:00Z"
LOOKED_AT = os.environ.get("MOISO_LOOK")
"""A folder for the pictures, for whoever wants to see them."""
SIZES = ((1920, 1080), (1280, 720), (1080, 1920))
LOOKUP = "https://dichvucong.gov.vn/p/home/dvc-tra-cuu.html"
HOURS = "http://192.168.1.10:8481/hours"
LONG = "Sở Nông nghiệp và Môi trường – Văn phòng đăng ký đất đai khu vực phía Nam thành phố"


def ticket(label: str, desk: int | None, **over: Any) -> dict[str, Any]:
    plain = {
        "id": label, "service": label[0], "label": label, "state": "called" if desk else "waiting", "issued_at": NOW, "priority": False, "language": "vi",
        "desk": desk, "called_at": NOW, "last_call_at": NOW, "calls": 1,
    }  # fmt: skip
    return plain | over


def snapshot(place: dict[str, Any], **over: Any) -> dict[str, Any]:
    """Five desks call, the newest for somebody with priority; names are long."""
    tickets = [ticket(f"A10{desk}", desk, priority=desk in (1, 3)) for desk in range(1, 6)] + [
        ticket("B001", None),
        ticket("B002", None),
    ]
    screen = {"speaks": True, "says_twice": True, "notice": {}, "quiet": [], "off_hours": False, "emergency": {}, "notices": [], "slide_s": 10,
              "figures": True, "procedures": LOOKUP, "hours": HOURS, "colours": "navy", "emblem": ""}  # fmt: skip
    plain = {
        "t": "snapshot", "v": 4, "epoch": "e", "seq": 10, "now": NOW, "timezone": "Asia/Ho_Chi_Minh", "day": "2026-11-23", "is_open": True,
        "office": {"authority": "ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN", "name": "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG Ô MÔN, THÀNH PHỐ CẦN THƠ"},
        "services": [{"id": one, "names": {"vi": name, "en": "Civil status", "km": "អត្រានុកូលដ្ឋាន និងសេវាសាធារណៈ"}, "minutes": 10, "desks": [1, 2]}
                     for one, name in (("A", "Hộ tịch"), ("B", LONG), ("C", "Chứng thực"))],
        "desks": [{"id": one, "services": ["A"], "names": {"vi": "Phòng một cửa liên thông" if one == 2 else ""}, "state": "open"} for one in range(1, 6)],
        "tickets": tickets, "calls": [one["id"] for one in tickets if one["desk"]], "facts": [{"service": "B", "waiting": 2, "wait_min": [10, 30]}],
        "sessions": ["07:00-11:30", "13:30-17:00"], "opens_next": "2026-11-24T00:00:00Z", "one_officer": False, "clock_doubt": "",
        "screens": [{"name": "tivi", **place}], "media": [], "voices": {},
    }  # fmt: skip
    rules = over.pop("screen", {})
    return plain | {"screen": screen | rules} | over


def scene(layout: str = "calls", second: str = "", **over: Any) -> dict[str, Any]:
    return snapshot({"layout": layout, "second": second}, **over)


SCENES: dict[str, dict[str, Any]] = {
    "calls": scene(),
    "calls-km": scene(second="km"),
    "media": scene("media", "en"),
    "notices": scene(
        "notices",
        screen={"notices": [{"id": "a", "texts": {"vi": "Nghỉ lễ Quốc khánh ngày 2/9. Hồ sơ khẩn: gọi số trực. " * 4}}]},
    ),
    "columns": scene("columns", "km", screen={"colours": "light"}),
    "led": scene("led"),
    "contrast": scene(screen={"colours": "contrast"}),
    "emergency": scene(
        second="en",
        screen={"emergency": {"vi": "Có cháy ở tầng hai. Mời bà con ra cửa sau.", "en": "Fire. Leave by the back door."}},
    ),
    "before": scene(second="km", now="2026-11-22T23:30:00Z", tickets=[], calls=[]),
    "over": scene(now="2026-11-23T11:00:00Z", tickets=[], calls=[], is_open=False),
    "one-officer": scene(one_officer=True),
    "running-line": scene(screen={"notice": {"vi": f"{LONG}. {LONG}. {LONG}."}}),
}


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    server = live_server(printer="none")
    server.ask("change_setup", edits=[{"rules": {"screen": {"lookup": LOOKUP, "hours_link": HOURS}}}])
    return server


@pytest.fixture
def alone(server: Any, browser: Browser) -> Iterator[Page]:
    """The page, told by the test instead of by the server."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="vi-VN")
    page = context.new_page()
    page.route_web_socket("**/api/hear*", lambda socket: None)
    page.goto(f"{server.url}/screen")
    for _ in range(100):
        if page.evaluate("Boolean(window.moiso && moiso.screen)"):
            break
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def tell(page: Page, *messages: dict[str, Any], later_s: float = 0) -> None:
    page.evaluate(
        """([messages, laterS]) => { const nowS = performance.now() / 1000; for (const one of messages) moiso.screen.take(one, nowS);
           moiso.screen.step(nowS + laterS); }""",
        [messages, later_s],
    )


CUT = """() => {
  const out = [];
  for (const box of document.querySelectorAll("#glass .text:not(.ticker)")) {
    const whole = box.getBoundingClientRect();
    for (const line of box.children) {
      const range = document.createRange();
      range.selectNodeContents(line);
      const found = range.getBoundingClientRect();
      const height = parseFloat(box.style.lineHeight);
      const top = line.getBoundingClientRect().top;
      if (found.width > whole.width + 1 || top < whole.top - 1 || top + height > whole.bottom + 1) out.push(line.textContent);
    }
    if (parseFloat(box.style.fontSize) < 14) out.push("too small: " + box.textContent);
  }
  return out;
}"""


@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_cut_at_any_size(alone: Page, accessible: Any, name: str) -> None:
    if name != "calls":
        alone.keyboard.press("Enter")  # it sounds, and does not ask for it
    tell(alone, {"t": "you", "name": "tivi"}, SCENES[name])
    for size in SIZES:
        alone.set_viewport_size({"width": size[0], "height": size[1]})
        tell(alone)
        assert alone.evaluate(CUT) == [], size
        if LOOKED_AT is not None:
            alone.wait_for_timeout(300)
            alone.screenshot(path=f"{LOOKED_AT}/{name}-{size[0]}.png")
    accessible(alone)


def test_who_is_nobody_is_not_asked_for_sound(alone: Page) -> None:
    """Somebody who looks in from a desk, or a window whose name a newer one has."""
    tap = alone.locator("#tap")
    tell(alone, {"t": "you", "name": "tivi"}, SCENES["calls"])
    assert tap.is_visible()
    tell(alone, {"t": "you", "name": ""})
    assert not tap.is_visible()
    tell(alone, {"t": "you", "name": "tivi"}, SCENES["emergency"])
    assert not tap.is_visible(), "it would stand over the calls"


def test_the_first_picture_needs_few_bytes(server: Any, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/screen")
    page.wait_for_load_state("load")
    sizes = page.evaluate(
        "performance.getEntries().filter((one) => one.transferSize && !/wav|json|svg/.test(one.name) && one.initiatorType !== 'xmlhttprequest')"
        ".map((one) => [one.name, one.transferSize])"
    )
    page.close()
    assert len(sizes) == 12, sizes
    assert sum(size for _, size in sizes) <= 60_000, sizes


def test_the_samples_are_those_of_the_other_screen(alone: Page) -> None:
    """What WebAudio makes of a sentence, against the very bytes that drivers.speaker.pack puts together."""
    clips = [
        array.array("h", [(step * (7 + number)) % 9000 - 4500 for step in range(3000 + 500 * number)]).tobytes()
        for number in range(3)
    ]
    rendered = alone.evaluate(
        """(wavs) => {
          const offline = new OfflineAudioContext(1, 22050 * 4, 22050);
          Object.defineProperty(offline, "state", { value: "running" });
          window.AudioContext = function () { return offline; };
          const mouth = new moiso.sound.Loudspeaker();
          const chime = new moiso.sound.Voices(mouth).chime;
          const clips = wavs.map((text) => {
            const samples = moiso.sound.samplesOf(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer);
            return { length: samples.length, buffer: mouth.made(samples) };
          });
          mouth.play(moiso.voice.together(chime, [clips, clips.slice(0, 2)]), 100);
          return offline.startRendering().then((made) => Array.from(made.getChannelData(0)));
        }""",
        [_base64(wav_of(one)) for one in clips],
    )
    expected = array.array("h", together(chime().tobytes(), [tuple(clips), tuple(clips[:2])]).samples)
    begin = round(0.06 * 22050)
    worst = max(abs(round(one * 32768) - other) for one, other in zip(rendered[begin:], expected, strict=False))
    assert worst <= 3, "the chime is reckoned with other roundings"
    assert not any(rendered[:begin])


def test_a_file_that_is_no_clip_is_none(alone: Page) -> None:
    wav = bytearray(wav_of(b"\0\1" * 50))
    broken = {"cut": wav[:-1], "fast": wav[:24] + b"\0\0\1\0" + wav[28:], "none": b"hello" * 20, "empty": b""}
    for name, data in {"whole": wav, **broken}.items():
        found = alone.evaluate(
            "(text) => { const made = moiso.sound.samplesOf(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer); return made && made.length; }",
            _base64(bytes(data)),
        )
        assert found == (50 if name == "whole" else None), name


def test_ten_thousand_calls_leave_nothing_behind(alone: Page) -> None:
    tell(alone, {"t": "you", "name": "tivi"}, scene("columns"))
    line = alone.context.new_cdp_session(alone)
    used = []
    for round_ in range(3):
        alone.evaluate(MORNING, [round_, 5000 if round_ else 1000])
        line.send("HeapProfiler.collectGarbage")
        used.append(line.send("Runtime.getHeapUsage")["usedSize"])
    nodes = alone.evaluate("document.querySelectorAll('*').length")
    assert used[2] - used[1] < 150_000, used
    assert nodes < 400


MORNING = """([round, count]) => {
  const call = (number) => ({ id: "d" + number, service: "A", label: "A" + (number % 1000), state: "called", desk: number % 12 + 1, calls: 1,
    last_call_at: new Date(1795395600000 + number * 1000).toISOString(), priority: number % 5 === 0, language: "vi" });
  const first = round * 100000;
  let seq = moiso.screen.known().seq;
  for (let number = first; number < first + count; number += 1) {
    const nowS = number;
    const ended = Object.assign(call(number - 12), { state: "done" });
    moiso.screen.take({ t: "news", seq: seq + 1, kind: "ticket_called", ticket: call(number), facts: [] }, nowS);
    moiso.screen.take({ t: "news", seq: seq + 2, kind: "ticket_finished", ticket: ended, facts: [] }, nowS);
    seq += 2;
    if (number % 10 === 0) moiso.screen.step(nowS);
  }
}"""


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_every_script_of_the_page_is_read_in_its_order(server: Any) -> None:
    status, body = server.request("GET", "/screen", None, {"Accept": "text/html"})
    assert status == 200
    page = body.decode()
    named = [one.split('"')[0].rpartition("/")[2] for one in page.split('<script src="')[1:]]
    assert set(named) | {"screen_pair.js"} == {one.name for one in STATIC.glob("screen*.js")}
    assert json.loads(page.split('id="data">')[1].split("</script>")[0])["words"]["vi"]["invite"]
