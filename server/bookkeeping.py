"""What the books need by themselves: the figures of days that are over are kept, old days are deleted, copies are made. Runs in the event
loop, works in the writer's thread and in threads of its own; never while the clock is doubted.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import date, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from server.office.office import Office
from server.ports import Audited, AuditEntry, Store, StoreTrouble, Tx
from server.store import backup, retention
from server.store.backup import BadBackup, Flaw, Taken
from server.store.carried import carry_files
from server.store.sqlite_tx import SqliteTx

log = logging.getLogger("moiso.books")
ROUND_S = 60.0
EVENING_HOUR = 17
"""From then on the day's copy is made, also while the day is still open. Local."""


class Bookkeeping:
    """`kept`: daily copies that are kept; `carry_to`: another disk for them, None for none."""

    def __init__(self, *, office: Office, store: Store, data: Path, zone: tzinfo, kept: int, carry_to: Path | None) -> None:
        self._office = office
        self._store = store
        self._data = data
        self._zone = zone
        self.kept = kept
        self.carry_to = carry_to
        self._tidied: date | None = None
        self._tried: date | None = None
        self.carry_trouble = ""
        """Why the newest copy is not on the other disk."""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except StoreTrouble as error:
                log.error("the books cannot be kept now: %s", error)
            await asyncio.sleep(ROUND_S)

    async def look(self) -> None:
        """Do what is due."""
        day = self._office.view
        if day.clock_doubt or day.date is None:
            return
        is_quiet = not day.is_open or (not day.waiting() and not day.in_hand)
        if self._tidied != day.date and is_quiet:
            await self.tidy()
            self._tidied = day.date
        if self._copy_is_due() and self._tried != self._office.now().date():
            self._tried = self._office.now().date()
            try:
                await self.copy_now("rule")
            except BadBackup as error:
                log.error("the day's copy could not be made: %s", error)

    async def tidy(self) -> None:
        """Keep the figures of days that are over, then delete what is older than the office keeps."""
        day, now = self._office.view, self._office.now()
        today, keep_days = day.date, day.setup.keep_days
        if today is None:
            return
        jobs: tuple[Callable[[SqliteTx], bool], ...] = (
            lambda tx: retention.fold_one(tx, self._zone),
            lambda tx: retention.delete_some(tx, now, today, keep_days),
            lambda tx: retention.delete_old_entries(tx, now),
        )
        for job in jobs:
            while await self._submitted(job):
                pass

    async def copy_now(self, actor: str) -> Path:
        """A copy in the folder of copies, and on the other disk if there is one. Raises: BadBackup."""
        made = await asyncio.to_thread(backup.make_daily, self._data, self._office.now(), max(1, self.kept))
        await self._office.note(AuditEntry(actor, Audited.BACKUP, made.name))
        if self.carry_to is not None:
            try:
                await asyncio.to_thread(backup.carry_to, self.carry_to, made, self.kept)
                await asyncio.to_thread(carry_files, self._data, self.carry_to)
                self.carry_trouble = ""
            except BadBackup as error:
                self.carry_trouble = error.flaw
                log.error("the copy could not be carried to %s: %s", self.carry_to, error)
            except OSError as error:
                self.carry_trouble = Flaw.UNWRITABLE
                log.error("pictures and recordings could not be carried to %s: %s", self.carry_to, error)
        return made

    async def note_restored(self, taken: Taken) -> None:
        """After a start that took up another database, or could not."""
        inside = taken.inside
        said = taken.failure if inside is None else f"{inside.day}, {inside.tickets}"
        with suppress(StoreTrouble):  # the office comes up all the same
            await self._office.note(AuditEntry("rule", Audited.RESTORE, inside.day if inside else "–", after=said))

    def _copy_is_due(self) -> bool:
        """Once a day: after closing or in the evening; if that was missed, as soon as it is seen."""
        if self.kept == 0:
            return False
        now, made = self._office.now(), backup.copies(self._data)
        if made and made[0].at.date() >= now.date():
            return False
        missed = bool(made) and (now.date() - made[0].at.date()).days > 1
        return missed or not self._office.view.is_open or now.hour >= EVENING_HOUR

    async def _submitted(self, job: Callable[[SqliteTx], Any]) -> Any:
        """Run a job of the store in the writer's thread."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def resolve(result: Any, error: BaseException | None) -> None:
            if not future.done():
                future.set_exception(error) if error is not None else future.set_result(result)

        self._store.submit(partial(_in_sqlite, job), resolve)
        return await future


def _in_sqlite(job: Callable[[SqliteTx], Any], tx: Tx) -> Any:
    if not isinstance(tx, SqliteTx):
        raise TypeError("the books are kept in SQLite")
    return job(tx)
