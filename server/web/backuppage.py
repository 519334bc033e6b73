"""Copies of the database: made, taken away, brought back. A restored one takes effect at the next start, which the page can ask for."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import FileResponse

from server.bookkeeping import Bookkeeping
from server.office.office import Office
from server.ports import Audited, AuditEntry
from server.store import backup
from server.store.backup import BadBackup, Flaw
from server.store.engine import FILE_NAME
from server.web.exportpage import actor_of
from server.wire import Refusal
from server.words import Words

MB = 1_000_000
WRITE_AT_ONCE = 1024 * 1024
RESTART_AFTER_S = 0.3
"""So that the answer reaches the page first."""


class NamedCopy(BaseModel):
    """POST /api/office/restore/from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str


class RestartAsk(BaseModel):
    """POST /api/office/restart. `sure`: also while people wait."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sure: bool = False


class Said(BaseModel):
    """Done. `name`: of the copy that was made."""

    ok: Literal[True] = True
    name: str = ""


class BackupPage:
    """`restart` ends the server so that it is started again; None where nobody would."""

    def __init__(
        self,
        *,
        page: Callable[..., Response],
        office: Office,
        keeping: Bookkeeping,
        data: Path,
        words: Words,
        restart: Callable[[], None] | None,
    ) -> None:
        self._page = page
        self._office = office
        self._keeping = keeping
        self._data = data
        self._words = words
        self._restart = restart
        self._one_at_a_time = asyncio.Lock()

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/backup", self.show, methods=["GET"])
        router.add_api_route("/office/backup/file/{name}", self.file, methods=["GET"])
        router.add_route("/api/office/backup", self.make, methods=["POST"])
        router.add_route("/api/office/restore", self.upload, methods=["POST"])
        router.add_route("/api/office/restore/from", self.take, methods=["POST"])
        router.add_route("/api/office/restore/cancel", self.cancel, methods=["POST"])
        router.add_route("/api/office/restart", self.restart, methods=["POST"])
        return router

    async def show(self) -> Response:
        staged = await asyncio.to_thread(backup.staged, self._data)
        return self._page(
            "books_backup.html",
            copies=backup.copies(self._data),
            kept=self._keeping.kept,
            carry_to=self._keeping.carry_to,
            carry_trouble=self._keeping.carry_trouble,
            size=(self._data / FILE_NAME).stat().st_size / MB,
            free=shutil.disk_usage(self._data).free // MB,
            staged=staged,
            failure=backup.failure(self._data),
            people=self._people(),
            can_restart=self._restart is not None,
        )

    async def file(self, name: str, request: Request) -> Response:
        path = backup.copy_named(self._data, name)
        if path is None:
            return self._refused("no_copy", HTTPStatus.NOT_FOUND)
        await self._office.note(AuditEntry(actor_of(request), Audited.EXPORT, name))
        return FileResponse(path, media_type="application/octet-stream", filename=name)

    async def make(self, request: Request) -> Response:
        async with self._one_at_a_time:
            try:
                made = await self._keeping.copy_now(actor_of(request))
            except BadBackup as error:
                return self._bad(error)
        return _said(Said(name=made.name))

    async def upload(self, request: Request) -> Response:
        """The file as the request's body, streamed to the data's disk, and looked through before it is taken."""
        if self._one_at_a_time.locked():
            return self._refused("restore_busy", HTTPStatus.CONFLICT)
        part = self._data / f"upload-{uuid.uuid4().hex}.part"
        async with self._one_at_a_time:
            try:
                length = request.headers.get("content-length", "0")
                await asyncio.to_thread(backup.room_for, self._data, int(length) if length.isdecimal() else 0)
                await _written(part, request.stream())
                return await self._stage(part)
            except BadBackup as error:
                return self._bad(error)
            except OSError:
                return self._bad(BadBackup(Flaw.UNWRITABLE))
            finally:
                with suppress(OSError):
                    part.unlink(missing_ok=True)

    async def take(self, request: Request) -> Response:
        """One of the copies on this machine."""
        try:
            name = NamedCopy.model_validate_json(await request.body()).name
        except ValidationError:
            name = ""
        path = backup.copy_named(self._data, name)
        if path is None:
            return self._refused("no_copy", HTTPStatus.NOT_FOUND)
        async with self._one_at_a_time:
            try:
                await asyncio.to_thread(backup.stage_copy, self._data, path)
            except BadBackup as error:
                return self._bad(error)
            except OSError:
                return self._bad(BadBackup(Flaw.UNWRITABLE))
        return _said(Said())

    async def cancel(self, request: Request) -> Response:
        backup.unstage(self._data)
        return _said(Said())

    async def restart(self, request: Request) -> Response:
        try:
            sure = RestartAsk.model_validate_json(await request.body()).sure
        except ValidationError:
            sure = False
        if self._restart is None:
            return self._refused("restart_none", HTTPStatus.CONFLICT)
        if self._people() and not sure:
            return self._refused("restore_people", HTTPStatus.CONFLICT, count=self._people())
        if await asyncio.to_thread(backup.staged, self._data) is not None:
            await self._office.note(AuditEntry(actor_of(request), Audited.RESTORE, "→"))
        asyncio.get_running_loop().call_later(RESTART_AFTER_S, self._restart)
        return _said(Said())

    async def _stage(self, part: Path) -> Response:
        await asyncio.to_thread(backup.stage, self._data, part)
        return _said(Said())

    def _people(self) -> int:
        day = self._office.view
        return day.waiting() + len(day.in_hand)

    def _bad(self, error: BadBackup) -> Response:
        status = HTTPStatus.INSUFFICIENT_STORAGE if error.flaw is Flaw.NO_ROOM else HTTPStatus.UNPROCESSABLE_ENTITY
        return self._refused(f"restore_{error.flaw}", status)

    def _refused(self, reason: str, status: HTTPStatus, **facts: object) -> Response:
        refusal = Refusal(reason=reason, message=self._words.say(f"books.{reason}", **facts))
        return Response(refusal.model_dump_json(), status.value, media_type="application/json")


async def _written(part: Path, chunks: AsyncIterator[bytes]) -> None:
    """Some of it at a time, in threads: a slow disk does not stop the loop."""
    with part.open("xb") as file:
        buffer = bytearray()
        async for chunk in chunks:
            buffer += chunk
            if len(buffer) >= WRITE_AT_ONCE:
                await asyncio.to_thread(file.write, bytes(buffer))
                buffer.clear()
        await asyncio.to_thread(file.write, bytes(buffer))


def _said(answer: Said) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json")
