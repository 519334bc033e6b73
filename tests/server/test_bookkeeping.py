"""What the books need by themselves: figures kept, old days deleted, a copy a day; only when the office is quiet and the clock is believed."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from drivers.clock import ManualClock
from server.bookkeeping import Bookkeeping
from server.domain.commands import CallNext, ChangeSetup, CloseDay, DoubtClock, Finish, IssueTicket, OpenDay
from server.domain.edits import PutRules
from server.domain.model import DeskId, ServiceId
from server.office.calendar import DayRule
from server.office.news import News
from server.office.office import Office
from server.office.timekeeping import Timekeeper
from server.ports import Audited
from server.store import backup
from server.store.audit import verify
from server.store.backup import BadBackup, Inside, Taken
from server.store.books import Books
from server.store.migrate import bring_up_to_date
from server.store.replay import replay
from server.store.store import SqliteStore

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class House:
    """An office with its books, on a real disk and a clock of its own."""

    def __init__(self, data: Path, carry_to: Path | None, kept: int) -> None:
        self.data, self.clock, self.runner = data, ManualClock(EIGHT), asyncio.Runner()
        bring_up_to_date(data, EIGHT)
        self.store = SqliteStore(data, self.runner.get_loop().call_soon_threadsafe)
        self.office = Office(store=self.store, time=Timekeeper(self.clock, ZONE), rule=DayRule(ZONE), news=News())
        self.office.start()
        self.keeping = Bookkeeping(office=self.office, store=self.store, data=data, zone=ZONE, kept=kept, carry_to=carry_to)

    def do(self, *commands: Any) -> None:
        for command in commands:
            self.runner.run(self.office.handle(command, actor="test"))

    def look(self) -> None:
        self.runner.run(self.keeping.look())

    def hours(self, count: float) -> None:
        self.clock.advance(count * 3600)
        self.runner.run(self.office.do_what_is_due())

    def close(self) -> None:
        self.store.stop()
        self.runner.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, None, 3)
    made.do(IssueTicket(ServiceId("A")))
    yield made
    made.close()


def copies(house: House) -> list[str]:
    return [f"{one.at:%d %H}" for one in backup.copies(house.data)]


def test_a_copy_is_made_in_the_evening_and_once_a_day(house: House) -> None:
    house.look()
    assert copies(house) == []
    house.hours(9)
    house.look()
    house.hours(1)
    house.look()
    assert copies(house) == ["23 17"]


def test_a_day_that_is_closed_early_is_copied_at_once(house: House) -> None:
    house.do(CloseDay())
    house.look()
    assert copies(house) == ["23 08"] and house.store.notes(1)[0].entry.what is Audited.BACKUP


def test_a_copy_that_was_missed_because_the_machine_was_off_is_made_when_it_is_on_again(house: House) -> None:
    house.hours(9)
    house.look()
    house.hours(39)
    house.look()
    assert copies(house) == ["25 08", "23 17"]


def test_the_newest_copies_are_kept(house: House) -> None:
    for _ in range(5):
        house.do(CloseDay())
        house.look()
        house.hours(24)
    assert copies(house) == ["27 08", "26 08", "25 08"]


def test_no_copies_are_made_where_none_are_wanted(tmp_path: Path) -> None:
    house = House(tmp_path, None, 0)
    house.do(IssueTicket(ServiceId("A")), CloseDay())
    house.look()
    assert copies(house) == []
    house.close()


def test_a_copy_goes_to_the_other_disk_and_what_goes_wrong_there_is_known(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    house = House(tmp_path / "data", tmp_path / "stick", 3)
    house.do(IssueTicket(ServiceId("A")), CloseDay())
    house.look()
    assert copies(house) == ["23 08"] and house.keeping.carry_trouble == "unwritable"
    (tmp_path / "stick").mkdir()
    house.hours(24)
    house.do(CloseDay())
    house.look()
    assert len(list((tmp_path / "stick").iterdir())) == 1 and house.keeping.carry_trouble == ""
    house.close()


def test_a_full_disk_is_no_accident_and_is_not_tried_all_evening(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "MARGIN_BYTES", 1 << 60)
    house.do(CloseDay())
    house.look()
    monkeypatch.undo()
    house.look()
    assert copies(house) == []
    with pytest.raises(BadBackup):
        monkeypatch.setattr(backup, "MARGIN_BYTES", 1 << 60)
        house.runner.run(house.keeping.copy_now("person lan"))


def test_the_figures_of_yesterday_are_kept_and_old_days_go_when_the_office_is_quiet(house: House) -> None:
    house.do(ChangeSetup((PutRules(keep_days=1),)), CallNext(DeskId(1)), Finish(DeskId(1)))
    for _ in range(3):
        house.hours(24)
        house.do(IssueTicket(ServiceId("A")))
    before = Books(house.data, ZONE).figures("2026-11-01", "2026-11-30")
    house.look()
    assert len(Books(house.data, ZONE).logged_days()) == 4, "somebody waits: nothing is deleted now"
    house.do(CloseDay())
    house.look()
    books = Books(house.data, ZONE)
    assert books.logged_days() == ["2026-11-26", "2026-11-25"]
    assert books.figures("2026-11-01", "2026-11-25") == before[:3] and len(books.days()) == 4
    assert verify(house.data).sound and replay(house.data).differences == ()
    house.do(OpenDay(house.office.view.date))
    house.do(IssueTicket(ServiceId("B")))
    assert house.office.view.waiting() >= 1, "the office goes on"


def test_nothing_is_done_by_a_clock_that_is_doubted(house: House) -> None:
    house.do(CloseDay(), DoubtClock("ahead"))
    house.look()
    assert copies(house) == []


def test_a_restored_database_is_noted_and_one_that_was_not_taken_too(house: House) -> None:
    for taken in (Taken(Inside("0004", "2026-11-20", 7, 70)), Taken(None, "damaged: torn")):
        house.runner.run(house.keeping.note_restored(taken))
    assert [(one.entry.what, one.entry.after) for one in house.store.notes(2)] == [
        (Audited.RESTORE, "2026-11-20, 7"),
        (Audited.RESTORE, "damaged: torn"),
    ]
