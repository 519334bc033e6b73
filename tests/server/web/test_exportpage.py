"""What is taken away is opened again: CSV and a spreadsheet say what the log says, hold no names and run nothing."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from drivers.clock import ManualClock
from server.ports import Audited

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    clock = ManualClock(EIGHT)
    server = live_server(signed_in=False, clock=clock)
    server.ask("open_desk", desk=1, officer="Cán bộ quầy 1")
    for service in "AAB":
        server.ask("issue", service=service)
    clock.advance(300)
    server.ask("call_next", desk=1)
    server.ask("hold", desk=1, why="supplement", note="tên riêng của công dân")
    server.ask("call_next", desk=1)
    clock.advance(60)
    server.ask("finish", desk=1)
    server.ask("cancel", ticket="2026-11-23-B001", reason="=HYPERLINK(1)")
    return server


def table(server: Any, query: str, separator: str = ";") -> list[list[str]]:
    status, body = server.request("GET", f"/office/export/file?format=csv&{query}")
    assert status == 200 and body.startswith(b"\xef\xbb\xbf") and b"\r\n" in body
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_the_tickets_are_there_with_their_times_in_local_time(server: Any) -> None:
    heads, *rows = table(server, "what=tickets")
    first = dict(zip(heads, rows[0], strict=True))
    assert (first["Số"], first["Lĩnh vực"], first["Tình trạng"]) == ("A001", "Hộ tịch", "đang tạm giữ")
    assert (first["Lấy số lúc"], first["Gọi lần đầu lúc"]) == ("2026-11-23 08:00:00", "2026-11-23 08:05:00")
    second = dict(zip(heads, rows[1], strict=True))
    assert (second["Kết quả"], second["Quầy"], second["Vì sao được gọi"]) == ("đã giải quyết", "1", "đến lượt")
    assert len(rows) == 3


def test_the_log_has_every_row_no_names_and_no_notes(server: Any) -> None:
    heads, *rows = table(server, "what=events&separator=comma", ",")
    assert [int(row[0]) for row in rows] == list(range(1, server.running.office.view.seq + 1))
    text = "\n".join(map(",".join, rows))
    assert "Cán bộ quầy 1" not in text and "tên riêng" not in text and "Quầy 1 tạm giữ số A001: đi bổ sung giấy tờ." in text
    assert {row[heads.index("Do")] for row in rows} == {"quản trị máy", "tự động"}


def test_the_figures_are_by_day_service_desk_and_hour(server: Any) -> None:
    heads, *rows = table(server, "what=daily")
    at_desk = next(dict(zip(heads, row, strict=True)) for row in rows if row[heads.index("Quầy")] == "1")
    assert (at_desk["Lĩnh vực"], at_desk["Giờ"], at_desk["Đã gọi"], at_desk["Đã phục vụ"]) == ("Hộ tịch", "8", "2", "1")
    assert (at_desk["Chờ trung bình (giây)"], at_desk["Phục vụ trung bình (giây)"]) == ("300", "60")


def test_the_spreadsheet_opens_with_numbers_and_dates_as_such(server: Any) -> None:
    status, body = server.request("GET", "/office/export/file?what=tickets&format=xlsx")
    page = load_workbook(io.BytesIO(body)).active
    rows = list(page.iter_rows(values_only=True))
    assert status == 200 and page.title == "Phiếu" and len(rows) == 4
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["Ngày"] == datetime(2026, 11, 23) and first["Lấy số lúc"] == datetime(2026, 11, 23, 8, 0)
    assert first["Số lần gọi"] == 1 and first["Số"] == "A001"
    assert list(server.config.data.glob("export-*")) == []


def test_a_spreadsheet_has_no_formulas(server: Any) -> None:
    server.ask("issue", service="C", priority=True)
    _, body = server.request("GET", "/office/export/file?what=events&format=xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(body)).active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells) and any("HYPERLINK" in str(cell.value) for cell in cells)


def test_each_file_is_noted_before_it_goes(server: Any) -> None:
    table(server, "what=daily&from=2026-11-01&to=2026-11-30")
    (note,) = server.running.office._store.notes(9)
    assert (note.entry.what, note.entry.actor) == (Audited.EXPORT, "root, local")
    assert note.entry.subject == "moiso-so-lieu-2026-11-01_2026-11-30.csv"


def test_only_the_days_that_were_asked_for_are_in_it(server: Any) -> None:
    assert len(table(server, "what=tickets&from=2026-11-01&to=2026-11-22")) == 1
    assert len(table(server, "what=tickets&from=2026-11-23&to=2026-11-23")) == 4


@pytest.mark.parametrize("query", ["what=secrets", "format=exe", "separator=%22", "from=%0d%0aX:%20y&to=../..", ""])
def test_what_nobody_would_choose_gives_the_plain_file(server: Any, query: str) -> None:
    status, body = server.request("GET", f"/office/export/file?{query}")
    assert status == 200 and body.startswith(b"\xef\xbb\xbf")


def test_the_page_offers_the_day_in_hand(server: Any) -> None:
    status, body = server.request("GET", "/office/export", headers={"Accept": "text/html"})
    assert status == 200 and body.decode().count(f'value="{date(2026, 11, 23)}"') == 2
