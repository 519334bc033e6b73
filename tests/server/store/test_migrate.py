"""Databases come up to this version: new ones, old ones, and what cannot be used is left alone and said."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from drivers.errors import SettingError
from server.domain.checks import check
from server.domain.events import KINDS
from server.setupfile import default_setup
from server.store import migrate, tables
from server.store.engine import FILE_NAME, connect, own
from server.store.replay import replay
from server.store.setups import planned_setup

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_a_new_database_has_the_default_services_and_desks(tmp_path: Path) -> None:
    assert migrate.bring_up_to_date(tmp_path, NOW) is None
    connection = connect(tmp_path)
    connection.close()
    setup = planned_setup(tmp_path)
    assert [service.id for service in setup.services] == list("ABCDEGKR")
    assert [desk.id for desk in setup.desks] == [1, 2, 3, 4, 5]
    assert check(setup) == []
    assert migrate.bring_up_to_date(tmp_path, NOW) == migrate.HEAD


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_the_migrated_tables_are_the_tables_of_the_code(tmp_path: Path) -> None:
    migrate.bring_up_to_date(tmp_path, NOW)
    engine = create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    assert tables.EventRow.__tablename__ == "event"
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()


def test_a_database_of_a_newer_moiso_is_left_alone(tmp_path: Path) -> None:
    migrate.bring_up_to_date(tmp_path, NOW)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(SettingError, match="newer Moiso"):
        migrate.bring_up_to_date(tmp_path, NOW)


def test_a_file_that_is_no_database_is_left_alone_and_said(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is not a database, " * 500)
    with pytest.raises(SettingError, match="cannot be used"):
        migrate.bring_up_to_date(tmp_path, NOW)
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"this is not")


def test_a_copy_is_made_before_an_old_database_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate.bring_up_to_date(tmp_path, NOW)
    monkeypatch.setattr(migrate, "HEAD", "9999")
    migrate.bring_up_to_date(tmp_path, NOW)
    copies = list((tmp_path / migrate.COPIES).iterdir())
    assert len(copies) == 1
    copy = sqlite3.connect(copies[0])
    assert copy.execute("SELECT count(*) FROM setup").fetchone() == (1,)
    copy.close()


def test_one_data_folder_has_one_server(tmp_path: Path) -> None:
    with own(tmp_path / "data"), pytest.raises(SettingError, match="already running"):
        own(tmp_path / "data")
    own(tmp_path / "data").close()


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="cannot be used"):
        own(tmp_path / "file" / "data")


RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))
DUMPED = {"0001": (2, 6), "0002": (2, 26), "0003": (4, 31), "0004": (4, 31), "0005": (4, 31), "0006": (4, 31)}
"""Business days and tickets in each."""


def test_every_released_version_is_kept() -> None:
    versions = Path(migrate.__file__).parent / "migrations" / "versions"
    assert {path.stem for path in RELEASED} == {path.name[:4] for path in versions.glob("0*.py")}


@pytest.mark.parametrize("dump", RELEASED, ids=lambda path: path.stem)
def test_a_database_of_a_released_version_comes_up_and_still_agrees_with_its_log(dump: Path, tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / FILE_NAME)
    old.executescript(dump.read_text(encoding="utf-8"))
    old.close()
    migrate.bring_up_to_date(tmp_path, NOW)
    found = replay(tmp_path)
    assert found.differences == () and (found.days, found.tickets) == DUMPED[dump.stem]


def test_the_newest_dump_has_every_kind_of_event(tmp_path: Path) -> None:
    """So that a later version is tried on all that this one writes."""
    dumped = sqlite3.connect(tmp_path / FILE_NAME)
    dumped.executescript(RELEASED[-1].read_text(encoding="utf-8"))
    assert {kind for (kind,) in dumped.execute("SELECT DISTINCT kind FROM event")} == set(KINDS)
    dumped.close()


def test_a_fresh_database_has_the_default_setup(tmp_path: Path) -> None:
    """What `moiso config default` prints is what a new office begins with."""
    migrate.bring_up_to_date(tmp_path, NOW)
    assert planned_setup(tmp_path) == default_setup()
