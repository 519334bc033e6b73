"""POST /api/ask on a real server: the right status, a clear sentence, nothing changed when it is refused."""

import json
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Server = Any


@pytest.fixture
def server(live_server: Callable[..., Server]) -> Server:
    return live_server()


def issue(**over: Any) -> dict[str, Any]:
    return {"ask_id": "press-0001", "kind": "issue", "service": "A", **over}


def test_a_press_gets_a_number_and_the_same_one_when_asked_again(server: Server) -> None:
    status, first = server.post(issue())
    assert (status, first["ticket"]["label"], first["ahead"]) == (200, "A001", 0)
    assert server.post(issue()) == (200, first)
    assert len(server.running.office.view.tickets) == 1


def test_the_desk_does_its_whole_work(server: Server) -> None:
    server.ask("issue", service="C")
    for kind, state in (("call_next", "called"), ("recall", "called"), ("start", "serving"), ("finish", "done")):
        assert server.ask(kind, desk=3)["ticket"]["state"] == state
    late = server.ask("issue", service="C")["ticket"]["id"]
    server.ask("call_next", desk=3)
    assert server.ask("no_show", desk=3)["ticket"]["state"] == "missed"
    assert server.ask("call_this", desk=3, ticket=late)["ticket"]["absences"] == 1
    assert server.ask("cancel", ticket=late)["ticket"]["state"] == "cancelled"


@pytest.mark.parametrize(
    ("ask", "status", "says"),
    [
        (issue(service="Z"), 404, "Không có lĩnh vực “Z”"),
        ({"ask_id": "press-0001", "kind": "call_next", "desk": 99}, 404, "Không có quầy số 99"),
        ({"ask_id": "press-0001", "kind": "call_next", "desk": 1}, 409, "Hiện không có ai chờ"),
        ({"ask_id": "press-0001", "kind": "recall", "desk": 1}, 409, "Quầy 1 chưa gọi số nào"),
        ({"ask_id": "press-0001", "kind": "cancel", "ticket": "2026-01-01-A001"}, 404, "Không tìm thấy phiếu"),
        ({"ask_id": "press-0001", "kind": "open_day", "day": "2020-01-01"}, 409, "Không thể mở một ngày đã qua"),
        (issue(service=""), 422, "thiếu hoặc sai thông tin"),
        (issue(extra=1), 422, "thiếu hoặc sai thông tin"),
        (issue(ask_id="x"), 422, "ask_id"),
        (issue(ask_id="../../etc/passwd"), 422, "ask_id"),
        ({"ask_id": "press-0001", "kind": "dance"}, 422, "thiếu hoặc sai thông tin"),
        ({"ask_id": "press-0001", "kind": "call_next", "desk": "3"}, 422, "desk"),
        ({"ask_id": "press-0001", "kind": "call_next", "desk": 10**30}, 422, "desk"),
        ([], 422, "thiếu hoặc sai thông tin"),
        (b"{not json", 400, "không đọc được"),
        (b"", 400, "không đọc được"),
        (b"\xff\xfe\x00", 400, "không đọc được"),
    ],
)
def test_what_cannot_be_done_is_said_clearly_and_changes_nothing(server: Server, ask: Any, status: int, says: str) -> None:
    before = server.running.office.view.seq
    body = ask if isinstance(ask, bytes) else json.dumps(ask).encode()
    got, answer = server.post(body)
    assert (got, answer["ok"]) == (status, False)
    assert says in answer["message"]
    assert server.running.office.view.seq == before


def test_a_closed_day_gives_no_numbers_until_it_is_opened_again(server: Server) -> None:
    server.ask("issue", service="A")
    server.ask("close_day")
    status, answer = server.post(issue())
    assert (status, answer["reason"]) == (409, "day_not_open") and "kết thúc" in answer["message"]
    server.ask("open_day", day=server.running.office.view.date.isoformat())
    assert server.ask("issue", service="A")["ticket"]["label"] == "A002"


def test_states_are_said_in_words(server: Server) -> None:
    ticket = server.ask("issue", service="A")["ticket"]["id"]
    server.ask("call_next", desk=1)
    status, answer = server.post({"ask_id": "click-0001", "kind": "call_this", "desk": 2, "ticket": ticket})
    assert status == 409 and answer["message"] == "Số A001 đang được gọi, nên không làm được việc này."


def test_a_body_that_is_too_large_is_turned_away(server: Server) -> None:
    status, answer = server.post(issue(service="A" * 70_000))
    assert (status, answer["reason"]) == (413, "too_large")


