"""Tickets a second over HTTP, beside what SQLite alone and the disk alone do in the same folder in the same minutes."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.disk import Disk, measure
from bench.figures import Figure, median, ms, table
from bench.load import Load, press
from bench.rig import RigError, scratch, server
from bench.slow import FSYNC_MS, slow_disk

TITLE = "issue: tickets over HTTP"
CLIENTS = (1, 8, 64)
CROWD = CLIENTS[-1]
ROUNDS = 3
"""References and load in turn, so that a noisy neighbour meets both; the middle one counts."""
REFERENCE_S = 1.0
LOAD_S = 2.0
SLOW_LOAD_S = 4.0
SHARE_OF_RAW = 0.5
CPU_US = 450.0
SLOW_PER_S = 600.0
SLOW_P50_MS = 80.0


@dataclass(frozen=True, slots=True)
class Round:
    """The disk, and the load at each number of clients right after it."""

    disk: Disk
    loads: dict[int, Load]

    @property
    def share(self) -> float:
        """Tickets a second at the largest crowd, in commits a second of SQLite alone."""
        return self.loads[CROWD].per_s / self.disk.commit.per_s


def run() -> None:
    """Measure and print."""
    with scratch() as folder:
        figures = _figures(*_rounds(folder / "fast", ROUNDS, CLIENTS, LOAD_S))
        left_out = ""
        try:
            slowed = slow_disk(folder)
        except RigError as error:
            left_out = f"Left out: tickets with {FSYNC_MS} ms more per fsync, because {error}."
        else:
            figures += _slow_figures(*_rounds(folder / "slow", 1, (1, CROWD), SLOW_LOAD_S, slowed))
    print(table(TITLE, figures))
    if left_out:
        print(left_out)


def _rounds(
    data: Path, rounds: int, clients: tuple[int, ...], seconds: float, more: Mapping[str, str] | None = None
) -> tuple[list[Round], int]:
    """The rounds on one server, and how many tickets that were given are not in its database."""
    found: list[Round] = []
    with server(data, more) as running:
        for _ in range(rounds):
            disk = measure(data, REFERENCE_S, more)
            found.append(Round(disk, {count: press(running, count, seconds) for count in clients}))
    given = sum(load.tickets for one in found for load in one.loads.values())
    return found, given - _written(data)


def _written(data: Path) -> int:
    with sqlite3.connect(data / "moiso.db") as connection:
        count: int = connection.execute("SELECT count(*) FROM ticket").fetchone()[0]
    connection.close()
    return count


def _figures(rounds: list[Round], lost: int) -> list[Figure]:
    crowd = [one.loads[CROWD] for one in rounds]
    raw = median([one.disk.commit.per_s for one in rounds])
    share = median([one.share for one in rounds])
    errors = sum(load.errors for one in rounds for load in one.loads.values())
    cpu_us = median([load.server_us for load in crowd])
    return [
        *_disk_lines([one.disk for one in rounds]),
        *(line for count in CLIENTS for line in _load_lines(count, rounds)),
        Figure(
            f"{CROWD} clients / SQLite alone",
            f"{share:.2f}",
            f"{raw:.0f} commits/s",
            f"≥ {SHARE_OF_RAW}",
            share >= SHARE_OF_RAW,
        ),
        Figure(f"server CPU per ticket, {CROWD} clients", f"{cpu_us:.0f} µs", "", f"≤ {CPU_US:.0f} µs", cpu_us <= CPU_US),
        Figure("errors", str(errors), "", "0", errors == 0),
        Figure("given, but not in the database", str(lost), "", "0", lost == 0),
    ]


def _slow_figures(rounds: list[Round], lost: int) -> list[Figure]:
    one = rounds[0]
    alone, crowd = one.loads[1], one.loads[CROWD]
    errors = alone.errors + crowd.errors
    slow = f"+{FSYNC_MS} ms per fsync"
    sync, commit = one.disk.sync, one.disk.commit
    felt = alone.p50_ms >= FSYNC_MS
    return [
        Figure(f"{slow}: fdatasync", f"{sync.per_s:.0f}/s", f"p50 {ms(sync.p50_ms)}, p99 {ms(sync.p99_ms)}"),
        Figure(f"{slow}: SQLite alone", f"{commit.per_s:.0f}/s", f"p50 {ms(commit.p50_ms)}, p99 {ms(commit.p99_ms)}"),
        Figure(
            f"{slow}: 1 client, p50 (the server feels the delay)",
            ms(alone.p50_ms),
            f"SQLite alone {ms(commit.p50_ms)}",
            f"≥ {FSYNC_MS} ms",
            felt,
        ),
        Figure(
            f"{slow}: {CROWD} clients",
            f"{crowd.per_s:.0f} tickets/s",
            f"SQLite alone {commit.per_s:.0f}/s",
            f"≥ {SLOW_PER_S:.0f}/s",
            felt and crowd.per_s >= SLOW_PER_S,
        ),
        Figure(
            f"{slow}: {CROWD} clients, p50",
            ms(crowd.p50_ms),
            f"p99 {ms(crowd.p99_ms)}",
            f"≤ {SLOW_P50_MS:.0f} ms",
            felt and crowd.p50_ms <= SLOW_P50_MS,
        ),
        Figure(f"{slow}: errors; given, not written", f"{errors}; {lost}", "", "0; 0", errors == lost == 0),
    ]


def _disk_lines(disks: list[Disk]) -> list[Figure]:
    lines = []
    for name, paces in (("disk: fdatasync", [one.sync for one in disks]), ("SQLite alone", [one.commit for one in disks])):
        p50_ms, p99_ms = median([pace.p50_ms for pace in paces]), median([pace.p99_ms for pace in paces])
        lines.append(Figure(name, f"{median([pace.per_s for pace in paces]):.0f}/s", f"p50 {ms(p50_ms)}, p99 {ms(p99_ms)}"))
    return lines


def _load_lines(clients: int, rounds: list[Round]) -> list[Figure]:
    loads = [one.loads[clients] for one in rounds]
    name = f"{clients} client{'s' if clients > 1 else ''}"
    p50_ms, p99_ms = median([load.p50_ms for load in loads]), median([load.p99_ms for load in loads])
    per_s = median([load.per_s for load in loads])
    us, load_us = median([load.server_us for load in loads]), median([load.load_us for load in loads])
    return [
        Figure(name, f"{per_s:.0f} tickets/s", f"p50 {ms(p50_ms)}, p99 {ms(p99_ms)}"),
        Figure(f"{name}, CPU per ticket", f"{us:.0f} µs", f"the load itself {load_us:.0f} µs"),
    ]
