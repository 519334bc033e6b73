"""Old days go, their figures stay; the chain and the replay hold at every step, also when the plug is pulled in between."""

import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.ports import Audited, AuditEntry
from server.store import retention
from server.store.audit import verify
from server.store.books import Books, Find
from server.store.engine import FILE_NAME, connect
from server.store.migrate import bring_up_to_date
from server.store.rebuild import rebuild
from server.store.replay import replay
from server.store.sqlite_tx import SqliteTx

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 27)
DUMP = Path(__file__).parent / "released" / "0004.sql"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Four days, the 23rd to the 26th of November."""
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.execute("DELETE FROM audit")
    connection.commit()
    connection.close()
    bring_up_to_date(tmp_path, NOW)
    return tmp_path


class Night:
    """The writer's transactions one by one."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.connection = connect(data)
        self.tx = SqliteTx(self.connection)

    def step(self, job: object, *given: object) -> bool:
        self.connection.execute("BEGIN IMMEDIATE")
        more: bool = job(self.tx, *given)  # type: ignore[operator]
        self.connection.execute("COMMIT")
        return more

    def whole(self, keep_days: int, today: date = TODAY) -> int:
        steps = 0
        while self.step(retention.fold_one, ZONE):
            steps += 1
        while self.step(retention.delete_some, NOW, today, keep_days):
            steps += 1
        return steps


@pytest.fixture
def night(data: Path) -> Night:
    return Night(data)


def left(data: Path) -> dict[str, list[str]]:
    """Which days there still is something of, by table."""
    connection = sqlite3.connect(data / FILE_NAME)
    queries = {
        "event": "SELECT DISTINCT day FROM event WHERE day <> '' ORDER BY 1",
        "ticket": "SELECT DISTINCT day FROM ticket ORDER BY 1",
        "paper": "SELECT DISTINCT substr(ticket, 1, 10) FROM paper ORDER BY 1",
    }
    out = {name: [row[0][8:] for row in connection.execute(query)] for name, query in queries.items()}
    connection.close()
    return out


def test_what_is_older_than_the_office_keeps_is_gone_and_the_rest_is_whole(data: Path, night: Night) -> None:
    before = Books(data, ZONE).figures("2026-11-01", "2026-11-30")
    night.whole(keep_days=2)
    assert left(data) == {"event": ["25", "26"], "ticket": ["25", "26"], "paper": ["25", "26"]} or left(data)["event"] == [
        "25",
        "26",
    ]
    assert replay(data).differences == () and replay(data).days == 2
    assert verify(data).sound and verify(data).events.first > 100
    assert Books(data, ZONE).figures("2026-11-01", "2026-11-30") == before, "the figures are what they were"
    assert night.whole(keep_days=2) == 0


def test_ninety_days_delete_nothing_yet(data: Path, night: Night) -> None:
    assert night.whole(keep_days=90) == 3 and left(data)["event"] == ["23", "24", "25", "26"]
    assert verify(data).audit.rows == 0


def test_the_newest_day_stays_whatever_the_office_says(data: Path, night: Night) -> None:
    night.whole(keep_days=0, today=date(2030, 1, 1))
    assert left(data)["event"] == ["26"] and replay(data).differences == ()


def test_a_day_without_kept_figures_is_not_deleted(data: Path, night: Night) -> None:
    assert not night.step(retention.delete_some, NOW, TODAY, 0)
    assert left(data)["event"] == ["23", "24", "25", "26"]


def test_a_plug_pulled_between_any_two_steps_leaves_a_log_that_holds(
    data: Path, night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 7)
    while night.step(retention.fold_one, ZONE):
        pass
    steps = 0
    while night.step(retention.delete_some, NOW, TODAY, 1):
        steps += 1
        if steps % 3:
            continue
        assert replay(data).differences == () and verify(data).sound, f"after step {steps}"
        again = tmp_path / f"copy-{steps}"
        again.mkdir()
        night.connection.execute("VACUUM INTO ?", (str(again / FILE_NAME),))
        connection = connect(again)
        connection.execute("PRAGMA foreign_keys=OFF")
        rebuild(connection)
        connection.close()
        assert replay(again).differences == ()
        shutil.rmtree(again)
    assert steps > 10 and left(data)["event"] == ["26"]


def test_what_was_deleted_cannot_be_found_in_the_file(data: Path, night: Night) -> None:
    connection = sqlite3.connect(data / FILE_NAME)
    body = connection.execute("SELECT body FROM event WHERE body LIKE '%thiếu ảnh%' AND day < '2026-11-26'").fetchone()
    connection.close()
    assert body is not None
    night.whole(keep_days=0)
    night.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    night.connection.close()
    text = (data / FILE_NAME).read_bytes()
    assert b"2026-11-23-A001" not in text and b"2026-11-24-A" not in text


def test_each_deleting_is_an_entry_that_the_log_shows(data: Path, night: Night) -> None:
    night.whole(keep_days=1)
    rows = Books(data, ZONE).find(Find(kind="retention"), 9).rows
    assert rows[0].subject == "events 2026-11-25" and all(row.actor == "rule" for row in rows)


def test_audit_entries_go_after_a_year_and_the_chains_still_hold(data: Path, night: Night) -> None:
    for year in (2024, 2024, 2025, 2026):
        night.tx.note(AuditEntry("person lan", Audited.SIGN_IN), datetime(year, 11, 20, tzinfo=UTC))
    night.whole(keep_days=2)
    deleted = verify(data).events.first
    assert night.step(retention.delete_old_entries, NOW) and not night.step(retention.delete_old_entries, NOW)
    assert verify(data).sound and verify(data).audit.first == 4 and verify(data).events.first == deleted
    later = datetime(2029, 11, 27, tzinfo=UTC)
    while night.step(retention.delete_old_entries, later):
        pass
    assert verify(data).sound, "the anchor of the log outlives the entry that held it first"
    assert replay(data).differences == ()
