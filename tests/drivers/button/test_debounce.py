"""One press, one number: what follows too soon is the same hand."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drivers.button.debounce import QUIET_S, counts


def pressed(*times_s: float, quiet_s: float = QUIET_S) -> list[float]:
    """The presses that count, as a driver keeps them."""
    counted: list[float] = []
    last_s: float | None = None
    for at_s in times_s:
        if counts(last_s, at_s, quiet_s):
            counted.append(at_s)
        last_s = at_s
    return counted


def test_the_first_press_counts() -> None:
    assert counts(None, 0.0)


def test_a_bounce_and_a_double_tap_are_one_press() -> None:
    assert pressed(10.0, 10.004, 10.02, 10.9) == [10.0]


def test_the_next_citizen_is_heard() -> None:
    assert pressed(10.0, 10.0 + QUIET_S, 20.0) == [10.0, 10.0 + QUIET_S, 20.0]


def test_a_hand_that_stays_on_the_button_is_one_press_however_long() -> None:
    assert pressed(*(10 + tick / 30 for tick in range(600))) == [10.0]


@given(gaps=st.lists(st.floats(0, 5), max_size=30))
def test_presses_that_count_are_never_closer_than_the_quiet(gaps: list[float]) -> None:
    times = [sum(gaps[:place]) for place in range(len(gaps))]
    counted = pressed(*times)
    assert all(later - earlier >= QUIET_S for earlier, later in pairwise(counted))
    assert bool(counted) == bool(times)
