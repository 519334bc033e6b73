"""The layout that Moiso brings, and the sizes behind the words for sizes on each width of paper."""

from dataclasses import replace
from itertools import pairwise

import pytest

from server.domain.checks import check
from server.domain.setup import PaperRules, RowKind, RowSize
from server.setupfile import default_setup
from server.ticketlayout import DEFAULT_ROWS, LEFT_OUT_WHEN_SHORT, SHEETS, SHORTER, Sheet, sheet_of

sheets = pytest.mark.parametrize("sheet", SHEETS, ids=[str(sheet.width_dots) for sheet in SHEETS])


@sheets
def test_a_larger_word_is_never_smaller_on_paper(sheet: Sheet) -> None:
    for dots in (sheet.text, sheet.number, sheet.qr, sheet.logo, sheet.gap):
        assert list(dots) == list(RowSize)
        assert all(one <= after for one, after in pairwise(dots.values()))


@sheets
def test_nothing_is_smaller_than_old_eyes_can_read(sheet: Sheet) -> None:
    assert min(sheet.text.values()) >= (17 if sheet.width_dots < 512 else 20)
    assert min(sheet.number.values()) > 1.9 * max(sheet.text.values()), "one glance for the number"


@sheets
def test_everything_that_is_doubled_by_the_printer_is_even(sheet: Sheet) -> None:
    assert not any(dots % 2 for dots in (*sheet.number.values(), *sheet.qr.values()))


@pytest.mark.parametrize(("width", "sheet"), [(200, 384), (384, 384), (432, 384), (512, 512), (576, 576), (640, 640), (832, 640)])
def test_a_head_of_any_width_has_its_sheet(width: int, sheet: int) -> None:
    assert sheet_of(width).width_dots == sheet


def test_the_layout_that_moiso_brings_may_be_saved_as_the_offices_own() -> None:
    assert check(replace(default_setup(), paper=PaperRules(rows=DEFAULT_ROWS))) == []


def test_a_short_paper_still_says_who_what_for_where_and_what_to_do() -> None:
    left = [row.kind for row in DEFAULT_ROWS if row.kind not in LEFT_OUT_WHEN_SHORT]
    needed = {RowKind.CENTRE, RowKind.NUMBER, RowKind.SERVICE, RowKind.AHEAD, RowKind.NOTICE, RowKind.ISSUED, RowKind.MISSED}
    assert needed <= set(left)
    assert set(SHORTER) == set(RowSize)
