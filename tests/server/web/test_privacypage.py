"""What is kept and for how long, in plain words; the days can be set, and the change stands in the log."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from drivers.clock import ManualClock


def page(server: Any) -> str:
    status, body = server.request("GET", "/office/privacy", headers={"Accept": "text/html"})
    assert status == 200
    return body.decode()


def test_the_page_says_what_is_kept_how_long_and_who_sees_it(live_server: Callable[..., Any]) -> None:
    server = live_server(clock=ManualClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)), backups_kept=5)
    server.ask("issue", service="A")
    text = page(server)
    for words in ("90 ngày", "Giữ mãi", "12 tháng", "5 bản mới nhất", "nhật ký có từ ngày 23/11/2026", "không giữ tên"):
        assert words in text, words


def test_a_change_of_the_days_is_an_ordinary_change_of_the_setup(live_server: Callable[..., Any]) -> None:
    server = live_server(clock=ManualClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)))
    server.ask("issue", service="A")
    server.ask("change_setup", edits=[{"rules": {"keep_days": 30}}])
    assert "30 ngày" in page(server) and server.running.office.view.setup.keep_days == 30
    status, body = server.request("GET", "/office/log", headers={"Accept": "text/html"})
    assert status == 200 and "số ngày giữ nhật ký" in body.decode()
    status, said = server.post({"ask_id": "too-long-1", "kind": "change_setup", "edits": [{"rules": {"keep_days": 3651}}]})
    assert status == 409 and "3650" in said["message"]
