"""The book of procedures: fetched from the server by its mark, the last one kept for when it is away; and the search in it. All of it in threads, so that
no frame waits: a search through two thousand procedures takes a fifth of a second.
"""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from server.wire.procedures import Procedure, ProcedureBook, look_up

log = logging.getLogger("moiso.kiosk")
BOOK_FILE = "procedures.json"
"""Beside the folder of the voices."""
BOOK_BYTES = 8 * 1024 * 1024
"""Two thousand procedures with their papers in three languages are four."""
RETRY_S = 30.0


class Books:
    """`file` keeps the book; `fetch`: an address on the server -> its bytes, None when it cannot be had."""

    def __init__(self, file: Path, fetch: Callable[[str], bytes | None]) -> None:
        self._file = file
        self._fetch = fetch
        self._mark: str | None = None
        self._book: ProcedureBook | None = None
        self._read = False
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="book", daemon=True)

    def book(self) -> ProcedureBook | None:
        """The newest whole one; None if there is none."""
        return self._book

    def want(self, mark: str) -> None:
        """The server has this book now, "" for none. Returns at once."""
        if mark != self._mark:
            self._mark = mark
            self._wake.set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; a book that was being fetched is forgotten."""
        self._stop.set()
        self._wake.set()

    def look(self) -> float | None:
        """Do what is to be done, and say in how many seconds to try again; None: not before another is wanted. Blocks."""
        if not self._read:
            self._read = True
            self._take(_read(self._file))
        mark = self._mark
        if mark is None or (self._book is not None and self._book.mark == mark):
            return None
        if mark == "":
            self._book = None
            self._file.unlink(missing_ok=True)
            return None
        data = self._fetch(f"/procedures/{mark}.json")
        book = _book(data)
        if data is None or book is None or book.mark != mark:
            return RETRY_S
        self._take(book)
        self._keep(data)
        log.info("%d procedures can be looked up", len(book.procedures))
        return None

    def _take(self, book: ProcedureBook | None) -> None:
        """Looked through once before anybody types: the names are folded then."""
        if book is not None:
            look_up(book, "a")
        self._book = book

    def _keep(self, data: bytes) -> None:
        half = self._file.with_name(f".{self._file.name}.half")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with half.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            half.replace(self._file)
        except OSError as error:
            log.warning("the procedures cannot be kept for the next start: %s", error)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                pause_s = self.look()
            except Exception:  # the kiosk gives numbers without a book
                log.exception("the procedures cannot be kept")
                pause_s = RETRY_S
            self._wake.wait(pause_s)


class Finder:
    """Looks up what was typed last, one search after the other."""

    def __init__(self, search: Callable[[ProcedureBook, str], tuple[Procedure, ...]] = look_up) -> None:
        self._search = search
        self._asked: tuple[ProcedureBook, str] | None = None
        self._found: Found | None = None
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="finder", daemon=True)
        self._thread.start()

    def ask(self, book: ProcedureBook, keys: str) -> None:
        """From now on this is wanted, and nothing that was asked before; asked again while it is looked for it changes nothing. Returns at once."""
        if self._asked is None or self._asked[0] is not book or self._asked[1] != keys:
            self._asked = (book, keys)
            self._wake.set()

    def found(self) -> "Found | None":
        """What has been found since the last call."""
        found, self._found = self._found, None
        return found

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        self._thread.join(1)

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._stop.is_set():
                return
            if (asked := self._asked) is not None:
                self._found = (*asked, self._searched(*asked))
                if self._asked is asked:
                    self._asked = None

    def _searched(self, book: ProcedureBook, keys: str) -> tuple[Procedure, ...]:
        try:
            return self._search(book, keys)
        except Exception:
            log.exception("what was typed cannot be looked up")
            return ()


Found = tuple[ProcedureBook, str, tuple[Procedure, ...]]
"""The book, the keys that were typed, and what they mean in it."""


def _read(file: Path) -> ProcedureBook | None:
    try:
        return _book(file.read_bytes())
    except OSError:
        return None


def _book(data: bytes | None) -> ProcedureBook | None:
    try:
        return ProcedureBook.model_validate_json(data or b"")
    except ValidationError:
        return None
