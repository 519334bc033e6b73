"""What is drawn anew is enough, and no more than that."""

from hypothesis import given
from hypothesis import strategies as st

from drivers.screen.change import AREAS_MAX, apart, bounds, changed
from drivers.screen.ops import Box, Rect, Text

WHOLE = Rect(0, 0, 1920, 1080)
GROUND = Box(WHOLE, (0, 0, 0))
rects = st.builds(Rect, st.integers(0, 90), st.integers(0, 90), st.integers(0, 40), st.integers(0, 40))


def clock(text: str) -> Text:
    return Text(text, Rect(1600, 10, 300, 90), 70, (255, 255, 255))


def test_a_clock_that_ticks_is_all_that_is_drawn() -> None:
    areas = changed((GROUND, clock("07:59")), (GROUND, clock("08:00")), WHOLE)
    assert len(areas) == 1
    assert areas[0].width < 400
    assert areas[0].height < 150


def test_nothing_changes_and_nothing_is_drawn() -> None:
    assert changed((GROUND, clock("08:00")), (GROUND, clock("08:00")), WHOLE) == ()


def test_another_order_of_the_same_things_is_another_picture() -> None:
    one, other = Box(Rect(0, 0, 50, 50), (1, 1, 1)), Box(Rect(20, 20, 50, 50), (2, 2, 2))
    assert changed((GROUND, one, other), (GROUND, other, one), WHOLE) == (WHOLE,)


def test_the_same_thing_once_more_is_seen() -> None:
    box, over = Box(Rect(0, 0, 50, 50), (1, 1, 1)), Box(Rect(20, 20, 50, 50), (2, 2, 2))
    assert changed((GROUND, box, over), (GROUND, box, over, box), WHOLE) == (WHOLE,)


def test_most_of_the_glass_or_many_places_are_drawn_whole() -> None:
    assert changed((), (GROUND,), WHOLE) == (WHOLE,)
    many = tuple(Box(Rect(place * 100, 0, 5, 5), (1, 1, 1)) for place in range(AREAS_MAX + 1))
    assert changed((GROUND,), (GROUND, *many), WHOLE) == (WHOLE,)


def test_what_lies_off_the_glass_is_not_drawn() -> None:
    assert changed((GROUND,), (GROUND, Box(Rect(5000, 0, 9, 9), (1, 1, 1))), WHOLE) == ()


@given(areas=st.lists(rects, max_size=12))
def test_areas_are_put_together_until_none_overlap_and_none_is_lost(areas: list[Rect]) -> None:
    out = apart(areas)
    assert all(not one.overlaps(other) for place, one in enumerate(out) for other in out[:place])
    for area in areas:
        if area.width and area.height:
            assert any(one.around(area) == one for one in out)


def test_letters_may_hang_out_of_their_field() -> None:
    text = clock("Ễgỵ")
    assert bounds(text).around(text.rect) == bounds(text)
    assert bounds(text).x < text.rect.x
