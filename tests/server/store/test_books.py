"""The log is searched, counted and paged through without ever touching what writes it."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.domain.figures import Told
from server.ports import Audited, AuditEntry
from server.store.books import Books, Find, Row
from server.store.engine import FILE_NAME
from server.store.migrate import bring_up_to_date
from server.store.sqlite_tx import SqliteTx

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DUMP = Path(__file__).parent / "released" / "0006.sql"
NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """Four days with every kind of event, and every kind of audit entry on the fifth."""
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.close()
    bring_up_to_date(tmp_path, NOW)
    return Books(tmp_path, ZONE)


def everything(books: Books, find: Find, most: int = 7) -> list[Row]:
    """All pages one after the other."""
    rows: list[Row] = []
    while True:
        found = books.find(find, most)
        rows += found.rows
        if found.below is None:
            return rows
        assert len(found.rows) == most
        find = Find(find.first, find.last, find.ticket, find.desk, find.who, find.kind, find.text, found.below)


def test_the_pages_together_are_every_row_once_newest_first(books: Books) -> None:
    rows = everything(books, Find())
    events, entries = [row.seq for row in rows if row.is_event], [row.seq for row in rows if not row.is_event]
    assert events == list(range(len(events), 0, -1)) and entries == list(range(len(Audited), 0, -1))


@pytest.mark.parametrize(
    ("find", "fits"),
    [
        (Find(first="2026-11-24", last="2026-11-25"), lambda row: row.is_event),
        (Find(ticket="a00"), lambda row: row.ticket[11:].startswith("A00")),
        (Find(desk=1), lambda row: row.desk == 1),
        (Find(kind="ticket_held"), lambda row: row.kind == "ticket_held"),
        (Find(kind="sign_in"), lambda row: row.kind == "sign_in" and not row.is_event),
        (Find(who="LAN"), lambda row: "lan" in row.actor),
        (Find(text="THIẾU ẢNH"), lambda row: "thiếu ảnh" in row.body),
        (Find(first="2026-11-27", last="2026-11-27"), lambda row: not row.is_event),
        (Find(text="quầy 1", first="2026-11-27"), lambda row: row.subject == "quầy 1"),
    ],
)
def test_what_is_found_is_what_was_looked_for_and_all_of_it(books: Books, find: Find, fits: object) -> None:
    found = everything(books, find)
    assert found and all(fits(row) for row in found)  # type: ignore[operator]
    if find.first == "":
        assert [row for row in everything(books, Find()) if fits(row)] == found  # type: ignore[operator]


def test_nothing_is_found_where_nothing_fits(books: Books) -> None:
    assert books.find(Find(text="100%_'; DROP TABLE event --"), 5).rows == ()
    assert books.find(Find(ticket="%"), 5).rows == ()
    assert books.find(Find(first="2030-01-01"), 5).rows == ()


def test_a_changed_setup_comes_with_what_it_was_before(books: Books) -> None:
    rows = everything(books, Find(kind="setup_changed"))
    assert rows and all('"setup"' in row.earlier for row in rows[:-1])


def test_a_hundred_thousand_events_are_searched_within_a_second(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path, NOW)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    body = '{"ticket":"2026-11-23-A001","desk":1,"note":"Thiếu bản sao giấy khai sinh","padding":"' + "x" * 60 + '"}'
    rows = (
        (
            n,
            NOW.isoformat(),
            f"2026-{1 + n // 9000:02}-{1 + n % 28:02}",
            "ticket_called",
            f"2026-11-23-A{n % 999:03}",
            1,
            "local",
            body,
        )
        for n in range(1, 100_001)
    )
    connection.executemany("INSERT INTO event (seq, at, day, kind, ticket, desk, actor, body) VALUES (?,?,?,?,?,?,?,?)", rows)
    connection.commit()
    connection.close()
    books = Books(tmp_path, ZONE)
    slowest = 0.0
    for find in (Find(), Find(text="không có chữ này"), Find(ticket="A998"), Find(who="nobody"), Find(kind="sign_in"), Find(desk=9),
                 Find(first="2026-01-01", last="2026-01-02", text="khai SINH")):  # fmt: skip
        began = time.process_time()
        books.find(find, 50)
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 1.0


def test_the_figures_of_the_days_are_there_also_when_only_the_figures_are(books: Books) -> None:
    whole = books.figures("2026-11-01", "2026-11-30")
    assert [day for day, _ in whole] == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]
    given = sum(sums.count(Told.ISSUED) for _, cells in whole for sums in cells.values())
    with books.reading() as connection:
        assert given == connection.execute("SELECT count(*) FROM event WHERE kind = 'ticket_issued'").fetchone()[0]
    assert books.figures("2026-11-24", "2026-11-24") == [whole[1]]


def test_days_and_heads(books: Books) -> None:
    assert books.days() == ["2026-11-26", "2026-11-25", "2026-11-24", "2026-11-23"] == books.logged_days()
    assert books.heads().audit[0] == len(Audited) and books.chains().sound
    assert {actor for _, actor in books.log_of("2026-11-23")} and books.log_of("2026-12-01") == []


def test_reading_cannot_write(books: Books) -> None:
    with books.reading() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        SqliteTx(connection).note(AuditEntry("x", Audited.BACKUP), NOW)


def test_the_newest_day_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    from drivers.clock import ManualClock
    from server.domain.commands import IssueTicket
    from server.domain.model import ServiceId
    from server.office.calendar import DayRule
    from server.office.news import News
    from server.office.office import Office
    from server.office.timekeeping import Timekeeper
    from server.store.store import SqliteStore

    async def two_days() -> Iterator[int]:
        clock = ManualClock(NOW)
        bring_up_to_date(tmp_path, NOW)
        store = SqliteStore(tmp_path, asyncio.get_running_loop().call_soon_threadsafe)
        office = Office(store=store, time=Timekeeper(clock, ZONE), rule=DayRule(ZONE), news=News())
        office.start()
        books, seen = Books(tmp_path, ZONE), []
        for pause in (timedelta(), timedelta(minutes=1), timedelta(days=1)):
            clock.advance(pause.total_seconds())
            await office.handle(IssueTicket(ServiceId("A")), actor="test")
            seen.append(books.look(lambda now: (now.day == office.view, len(now.tally.figures()), now.day.waiting())))
        await asyncio.to_thread(store.stop)
        return seen  # type: ignore[return-value]

    assert asyncio.run(two_days()) == [(True, 1, 1), (True, 1, 2), (True, 1, 1)]
