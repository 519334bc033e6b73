"""Reading the setup of a database that nobody need have opened: for the command line."""

from pathlib import Path

from server.domain.setup import Setup
from server.store.engine import connect_reader
from server.store.sqlite_tx import SqliteLog


def planned_setup(data: Path) -> Setup:
    """What the next business day opens with. May run beside the server. Raises: sqlite3.Error."""
    connection = connect_reader(data)
    try:
        return SqliteLog(connection).setup()
    finally:
        connection.close()
