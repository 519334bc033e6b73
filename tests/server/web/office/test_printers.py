"""The printers' page, and a test print through the running server's own spool."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[[str], str]


def try_out(server: Any, body: Any) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, answer = server.request("POST", "/api/office/test_print", data, {"Content-Type": "application/json"})
    return status, json.loads(answer)


def test_a_test_print_comes_out_and_is_in_no_log(server: Any, read: Read, eventually: Any) -> None:
    seq = server.running.office.view.seq
    assert try_out(server, {"printer": "main"}) == (200, {"ok": True})
    eventually(lambda: "Đã in thử xong" in read("/office/printers"))
    machine = server.running.paperwork.fakes["main"]
    assert len(machine.papers()) == 1
    assert server.running.office.view.seq == seq, "no ticket, no paper, no event"
    assert server.ask("issue", service="A")["ticket"]["label"] == "A001", "and no number is lost"


def test_a_test_print_is_as_long_as_a_ticket_with_its_headline(server: Any, eventually: Any) -> None:
    machine = server.running.paperwork.fakes["main"]
    server.ask("issue", service="A")
    eventually(lambda: len(machine.papers()) == 1)
    try_out(server, {"printer": "main"})
    eventually(lambda: len(machine.papers()) == 2)
    newest, ticket = machine.papers()[:2]
    assert 20 < newest.picture.height - ticket.picture.height < 90, "one line more"


def test_a_printer_without_paper_is_said_and_the_test_print_waits_for_it(
    live_server: Callable[..., Any], eventually: Any
) -> None:
    server = live_server(printer="fake:")  # with a clock that goes: an idle printer is looked at every few seconds

    def read(path: str) -> str:
        return str(server.request("GET", path, None, {"Accept": "text/html"})[1].decode())

    server.running.paperwork.fakes["main"].paper_out = True
    eventually(lambda: "Chưa in được: máy in hết giấy." in read("/office/printers"))
    assert try_out(server, {"printer": "main"})[0] == 200
    eventually(lambda: "Tờ in thử đang chờ: máy in hết giấy." in read("/office/printers"))
    status, answer = try_out(server, {"printer": "main"})
    assert (status, answer["reason"], answer["message"]) == (409, "trial_waits", "Tờ in thử trước vẫn đang chờ in ở máy này.")
    assert "phiếu đang chờ in" not in read("/office/printers"), "nobody waits for that paper"
    server.running.paperwork.fakes["main"].paper_out = False
    eventually(lambda: "Đã in thử xong" in read("/office/printers"))


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"printer": "cua-sau"}, 404, "unknown_printer"),
        ({"printer": "A B"}, 422, "not_an_ask"),
        ({}, 422, "not_an_ask"),
        (b"[", 422, "not_an_ask"),
    ],
)
def test_what_is_no_printer_is_refused(server: Any, body: Any, status: int, reason: str) -> None:
    found, answer = try_out(server, body)
    assert (found, answer["reason"]) == (status, reason) and answer["message"]


def test_an_office_without_a_printer_is_told_so(live_server: Callable[..., Any]) -> None:
    server = live_server(printer="none")
    status, body = server.request("GET", "/office/printers", None, {"Accept": "text/html"})
    assert status == 200 and "Máy chủ chưa có máy in nào" in body.decode()
    assert try_out(server, {"printer": "main"})[0] == 404


def test_several_printers_have_their_titles(live_server: Callable[..., Any]) -> None:
    printers = {"cua-sau": {"address": "fake:", "title": "Cửa sau"}, "xa": {"address": "agent", "title": "Nhà bên"}}
    server = live_server(printer="fake:", printers=printers)
    page = server.request("GET", "/office/printers", None, {"Accept": "text/html"})[1].decode()
    assert "<h2>Cửa sau</h2>" in page and "ở máy tính khác" in page and "Máy in của trung tâm" not in page
