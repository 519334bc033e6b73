"""Taking data away: a page with the choices, and the file. Each file leaves an audit entry before its first byte."""

import logging
from collections.abc import Callable, Generator
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, Request, Response

from server.domain.day import Day
from server.office.office import Office
from server.ports import Audited, AuditEntry
from server.store.books import Books
from server.translate.exported import Exports, What
from server.web.bookpages import span
from server.web.sheets import Streamed, csv_chunks, xlsx_chunks
from server.words import Words

log = logging.getLogger("moiso.export")
SEPARATORS = {"semicolon": ";", "comma": ","}
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class ExportPage:
    """`folder`: where a spreadsheet is made before it is sent, on the disk of the data."""

    def __init__(self, *, page: Callable[..., Response], books: Books, office: Office, words: Words, folder: Path) -> None:
        self._page = page
        self._books = books
        self._office = office
        self._words = words
        self._folder = folder

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/export", self.show, methods=["GET"])
        router.add_api_route("/office/export/file", self.file, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        first, last = span(request, _newest(self._office.view))
        return self._page("books_export.html", first=first, last=last, whats=list(What))

    async def file(self, request: Request) -> Response:
        asked = request.query_params
        what = What(asked["what"]) if asked.get("what") in {*What} else What.TICKETS
        kind = asked.get("format") if asked.get("format") in _TYPES else "csv"
        first, last = span(request, _newest(self._office.view))
        name = f"{self._words.say(f'books.file_{what}')}-{first}_{last}.{kind}"
        await self._office.note(AuditEntry(actor_of(request), Audited.EXPORT, name))
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        chunks = self._chunks(what, str(kind), SEPARATORS.get(asked.get("separator", ""), ";"), first, last, self._office.now())
        return Streamed(chunks, _TYPES[str(kind)], headers)

    def _chunks(
        self, what: What, kind: str, separator: str, first: str, last: str, now: datetime
    ) -> Generator[bytes, None, None]:
        """Walked through in threads, not in the event loop."""
        zone = now.tzinfo
        assert zone is not None  # noqa: S101  the office's time is aware
        exports = Exports(books=self._books, words=self._words, setup=self._office.view.setup, zone=zone)
        sheet = exports.sheet(what, first, last)
        return csv_chunks(sheet, separator) if kind == "csv" else xlsx_chunks(sheet, self._folder)


def actor_of(request: Request) -> str:
    """Who asks, as it stands in the log."""
    caller = request.scope.get("caller")
    return "local" if caller is None else str(caller.actor)


def _newest(day: Day) -> str:
    return day.date.isoformat() if day.date is not None else ""
