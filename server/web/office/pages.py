"""The office's pages: an index, lists of rows, a form for each row and for each table of rules. They save nothing: that is an ordinary ask."""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from server.domain.checks import WEEKDAYS
from server.domain.day import Day
from server.domain.screenchecks import SCREEN_ID
from server.domain.screens import Notice, Screen
from server.domain.setup import Setup
from server.setupdoc import doc_of
from server.web.office.forms import FormMaker
from server.web.office.lists import Lists
from server.web.office.lunar import holidays
from server.web.office.nav import shown_nav
from server.words import CLIP_TEXTS, Words

LISTED = {
    "services": ("services", "groups", "series"),
    "desks": ("desks", "pools"),
    "priority": ("priority_groups",),
    "calendar": ("calendar",),
    "notices": ("notices",),
    "screens": ("screens",),
    "media": ("media",),
}
"""Which rows each page of lists has."""
TABLES = ("hours", "rules", "texts", "screen", "kiosk")
OF_OTHERS = ("screens", "media")
"""Their pages show more than the setup: see screens."""
_PAGE_OF = {kind: page for page, kinds in LISTED.items() for kind in kinds}
LETTERS = "".join(sorted(name[-1] for name in CLIP_TEXTS if name.startswith("chu_")))
"""Those that the voice has names for."""


class OfficePages:
    """`page` makes a page of a template; `view` is the committed Day; `fallback` what an empty text of the office means."""

    def __init__(
        self,
        *,
        page: Callable[..., Response],
        view: Callable[[], Day],
        words: Words,
        now: Callable[[], datetime],
        fallback: Mapping[str, str],
    ) -> None:
        self._page = page
        self._view = view
        self._words = words
        self._now = now
        self.maker = FormMaker(words, fallback)
        self.lists = Lists(words)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office", self.index, methods=["GET"])
        router.add_api_route("/office/new/{kind}", self.new, methods=["GET"])
        router.add_api_route("/office/edit/{kind}/{id}", self.edit, methods=["GET"])
        for page in (one for one in LISTED if one not in OF_OTHERS):
            router.add_api_route(f"/office/{page}", self._list_of(page), methods=["GET"])
        for page in TABLES:
            router.add_api_route(f"/office/{page}", self._table_of(page), methods=["GET"])
        return router

    def shown(self, request: Request, template: str, here: str, **facts: Any) -> Response:
        """A page with the office's navigation, as far as its reader may go; for the pages beside these, too."""
        spoken = {key.removeprefix("js_"): text for key, text in self._words.section("office").items() if key.startswith("js_")}
        planned = self._view().planned is not None
        return self._page(
            template,
            here=here,
            office_words=spoken,
            planned=planned,
            weekdays=WEEKDAYS,
            letters=LETTERS,
            **facts,
        )

    async def index(self, request: Request) -> Response:
        setup, today = self._newest, self._now().date()
        cards = [
            (group, [(path, key, self.lists.line(key, setup, today)) for path, key in pages])
            for group, pages in shown_nav(request.scope["caller"])
        ]
        return self.shown(request, "office_index.html", "/office", cards=cards)

    def _list_of(self, page: str) -> Callable[[Request], Any]:
        async def show(request: Request) -> Response:
            day = self._view()
            tables = [self.lists.table(kind, day.setup, day.planned, self._now().date()) for kind in LISTED[page]]
            template, facts = "office_list.html", {}
            if page == "calendar":
                template, facts = "office_calendar.html", {"years": self._suggested(day.planned or day.setup)}
            return self.shown(request, template, f"/office/{page}", page=page, tables=tables, **facts)

        return show

    def _table_of(self, page: str) -> Callable[[Request], Any]:
        async def show(request: Request) -> Response:
            form = self.maker.tables(self._newest, page)
            scripts = ["office_rules.js"] if page == "rules" else []
            policy = self._words.section("policy") | {"title": self._words.say("page.guarantee", sentence="{sentence}")}
            return self.shown(
                request, "office_tables.html", f"/office/{page}", page=page, form=form, scripts=scripts, policy=policy
            )

        return show

    async def new(self, request: Request, kind: str) -> Response:
        if kind not in _PAGE_OF or kind == "media":  # whose rows come with their files
            raise HTTPException(404)
        if kind == "calendar":
            form = self.maker.date(self._newest, {"date": "", "sessions": [], "note": ""}, new=True)
        else:
            form = self.maker.row(self._newest, kind, _blank(kind, self._newest) | _asked_for(request, kind), new=True)
        return self._form_page(request, kind, form, self._words.say(f"office.new_{kind}"))

    async def edit(self, request: Request, kind: str, id: str) -> Response:
        day = self._view()
        row = self._row(self._newest, kind, id)
        if row is None:
            raise HTTPException(404)
        heading = self._words.say("office.edit_title", row=self.lists.name(kind, row))
        if kind == "calendar":
            return self._form_page(request, kind, self.maker.date(self._newest, row, new=False), heading)
        only_planned = day.planned is not None and self._row(day.setup, kind, id) is None
        form = self.maker.row(self._newest, kind, row, new=False, tomorrow=only_planned)
        return self._form_page(request, kind, form, heading)

    def _form_page(self, request: Request, kind: str, form: Any, heading: str) -> Response:
        back = f"/office/{_PAGE_OF[kind]}"
        return self.shown(request, "office_edit.html", back, form=form, heading=heading, back=back)

    @property
    def _newest(self) -> Setup:
        """What the office wants by its last word: that of tomorrow, if something was put off till then."""
        day = self._view()
        return day.planned or day.setup

    def _row(self, setup: Setup, kind: str, id_: str) -> dict[str, Any] | None:
        rows = setup.hours.calendar if kind == "calendar" else getattr(setup, kind) if kind in _PAGE_OF else ()
        docs: list[dict[str, Any]] = [doc_of(row) for row in rows]
        return next((doc for doc in docs if str(doc["date" if kind == "calendar" else "id"]) == id_), None)

    def _suggested(self, setup: Setup) -> list[tuple[int, list[dict[str, Any]]]]:
        """This year's holidays and next year's, without those that are past or in the calendar."""
        today, known = self._now().date(), {one.date for one in setup.hours.calendar}
        out = []
        for year in (today.year, today.year + 1):
            days = [one for one in holidays(year) if one.date >= today and one.date not in known]
            out.append(
                (
                    year,
                    [
                        {
                            "date": one.date.isoformat(),
                            "shown": self.lists.day(one.date),
                            "note": self._words.say(f"office.d_{one.name}"),
                            "sure": one.sure,
                        }
                        for one in days
                    ],
                )
            )
        return out


