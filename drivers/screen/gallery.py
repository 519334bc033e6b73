"""Pictures that stand ready by name, as large as they are shown. Bounded: what was shown longest ago goes first. Main thread only."""

from collections import OrderedDict

import pygame

from drivers.screen.ops import Decoded, Rect

DOTS_MAX = 16_000_000
"""Of four bytes each: 64 MB, seven pictures of 1920 x 1080, or eighteen of the size that stands beside the calls."""


class Pictures:
    """`draw` shows one whole in the middle of a field."""

    def __init__(self, dots_max: int = DOTS_MAX) -> None:
        self._dots_max = dots_max
        self._kept: OrderedDict[str, pygame.Surface] = OrderedDict()
        self._scaled: dict[str, pygame.Surface] = {}

    def keep(self, name: str, picture: Decoded, seen: frozenset[str] = frozenset()) -> None:
        """Put it in, and let others go until there is room; those in `seen` and this one stay whatever their size."""
        self.forget(name)
        self._kept[name] = pygame.image.frombytes(picture.rgb, picture.size, "RGB").convert()
        for other in list(self._kept):
            if self._dots() <= self._dots_max:
                return
            if other != name and other not in seen:
                self.forget(other)

    def forget(self, name: str) -> None:
        self._kept.pop(name, None)
        self._scaled.pop(name, None)

    def draw(self, surface: pygame.Surface, name: str, rect: Rect) -> None:
        """Nothing happens while there is none of that name."""
        picture = self._kept.get(name)
        if picture is None or not rect.width or not rect.height:
            return
        self._kept.move_to_end(name)
        fits = contained(picture.get_size(), rect)
        surface.blit(
            self._as_large(name, picture, fits), (rect.x + (rect.width - fits[0]) // 2, rect.y + (rect.height - fits[1]) // 2)
        )

    def _as_large(self, name: str, picture: pygame.Surface, fits: tuple[int, int]) -> pygame.Surface:
        """The last size that it was shown in stands ready: a field seldom changes its own."""
        if picture.get_size() == fits:
            return picture
        scaled = self._scaled.get(name)
        if scaled is None or scaled.get_size() != fits:
            scaled = self._scaled[name] = pygame.transform.smoothscale(picture, fits)
        return scaled

    def _dots(self) -> int:
        return sum(one.get_width() * one.get_height() for one in (*self._kept.values(), *self._scaled.values()))


def contained(size: tuple[int, int], rect: Rect) -> tuple[int, int]:
    """As large as it can be within the field, whole, with its own shape; as it is when it touches the field's edges already."""
    if size[0] <= rect.width and size[1] <= rect.height and (size[0] == rect.width or size[1] == rect.height):
        return size
    share = min(rect.width / size[0], rect.height / size[1])
    return (max(int(size[0] * share), 1), max(int(size[1] * share), 1))
