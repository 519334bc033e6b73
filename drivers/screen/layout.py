"""How large a text may be and where it breaks. Pure: widths come from a `measure` function (text, size) -> pixels."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from drivers.screen.ops import Rect

_SPACES = re.compile(r"[ \t\r\n]+")
_BEFORE_DASH = re.compile(" (?=[–—-](?: |$))")

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
    Several lines fit the field's height; a single one may use it up to the last dot and beyond its own leading.
    """
    text = _tidy(text)
    allowed = lines
    while size > 6:
        broken = _break(text, rect.width, size, measure)
        height = round(len(broken) * size * LINE_HEIGHT)
        widest = max(measure(line, size) for line in broken)
        if len(broken) <= allowed and widest <= rect.width and height <= rect.height:
            return Fitted(_even(broken, text, rect.width, size, measure), size)
        size -= max(1, size // 40)
        if size < floor:
            allowed = max(lines + 1, int(rect.height / (size * LINE_HEIGHT)))
    return Fitted(_break(text, rect.width, size, measure), size)


def grid(area: Rect, count: int, columns: int, gap: int) -> tuple[Rect, ...]:
    """`count` equal fields in rows of `columns`, from the top left."""
    rows = -(-count // columns)
    width, height = (area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // max(rows, 1)
    return tuple(
        Rect(area.x + (place % columns) * (width + gap), area.y + (place // columns) * (height + gap), width, height)
        for place in range(count)
    )


def _tidy(text: str) -> str:
    """One space between words, and a dash held to the word before it, so that it never begins a line."""
    return _BEFORE_DASH.sub("\u00a0", _SPACES.sub(" ", text))


def _break(text: str, width: int, size: int, measure: Measure) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _even(broken: tuple[str, ...], text: str, width: int, size: int, measure: Measure) -> tuple[str, ...]:
    """The same number of lines, as even as they can be."""
    for narrower in range(width, width // 2, -max(width // 30, 1)):
        again = _break(text, narrower, size, measure)
        if len(again) > len(broken):
            break
        broken = again
    return broken
