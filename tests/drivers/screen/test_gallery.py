"""Pictures by name: whole, in the middle, and never more than there is room for."""

from collections.abc import Iterator

import pygame
import pytest

from drivers.screen.gallery import Pictures, contained
from drivers.screen.ops import Decoded, Rect

RED = (200, 0, 0)


@pytest.fixture
def surface() -> Iterator[pygame.Surface]:
    pygame.display.init()
    yield pygame.display.set_mode((100, 100))
    pygame.display.quit()


def plain(width: int, height: int, colour: tuple[int, int, int] = RED) -> Decoded:
    return Decoded((width, height), bytes(colour) * (width * height))


def test_it_is_drawn_whole_in_the_middle_of_its_field(surface: pygame.Surface) -> None:
    pictures = Pictures()
    pictures.keep("emblem", plain(40, 20))
    for _ in range(2):
        pictures.draw(surface, "emblem", Rect(10, 10, 80, 80))
    assert surface.get_at((50, 50))[:3] == RED
    assert surface.get_at((11, 31))[:3] == RED
    assert surface.get_at((50, 28))[:3] == (0, 0, 0), "contained, not cropped"


def test_what_was_shown_longest_ago_goes_first(surface: pygame.Surface) -> None:
    pictures = Pictures(dots_max=2500)
    for name in "abc":
        pictures.keep(name, plain(30, 30))
    pictures.draw(surface, "b", Rect(0, 0, 30, 30))
    assert list(pictures._kept) == ["c", "b"]
    pictures.keep("d", plain(30, 30), frozenset({"c"}))
    assert list(pictures._kept) == ["c", "d"], "what is on the glass stays"
    pictures.forget("c")
    pictures.forget("never there")
    assert list(pictures._kept) == ["d"]


def test_another_size_is_made_of_the_whole_picture_and_not_of_the_small_one(surface: pygame.Surface) -> None:
    pictures = Pictures()
    pictures.keep("a", Decoded((2, 1), bytes((255, 255, 255, 0, 0, 0))))
    for rect in (Rect(0, 0, 1, 1), Rect(0, 0, 80, 40), Rect(0, 0, 1, 1), Rect(0, 0, 80, 40)):
        pictures.draw(surface, "a", rect)
    assert surface.get_at((5, 20))[0] > 200
    assert surface.get_at((75, 20))[0] < 60


def test_a_name_without_a_picture_draws_nothing(surface: pygame.Surface) -> None:
    Pictures().draw(surface, "none", Rect(0, 0, 50, 50))
    assert surface.get_at((5, 5))[:3] == (0, 0, 0)


@pytest.mark.parametrize(
    ("size", "fits"), [((10, 10), (60, 60)), ((100, 10), (100, 10)), ((600, 60), (100, 10)), ((1, 900), (1, 60))]
)
def test_it_keeps_its_shape(size: tuple[int, int], fits: tuple[int, int]) -> None:
    assert contained(size, Rect(0, 0, 100, 60)) == fits
