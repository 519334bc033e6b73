"""The window draws what the list says, where it says, and tells what hands do to it."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers.errors import DeviceError, Trouble
from drivers.screen import letters
from drivers.screen.ops import (
    Align,
    Arrow,
    Box,
    Closed,
    Decoded,
    Disc,
    DrawList,
    Happened,
    KeyPressed,
    Op,
    Picture,
    Polygon,
    Qr,
    Rect,
    Text,
    Touched,
)
from drivers.screen.pygame_screen import PygameScreen, _choose_path, missing_fonts

WHITE, BLACK, RED = (255, 255, 255), (0, 0, 0), (200, 0, 0)
SIZE = (640, 360)
GROUND = Box(Rect(0, 0, *SIZE), WHITE)


@pytest.fixture
def screen() -> Iterator[PygameScreen]:
    one = PygameScreen(title="Moiso", size=SIZE, headless=True)
    pygame.event.clear()
    yield one
    one.close()


def seen(screen: PygameScreen, ops: DrawList, path: Path) -> Image.Image:
    screen.show(ops)
    screen.save(path / "seen.png")
    with Image.open(path / "seen.png") as image:
        return image.convert("RGB")


def touched_area(image: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.invert(image).getbbox()


def test_the_picture_is_drawn_without_the_slow_accelerated_path(screen: PygameScreen) -> None:
    assert os.environ["SDL_FRAMEBUFFER_ACCELERATION"] == "0"
    assert screen.size == SIZE


@pytest.mark.parametrize("align", Align)
@pytest.mark.parametrize(
    ("text", "size", "lines"),
    [("A012", 200, 1), ("Ễ Ằ gỵ", 300, 1), ("Cấp Giấy chứng nhận quyền sử dụng đất – Hộ tịch", 90, 3), ("x" * 60, 80, 1)],
)
def test_a_text_stays_inside_its_field(
    screen: PygameScreen, tmp_path: Path, text: str, size: int, lines: int, align: Align
) -> None:
    rect = Rect(50, 40, 400, 280)
    area = touched_area(seen(screen, (GROUND, Text(text, rect, size, BLACK, align=align, lines=lines)), tmp_path))
    assert area is not None
    assert rect.x <= area[0]
    assert rect.y <= area[1]
    assert area[2] <= rect.right
    assert area[3] <= rect.bottom


def test_a_text_stands_at_the_side_it_is_told_to(screen: PygameScreen, tmp_path: Path) -> None:
    left, centre, right = (
        touched_area(seen(screen, (GROUND, Text("III", Rect(100, 100, 300, 60), 40, BLACK, align=align)), tmp_path))
        for align in (Align.LEFT, Align.CENTRE, Align.RIGHT)
    )
    assert left
    assert centre
    assert right
    assert abs(left[0] - 100) < 8
    assert abs((centre[0] + centre[2]) / 2 - 250) < 4
    assert abs(right[2] - 400) < 8


def test_composed_and_decomposed_letters_look_the_same(screen: PygameScreen, tmp_path: Path) -> None:
    name = "Ủy ban nhân dân phường Ô Chợ Dừa – Ễnh"
    pictures = [
        seen(
            screen, (GROUND, Text(unicodedata.normalize(form, name), Rect(0, 0, 640, 200), 40, BLACK, lines=2)), tmp_path
        ).tobytes()
        for form in ("NFC", "NFD")
    ]
    assert pictures[0] == pictures[1]


def test_an_empty_text_draws_nothing(screen: PygameScreen, tmp_path: Path) -> None:
    assert touched_area(seen(screen, (GROUND, Text("", Rect(0, 0, 100, 50), 40, BLACK)), tmp_path)) is None


def test_a_box_fills_its_field_and_rounds_its_corners(screen: PygameScreen, tmp_path: Path) -> None:
    image = seen(screen, (GROUND, Box(Rect(10, 20, 100, 50), RED), Box(Rect(200, 20, 100, 50), RED, radius=20)), tmp_path)
    assert image.crop((10, 20, 110, 70)).getcolors() == [(5000, RED)]
    assert image.getpixel((200, 20)) == WHITE
    assert image.getpixel((250, 45)) == RED
    assert image.getpixel((110, 45)) == WHITE


def test_an_arrow_points_right_and_fills_its_field(screen: PygameScreen, tmp_path: Path) -> None:
    image = seen(screen, (GROUND, Arrow(Rect(100, 100, 80, 60), RED)), tmp_path)
    black = ImageChops.difference(image, Image.new("RGB", SIZE, WHITE)).getbbox()
    assert black is not None
    assert max(abs(a - b) for a, b in zip(black, (100, 100, 181, 161), strict=True)) <= 1
    assert image.getpixel((178, 130)) == RED
    assert image.getpixel((178, 105)) == WHITE
    assert image.getpixel((102, 130)) == RED
    assert image.getpixel((102, 103)) == WHITE


def test_a_polygon_has_its_corners_in_thousandths_of_its_field(screen: PygameScreen, tmp_path: Path) -> None:
    image = seen(screen, (GROUND, Polygon(Rect(100, 100, 81, 61), ((0, 0), (1000, 0), (0, 1000)), RED)), tmp_path)
    assert [image.getpixel(dot) for dot in ((101, 101), (178, 101), (101, 158))] == [RED] * 3
    assert [image.getpixel(dot) for dot in ((99, 100), (178, 158), (182, 100))] == [WHITE] * 3


def test_a_disc_fills_its_field_but_for_the_corners(screen: PygameScreen, tmp_path: Path) -> None:
    image = seen(screen, (GROUND, Disc(Rect(100, 100, 80, 60), RED)), tmp_path)
    assert [image.getpixel(dot) for dot in ((140, 130), (101, 130), (140, 101), (178, 130))] == [RED] * 4
    assert [image.getpixel(dot) for dot in ((102, 102), (177, 157))] == [WHITE] * 2


def test_later_things_lie_over_earlier_ones(screen: PygameScreen, tmp_path: Path) -> None:
    rect = Rect(0, 0, 50, 50)
    assert seen(screen, (GROUND, Box(rect, BLACK), Box(rect, RED)), tmp_path).getpixel((25, 25)) == RED


def test_it_draws_only_what_is_not_yet_seen(screen: PygameScreen) -> None:
    assert screen.show((GROUND, Box(Rect(0, 0, 5, 5), RED)))
    assert not screen.show((GROUND, Box(Rect(0, 0, 5, 5), RED)))
    assert screen.show((GROUND, Box(Rect(0, 0, 5, 6), RED)))


def test_a_picture_is_written_whole_or_not_at_all(screen: PygameScreen, tmp_path: Path) -> None:
    screen.show((GROUND,))
    path = tmp_path / "folder" / "screen.png"
    screen.save(path)
    screen.show((GROUND, Box(Rect(0, 0, 5, 5), RED)))
    screen.save(path)
    assert [file.name for file in path.parent.iterdir()] == ["screen.png"]
    with Image.open(path) as image:
        assert (image.format, image.size, image.convert("RGB").getpixel((2, 2))) == ("PNG", SIZE, RED)


rects = st.builds(Rect, st.integers(-20, 600), st.integers(-20, 330), st.integers(1, 300), st.integers(1, 200))
colours = st.sampled_from([RED, BLACK, (0, 90, 200), (250, 210, 10)])
ops = st.one_of(
    st.builds(Box, rects, colours, st.sampled_from([0, 12])),
    st.builds(Text, st.sampled_from(["A012", "Ễ gỵ", "សូមអញ្ជើញ A1", "Hộ tịch – Đất đai"]), rects, st.integers(12, 160), colours),
    st.builds(Arrow, rects, colours),
    st.builds(Disc, rects, colours),
    st.builds(
        Polygon,
        rects,
        st.sampled_from([((0, 0), (1000, 0), (500, 1000)), ((0, 500), (500, 0), (1000, 500), (500, 1000))]),
        colours,
    ),
    st.builds(Qr, rects, st.just("https://dichvucong.gov.vn")),
    st.builds(Picture, rects, st.sampled_from(["one", "none"])),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(st.lists(ops, max_size=6), min_size=2, max_size=4), kept=st.integers(0, 5))
def test_drawing_only_what_changed_gives_the_same_dots_as_drawing_all(
    screen: PygameScreen, lists: list[list[Op]], kept: int
) -> None:
    screen.keep("one", Decoded((30, 20), bytes(RED) * 600))
    for one in lists:
        shown = (GROUND, *lists[0][:kept], *one)
        screen.show(shown)
        stepwise = pygame.image.tobytes(screen._surface, "RGB")
        screen._paint((Rect(0, 0, *SIZE),))
        assert pygame.image.tobytes(screen._surface, "RGB") == stepwise


def test_a_picture_that_comes_later_appears_where_it_is_wanted_and_goes_again(screen: PygameScreen, tmp_path: Path) -> None:
    shown = (GROUND, Picture(Rect(100, 100, 60, 60), "one"))
    assert touched_area(seen(screen, shown, tmp_path)) is None
    screen.keep("one", Decoded((30, 30), bytes(RED) * 900))
    assert touched_area(seen(screen, shown, tmp_path)) == (100, 100, 160, 160)
    screen.forget("one")
    assert touched_area(seen(screen, shown, tmp_path)) is None


def test_a_qr_code_is_dark_on_light_with_a_quiet_zone(screen: PygameScreen, tmp_path: Path) -> None:
    image = seen(screen, (Box(GROUND.rect, RED), Qr(Rect(100, 50, 250, 250), "https://moiso.example")), tmp_path)
    ground = [at for at in range(640) if image.getpixel((at, 175)) != RED]
    assert 200 <= len(ground) <= 250
    assert all(image.getpixel((ground[at], 175)) == WHITE for at in range(6))
    assert {colour for _, colour in image.getcolors() or []} == {RED, WHITE, BLACK}


# ── What people do ──


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (pygame.K_1, "1"),
        (pygame.K_KP1, "1"),
        (pygame.K_KP9, "9"),
        (pygame.K_KP_PLUS, "+"),
        (pygame.K_a, "a"),
        (pygame.K_F1, "f1"),
        (pygame.K_RETURN, "return"),
        (pygame.K_LEFTBRACKET, "["),
        (pygame.K_RIGHTBRACKET, "]"),
    ],
)
def test_a_key_has_the_name_on_its_cap_on_the_keypad_too(screen: PygameScreen, key: int, name: str) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
    pygame.event.post(pygame.event.Event(pygame.KEYUP, key=key))
    assert screen.happened() == [KeyPressed(name)]


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(12, 34)), [Touched(12, 34)]),
        (pygame.event.Event(pygame.MOUSEBUTTONUP, button=1, pos=(12, 34)), []),
        (pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=3, pos=(12, 34)), []),
        (pygame.event.Event(pygame.FINGERDOWN, x=0.1, y=0.1, touch_id=0, finger_id=0), []),
        (pygame.event.Event(pygame.MOUSEMOTION, pos=(1, 1), rel=(0, 0), buttons=(0, 0, 0)), []),
        (pygame.event.Event(pygame.QUIT), [Closed()]),
        (pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE), [Closed()]),
    ],
)
def test_a_touch_is_told_once_and_nothing_else_is_taken_for_one(
    screen: PygameScreen, event: pygame.event.Event, wanted: list[Happened]
) -> None:
    pygame.event.post(event)
    assert screen.happened() == wanted
    assert screen.happened() == []


def test_what_happened_is_told_in_order(screen: PygameScreen) -> None:
    for key in (pygame.K_1, pygame.K_2):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(5, 6)))
    assert screen.happened() == [KeyPressed("1"), KeyPressed("2"), Touched(5, 6)]


def test_a_frame_is_waited_for(screen: PygameScreen) -> None:
    screen.wait_frame(100)
    before = pygame.time.get_ticks()
    for _ in range(5):
        screen.wait_frame(100)
    assert 40 <= pygame.time.get_ticks() - before < 500


# ── What may be missing ──


def test_where_nothing_can_be_shown_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pygame.display.quit()
    monkeypatch.setenv("SDL_VIDEODRIVER", "nonesuch")
    with pytest.raises(DeviceError) as refused:
        PygameScreen(title="Moiso", size=SIZE, headless=False)
    assert refused.value.trouble is Trouble.UNREACHABLE
    assert "no picture can be shown" in refused.value.detail


def test_missing_fonts_are_named_and_another_takes_their_place(
    screen: PygameScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert missing_fonts() == []
    other = letters.LATIN[False][1]
    monkeypatch.setattr(letters, "LATIN", dict.fromkeys((True, False), (tmp_path / "NotoSans-Bold.ttf", other)))
    monkeypatch.setattr(letters, "KHMER", {})
    assert missing_fonts() == ["NotoSans-Bold.ttf"] * 2
    letters.forget_fonts()
    assert touched_area(seen(screen, (GROUND, Text("A", Rect(0, 0, 90, 90), 40, BLACK)), tmp_path)) is not None
    monkeypatch.setattr(letters, "LATIN", {True: (tmp_path / "NotoSans-Bold.ttf",)})
    letters.forget_fonts()
    with pytest.raises(DeviceError, match="fonts-noto-core"):
        screen.show((GROUND, Text("B", Rect(0, 0, 90, 90), 40, BLACK)))
    letters.forget_fonts()


@pytest.mark.parametrize(("driver", "value"), [("KMSDRM", None), ("kmsdrm", None), ("x11", "0"), ("dummy", "0")])
def test_the_cheap_path_is_taken_where_there_is_one(driver: str, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SDL_FRAMEBUFFER_ACCELERATION", raising=False)
    _choose_path(driver)
    assert os.environ.get("SDL_FRAMEBUFFER_ACCELERATION") == value
