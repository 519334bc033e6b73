"""The pages of the procedures: the office's and everybody's. Made here, so that compose need not know each."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response

from server.domain.day import Day
from server.procedurebooks import ProcedureBooks
from server.web.office.procedures import ProcedurePages
from server.web.procedurepage import ProcedurePage
from server.words import Words


def procedure_routers(
    books: ProcedureBooks,
    page: Callable[..., Response],
    shown: Callable[..., Response],
    view: Callable[[], Day],
    words: Words,
    spoken: Mapping[str, Words],
) -> list[APIRouter]:
    """`page` makes a page of a template, `shown` one with the office's navigation; `spoken`: the words of citizens' languages."""
    return [
        ProcedurePages(books=books, shown=shown, view=view, words=words).router(),
        ProcedurePage(books=books, page=page, view=view, words=spoken).router(),
    ]
