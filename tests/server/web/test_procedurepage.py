"""What anybody may fetch of the procedures: the page, the book by its mark, the portal's codes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.procedurebooks import book_of, default_book
from server.wire.procedures import Procedure, ProcedureBook


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(lan="127.0.0.1:0")


def get(server: Any, path: str) -> tuple[int, bytes]:
    """As a phone in the centre's network, which nobody has signed in with."""
    status, body = server.request("GET", path, None, {"Origin": "null"}, port=server.lan_port)
    return status, body


def test_the_book_is_what_kiosks_are_told_of(server: Any) -> None:
    mark = default_book().mark
    status, body = get(server, f"/procedures/{mark}.json")
    assert status == 200 and ProcedureBook.model_validate_json(body) == default_book()
    assert get(server, f"/procedures/{'0' * 32}.json")[0] == 404
    assert get(server, "/procedures/..%2fmoiso.json")[0] == 404


def test_the_page_has_what_it_shows_and_nothing_else(server: Any) -> None:
    status, body = get(server, "/procedures?l=en&q=%3Cscript%3E")
    page = body.decode()
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert status == 200 and "<script>" not in page.partition("<main>")[2].partition("</main>")[0]
    assert data["mark"] == default_book().mark and data["language"] == "en" and set(data["say"]) == {"vi", "en", "km"}
    assert [one["id"] for one in data["services"]] == ["A", "B", "C", "D", "E", "G", "K", "R"]


def test_each_procedure_has_the_portals_code_while_the_office_has_a_portal(server: Any) -> None:
    mark = default_book().mark
    status, body = get(server, f"/procedures/{mark}/0.svg")
    assert status == 200 and body.startswith(b"<svg")
    for path in (f"{mark}/9999.svg", f"{mark}/x.svg", f"{mark}/%C2%B2.svg", f"{'0' * 32}/0.svg"):
        assert get(server, f"/procedures/{path}")[0] == 404, path
    server.ask("change_setup", edits=[{"amend": "kiosk", "values": {"portal": "https://cong.example/{code}"}}])
    assert get(server, f"/procedures/{mark}/0.svg")[1] != body and get(server, f"/procedures/{mark}/1.svg")[0] == 404, (
        "no code, no address"
    )
    server.ask("change_setup", edits=[{"amend": "kiosk", "values": {"portal": ""}}])
    assert get(server, f"/procedures/{mark}/0.svg")[0] == 404


def test_a_book_whose_file_is_missing_is_said_and_told_to_no_kiosk(server: Any) -> None:
    book = book_of([Procedure(service="A", names={"vi": "Một"})])
    server.ask("change_setup", edits=[{"amend": "kiosk", "values": {"procedures": book.mark}}])
    assert '"mark":""' in get(server, "/procedures")[1].decode()
    assert "Thiếu tệp của danh mục" in server.request("GET", "/office/procedures", None, {"Accept": "text/html"})[1].decode()
