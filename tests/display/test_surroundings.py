"""What a picture needs that no message says."""

from typing import Any

from display.scenes import MARGIN
from display.surroundings import SHIFT_EVERY_S, SHIFTS, TECHNICIAN_S, Surroundings

FACTS: dict[str, Any] = {"code": "", "address": "http://x", "technician": (), "ready": (), "film": ""}


def test_the_same_object_is_given_until_something_changes() -> None:
    one = Surroundings()
    first = one.around(0.0, **FACTS)
    assert one.around(1.0, **FACTS) is first
    other = one.around(1.0, **{**FACTS, "code": "ABC234"})
    assert other is not first and other.code == "ABC234" and one.around(2.0, **{**FACTS, "code": "ABC234"}) is other


def test_the_picture_moves_a_little_and_never_out_of_its_margin() -> None:
    one = Surroundings()
    seen = {one.around(place * SHIFT_EVERY_S, **FACTS).shift for place in range(len(SHIFTS))}
    assert len(seen) > 4 and all(abs(way) <= MARGIN for shift in seen for way in shift)


def test_a_technicians_key_shows_and_hides_and_the_overlay_goes_by_itself() -> None:
    one = Surroundings()
    one.key("a", 0.0)
    assert not one.looks(0.0)
    one.key("f1", 0.0)
    assert one.looks(1.0) and not one.looks(TECHNICIAN_S)
    one.key("i", 2.0)
    assert not one.looks(3.0)
