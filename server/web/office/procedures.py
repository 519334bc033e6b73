"""/office/procedures: the book in force, the same as a file, and the import of another one, which is checked whole and shown before it is used.

What is imported is only kept; the page then names it in the setup by an ordinary ask, so that it stands in the log like everything else.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from server.domain.day import Day
from server.domain.marks import marks
from server.domain.setup import Setup
from server.procedurebooks import ProcedureBooks, book_of, default_book, difference
from server.proceduredoc import Flaw
from server.procedurefile import HEADS, Read, read, write_csv, write_toml
from server.web import answers
from server.wire import Spot
from server.wire.procedures import Procedure, ProcedureBook
from server.words import Words

HERE = "/office/procedures"
FLAWS_SAID = 100
"""So many sentences somebody can work through; how many more there are is said."""
_SEPARATORS = {"semicolon": ";", "comma": ","}
_TYPES = {"csv": "text/csv; charset=utf-8", "toml": "application/toml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Share:
    """The procedures of one service. `name`: "A · Hộ tịch"; `known`: whether the office has the service."""

    name: str
    known: bool
    rows: tuple[Procedure, ...]


class ProcedurePages:
    """`shown` makes a page with the office's navigation; `view` is the committed Day."""

    def __init__(self, *, books: ProcedureBooks, shown: Callable[..., Response], view: Callable[[], Day], words: Words) -> None:
        self._books = books
        self._shown = shown
        self._view = view
        self._words = words
        self._one_at_a_time = asyncio.Lock()

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(HERE, self.show, methods=["GET"])
        router.add_api_route(f"{HERE}/file", self.file, methods=["GET"])
        router.add_api_route("/api/office/procedures", self.upload, methods=["POST"])
        return router

    async def show(self, request: Request) -> Response:
        setup = self._setup
        named, book = setup.kiosk.procedures, self._books.in_force(setup.kiosk.procedures)
        procedures = book.procedures if book is not None else ()
        say = {key.removeprefix("js_"): text for key, text in self._words.section("procedures").items() if key.startswith("js_")}
        return self._shown(
            request,
            "office_procedures.html",
            HERE,
            named=named,
            missing=book is None,
            count=len(procedures),
            shares=shares(procedures, setup),
            say_here=say,
            seen=marks(setup)["kiosk"],
        )

    async def file(self, request: Request) -> Response:
        """The book in force, to be edited and brought back."""
        asked = request.query_params
        kind = asked.get("format") if asked.get("format") in _TYPES else "csv"
        book = self._books.in_force(self._setup.kiosk.procedures) or default_book()
        separator = _SEPARATORS.get(asked.get("separator", ""), ";")
        data = write_toml(book.procedures) if kind == "toml" else write_csv(book.procedures, separator)
        headers = {"content-disposition": f'attachment; filename="{self._words.say("procedures.file")}.{kind}"'}
        return Response(data, media_type=_TYPES[str(kind)], headers=headers)

    async def upload(self, request: Request) -> Response:
        """The file as the request's body; what it is called does not matter. Kept only when nothing is wrong with it."""
        found = await asyncio.to_thread(read, await request.body())
        if found.flaws:
            return self._faulty(found)
        book, setup = book_of(found.procedures), self._setup
        try:
            async with self._one_at_a_time:
                await asyncio.to_thread(self._keep, book)
        except OSError:
            return answers.refusal(HTTPStatus.SERVICE_UNAVAILABLE, "unwritable", self._words.say("office.m_unwritable"))
        old = self._books.in_force(setup.kiosk.procedures) or ProcedureBook(mark="")
        changes = difference(old.procedures, book.procedures)
        known = {service.id for service in setup.services}
        return answers.done(
            mark="" if book.mark == default_book().mark else book.mark,
            count=len(book.procedures),
            **changes._asdict(),
            ignored=found.ignored,
            unknown=sorted({one.service for one in book.procedures} - known),
        )

    def _keep(self, book: ProcedureBook) -> None:
        self._books.keep(book)
        day = self._view()
        named = {setup.kiosk.procedures for setup in (day.setup, day.planned) if setup is not None}
        self._books.sweep({book.mark, *named})

    def _faulty(self, found: Read) -> Response:
        spots = tuple(self._spot(one, found.kind) for one in found.flaws[:FLAWS_SAID])
        more = len(found.flaws) - len(spots)
        message = self._words.say("procedures.faulty", count=len(found.flaws))
        if more:
            message = f"{message} {self._words.say('procedures.faulty_more', count=more)}"
        return answers.refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_procedures", message, spots)

    def _spot(self, flaw: Flaw, kind: str) -> Spot:
        place = ""
        if flaw.row:
            field = HEADS.get(flaw.field, "") if kind == "csv" else flaw.field
            place = self._words.say(f"procedures.at_{kind}_{'field' if field else 'row'}", row=flaw.row, field=field)
        return Spot(where=flaw.field, place=place, message=self._words.say(f"procedures.flaw_{flaw.what}", **dict(flaw.facts)))

    @property
    def _setup(self) -> Setup:
        """What the office wants by its last word."""
        day = self._view()
        return day.planned or day.setup


def shares(procedures: Iterable[Procedure], setup: Setup) -> list[Share]:
    """By service: first those that the office does not have, then its own in their order."""
    names = {str(service.id): f"{service.id} · {service.name()}" for service in setup.services}
    of: dict[str, list[Procedure]] = {}
    for one in procedures:
        of.setdefault(one.service, []).append(one)
    unknown = [Share(id_, False, tuple(rows)) for id_, rows in of.items() if id_ not in names]
    return unknown + [Share(name, True, tuple(of[id_])) for id_, name in names.items() if id_ in of]
