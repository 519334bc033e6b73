"""When a button that goes down and up is a press, short or long: bounces, storms, two at once, stuck, pulled out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.button.press import BOUNCE_S, LONG_S, STUCK_S, Board, Gone, Move, Press, pressed

Line = tuple[str, bool, float]


def presses(*lines: Line, until_s: float = 100.0, long_s: float = LONG_S) -> list[tuple[str, bool]]:
    _, out = pressed(Board(), [Move(*line) for line in lines], until_s, long_s)
    return [(one.button, one.long) for one in out]


def down(button: str, from_s: float, for_s: float) -> list[Line]:
    return [(button, True, from_s), (button, False, from_s + for_s)]


def test_down_and_up_is_one_press_said_when_it_was_let_go() -> None:
    board, out = pressed(Board(), [Move("a", True, 1.0)], 1.1)
    assert out == []
    board, out = pressed(board, [Move("a", False, 1.2)], 1.2)
    assert out == []
    board, out = pressed(board, [], 1.2 + BOUNCE_S)
    assert out == [Press("a", False, 1.2)] and board == Board()


def test_a_long_press_is_said_while_it_is_held_and_once() -> None:
    board, out = pressed(Board(), [Move("a", True, 1.0)], 1.0 + LONG_S)
    assert [(one.button, one.long) for one in out] == [("a", True)]
    board, out = pressed(board, [Move("a", False, 9.0)], 20.0)
    assert out == [] and board == Board()


@pytest.mark.parametrize(("held_s", "long"), [(0.0, False), (0.3, False), (LONG_S - 0.01, False), (LONG_S, True), (60.0, True)])
def test_how_long_it_was_held_counts_however_late_we_look(held_s: float, long: bool) -> None:
    assert presses(*down("a", 1.0, held_s)) == [("a", long)]


def test_a_bounce_at_either_end_or_in_the_middle_is_the_same_press() -> None:
    storm = [line for place in range(200) for line in down("a", 1.0 + place * 0.01, 0.004)]
    assert presses(*storm, until_s=10.0) == [("a", True)], "two seconds of rattling are one hold"
    assert presses(*storm[:40]) == [("a", False)]


def test_where_long_means_nothing_it_counts_when_it_goes_down() -> None:
    assert presses(("a", True, 1.0), until_s=1.0, long_s=0) == [("a", False)]
    assert presses(*down("a", 1.0, 30.0), long_s=0) == [("a", False)]


def test_a_hand_on_two_buttons_means_the_first() -> None:
    assert presses(("a", True, 1.0), ("b", True, 1.02), ("b", False, 1.3), ("a", False, 1.4)) == [("a", False)]
    assert presses(*down("a", 1.0, 0.2), *down("b", 1.5, 0.2)) == [("a", False), ("b", False)]


def test_a_stuck_button_is_one_press_and_does_not_keep_others_from_working() -> None:
    later = 1.0 + STUCK_S + 1
    assert presses(("a", True, 1.0), *down("b", later, 0.1)) == [("a", True), ("b", False)]


def test_a_box_that_was_pulled_out_with_a_finger_on_it_is_no_press() -> None:
    _, out = pressed(Board(), [Move("a", True, 1.0, "box"), Move("c", True, 1.0, "other"), Gone("box")], 50.0)
    assert [one.button for one in out] == []
    board, _ = pressed(Board(), [Move("a", True, 1.0, "box"), Gone("box")], 50.0)
    assert board == Board()


def test_a_button_that_was_held_before_we_came_is_no_press() -> None:
    assert presses(("a", False, 1.0)) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0, 0.3)), max_size=60), st.floats(0, 2))
def test_no_moves_give_more_presses_than_downs_and_what_is_up_is_forgotten(moves: list[Line], long_s: float) -> None:
    at_s, lines = 0.0, []
    for button, is_down, gap_s in moves:
        at_s += gap_s
        lines.append(Move(button, is_down, at_s))
    board, out = pressed(Board(), lines, at_s + 1, long_s)
    assert len(out) <= sum(one.down for one in lines)
    board, _ = pressed(board, [Move(one, False, at_s + 1) for one in "abc"], at_s + 2, long_s)
    assert board == Board()


@given(st.integers(1, 10))
def test_in_one_piece_or_in_many_it_comes_to_the_same(split: int) -> None:
    moves = [Move(*line) for line in [*down("a", 1.0, 0.1), *down("b", 2.0, 2.0), *down("c", 6.0, 0.01), *down("a", 8.0, 0.2)]]
    whole = pressed(Board(), moves, 20.0)[1]
    board, first = pressed(Board(), moves[:split], moves[split - 1].at_s if split <= len(moves) else 20.0)
    assert first + pressed(board, moves[split:], 20.0)[1] == whole
