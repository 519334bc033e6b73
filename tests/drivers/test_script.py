"""Runs of one script, and words that are broken where they may be."""

from hypothesis import given
from hypothesis import strategies as st

from drivers.script import ZWSP, has_khmer, runs, split

CALL = "សូមអញ្ជើញលេខ A012 ទៅបញ្ជរលេខ 3"
letters = st.text(st.sampled_from("សូមអញ្ជើញលេខ A012Ẩđ–3\u200b"), max_size=40)


def test_latin_and_khmer_are_runs_of_their_own() -> None:
    assert [khmer for _, khmer in runs(CALL)] == [True, False, True, False]
    assert "".join(run for run, _ in runs(CALL)) == CALL
    assert runs("Hộ tịch 3") == [("Hộ tịch 3", False)]
    assert not has_khmer("Đất đai")


@given(text=letters)
def test_runs_lose_nothing_but_what_takes_no_room(text: str) -> None:
    assert "".join(run for run, _ in runs(text)) == text.replace(ZWSP, "")


@given(word=letters.filter(bool), width=st.integers(1, 12))
def test_a_word_that_is_broken_loses_no_letter(word: str, width: int) -> None:
    assert "".join(split(word, width, len)).replace(ZWSP, "") == word.replace(ZWSP, "")


def test_a_subscript_is_never_torn_from_its_consonant() -> None:
    for width in range(1, 12):
        assert not any(part.startswith(("\u17d2", "ូ", "ើ")) for part in split("សូមអញ្ជើញលេខ", width, len))


def test_a_word_breaks_first_where_it_says_so() -> None:
    assert split(f"លេខ{ZWSP}រៀង", 5, lambda part: len(part.replace(ZWSP, ""))) == ["លេខ", "រៀង"]
