"""GET /assist: somebody who helps at the entrance takes numbers for citizens, on any phone of the office. Two taps; the rest is the ordinary ask."""

from collections.abc import Callable

from fastapi import APIRouter, Response

from server.words import PAPER_LANGUAGES, Words


class AssistPage:
    """`page` makes a page of a template."""

    def __init__(self, *, page: Callable[..., Response], words: Words) -> None:
        self._page = page
        self._words = words

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/assist", self.show, methods=["GET"])
        return router

    async def show(self) -> Response:
        return self._page("assist.html", say_all=self._words.section("assist"), languages=PAPER_LANGUAGES)
