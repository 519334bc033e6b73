"""Tables as files: what a spreadsheet would run is defused, and a million rows need no more memory than a few."""

import asyncio
import csv
import io
import os
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from starlette.requests import ClientDisconnect

from server.translate.exported import Sheet
from server.web import sheets
from server.web.sheets import Streamed, csv_chunks, xlsx_chunks


def sheet(*rows: tuple[object, ...]) -> Sheet:
    return Sheet("Bảng", ("một", "hai"), iter(rows))  # type: ignore[arg-type]


def read(data: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(bad: str) -> None:
    assert read(b"".join(csv_chunks(sheet((bad, -1)), ";")))[1] == [f"'{bad}", "-1"]


@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20), min_size=2, max_size=2),
    st.sampled_from(";,"),
)
def test_whatever_is_written_is_read_back(row: list[str], separator: str) -> None:
    back = read(b"".join(csv_chunks(sheet(tuple(row)), separator)), separator)[1]
    assert [one.removeprefix("'") for one in back] == [one.removeprefix("'") for one in row]


def test_dates_and_empty_cells_are_what_they_are(tmp_path: Path) -> None:
    rows = ((date(2026, 11, 23), None), (datetime(2026, 11, 23, 8, 5), 1.5), ("=1+1", 7))
    assert read(b"".join(csv_chunks(sheet(*rows), ";")))[1:] == [
        ["2026-11-23", ""],
        ["2026-11-23 08:05:00", "1.5"],
        ["'=1+1", "7"],
    ]
    book = load_workbook(io.BytesIO(b"".join(xlsx_chunks(sheet(*rows), tmp_path)))).active
    values = list(book.iter_rows(values_only=True))
    assert values[1:] == [(datetime(2026, 11, 23), None), (datetime(2026, 11, 23, 8, 5), 1.5), ("=1+1", 7)]
    assert list(tmp_path.iterdir()) == []


def test_what_one_worksheet_cannot_hold_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_A_SHEET", 3)
    book = load_workbook(io.BytesIO(b"".join(xlsx_chunks(sheet(*((n, n) for n in range(7))), tmp_path))))
    assert [page.title for page in book] == ["Bảng", "Bảng 2", "Bảng 3"]
    assert [[row[0] for row in page.iter_rows(min_row=2, values_only=True)] for page in book] == [[0, 1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, kind: str) -> None:
    def many() -> Iterator[tuple[object, ...]]:
        yield from ((f"số {n}", "x" * 50) for n in range(30_000))

    made = Sheet("Bảng", ("một", "hai"), many())  # type: ignore[arg-type]
    tracemalloc.start()
    size = sum(map(len, csv_chunks(made, ";") if kind == "csv" else xlsx_chunks(made, tmp_path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 200_000 and peak < 2_500_000


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_nobody_reads_to_its_end_is_put_away_at_once(tmp_path: Path, kind: str) -> None:
    """A browser that goes away in the middle leaves no file and no open view of the database behind."""
    put_away: list[bool] = []

    def rows() -> Iterator[tuple[object, ...]]:
        try:
            yield from ((f"số {n}", os.urandom(50).hex()) for n in range(20_000))
        finally:
            put_away.append(True)

    made = Sheet("Bảng", ("một", "hai"), rows())  # type: ignore[arg-type]
    chunks = csv_chunks(made, ";") if kind == "csv" else xlsx_chunks(made, tmp_path)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) == 2:
            raise OSError("the browser is gone")

    async def receive() -> Any:
        await asyncio.Event().wait()

    with pytest.raises(ClientDisconnect):
        scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
        asyncio.run(Streamed(chunks, "text/csv", {})(scope, receive, send))
    assert len(sent) == 2 and list(tmp_path.iterdir()) == []
    del made, chunks
    assert put_away == [True]
