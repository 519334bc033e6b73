"""The books beside the database: named by their content, never changed, and the shipped one is what a commune's office needs to begin."""

import os
from pathlib import Path

import pytest

from server.procedurebooks import DEFAULT_FILE, UNNAMED_KEPT, ProcedureBooks, book_of, default_book, difference
from server.procedurefile import read
from server.setupfile import default_setup
from server.wire.procedures import Procedure


def one(name: str, **more: object) -> Procedure:
    return Procedure.model_validate({"service": "A", "names": {"vi": name}, **more})


def test_the_shipped_book_serves_every_service_of_the_shipped_setup_but_the_results() -> None:
    book, services = default_book(), {service.id for service in default_setup().services}
    assert {procedure.service for procedure in book.procedures} == services - {"R"}
    assert read(DEFAULT_FILE.read_bytes()).flaws == [] and 40 <= len(book.procedures) <= 60
    for procedure in book.procedures:
        assert procedure.papers and procedure.fee and procedure.limit and procedure.names.keys() == {"vi", "en"}, procedure.name
    assert [procedure.code for procedure in book.procedures if procedure.code] == ["1.001193"], (
        "codes that nobody is sure of are not made up"
    )


def test_a_book_is_kept_under_its_content_and_read_again(tmp_path: Path) -> None:
    books, book = ProcedureBooks(tmp_path), book_of([one("Một"), one("Hai")])
    assert books.in_force(book.mark) is None
    books.keep(book)
    books.keep(book)
    assert ProcedureBooks(tmp_path).in_force(book.mark) == book and books.in_force("") == default_book()
    assert [path.name for path in (tmp_path / "procedures").iterdir()] == [f"{book.mark}.json"]


@pytest.mark.parametrize("mark", ["", "x", "../moiso", "0" * 32])
def test_a_mark_of_nothing_is_nothing(tmp_path: Path, mark: str) -> None:
    assert ProcedureBooks(tmp_path).book(mark) is None


def test_a_file_that_was_changed_is_not_taken_for_the_book(tmp_path: Path) -> None:
    book = book_of([one("Một")])
    ProcedureBooks(tmp_path).keep(book)
    path = tmp_path / "procedures" / f"{book.mark}.json"
    path.write_text(path.read_text().replace("Một", "Hai"))
    assert ProcedureBooks(tmp_path).book(book.mark) is None


def test_the_shipped_book_needs_no_file(tmp_path: Path) -> None:
    books = ProcedureBooks(tmp_path)
    books.keep(default_book())
    assert books.book(default_book().mark) == default_book() and not (tmp_path / "procedures").exists()


def test_books_that_no_setup_names_go_from_the_oldest_on(tmp_path: Path) -> None:
    books = ProcedureBooks(tmp_path)
    kept = [book_of([one(f"Thủ tục {place}")]) for place in range(UNNAMED_KEPT + 3)]
    for place, book in enumerate(kept):
        books.keep(book)
        os.utime(tmp_path / "procedures" / f"{book.mark}.json", (place, place))
    books.sweep({kept[0].mark})
    assert [book.mark for book in kept if ProcedureBooks(tmp_path).book(book.mark) is None] == [kept[1].mark, kept[2].mark]


def test_a_difference_is_told_by_name_and_service() -> None:
    old, new = [one("Một"), one("Hai"), one("Ba")], [one("HAI", code="1.1"), one("Bốn"), one("Một")]
    assert difference(old, new) == (("Bốn",), ("HAI",), ("Ba",))
