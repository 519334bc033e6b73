"""From the default configuration to a centre that works, by keyboard alone, within five minutes; and leaving in the middle loses nothing."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

FIVE_MINUTES_S = 300.0
A_KEY_S = 0.35
"""How long somebody new to computers takes for a key that is found at once; a letter on a keyboard that must be searched takes longer."""
A_LETTER_S = 0.9
A_LOOK_S = 15.0
"""And to read a step before the first key."""


class Hands:
    """Two hands on a keyboard. `needed_s`: how long a beginner's would have been at it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.needed_s = 0.0

    def key(self, name: str) -> None:
        self._page.keyboard.press(name)
        self.needed_s += A_KEY_S

    def write(self, text: str) -> None:
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.type(text)
        self.needed_s += len(text) * A_LETTER_S

    def look(self) -> None:
        self.needed_s += A_LOOK_S

    def to(self, wanted: Locator) -> None:
        """Tab until it has the focus, and see that the focus can be seen: nothing lies over it."""
        for _ in range(120):
            if wanted.evaluate("one => one === document.activeElement"):
                break
            self.key("Tab")
        expect(wanted).to_be_focused()
        assert wanted.evaluate(
            "one => { const box = one.getBoundingClientRect(); const x = box.left + box.width / 2; const y = box.top + box.height / 2;"
            " const on = document.elementFromPoint(x, y); return one === on || one.contains(on) || on.contains(one); }"
        )


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(printer="fake:", rules={"hours": {}})


def go_on(page: Page, hands: Hands, step: int) -> None:
    hands.to(page.get_by_role("button", name="Lưu và tiếp tục"))
    hands.key("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Bước {step}")
    assert Axe().run(page).response["violations"] == []
    hands.look()


def test_five_minutes_by_keyboard_from_the_default_to_a_working_centre(server: Any, page: Page, eventually: Any) -> None:
    began_s = time.monotonic()
    hands = Hands(page)
    page.goto(f"{server.url}/first")
    assert Axe().run(page).response["violations"] == []
    hands.look()
    hands.to(page.get_by_label("Tên cơ quan"))
    hands.write("ỦY BAN NHÂN DÂN XÃ MỸ HƯƠNG")
    hands.to(page.get_by_label("Tên trung tâm"))
    hands.write("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MỸ HƯƠNG")
    go_on(page, hands, 2)
    hands.to(page.get_by_role("button", name="Dùng mẫu: 07:30–11:30, 13:30–17:30"))
    hands.key("Enter")
    go_on(page, hands, 3)
    for service in ("E", "K"):
        hands.to(page.get_by_label(f"Có lĩnh vực {service}"))
        hands.key("Space")
    hands.to(page.get_by_label("Tên lĩnh vực R"))
    hands.write("Trả kết quả")
    go_on(page, hands, 4)
    hands.to(page.get_by_label("Trung tâm có bao nhiêu quầy?"))
    for _ in range(2):
        hands.key("ArrowUp")
    expect(page.locator(".at-desk")).to_have_count(3)
    go_on(page, hands, 5)
    hands.to(page.get_by_role("button", name="In thử trên Máy in của trung tâm"))
    hands.key("Enter")
    expect(page.get_by_text("Đã in thử xong")).to_be_visible(timeout=15_000)
    hands.to(page.get_by_role("link", name="Tiếp tục"))
    hands.key("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bước 6")
    assert Axe().run(page).response["violations"] == []
    expect(page.get_by_text(f"{server.url}/desk")).to_be_visible()
    assert time.monotonic() - began_s < FIVE_MINUTES_S and hands.needed_s < FIVE_MINUTES_S, hands.needed_s
    _works(server, eventually)


def _works(server: Any, eventually: Any) -> None:
    setup = server.running.office.view.setup
    assert setup.office.authority == "ỦY BAN NHÂN DÂN XÃ MỸ HƯƠNG"
    assert [f"{one.start:%H:%M}-{one.end:%H:%M}" for one in setup.hours.week[4]] == ["07:30-11:30", "13:30-17:30"]
    assert [one.id for one in setup.services] == list("ABCDGR") and setup.services[5].names["vi"] == "Trả kết quả"
    assert setup.services[5].names["en"] == "Collect result", "the other languages stay"
    assert {desk.id: desk.services for desk in setup.desks} == {1: ("A", "R", "D"), 2: ("B", "R", "G"), 3: ("C", "R")}
    label = server.ask("issue", service="D")["ticket"]["label"]
    assert server.ask("call_next", desk=1)["ticket"]["label"] == label == "D001"
    eventually(lambda: len(server.running.paperwork.fakes["main"].papers()) == 2)


def test_leaving_in_the_middle_loses_nothing(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/first?step=3")
    for service in ("C", "D", "E", "G", "K"):
        page.get_by_label(f"Có lĩnh vực {service}").uncheck()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bước 4")
    page.goto("about:blank")
    page.goto(f"{server.url}/first?step=3")
    expect(page.locator(".here input[type=checkbox]:checked")).to_have_count(3)
    page.get_by_label("Có lĩnh vực C").check()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bước 4")
    setup = server.running.office.view.setup
    assert {one.id for one in setup.services} == {"A", "B", "R", "C"}
    assert any("C" in desk.services for desk in setup.desks), "what came back has a desk"


def test_a_centre_without_services_is_told_that_it_needs_one(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/first?step=3")
    for tick in page.locator(".here input[type=checkbox]").all():
        tick.uncheck()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.locator("form .message")).to_contain_text("Cần ít nhất một lĩnh vực.")
    assert len(server.running.office.view.setup.services) == 8


@pytest.mark.parametrize("desks", ["1", "8", "20"])
def test_every_service_has_a_desk_and_every_desk_a_service(server: Any, page: Page, desks: str) -> None:
    page.goto(f"{server.url}/first?step=4")
    page.get_by_label("Trung tâm có bao nhiêu quầy?").select_option(desks)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bước 5")
    setup = server.running.office.view.setup
    assert len(setup.desks) == int(desks)
    assert {one for desk in setup.desks for one in desk.services} == {one.id for one in setup.services}
    assert all("R" in desk.services and (len(desk.services) > 1 or desks == "1") for desk in setup.desks)
