"""The pages of the screens: each as the office wants it and as it is now, and the emergency notice. They save nothing: that is an ordinary ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from fastapi import APIRouter, Request, Response

from server.domain.day import Day
from server.web.office.forms import FormMaker
from server.web.office.lists import Lists
from server.words import Words


class Standing(Protocol):
    """How the screens are now, see web.hear.Hearers."""

    @property
    def speakers(self) -> tuple[str, ...]: ...
    def sound_of(self, name: str) -> str | None: ...
    def screens_here(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A screen that is there, or should be, and that the office wrote nothing down of. `now`: how it is, in words."""

    name: str
    now: str


class ScreenPages:
    """`shown` makes a page with the office's navigation; `paired`: the names of all devices that are screens."""

    def __init__(
        self,
        *,
        shown: Callable[..., Response],
        lists: Lists,
        maker: FormMaker,
        view: Callable[[], Day],
        standing: Standing,
        paired: Callable[[], Iterable[str]],
        words: Words,
        now: Callable[[], datetime],
    ) -> None:
        self._shown = shown
        self._lists = lists
        self._maker = maker
        self._view = view
        self._standing = standing
        self._paired = paired
        self._words = words
        self._now = now

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/screens", self.show, methods=["GET"])
        router.add_api_route("/office/emergency", self.emergency, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        day = self._view()
        table = self._lists.table("screens", day.setup, day.planned, self._now().date())
        rows = tuple(replace(row, cells=(row.cells[0], self.now(row.id), *row.cells[1:])) for row in table.rows)
        heads = (table.heads[0], self._words.say("office.t_screens_now"), *table.heads[1:])
        known = {row.id for row in rows}
        others = sorted({*self._standing.screens_here(), *self._paired()} - known)
        return self._shown(
            request,
            "office_screens.html",
            "/office/screens",
            page="screens",
            tables=[replace(table, heads=heads, rows=rows)],
            others=[Unwritten(name, self.now(name)) for name in others],
        )

    def now(self, name: str) -> str:
        """ "Đang kết nối, đang đọc số"."""
        say = self._words.say
        if name not in self._standing.screens_here():
            return say("people.is_away")
        if name in self._standing.speakers:
            return f"{say('people.is_here')}, {say('office.o_speaks')}"
        sound = self._standing.sound_of(name)
        return f"{say('people.is_here')}, {say(f'office.o_{sound}')}" if sound in ("none", "off") else say("people.is_here")

    async def emergency(self, request: Request) -> Response:
        """Of today, whatever was put off till tomorrow."""
        setup = self._view().setup
        form = self._maker.tables(setup, "emergency")
        return self._shown(request, "office_emergency.html", "/office/emergency", form=form, running=dict(setup.screen.emergency))
