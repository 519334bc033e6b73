"""The only window: draws a draw-list with pygame-ce, tells what was touched and pressed. Main thread only."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from drivers.errors import DeviceError, Trouble
from drivers.screen.change import apart, bounds, changed, inside
from drivers.screen.ops import (
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
    Ticker,
    Touched,
)

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from drivers.screen import letters
from drivers.screen.gallery import Pictures
from drivers.screen.tickers import Tickers

missing_fonts = letters.missing_fonts
Size = tuple[int, int]


class PygameScreen:
    """`size` None means the whole display. `headless` draws into memory only."""

    def __init__(self, *, title: str, size: Size | None, headless: bool) -> None:
        if headless:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
        try:
            pygame.display.init()
            _choose_path(pygame.display.get_driver())
            pygame.font.init()
            if size is None and not headless:
                self._surface = pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
                pygame.mouse.set_visible(False)
            else:
                self._surface = pygame.display.set_mode(size or (1920, 1080))
        except pygame.error as error:
            raise DeviceError(Trouble.UNREACHABLE, f"no picture can be shown: {error}") from None
        pygame.display.set_caption(title)
        self._clock = pygame.time.Clock()
        self._shown: DrawList = ()
        self._pictures = Pictures()
        self._tickers = Tickers()

    @property
    def size(self) -> Size:
        return self._surface.get_size()

    def show(self, ops: DrawList) -> bool:
        """Draw if it differs from what is seen. Returns whether anything was drawn."""
        if ops == self._shown:
            return False
        areas = changed(self._shown, ops, self._whole)
        self._shown = ops
        self._tickers.only([op for op in ops if isinstance(op, Ticker)], time.monotonic())
        self._paint(areas)
        return True

    def keep(self, name: str, picture: Decoded) -> None:
        """From now on `Picture` ops of this name show it, also those that are seen already. Which others are let go: see Pictures."""
        self._pictures.keep(name, picture, self._names())
        self._paint(self._where(name))

    def forget(self, name: str) -> None:
        """Where it is seen nothing is."""
        self._pictures.forget(name)
        self._paint(self._where(name))

    def move(self, now_s: float) -> None:
        """Let tickers run on to where they are at `now_s` (monotonic); nothing else is drawn."""
        for ticker in self._tickers.moved(now_s):
            self._paint((inside(bounds(ticker), self._whole),), self._shown.index(ticker))

    def happened(self) -> list[Happened]:
        """What the person did since the last call."""
        return [what for event in pygame.event.get() for what in _translated(event)]

    def wait_frame(self, frames_per_s: int) -> None:
        """Sleep until the next frame is due, then let tickers run on. Never event.wait: it polls a thousand times a second."""
        self._clock.tick(frames_per_s)
        if self._tickers:
            self.move(time.monotonic())

    def save(self, path: Path) -> None:
        """Write what is seen as a PNG, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}")
        pygame.image.save(self._surface, str(half), "half.png")
        half.replace(path)

    def close(self) -> None:
        pygame.display.quit()

    @property
    def _whole(self) -> Rect:
        return Rect(0, 0, *self.size)

    def _names(self) -> frozenset[str]:
        return frozenset(op.name for op in self._shown if isinstance(op, Picture))

    def _where(self, name: str) -> tuple[Rect, ...]:
        return apart([inside(bounds(op), self._whole) for op in self._shown if isinstance(op, Picture) and op.name == name])

    def _paint(self, areas: tuple[Rect, ...], first: int = 0) -> None:
        """Draw what of the list lies in each area, from back to front, and show it. `first`: the op that hides all before it there."""
        for area in areas:
            for op in self._shown[first:]:
                where = inside(bounds(op), area)
                if where.width and where.height:
                    self._surface.set_clip(_pg(where))
                    self._draw(op)
        self._surface.set_clip(None)
        if areas:
            pygame.display.update([_pg(area) for area in areas])

    def _draw(self, op: Op) -> None:
        match op:
            case Box(radius=0):
                self._surface.fill(op.colour, _pg(op.rect))  # several times as fast as draw.rect
            case Box():
                pygame.draw.rect(self._surface, op.colour, _pg(op.rect), border_radius=op.radius)
            case Arrow(rect, colour):
                pygame.draw.polygon(self._surface, colour, _arrow(rect))
            case Polygon(rect, points, colour):
                pygame.draw.polygon(self._surface, colour, [_corner(rect, point) for point in points])
            case Disc(rect, colour):
                pygame.draw.ellipse(self._surface, colour, _pg(rect))
            case Text():
                letters.write(self._surface, op)
            case Qr():
                self._code(op)
            case Picture(rect, name):
                self._pictures.draw(self._surface, name, rect)
            case Ticker():
                self._tickers.draw(self._surface, op)

    def _code(self, op: Qr) -> None:
        from drivers.screen import qr  # loaded where a code is shown; most screens and kiosks show none

        ground, bars = qr.placed(op.text, op.rect)
        pygame.draw.rect(self._surface, op.light, _pg(ground))
        for bar in bars:
            pygame.draw.rect(self._surface, op.dark, _pg(bar))


def _choose_path(driver: str) -> None:
    """Under X without a GPU the accelerated path costs 10 to 40 times the CPU; on the graphics card itself (KMSDRM) there is no other one.

    Source: SCREEN-AND-VOICE §1; SDL refuses with "Window framebuffer support not available".
    """
    if driver.upper() != "KMSDRM":
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")


def _corner(rect: Rect, point: tuple[int, int]) -> tuple[int, int]:
    """A corner on the last dot of the field, not beside it."""
    return rect.x + point[0] * (rect.width - 1) // 1000, rect.y + point[1] * (rect.height - 1) // 1000


def _arrow(rect: Rect) -> list[tuple[int, int]]:
    middle, neck = rect.y + rect.height // 2, rect.x + rect.width // 2
    quarter = rect.height // 4
    return [
        (rect.x, rect.y + quarter),
        (neck, rect.y + quarter),
        (neck, rect.y),
        (rect.right, middle),
        (neck, rect.bottom),
        (neck, rect.bottom - quarter),
        (rect.x, rect.bottom - quarter),
    ]


def _translated(event: pygame.event.Event) -> Iterator[Happened]:
    """SDL sends a mouse event for every touch as well; one of the two is enough."""
    if event.type == pygame.QUIT or (event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE):
        yield Closed()
    elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
        yield Touched(*event.pos)
    elif event.type == pygame.KEYDOWN:
        name = pygame.key.name(event.key)
        yield KeyPressed(name[1:-1] if len(name) > 2 and name[0] == "[" else name)  # the keypad's "[1]"; a bracket is itself


def _pg(rect: Rect) -> pygame.Rect:
    return pygame.Rect(rect.x, rect.y, rect.width, rect.height)