def test_a_body_that_lies_about_its_length_is_turned_away(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as raw:
        raw.sendall(
            b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for _ in range(20):
            raw.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        raw.sendall(b"0\r\n\r\n")
        assert b" 413 " in raw.recv(4096).split(b"\r\n")[0]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_only_json_is_taken_so_that_no_foreign_form_can_press(server: Server, kind: str) -> None:
    status, _ = server.post(issue(), **{"Content-Type": kind})
    assert status == 415


def test_a_foreign_page_and_a_foreign_name_are_turned_away(server: Server) -> None:
    assert server.post(issue(), Origin="http://evil.example")[0] == 403
    assert server.post(issue(), Origin="null")[0] == 403
    assert server.post(issue(), Host="evil.example")[0] == 421
    assert server.post(issue(), Origin=server.url)[0] == 200


def test_a_locked_database_is_said_and_the_same_press_works_afterwards(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.ask("issue", service="B")
    other = sqlite3.connect(tmp_path / "data" / "moiso.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    status, answer = server.post(issue())
    assert (status, answer["reason"]) == (503, "busy") and "bận" in answer["message"]
    other.execute("ROLLBACK")
    other.close()
    assert server.post(issue())[1]["ticket"]["label"] == "A001"


def test_a_page_that_is_not_there_is_said_to_a_person_and_to_a_program(server: Server) -> None:
    status, page = server.request("GET", "/nowhere", headers={"Accept": "text/html"})
    assert status == 404 and "Không có trang này" in page.decode()
    status, said = server.request("GET", "/nowhere")
    assert status == 404 and json.loads(said)["reason"] == "not_found"
    assert server.request("GET", "/api/ask")[0] == 405


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/3", "/papers", "/health", "/static/desk.js", "/desk/77", "/desk/x"])
def test_every_answer_carries_the_guards_headers(server: Server, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        head = b"".join(iter(lambda: raw.recv(4096), b"")).split(b"\r\n\r\n")[0].decode()
    assert "script-src 'self'" in head and "nosniff" in head and "uvicorn" not in head


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_describes_the_machine_to_strangers(server: Server, path: str) -> None:
    assert server.request("GET", path)[0] == 404


@pytest.mark.parametrize("path", ["/static/../guard.py", "/static/%2e%2e/guard.py", "/papers/../../etc/passwd.png"])
def test_no_path_leads_out_of_the_folder(server: Server, path: str) -> None:
    assert server.request("GET", path)[0] == 404


STATIC = Path(__file__).parents[3] / "server" / "web" / "static"


@pytest.mark.parametrize(
    "path", ["/", "/desk", "/desk/3", "/papers", *(f"/static/{file.name}" for file in sorted(STATIC.iterdir()))]
)
def test_no_page_names_anything_outside_this_machine(server: Server, path: str) -> None:
    text = server.request("GET", path)[1].decode()
    assert "https://" not in text and "//cdn" not in text


def test_the_desk_pages_later_words_are_for_its_own_modules(server: Server) -> None:
    page = server.request("GET", "/desk/3", headers={"Accept": "text/html"})[1].decode()
    assert "Vì sao gọi số" not in page and "Gọi số tiếp theo" in page
    later = json.loads(server.request("GET", "/desk/3", headers={"Accept": "application/json"})[1])
    assert later["reason"].startswith("Vì sao gọi số") and later["trouble"]["paper_out"]


def test_a_fault_of_ours_is_said_in_a_sentence_too(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(server.running.office, "handle", broken)
    status, answer = server.post(issue())
    assert status == 500 and "báo kỹ thuật viên" in answer["message"]


def change(*edits: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"ask_id": "press-edit-1", "kind": "change_setup", "edits": list(edits), **facts}


def test_everything_that_is_wrong_with_a_setup_is_told_with_its_field(server: Server) -> None:
    row = {"id": "H", "names": {}, "minutes": 999}
    status, answer = server.post(change({"put": "services", "row": row}, {"amend": "policy", "values": {"cap": 500}}))
    assert (status, answer["reason"]) == (409, "bad_setup") and "có 4 chỗ chưa đúng" in answer["message"]
    assert [(spot["where"], spot["place"]) for spot in answer["spots"]] == [
        ("services H names", "Lĩnh vực H"),
        ("services H minutes", "Lĩnh vực H"),
        ("services H desks", "Lĩnh vực H"),
        ("policy cap", "Thứ tự gọi số"),
    ]
    assert answer["spots"][1]["message"] == "phải từ 1 đến 480."


def test_what_has_not_the_shape_of_a_setup_is_told_with_its_field_too(server: Server) -> None:
    row = {"id": "H", "names": {"vi": "x"}, "minutes": "long", "colr": ""}
    status, answer = server.post(change({"put": "services", "row": row}))
    assert (status, answer["reason"]) == (422, "not_a_setup")
    assert [spot["where"] for spot in answer["spots"]] == ["services H colr", "services H minutes"]


def test_other_refusals_have_no_spots(server: Server) -> None:
    assert server.post(change({"drop": "desks", "id": 77}))[1]["spots"] == []


@pytest.mark.parametrize("seen", [{"": "x"}, {"desks 1": "x" * 13}, {"x" * 41: ""}, ["desks 1"], {"desks 1": None}])
def test_what_was_seen_must_be_places_and_marks(server: Server, seen: Any) -> None:
    assert server.post(change({"drop": "desks", "id": 1}, seen=seen))[0] == 422


@pytest.mark.parametrize("place", ["desks 1", "no such place", " ", "{name}"])
def test_a_mark_that_is_another_one_by_now_changes_nothing(server: Server, place: str) -> None:
    before = server.running.office.view.setup
    status, answer = server.post(change({"amend": "office", "values": {"name": "x"}}, seen={place: "0123456789ab"}))
    assert (status, answer["reason"]) == (409, "changed_meanwhile") and "vừa được người khác sửa" in answer["message"]
    assert server.running.office.view.setup == before
