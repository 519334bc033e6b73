"""Copies of the database, and one that takes its place at the next start. Blocks: for a thread, or for a start and the command line.

A copy is whole or not there: it is written beside, checked, brought to the disk, and then given its name. A database that is replaced is
kept; if its successor cannot be brought up, it is put back. Source: RELIABILITY §1.1 (VACUUM INTO), §4.3 (never start silently empty).
"""

import logging
import os
import re
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from drivers.errors import SettingError
from server.store.engine import FILE_NAME, connect
from server.store.migrate import HEAD, bring_up_to_date

log = logging.getLogger("moiso.backup")
FOLDER = "backups"
STAGED = "restore.staged"
TAKING = "restore.taking"
"""Names the replaced database while its successor is being brought up."""
FAILED = "restore.failed"
"""Why the last restoring did not work, for people."""
MARGIN_BYTES = 64 * 1024 * 1024
"""Must stay free beside a copy, so that the office can go on writing."""
REPLACED_KEPT = 3
_COPY = re.compile(r"moiso-\d{8}-\d{6}\.db")
_MAGIC = b"SQLite format 3\0"
_OURS = {"event", "ticket", "business_day", "paper", "ask", "alembic_version"}


class Flaw(StrEnum):
    """Why a file cannot be used, or a copy cannot be made."""

    NOT_SQLITE = "not_sqlite"
    DAMAGED = "damaged"
    NOT_OURS = "not_ours"
    NEWER = "newer"
    NO_ROOM = "no_room"
    UNWRITABLE = "unwritable"


class BadBackup(Exception):
    """`flaw` says why; nothing was changed."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(f"{flaw}: {detail}" if detail else str(flaw))
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Copy:
    """One that was made. `at`: local, from its name."""

    name: str
    at: datetime
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Inside:
    """What a copy holds. `day`: the newest business day, "" if none."""

    version: str
    day: str
    tickets: int
    events: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a restoring at this start. `failure`: why the old database was put back, "" if it was not."""

    inside: Inside | None
    failure: str = ""


