"""POST /api/help: somebody at a kiosk wants help; the desks are told until an officer says that somebody is on the way. Held in memory."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from server.web import answers
from server.web.access import guarded
from server.web.hear import Hearers
from server.who import Caller
from server.wire.heard import Help
from server.words import Words


class HelpAsk(BaseModel):
    """`kiosk`: its name, for one on this machine; others are known by their token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kiosk: Annotated[str, Field(pattern=r"^[a-z0-9-]{0,20}$")] = ""


def helping_router(hearers: Hearers, now: Callable[[], datetime], words: Words) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    async def ask(request: Request) -> Response:
        asked = await answers.read(HelpAsk, request)
        caller: Caller = request.scope["caller"]
        hearers.help_wanted(Help(at=now(), kiosk=caller.device.name if caller.device is not None else asked.kiosk))
        return answers.done()

    async def known(request: Request) -> Response:
        asked = await answers.read(HelpAsk, request)
        hearers.help_wanted(Help(kiosk=asked.kiosk))
        return answers.done()

    router.add_route("/api/help", guarded(ask, words), methods=["POST"])
    router.add_route("/api/help/known", guarded(known, words), methods=["POST"])
    return router
