"""Bring a database up to this version: a copy first, then linear, forward-only migrations. Alembic is loaded only when there is work."""

import logging
import sqlite3
from datetime import datetime
from pathlib import Path

from drivers.errors import SettingError
from server.store.engine import FILE_NAME, connect

log = logging.getLogger("moiso.migrate")
HEAD = "0006"
"""The newest migration; a test holds it equal to what stands in migrations/versions."""
COPIES = "copies"
COPIES_KEPT = 5


def version(connection: sqlite3.Connection) -> str | None:
    """The migration that the database is at, None for an empty one."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return row[0] if row else None


def bring_up_to_date(data: Path, now: datetime) -> str | None:
    """Migrate if needed; returns the version that it was at, HEAD if there was nothing to do.

    Raises: SettingError when the file is not a healthy database, or of a newer Moiso.
    """
    try:
        connection = connect(data)
        try:
            before = version(connection)
            _check(connection, data)
            if before not in (None, HEAD) and before > HEAD:
                raise SettingError(f"{data / FILE_NAME} was written by a newer Moiso ({before} > {HEAD}); install that one again")
            if before is not None and before != HEAD:
                _copy(connection, data, now)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise SettingError(f"the database {data / FILE_NAME} cannot be used: {error}") from None
    if before != HEAD:
        _upgrade(data)
    return before


def _check(connection: sqlite3.Connection, data: Path) -> None:
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise SettingError(
            f"the database {data / FILE_NAME} is damaged ({finding}); it was not touched. Copies are in {data / COPIES}"
        )


def _copy(connection: sqlite3.Connection, data: Path, now: datetime) -> None:
    folder = data / COPIES
    folder.mkdir(exist_ok=True)
    target = unused(folder, now)
    connection.execute("VACUUM INTO ?", (str(target),))
    log.info("a copy of the database before the migration is in %s", target)
    for old in sorted(folder.glob(f"*-{FILE_NAME}"))[:-COPIES_KEPT]:
        old.unlink()


def unused(folder: Path, now: datetime) -> Path:
    """A name for a copy that no copy has: a restore and the migration after it fall into the same second."""
    names = (f"{now:%Y%m%dT%H%M%S}{mark}-{FILE_NAME}" for mark in ("", *"bcdefghijklmnopqrstuvwxyz"))
    return next(folder / name for name in names if not (folder / name).exists())


def _upgrade(data: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    from server.store.rebuild import rebuild

    engine = create_engine(f"sqlite:///{data / FILE_NAME}")
    try:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)  # noqa: S101  SQLAlchemy's type cannot say it
            rebuild(raw)
    finally:
        engine.dispose()
