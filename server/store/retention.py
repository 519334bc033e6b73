"""What is kept of days that are over: first their figures, then, when the office's days have passed, nothing else. In the writer's thread,
in small transactions; the office goes on in between.

Rows go from the oldest on; the last row that went stays as a seq and a hash in an audit entry, and the chain goes on from there. Of a day
that is gone a paper's late word may still be in the log; rebuild and replay leave it alone, and it goes with the day that it stands in.
"""

import json
import sqlite3
from datetime import date, datetime, timedelta, tzinfo

from server.domain.figures import doc_of_sums
from server.ports import Audited, AuditEntry
from server.store.audit import Heads, anchor_text, anchors_of
from server.store.books import figures_on, logged_days
from server.store.codec import to_text
from server.store.sqlite_tx import SqliteTx

AT_ONCE = 1000
"""Rows in one transaction: some milliseconds in which nobody else can write. A day's events go at once: 72 ms for 30,000 of them."""
AUDIT_DAYS = 365


def next_to_fold(connection: sqlite3.Connection) -> str | None:
    """The oldest day but the newest whose figures are not kept yet."""
    days = logged_days(connection)[1:]
    kept = {row[0] for row in connection.execute("SELECT DISTINCT day FROM daily")}
    return min((day for day in days if day not in kept), default=None)


def fold_one(tx: SqliteTx, zone: tzinfo) -> bool:
    """Keep the figures of one day that is over. Returns whether there may be more."""
    day = next_to_fold(tx.connection)
    if day is None:
        return False
    rows: list[tuple[str, str, int, int, str]] = [
        (day, cell.service, cell.desk, cell.hour, json.dumps(doc_of_sums(sums)))
        for cell, sums in figures_on(tx.connection, day, zone).items()
    ] or [(day, "", 0, 0, "{}")]
    tx.connection.executemany("INSERT INTO daily (day, service, desk, hour, figures) VALUES (?, ?, ?, ?, ?)", rows)
    return True


def delete_some(tx: SqliteTx, now: datetime, today: date, keep_days: int) -> bool:
    """Delete some of what is older than the office keeps. Never of the newest day, nor of one whose figures are not kept.

    The events of a day go at once, so that each day is whole or gone; papers, tickets and remembered answers follow. Returns whether
    there may be more.
    """
    connection, before = tx.connection, (today - timedelta(days=keep_days)).isoformat()
    kept_from = _kept_from(connection, before)
    if kept_from is None:
        return False
    oldest, *later = sorted(logged_days(connection))
    if oldest >= kept_from:
        return _delete_projections(connection, kept_from)
    seq, hash_ = connection.execute(
        "SELECT seq, hash FROM event WHERE seq < ? ORDER BY seq DESC LIMIT 1", (_opening(connection, later[0])[0],)
    ).fetchone()
    rows = connection.execute("DELETE FROM event WHERE seq <= ?", (seq,)).rowcount
    anchors = Heads((seq, hash_), anchors_of(connection).audit)
    tx.note(AuditEntry("rule", Audited.RETENTION, f"events {oldest}", str(rows), anchor_text(anchors)), now)
    return True


def delete_old_entries(tx: SqliteTx, now: datetime) -> bool:
    """Delete some audit entries that are older than a year; the newest always stays."""
    connection, oldest = tx.connection, to_text(now - timedelta(days=AUDIT_DAYS))
    rows = connection.execute(
        "SELECT seq, hash, at FROM audit WHERE seq < (SELECT max(seq) FROM audit) ORDER BY seq LIMIT ?", (AT_ONCE,)
    ).fetchall()
    gone = []
    for row in rows:
        if row[2] >= oldest:
            break
        gone.append(row)
    if not gone:
        return False
    anchors = Heads(anchors_of(connection).events, (gone[-1][0], gone[-1][1]))  # read before the entry that holds it may go
    connection.execute("DELETE FROM audit WHERE seq <= ?", (gone[-1][0],))
    tx.note(AuditEntry("rule", Audited.RETENTION, f"audit {gone[-1][2][:10]}", f"{len(gone)}", anchor_text(anchors)), now)
    return True


def _kept_from(connection: sqlite3.Connection, before: str) -> str | None:
    """The oldest day that is kept whole: of this date or later, or the newest, or one whose figures are not kept."""
    folded = {row[0] for row in connection.execute("SELECT DISTINCT day FROM daily")}
    days = logged_days(connection)
    kept = [day for place, day in enumerate(days) if day >= before or place == 0 or day not in folded]
    return min(kept, default=None)


def _opening(connection: sqlite3.Connection, day: str) -> tuple[int, str]:
    """Seq and time of a day's first event."""
    row = connection.execute(
        "SELECT seq, at FROM event WHERE day = ? AND kind = 'day_opened' ORDER BY seq LIMIT 1", (day,)
    ).fetchone()
    return row[0], row[1]


def _delete_projections(connection: sqlite3.Connection, kept_from: str) -> bool:
    """Papers, tickets and remembered answers of days that are gone. A ticket's id begins with its day."""
    at = _opening(connection, kept_from)[1]
    for table, column, limit in (("paper", "ticket", kept_from), ("ticket", "day", kept_from), ("ask", "at", at)):
        statement = f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE {column} < ? LIMIT ?)"  # nosec B608  # noqa: S608
        if connection.execute(statement, (limit, AT_ONCE)).rowcount:
            return True
    return False
