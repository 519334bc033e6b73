"""Texts get as large as they may, break at spaces, and are never cut; fields stand in rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.screen.layout import LINE_HEIGHT, fit, grid
from drivers.screen.ops import Rect


def mono(text: str, size: int) -> int:
    """A typewriter: every letter is six tenths of its size wide."""
    return round(len(text) * size * 0.6)


words = st.text("abcdđeêghiklmnoôơpqrstuưvxy", min_size=1, max_size=12)
texts = st.lists(st.one_of(words, st.sampled_from(["–", "-", "—"])), min_size=1, max_size=24).map(" ".join)
rects = st.builds(Rect, st.just(0), st.just(0), st.integers(60, 1900), st.integers(20, 600))


def plain(text: str) -> list[str]:
    return text.replace("\u00a0", " ").split()


def plain_words(text: str) -> list[str]:
    """What may not be torn apart: words, each with the dashes behind it."""
    parts: list[str] = []
    for word in text.split(" "):
        if parts and word in ("–", "-", "—"):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts


def even_the_smallest_letters_fit(parts: list[str], rect: Rect) -> bool:
    """Broken greedily at size 7."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]} {part}".strip()
        if mono(longer, 7) <= rect.width:
            lines[-1] = longer
        else:
            lines.append(part)
    lines = [line for line in lines if line]
    return max(mono(line, 7) for line in lines) <= rect.width and (
        len(lines) == 1 or len(lines) * 7 * LINE_HEIGHT <= rect.height - 1
    )


@settings(max_examples=300)
@given(text=texts, rect=rects, size=st.integers(10, 300), floor=st.integers(8, 40), lines=st.integers(1, 4))
def test_a_text_keeps_all_its_words_and_stays_in_its_field(text: str, rect: Rect, size: int, floor: int, lines: int) -> None:
    fitted = fit(text, rect, size, floor, lines, mono)
    assert plain(" ".join(fitted.lines)) == plain(text)
    assert fitted.size <= size
    fits_across = max(mono(line, fitted.size) for line in fitted.lines) <= rect.width
    fits_down = len(fitted.lines) == 1 or len(fitted.lines) * fitted.size * LINE_HEIGHT <= rect.height + 1
    if fitted.size > 6:
        assert fits_across
        assert fits_down
    else:
        assert not even_the_smallest_letters_fit(plain_words(text), rect)
    if fitted.size >= floor:
        assert len(fitted.lines) <= lines


@given(text=texts, rect=rects, size=st.integers(20, 200))
def test_a_dash_never_begins_a_line(text: str, rect: Rect, size: int) -> None:
    for line in fit(f"Hộ tịch {text}", rect, size, 16, 3, mono).lines[1:]:
        assert plain(line)[0] not in ("–", "—", "-")


def test_a_short_text_has_the_size_it_was_given() -> None:
    assert fit("A012", Rect(0, 0, 1000, 300), 200, 20, 1, mono).size == 200


def test_a_long_text_shrinks_to_one_line_if_only_one_is_allowed() -> None:
    fitted = fit("Chứng thực bản sao từ bản chính", Rect(0, 0, 600, 100), 80, 16, 1, mono)
    assert len(fitted.lines) == 1
    assert 28 <= fitted.size <= 33


def test_two_lines_are_even() -> None:
    fitted = fit("Cấp Giấy chứng nhận quyền sử dụng đất", Rect(0, 0, 720, 200), 40, 16, 2, mono)
    assert fitted.lines == ("Cấp Giấy chứng nhận", "quyền sử dụng đất")


def test_below_the_floor_a_name_may_have_more_lines_before_it_gets_unreadable() -> None:
    name = " ".join(["nghiêng"] * 24)
    fitted = fit(name, Rect(0, 0, 400, 400), 60, 30, 2, mono)
    assert len(fitted.lines) > 3
    assert fitted.size >= 20


def test_a_line_break_in_a_text_is_a_space() -> None:
    rect = Rect(0, 0, 900, 100)
    assert fit("Hộ tịch\nvà\tchứng thực", rect, 40, 16, 1, mono) == fit("Hộ tịch và chứng thực", rect, 40, 16, 1, mono)


@given(
    area=st.builds(Rect, st.integers(0, 50), st.integers(0, 50), st.integers(300, 1900), st.integers(300, 1000)),
    count=st.integers(0, 24),
    columns=st.integers(1, 5),
    gap=st.integers(0, 12),
)
def test_fields_are_equal_lie_inside_and_do_not_touch(area: Rect, count: int, columns: int, gap: int) -> None:
    fields = grid(area, count, columns, gap)
    assert len(fields) == count
    assert len({(field.width, field.height) for field in fields}) <= 1
    for place, field in enumerate(fields):
        assert area.x <= field.x
        assert area.y <= field.y
        assert field.right <= area.right
        assert field.bottom <= area.bottom
        assert min(field.width, field.height) > 0
        for other in fields[:place]:
            assert other.right + gap <= field.x or other.bottom + gap <= field.y or field.right + gap <= other.x


@pytest.mark.parametrize(("count", "columns", "rows"), [(1, 1, 1), (4, 2, 2), (5, 2, 3), (7, 3, 3)])
def test_fields_fill_row_after_row_from_the_top_left(count: int, columns: int, rows: int) -> None:
    fields = grid(Rect(10, 20, 600, 600), count, columns, 10)
    assert (fields[0].x, fields[0].y) == (10, 20)
    assert len({field.y for field in fields}) == rows
    assert [(field.y, field.x) for field in fields] == sorted((field.y, field.x) for field in fields)
