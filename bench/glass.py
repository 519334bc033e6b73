"""What the glass costs, on this machine, headless: a whole picture, a clock that ticks, a line that runs, and the values behind them.

Each is processor time of one act, beside the least that any such act can cost: filling those dots once with one colour.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import pygame

from bench.figures import Figure, median, ms
from bench.scenes import NOW_S, Scene, photo, scenes
from display.scenes import picture
from drivers.screen.frames import FRAMES_PER_S, LOOKS_PER_S
from drivers.screen.ops import DrawList, Ticker
from drivers.screen.pygame_screen import PygameScreen
from server.words import Words

SIZE = (1920, 1080)
TIMES = 60
REDRAW_MS = 4.0
TICKER_SHARE = 0.03
"""Of one core, at FRAMES_PER_S, with the looks at the picture."""


def costs() -> list[Figure]:
    """Measure in this process, with a window of its own."""
    glass = PygameScreen(title="Moiso bench", size=SIZE, headless=True)
    glass.keep("photo", photo(640, 480))
    try:
        return _figures(glass)
    finally:
        glass.close()


def _figures(glass: PygameScreen) -> list[Figure]:
    words = Words("vi")
    every = {scene.name: scene for scene in scenes("km")}
    whole = max(_redraw_ms(glass, _drawn(every[name], words)) for name in ("calls", "media", "columns", "led"))
    looks = _cpu_ms(lambda _: _drawn(every["calls"], words))
    moved, field = _ticker_ms(glass, _drawn(every["calls-ticker"], words))
    share = (moved * FRAMES_PER_S + looks * LOOKS_PER_S) / 1000
    return [
        Figure(
            "full redraw, two languages, the dearest layout",
            ms(whole),
            f"one fill {ms(_fill_ms(*SIZE))}",
            f"≤ {ms(REDRAW_MS)}",
            whole <= REDRAW_MS,
        ),
        Figure("a clock that ticks", ms(_clock_ms(glass, every["calls"], words)), f"full redraw {ms(whole)}"),
        Figure("one step of a line that runs", ms(moved), f"one fill of its field {ms(_fill_ms(*field))}"),
        Figure("the picture as values", ms(looks), f"{LOOKS_PER_S} a second"),
        Figure("at rest with a line that runs, of one core", f"{share:.1%}", "", f"≤ {TICKER_SHARE:.0%}", share <= TICKER_SHARE),
    ]


def _drawn(scene: Scene, words: Words) -> DrawList:
    return picture(scene.state, scene.now_s, SIZE, words, scene.around)


def _redraw_ms(glass: PygameScreen, ops: DrawList) -> float:
    def act(_: int) -> None:
        glass.show(ops)

    return _cpu_ms(act, lambda: glass.show(()))


def _clock_ms(glass: PygameScreen, scene: Scene, words: Words) -> float:
    """The same picture a minute later and back."""
    later = replace(scene.state, heard_s=NOW_S + 60)
    both = (_drawn(scene, words), picture(later, NOW_S + 60, SIZE, words, scene.around))
    return _cpu_ms(lambda place: glass.show(both[place % 2]))


def _ticker_ms(glass: PygameScreen, ops: DrawList) -> tuple[float, tuple[int, int]]:
    """A frame's step, and how large the field is."""
    glass.show(ops)
    begun_s = time.monotonic() + 10
    field = next(op.rect for op in ops if isinstance(op, Ticker))
    return _cpu_ms(lambda place: glass.move(begun_s + place / FRAMES_PER_S)), (field.width, field.height)


def _fill_ms(width: int, height: int) -> float:
    surface = pygame.Surface((width, height)).convert()
    return _cpu_ms(lambda place: surface.fill((place % 200, 0, 0)))


def _cpu_ms(act: Callable[[int], object], before: Callable[[], object] = lambda: None) -> float:
    """Median of the processor's time for one act."""
    took_ms = []
    for place in range(TIMES):
        before()
        begun_s = time.process_time()
        act(place)
        took_ms.append((time.process_time() - begun_s) * 1000)
    return median(took_ms)
