"""How calls are read out."""

import pytest

from server.words import CLIP_TEXTS, call_clips
from server.words.spoken import cardinal_clips


def said(clips: tuple[str, ...]) -> str:
    return " ".join(CLIP_TEXTS[clip] for clip in clips)


def test_a_call_is_read_as_in_the_law_of_the_house() -> None:
    assert said(call_clips("A012", 3)) == "Mời công dân có số thứ tự a không một hai đến quầy số ba"


def test_the_second_call_says_so() -> None:
    assert said(call_clips("B105", 4, 2)) == "Mời công dân có số thứ tự bê một không năm lần thứ hai đến quầy số bốn"


@pytest.mark.parametrize(("calls", "ordinal"), [(3, "lần thứ ba"), (4, "lần thứ tư"), (9, "lần thứ chín")])
def test_later_calls_are_counted(calls: int, ordinal: str) -> None:
    assert ordinal in said(call_clips("A001", 1, calls))


def test_after_many_calls_the_count_is_left_out() -> None:
    assert "lần thứ" not in said(call_clips("A001", 1, 10))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "không"), (5, "năm"), (10, "mười"), (11, "mười một"), (15, "mười lăm"), (20, "hai mươi"), (21, "hai mươi mốt"),
        (24, "hai mươi bốn"), (25, "hai mươi lăm"), (99, "chín mươi chín"), (105, "một không năm"),
    ],
)  # fmt: skip
def test_a_desk_is_read_as_a_cardinal(number: int, text: str) -> None:
    assert said(cardinal_clips(number)) == text


def test_every_default_service_can_be_spoken() -> None:
    for letter in "ABCDEGKR":
        assert call_clips(f"{letter}001", 1)


def test_a_letter_without_a_spoken_name_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        call_clips("O001", 1)
