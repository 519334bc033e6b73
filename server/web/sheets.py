"""A table as a file: CSV that Excel opens with a double click, or XLSX. Written piece by piece; memory does not grow with the rows."""

import csv
import io
import tempfile
from collections.abc import Generator
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from xlsxwriter.worksheet import Worksheet

from server.translate.exported import Sheet, Value

ROWS_AT_ONCE = 500
CHUNK = 256 * 1024
ROWS_A_SHEET = 1_000_000
"""A worksheet has 1,048,576. Source: Excel specifications and limits."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by a spreadsheet. Source: OWASP, CSV Injection."""


class Streamed(StreamingResponse):
    """Chunks that are made in threads while they are sent; put away at once when nobody reads on."""

    def __init__(self, chunks: Generator[bytes, None, None], media_type: str, headers: dict[str, str]) -> None:
        super().__init__(chunks, media_type=media_type, headers=headers)
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._chunks.close()


def csv_chunks(sheet: Sheet, separator: str) -> Generator[bytes, None, None]:
    """UTF-8 with a byte order mark, lines end with CR LF."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator)
    buffer.write("\ufeff")
    writer.writerow(sheet.heads)
    for place, row in enumerate(sheet.rows, 1):
        writer.writerow([_plain(value) for value in row])
        if place % ROWS_AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def xlsx_chunks(sheet: Sheet, folder: Path) -> Generator[bytes, None, None]:
    """Made in `folder`, from where it is gone when it has been read."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="export-") as made:
        path = Path(made) / "sheet.xlsx"
        _write(sheet, path, made)
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def _write(sheet: Sheet, path: Path, folder: str) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": folder})
    head = book.add_format({"bold": True, "bg_color": "#e9eef6", "text_wrap": True, "valign": "top"})
    moment, day = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}), book.add_format({"num_format": "dd/mm/yyyy"})
    page, line = _page(book, sheet, head, 1), 1
    for place, row in enumerate(sheet.rows):
        if place and place % ROWS_A_SHEET == 0:
            page, line = _page(book, sheet, head, place // ROWS_A_SHEET + 1), 1
        for column, value in enumerate(row):
            match value:
                case datetime():
                    page.write_datetime(line, column, value, moment)
                case date():
                    page.write_datetime(line, column, datetime(value.year, value.month, value.day), day)
                case int() | float():
                    page.write_number(line, column, value)
                case str():
                    page.write_string(line, column, value)  # never a formula
        line += 1
    book.close()


def _page(book: xlsxwriter.Workbook, sheet: Sheet, head: object, number: int) -> Worksheet:
    page: Worksheet = book.add_worksheet(sheet.name if number == 1 else f"{sheet.name} {number}")
    page.set_column(0, len(sheet.heads) - 1, 18)
    for column, text in enumerate(sheet.heads):
        page.write_string(0, column, text, head)
    page.freeze_panes(1, 0)
    return page


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data
