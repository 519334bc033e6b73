"""The office records its own voice: a real browser with a microphone that plays a file, on the server's own machine."""

import io
import json
import re
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from drivers.speaker.engines import espeak
from drivers.speaker.pack import RATE_HZ, wav_of
from server.words import CLIP_TEXTS, clip_texts


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the microphone hears: somebody says it, then is silent, again and again."""
    engine = espeak("vi")
    assert engine is not None
    path = tmp_path_factory.mktemp("microphone") / "said.wav"
    said = engine.say("Mời công dân có số thứ tự").tobytes()
    path.write_bytes(wav_of(said + bytes(RATE_HZ)))
    return path


@pytest.fixture(scope="module")
def speaking(microphone: Path) -> Iterator[Browser]:
    """A browser with that microphone, whose person allows it."""
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
    ]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*flags, "--autoplay-policy=no-user-gesture-required"]
        )
        yield browser
        browser.close()


@pytest.fixture
def server(live_server: Callable[..., Any], spoken_pack: Callable[..., None], tmp_path: Path, eventually: Any) -> Any:
    spoken_pack(tmp_path / "data" / "voice" / "vi" / "made")
    started = live_server()
    eventually(lambda: started.request("GET", "/voice/vi/pack.json")[0] == 200)
    return started


def opened(browser: Browser, server: Any, sign_ins: list[Any], path: str = "/office/voice", before: str = "") -> Page:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN", permissions=["microphone"])
    context.add_cookies(sign_ins)
    if before:
        context.add_init_script(before)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(server.url + path)
    return page


@pytest.fixture
def page(speaking: Browser, server: Any, sign_ins: list[Any]) -> Iterator[Page]:
    page = opened(speaking, server, sign_ins)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    page.context.close()
    assert faults == []


def sources(server: Any, language: str = "vi") -> dict[str, str]:
    index = json.loads(server.request("GET", f"/voice/{language}/pack.json")[1])
    return index.get("sources", {})  # type: ignore[no-any-return]


def recording(text: str = "không", *, rate_hz: int = RATE_HZ, loud: float = 1.0) -> bytes:
    """Somebody's file: the text spoken, with half a second of silence around it."""
    engine, out = espeak("vi"), io.BytesIO()
    assert engine is not None
    quiet = [0] * (rate_hz // 2)
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(array("h", [*quiet, *(round(loud * one) for one in engine.say(text)), *quiet]).tobytes())
    return out.getvalue()


def level(page: Page) -> float:
    """What the meter shows."""
    return float(page.evaluate("document.getElementById('level').value"))


def test_a_clip_is_recorded_listened_to_and_taken_back_with_the_keyboard_alone(
    page: Page, server: Any, accessible: Any, eventually: Any
) -> None:
    expect(page.get_by_role("heading", name="Giọng đọc", level=1)).to_be_visible()
    expect(page.locator("#text")).to_have_text("Mời công dân có số thứ tự")
    expect(page.locator("#progress")).to_have_text(f"Đã ghi 0 trong {len(CLIP_TEXTS)} câu")
    accessible(page)
    page.locator("#record").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#record")).to_have_text("Dừng")
    expect(page.locator("#said")).to_have_text("Đang ghi: xin đọc câu ở trên.")
    eventually(lambda: level(page) > 0.1)
    accessible(page)
    eventually(lambda: level(page) < 0.02)
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text(re.compile(r"Đã lưu \(\d,\d+ giây\)\."))
    expect(page.locator("#progress")).to_have_text(f"Đã ghi 1 trong {len(CLIP_TEXTS)} câu")
    expect(page.locator("[data-clip=moi] span")).to_have_text("Đã ghi")
    assert sources(server)["moi"] == "recorded" and sources(server)["den_quay"] == "espeak"
    accessible(page)

    page.locator("#listen").focus()
    with page.expect_request("**/voice/vi/moi.wav"):
        page.keyboard.press("Enter")
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Đã bỏ bản ghi.")
    assert sources(server)["moi"] == "espeak"
    expect(page.locator("#undo")).to_be_disabled()
    page.locator("#next").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_text("Mời số")


def test_a_file_from_anywhere_is_taken_or_refused_in_words(page: Page, server: Any, tmp_path: Path) -> None:
    page.get_by_role("button", name=re.compile("^không Giọng")).click()
    (tmp_path / "phone.wav").write_bytes(recording(rate_hz=24_000))
    page.set_input_files("#file", tmp_path / "phone.wav")
    expect(page.locator("#said")).to_have_text(re.compile("Đã lưu"))
    assert sources(server)["so_0"] == "recorded"
    for data, says in (
        (recording(loud=0), "Bản ghi im lặng"),
        (recording(loud=0.02), "Tiếng quá nhỏ"),
        (recording("Mời công dân có số thứ tự " * 5), "Câu quá dài"),
        (b"ID3" + bytes(500), "không phải WAV"),
        (bytes(5 * 1024 * 1024), "lớn quá 4 MB"),
    ):
        (tmp_path / "phone.wav").write_bytes(data)
        page.set_input_files("#file", tmp_path / "phone.wav")
        expect(page.locator("#said")).to_contain_text(says)
        expect(page.locator("#said")).to_have_class("bad")


def test_a_whole_call_is_listened_to_and_what_is_missing_is_said(page: Page) -> None:
    page.fill("#label", "b105")
    page.check("#priority")
    with page.expect_response(re.compile("sentence.wav")) as answered:
        page.get_by_role("button", name="Nghe cả câu").click()
    assert answered.value.status in (200, 206) and "label=B105" in answered.value.url and "priority=1" in answered.value.url
    page.fill("#label", "O1")
    page.get_by_role("button", name="Nghe cả câu").click()
    expect(page.locator("#sentence-said")).to_contain_text("Chưa đọc được câu này")


def test_khmer_is_recorded_from_nothing(page: Page, server: Any, accessible: Any, eventually: Any) -> None:
    page.get_by_role("link", name="Tiếng Khmer").click()
    expect(page.locator("#text")).to_have_text("សូមអញ្ជើញលេខ")
    expect(page.locator("#progress")).to_have_text(f"Đã ghi 0 trong {len(clip_texts('km'))} câu")
    expect(page.locator("#listen")).to_be_disabled()
    accessible(page)
    page.click("#record")
    eventually(lambda: level(page) > 0.1)
    eventually(lambda: level(page) < 0.02)
    page.click("#record")
    expect(page.locator("#said")).to_have_text(re.compile("Đã lưu"))
    assert sources(server, "km")["moi"] == "recorded"


def test_where_the_browser_may_not_record_the_page_says_why_and_takes_files(
    speaking: Browser, server: Any, sign_ins: list[Any], accessible: Any
) -> None:
    page = opened(speaking, server, sign_ins, before="Object.defineProperty(window, 'isSecureContext', { value: false })")
    expect(page.locator("#why")).to_contain_text("ngay trên máy chủ (127.0.0.1) hoặc qua đường mã hóa (https)")
    expect(page.locator("#record")).to_be_hidden()
    accessible(page)
    page.context.close()


@pytest.mark.parametrize(
    ("fault", "says"), [("NotFoundError", "Không thấy micro nào"), ("NotAllowedError", "chưa được phép dùng micro")]
)
def test_without_a_microphone_the_page_says_so(
    speaking: Browser, server: Any, sign_ins: list[Any], fault: str, says: str
) -> None:
    broken = f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{fault}'))"
    page = opened(speaking, server, sign_ins, before=broken)
    page.click("#record")
    expect(page.locator("#said")).to_contain_text(says)
    expect(page.locator("#record")).to_have_text("Ghi âm")
    page.context.close()


def test_on_a_small_screen_nothing_is_beside_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
