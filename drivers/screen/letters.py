"""Text -> dots on a surface: fonts, runs of one script on one baseline. Main thread only; what it remembers is bounded."""

from collections import OrderedDict
from functools import lru_cache
from math import ceil

import pygame

from drivers.errors import DeviceError, Trouble
from drivers.fonts import KHMER, LATIN
from drivers.screen.layout import CAPS_LINE, Fitted, fit
from drivers.screen.ops import Align, Colour, Rect, Text
from drivers.script import runs

ASCENT = 1.069
"""Of both Noto fonts, in em."""
CAPS = 0.714
"""Height of a capital of Noto Sans, in em."""
_CONTENT = 1.362
_KHMER_CONTENT = 1.5
PICTURES_DOTS = 4_000_000
"""Of text that was drawn, four bytes each: what two pictures of 1080p need, with their largest numbers."""
_Ink = tuple[pygame.Surface, tuple[int, int]]
"""What of a run's picture is not empty, and where that begins in it."""
_pictures: OrderedDict[tuple[str, bool, bool, int, Colour], _Ink] = OrderedDict()
_IN_NO_FONT = "\uffff"
"""Unicode promises never to use it; it has the shape of the box that stands for all missing letters."""
_MEASURED_AT = 128
"""Widths are taken at this size and scaled: a font of each size that is tried would have to be opened."""


def missing_fonts() -> list[str]:
    """Names of the fonts that we would like to show and that are not on this machine."""
    return [choices[0].name for fonts in (LATIN, KHMER) for choices in fonts.values() if not choices[0].exists()]


def forget_fonts() -> None:
    """Let go of all that is remembered: before the font module ends, or when the fonts are others."""
    for remembered in (_font, _drawable, width, fitted):
        remembered.cache_clear()
    _pictures.clear()


@lru_cache(maxsize=8192)
def width(text: str, bold: bool, size: int) -> int:
    """How wide it is in pixels, at exactly this size (em)."""
    return sum(_font(khmer, bold, size).size(run)[0] for run, khmer in _drawable(text, bold))


@lru_cache(maxsize=512)
def fitted(text: str, across: int, down: int, size: int, floor: int, lines: int, bold: bool) -> Fitted:
    """As `fit`, in a field of `across` x `down` pixels."""
    rect = Rect(0, 0, across, down)
    while True:
        found = fit(text, rect, size, floor, lines, lambda part, em: ceil(width(part, bold, _MEASURED_AT) * em / _MEASURED_AT))
        if found.size <= 7 or max(width(line, bold, found.size) for line in found.lines) <= across:
            return found
        size = found.size - 1  # whole dots made a letter wider than its share


def write(surface: pygame.Surface, op: Text) -> None:
    """Draw the text into its field."""
    if not op.text:
        return
    found = fitted(op.text, op.rect.width, op.rect.height, op.size, op.floor, op.lines, op.bold)
    top = op.rect.y + (op.rect.height - found.step * len(found.lines)) // 2
    for line in found.lines:
        free = op.rect.width - width(line, op.bold, found.size)
        left = op.rect.x + {Align.LEFT: 0, Align.CENTRE: free // 2, Align.RIGHT: free}[op.align]
        put(surface, line, (left, top + baseline(found)), op.bold, found.size, op.colour)
        top += found.step


def baseline(found: Fitted) -> int:
    """From the top of a line to its baseline: capitals alone stand in the middle, other text with the room that its marks need."""
    if found.share == CAPS_LINE:
        return round((found.share + CAPS) / 2 * found.size)
    content = max(_CONTENT, min(found.share, _KHMER_CONTENT))
    return round(((found.share - content) / 2 + ASCENT) * found.size)


def put(surface: pygame.Surface, text: str, at: tuple[int, int], bold: bool, size: int, colour: Colour) -> None:
    """Draw one line from `at`: its left end on the baseline."""
    x, y = at
    for run, khmer in _drawable(text, bold):
        font = _font(khmer, bold, size)
        picture, (left, top) = _picture(font, run, khmer, bold, size, colour)
        surface.blit(picture, (x + left, y - font.get_ascent() + top))
        x += width(run, bold, size)


def _picture(font: pygame.font.Font, run: str, khmer: bool, bold: bool, size: int, colour: Colour) -> _Ink:
    """The run as it was drawn before, or drawn now; what was used longest ago is let go when there are too many dots."""
    key = (run, khmer, bold, size, colour)
    ink = _pictures.pop(key, None)
    if ink is None:
        whole = font.render(run, True, colour)
        box = whole.get_bounding_rect()  # half of a number's picture is empty, and costs as much as the rest
        ink = (whole.subsurface(box).copy(), box.topleft)
        while _pictures and sum(one.get_width() * one.get_height() for one, _ in _pictures.values()) > PICTURES_DOTS:
            _pictures.popitem(last=False)
    _pictures[key] = ink
    return ink


@lru_cache(maxsize=1024)
def _drawable(text: str, bold: bool) -> tuple[tuple[str, bool], ...]:
    """The runs without letters that the font has not (arrows, little pictures): a box in their place would tell nobody anything."""
    out = []
    for run, khmer in runs(text):
        font = _font(khmer, bold, _MEASURED_AT)
        (missing,) = font.metrics(_IN_NO_FONT)
        kept = "".join(letter for letter, shape in zip(run, font.metrics(run), strict=True) if shape != missing)
        if kept:
            out.append((kept, khmer))
    return tuple(out)


@lru_cache(maxsize=64)
def _font(khmer: bool, bold: bool, size: int) -> pygame.font.Font:
    for path in (KHMER if khmer else LATIN)[bold]:
        if path.exists():
            font = pygame.font.Font(str(path), size)
            if khmer:
                font.set_script("Khmr")  # else subscripts and vowels stand in the wrong places. Source: SCREEN-AND-VOICE §2
            return font
    raise DeviceError(Trouble.UNREACHABLE, "neither Noto Sans nor DejaVu Sans is installed: apt install fonts-noto-core")
