"""GET /procedures: looking procedures up on a phone or at a desk, without signing in; and what a kiosk needs for the same: the book and the portal's codes.

A book's address has its mark in it, so a listener fetches it once. The search is the browser's (static/procedures_find.js): what is typed is told to nobody.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from drivers.screen.qr import LETTERS_MAX
from server.domain.day import Day
from server.procedurebooks import ProcedureBooks
from server.setupdoc import doc_of
from server.web import answers
from server.web.screenpage import svg_of
from server.wire.procedures import portal_address
from server.words import PAPER_LANGUAGES, Words

HERE = "/procedures"
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"
"""The office may choose another portal."""
_svg = lru_cache(maxsize=256)(svg_of)


class ProcedurePage:
    """`page` makes a page of a template; `view` is the committed Day; `words` by language, "vi" among them."""

    def __init__(
        self, *, books: ProcedureBooks, page: Callable[..., Response], view: Callable[[], Day], words: Mapping[str, Words]
    ) -> None:
        self._books = books
        self._page = page
        self._view = view
        self._words = words

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(HERE, self.show, methods=["GET"])
        router.add_api_route(f"{HERE}/{{mark}}.json", self.book, methods=["GET"])
        router.add_api_route(f"{HERE}/{{mark}}/{{place}}.svg", self.code, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        """`l` and `q` of the address: the language, and what is looked up at once."""
        setup = self._view().setup
        book = self._books.in_force(setup.kiosk.procedures)
        language = request.query_params.get("l", "vi")
        data = {
            "mark": book.mark if book is not None else "",
            "language": language if language in self._words else "vi",
            "say": {one: self._words[one].section("look_up") for one in PAPER_LANGUAGES if one in self._words},
            "services": [
                {"id": one.id, "names": dict(one.names), "colour": one.colour, "papers": doc_of(one.documents)}
                for one in setup.services
            ],
            "portal": setup.kiosk.portal,
        }
        return self._page("procedures.html", data=data)

    async def book(self, request: Request, mark: str) -> Response:
        book = await asyncio.to_thread(self._books.book, mark)
        if book is None:
            return self._missing()
        headers = {"etag": f'"{mark}"', "cache-control": FOR_EVER}
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(book.model_dump_json(), media_type="application/json", headers=headers)

    async def code(self, mark: str, place: str) -> Response:
        """The QR code of the portal's address. `place`: of the procedure in the book, from 0."""
        book = await asyncio.to_thread(self._books.book, mark)
        if book is None or not (place.isascii() and place.isdigit()) or len(place) > 4 or int(place) >= len(book.procedures):
            return self._missing()
        address = portal_address(self._view().setup.kiosk.portal, book.procedures[int(place)])
        if not 0 < len(address) <= LETTERS_MAX:
            return self._missing()
        return Response(await asyncio.to_thread(_svg, address), media_type="image/svg+xml", headers={"cache-control": A_WHILE})

    def _missing(self) -> Response:
        return answers.refusal(HTTPStatus.NOT_FOUND, "not_found", self._words["vi"].say("refused.not_found"))
