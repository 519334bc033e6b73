"""The pages of the office's books, put together: what they look up, take away and bring back."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Response

from server.office.office import Office
from server.store.books import Books
from server.web.bookpages import BookPages
from server.web.exportpage import ExportPage
from server.words import Words


def book_routers(*, page: Callable[..., Response], data: Path, office: Office, words: Words) -> list[APIRouter]:
    """`page` makes a page of a template; `data` is the folder of the database."""
    zone = office.now().tzinfo
    assert zone is not None  # noqa: S101  the office's time is aware
    books = Books(data, zone)
    return [
        BookPages(page=page, books=books, words=words, view=lambda: office.view, now=office.now).router(),
        ExportPage(page=page, books=books, office=office, words=words, folder=data).router(),
    ]
