"""A scanner's burst becomes a text, a keypad's presses stay keys, and no value shows what was scanned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.button.press import Gone, Move
from drivers.button.typed import GAP_S, MOST_MOVES, Burst, Text, typed

CARD = "079051000001|023456789|NGUYEN VAN AN|30111951|Nam|Ap 1, Xa Mau, Can Tho|15042021"
SHIFTED = dict(zip('!@#$%^&*()_+{}|:"~<>?', "1234567890-=[]\\;'`,./", strict=True))
NAMES = {
    " ": "space", "-": "minus", "=": "equal", "[": "leftbrace", "]": "rightbrace", "\\": "backslash", ";": "semicolon", "'": "apostrophe",
    "`": "grave", ",": "comma", ".": "dot", "/": "slash",
}  # fmt: skip


def keys(text: str, gap_s: float = 0.004, from_s: float = 1.0, end: str = "enter") -> list[Move]:
    """As a scanner types it."""
    out: list[Move] = []
    for sign in text:
        plain = SHIFTED.get(sign, sign.lower())
        shift = plain != sign
        names = [*(["leftshift"] if shift else []), NAMES.get(plain, plain)]
        from_s += gap_s
        out += [Move(name, True, from_s, "scanner") for name in names]
        out += [Move(name, False, from_s + gap_s / 4, "scanner") for name in reversed(names)]
    return out + ([Move(end, True, from_s + gap_s, "scanner"), Move(end, False, from_s + gap_s, "scanner")] if end else [])


@pytest.mark.parametrize("text", [CARD, "000.18.15.H13-261130-0001", "https://a.vn/?ma=H13.18-261130-0001&x=_~", "abc{}\"<>'1"])
@pytest.mark.parametrize("gap_s", [0.0005, 0.004, 0.03])
def test_a_burst_that_ends_with_enter_is_the_text(text: str, gap_s: float) -> None:
    burst, texts, left = typed(Burst(), keys(text, gap_s), 1000.0)
    assert texts == [Text(text)] and burst == Burst()
    assert [one for one in left if isinstance(one, Move) and one.down] == []


def test_a_scanner_that_sends_tab_or_nothing_at_the_end_is_understood_too() -> None:
    assert typed(Burst(), keys(CARD, end="tab"), 100.0)[1] == [Text(CARD)]
    assert typed(Burst(), keys(CARD, end=""), 100.0)[1] == [Text(CARD)]


@given(st.integers(1, 300))
def test_in_two_pieces_it_is_the_same_text(split: int) -> None:
    moves = keys(CARD)
    burst, first, _ = typed(Burst(), moves[:split], moves[:split][-1].at_s)
    assert first + typed(burst, moves[split:], 100.0)[1] == [Text(CARD)]


def test_slow_presses_are_keys() -> None:
    moves = keys("123456789", gap_s=GAP_S * 1.5)
    assert typed(Burst(), moves, 100.0) == (Burst(), [], moves)


def test_a_key_is_passed_on_after_the_gap_and_no_sooner() -> None:
    key = Move("kp1", True, 1.0)
    burst, texts, left = typed(Burst(), [key], 1.0 + GAP_S / 2)
    assert (texts, left) == ([], [])
    assert typed(burst, [], 1.001 + GAP_S) == (Burst(), [], [key])


def test_a_key_that_makes_no_letter_waits_for_nothing() -> None:
    moves = [Move("joy1", True, 1.0), Move("joy1", False, 1.01)]
    assert typed(Burst(), moves, 1.01) == (Burst(), [], moves)


def test_a_number_and_enter_on_a_keypad_is_no_text() -> None:
    moves = keys("12", gap_s=0.05)
    assert typed(Burst(), moves, 100.0)[2] == moves


def test_a_worn_button_that_rattles_is_no_text_however_long() -> None:
    storm = [Move("kp1", down, 1.0 + place * 0.003 + (0 if down else 0.001)) for place in range(500) for down in (True, False)]
    burst, texts, left = typed(Burst(), storm, 100.0)
    assert texts == [] and left == storm and burst == Burst()


def test_keys_without_end_are_bounded_and_forgotten() -> None:
    burst, texts, left = typed(Burst(), keys("abcdefgh" * 400, gap_s=0.001, end=""), 1.0)
    assert len(burst.moves) <= MOST_MOVES and not texts
    assert not [one for one in left if isinstance(one, Move) and one.down], "none of its keys is pressed"


def test_a_scanner_that_is_pulled_out_in_the_middle_has_said_nothing() -> None:
    burst, texts, left = typed(Burst(), [*keys(CARD)[:40], Gone("scanner")], 100.0)
    assert (burst, texts, left) == (Burst(), [], [Gone("scanner")])


def test_no_value_shows_what_was_scanned() -> None:
    burst, _, _ = typed(Burst(), keys(CARD, end=""), 1.0)
    assert "079" not in repr(burst) + repr(typed(burst, [], 100.0)[1]) and repr(burst).startswith("Burst(")
