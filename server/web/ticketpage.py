"""The page of the ticket's layout: the rows, the picture of what will be printed while they are edited, and the emblem.

Saves nothing: that is an ordinary ask (`change_setup`). What it draws is drawn by what prints.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from drivers.errors import SettingError
from drivers.printer.encode import TEAR_BAR_ROWS, encode
from drivers.printer.picture import FILE_BYTES, one_bit, png_of
from drivers.printer.profiles import Cutter, profile
from drivers.printer.render import paint, render
from server.domain.checks import PAPER_ROWS_MAX, PAPER_TEXT_MAX
from server.domain.edits import PutRules
from server.domain.faults import Fault
from server.domain.marks import mark_of
from server.domain.model import Ticket, TicketId, TicketState
from server.domain.numbering import label
from server.domain.onebit import LOGO_MOST
from server.domain.setup import OWN_WORDS, NumberFirst, PaperRules, RowKind, RowSize, Setup, WhenNoPaper
from server.setupdoc import Misfit, NotASetup, doc_of, edit_from
from server.setupfile import faults
from server.setupwords import said
from server.ticketlayout import DEFAULT_ROWS, SHEETS
from server.ticketpaper import Letterhead, headed, ticket_paper
from server.wire import Refusal
from server.words import PAPER_LANGUAGES, Words

DOTS_A_MM = 8
"""203 dpi."""
LOGO_DOTS = (480, 200)
"""As large as an emblem is stored: the largest row of one is 200 dots high."""
_SAMPLE_NUMBER, _SAMPLE_AHEAD = 12, 4
_ALWAYS_ALIKE = frozenset({RowKind.NUMBER, RowKind.LOGO, RowKind.RULE, RowKind.GAP})
"""Kinds that are never or always bold."""


class PreviewAsk(BaseModel):
    """POST /api/ticket/preview: the rules as they are being edited (as in the setup), and which ticket on which paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paper: dict[str, Any]
    width: Literal[384, 512, 576, 640]
    language: Literal["vi", "en", "km"] = "vi"
    service: str = ""
    priority: bool = False
    reprint: bool = False


