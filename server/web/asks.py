"""POST /api/ask: bytes in, one command through the office's door, bytes out. Every refusal has a reason, a status and a sentence."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from server.devices import Device
from server.domain.checks import BadSetup, Fault
from server.domain.commands import IssueTicket
from server.domain.errors import Reason, Refused
from server.office.office import Office
from server.ports import StoreBusy, StoreFull, StoreTrouble
from server.sentences import notice, refusal
from server.setupdoc import Misfit, NotASetup
from server.setupwords import sentences, spot
from server.translate import command_of, ticket_view
from server.wire import ASKS, Answer, Refusal, Spot
from server.wire.asks import ConfirmClockAsk, IssueAsk
from server.words import Words

log = logging.getLogger("moiso.asks")
_NOT_FOUND = frozenset(
    {Reason.UNKNOWN_SERVICE, Reason.UNKNOWN_DESK, Reason.UNKNOWN_TICKET, Reason.UNKNOWN_PAPER, Reason.UNKNOWN_ROW}
)


def asks_router(office: Office, words: Words, can_print: Callable[[str], bool] | None) -> APIRouter:
    """`can_print`: whether a paper for the printer of that name would come out somewhere now; None: this office has no printer."""
    router = APIRouter()

    async def ask(request: Request) -> Response:
        try:
            asked = ASKS.validate_json(await request.body())
            device: Device | None = request.scope.get("device")
            if device is not None and not isinstance(asked, IssueAsk):
                return _refusal(HTTPStatus.FORBIDDEN, "not_allowed", words.say("refused.not_allowed"))
            offset_s = office.clock_offset_s(asked.now) if isinstance(asked, ConfirmClockAsk) else 0.0
            command = command_of(asked, office.now().tzinfo, offset_s)
            if isinstance(command, IssueTicket):
                command = _with_paper(command, can_print)
            done = await office.handle(
                command, actor=f"device {device.name}" if device is not None else "local", ask_id=asked.ask_id
            )
        except ValidationError as error:
            return _unreadable(error, words)
        except NotASetup as error:
            log.info("a setup could not be read: %s", error)
            return _refusal(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "not_a_setup",
                sentences(error.misfits[:1], words)[0],
                _spots(error.misfits, words),
            )
        except BadSetup as bad:
            log.info("refused: %s", bad)
            return _refusal(_status(bad), bad.reason, refusal(bad, words, office.now()), _spots(bad.faults, words))
        except Refused as refused:
            log.info("refused: %s", refused)
            return _refusal(_status(refused), refused.reason, refusal(refused, words, office.now()))
        except StoreTrouble as trouble:
            return _store_trouble(trouble, words)
        ticket = done.ticket
        answer = Answer(
            seq=done.seq,
            ticket=ticket_view(ticket) if ticket else None,
            ahead=done.ahead,
            notice=notice(ticket, words, office.now()) if ticket and isinstance(command, IssueTicket) else "",
        )
        return Response(answer.model_dump_json(), media_type="application/json")

    router.add_route("/api/ask", ask, methods=["POST"])  # bytes in, bytes out: FastAPI's own parsing would be a second one
    return router


def _with_paper(command: IssueTicket, can_print: Callable[[str], bool] | None) -> IssueTicket:
    """Where there is no printer nobody waits for a paper."""
    return replace(command, wants_paper=False) if can_print is None else replace(command, paper_ready=can_print(command.printer))


def _unreadable(error: ValidationError, words: Words) -> Response:
    first = error.errors()[0]
    log.info("an ask could not be read: %s %s", ".".join(map(str, first["loc"])), first["msg"])
    if first["type"] == "json_invalid":
        return _refusal(HTTPStatus.BAD_REQUEST, "not_json", words.say("refused.not_json"))
    where = ".".join(str(part) for part in first["loc"]) or "kind"
    return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "not_an_ask", words.say("refused.not_an_ask", where=where))


def _store_trouble(trouble: StoreTrouble, words: Words) -> Response:
    log.error("an ask could not be written: %s: %s", type(trouble).__name__, trouble)
    if isinstance(trouble, StoreBusy):
        return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy", words.say("refused.busy"))
    if isinstance(trouble, StoreFull):
        return _refusal(HTTPStatus.INSUFFICIENT_STORAGE, "storage_full", words.say("refused.storage_full"))
    return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, "storage_failed", words.say("refused.storage_failed"))


def _status(refused: Refused) -> HTTPStatus:
    return HTTPStatus.NOT_FOUND if refused.reason in _NOT_FOUND else HTTPStatus.CONFLICT


def _spots(findings: Iterable[Misfit | Fault], words: Words) -> tuple[Spot, ...]:
    return tuple(
        Spot(where=one.where, place=one.place, message=one.message) for one in (spot(finding, words) for finding in findings)
    )


def _refusal(status: HTTPStatus, reason: str, message: str, spots: tuple[Spot, ...] = ()) -> Response:
    said = Refusal(reason=reason, message=message, spots=spots).model_dump_json()
    return Response(said, status.value, media_type="application/json")
