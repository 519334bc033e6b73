"""The guided first run: six steps from the default setup to a centre that works. Each step saves by ordinary asks, so leaving loses nothing."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from server.domain.day import Day
from server.domain.marks import marks
from server.domain.setup import Setup
from server.setupdoc import doc_of
from server.setupfile import default_setup
from server.web.office.forms import FormMaker
from server.web.office.printers import PrinterPages

STEPS = ("names", "hours", "services", "desks", "printer", "done")
DESKS_OFFERED = 20
_DAY = ["07:00-11:00", "13:00-17:00"]
_HALF = ["07:30-11:30", "13:30-17:30"]
_WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
PRESETS: dict[str, dict[str, list[str]]] = {
    "seven": dict.fromkeys(_WORKDAYS, _DAY),
    "half": dict.fromkeys(_WORKDAYS, _HALF),
    "saturday": dict.fromkeys(_WORKDAYS, _DAY) | {"sat": ["07:00-11:00"]},
}
"""Usual hours. Source: DOMAIN §3.5 (Cần Thơ's centres and the towns around)."""


class FirstPages:
    """`shown` makes a page in the office's dress; `maker` fills forms; `printers` knows how they stand."""

    def __init__(
        self, *, shown: Callable[..., Response], view: Callable[[], Day], maker: FormMaker, printers: PrinterPages
    ) -> None:
        self._shown = shown
        self._view = view
        self._maker = maker
        self._printers = printers

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/first", self.show, methods=["GET"])
        return router

    async def show(self, request: Request, step: str = "1") -> Response:
        """`step` from 1; what is none begins at the beginning."""
        place = int(step) if step in map(str, range(1, len(STEPS) + 1)) else 1
        name = STEPS[place - 1]
        facts: dict[str, Any] = {
            "names": self._names,
            "hours": self._hours,
            "services": self._services,
            "desks": self._desks,
        }.get(name, dict)()
        printers = self._printers.printers() if name == "printer" else ()
        return self._shown(
            request, "office_first.html", "/first", step=place, steps=STEPS, topic=name, printers=printers, **facts
        )

    @property
    def _setup(self) -> Setup:
        day = self._view()
        return day.planned or day.setup

    def _names(self) -> dict[str, Any]:
        return {"form": self._maker.tables(self._setup, "first_names")}

    def _hours(self) -> dict[str, Any]:
        return {"form": self._maker.tables(self._setup, "first_hours"), "presets": PRESETS}

    def _services(self) -> dict[str, Any]:
        """Those that are here, and those of the default that are not (any more)."""
        setup = self._setup
        here = [one.id for one in setup.services]
        others = [one for one in default_setup().services if one.id not in here]
        rows = {one.id: doc_of(one) for one in (*setup.services, *others)}
        data = {
            "services": rows,
            "here": here,
            "desks": [doc_of(one) for one in setup.desks],
            "pools": [doc_of(one) for one in setup.pools],
        }
        return {"rows": rows, "in_use": here, "data": self._data(data, "services", "desks", "pools")}

    def _desks(self) -> dict[str, Any]:
        setup = self._setup
        data = {
            "desks": {str(one.id): doc_of(one) for one in setup.desks},
            "services": [one.id for one in setup.services],
            "everywhere": [one.id for one in setup.services if one.quick],
        }
        most = max(DESKS_OFFERED, *(one.id for one in setup.desks))
        return {"desks": setup.desks, "services": setup.services, "most": most, "data": self._data(data, "desks")}

    def _data(self, base: dict[str, Any], *kinds: str) -> dict[str, Any]:
        seen = {place: mark for place, mark in marks(self._setup).items() if place.split()[0] in kinds}
        return {"base": base, "seen": seen, "extra": {}}
