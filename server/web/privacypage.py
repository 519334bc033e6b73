"""What is kept, for how long, and who can see it, in plain words; and how long the log is kept, to be set. Saves nothing itself: that is an
ordinary ask (`change_setup`)."""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Response

from server.office.office import Office
from server.store.books import Books
from server.store.retention import AUDIT_DAYS

DAYS_MOST = 3650


class PrivacyPage:
    """`kept`: daily copies that are kept; they hold what was deleted since, until they go themselves."""

    def __init__(self, *, page: Callable[..., Response], office: Office, books: Books, kept: int) -> None:
        self._page = page
        self._office = office
        self._books = books
        self._kept = kept

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/privacy", self.show, methods=["GET"])
        return router

    async def show(self) -> Response:
        logged, days = await asyncio.to_thread(lambda: (self._books.logged_days(), self._books.days()))
        return self._page(
            "books_privacy.html",
            keep_days=self._office.view.setup.keep_days,
            most=DAYS_MOST,
            audit_days=AUDIT_DAYS,
            copies=max(1, self._kept),  # one that somebody made by hand stays
            oldest_log=_shown(logged[-1]) if logged else "–",
            oldest_figures=_shown(days[-1]) if days else "–",
        )


def _shown(day: str) -> str:
    return f"{day[8:]}/{day[5:7]}/{day[:4]}"
