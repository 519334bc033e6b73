"""The backup page over HTTP: a copy is made and taken away, brought back, and takes effect at the next start."""

import http.client
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drivers.clock import ManualClock
from server.ports import Audited
from server.store import backup
from server.store.engine import FILE_NAME
from server.store.replay import replay

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    server = live_server(signed_in=False, clock=ManualClock(EIGHT))
    server.ask("issue", service="A")
    return server


def post(server: Any, path: str, facts: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    status, body = server.request("POST", path, json.dumps(facts or {}).encode(), {"Content-Type": "application/json"})
    return status, json.loads(body)


def send(server: Any, data: bytes, kind: str = "application/octet-stream") -> tuple[int, dict[str, Any]]:
    status, body = server.request("POST", "/api/office/restore", data, {"Content-Type": kind})
    return status, json.loads(body)


def copy_of(server: Any) -> tuple[str, bytes]:
    status, said = post(server, "/api/office/backup")
    assert status == 200 and said["ok"]
    status, data = server.request("GET", f"/office/backup/file/{said['name']}")
    assert status == 200
    return said["name"], data


def page(server: Any) -> str:
    status, body = server.request("GET", "/office/backup", headers={"Accept": "text/html"})
    assert status == 200
    return body.decode()


def test_a_copy_is_made_and_taken_away_and_both_are_noted(server: Any, tmp_path: Path) -> None:
    name, data = copy_of(server)
    (tmp_path / "got.db").write_bytes(data)
    assert backup.inspect(tmp_path / "got.db").tickets == 1
    assert f'href="/office/backup/file/{name}"' in page(server)
    notes = [(one.entry.what, one.entry.subject) for one in server.running.office._store.notes(9)]
    assert notes == [(Audited.BACKUP, name), (Audited.EXPORT, name)]


def test_a_copy_comes_back_at_the_next_start_and_what_was_there_is_kept(server: Any, live_server: Callable[..., Any]) -> None:
    _, data = copy_of(server)
    for _ in range(3):
        server.ask("issue", service="B")
    assert send(server, data) == (200, {"ok": True, "name": ""})
    assert "1 phiếu" in page(server) and "Hiện có 4 người" in page(server)
    assert len(server.running.office.view.tickets) == 4, "nothing happens before the restart"
    server.stop()
    again = live_server(signed_in=False, clock=ManualClock(EIGHT))
    assert len(again.running.office.view.tickets) == 1
    note = again.running.office._store.notes(1)[0].entry
    assert (note.what, note.subject) == (Audited.RESTORE, "2026-11-23")
    (kept,) = (again.config.data / backup.FOLDER).glob("replaced-*.db")
    connection = sqlite3.connect(kept)
    assert connection.execute("SELECT count(*) FROM ticket").fetchone() == (4,)
    connection.close()
    again.ask("issue", service="B")
    again.stop()
    assert replay(again.config.data).differences == ()


def test_a_copy_on_this_machine_is_brought_back_by_its_name(server: Any) -> None:
    name, _ = copy_of(server)
    assert post(server, "/api/office/restore/from", {"name": name})[0] == 200
    assert backup.staged(server.config.data) is not None
    assert post(server, "/api/office/restore/cancel")[0] == 200
    assert backup.staged(server.config.data) is None and "Bản sao đã sẵn sàng" not in page(server)


@pytest.mark.parametrize("name", ["../moiso.db", "moiso-20200101-000000.db", "", "moiso.db"])
def test_a_name_that_is_no_copys_leads_nowhere(server: Any, name: str) -> None:
    assert post(server, "/api/office/restore/from", {"name": name})[0] == 404
    assert server.request("GET", f"/office/backup/file/{name}")[0] in (404, 307)


def test_what_is_no_copy_is_refused_in_words_and_changes_nothing(server: Any) -> None:
    _, whole = copy_of(server)
    for data, reason, words in (
        (b"xin chao" * 5000, "restore_not_sqlite", "không phải là bản sao của Moiso"),
        (whole[: len(whole) // 2], "restore_damaged", "bị hỏng hoặc bị thiếu"),
        (b"", "restore_not_sqlite", "không phải"),
    ):
        status, said = send(server, data)
        assert (status, said["reason"]) == (422, reason) and words in said["message"]
    assert backup.staged(server.config.data) is None and list(server.config.data.glob("upload-*")) == []


def test_a_disk_that_is_nearly_full_is_said(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "MARGIN_BYTES", 1 << 60)
    for status, said in (send(server, b"x"), post(server, "/api/office/backup")):
        assert (status, said["reason"]) == (507, "restore_no_room") and "không còn đủ chỗ" in said["message"]


def test_only_this_path_takes_a_large_body_and_only_as_what_it_is(server: Any) -> None:
    assert send(server, b"{}", "application/json")[0] == 415
    assert send(server, b"x", "text/plain")[0] == 415
    status, _ = server.request("POST", "/api/ask", b"x", {"Content-Type": "application/octet-stream"})
    assert status == 415
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("POST", "/api/office/restore")
    for name, value in (("Content-Type", "application/octet-stream"), ("Content-Length", str(5 * 1024**3)), *server.root.items()):
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_foreign_page_cannot_bring_a_database(server: Any) -> None:
    headers = {"Content-Type": "application/octet-stream", "Origin": "http://evil.example"}
    assert server.request("POST", "/api/office/restore", b"x", headers)[0] == 403


def test_a_large_file_is_streamed_to_the_disk(server: Any) -> None:
    data = b"SQLite format 3\0" + bytes(20_000_000)
    assert send(server, data)[1]["reason"] == "restore_damaged"


def test_while_people_wait_a_restart_is_asked_twice_and_where_nobody_would_start_it_again_it_is_refused(server: Any) -> None:
    status, said = post(server, "/api/office/restart", {"sure": True})
    assert (status, said["reason"]) == (409, "restart_none")


def test_the_failure_of_the_last_restoring_stands_on_the_page(server: Any, live_server: Callable[..., Any]) -> None:
    server.stop()
    (server.config.data / backup.STAGED).write_bytes(b"SQLite format 3\0 torn")
    again = live_server(signed_in=False, clock=ManualClock(EIGHT))
    assert len(again.running.office.view.tickets) == 1 and (again.config.data / FILE_NAME).exists()
    assert "dữ liệu cũ được giữ nguyên" in page(again)
