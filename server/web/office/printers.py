"""The printers as a person sees them: how each stands, what to do, what is left on its roll; and a test print through the running spool."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.config import AGENT
from server.domain.day import Day
from server.domain.model import PaperState
from server.office.printers import PrinterStanding
from server.office.spool import Spool
from server.office.trials import Trial
from server.paperwork import Paperwork, trial_order
from server.wire import Refusal
from server.words import Words


class TestPrintAsk(BaseModel):
    """POST /api/office/test_print: which printer, by its name in the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    printer: str = Field(min_length=1, max_length=20, pattern=r"^[a-z0-9-]+$")


class TestPrintOrdered(BaseModel):
    """It is with the printer now; the page says what becomes of it."""

    ok: Literal[True] = True


@dataclass(frozen=True, slots=True)
class ShownPrinter:
    """`bad`: it cannot print; `lines`: how it stands, in sentences; `trial`: what became of the test print, "" if there was none."""

    name: str
    title: str
    bad: bool
    address: str
    lines: tuple[str, ...]
    trial: str


class PrinterPages:
    """`shown` makes a page with the office's navigation; `view` is the committed Day."""

    def __init__(
        self,
        *,
        shown: Callable[..., Response],
        papers: Paperwork,
        view: Callable[[], Day],
        words: Words,
        now: Callable[[], datetime],
    ) -> None:
        self._shown = shown
        self._papers = papers
        self._view = view
        self._words = words
        self._now = now

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/printers", self.show, methods=["GET"])
        router.add_route("/api/office/test_print", self.test_print, methods=["POST"])
        return router

    async def show(self, request: Request) -> Response:
        return self._shown(request, "office_printers.html", "/office/printers", printers=self.printers())

    def printers(self) -> tuple[ShownPrinter, ...]:
        """All printers as they stand now."""
        spool = self._papers.spool
        trials: Mapping[str, Trial] = {} if spool is None else spool.trials.newest()
        return tuple(self._printer(one, trials.get(one.name)) for one in self._papers.standing())

    async def test_print(self, request: Request) -> Response:
        try:
            asked = TestPrintAsk.model_validate_json(await request.body())
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "JSON"
            return self._refused(
                HTTPStatus.UNPROCESSABLE_ENTITY, "not_an_ask", self._words.say("refused.not_an_ask", where=where)
            )
        spool = self._papers.spool
        if spool is None or asked.printer not in self._papers.addresses:
            return self._refused(HTTPStatus.NOT_FOUND, "unknown_printer", self._words.say("office.tr_unknown"))
        return self._ordered(spool, asked.printer)

    def _ordered(self, spool: Spool, printer: str) -> Response:
        if not spool.try_out(trial_order(printer, self._view().setup, self._now())):
            return self._refused(HTTPStatus.CONFLICT, "trial_waits", self._words.say("office.tr_again"))
        return Response(TestPrintOrdered().model_dump_json(), media_type="application/json")

    def _printer(self, one: PrinterStanding, trial: Trial | None) -> ShownPrinter:
        address = self._papers.addresses[one.name]
        said = self._words.say("office.pr_agent") if address == AGENT else address
        return ShownPrinter(
            one.name,
            one.title or (one.name if len(self._papers.addresses) > 1 else self._words.say("office.pr_only")),
            one.trouble is not None,
            self._words.say("office.pr_address", address=said),
            tuple(self._lines(one)),
            self._trial(trial),
        )

    def _lines(self, one: PrinterStanding) -> list[str]:
        say = self._words.say
        stands = (
            say("desk.warn_printer_trouble", trouble=say(f"trouble.{one.trouble}")) if one.trouble else say("office.pr_ready")
        )
        lines = [stands]
        if one.held:
            lines.append(say("desk.warn_printer_held", count=one.held))
        if one.paper_low:
            lines.append(say("desk.warn_printer_low"))
        if one.name in self._papers.fakes:
            lines.append(say("office.pr_virtual"))
        elif not one.answers:
            lines.append(say("office.pr_silent"))
        left = one.papers_left
        lines.append(say("office.pr_left_unknown") if left is None else say("office.pr_left", count=left))
        return lines

    def _trial(self, trial: Trial | None) -> str:
        if trial is None:
            return ""
        trouble = self._words.say(f"trouble.{trial.trouble}") if trial.trouble else ""
        key = "queued_why" if trial.state is PaperState.QUEUED and trouble else trial.state.value
        return self._words.say(f"office.tr_{key}", trouble=trouble)

    def _refused(self, status: HTTPStatus, reason: str, message: str) -> Response:
        body = Refusal(reason=reason, message=message)
        return Response(body.model_dump_json(), status.value, media_type="application/json")