class LogoAsk(BaseModel):
    """POST /api/ticket/logo: somebody's PNG or JPEG as base64."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    picture: str


class RowSpot(BaseModel):
    """One place that is wrong. `row`: which of the rows, from 1, 0 if none; `field`: of the row or of the rules."""

    row: int
    field: str
    message: str


class Faulty(BaseModel):
    """The rules cannot be used; nothing was drawn. As a Refusal, but its spots are rows of the paper."""

    ok: Literal[False] = False
    reason: str
    message: str
    spots: tuple[RowSpot, ...]


class Logo(BaseModel):
    """The emblem as it goes into the setup."""

    ok: Literal[True] = True
    logo: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    png: bytes
    size_bytes: int
    length_mm: int


class TicketPage:
    """`page` makes a page of a template; `setup` is the one in force; `width_dots` the printer's."""

    def __init__(
        self,
        *,
        page: Callable[..., Response],
        setup: Callable[[], Setup],
        head: Letterhead,
        words: Mapping[str, Words],
        width_dots: int,
        now: Callable[[], datetime],
    ) -> None:
        self._page = page
        self._setup = setup
        self._head = head
        self._words = words
        self._width_dots = width_dots
        self._now = now
        self._one_at_a_time = asyncio.Lock()  # somebody who types fast must not take both cores from those who press

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/ticket", self.show, methods=["GET"])
        router.add_route("/api/ticket/preview", self.preview, methods=["POST"])
        router.add_route("/api/ticket/logo", self.logo, methods=["POST"])
        return router

    async def show(self) -> Response:
        setup = self._setup()
        nearest = min((sheet.width_dots for sheet in SHEETS), key=lambda dots: abs(dots - self._width_dots))
        data = {
            "paper": doc_of(setup.paper),
            "seen": {"paper": mark_of(setup.paper)},
            "defaults": [doc_of(row) for row in DEFAULT_ROWS],
            "own_words": sorted(OWN_WORDS),
            "ours": {language: _ours(self._words[language]) for language in PAPER_LANGUAGES},
            "always_alike": sorted(_ALWAYS_ALIKE),
            "limits": {"rows": PAPER_ROWS_MAX, "text": PAPER_TEXT_MAX, "file": FILE_BYTES},
            "kinds": list(RowKind),
            "sizes": list(RowSize),
            "languages": PAPER_LANGUAGES,
            "say": {"paper": self._words["vi"].section("paper")},
        }
        return self._page(
            "ticket.html",
            data=data,
            paper=setup.paper,
            services=setup.services,
            widths=[sheet.width_dots for sheet in SHEETS],
            width=nearest,
            languages=PAPER_LANGUAGES,
            number_first=list(NumberFirst),
            when_no_paper=list(WhenNoPaper),
        )

    async def preview(self, request: Request) -> Response:
        """The picture of the paper, with its bytes on the line and its length in the headers; else where the rules are wrong."""
        try:
            asked = PreviewAsk.model_validate_json(await request.body())
        except ValidationError as error:
            return self._unreadable(error)
        try:
            edit = edit_from({"rules": {"paper": asked.paper}})
        except NotASetup as error:
            return self._faulty(error.misfits)
        rules = edit.paper if isinstance(edit, PutRules) and edit.paper is not None else PaperRules()
        setup = replace(self._setup(), paper=rules)
        if found := [fault for fault in faults(setup) if fault.where.split()[0] == "paper"]:
            return self._faulty(found)
        async with self._one_at_a_time:
            drawn = await asyncio.to_thread(self._draw, setup, asked)
        headers = {"x-moiso-bytes": str(drawn.size_bytes), "x-moiso-mm": str(drawn.length_mm)}
        return Response(drawn.png, media_type="image/png", headers=headers)

    async def logo(self, request: Request) -> Response:
        """The emblem in one bit, small enough for the setup."""
        try:
            asked = LogoAsk.model_validate_json(await request.body())
        except ValidationError as error:
            return self._unreadable(error)
        try:
            data = base64.b64decode(asked.picture, validate=True)
            async with self._one_at_a_time:
                png = await asyncio.to_thread(
                    one_bit, data, width=LOGO_DOTS[0], height=LOGO_DOTS[1], most_bytes=LOGO_MOST // 4 * 3
                )
        except (binascii.Error, ValueError, SettingError):
            message = self._words["vi"].say("paper.logo_bad")
            return _json(Refusal(reason="bad_logo", message=message), HTTPStatus.UNPROCESSABLE_ENTITY)
        return _json(Logo(logo=base64.b64encode(png).decode()))

    def _draw(self, setup: Setup, asked: PreviewAsk) -> _Drawn:
        """Runs in a thread: some 50 ms."""
        service = next((one for one in setup.services if one.id == asked.service), setup.services[0])
        series = setup.series_of(service)
        ticket = Ticket(
            id=TicketId("preview"),
            service=service.id,
            number=_SAMPLE_NUMBER,
            label=label(series.prefix, max(series.first, _SAMPLE_NUMBER), series.digits),
            state=TicketState.WAITING,
            issued_at=self._now(),
            arrival=0,
            priority=asked.priority,
            language=asked.language,
        )
        desks = tuple(desk.id for desk in setup.desks if service.id in setup.services_of(desk))
        document = ticket_paper(
            ticket,
            service,
            () if setup.one_officer else desks,
            _SAMPLE_AHEAD,
            rules=setup.paper,
            head=headed(self._head, setup.office),
            words=self._words,
            width_dots=asked.width,
            copy=2 if asked.reprint else 1,
        )
        pieces = render(document, asked.width)
        printer = replace(profile("virtual80"), width_dots=asked.width, cutter=Cutter.PARTIAL)
        rows = paint(pieces, asked.width).height + TEAR_BAR_ROWS
        return _Drawn(png_of(pieces, asked.width), len(encode(pieces, printer)), round(rows / DOTS_A_MM))

    def _faulty(self, findings: Iterable[Misfit | Fault]) -> Response:
        spots = tuple(self._spot(finding) for finding in findings)
        body = Faulty(reason="bad_setup", message=self._words["vi"].say("paper.faulty"), spots=spots)
        return _json(body, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _spot(self, finding: Misfit | Fault) -> RowSpot:
        """ "paper rows #2 texts" is row 2, field texts."""
        path = [*finding.where.split()[1:], *(str(fact) for name, fact in getattr(finding, "facts", ()) if name == "name")]
        row = int(path[1][1:]) if path[:1] == ["rows"] and path[1:2] and path[1].startswith("#") else 0
        fields = path[2:] if row else path
        return RowSpot(row=row, field=fields[0] if fields else "", message=said(finding, self._words["vi"])[1])

    def _unreadable(self, error: ValidationError) -> Response:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "JSON"
        message = self._words["vi"].say("refused.not_an_ask", where=where)
        return _json(Refusal(reason="not_an_ask", message=message), HTTPStatus.UNPROCESSABLE_ENTITY)


def _ours(words: Words) -> dict[str, str]:
    """What a row says as long as the office has no wording of its own."""
    return {kind: words.say(f"ticket.{kind}") for kind in sorted(OWN_WORDS - {RowKind.TEXT})}


def _json(body: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(body.model_dump_json(), status.value, media_type="application/json")
