"""An identity card is scanned at the desk: its age gives priority, and nothing of it stays anywhere."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drivers.clock import ManualClock

OLD = "079051000001|023456789|NGUYỄN VĂN AN|30111951|Nam|Ấp 1, Xã Mẫu, Cần Thơ|15042021"
"""75 years old on 2026-11-30."""
AGES: list[tuple[str, str, int | None]] = [
    (OLD, "2026-11-30", 75),
    (OLD, "2026-11-29", 74),
    (OLD + "||||", "2026-11-30", 75),
    ("079051000001|NGUYEN VAN AN|30111951|Nam|Xa Mau|15042021", "2026-11-30", 75),
    ("092315000009||TRẦN THỊ BÌNH|29022016|Nữ|Xã Mẫu|15042021", "2026-11-30", None),
    ("092316000009||TRẦN THỊ BÌNH|29022016|Nữ|Xã Mẫu|15042021", "2026-11-30", 10),
    ("079051000001||A|31022051|Nam|B|15042021", "2026-11-30", None),
    ("079051000001||A|30111952|Nam|B|15042021", "2026-11-30", None),
    ("DN4797912345678|4e67757965 6e|30/11/1951|1|79-034|Xã|01/01/2026", "2026-11-30", None),
    ("079051000001|4e6775|30/11/1951|1|79-034|Xã|01/01/2026", "2026-11-30", None),
    ("000.18.15.H13-261130-0001", "2026-11-30", None),
    ("", "2026-11-30", None),
    ("|" * 399, "2026-11-30", None),
]


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(clock=ManualClock(datetime(2026, 11, 30, 1, 0, tzinfo=UTC)))


@pytest.fixture
def taking(server: Any, page: Page) -> Page:
    """The question of which service a number is taken for."""
    server.ask("open_desk", desk=1)
    page.goto(f"{server.url}/desk/1")
    page.get_by_role("button", name="Lấy số hộ", exact=True).click()
    expect(page.locator("#dialog")).to_be_visible()
    return page


def test_the_age_is_read_by_place_and_nothing_else_is_taken_for_a_card(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/desk/1")
    for text, today, age in AGES:
        got = page.evaluate(
            "([text, today]) => import('/static/desk_scan.js').then((it) => it.ageOf(text, today))", [text, today]
        )
        assert got == age, text


def test_a_scan_gives_priority_and_leaves_nothing(server: Any, taking: Page) -> None:
    sent: list[str] = []
    taking.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    taking.keyboard.type(OLD)
    taking.keyboard.press("Enter")
    dialog = taking.locator("#dialog")
    expect(dialog.get_by_role("status")).to_have_text("75 tuổi: thuộc diện ưu tiên.")
    expect(dialog.get_by_label("Ưu tiên", exact=True)).to_be_checked()
    expect(dialog.locator("input.scan")).to_have_value("")
    assert "079051" not in taking.content()
    dialog.get_by_role("button", name="Hộ tịch").click()
    expect(taking.locator("#dialog .label")).to_have_text("A001")
    assert sent and "079051" not in "".join(sent) and "1951" not in "".join(sent)
    ticket = next(iter(server.running.office.view.tickets.values()))
    assert ticket.priority
    with sqlite3.connect(server.config.data / "moiso.db") as connection:
        assert "079051" not in json.dumps(connection.execute("SELECT body FROM event").fetchall())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (OLD.replace("1951", "1971").replace("07905", "07907"), "55 tuổi: chưa đến tuổi ưu tiên (75)."),
        ("000.18.15.H13-261130-0001", "Mã vừa quét không phải mã QR của căn cước."),
    ],
)
def test_what_gives_no_priority_is_said(taking: Page, text: str, sentence: str) -> None:
    taking.keyboard.type(text)
    taking.keyboard.press("Enter")
    expect(taking.locator("#dialog").get_by_role("status")).to_have_text(sentence)
    expect(taking.locator("#dialog").get_by_label("Ưu tiên", exact=True)).not_to_be_checked()


def test_a_choice_typed_where_scans_go_is_a_choice_with_enter(taking: Page) -> None:
    taking.keyboard.press("2")
    taking.keyboard.press("Enter")
    expect(taking.locator("#dialog .label")).to_have_text("B001")


def test_where_age_gives_nothing_there_is_nothing_to_scan(server: Any, page: Page) -> None:
    server.ask("change_setup", edits=[{"drop": "priority_groups", "id": "age75"}])
    server.ask("open_desk", desk=1)
    page.goto(f"{server.url}/desk/1")
    page.get_by_role("button", name="Lấy số hộ", exact=True).click()
    expect(page.locator("#dialog")).to_be_visible()
    expect(page.locator("#dialog input.scan")).to_have_count(0)
