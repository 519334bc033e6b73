"""A citizen follows the number on the phone: from the paper's code to the call, in three languages, with nothing personal."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from drivers.clock import ManualClock
from server.access.hashing import read_pepper
from server.phonekey import PhoneKeys

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    clock = ManualClock(datetime(2026, 11, 23, 1, tzinfo=UTC))
    server = live_server(clock=clock, printer="fake:", lan="127.0.0.1:0")
    server.ask("change_setup", edits=[{"amend": "office", "values": {"ticket_qr": "http://127.0.0.1/t/{so}"}}])
    for desk in (1, 2):
        server.ask("open_desk", desk=desk)
    return server


def key_on(paper: Any, path: Path) -> str:
    """Read from the paper as a phone's camera does."""
    big = paper.picture.convert("L").resize((paper.picture.width * 2, paper.picture.height * 2))
    big.save(path)
    read = subprocess.run(["zbarimg", "--raw", "-q", str(path)], capture_output=True, text=True, timeout=60, check=True)
    return read.stdout.strip().rpartition("/")[2]


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A phone that nobody has signed in with."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(server: Any, stranger: Page, eventually: Any, tmp_path: Path) -> Callable[[], Page]:
    """Somebody who scans the paper, from another machine."""

    def scan() -> Page:
        papers = eventually(server.running.paperwork.fakes["main"].papers)
        stranger.goto(f"http://127.0.0.1:{server.lan_port}/t/{key_on(papers[-1], tmp_path / 'paper.png')}")
        return stranger

    return scan


def test_from_the_papers_code_to_the_desk(server: Any, phone: Callable[[], Page], accessible: Callable[[Page], None]) -> None:
    for _ in range(4):
        server.ask("issue", service="A", paper=False)
    server.ask("issue", service="A")
    page = phone()
    expect(page.locator("#label")).to_have_text("A005")
    expect(page.locator("#state")).to_have_text("Đang chờ")
    expect(page.locator("#ahead")).to_have_text("Trước ông/bà: 4 người")
    expect(page.locator("#wait")).to_contain_text("phút")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for _ in range(3):
        server.ask("call_next", desk=1)
        server.ask("finish", desk=1)
    expect(page.locator("#state")).to_have_text("Sắp đến lượt, mời vào phòng chờ", timeout=15_000)
    server.ask("call_next", desk=1)
    server.ask("finish", desk=1)
    server.ask("call_next", desk=1)
    expect(page.locator("#state")).to_have_text("Mời ông/bà đến quầy ngay", timeout=15_000)
    expect(page.locator("#desk")).to_have_text("Quầy 1")
    page.get_by_role("button", name="ខ្មែរ").click()
    expect(page.locator("#desk")).to_have_text("បញ្ជរលេខ 1")
    page.get_by_role("button", name="EN").click()
    expect(page.locator("#state")).to_have_text("Please come to the desk now")
    accessible(page)
    server.ask("finish", desk=1)
    expect(page.locator("#state")).to_have_text("This number is finished", timeout=15_000)


def test_it_rings_and_shakes_once_for_each_reason(server: Any, phone: Callable[[], Page]) -> None:
    server.ask("issue", service="A")
    page = phone()
    page.evaluate(
        "() => { window.shaken = 0; navigator.vibrate = () => { window.shaken += 1; return true; };"
        " const start = OscillatorNode.prototype.start; window.tones = 0;"
        " OscillatorNode.prototype.start = function (...a) { window.tones += 1; return start.apply(this, a); }; }"
    )
    page.get_by_role("button", name="Bật chuông báo").click()
    assert page.evaluate("window.shaken") == 1, "nobody is before it: that is near"
    tones = page.evaluate("window.tones")
    assert tones > 0
    with page.expect_response("**/now"):
        pass
    assert page.evaluate("[window.shaken, window.tones]") == [1, tones]
    server.ask("call_next", desk=1)
    expect(page.locator("#desk")).to_have_text("Quầy 1", timeout=15_000)
    assert page.evaluate("window.shaken") == 2


def test_a_key_that_was_made_up_shows_nobodys_number(server: Any, stranger: Page) -> None:
    server.ask("issue", service="A", paper=False)
    page = stranger
    reply = page.goto(f"http://127.0.0.1:{server.lan_port}/t/A001-aaaaaaaaaaaaaaaa")
    assert reply is not None and reply.status == 404
    expect(page.locator("#state")).to_have_text("Không có số này hôm nay")
    expect(page.locator("#label")).to_have_text("–")


def test_what_the_phone_hears_is_nothing_but_the_number(server: Any) -> None:
    server.ask("issue", service="A", paper=False, priority=True)
    ticket = next(iter(server.running.office.view.tickets.values()))
    key = PhoneKeys(read_pepper(server.config.data)).key_of(ticket.id, ticket.label)
    status, body = server.request("GET", f"/t/{key}/now", None, {"Origin": "null"}, port=server.lan_port)
    assert status == 200 and b'"label":"A001"' in body and b"officer" not in body and b"note" not in body


def test_behind_a_public_name_strangers_see_their_number_and_nothing_else(live_server: Callable[..., Any]) -> None:
    """As a tunnel or a proxy asks: at the network's port, with the name that the whole world knows."""
    server = live_server(printer="none", lan="127.0.0.1:0", names=("so.xamyhuong.example",))
    server.ask("issue", service="A", paper=False)
    ticket = next(iter(server.running.office.view.tickets.values()))
    key = PhoneKeys(read_pepper(server.config.data)).key_of(ticket.id, ticket.label)
    public = {
        "Host": "so.xamyhuong.example",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "https",
        "Accept": "text/html",
    }

    def seen(path: str, headers: dict[str, str] = public) -> int:
        return int(server.request("GET", path, None, headers, port=server.lan_port)[0])

    assert [seen(path) for path in (f"/t/{key}", f"/t/{key}/now", "/hours", "/procedures", "/static/phone.css")] == [200] * 5
    assert [seen(path) for path in ("/", "/desk", "/papers", "/office", "/screen")] == [303] * 5
    status, _ = server.request("POST", "/api/ask", b'{"kind": "issue", "ask_id": "stranger-0001", "service": "A"}',
                               {**public, "Content-Type": "application/json"}, port=server.lan_port)  # fmt: skip
    assert status == 401
    assert seen(f"/t/{key}", {**public, "Host": "another.example"}) == 421
