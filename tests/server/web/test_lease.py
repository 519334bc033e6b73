"""In every room exactly one screen speaks, whatever comes and goes."""

from hypothesis import given
from hypothesis import strategies as st

from server.web.lease import BREATH_S, Lease
from server.wire.heard import ScreenPlace

HALL, YARD = "Sảnh", "Sân"
PLACES = (
    ScreenPlace(name="a", room=HALL),
    ScreenPlace(name="b", room=HALL),
    ScreenPlace(name="c", room=HALL, speaks=False),
    ScreenPlace(name="d", room=YARD),
)


def speakers(lease: Lease, here: str, now_s: float = 0.0, **sound: str) -> str:
    lease.changed(PLACES, set(here), sound, now_s)
    return "".join(lease.speakers)


def test_nobody_speaks_where_nobody_is() -> None:
    assert speakers(Lease(), "") == ""


def test_one_in_each_room_speaks_the_first_by_name() -> None:
    assert speakers(Lease(), "dcba") == "ad"


def test_a_screen_that_the_office_wrote_nothing_down_of_speaks_in_the_room_without_a_name() -> None:
    assert speakers(Lease(), "xya") == "ax"


def test_one_that_may_not_or_cannot_be_heard_does_not_speak() -> None:
    assert speakers(Lease(), "c") == ""
    assert speakers(Lease(), "ab", a="none") == "b"
    assert speakers(Lease(), "ab", a="off", b="ready") == "b"


def test_who_speaks_goes_on_when_an_earlier_name_comes() -> None:
    lease = Lease()
    assert speakers(lease, "b") == "b"
    assert speakers(lease, "ab") == "b"


def test_who_goes_away_keeps_the_word_for_a_breath_and_then_another_takes_over() -> None:
    lease = Lease()
    assert speakers(lease, "ab", 100.0) == "a"
    assert speakers(lease, "b", 101.0) == "a"
    assert speakers(lease, "ab", 101.0 + BREATH_S / 2) == "a", "it was back in time"
    assert speakers(lease, "b", 110.0) == "a"
    assert speakers(lease, "b", 110.0 + BREATH_S) == "b"
    assert speakers(lease, "ab", 120.0) == "b"


def test_who_loses_its_sound_hands_over_at_once() -> None:
    lease = Lease()
    assert speakers(lease, "ab") == "a"
    assert speakers(lease, "ab", a="none") == "b"
    assert speakers(lease, "ab", a="ready") == "b"


def test_a_screen_that_is_moved_to_another_room_leaves_the_word_behind() -> None:
    lease = Lease()
    assert speakers(lease, "abd") == "ad"
    lease.changed((ScreenPlace(name="a", room=YARD), *PLACES[1:]), set("abd"), {}, 1.0)
    assert lease.speakers == ("b", "d")


def test_it_is_told_only_when_somebody_else_speaks() -> None:
    lease = Lease()
    assert lease.changed(PLACES, {"a"}, {}, 0.0)
    assert not lease.changed(PLACES, {"a", "b"}, {}, 1.0)


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from("abcdx")), st.sampled_from("abcdx"), st.sampled_from(["ready", "none"]), st.integers(0, 10)
        )
    )
)
def test_never_two_in_one_room(steps: list[tuple[set[str], str, str, int]]) -> None:
    lease, sound, now_s = Lease(), dict[str, str](), 0.0
    rooms = {place.name: place.room for place in PLACES}
    for here, name, says, later_s in steps:
        sound[name] = says
        now_s += later_s
        lease.changed(PLACES, here, sound, now_s)
        speaking = [rooms.get(one, "") for one in lease.speakers]
        assert len(speaking) == len(set(speaking))
        able = {rooms.get(one, "") for one in here if one != "c" and sound.get(one) != "none"}
        lease.changed(PLACES, here, sound, now_s + BREATH_S)
        assert able == {rooms.get(one, "") for one in lease.speakers if one in here}
        now_s += BREATH_S
