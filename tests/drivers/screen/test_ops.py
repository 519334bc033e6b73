"""Rectangles know their edges."""

from drivers.screen.ops import Rect


def test_a_rectangle_holds_its_first_dot_and_not_the_one_behind_its_last() -> None:
    rect = Rect(10, 20, 30, 40)
    assert (rect.right, rect.bottom) == (40, 60)
    assert rect.holds(10, 20)
    assert rect.holds(39, 59)
    assert not any(rect.holds(*spot) for spot in ((9, 20), (10, 19), (40, 20), (10, 60)))


def test_an_inset_keeps_the_middle_and_never_turns_inside_out() -> None:
    assert Rect(10, 20, 30, 40).inset(5, 10) == Rect(15, 30, 20, 20)
    assert Rect(0, 0, 6, 6).inset(4, 1) == Rect(4, 1, 0, 4)
    assert not Rect(0, 0, 6, 6).inset(4, 4).holds(4, 4)