def make(data: Path, target: Path) -> Path:
    """Write a whole, checked copy to `target`; beside the running server. Raises: BadBackup."""
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        _make_room(target.parent, (data / FILE_NAME).stat().st_size)
        with closing(sqlite3.connect(f"file:{data / FILE_NAME}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        inspect(part)
        _put(part, target)
    except OSError as error:
        raise BadBackup(Flaw.UNWRITABLE, error.strerror or "") from None
    except sqlite3.Error as error:
        full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
        raise BadBackup(Flaw.NO_ROOM if full else Flaw.UNWRITABLE, str(error)) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def make_daily(data: Path, now: datetime, kept: int) -> Path:
    """One more in the folder of copies, named by `now` (local); the oldest beyond `kept` go. Raises: BadBackup."""
    made = make(data, data / FOLDER / f"moiso-{now:%Y%m%d-%H%M%S}.db")
    for old in copies(data)[kept:]:
        (data / FOLDER / old.name).unlink()
    return made


def copies(data: Path) -> list[Copy]:
    """Newest first."""
    found = [path for path in (data / FOLDER).glob("moiso-*.db") if _COPY.fullmatch(path.name)]
    return [
        Copy(path.name, datetime.strptime(path.stem, "moiso-%Y%m%d-%H%M%S"), path.stat().st_size)
        for path in sorted(found, reverse=True)
    ]


def copy_named(data: Path, name: str) -> Path | None:
    """The file of a copy; None for a name that is none of ours."""
    path = data / FOLDER / name
    return path if _COPY.fullmatch(name) and path.is_file() else None


def carry_to(folder: Path, made: Path, kept: int) -> None:
    """The same copy on another disk, which must be there already. Raises: BadBackup."""
    part = folder / f".{made.name}.part"
    try:
        _make_room(folder, made.stat().st_size)
        shutil.copyfile(made, part)
        inspect(part)
        _put(part, folder / made.name)
        for old in sorted((path for path in folder.glob("moiso-*.db") if _COPY.fullmatch(path.name)), reverse=True)[kept:]:
            old.unlink()
    except OSError as error:
        raise BadBackup(Flaw.UNWRITABLE, error.strerror or "") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def inspect(file: Path) -> Inside:
    """Look whether a file is a whole database of ours that this version can bring up. Raises: BadBackup, OSError."""
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise BadBackup(Flaw.NOT_SQLITE)
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            return _inside(connection)
    except sqlite3.DatabaseError as error:
        raise BadBackup(Flaw.DAMAGED, str(error)) from None


def _inside(connection: sqlite3.Connection) -> Inside:
    finding = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if finding != "ok":
        raise BadBackup(Flaw.DAMAGED, finding)
    kinds = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    tables = {name for kind, name in kinds if kind == "table"}
    if not tables >= _OURS or any(kind in ("trigger", "view") for kind, _ in kinds):  # ours has none, and a foreign one would run
        raise BadBackup(Flaw.NOT_OURS)
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or not re.fullmatch(r"\d{4}", str(row[0])):
        raise BadBackup(Flaw.NOT_OURS)
    if row[0] > HEAD:
        raise BadBackup(Flaw.NEWER, row[0])
    day = connection.execute("SELECT coalesce(max(day), '') FROM business_day").fetchone()[0]
    tickets, events = (connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in ("ticket", "event"))  # nosec B608  # noqa: S608
    return Inside(row[0], day, tickets, events)


# ── restoring ──


def stage(data: Path, file: Path) -> Inside:
    """Let a checked file (on the data's disk) take the database's place at the next start. Raises: BadBackup."""
    inside = inspect(file)
    _put(file, data / STAGED)
    (data / FAILED).unlink(missing_ok=True)
    return inside


def stage_copy(data: Path, file: Path) -> Inside:
    """The same of a file that lies anywhere and stays there. Raises: BadBackup, OSError."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = data / f"upload-{os.getpid()}-{time.monotonic_ns()}.part"
    try:
        inspect(file)
        _make_room(data, file.stat().st_size)
        shutil.copyfile(file, part)
        return stage(data, part)
    finally:
        part.unlink(missing_ok=True)


def staged(data: Path) -> Inside | None:
    """What waits for the next start."""
    try:
        return inspect(data / STAGED)
    except (BadBackup, OSError):
        return None


def unstage(data: Path) -> None:
    (data / STAGED).unlink(missing_ok=True)


def failure(data: Path) -> str:
    """Why the last restoring did not work, "" if it did."""
    try:
        return (data / FAILED).read_text(encoding="utf-8")
    except OSError:
        return ""


def take_up(data: Path, now: datetime) -> Taken | None:
    """At a start, before the database is opened: put the staged one in its place, bring it up, keep the old one. None: none was staged.

    A power cut at any point leaves the old database or the new one, never none; the next start goes on from there.
    """
    _sweep(data)
    staged_file, marker = data / STAGED, data / TAKING
    if staged_file.exists():
        try:
            inspect(staged_file)
        except BadBackup as error:
            staged_file.unlink()
            return _failed(data, str(error))
        _write(marker, _put_aside(data, now))
        staged_file.replace(data / FILE_NAME)
        _to_disk(data)
    elif not marker.exists():
        return None
    return _brought_up(data, marker, now)


def _sweep(data: Path) -> None:
    """What a power cut left half done."""
    for part in (*data.glob("upload-*.part"), *(data / FOLDER).glob(".*.part")):
        part.unlink()
    for folder in data.glob("export-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _brought_up(data: Path, marker: Path, now: datetime) -> Taken:
    aside = marker.read_text(encoding="utf-8")
    try:
        bring_up_to_date(data, now)
        inside = inspect(data / FILE_NAME)
    except (SettingError, BadBackup, sqlite3.Error) as error:
        if not aside:
            raise
        _put_back(data, data / FOLDER / aside)
        marker.unlink()
        return _failed(data, str(error))
    marker.unlink()
    (data / FAILED).unlink(missing_ok=True)
    return Taken(inside)


def _put_aside(data: Path, now: datetime) -> str:
    """Keep the database under another name, with nothing of it left in the write-ahead log. Returns the name, "" if there was none."""
    database = data / FILE_NAME
    if not database.exists():
        return ""
    with suppress(sqlite3.Error), closing(connect(data)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    folder = data / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    aside = folder / f"replaced-{now:%Y%m%dT%H%M%S}.db"
    aside.unlink(missing_ok=True)
    os.link(database, aside)
    for ending in ("-wal", "-shm"):  # still there only if it could not be read
        left = database.with_name(database.name + ending)
        if left.exists():
            left.replace(aside.with_name(aside.name + ending))
    for old in sorted(folder.glob("replaced-*.db"))[:-REPLACED_KEPT]:
        old.unlink()
    _to_disk(folder)
    return aside.name


def _put_back(data: Path, aside: Path) -> None:
    for ending in ("-wal", "-shm"):
        (data / (FILE_NAME + ending)).unlink(missing_ok=True)
    again = data / f".{FILE_NAME}.again"
    again.unlink(missing_ok=True)
    os.link(aside, again)
    again.replace(data / FILE_NAME)
    _to_disk(data)


def _failed(data: Path, why: str) -> Taken:
    log.error("the restored database could not be used, the old one goes on: %s", why)
    _write(data / FAILED, why)
    return Taken(None, why)


def _write(file: Path, text: str) -> None:
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    _put(part, file)


def _put(part: Path, target: Path) -> None:
    """Its name is given when its bytes are on the disk."""
    part.chmod(0o600)
    with part.open("rb") as opened:
        os.fsync(opened.fileno())
    part.replace(target)
    _to_disk(target.parent)


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_room(folder: Path, size_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size_bytes + MARGIN_BYTES:
        raise BadBackup(Flaw.NO_ROOM, f"{size_bytes + MARGIN_BYTES} needed, {free} free")


def room_for(data: Path, size_bytes: int) -> None:
    """Raises: BadBackup when a file of this size would leave no room to work in."""
    _make_room(data, size_bytes)
