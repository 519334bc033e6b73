"""The SQLite store: the office's port kept by one writer and one reader connection."""

import threading
from collections.abc import Callable
from pathlib import Path

from server.domain.events import Logged
from server.domain.setup import Setup
from server.ports import Job, Noted, Resolve
from server.store.engine import connect_reader
from server.store.sqlite_tx import SqliteLog
from server.store.writer import Hop, Writer
from server.who import Person, Session


class SqliteStore:
    """The data folder must be owned (engine.own) and migrated (migrate.bring_up_to_date) before."""

    def __init__(self, data: Path, hop: Hop) -> None:
        self._writer = Writer(data, hop)
        self._reader = connect_reader(data)
        self._reading = threading.Lock()
        self._log = SqliteLog(self._reader)

    def submit(self, job: Job, resolve: Resolve) -> None:
        self._writer.submit(job, resolve)

    def on_lost(self, forget: Callable[[], None]) -> None:
        self._writer.on_lost(forget)

    def lives(self) -> bool:
        """Whether the writer works; see Writer.lives."""
        return self._writer.lives()

    def log_of_newest_day(self) -> list[Logged]:
        with self._reading:
            return self._log.log_of_newest_day()

    def last_seq(self) -> int:
        with self._reading:
            return self._log.last_seq()

    def notes(self, count: int) -> list[Noted]:
        with self._reading:
            return self._log.notes(count)

    def setup(self) -> Setup:
        with self._reading:
            return self._log.setup()

    def people(self) -> list[Person]:
        with self._reading:
            return self._log.people()

    def sessions(self) -> list[Session]:
        with self._reading:
            return self._log.sessions()

    def stop(self) -> None:
        """Everything that was submitted is written when this returns."""
        self._writer.stop()
        self._reader.close()
