"""Copies are whole or not there; a restored database takes its place at the next start, or the old one is put back."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import SettingError
from server.store import backup
from server.store.backup import BadBackup, Flaw
from server.store.engine import FILE_NAME, connect
from server.store.migrate import HEAD, bring_up_to_date
from server.store.replay import replay

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
RELEASED = Path(__file__).parent / "released"


def office(data: Path, dump: str = "0004") -> Path:
    data.mkdir(exist_ok=True)
    connection = sqlite3.connect(data / FILE_NAME)
    connection.executescript((RELEASED / f"{dump}.sql").read_text(encoding="utf-8"))
    connection.close()
    return data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = office(tmp_path / "data")
    bring_up_to_date(made, NOW)
    return made


def tickets(data: Path) -> int:
    connection = sqlite3.connect(data / FILE_NAME)
    count: int = connection.execute("SELECT count(*) FROM ticket").fetchone()[0]
    connection.close()
    return count


def flaw_of(file: Path) -> Flaw:
    with pytest.raises(BadBackup) as caught:
        backup.inspect(file)
    return caught.value.flaw


def test_a_copy_beside_a_running_server_is_whole(live_server: Callable[..., Any], tmp_path: Path) -> None:
    server = live_server()
    for _ in range(5):
        server.ask("issue", service="A")
    copy = backup.make(server.config.data, tmp_path / "copies" / "one.db")
    inside = backup.inspect(copy)
    assert (inside.version, inside.tickets, inside.events) == (HEAD, 5, 6)
    assert copy.stat().st_mode & 0o777 == 0o600
    server.ask("issue", service="A")
    again = tmp_path / "again"
    again.mkdir()
    shutil.copy(copy, again / FILE_NAME)
    connect(again).close()
    assert replay(again).differences == ()


def test_daily_copies_are_kept_as_long_as_said_newest_first(data: Path) -> None:
    for day in range(5):
        backup.make_daily(data, NOW + timedelta(days=day), kept=3)
    assert [one.name for one in backup.copies(data)] == [
        "moiso-20261201-010000.db",
        "moiso-20261130-010000.db",
        "moiso-20261129-010000.db",
    ]
    assert backup.copies(data)[0].at == datetime(2026, 12, 1, 1, 0)
    assert backup.copy_named(data, "moiso-20261201-010000.db") and backup.copy_named(data, "../moiso.db") is None


def test_a_copy_that_there_is_no_room_for_is_not_begun(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "MARGIN_BYTES", 1 << 60)
    with pytest.raises(BadBackup) as caught:
        backup.make_daily(data, NOW, kept=3)
    assert caught.value.flaw is Flaw.NO_ROOM and list((data / backup.FOLDER).iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadBackup) as caught:
        backup.make(data, tmp_path / "file" / "copy.db")
    assert caught.value.flaw is Flaw.UNWRITABLE


def test_a_copy_is_carried_to_another_disk_which_must_be_there(data: Path, tmp_path: Path) -> None:
    made = backup.make_daily(data, NOW, kept=3)
    stick = tmp_path / "stick"
    with pytest.raises(BadBackup):
        backup.carry_to(stick, made, kept=2)
    stick.mkdir()
    backup.carry_to(stick, made, kept=2)
    assert [path.name for path in stick.iterdir()] == [made.name]


def test_a_file_that_is_none_of_ours_is_told_apart(data: Path, tmp_path: Path) -> None:
    text = tmp_path / "letter.doc"
    text.write_bytes(b"Kinh gui " * 1000)
    assert flaw_of(text) is Flaw.NOT_SQLITE
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE song (name)")
    connection.commit()
    connection.close()
    assert flaw_of(other) is Flaw.NOT_OURS
    whole = backup.make(data, tmp_path / "whole.db").read_bytes()
    torn = tmp_path / "torn.db"
    torn.write_bytes(whole[: len(whole) // 2])
    assert flaw_of(torn) is Flaw.DAMAGED
    scratched = tmp_path / "scratched.db"
    scratched.write_bytes(whole[:5000] + b"\xff" * 9000 + whole[14000:])
    assert flaw_of(scratched) is Flaw.DAMAGED


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", Flaw.NEWER),
        ("DELETE FROM alembic_version", Flaw.NOT_OURS),
        ("CREATE TRIGGER own AFTER INSERT ON event BEGIN DELETE FROM event; END", Flaw.NOT_OURS),
    ],
)
def test_a_database_that_would_do_harm_is_not_taken(data: Path, tmp_path: Path, statement: str, flaw: Flaw) -> None:
    made = backup.make(data, tmp_path / "copy.db")
    connection = sqlite3.connect(made)
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert flaw_of(made) is flaw


@pytest.mark.parametrize("dump", ["0001", "0002", "0003", "0004"])
def test_an_older_copy_takes_the_place_and_is_brought_up(data: Path, tmp_path: Path, dump: str) -> None:
    older = office(tmp_path / "older", dump)
    assert backup.take_up(data, NOW) is None
    before, wanted = tickets(data), tickets(older)
    connection = connect(data)  # something that is only in the write-ahead log when the power goes
    connection.execute("UPDATE ticket SET note = 'newest' WHERE rowid = 1")
    connection.close()
    file = data / "upload.part"
    shutil.copy(older / FILE_NAME, file)
    assert backup.stage(data, file).tickets == wanted and not file.exists()
    assert tickets(data) == before, "nothing happens before the next start"
    taken = backup.take_up(data, NOW)
    assert taken is not None and taken.inside is not None and taken.inside.version == HEAD and taken.failure == ""
    assert tickets(data) == wanted and replay(data).differences == ()
    (kept,) = (data / backup.FOLDER).glob("replaced-*.db")
    old = sqlite3.connect(kept)
    assert old.execute("SELECT count(*), max(note = 'newest') FROM ticket").fetchone() == (before, 1)
    old.close()
    assert backup.take_up(data, NOW) is None and backup.staged(data) is None


def test_what_was_staged_can_be_taken_back(data: Path) -> None:
    backup.stage(data, backup.make(data, data / "x.part"))
    assert backup.staged(data) is not None
    backup.unstage(data)
    assert backup.staged(data) is None and backup.take_up(data, NOW) is None


def test_a_staged_file_that_rotted_is_not_taken_and_the_old_one_goes_on(data: Path) -> None:
    before = tickets(data)
    (data / backup.STAGED).write_bytes(b"SQLite format 3\0 and then nothing")
    taken = backup.take_up(data, NOW)
    assert taken is not None and taken.inside is None and "damaged" in taken.failure
    assert tickets(data) == before and backup.failure(data) == taken.failure


def test_one_that_cannot_be_brought_up_is_put_aside_and_the_old_one_is_put_back(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tickets(data)
    older = office(tmp_path / "older", "0003")
    shutil.copy(older / FILE_NAME, data / "x.part")
    backup.stage(data, data / "x.part")

    def broken(folder: Path, now: datetime) -> None:
        raise SettingError("the migration broke")

    monkeypatch.setattr(backup, "bring_up_to_date", broken)
    taken = backup.take_up(data, NOW)
    assert taken is not None and taken.failure == "the migration broke" and tickets(data) == before
    assert backup.failure(data) == "the migration broke" and not (data / backup.TAKING).exists()
    bring_up_to_date(data, NOW)
    assert replay(data).differences == ()


class PowerCut(BaseException):
    """The plug is pulled."""


@pytest.mark.parametrize("at", range(1, 12))
def test_the_plug_may_be_pulled_at_any_step(data: Path, tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever step it is, there is a whole database afterwards, and the next start has the new one."""
    older = office(tmp_path / "older", "0003")
    wanted = tickets(older)
    connection = connect(data)
    connection.execute("DELETE FROM paper")
    connection.execute("DELETE FROM ticket WHERE day = '2026-11-26'")
    connection.close()
    both = {tickets(data), wanted}
    shutil.copy(older / FILE_NAME, data / "x.part")
    backup.stage(data, data / "x.part")
    steps = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == at:
                raise PowerCut
            return real(*given, **named)

        return step

    with monkeypatch.context() as cut:
        for of, name in ((Path, "replace"), (backup.os, "link"), (backup.os, "fsync")):
            cut.setattr(of, name, counted(getattr(of, name)))
        try:
            backup.take_up(data, NOW)
        except PowerCut:
            assert tickets(data) in both
    backup.take_up(data, NOW)
    bring_up_to_date(data, NOW)
    assert tickets(data) == wanted and replay(data).differences == ()