def _asked_for(request: Request, kind: str) -> dict[str, Any]:
    """A screen that is there and not set up is named in the address."""
    id_ = request.query_params.get("id", "")
    return {"id": id_} if kind == "screens" and SCREEN_ID.fullmatch(id_) else {}


def _blank(kind: str, setup: Setup) -> dict[str, Any]:
    """What a new row begins with: the next free letter or number, and the defaults of the setup."""
    if kind == "services":
        taken = {one.id for one in setup.services}
        return {
            "id": next((one for one in LETTERS if one not in taken), ""),
            "names": {},
            "minutes": 10,
            "colour": "",
            "icon": "",
            "week": {},
        }
    if kind == "desks":
        number = max((desk.id for desk in setup.desks), default=0) + 1
        return {"id": number, "services": [], "preference": "equal", "equal_after_min": 20, "names": {}}
    if kind == "screens":
        blank: dict[str, Any] = doc_of(Screen(""))
        return blank
    if kind == "notices":
        known = {one.id for one in setup.notices}
        notice: dict[str, Any] = doc_of(Notice(next(id_ for n in count(1) if (id_ := f"n{n}") not in known), {}))
        return notice
    if kind == "series":
        return {"id": "", "prefix": "", "first": 1, "last": 999, "digits": 3, "after_last": "widen"}
    return (
        {"id": "", "names": {}, "services": [], "preference": "equal", "icon": "", "colour": ""}
        if kind == "pools"
        else {"id": "", "names": {}}
    )
