"""The pages of the office's books, put together: what they look up, take away and bring back."""

from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi import APIRouter, Response

from server.bookkeeping import Bookkeeping
from server.office.office import Office
from server.store.books import Books
from server.web.backuppage import BackupPage
from server.web.bookpages import BookPages
from server.web.exportpage import ExportPage
from server.web.privacypage import PrivacyPage
from server.words import Words


def book_routers(
    *,
    page: Callable[..., Response],
    data: Path,
    office: Office,
    words: Words,
    keeping: Bookkeeping,
    restart: Callable[[], None] | None,
    people: Callable[[], Mapping[str, str]],
) -> list[APIRouter]:
    """`page` makes a page of a template; `data` is the folder of the database; `restart` as in BackupPage; `people`: account -> shown name."""
    zone = office.now().tzinfo
    assert zone is not None  # noqa: S101  the office's time is aware
    books = Books(data, zone)
    return [
        BookPages(page=page, books=books, words=words, view=lambda: office.view, now=office.now, people=people).router(),
        ExportPage(page=page, books=books, office=office, words=words, folder=data).router(),
        BackupPage(page=page, office=office, keeping=keeping, data=data, words=words, restart=restart).router(),
        PrivacyPage(page=page, office=office, books=books, kept=keeping.kept).router(),
    ]
