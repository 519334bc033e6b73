"""Open the database file the one right way. Source: RELIABILITY §1 (power cuts: FULL lost 0 of 2,034 tickets, NORMAL 1,296 of 2,781)."""

import fcntl
import os
import sqlite3
from functools import cache
from pathlib import Path
from typing import IO

from drivers.errors import SettingError

FILE_NAME = "moiso.db"
BUSY_TIMEOUT_MS = 5000
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=1000",
    f"PRAGMA journal_size_limit={8 * 1024 * 1024}",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",  # what retention deletes is overwritten
)


_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@cache
def boot_id() -> str:
    """Which start of the machine this is, another one after each; of the service where the kernel's word for it is hidden from us
    (ProcSubset=pid); "" where nobody says. Source: man 5 proc, systemd.exec(5)."""
    return _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else os.environ.get("INVOCATION_ID", "")


def connect(data: Path) -> sqlite3.Connection:
    """The read-write connection, for the writer and for migrations only. Transactions are begun and ended by hand."""
    connection = sqlite3.connect(data / FILE_NAME, isolation_level=None, check_same_thread=False)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def connect_reader(data: Path) -> sqlite3.Connection:
    """A connection that cannot write and never checkpoints."""
    connection = sqlite3.connect(f"file:{data / FILE_NAME}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only=ON")
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    return connection


def own(data: Path) -> IO[str]:
    """Take the data folder for this process alone, until the returned file is closed or the process ends.

    Raises: SettingError when another server has it, or when it cannot be made or written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (data / "server.lock").open("w")
    except OSError as error:
        raise SettingError(f"the data folder {data} cannot be used: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise SettingError(f"another Moiso server is already running on the data folder {data}; stop it first") from None
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
