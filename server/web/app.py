"""The FastAPI application: routers, errors, the guard around everything. Made by compose; holds no state of its own."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException

from server.devices import Device
from server.office.office import Office
from server.office.spool import Spool
from server.web.asks import asks_router
from server.web.guard import App, Guard
from server.web.hear import Hearers, hear_router
from server.web.pages import Pages, static_files, wants_page
from server.web.printing import printing_router
from server.wire import Refusal
from server.words import Words

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def build_app(
    *,
    office: Office,
    hearers: Hearers,
    pages: Pages,
    words: Words,
    health: Callable[[], dict[str, object]],
    papers: Spool | None,
    device_of: Callable[[str], Device | None],
    lan_port: int | None,
    beside: Sequence[APIRouter] = (),
) -> App:
    """Return the application as uvicorn serves it. `lan_port`: where devices on other machines come in, see Guard; `beside`: pages with a
    router of their own."""
    app = FastAPI(title="Moiso", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(asks_router(office, words, papers.can_print if papers is not None else None))
    app.include_router(printing_router(papers, words))
    app.include_router(hear_router(hearers, lambda: office.view))
    for router in (pages.router(), *beside):
        app.include_router(router)
    app.mount("/static", static_files(), name="static")

    @app.get("/health")
    async def health_now() -> dict[str, object]:
        return health()

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        return _said(request, HTTPStatus(error.status_code), _REASONS.get(error.status_code, "not_allowed"), pages, words)

    @app.exception_handler(Exception)
    async def our_fault(request: Request, error: Exception) -> Response:
        return _said(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal", pages, words)

    return Guard(app, hosts=LOCAL_HOSTS, words=words, lan_port=lan_port, device_of=device_of)


_REASONS = {HTTPStatus.NOT_FOUND.value: "not_found", HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value: "too_large"}


def _said(request: Request, status: HTTPStatus, reason: str, pages: Pages, words: Words) -> Response:
    """A page for a person, JSON for a program."""
    message = words.say(f"refused.{reason}")
    if wants_page(request):
        return pages.error(status, message)
    return Response(Refusal(reason=reason, message=message).model_dump_json(), status.value, media_type="application/json")
