"""How near a name is to what was typed, in which order."""

import pytest

from server.wire.matching import NO_WORD, has_slips, heeds_accents, nearness, shared, text_of

NAME = text_of("Đăng ký lại khai sinh")


@pytest.mark.parametrize(
    ("typed", "rank"),
    [
        ("dang ky", 0), ("đăng kí lại", 0), ("khai si", 1), ("khaisinh", 2), ("laikhai", 2), ("dklks", 3), ("ks", 4), ("dangkylks", 5), ("lkhaisinh", 5),
        ("sinh khai", 6), ("s k d", 6), ("hai sinh", NO_WORD), ("ang", NO_WORD), ("khai tu", NO_WORD), ("sk", NO_WORD),
    ],
)  # fmt: skip
def test_the_nearer_the_lower(typed: str, rank: int) -> None:
    assert nearness(NAME, text_of(typed)) == rank


@pytest.mark.parametrize("typed", ["nghiwp", "ngihep", "nghep", "nghiiep", "hgiep nong", "ngheip", "nghieo"])
def test_one_slip_in_a_long_word_is_forgiven(typed: str) -> None:
    assert has_slips(text_of("nông nghiệp"), text_of(typed)) == (typed != "hgiep nong"), "two slips are too many"


def test_a_short_word_with_a_slip_is_another_word() -> None:
    assert not has_slips(text_of("hộ tịch"), text_of("hp tich"))


def test_accents_that_were_typed_are_heeded_wherever_the_tone_stands() -> None:
    assert heeds_accents(text_of("Văn hóa"), text_of("hoá")) and heeds_accents(text_of("Văn hóa"), text_of("hoa"))
    assert not heeds_accents(text_of("hồ sơ"), text_of("hộ")) and heeds_accents(text_of("sổ hộ nghèo"), text_of("hộ ngh"))


def test_words_in_common_are_counted() -> None:
    assert shared(NAME, text_of("làm giấy khai sinh")) == 2
