"""The book of procedures is fetched whole, kept for when the server is away, and searched beside the frames."""

import threading
from pathlib import Path
from typing import Any

import pytest

from bench.kiosk_scenes import BOOK
from kiosk.book import RETRY_S, Books, Finder
from server.wire.procedures import Procedure, ProcedureBook, look_up

NEXT = ProcedureBook(mark="b0002", procedures=BOOK.procedures[:2])


class Server:
    """What it answers, by address."""

    def __init__(self, *books: ProcedureBook) -> None:
        self.files = {f"/procedures/{one.mark}.json": one.model_dump_json().encode() for one in books}
        self.asked: list[str] = []

    def fetch(self, address: str) -> bytes | None:
        self.asked.append(address)
        return self.files.get(address)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiosk" / "procedures.json"


def test_the_book_is_fetched_by_its_mark_once_and_is_there_after_a_restart(file: Path) -> None:
    server = Server(BOOK, NEXT)
    books = Books(file, server.fetch)
    assert books.look() is None and books.book() is None and server.asked == [], "nobody has said that there is one"
    books.want(BOOK.mark)
    assert books.look() is None and books.book() == BOOK
    books.want(BOOK.mark)
    assert books.look() is None and len(server.asked) == 1
    again = Books(file, Server().fetch)
    assert again.look() is None and again.book() == BOOK, "the server is away"
    again.want(NEXT.mark)
    assert again.look() == RETRY_S and again.book() == BOOK, "the old one stands until the new one is whole"


def test_a_new_mark_is_a_new_book_and_no_mark_is_none(file: Path) -> None:
    books = Books(file, Server(BOOK, NEXT).fetch)
    for wanted in (BOOK, NEXT):
        books.want(wanted.mark)
        books.look()
        assert books.book() == wanted
    books.want("")
    books.look()
    assert books.book() is None and not file.exists()


@pytest.mark.parametrize("answer", [b"", b"{", b'{"mark": "other", "procedures": []}', b'{"mark": "b0001", "procedures": [{}]}'])
def test_what_is_no_book_is_not_taken_and_is_asked_for_again(file: Path, answer: bytes) -> None:
    books = Books(file, lambda _: answer)
    books.want(BOOK.mark)
    assert books.look() == RETRY_S and books.book() is None and not file.exists()


def test_a_torn_file_is_no_book_and_a_full_disk_no_reason_to_have_none(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(BOOK.model_dump_json().encode()[:100])
    books = Books(file / "below", Server(BOOK).fetch)
    books.look()
    books.want(BOOK.mark)
    assert books.look() is None and books.book() == BOOK
    torn = Books(file, Server().fetch)
    torn.look()
    assert torn.book() is None


def test_it_is_fetched_in_a_thread_as_soon_as_it_is_wanted(file: Path, eventually: Any) -> None:
    books = Books(file, Server(BOOK).fetch)
    books.start()
    books.want(BOOK.mark)
    eventually(lambda: books.book() is not None)
    books.stop()


def test_what_was_typed_last_is_looked_up_and_nobody_waits_for_it(eventually: Any) -> None:
    slow, begun = threading.Event(), threading.Event()

    def searched(book: ProcedureBook, keys: str) -> tuple[Procedure, ...]:
        begun.set()
        slow.wait(10)
        return look_up(book, keys)

    finder = Finder(searched)
    finder.ask(BOOK, "k")
    begun.wait(10)
    for keys in ("kh", "khai", "khai sinh"):
        finder.ask(BOOK, keys)
    assert finder.found() is None
    slow.set()
    found: list[Any] = []

    def heard() -> bool:
        if (one := finder.found()) is not None:
            found.append(one)
        return bool(found) and found[-1][1] == "khai sinh"

    eventually(heard)
    finder.stop()
    assert {one[1] for one in found} <= {"k", "khai sinh"} and found[-1] == (BOOK, "khai sinh", look_up(BOOK, "khai sinh"))


def test_a_search_that_fails_finds_nothing_and_the_next_one_works(eventually: Any) -> None:
    def searched(book: ProcedureBook, keys: str) -> tuple[Procedure, ...]:
        if keys == "bad":
            raise RuntimeError("a fault of ours")
        return look_up(book, keys)

    finder = Finder(searched)
    for keys, wanted in (("bad", ()), ("ket hon", look_up(BOOK, "ket hon")), ("ket hon", look_up(BOOK, "ket hon"))):
        finder.ask(BOOK, keys)
        eventually(lambda wanted=wanted: (found := finder.found()) is not None and found[2] == wanted)
    finder.stop()
