"""From the officer's page over the slip's code to a number that is called by its appointment, in the citizen's language."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from drivers.clock import ManualClock
from kiosk.press import Given, NotGiven, Pressed, issue
from server.web.screenpage import svg_of
from server.wire.slip import Slip, slip_of


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 23, 1, tzinfo=UTC))


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    return live_server(clock=clock, printer="none")


def page(server: Any, **asked: str) -> str:
    status, body = server.request("GET", f"/appointment?{urlencode(asked)}", None, {"Accept": "text/html"})
    assert status == 200
    return str(unescape(body.decode()))


def made(server: Any, **asked: str) -> Slip:
    text = page(server, **{"service": "A", "day": "2026-11-23", "at": "08:30", **asked})
    found = re.search(r'aria-label="(MOISO-HEN[^"]+)"', text)
    assert found is not None and svg_of(found[1]).decode() in text
    slip = slip_of(found[1])
    assert slip is not None
    return slip


def press(server: Any, appointment: Slip, language: str = "vi", **changed: Any) -> Given | NotGiven:
    facts = {
        "ask_id": appointment.ask_id,
        "service": appointment.service,
        "language": language,
        "slip": appointment.code,
        **changed,
    }
    return issue(Pressed(**facts), server.url)


def test_a_slip_is_one_number_that_is_called_by_its_time(server: Any) -> None:
    slip = made(server)
    server.ask("issue", service="A")
    given = press(server, slip)
    again = press(server, slip, "en", ask_id="another-kiosk-asks", printer="main", priority=True)
    assert isinstance(given, Given) and isinstance(again, Given)
    assert given.ticket.appointment and again.ticket.id == given.ticket.id


def test_what_is_wrong_with_a_slip_is_said_in_the_citizens_language(server: Any, clock: ManualClock) -> None:
    slip = made(server, day="2026-11-24")
    english = press(server, slip, "en")
    assert isinstance(english, NotGiven) and english.message == "This appointment is for 24/11/2026, not for today."
    for forged in (slip.code.replace("0830", "0800"), "MOISO-HEN|A"):
        answer = press(server, slip, slip=forged)
        assert isinstance(answer, NotGiven) and answer.message == "Phiếu hẹn này không do trung tâm cấp. Xin hỏi cán bộ."
    other = press(server, made(server), service="B")
    assert isinstance(other, NotGiven) and "không do trung tâm cấp" in str(other.message)
    late = made(server)
    clock.advance(2 * 3600)
    answer = press(server, late, "en")
    assert isinstance(answer, Given) and not answer.ticket.appointment
    assert answer.notice == "The time of the appointment has passed: this number is called in the order of arrival."


def test_a_time_that_nobody_can_keep_is_said_and_what_was_typed_stays(server: Any) -> None:
    for asked in (
        {"day": "2026-11-22"}, {"at": "06:00"}, {"at": "23:50"}, {"day": "2028-01-01"}, {"day": "hôm qua"}, {"minutes": "-5"}, {"at": ""},
        {"service": "Z"},
    ):  # fmt: skip
        text = page(server, **{"service": "A", "day": "2026-11-23", "at": "08:30", **asked})
        assert "MOISO-HEN" not in text and "trong vòng một năm" in text
        assert asked.get("day") is None or f'value="{asked["day"]}"' in text


def test_only_who_works_here_makes_slips(live_server: Callable[..., Any]) -> None:
    server = live_server(lan="127.0.0.1:0", printer="none")
    assert server.request("GET", "/appointment", None, {"Accept": "text/html"}, server.lan_port)[0] in (303, 401)
