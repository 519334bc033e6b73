"""GET /hours: when the office works, for a citizen's phone; the QR code on the screen may lead here. No script, no account, the language by `?lang=`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Response

from server.domain.day import Day
from server.domain.hours import next_opening, stretches
from server.domain.setup import Service, Sessions, Setup
from server.words import PAPER_LANGUAGES, Words

COMING_DAYS = 60
"""Days that are not as their weekday says are told so long ahead."""


@dataclass(frozen=True, slots=True)
class Line:
    """A day, and its times or that it is free, each a piece that stays on one line; `today`: it is today's weekday."""

    day: str
    times: tuple[str, ...]
    note: str = ""
    today: bool = False


class HoursPage:
    """`view` is the committed Day; `words` by language, "vi" among them; `now` in the office's zone."""

    def __init__(
        self,
        *,
        page: Callable[..., Response],
        view: Callable[[], Day],
        words: Mapping[str, Words],
        now: Callable[[], datetime],
    ) -> None:
        self._page = page
        self._view = view
        self._words = words
        self._now = now

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/hours", self.show, methods=["GET"])
        return router

    async def show(self, lang: str = "vi") -> Response:
        """An unknown language is Vietnamese."""
        day, now = self._view(), self._now()
        words = self._words.get(lang, self._words["vi"])
        own = [one for one in day.setup.services if one.week]
        return self._page(
            "hours.html",
            lang=words.language,
            languages=[one for one in PAPER_LANGUAGES if one in self._words],
            words=words,
            standing="" if day.clock_doubt else _standing(day, now, words),
            week=_week(day.setup, None, now, words) if day.setup.hours.week else [],
            coming=[] if day.clock_doubt else _coming(day.setup, now, words),
            services=[(one.name(words.language), _week(day.setup, one, now, words)) for one in own],
        )


def _standing(day: Day, now: datetime, words: Words) -> str:
    """Whether the desks are there now, until when, and when again."""
    today = stretches(day.setup, None, now)
    if today is None:
        return words.say("opening.now_always") if day.is_open else words.say("opening.now_closed")
    until = next((one.end for one in today if one.start <= now < one.end), None)
    if until is not None and day.is_open:
        return words.say("opening.now_open", time=f"{until:%H:%M}")
    again = next_opening(day.setup, None, now)
    if again is None:
        return words.say("opening.now_closed")
    if again.date() == now.date():
        return words.say("opening.now_again_today", time=f"{again:%H:%M}")
    return words.say("opening.now_again", time=f"{again:%H:%M}", day=_named(again, words))


def _week(setup: Setup, service: Service | None, now: datetime, words: Words) -> list[Line]:
    """From Monday, as it is in an ordinary week."""
    week = service.week if service is not None else setup.hours.week
    return [
        Line(words.say(f"weekday.{place}"), _times(sessions, words), today=place == now.weekday())
        for place, sessions in enumerate(week)
    ]


def _coming(setup: Setup, now: datetime, words: Words) -> list[Line]:
    """Days soon that are otherwise, in their order."""
    last = now.date() + timedelta(days=COMING_DAYS)
    there = sorted((one for one in setup.hours.calendar if now.date() <= one.date <= last), key=lambda one: one.date)
    return [Line(_named(one.date, words), _times(one.sessions, words), one.note, today=one.date == now.date()) for one in there]


def _times(sessions: Sessions, words: Words) -> tuple[str, ...]:
    return tuple(f"{one.start:%H:%M}–{one.end:%H:%M}" for one in sessions) or (words.say("opening.free"),)


def _named(day: date, words: Words) -> str:
    """ "Thứ Ba 1/12"."""
    return f"{words.say(f'weekday.{day.weekday()}')} {day.day}/{day.month}"
