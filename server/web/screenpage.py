"""GET /screen: the waiting area's screen in a browser, for a television or a tablet that is already there. Its scripts are as old as its browsers.

The page carries what the first picture needs; the other languages and the voice's phrases it fetches a moment later, as JSON from the same address.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from drivers.screen.qr import LETTERS_MAX, QUIET, modules
from server.domain.day import Day
from server.web import answers
from server.web.pages import STATIC
from server.words import SECOND_LANGUAGES, VOICE_LANGUAGES, Words
from server.words.spoken import phrases_of

HERE = "/screen"
SOME_NAME = "tivi"
"""A browser on this machine that says no name of its own."""
KHMER_FONT = Path("/usr/share/fonts/truetype/noto/NotoSansKhmer-Bold.ttf")
"""Of Debian's fonts-noto-core, which the tickets and the other screen are written with."""
FONT_KEPT = "private, max-age=2592000"
_NAME = re.compile("[a-z0-9-]{1,20}")
_TEMPLATE = Path(__file__).parent / "templates" / "screen.html"


class ScreenPage:
    """`page` makes a page of a template; `view` is the committed Day; `timezone`: the office's; `now` in it."""

    def __init__(
        self,
        *,
        page: Callable[..., Response],
        words: Words,
        view: Callable[[], Day],
        now: Callable[[], datetime],
        timezone: str,
    ) -> None:
        self._page = page
        self._words = words
        self._view = view
        self._now = now
        self._timezone = timezone
        self._version = version_of([_TEMPLATE, *STATIC.glob("screen*")])

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(HERE, self.show, methods=["GET"])
        router.add_api_route(f"{HERE}/procedures.svg", self.procedures, methods=["GET"])
        router.add_api_route(f"{HERE}/hours.svg", self.hours, methods=["GET"])
        router.add_api_route(f"{HERE}/khmer.ttf", self.khmer, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        """The page; for its own scripts, which ask for JSON, what is not needed for the first picture."""
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(self._later())
        asked = request.query_params.get("name", "")
        offset = self._now().utcoffset() or timedelta()
        data = {
            "version": self._version,
            "name": asked if _NAME.fullmatch(asked) else SOME_NAME,
            "zone": self._timezone,
            "offset_ms": offset // timedelta(milliseconds=1),
            "words": {self._words.language: seen_words(self._words)},
        }
        return self._page("screen.html", data=data)

    async def procedures(self) -> Response:
        """The code that leads to the procedures, as the office has it now."""
        return await self._code(self._view().setup.screen.lookup)

    async def hours(self) -> Response:
        """The code that leads to the hours."""
        return await self._code(self._view().setup.screen.hours_link)

    async def _code(self, text: str) -> Response:
        if not 0 < len(text) <= LETTERS_MAX:
            return self._missing()
        return Response(await asyncio.to_thread(svg_of, text), media_type="image/svg+xml")

    def khmer(self) -> Response:
        """Letters that a television may lack; its browser asks only when Khmer is to be seen."""
        if not KHMER_FONT.exists():
            return self._missing()
        return FileResponse(KHMER_FONT, media_type="font/ttf", headers={"cache-control": FONT_KEPT})

    def _missing(self) -> Response:
        return answers.refusal(HTTPStatus.NOT_FOUND, "not_found", self._words.say("refused.not_found"))

    def _later(self) -> dict[str, Any]:
        languages = [self._words, *(self._words.beside(one) for one in SECOND_LANGUAGES)]
        return {
            "version": self._version,
            "words": {words.language: seen_words(words) for words in languages},
            "phrases": {language: phrases_as_data(language) for language in VOICE_LANGUAGES},
        }


def seen_words(words: Words) -> dict[str, str]:
    """What a screen writes: the sentences of its section without its name, and the days of the week with theirs."""
    days = {f"weekday.{key}": text for key, text in words.section("weekday").items()}
    return {**words.section("screen"), **days}


def phrases_as_data(language: str) -> Mapping[str, Any]:
    """server.words.spoken's own tables: names of clips, and how they follow each other."""
    say = phrases_of(language)
    return {
        "clips": list(say.texts),
        "phrases": say.phrases,
        "cardinals": say.cardinals,
        "tens": say.tens,
        "after_tens": say.after_tens,
        "ordinals": say.ordinals,
    }


def version_of(files: list[Path]) -> str:
    """Another one as soon as any of the files is."""
    return sha256(b"\0".join(file.read_bytes() for file in sorted(files))).hexdigest()[:16]


def svg_of(text: str) -> bytes:
    """A QR code with its quiet zone, one unit a module."""
    rows = modules(text)
    side = len(rows) + 2 * QUIET
    dots = "".join(f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dots}"/></svg>'
    ).encode()
