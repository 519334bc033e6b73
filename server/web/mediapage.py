"""Pictures and films: the page where they are uploaded, the upload itself, and their addresses, /media/{mark}.

What is uploaded is only kept; the page then puts it into the setup by an ordinary ask, so that it stands in the log like everything else.
"""

import asyncio
import time
from collections.abc import AsyncIterable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse

from server.domain.day import Day
from server.media import ALL_BYTES, IMAGE_BYTES, MB, PIXELS_MAX, VIDEO_BYTES, BadMedium, Flaw, MediaFolder
from server.web import answers
from server.web.office.lists import Lists, Table
from server.words import Words

FOR_EVER = "private, max-age=31536000, immutable"
"""What a mark names never becomes anything else."""
_STATUS = {Flaw.TOO_HEAVY: HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Flaw.ALL_FULL: HTTPStatus.INSUFFICIENT_STORAGE}
_STATUS |= {Flaw.DISK_FULL: HTTPStatus.INSUFFICIENT_STORAGE}


class MediaPage:
    """`shown` makes a page with the office's navigation; `view` is the committed Day."""

    def __init__(
        self,
        *,
        folder: MediaFolder,
        shown: Callable[..., Response],
        lists: Lists,
        view: Callable[[], Day],
        words: Words,
        now: Callable[[], datetime],
    ) -> None:
        self._folder = folder
        self._shown = shown
        self._lists = lists
        self._view = view
        self._words = words
        self._now = now
        self._one_at_a_time = asyncio.Lock()

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/media", self.show, methods=["GET"])
        router.add_route("/api/office/media", self.upload, methods=["POST"])
        router.add_api_route("/media/{mark}", self.file, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        day = self._view()
        table = self._lists.table("media", day.setup, day.planned, self._now().date())
        limits = {
            "image": IMAGE_BYTES // MB,
            "video": VIDEO_BYTES // MB,
            "all": ALL_BYTES // MB,
            "used": round(self._folder.bytes() / MB),
            "pixels": PIXELS_MAX // 1_000_000,
        }
        known = sorted({one.id for one in (*day.setup.media, *(day.planned.media if day.planned else ()))})
        return self._shown(
            request, "office_media.html", "/office/media", page="media", tables=[self._marked(table)], limits=limits, known=known
        )

    def _marked(self, table: Table) -> Table:
        """Rows whose file is not there say so: a database that was brought back has no pictures in it."""
        gone = self._words.say("office.m_gone")
        rows = [
            row if self._folder.path(row.id) else replace(row, picture="", cells=(*row.cells[:-1], gone)) for row in table.rows
        ]
        return replace(table, rows=tuple(rows))

    async def upload(self, request: Request) -> Response:
        """The file as the request's body. What it is called does not matter."""
        stream = request.stream()
        if self._one_at_a_time.locked():
            await _drained(stream)
            return self._refused("busy", HTTPStatus.CONFLICT)
        async with self._one_at_a_time:
            try:
                self.sweep()
                kept = await self._folder.keep(stream)
            except BadMedium as error:
                await _drained(stream)
                return self._refused(error.flaw, _STATUS.get(error.flaw, HTTPStatus.UNPROCESSABLE_ENTITY), **error.facts)
            except OSError:
                await _drained(stream)
                return self._refused("unwritable", HTTPStatus.SERVICE_UNAVAILABLE)
        return answers.done(mark=kept.mark, kind=kept.type.kind)

    def sweep(self) -> None:
        """Remove files that the setup does not name, today or tomorrow."""
        day = self._view()
        named = {one.id for setup in (day.setup, day.planned) if setup is not None for one in setup.media}
        self._folder.sweep(named, time.time())

    async def file(self, request: Request, mark: str) -> Response:
        path = self._folder.path(mark)
        kind = self._folder.type_of(path) if path is not None else None
        if path is None or kind is None:
            raise HTTPException(404)
        headers = {"etag": f'"{mark}"', "cache-control": FOR_EVER}
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return FileResponse(path, media_type=kind.mime, headers=headers)

    def _refused(self, flaw: str, status: HTTPStatus, **facts: object) -> Response:
        return answers.refusal(status, f"medium_{flaw}", self._words.say(f"office.m_{flaw}", **facts))


async def _drained(stream: AsyncIterable[bytes]) -> None:
    """Read what is still coming: a browser that is not listened to any more shows no answer. The guard bounds it."""
    with suppress(ClientDisconnect, HTTPException, RuntimeError):
        async for _ in stream:
            pass
