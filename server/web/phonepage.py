"""A citizen's own ticket on the phone: GET /t/KEY, and how it stands as JSON, asked again every few seconds. No account, nothing personal.

The key is on the paper's QR code. Whoever has it sees one number and nothing else; whoever guesses is slowed down.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from server.domain.day import Day
from server.domain.model import Ticket, TicketState
from server.domain.waits import wait_of
from server.phonekey import PhoneKeys
from server.words import PAPER_LANGUAGES, Words

ASK_EVERY_S = 4
"""How often a phone asks: a call may be two minutes away, and fifty phones are twelve questions a second."""
NEAR = 2
"""With so many people before it, it is time to come back to the room."""
WRONG_PAUSE_S = 0.5
_SHOWN = {
    TicketState.WAITING: "waiting",
    TicketState.CALLED: "called",
    TicketState.SERVING: "serving",
    TicketState.HELD: "held",
    TicketState.MISSED: "missed",
}


class PhonePage:
    """`view` is the committed Day; `words` by language, "vi" among them."""

    def __init__(
        self,
        *,
        page: Callable[..., Response],
        view: Callable[[], Day],
        keys: PhoneKeys,
        words: Mapping[str, Words],
        now: Callable[[], datetime],
    ) -> None:
        self._page = page
        self._view = view
        self._keys = keys
        self._words = words
        self._now = now

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/t/{key}", self.show, methods=["GET"])
        router.add_api_route("/t/{key}/now", self.how, methods=["GET"])
        return router

    async def show(self, request: Request, key: str) -> Response:
        ticket = await self._found(key)
        language = ticket.language if ticket is not None and ticket.language in self._words else "vi"
        say = {one: self._words[one].section("phone") for one in PAPER_LANGUAGES if one in self._words}
        data = {"key": key, "language": language, "say": say, "every_s": ASK_EVERY_S, "near": NEAR, "now": self._facts(ticket)}
        return self._page("phone.html", status=200 if ticket is not None else HTTPStatus.NOT_FOUND.value, data=data)

    async def how(self, key: str) -> Response:
        ticket = await self._found(key)
        return JSONResponse(self._facts(ticket), 200 if ticket is not None else HTTPStatus.NOT_FOUND)

    async def _found(self, key: str) -> Ticket | None:
        found = self._keys.find(key, self._view().tickets.values()) if len(key) <= 40 else None
        if found is None:
            await asyncio.sleep(WRONG_PAUSE_S)
        return found

    def _facts(self, ticket: Ticket | None) -> dict[str, Any]:
        """`state`: waiting, called, serving, held, missed, over, or unknown: of another day, or nobody's. `wait`: from and to in minutes."""
        now = self._now().isoformat()
        if ticket is None:
            return {"state": "unknown", "now": now}
        day = self._view()
        state = _SHOWN.get(ticket.state, "over")
        service = day.services.get(ticket.service)
        facts: dict[str, Any] = {
            "state": state,
            "label": ticket.label,
            "service": dict(service.names) if service is not None else {},
            "priority": ticket.priority,
            "desk": None if day.setup.one_officer else ticket.desk,
            "calls": ticket.calls,
            "open": day.is_open,
            "now": now,
        }
        if state == "waiting":
            facts["ahead"] = day.ahead_of(ticket)
            facts["wait"] = wait_of(day, ticket, facts["ahead"])
        return facts
