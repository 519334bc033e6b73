"""The books of procedures: the one that Moiso brings, and an office's own in the folder `procedures` beside the database, each named by its content's mark.

Which one is in force stands in the setup (KioskRules.procedures). Knows no setup and no web.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from server.procedurefile import read
from server.wire.procedures import Procedure, ProcedureBook, folded

DEFAULT_FILE = Path(__file__).with_name("procedures_default.toml")
MARK_LETTERS = 32
"""Half a SHA-256, as of media."""
UNNAMED_KEPT = 20
"""So many books that no setup names any more stay, the newest: a database that is brought back finds its own."""
_MARK = re.compile(f"[0-9a-f]{{{MARK_LETTERS}}}")
_PROCEDURES = TypeAdapter(tuple[Procedure, ...])


class Difference(NamedTuple):
    """What a book would change: names, in the order of their book."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def book_of(procedures: Sequence[Procedure]) -> ProcedureBook:
    """With the mark of its content."""
    return ProcedureBook(mark=_mark(_PROCEDURES.dump_json(tuple(procedures))), procedures=tuple(procedures))


@cache
def default_book() -> ProcedureBook:
    """The one of a fresh install; a test holds it to be without flaws."""
    found = read(DEFAULT_FILE.read_bytes())
    return book_of(found.procedures)


class ProcedureBooks:
    """`data`: the server's data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "procedures"
        self._read: dict[str, ProcedureBook] = {}

    def in_force(self, named: str) -> ProcedureBook | None:
        """The book that a setup names, "" for the one that Moiso brings; None when its file is missing or broken."""
        return self.book(named) if named else default_book()

    def mark_of(self, named: str) -> str:
        """The same book's mark, "" when it is not there."""
        book = self.in_force(named)
        return book.mark if book is not None else ""

    def book(self, mark: str) -> ProcedureBook | None:
        """By its own mark."""
        if mark == default_book().mark:
            return default_book()
        if mark not in self._read and (found := self._from_file(mark)) is not None:
            self._read = {**dict(list(self._read.items())[-3:]), mark: found}
        return self._read.get(mark)

    def _from_file(self, mark: str) -> ProcedureBook | None:
        if not _MARK.fullmatch(mark):
            return None
        try:
            data = (self._folder / f"{mark}.json").read_bytes()
            return ProcedureBook(mark=mark, procedures=_PROCEDURES.validate_json(data)) if _mark(data) == mark else None
        except (OSError, ValidationError):
            return None

    def keep(self, book: ProcedureBook) -> None:
        """It is on the disk afterwards. Raises: OSError."""
        if book.mark == default_book().mark:
            return
        path = self._folder / f"{book.mark}.json"
        part = path.with_suffix(".part")
        self._folder.mkdir(mode=0o700, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(_PROCEDURES.dump_json(book.procedures))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def sweep(self, named: Collection[str]) -> None:
        """Remove the oldest books that no setup names."""
        files = self._folder.glob("*.json") if self._folder.is_dir() else ()
        unnamed = sorted((one for one in files if one.stem not in named), key=lambda one: one.stat().st_mtime, reverse=True)
        for one in unnamed[UNNAMED_KEPT:]:
            one.unlink(missing_ok=True)


def difference(old: Iterable[Procedure], new: Iterable[Procedure]) -> Difference:
    """A procedure is the same one by its service and name: a code may be added later, or stand at several."""
    before, after = {_key(one): one for one in old}, {_key(one): one for one in new}
    return Difference(
        tuple(one.name for key, one in after.items() if key not in before),
        tuple(one.name for key, one in after.items() if key in before and before[key] != one),
        tuple(one.name for key, one in before.items() if key not in after),
    )


def _key(one: Procedure) -> str:
    return f"{one.service} {folded(one.name)}"


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:MARK_LETTERS]
