"""POST /api/print/…: a print agent on another machine does what a worker does here. Only for a device whose token names a printer."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from drivers.errors import Trouble
from drivers.printer.carried import to_plain
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Result
from server.devices import Scope
from server.office.printers import Form, Papers
from server.who import Caller
from server.wire import Refusal
from server.wire.printing import Allowed, BecameAsk, FormView, JobAsk, ReportAsk, Reported, Standing, StandingAsk, TakeAsk, Taken
from server.words import Words

AGENTS = 16
"""Agents that may wait for a paper at the same time, each in a thread."""
Asked = TypeVar("Asked", bound=BaseModel)


def printing_router(papers: Papers | None, words: Words) -> APIRouter:
    router = APIRouter()
    threads = ThreadPoolExecutor(AGENTS, thread_name_prefix="print agent")

    def endpoint(kind: type[Asked], work: Callable[[Papers, str, Asked], BaseModel]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            caller: Caller = request.scope["caller"]
            device = caller.device
            if papers is None or device is None or device.scope is not Scope.PRINT:
                return _refused(HTTPStatus.FORBIDDEN, "not_allowed", words.say("refused.not_allowed"))
            try:
                asked = kind.model_validate_json(await request.body())
            except ValidationError as error:
                where = ".".join(map(str, error.errors()[0]["loc"])) or "JSON"
                return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, "not_an_ask", words.say("refused.not_an_ask", where=where))
            done = await asyncio.get_running_loop().run_in_executor(threads, work, papers, device.printer, asked)
            return Response(done.model_dump_json(), media_type="application/json")

        return answer

    for name, answer in (
        ("report", endpoint(ReportAsk, _report)),
        ("take", endpoint(TakeAsk, _take)),
        ("standing", endpoint(StandingAsk, _standing)),
        ("give_back", endpoint(JobAsk, _give_back)),
        ("sending", endpoint(JobAsk, _sending)),
        ("became", endpoint(BecameAsk, _became)),
    ):
        router.add_route(f"/api/print/{name}", answer, methods=["POST"])
    return router


def _report(papers: Papers, printer: str, asked: ReportAsk) -> Reported:
    health = Health(_trouble(asked.trouble), asked.detail, asked.paper_low, asked.answers)
    return Reported(broke_off=papers.report(printer, _form(asked.form), health))


def _take(papers: Papers, printer: str, asked: TakeAsk) -> Taken:
    job = papers.take(printer, _form(asked.form), asked.wait_s)
    return Taken() if job is None else Taken(job=job.job, document=to_plain(job.document))


def _standing(papers: Papers, printer: str, asked: StandingAsk) -> Standing:
    documents = papers.standing_papers(_form(asked.form))
    mark = hashlib.sha256(repr(documents).encode()).hexdigest()
    return Standing(mark=mark, documents=None if mark == asked.known else [to_plain(one) for one in documents])


def _give_back(papers: Papers, printer: str, asked: JobAsk) -> Allowed:
    papers.give_back(printer, asked.job)
    return Allowed(ok=True)


def _sending(papers: Papers, printer: str, asked: JobAsk) -> Allowed:
    return Allowed(ok=papers.sending(printer, asked.job))


def _became(papers: Papers, printer: str, asked: BecameAsk) -> Allowed:
    outcome = Outcome(Result(asked.result), _trouble(asked.trouble), asked.detail, asked.bytes_sent, asked.paper_mm)
    papers.became(printer, asked.job, outcome)
    return Allowed(ok=True)


def _form(view: FormView) -> Form:
    return Form(view.width_dots, view.bytes_per_s)


def _trouble(said: str) -> Trouble | None:
    """An agent of another version may know troubles that we do not."""
    if not said:
        return None
    return Trouble(said) if said in list(Trouble) else Trouble.OFFLINE


def _refused(status: HTTPStatus, reason: str, message: str) -> Response:
    return Response(Refusal(reason=reason, message=message).model_dump_json(), status.value, media_type="application/json")
