"""What the disk and SQLite alone can do in a folder: the reference that every written ticket is held against.

Also a program (`python -m bench.disk FOLDER SECONDS`, prints JSON), so that it can be measured on a slowed disk.
"""

import dataclasses
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figures import percentile
from bench.rig import result_of

BLOCK = bytes(4096)
BLOCKS = 1024
"""The file is written round and round, as SQLite does with its log."""
LONGEST_S = 60.0
_SCHEMA = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE ticket (id TEXT PRIMARY KEY, day TEXT, service TEXT, number INTEGER, label TEXT, state TEXT, issued_at TEXT,
    UNIQUE (day, service, number));
CREATE TABLE event (seq INTEGER PRIMARY KEY, at TEXT, day TEXT, kind TEXT, ticket TEXT, body TEXT);
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """One thing done again and again: how often a second, and how long one takes."""

    per_s: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Disk:
    """`sync`: fdatasync after 4 KiB. `commit`: a ticket row and an event row, committed durably, by sqlite3 with nothing around it."""

    sync: Pace
    commit: Pace


def measure(folder: Path, seconds: float, more: Mapping[str, str] | None = None) -> Disk:
    """Measure in a process of its own. Takes twice `seconds`."""
    found = result_of("bench.disk", folder, seconds, within_s=2 * seconds + LONGEST_S, more=more)
    return Disk(Pace(**found["sync"]), Pace(**found["commit"]))


def _again_and_again(once: Callable[[int], None], seconds: float) -> Pace:
    took_ms: list[float] = []
    begun_s = now_s = time.perf_counter()
    while now_s - begun_s < seconds:
        once(len(took_ms))
        then_s, now_s = now_s, time.perf_counter()
        took_ms.append((now_s - then_s) * 1000)
    return Pace(len(took_ms) / (now_s - begun_s), percentile(took_ms, 50), percentile(took_ms, 99))


def _sync(file: Path, seconds: float) -> Pace:
    handle = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        os.pwrite(handle, BLOCK * BLOCKS, 0)
        os.fsync(handle)

        def once(turn: int) -> None:
            os.pwrite(handle, BLOCK, turn % BLOCKS * len(BLOCK))
            os.fdatasync(handle)

        return _again_and_again(once, seconds)
    finally:
        os.close(handle)
        file.unlink()


def _commit(file: Path, seconds: float) -> Pace:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript(_SCHEMA)

    def once(turn: int) -> None:
        number, at = turn + 1, "2026-11-23T00:58:00.000000+00:00"
        ticket, label = f"2026-11-23-A{number:03}", f"A{number:03}"
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?)", (ticket, "2026-11-23", "A", number, label, "waiting", at)
        )
        connection.execute(
            "INSERT INTO event (at, day, kind, ticket, body) VALUES (?, ?, ?, ?, ?)",
            (at, "2026-11-23", "ticket_issued", ticket, f'{{"ticket":"{ticket}","service":"A","number":{number}}}'),
        )
        connection.execute("COMMIT")

    try:
        return _again_and_again(once, seconds)
    finally:
        connection.close()
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()


def main() -> None:
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    found = Disk(_sync(folder / "sync.bin", seconds), _commit(folder / "raw.db", seconds))
    print(json.dumps(dataclasses.asdict(found)))


if __name__ == "__main__":
    main()
