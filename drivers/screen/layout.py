"""How large a text may be and where it breaks. Pure: widths come from a `measure` function (text, size) -> pixels."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from drivers.linebreak import fill, tidy, wrap
from drivers.screen.ops import Rect

Measure = Callable[[str, int], int]
LINE_HEIGHT = 1.3
"""Of Noto Sans: ascent 1.07 em and descent 0.29 em, a little closer than its own 1.36."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """`size` is the em in pixels."""

    lines: tuple[str, ...]
    size: int


def fit(text: str, rect: Rect, size: int, floor: int, lines: int, measure: Measure) -> Fitted:
    """The largest size from `size` down at which the text fits in at most `lines` lines.

    Below `floor` it goes on shrinking with as many lines as the field has room for: a name may get small, it is never cut.
    """
    text = tidy(text)
    allowed = lines
    while size > 6:
        width_of = partial(_width, measure=measure, size=size)
        broken = fill(text, rect.width, width_of)
        height = round(len(broken) * size * LINE_HEIGHT)
        if len(broken) <= allowed and max(map(width_of, broken)) <= rect.width and height <= rect.height:
            return Fitted(tuple(wrap(text, rect.width, width_of)), size)
        size -= max(1, size // 40)
        if size < floor:
            allowed = max(lines + 1, int(rect.height / (size * LINE_HEIGHT)))
    return Fitted(tuple(fill(text, rect.width, partial(_width, measure=measure, size=size))), size)


def _width(text: str, *, measure: Measure, size: int) -> float:
    return measure(text, size)


def grid(area: Rect, count: int, columns: int, gap: int) -> tuple[Rect, ...]:
    """`count` equal fields in rows of `columns`, from the top left."""
    rows = -(-count // columns)
    width, height = (area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // max(rows, 1)
    return tuple(
        Rect(area.x + (place % columns) * (width + gap), area.y + (place // columns) * (height + gap), width, height)
        for place in range(count)
    )
