"""What stands beside the calls takes turns, and nothing is left out."""

from typing import Any

from bench.scenes import NOW_S, SCREEN, snapshot, told
from display.around import Around
from display.state import ScreenState
from display.turns import SHORTEST_S, Slide, SlideKind, slide_at, slides
from server.wire.heard import MediaView, ScreenPlace

READY = Around(ready=("photo", "film", "emblem"))
MEDIA = (
    MediaView(mark="photo", seconds=12),
    MediaView(mark="film", kind="video", seconds=30),
    MediaView(mark="late"),
    MediaView(mark="emblem"),
)


def state(layout: str = "media", second: str = "", **facts: Any) -> ScreenState:
    return told(snapshot(media=MEDIA, **facts), ScreenPlace(name="one", layout=layout, second=second))


def kinds(of: ScreenState, around: Around = READY) -> list[tuple[SlideKind, str]]:
    return [(slide.kind, slide.mark or slide.language) for slide in slides(of, around)]


def test_waiting_code_notices_and_what_is_ready_of_the_media_in_the_order_that_the_glass_has_them() -> None:
    assert kinds(state()) == [
        (SlideKind.WAITING, ""), (SlideKind.WAITING, ""), (SlideKind.CODES, ""), (SlideKind.NOTICE, "one"),
        (SlideKind.IMAGE, "photo"), (SlideKind.VIDEO, "film"),
    ]  # fmt: skip
    swapped = kinds(state(), Around(ready=("film", "photo")))
    assert swapped[-2:] == [(SlideKind.VIDEO, "film"), (SlideKind.IMAGE, "photo")]


def test_notices_have_a_turn_in_each_language_and_no_media() -> None:
    found = slides(state("notices", "km"), READY)
    assert [(one.kind, one.language) for one in found[-2:]] == [(SlideKind.NOTICE, "vi"), (SlideKind.NOTICE, "km")]


def test_other_layouts_have_no_turns() -> None:
    for layout in ("calls", "columns", "led"):
        assert slides(state(layout), READY) == () and slide_at(state(layout), NOW_S, READY) is None
    assert slides(ScreenState(), READY) == ()


def test_each_has_its_seconds_and_none_is_left_out() -> None:
    told_, shown = state(), dict[Slide, int]()
    for tenth in range(10 * sum(one.seconds for one in slides(told_, READY))):
        slide = slide_at(told_, tenth / 10, READY)
        assert slide is not None
        shown[slide] = shown.get(slide, 0) + 1
    assert {slide: tenths / 10 for slide, tenths in shown.items()} == {slide: slide.seconds for slide in slides(told_, READY)}
    assert {slide.seconds for slide in shown} == {10, 12, 30}


def test_no_turn_is_shorter_than_anybody_can_read() -> None:
    hasty = state(screen=SCREEN.model_copy(update={"slide_s": 1}))
    assert {one.seconds for one in slides(hasty, Around())} == {SHORTEST_S}
