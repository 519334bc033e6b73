"""Text -> black dots: fonts, scripts and where a line may break. Pure but for reading font files. Knows no paper but its width.

Each run of one script is shaped by itself in a font of its own, and all stand on one baseline.
"""

from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from drivers.fonts import KHMER, LATIN
from drivers.linebreak import tidy, wrap
from drivers.script import ZWSP, has_khmer, runs, split

INK = 128
"""Grey level below which a dot is black: text is drawn smooth and cut here, which gives better letters than drawing in 1 bit."""
LINE_SHARE = 1.36
"""A line's height in em. Source: Noto Sans, ascent 1.069 + descent 0.293."""


def missing_fonts() -> list[str]:
    """Names of the fonts that we would like to print with and that are not on this machine."""
    wanted = [choices[0] for fonts in (LATIN, KHMER) for choices in fonts.values()]
    return [path.name for path in wanted if not path.exists()]


def broken(text: str, size: int, bold: bool, width_dots: int) -> list[str]:
    """The lines that the text is broken into, none wider than `width_dots`, from top to bottom; nothing is lost but spaces."""
    lines = wrap(
        tidy(text),
        width_dots,
        lambda part: length(part, size, bold),
        lambda word: split(word, width_dots, lambda part: length(part, size, bold)),
    )
    return [line.replace(ZWSP, "") for line in lines]


@lru_cache(maxsize=4096)
def length(text: str, size: int, bold: bool) -> float:
    """How wide the text is, in dots."""
    return sum(font.getlength(run) for run, font in _runs(text, size, bold))


def line_rows(text: str, size: int, bold: bool) -> int:
    """How high a line of it is: as its size says, or as its script needs (Khmer stacks marks above and below)."""
    khmer = [sum(font.getmetrics()) for run, font in _runs(text, size, bold) if has_khmer(run)]
    return max(round(size * LINE_SHARE), *khmer, 0)


def drawn(text: str, size: int, bold: bool, *, squeezed: bool = False) -> Image.Image:
    """Black text on white, 1 bit, from the ascent to the descent of its fonts and as much further as its ink goes.

    `squeezed`: half as wide, for a printer that doubles it again. The smooth letters are squeezed and then cut, which keeps stems
    even; letters of half the size would be too coarse for Vietnamese marks.
    """
    runs, at = [], 0.0
    left = top = right = bottom = 0
    for run, font in _runs(text, size, bold):
        ascent, descent = font.getmetrics()
        box = [int(edge) for edge in font.getbbox(run, anchor="ls")]
        left, top = min(left, round(at) + box[0]), min(top, -ascent, box[1])
        right, bottom = max(right, round(at) + box[2]), max(bottom, descent, box[3])
        runs.append((at, run, font))
        at += font.getlength(run)
    left -= left % 2  # so that a squeezed text does not depend on how far its first letter hangs over
    grey = Image.new("L", (right - left + 1 + (right - left + 1) % 2, max(bottom - top, 1)), 255)
    pen = ImageDraw.Draw(grey)
    for at, run, font in runs:
        pen.text((round(at) - left, -top), run, fill=0, font=font, anchor="ls")
    if squeezed:
        grey = grey.resize((grey.width // 2, grey.height), Image.Resampling.BOX)
    return grey.point(lambda level: 255 if level >= INK else 0, mode="1")


def fitting(text: str, size: int, width_dots: int) -> int:
    """The size at which bold text fits on one line: `size`, or as much less as is needed."""
    while size > 8 and length(text, size, True) > width_dots:
        size -= 1
    return size


def _runs(text: str, size: int, bold: bool) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    for run, khmer in runs(text):
        yield run, _font(khmer, bold, size)


@lru_cache(maxsize=64)
def _font(khmer: bool, bold: bool, size: int) -> ImageFont.FreeTypeFont:
    for path in (KHMER if khmer else LATIN)[bold]:
        if path.exists():
            return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
    raise FileNotFoundError("neither Noto Sans nor DejaVu Sans is installed: apt install fonts-noto-core")
