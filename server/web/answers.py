"""Answers of the JSON kind: what was refused, with a fixed reason and a sentence, and what could not be read or written."""

import json
import logging
from http import HTTPStatus
from typing import TypeVar

from fastapi import Request, Response
from pydantic import BaseModel, ValidationError

from server.access.refusals import NotLetIn, Why
from server.ports import StoreBusy, StoreFull, StoreTrouble
from server.wire import Refusal, Spot
from server.words import Words

log = logging.getLogger("moiso.asks")
Asked = TypeVar("Asked", bound=BaseModel)

_STATUS = {
    Why.WRONG_SECRET: HTTPStatus.UNAUTHORIZED,
    Why.WAIT: HTTPStatus.TOO_MANY_REQUESTS,
    Why.CODES_FULL: HTTPStatus.TOO_MANY_REQUESTS,
    Why.GATE_BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Why.UNKNOWN_PERSON: HTTPStatus.NOT_FOUND,
    Why.UNKNOWN_SESSION: HTTPStatus.NOT_FOUND,
    Why.UNKNOWN_DEVICE: HTTPStatus.NOT_FOUND,
    Why.NAME_TAKEN: HTTPStatus.CONFLICT,
    Why.LAST_MANAGER: HTTPStatus.CONFLICT,
    Why.SET_UP_ALREADY: HTTPStatus.CONFLICT,
    Why.SEAT_TAKEN: HTTPStatus.CONFLICT,
    Why.DEVICE_TAKEN: HTTPStatus.CONFLICT,
    Why.DEVICES_FULL: HTTPStatus.CONFLICT,
    Why.NOT_YOUR_DESK: HTTPStatus.FORBIDDEN,
}


def refusal(status: HTTPStatus, reason: str, message: str, spots: tuple[Spot, ...] = ()) -> Response:
    """`spots`: the fields that it is about, each with its sentence."""
    said = Refusal(reason=reason, message=message, spots=spots).model_dump_json()
    return Response(said, status.value, media_type="application/json")


def done(**facts: object) -> Response:
    return Response(json.dumps({"ok": True, **facts}, ensure_ascii=False), media_type="application/json")


def not_let_in(error: NotLetIn, words: Words) -> Response:
    message = words.say(f"gate.{error.why}", **error.facts)
    status = _STATUS.get(error.why, HTTPStatus.UNPROCESSABLE_ENTITY)
    answer = refusal(status, error.why, message, (Spot(where=error.field, place="", message=message),) if error.field else ())
    if error.why is Why.WAIT:
        answer.headers["retry-after"] = str(error.facts["seconds"])
    return answer


def unreadable(error: ValidationError, words: Words) -> Response:
    first = error.errors()[0]
    log.info("an ask could not be read: %s %s", ".".join(map(str, first["loc"])), first["msg"])
    if first["type"] == "json_invalid":
        return refusal(HTTPStatus.BAD_REQUEST, "not_json", words.say("refused.not_json"))
    where = ".".join(str(part) for part in first["loc"]) or "kind"
    return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "not_an_ask", words.say("refused.not_an_ask", where=where))


def store_trouble(trouble: StoreTrouble, words: Words) -> Response:
    log.error("an ask could not be written: %s: %s", type(trouble).__name__, trouble)
    if isinstance(trouble, StoreBusy):
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy", words.say("refused.busy"))
    if isinstance(trouble, StoreFull):
        return refusal(HTTPStatus.INSUFFICIENT_STORAGE, "storage_full", words.say("refused.storage_full"))
    return refusal(HTTPStatus.SERVICE_UNAVAILABLE, "storage_failed", words.say("refused.storage_failed"))


async def read(kind: type[Asked], request: Request) -> Asked:
    """The body as a message of that kind. Raises: ValidationError."""
    return kind.model_validate_json(await request.body())
