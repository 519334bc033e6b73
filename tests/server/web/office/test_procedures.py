"""Importing a list of procedures over HTTP: checked whole, kept, told what it changes; the file that is downloaded is one that can be brought back."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.domain.kiosks import KioskRules
from server.procedurebooks import book_of, default_book
from server.procedurefile import BYTES_MAX, read, write_csv
from server.setupfile import default_setup
from server.translate.heard import kiosk_view
from server.web.office.procedures import FLAWS_SAID, shares
from server.wire.procedures import Procedure

HEAD = "Lĩnh vực;Tên thủ tục;Ghi chú\n"


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server()


def upload(server: Any, data: bytes) -> tuple[int, dict[str, Any]]:
    status, body = server.request("POST", "/api/office/procedures", data, {"Content-Type": "application/octet-stream"})
    return status, json.loads(body)


def test_a_list_is_kept_and_what_it_would_change_is_told(server: Any) -> None:
    rows = write_csv(default_book().procedures[1:]) + "Z9;;Cấp thẻ thư viện;;;;\r\n".encode()
    status, said = upload(server, rows)
    assert (status, said["count"], said["new"], said["changed"], said["gone"], said["unknown"]) == (
        200, len(default_book().procedures), ["Cấp thẻ thư viện"], [], ["Đăng ký khai sinh"], ["Z9"],
    )  # fmt: skip
    assert server.running.office.view.setup.kiosk.procedures == "", "nothing is in force yet"
    server.ask("change_setup", edits=[{"amend": "kiosk", "values": {"procedures": said["mark"]}}], tomorrow=True)
    day = server.running.office.view
    assert (day.setup.kiosk.procedures, day.planned.kiosk.procedures) == ("", said["mark"]), "from tomorrow, where that is wanted"
    server.ask("change_setup", edits=[{"amend": "kiosk", "values": {"procedures": said["mark"]}}])
    page = server.request("GET", "/office/procedures", None, {"Accept": "text/html"})[1].decode()
    assert "danh mục riêng của trung tâm" in page and "Không có lĩnh vực “Z9”" in page
    status, body = server.request("GET", "/office/procedures/file?format=toml")
    assert read(body).procedures[-1].name == "Cấp thẻ thư viện"


def test_the_shipped_list_brought_back_is_the_shipped_one(server: Any) -> None:
    for query in ("", "?format=toml", "?separator=comma"):
        status, body = server.request("GET", f"/office/procedures/file{query}")
        assert status == 200 and upload(server, body)[1]["mark"] == ""


def test_everything_that_is_wrong_is_said_with_its_place(server: Any) -> None:
    status, said = upload(server, (HEAD + ";Một;\nA;;x\n").encode())
    assert (status, said["reason"], "2 chỗ" in said["message"]) == (422, "bad_procedures", True)
    assert [f"{one['place']}: {one['message']}" for one in said["spots"]] == [
        "Dòng 2, cột “Lĩnh vực”: còn trống.", "Dòng 3, cột “Tên thủ tục”: còn trống.",
    ]  # fmt: skip
    status, said = upload(server, (HEAD + ";;x\n" * 200).encode())
    assert len(said["spots"]) == FLAWS_SAID and "chưa kể 300 chỗ" in said["message"]
    assert "CSV UTF-8" in upload(server, "Tên;é".encode("latin-1"))[1]["spots"][0]["message"]
    assert "2 MB" in upload(server, b"a" * (BYTES_MAX + 5))[1]["spots"][0]["message"]
    assert not (server.config.data / "procedures").exists(), "and nothing of it is kept"


def test_a_column_that_nobody_knows_is_pointed_out(server: Any) -> None:
    assert upload(server, (HEAD + "A;Một;x\n").encode())[1]["ignored"] == ["Ghi chú"]


def test_services_that_the_office_does_not_have_come_first() -> None:
    rows = [Procedure(service=one, names={"vi": one}) for one in ("B", "Z", "A", "B")]
    assert [(one.name, one.known, len(one.rows)) for one in shares(rows, default_setup())] == [
        ("Z", False, 1), ("A · Hộ tịch", True, 1), ("B · Chứng thực", True, 2),
    ]  # fmt: skip


def test_a_kiosk_is_told_of_the_book_in_force_while_it_searches() -> None:
    mark = book_of([Procedure(service="A", names={"vi": "Một"})]).mark
    assert kiosk_view(KioskRules(procedures=mark), str).procedures == mark
    assert kiosk_view(KioskRules(procedures=mark, searches=False), str).procedures == ""
    assert kiosk_view(KioskRules(), lambda _: "m").portal == KioskRules().portal
