"""GET /appointment: an officer makes an appointment slip, to be printed, photographed or sent. Nothing is stored: the code says it all, signed."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter, Response

from server.domain.day import Day
from server.domain.model import ServiceId
from server.slipkeys import SlipKeys
from server.web.screenpage import svg_of
from server.wire.slip import Slip
from server.words import Words

AHEAD_DAYS = 366
MINUTES = (15, 30, 45, 60, 90, 120)
USUAL_MINUTES = 30


class AppointmentPage:
    """`page` makes a page of a template; `now` in the office's zone."""

    def __init__(
        self, *, page: Callable[..., Response], words: Words, keys: SlipKeys, view: Callable[[], Day], now: Callable[[], datetime]
    ) -> None:
        self._page = page
        self._words = words
        self._keys = keys
        self._view = view
        self._now = now

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/appointment", self.show, methods=["GET"])
        return router

    async def show(self, service: str = "", day: str = "", at: str = "", minutes: str = "") -> Response:
        """The form; with it filled in, the slip. Texts, so that a wrong one is a sentence and not a page of a machine."""
        services = self._view().services
        asked = bool(service or day or at)
        slip = self._slip(service, day, at, minutes) if asked and service in services else None
        return self._page(
            "appointment.html",
            services=services.values(),
            first=self._now().date(),
            last=self._now().date() + timedelta(days=AHEAD_DAYS),
            choices=MINUTES,
            chosen={"service": service, "day": day, "at": at, "minutes": minutes or str(USUAL_MINUTES)},
            wrong=asked and slip is None,
            slip=slip,
            matter=services[ServiceId(slip.service)].name() if slip is not None else "",
            when=self._when(slip) if slip is not None else "",
            code=(await asyncio.to_thread(svg_of, slip.code)).decode() if slip is not None else "",
        )

    def _slip(self, service: str, day: str, at: str, minutes: str) -> Slip | None:
        """None for a time that nobody can keep."""
        try:
            on, start = date.fromisoformat(day), time.fromisoformat(at)
            length = timedelta(minutes=int(minutes or USUAL_MINUTES))
        except ValueError:
            return None
        now = self._now()
        begins = datetime.combine(on, start, now.tzinfo)
        ends = begins + length
        whole = timedelta() < length and ends.date() == on and start.tzinfo is None
        soon = now.date() <= on <= now.date() + timedelta(days=AHEAD_DAYS)
        return self._keys.new(service, on, start, ends.time()) if whole and soon and ends > now else None

    def _when(self, slip: Slip) -> str:
        return self._words.say(
            "appointment.when",
            start=f"{slip.start:%H:%M}",
            end=f"{slip.end:%H:%M}",
            weekday=self._words.say(f"weekday.{slip.day.weekday()}"),
            date=f"{slip.day.day}/{slip.day.month}/{slip.day.year}",
        )
