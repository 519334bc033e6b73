"""Lines that run: slowly, all of them, and only where they do not fit."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pygame
import pytest
from PIL import Image, ImageChops

from drivers.screen.ops import Box, Rect, Ticker
from drivers.screen.pygame_screen import PygameScreen
from drivers.screen.tickers import SPEED_MAX_PX_S, STANDS_S, Tickers, offset

WHITE, INK = (255, 255, 255), (10, 20, 40)
GROUND = Box(Rect(0, 0, 640, 360), WHITE)
LONG = Ticker("Xin mang theo căn cước công dân và giấy tờ gốc để đối chiếu. " * 3, Rect(40, 300, 560, 50), 32, INK, WHITE)
SHORT = Ticker("Xin giữ trật tự", LONG.rect, 32, INK, WHITE)


@pytest.fixture
def screen() -> Iterator[PygameScreen]:
    one = PygameScreen(title="Moiso", size=(640, 360), headless=True)
    yield one
    one.close()


def seen(screen: PygameScreen, path: Path) -> Image.Image:
    screen.save(path / "seen.png")
    with Image.open(path / "seen.png") as image:
        return image.convert("RGB")


@pytest.mark.parametrize("size", [20, 50, 90, 200])
def test_it_stands_first_and_never_runs_too_fast(size: int) -> None:
    line = Ticker("…", Rect(0, 0, 600, 90), size, INK, WHITE)
    places = [offset(line, 5000, frame / 30) for frame in range(6000)]
    assert set(places[: int(STANDS_S * 30)]) == {0}
    steps = [other - one for one, other in pairwise(places) if other >= one]
    assert max(steps) * 30 <= SPEED_MAX_PX_S + 30
    assert max(places) >= 5000, "to its very end"


def test_one_that_fits_stands_still() -> None:
    assert {offset(SHORT, 500, second) for second in range(60)} == {0}


def test_only_its_own_field_changes_while_it_runs(screen: PygameScreen, tmp_path: Path) -> None:
    screen.show((GROUND, LONG))
    before = seen(screen, tmp_path)
    begun_s = next(iter(screen._tickers._since_s.values()))
    screen.move(begun_s + STANDS_S + 2.0)
    area = ImageChops.difference(before, seen(screen, tmp_path)).getbbox()
    assert area is not None
    assert LONG.rect.around(Rect(area[0], area[1], area[2] - area[0], area[3] - area[1])) == LONG.rect


def test_it_runs_on_when_something_else_is_drawn(screen: PygameScreen, tmp_path: Path) -> None:
    screen.show((GROUND, LONG))
    begun_s = next(iter(screen._tickers._since_s.values()))
    screen.move(begun_s + STANDS_S + 2.0)
    before = seen(screen, tmp_path).crop((40, 300, 600, 350)).tobytes()
    screen.show((GROUND, Box(Rect(0, 0, 50, 50), INK), LONG))
    assert seen(screen, tmp_path).crop((40, 300, 600, 350)).tobytes() == before


def test_lines_that_are_gone_are_forgotten() -> None:
    pygame.display.init()
    pygame.display.set_mode((64, 64))
    pygame.font.init()
    tickers = Tickers()
    tickers.only([LONG, SHORT], 0.0)
    tickers.moved(STANDS_S + 1)
    assert len(tickers._drawn) == 2
    tickers.only([SHORT], 9.0)
    assert set(tickers._drawn) == set(tickers._at) == {SHORT}
    tickers.only([], 9.0)
    assert not tickers
    pygame.display.quit()
