"""A slip of paper that is no ticket: a headline, one large word, a few lines. For the code that a new office is set up with."""

from dataclasses import dataclass

from drivers.printer.document import Big, Block, Cut, Document, Feed, Line, Rule
from server.domain.setup import RowSize
from server.ticketlayout import sheet_of


@dataclass(frozen=True, slots=True)
class Slip:
    """`word` stands in one line as large as it can."""

    title: str
    word: str
    text: str


def slip_paper(slip: Slip, head: tuple[str, ...], width_dots: int) -> Document:
    """`head`: authority and centre; `width_dots`: of the paper, 203 dpi."""
    sheet = sheet_of(width_dots)
    small, large, number = sheet.text[RowSize.SMALL], sheet.text[RowSize.LARGE], sheet.number[RowSize.SMALL]
    blocks: list[Block] = [Line(text, small) for text in head if text]
    blocks += [Rule(), Feed(12), Line(slip.title, large, bold=True), Feed(8), Big(slip.word, number), Feed(8)]
    blocks += [Line(slip.text, small), Feed(12), Cut()]
    return Document(tuple(blocks))
