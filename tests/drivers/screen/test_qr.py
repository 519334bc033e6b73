"""A QR code that a telephone reads: whole dots, a quiet zone, dark on light."""

import pytest

from drivers.screen.ops import Rect
from drivers.screen.qr import LETTERS_MAX, QUIET, modules, placed

ADDRESS = "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh"


def test_modules_are_a_square_with_its_three_eyes() -> None:
    rows = modules(ADDRESS)
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == len(rows[0])
    for down, across in ((0, 0), (0, -7), (-7, 0)):
        assert rows[down][across] and rows[down + 3 if down == 0 else -4][across + 3 if across == 0 else -4]


@pytest.mark.parametrize("rect", [Rect(10, 20, 300, 300), Rect(0, 0, 500, 200), Rect(5, 5, 199, 640)])
def test_every_module_has_the_same_whole_dots_and_a_quiet_zone(rect: Rect) -> None:
    ground, bars = placed(ADDRESS, rect)
    dot = ground.width // (len(modules(ADDRESS)) + 2 * QUIET)
    assert ground.width == ground.height
    assert dot >= 3
    assert rect.around(ground) == rect
    assert all(bar.height == dot and bar.width % dot == 0 for bar in bars)
    assert min(bar.x for bar in bars) == ground.x + QUIET * dot
    assert max(bar.bottom for bar in bars) == ground.bottom - QUIET * dot
    assert sum(bar.width for bar in bars) // dot == sum(map(sum, modules(ADDRESS)))


def test_a_field_that_is_too_small_shows_nothing() -> None:
    ground, bars = placed(ADDRESS, Rect(0, 0, 10, 10))
    assert ground.width == 0
    assert all(bar.width == 0 for bar in bars)


def test_a_text_that_no_telephone_could_read_shows_nothing() -> None:
    ground, bars = placed("x" * (LETTERS_MAX + 1), Rect(0, 0, 900, 900))
    assert (ground.width, bars) == (0, ())
