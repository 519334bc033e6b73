"""GET /hours: what a citizen's phone shows of the office's hours."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from drivers.clock import ManualClock

EIGHT = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""A Monday, 08:00 in the office."""
WEEK = {day: ["07:00-11:00", "13:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": [], "sun": []}

A = {"id": "A", "names": {"vi": "Hộ tịch", "en": "Civil status"}, "minutes": 10, "week": {**WEEK, "fri": []}}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EIGHT)


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    server = live_server(clock=clock, printer="none", lan="127.0.0.1:0")
    server.ask("change_setup", edits=[{"amend": "hours", "values": {"week": WEEK}}])
    return server


def lines(server: Any, address: str = "/hours") -> list[str]:
    """What is written, as anybody on the network sees it without signing in."""
    status, body = server.request("GET", address, None, {"Accept": "text/html"}, server.lan_port)
    assert status == 200
    text = re.sub(r"<(script|style|title).*?</\1>", "", body.decode(), flags=re.S)
    return [line for line in (unescape(one).strip() for one in re.sub(r"<[^>]+>", "\n", text).splitlines()) if line]


def test_the_week_and_whether_somebody_is_there(server: Any, clock: ManualClock) -> None:
    said = lines(server)
    assert "Đang làm việc, đến 11:00" in said
    assert said[said.index("Thứ Hai") + 1 :][:2] == ["07:00–11:00", "13:00–17:00"] and said[said.index("Chủ Nhật") + 1] == "Nghỉ"
    clock.advance(3.5 * 3600)
    assert "Hiện đang nghỉ. Làm việc lại lúc 13:00 hôm nay" in lines(server)
    clock.advance(6 * 3600)
    assert "Hiện đang nghỉ. Làm việc lại lúc 07:00, Thứ Ba 24/11" in lines(server)


def test_days_soon_that_are_different(server: Any) -> None:
    rows = [
        {"date": "2026-12-05", "sessions": ["07:00-11:00"], "note": "làm bù"},
        {"date": "2026-11-24", "sessions": [], "note": ""},
        {"date": "2027-09-02", "sessions": [], "note": "Quốc khánh"},
    ]
    server.ask("change_setup", edits=[{"rules": {"hours": {"week": WEEK, "calendar": rows}}}])
    said = lines(server)
    at = said.index("Thứ Ba 24/11")
    assert said[at : at + 5] == ["Thứ Ba 24/11", "Nghỉ", "Thứ Bảy 5/12", "07:00–11:00", "(làm bù)"]
    assert not any("2/9" in one for one in said)


def test_three_languages_and_services_with_hours_of_their_own(server: Any) -> None:
    server.ask("change_setup", edits=[{"put": "services", "row": A}])
    said = lines(server, "/hours?lang=en")
    assert "Open now, until 11:00" in said
    own = said[said.index("Civil status") :]
    assert own[own.index("Friday") + 1] == "Closed"
    assert "ម៉ោងធ្វើការ" in lines(server, "/hours?lang=km")
    assert "Giờ làm việc" in lines(server, "/hours?lang=xx")


def test_without_hours_nothing_is_made_up(server: Any) -> None:
    server.ask("change_setup", edits=[{"amend": "hours", "values": {"week": {}}}])
    said = lines(server)
    assert "Đang làm việc" in said and "Trung tâm chưa ghi giờ làm việc. Xin hỏi cán bộ." in said
