"""What the server answers, as OpenAPI: made from the table of rights and the messages, so it cannot tell another story. Only on request."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from server.web import access, backuppage, helping, ticketpage, voicepages
from server.web.guard import BODIES
from server.web.office import people, printers
from server.web.rights import ROUTES
from server.wire import ASKS, Refusal
from server.wire.printing import BecameAsk, JobAsk, ReportAsk, StandingAsk, TakeAsk

_BODIES: Mapping[str, type[BaseModel] | TypeAdapter[Any]] = {
    "/api/ask": ASKS,
    "/api/sign-in": access.SignInAsk,
    "/api/start": access.StartAsk,
    "/api/pair": access.PairAsk,
    "/api/pair/claim": access.ClaimAsk,
    "/api/seat": access.SeatAsk,
    "/api/me/secret": access.SecretAsk,
    "/api/help": helping.HelpAsk,
    "/api/help/known": helping.HelpAsk,
    "/api/people/put": people.PersonAsk,
    "/api/people/drop": people.NameAsk,
    "/api/sessions/end": people.KeyAsk,
    "/api/devices/approve": people.ApproveAsk,
    "/api/devices/remove": people.NameAsk,
    "/api/voice/drop": voicepages.DropAsk,
    "/api/ticket/preview": ticketpage.PreviewAsk,
    "/api/ticket/logo": ticketpage.LogoAsk,
    "/api/office/test_print": printers.TestPrintAsk,
    "/api/office/restore/from": backuppage.NamedCopy,
    "/api/office/restart": backuppage.RestartAsk,
    "/api/print/report": ReportAsk,
    "/api/print/take": TakeAsk,
    "/api/print/standing": StandingAsk,
    "/api/print/give_back": JobAsk,
    "/api/print/sending": JobAsk,
    "/api/print/became": BecameAsk,
}

_QUERIES: Mapping[str, tuple[str, ...]] = {
    "/sign-in": ("next",),
    "/pair": ("next",),
    "/first": ("step",),
    "/office/new/{kind}": ("id",),
    "/office/voice": ("language",),
    "/office/procedures/file": ("format", "separator"),
    "/procedures": ("l", "q"),
    "/voice/{language}/sentence.wav": ("label", "desk", "calls", "priority", "short"),
    "/voice/{language}/{clip}.wav": ("mark",),
    "/office/today": ("from", "to"),
    "/office/today/part": ("from", "to"),
    "/office/log": ("from", "to", "ticket", "desk", "kind", "who", "text", "below"),
    "/office/log/proof": ("noted",),
    "/office/fairness": ("day",),
    "/office/export": ("from", "to"),
    "/office/export/file": ("what", "format", "separator", "from", "to"),
}
_REF = "#/components/schemas/{model}"


def document() -> dict[str, Any]:
    """OpenAPI 3.1 of every address but the websocket and the uploads."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"Refusal": Refusal.model_json_schema(ref_template=_REF)}
    for (method, path), right in ROUTES.items():
        if method in ("GET", "POST") and path not in BODIES:
            paths.setdefault(path, {})[method.lower()] = _operation(method, path, right.value, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Moiso", "version": "0.1.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(method: str, path: str, right: str, schemas: dict[str, Any]) -> dict[str, Any]:
    said = {
        "description": "refused, with a reason and a sentence",
        "content": {"application/json": {"schema": {"$ref": _REF.format(model="Refusal")}}},
    }
    operation: dict[str, Any] = {
        "summary": f"right: {right}",
        "parameters": [*_parameters(path)],
        "responses": {"200": {"description": "done, or the page"}, "default": said},
    }
    if method == "POST":
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _schema(path, schemas)}}}
    return operation


def _parameters(path: str) -> list[dict[str, Any]]:
    text = {"type": "string"}
    inside = [part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")]
    out: list[dict[str, Any]] = [{"name": name, "in": "path", "required": True, "schema": text} for name in inside]
    return out + [{"name": name, "in": "query", "schema": text} for name in _QUERIES.get(path, ())]


def _schema(path: str, schemas: dict[str, Any]) -> dict[str, Any]:
    body = _BODIES.get(path)
    if body is None:
        return {"type": "object"}
    made = body.json_schema(ref_template=_REF) if isinstance(body, TypeAdapter) else body.model_json_schema(ref_template=_REF)
    schemas.update(made.pop("$defs", {}))
    return made
