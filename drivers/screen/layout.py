"""How large a text may be and where it breaks. Pure: widths come from a `measure` function (text, size) -> pixels."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from drivers.linebreak import fill, tidy, wrap
from drivers.screen.ops import Rect
from drivers.script import has_khmer, split

Measure = Callable[[str, int], int]
LINE_HEIGHT = 1.3
"""Of Noto Sans: ascent 1.07 em and descent 0.29 em, a little closer than its own 1.36."""
KHMER_LINE = 1.5
"""Of Noto Sans Khmer: ascent 1.07 em as Noto Sans, and 0.43 em for subscripts and vowels below each other (its own descent, 0.29, is too little)."""
CAPS_LINE = 1.0
"""Capitals and digits alone have nothing above their 0.714 em and nothing below the line: a number may be a third larger."""
_CAPS = re.compile(r"[A-IK-PR-Z0-9 :.–-]+")
"""Without J and Q, which reach below the line."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """`size` is the em in pixels, `share` the height of a line in em."""

    lines: tuple[str, ...]
    size: int
    share: float = LINE_HEIGHT

    @property
    def step(self) -> int:
        """From one line to the next, in pixels."""
        return round(self.size * self.share)


def line_share(text: str) -> float:
    """How high a line of it is, in em."""
    if has_khmer(text):
        return KHMER_LINE
    return CAPS_LINE if _CAPS.fullmatch(text) else LINE_HEIGHT


def fit(text: str, rect: Rect, size: int, floor: int, lines: int, measure: Measure) -> Fitted:
    """The largest size from `size` down at which the text fits in at most `lines` lines.

    Below `floor` it goes on shrinking with as many lines as the field has room for: a name may get small, it is never cut. A word of Khmer,
    which has no spaces, may break between its syllables.
    """
    text, share, allowed = tidy(text), line_share(text), lines
    while size > 6:
        width_of = partial(_width, measure=measure, size=size)
        broken = fill(text, rect.width, width_of, partial(_split, width=rect.width, measure=width_of))
        height = round(len(broken) * size * share)
        if len(broken) <= allowed and max(map(width_of, broken)) <= rect.width and height <= rect.height:
            break
        size -= max(1, size // 40)
        if size < floor:
            allowed = max(lines + 1, int(rect.height / (size * share)))
    width_of = partial(_width, measure=measure, size=size)
    even = wrap(text, rect.width, width_of, partial(_split, width=rect.width, measure=width_of))
    return Fitted(tuple(even), size, share)


def _width(text: str, *, measure: Measure, size: int) -> float:
    return measure(text, size)


def _split(word: str, *, width: float, measure: Callable[[str], float]) -> list[str]:
    return split(word, width, measure) if has_khmer(word) and measure(word) > width else [word]


def grid(area: Rect, count: int, columns: int, gap: int) -> tuple[Rect, ...]:
    """`count` equal fields in rows of `columns`, from the top left."""
    rows = -(-count // columns)
    width, height = (area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // max(rows, 1)
    return tuple(
        Rect(area.x + (place % columns) * (width + gap), area.y + (place // columns) * (height + gap), width, height)
        for place in range(count)
    )
