"""Hold the chains against what stands in the tables. Read-only; knows no words: what is wrong is a value."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from server.ports import Audited
from server.store.chain import AUDIT_FIELDS, EVENT_FIELDS, START, link
from server.store.engine import connect_reader


class Flaw(StrEnum):
    """What is wrong with a row of a chain."""

    GAP = "gap"  # rows before it are missing
    CHANGED = "changed"  # it, or the one before it, is not any more what was written
    BEGINNING = (
        "beginning"  # the chain begins in the middle, and no retention entry says that the rows before were deleted by rule
    )


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain. `broken` is the seq of its first wrong row, None if all is well; `head` the hash of its newest row."""

    rows: int
    first: int
    last: int
    head: str
    broken: int | None = None
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True)
class Chains:
    events: Chain
    audit: Chain

    @property
    def sound(self) -> bool:
        return self.events.flaw is None and self.audit.flaw is None


@dataclass(frozen=True, slots=True)
class Heads:
    """The newest row of each chain: (seq, hash), (0, "") where there is none."""

    events: tuple[int, str]
    audit: tuple[int, str]


def verify(data: Path) -> Chains:
    """May run beside the server. Raises: sqlite3.Error."""
    connection = connect_reader(data)
    try:
        connection.execute("BEGIN")  # one view of the file from beginning to end
        return chains_of(connection)
    finally:
        connection.close()


def chains_of(connection: sqlite3.Connection) -> Chains:
    """Both chains, within the caller's view of the file. The whole of it is read; memory stays that of one row."""
    anchors = anchors_of(connection)
    return Chains(
        _checked(_rows(connection, "event", EVENT_FIELDS), anchors.events),
        _checked(_rows(connection, "audit", AUDIT_FIELDS), anchors.audit),
    )


_FLAWS = {
    Flaw.GAP: "rows before it are missing",
    Flaw.CHANGED: "it, or the row before it, was changed after it was written",
    Flaw.BEGINNING: "the rows before it are missing, and no entry says that they were deleted by rule",
}


def flaws(chains: Chains) -> Iterator[str]:
    """One English sentence for each chain that is broken."""
    for name, chain in (("log", chains.events), ("audit", chains.audit)):
        if chain.flaw is not None:
            yield f"the {name}'s chain is broken at row {chain.broken}: {_FLAWS[chain.flaw]}"


def heads_of(connection: sqlite3.Connection) -> Heads:
    """To be noted down: a chain by itself cannot tell that its end was cut off."""
    return Heads(_head(connection, "event"), _head(connection, "audit"))


def has_hash(data: Path, noted: str) -> bool:
    """Whether a row with this hash is there. May run beside the server. Raises: sqlite3.Error."""
    connection = connect_reader(data)
    try:
        query = "SELECT EXISTS (SELECT 1 FROM event WHERE hash = :noted) OR EXISTS (SELECT 1 FROM audit WHERE hash = :noted)"
        return bool(connection.execute(query, {"noted": noted.strip().lower()}).fetchone()[0])
    finally:
        connection.close()


def anchor_text(anchors: Heads) -> str:
    """What a retention entry keeps of the rows that it took away: the last of each chain."""
    return json.dumps({"event": anchors.events, "audit": anchors.audit})


def anchors_of(connection: sqlite3.Connection) -> Heads:
    """The last rows of each chain that were deleted by rule, as the newest entry says."""
    query = "SELECT after FROM audit WHERE what = ? ORDER BY seq DESC LIMIT 1"
    row = connection.execute(query, (Audited.RETENTION.value,)).fetchone()
    said: dict[str, tuple[int, str]] = json.loads(row[0]) if row else {}
    return Heads(*((int(seq), str(hash_)) for seq, hash_ in (said.get("event", (0, START)), said.get("audit", (0, START)))))


def _head(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    row = connection.execute(f"SELECT seq, hash FROM {table} ORDER BY seq DESC LIMIT 1").fetchone()  # nosec B608  # noqa: S608  our own names
    return (row[0], row[1]) if row else (0, START)


def _rows(connection: sqlite3.Connection, table: str, fields: Sequence[str]) -> Iterator[Sequence[Any]]:
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(f"SELECT {', '.join(fields)}, hash FROM {table} ORDER BY seq")  # nosec B608  # noqa: S608  our own names


def _checked(rows: Iterator[Sequence[Any]], anchor: tuple[int, str]) -> Chain:
    """Walk to the first wrong row; what comes after it proves nothing, but is counted."""
    count, first, (last, before) = 0, 0, anchor
    broken: tuple[int, Flaw] | None = None
    for *fields, hash_ in rows:
        seq = fields[0]
        if broken is None and (flaw := _flaw(seq, last, hash_ != link(before, fields), not count)) is not None:
            broken = (seq, flaw)
        count, first, last, before = count + 1, first or seq, seq, hash_
    return Chain(count, first, last if count else 0, before if count else START, *(broken or (None, None)))


def _flaw(seq: int, last: int, changed: bool, is_first: bool) -> Flaw | None:
    if seq != last + 1:
        return Flaw.BEGINNING if is_first else Flaw.GAP
    return Flaw.CHANGED if changed else None
