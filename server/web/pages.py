"""The pages: home, desks, the virtual printer's papers. Jinja2 and native modules; nothing is fetched from anywhere else."""

import io
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from server.domain.day import Day
from server.domain.model import DeskId
from server.office.timekeeping import BUILT
from server.translate import office_of
from server.translate.guarantee import guarantee
from server.web.office.nav import shown_nav
from server.who import Caller
from server.wire import OfficeView
from server.wire.follow import ENDED
from server.words import Words

_NOBODY = Caller()
CALLER: ContextVar[Caller] = ContextVar("caller", default=_NOBODY)
"""Who asks for the page that is being made: its header says who is signed in, whatever the page."""
STATIC = Path(__file__).parent / "static"
_LATER = ("ask_", "warn_", "act_")
"""Words of the desk page that are fetched when they are needed: an old computer has less to read before it can call."""
_CHANGING = ("act_open_desk", "act_resume", "act_priority", "act_priority_off", "act_undo", "act_undo_left")
"""What buttons say changes; what the others say stands on them."""
_ON_THE_PAGE = ("list_", "none_", "choose", "other_desk", "big", "take", "warnings")
"""Words that the template says and no script."""


class ShownPaper(Protocol):
    """One paper of the virtual printer, see drivers.printer.fake.Paper."""

    @property
    def number(self) -> int: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def picture(self) -> Any: ...


class Pages:
    """`view` is the committed Day; `printers` are all addresses, `papers` the virtual ones' papers, both by the printer's name; `is_new`: nobody can sign in yet."""

    def __init__(
        self,
        *,
        view: Callable[[], Day],
        office: OfficeView,
        words: Words,
        printers: Mapping[str, str],
        papers: Mapping[str, Callable[[], Sequence[ShownPaper]]],
        now: Callable[[], datetime],
        is_new: Callable[[], bool],
    ) -> None:
        self._is_new = is_new
        self._view = view
        self._office = office
        self._words = words
        self._printers = printers
        self._papers = papers
        self._now = now
        self._jinja = Environment(
            loader=PackageLoader("server.web"), autoescape=select_autoescape(default=True), undefined=StrictUndefined
        )
        # Vietnamese as it is: half the bytes; names stay in the order of their languages
        self._jinja.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False, "separators": (",", ":")}
        self._jinja.globals.update(say=words.say, language=words.language, office_nav=lambda: shown_nav(CALLER.get()))

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/", self.home, methods=["GET"])
        router.add_api_route("/desk", self.desks, methods=["GET"])
        router.add_api_route("/desk/{desk}", self.desk, methods=["GET"])
        router.add_api_route("/papers", self.paper_list, methods=["GET"])
        router.add_api_route("/papers/{printer}/{number}.png", self.paper, methods=["GET"])
        return router

    async def home(self) -> Response:
        """A new office begins with its first person."""
        if self._is_new():
            return RedirectResponse("/start", HTTPStatus.SEE_OTHER)
        day, now = self._view(), self._now()
        return self._page(
            "home.html",
            day=day,
            issued=len(day.tickets),
            waiting=day.waiting(),
            guarantee=guarantee(day.setup.policy, self._words),
            now=now,
            zone=_offset(max(now, BUILT.astimezone(now.tzinfo))),  # in 1970 clocks were an hour ahead here
            unattended=[day.services[one].name() for one in day.unattended()],
        )

    async def desks(self) -> Response:
        day = self._view()
        names = {desk: [day.services[one].name() for one in given] for desk, given in day.gives.items()}
        return self._page("desks.html", names=names)

    async def desk(self, request: Request, desk: str) -> Response:
        """The page; for its own modules, which ask for JSON, the words of questions and warnings, which most visits never need."""
        day = self._view()
        if not desk.isdigit() or DeskId(int(desk)) not in day.desks:
            return self.error(HTTPStatus.NOT_FOUND, self._words.say("refused.unknown_desk", desk=desk))
        chosen, words = day.desks[DeskId(int(desk))], self._words.section("desk")
        if "application/json" in request.headers.get("accept", ""):
            later = {key.removeprefix("ask_"): text for key, text in words.items() if key.startswith(_LATER)}
            return JSONResponse({**later, "trouble": self._words.section("trouble")})
        sentences = {
            "desk": {
                key: text for key, text in words.items() if key in _CHANGING or not key.startswith((*_LATER, *_ON_THE_PAGE))
            },
            "why": self._words.section("why"),
            "state": {key: text for key, text in self._words.section("state").items() if key in ENDED},
        }
        return self._page(
            "desk.html", desk=chosen, names=[day.services[one].name() for one in day.gives[chosen.id]], sentences=sentences
        )

    async def paper_list(self) -> Response:
        papers = {name: list(given()) for name, given in self._papers.items()}
        return self._page("papers.html", papers=papers, real=[one for one in self._printers.items() if one[0] not in papers])

    async def paper(self, printer: str, number: str) -> Response:
        for paper in self._papers[printer]() if printer in self._papers else ():
            if str(paper.number) == number:
                png = io.BytesIO()
                paper.picture.save(png, "PNG")
                return Response(png.getvalue(), media_type="image/png")
        return self.error(HTTPStatus.NOT_FOUND, self._words.say("refused.not_found"))

    def error(self, status: HTTPStatus, message: str) -> Response:
        return self._page("error.html", status.value, message=message)

    def page(self, name: str, **facts: Any) -> Response:
        """A page of this house, for the routers beside this one. `name`: of its template."""
        return self._page(name, **facts)

    def _page(self, name: str, status: int = 200, **facts: Any) -> Response:
        office = office_of(self._view().setup.office, self._office)
        text = self._jinja.get_template(name).render(status=status, office=office, caller=CALLER.get(), **facts)
        return Response(text, status, media_type="text/html; charset=utf-8")


def _offset(now: datetime) -> str:
    """ "+07:00"."""
    return now.isoformat(timespec="minutes")[-6:]


def static_files() -> StaticFiles:
    return StaticFiles(directory=STATIC)


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asked, and not a program."""
    return "text/html" in request.headers.get("accept", "")
