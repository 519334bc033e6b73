"""Lines that run across the glass. Each is drawn once, as wide as it is, and then only moved. Main thread only."""

import pygame

from drivers.linebreak import tidy
from drivers.screen import letters
from drivers.screen.layout import Fitted, line_share
from drivers.screen.ops import Ticker

SPEED_SHARE = 2.4
"""Of its size (em) a second: a word stays in sight long enough for a slow reader."""
SPEED_MAX_PX_S = 150.0
"""Source: SCREEN-AND-VOICE §4."""
STANDS_S = 3.0
"""It stands at its beginning for so long, every time."""
GAP = 4
"""Between its end and its next beginning, in em."""
WIDE_MAX = 32_000
"""Pixels; a text that would be wider (some 800 letters) ends there."""


class Tickers:
    """Those that are on the glass now, and how far each is."""

    def __init__(self) -> None:
        self._since_s: dict[Ticker, float] = {}
        self._at: dict[Ticker, int] = {}
        self._drawn: dict[Ticker, pygame.Surface] = {}

    def __bool__(self) -> bool:
        return bool(self._since_s)

    def only(self, wanted: list[Ticker], now_s: float) -> None:
        """These are on the glass from now on. One that was there already runs on."""
        self._since_s = {one: self._since_s.get(one, now_s) for one in wanted}
        self._drawn = {one: surface for one, surface in self._drawn.items() if one in self._since_s}
        self._at = {one: self._at.get(one, 0) for one in wanted}

    def moved(self, now_s: float) -> list[Ticker]:
        """Go on to `now_s`; those that look different now."""
        out = []
        for one, since_s in self._since_s.items():
            at = offset(one, self._surface(one).get_width(), now_s - since_s)
            if at != self._at[one]:
                self._at[one] = at
                out.append(one)
        return out

    def draw(self, surface: pygame.Surface, op: Ticker) -> None:
        """Its ground and what of it is in its field now."""
        line, rect, at = self._surface(op), op.rect, self._at.get(op, 0)
        surface.fill(op.back, (rect.x, rect.y, rect.width, rect.height))
        top = rect.y + (rect.height - line.get_height()) // 2
        around = line.get_width() + GAP * op.size
        for begin in (-at, around - at) if line.get_width() > rect.width else (0,):
            left, right = max(begin, 0), min(begin + line.get_width(), rect.width)
            if left < right:
                surface.blit(line, (rect.x + left, top), (left - begin, 0, right - left, line.get_height()))

    def _surface(self, op: Ticker) -> pygame.Surface:
        if op not in self._drawn:
            text = tidy(op.text)
            step = round(op.size * line_share(text))
            size = (min(max(letters.width(text, op.bold, op.size), 1), WIDE_MAX), max(step, 1))
            line = pygame.Surface(size).convert()
            line.fill(op.back)
            found = Fitted((text,), op.size, line_share(text))
            letters.put(line, text, (0, letters.baseline(found)), op.bold, op.size, op.colour)
            self._drawn[op] = line
        return self._drawn[op]


def offset(op: Ticker, wide: int, age_s: float) -> int:
    """How many pixels a line of that width has run to the left `age_s` after it was first seen; 0 for one that fits. Pure."""
    if wide <= op.rect.width:
        return 0
    speed = min(SPEED_SHARE * op.size, SPEED_MAX_PX_S)
    around = wide + GAP * op.size
    return int(max(age_s % (STANDS_S + around / speed) - STANDS_S, 0) * speed)
