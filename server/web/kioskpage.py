"""GET /kiosk: the kiosk in a browser, for a tablet or a touch PC that is already there. It asks and hears as any other kiosk; printing stays with the server.

The page carries what the first picture needs; the other languages it fetches a moment later, as JSON from the same address.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from server.web.pages import STATIC
from server.web.screenpage import version_of
from server.words import SECOND_LANGUAGES, VOICE_LANGUAGES, Words
from server.words.spoken import phrases_of

HERE = "/kiosk"
SOME_NAME = "kiosk"
"""A browser on this machine that says no name of its own."""
SHARED = ("desk_scan.js", "procedures_find.js", "screen_hours.js", "screen_line.js")
"""What it has in common with other pages."""
_NAME = re.compile("[a-z0-9-]{1,20}")
_TEMPLATE = Path(__file__).parent / "templates" / "kiosk.html"


class KioskPage:
    """`page` makes a page of a template; `timezone`: the office's; `now` in it."""

    def __init__(self, *, page: Callable[..., Response], words: Words, now: Callable[[], datetime], timezone: str) -> None:
        self._page = page
        self._words = words
        self._now = now
        self._timezone = timezone
        self._version = version_of([_TEMPLATE, *STATIC.glob("kiosk*"), *(STATIC / name for name in SHARED)])

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(HERE, self.show, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        """The page; for its own scripts, which ask for JSON, what is not needed for the first picture."""
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(self._later())
        name, printer = request.query_params.get("name", ""), request.query_params.get("printer", "")
        offset = self._now().utcoffset() or timedelta()
        data = {
            "version": self._version,
            "name": name if _NAME.fullmatch(name) else SOME_NAME,
            "printer": printer if _NAME.fullmatch(printer) else "",
            "zone": self._timezone,
            "offset_ms": offset // timedelta(milliseconds=1),
            "language": self._words.language,
            "words": {self._words.language: seen_words(self._words)},
        }
        return self._page("kiosk.html", data=data)

    def _later(self) -> dict[str, Any]:
        languages = [self._words, *(self._words.beside(one) for one in SECOND_LANGUAGES if one != self._words.language)]
        return {
            "version": self._version,
            "words": {words.language: seen_words(words) for words in languages},
            "priority": {language: phrases_of(language).phrases["priority"] for language in VOICE_LANGUAGES},
        }


def seen_words(words: Words) -> dict[str, str]:
    """What a kiosk writes: the sentences of its section without its name, and the days of the week with theirs."""
    days = {f"weekday.{key}": text for key, text in words.section("weekday").items()}
    return {**words.section("kiosk"), **days}
