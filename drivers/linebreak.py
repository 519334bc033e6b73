"""Where a line of text breaks, on paper and on the screen alike. Pure: widths come from a `measure` function."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable

Measure = Callable[[str], float]
"""Text -> width, in the unit of the `width` it is held against."""
Split = Callable[[str], list[str]]
"""How a word that is wider than the line is taken apart."""

_SPACES = re.compile(r"[ \t\r\n]+")
_BEFORE_DASH = re.compile(" (?=[–—-](?: |$))")
_BEHIND_DASH = re.compile("(?<=\u00a0[–—-]) ")
_EVENER = 40
"""The width is tried in steps of this share until another line would be needed."""


def tidy(text: str) -> str:
    """One space between words, composed letters (a mark must not be torn from its letter), a dash held to the word before it."""
    return _BEFORE_DASH.sub("\u00a0", _SPACES.sub(" ", unicodedata.normalize("NFC", text)))


def fill(text: str, width: float, measure: Measure, split: Split | None = None) -> list[str]:
    """As few lines as fit, each as full as it can be. `text` is tidy."""
    return _fill(text.split(" "), width, measure, split)


def wrap(text: str, width: float, measure: Measure, split: Split | None = None) -> list[str]:
    """As few lines as fit, then broken behind a dash where that costs no line, then as even as they can be. `text` is tidy."""
    words = text.split(" ")
    lines = _fill(words, width, measure, split)
    if len(lines) == 1:
        return lines
    parts = _BEHIND_DASH.split(text)
    by_parts = _fill(parts, width, measure, None)
    if len(by_parts) <= len(lines) and max(map(measure, by_parts)) <= width:
        words, lines = parts, by_parts
    longest = max((length for length in map(measure, words) if length <= width), default=0)
    step = max(width / _EVENER, 1)
    narrower = width - step
    while narrower >= max(width / 2, math.ceil(longest)):
        even = _fill(words, narrower, measure, split)
        if len(even) > len(lines):
            break
        lines, narrower = even, narrower - step
    return lines


def _fill(words: Iterable[str], width: float, measure: Measure, split: Split | None) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= width:
            lines[-1] = longer
        else:
            lines.extend(split(word) if split else [word])
    return lines or [""]
