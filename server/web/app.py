"""The FastAPI application: routers, errors, the guard around everything. Made by compose; holds no state of its own."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from server.access.gate import Gate
from server.domain.day import Day
from server.web import answers
from server.web.access import glass_at, pair_address, sign_in_address
from server.web.guard import App, Guard, Scope
from server.web.hear import Hearers, hear_router
from server.web.pages import Pages, static_files, wants_page
from server.who import Caller, Right
from server.words import Words


def build_app(
    *,
    gate: Gate,
    view: Callable[[], Day],
    hearers: Hearers,
    pages: Pages,
    words: Words,
    health: Callable[[], dict[str, object]],
    hosts: frozenset[str],
    far_ports: frozenset[int],
    routers: Sequence[APIRouter],
    docs: bool = False,
) -> App:
    """Return the application as uvicorn serves it. `hosts`: further names of this machine, see Guard; `far_ports` too; `routers`: whatever has one of its own;
    `docs`: whether /openapi.json is answered."""
    app = FastAPI(title="Moiso", docs_url=None, redoc_url=None, openapi_url=None)
    for router in (hear_router(hearers, view), pages.router(), *routers):
        app.include_router(router)
    app.mount(
        "/static", GZipMiddleware(static_files(), compresslevel=6), name="static"
    )  # televisions have slow processors and slow radios

    if docs:

        @app.get("/openapi.json")
        async def described() -> dict[str, object]:
            from server.web.openapi import document

            return document()

    @app.get("/health")
    async def health_now(request: Request) -> dict[str, object]:
        """Strangers hear only whether it lives."""
        caller: Caller = request.scope["caller"]
        said = health()
        return said if caller.local or caller.may(Right.KEEP) or caller.may(Right.RUN) else {"ok": said["ok"]}

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        return _said(request, HTTPStatus(error.status_code), _REASONS.get(error.status_code, "not_allowed"), pages, words)

    @app.exception_handler(Exception)
    async def our_fault(request: Request, error: Exception) -> Response:
        return _said(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", pages, words)

    def refuse(scope: Scope, status: HTTPStatus, reason: str) -> App:
        request = Request(scope)
        if reason == "sign_in" and wants_page(request):
            where = request.url.path if scope["method"] == "GET" else "/"
            if glass_at(where) is not None:  # what stands behind the question mark says which printer is a kiosk's
                asked = f"?{request.url.query}" if request.url.query else ""
                return RedirectResponse(pair_address(where + asked), HTTPStatus.SEE_OTHER)
            return RedirectResponse("/start" if gate.is_new else sign_in_address(where), HTTPStatus.SEE_OTHER)
        return _said(request, status, reason, pages, words)

    return Guard(app, gate=gate, hosts=hosts, far_ports=far_ports, refuse=refuse)


_REASONS = {HTTPStatus.NOT_FOUND.value: "not_found", HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value: "too_large"}


def _said(request: Request, status: HTTPStatus, reason: str, pages: Pages, words: Words) -> Response:
    """A page for a person, JSON for a program."""
    message = words.say(f"refused.{reason}")
    return pages.error(status, message) if wants_page(request) else answers.refusal(status, reason, message)
