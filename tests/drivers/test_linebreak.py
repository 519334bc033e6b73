"""Lines break where a reader would break them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.linebreak import fill, tidy, wrap


def letters(text: str) -> float:
    return len(text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Hộ tịch", 20, ["Hộ tịch"]),
        ("Đất đai – Xây dựng – Môi trường", 22, ["Đất đai\u00a0– Xây dựng\u00a0–", "Môi trường"]),
        ("Bảo trợ xã hội – Người có công", 20, ["Bảo trợ xã hội\u00a0–", "Người có công"]),
        ("Trung tâm Phục vụ hành chính công", 24, ["Trung tâm Phục vụ", "hành chính công"]),
    ],
)
def test_lines_break_behind_a_dash_and_are_even(text: str, width: int, lines: list[str]) -> None:
    assert wrap(tidy(text), width, letters) == lines


def test_a_break_behind_a_dash_never_costs_a_line() -> None:
    text = tidy("Văn hóa – Giáo dục – Y tế – Việc khác thật là dài")
    for width in range(12, 60):
        assert len(wrap(text, width, letters)) == len(fill(text, width, letters))


@given(st.lists(st.text("abcđ–-", min_size=1, max_size=9), min_size=1, max_size=12), st.integers(10, 40))
def test_every_letter_comes_out_again_and_no_line_is_too_wide(words: list[str], width: int) -> None:
    text = tidy(" ".join(words))
    lines = wrap(text, width, letters)
    assert " ".join(lines) == text
    longest = max(len(word) for word in text.split(" "))
    assert max(map(len, lines)) <= max(width, longest)
    assert not [line for line in lines[1:] if line.startswith(("– ", "- "))]


def test_marks_stay_with_their_letters() -> None:
    assert tidy(unicodedata.normalize("NFD", "Hộ  tịch\n– Ẵ")) == "Hộ tịch\u00a0– Ẵ"


def test_a_word_that_is_too_wide_is_taken_apart_as_told() -> None:
    assert wrap("aaaaaa bbbb", 4, letters, lambda word: [word[:4], word[4:]]) == ["aaaa", "aa", "bbbb", ""]
