"""The only window: draws a draw-list with pygame-ce, tells what was touched and pressed. Main thread only."""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from drivers.errors import DeviceError, Trouble
from drivers.screen.layout import LINE_HEIGHT, fit
from drivers.screen.ops import Align, Arrow, Box, Closed, DrawList, Happened, KeyPressed, Rect, Text, Touched

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
"""Without a GPU the accelerated path costs 10 to 40 times the CPU. Source: SCREEN-AND-VOICE §1."""

import pygame  # noqa: E402  after the settings above, which SDL reads when it is loaded

_NOTO = Path("/usr/share/fonts/truetype/noto")
_DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
_FILES = {
    True: (_NOTO / "NotoSans-Bold.ttf", _DEJAVU / "DejaVuSans-Bold.ttf"),
    False: (_NOTO / "NotoSans-Regular.ttf", _DEJAVU / "DejaVuSans.ttf"),
}
Size = tuple[int, int]


class PygameScreen:
    """`size` None means the whole display. `headless` draws into memory only."""

    def __init__(self, *, title: str, size: Size | None, headless: bool) -> None:
        if headless:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
        try:
            pygame.display.init()
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

    @property
    def size(self) -> Size:
        return self._surface.get_size()

    def show(self, ops: DrawList) -> bool:
        """Draw if it differs from what is seen. Returns whether anything was drawn."""
        if ops == self._shown:
            return False
        for op in ops:
            self._draw(op)
        pygame.display.flip()
        self._shown = ops
        return True

    def happened(self) -> list[Happened]:
        """What the person did since the last call."""
        return [what for event in pygame.event.get() for what in _translated(event)]

    def wait_frame(self, frames_per_s: int) -> None:
        """Sleep until the next frame is due. Never event.wait: it polls a thousand times a second."""
        self._clock.tick(frames_per_s)

    def save(self, path: Path) -> None:
        """Write what is seen as a PNG, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}")
        pygame.image.save(self._surface, str(half), "half.png")
        half.replace(path)

    def close(self) -> None:
        pygame.display.quit()

    def _draw(self, op: Box | Text | Arrow) -> None:
        match op:
            case Box():
                pygame.draw.rect(self._surface, op.colour, _pg(op.rect), border_radius=op.radius)
            case Arrow(rect, colour):
                pygame.draw.polygon(self._surface, colour, _arrow(rect))
            case Text():
                self._write(op)

    def _write(self, op: Text) -> None:
        if not op.text:
            return
        fitted = fit(op.text, op.rect, op.size, op.floor, op.lines, lambda text, size: _font(op.bold, size).size(text)[0])
        font, step = _font(op.bold, fitted.size), round(fitted.size * LINE_HEIGHT)
        top = op.rect.y + (op.rect.height - step * len(fitted.lines)) // 2
        for line in fitted.lines:
            picture = font.render(line, True, op.colour)
            free = op.rect.width - picture.get_width()
            left = {Align.LEFT: 0, Align.CENTRE: free // 2, Align.RIGHT: free}[op.align]
            self._surface.blit(picture, (op.rect.x + left, top + (step - picture.get_height()) // 2))
            top += step


def missing_fonts() -> list[str]:
    """Names of the fonts that we would like to show and that are not on this machine."""
    return [choices[0].name for choices in _FILES.values() if not choices[0].exists()]


@lru_cache(maxsize=48)
def _font(bold: bool, size: int) -> pygame.font.Font:
    for path in _FILES[bold]:
        if path.exists():
            return pygame.font.Font(str(path), size)
    raise DeviceError(Trouble.UNREACHABLE, "neither Noto Sans nor DejaVu Sans is installed: apt install fonts-noto-core")


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
