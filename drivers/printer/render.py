"""Document -> bands of black dots. Pure but for reading font files. Knows the paper's width, not the printer.

Bands are cropped to their ink, centred by the printer, at most 64 rows high, and never hold a real-time command.
Source: strategy a3 of the printing study; Epson: 10 04 / 10 05 / 10 14 inside image data are executed on serial lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont

from drivers.linebreak import tidy, wrap
from drivers.printer.document import Big, Block, Cut, Document, Fact, Feed, Line, Picture, Qr, Rule

BAND_ROWS = 64
"""Cheap printers lose data in taller rasters. Source: PRINTING §1 (USB images), §3."""
INK = 128
"""Grey level below which a dot is black: text is drawn smooth and cut here, which gives better letters than drawing in 1 bit."""
MARGIN_DOTS = 12
"""Kept free at each edge: heads and guides of cheap printers clip the outermost dots."""
REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")

_LETTERS = re.compile("[^\u00a0](?:\u00a0[–—-])*|\u00a0")
"""A letter with the dash behind it, if there is one. Marks that have no letter of their own take no room, so they never go to a new line."""

_NOTO = Path("/usr/share/fonts/truetype/noto")
_DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
_FONTS = {
    True: (_NOTO / "NotoSans-Bold.ttf", _DEJAVU / "DejaVuSans-Bold.ttf"),
    False: (_NOTO / "NotoSans-Regular.ttf", _DEJAVU / "DejaVuSans.ttf"),
}


@dataclass(frozen=True, slots=True)
class Band:
    """One raster image. `data` is `width_bytes * rows` bytes, first bit leftmost, 1 is black; printed `scale` times larger."""

    width_bytes: int
    rows: int
    scale: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Blank paper, in dot rows as they come out of the printer."""

    rows: int


@dataclass(frozen=True, slots=True)
class CutHere:
    """Where the paper is cut."""


Piece = Band | Gap | CutHere


def render(document: Document, width_dots: int) -> tuple[Piece, ...]:
    """Return the paper as pieces from top to bottom; neighbouring gaps are one."""
    pieces: list[Piece] = []
    for block in document.blocks:
        for piece in _block(block, width_dots):
            last = pieces[-1] if pieces else None
            if isinstance(piece, Gap) and isinstance(last, Gap):
                pieces[-1] = Gap(last.rows + piece.rows)
            else:
                pieces.append(piece)
    return tuple(piece for piece in pieces if not (isinstance(piece, Gap) and piece.rows == 0))


def paint(pieces: tuple[Piece, ...], width_dots: int) -> Image.Image:
    """Return the paper as a 1-bit picture (black on white), exactly as a printer that centres its bands puts it there."""
    height = sum(piece.rows * getattr(piece, "scale", 1) for piece in pieces if not isinstance(piece, CutHere))
    paper = Image.new("1", (width_dots, max(height, 1)), 1)
    top = 0
    for piece in pieces:
        if isinstance(piece, Band):
            picture = band_image(piece)
            paper.paste(picture, ((width_dots - picture.width) // 2, top))
            top += picture.height
        elif isinstance(piece, Gap):
            top += piece.rows
    return paper


def band_image(band: Band) -> Image.Image:
    """Return the band's dots as they appear on paper, enlarged by its scale."""
    bits = Image.frombytes("1", (band.width_bytes * 8, band.rows), bytes(byte ^ 0xFF for byte in band.data))
    return bits.resize((bits.width * band.scale, bits.height * band.scale), Image.Resampling.NEAREST)


def hides_command(data: bytes) -> bool:
    """Whether a printer on a serial line would find a real-time command in these bytes."""
    return any(command in data for command in REAL_TIME)


def missing_fonts() -> list[str]:
    """Names of the fonts that we would like to print with and that are not on this machine."""
    return [choices[0].name for choices in _FONTS.values() if not choices[0].exists()]


def lines_of(line: Line, width_dots: int) -> list[str]:
    """The lines that the text is broken into on paper of that width, from top to bottom."""
    font, width = _font(line.bold, line.size), width_dots - 2 * MARGIN_DOTS
    return wrap(tidy(line.text), width, font.getlength, lambda word: _split(word, font, width))


def _block(block: Block, width_dots: int) -> Iterator[Piece]:
    usable = width_dots - 2 * MARGIN_DOTS
    match block:
        case Line():
            font = _font(block.bold, block.size)
            for text in lines_of(block, width_dots):
                yield from _bands(_text(text, font), 1, _line_rows(block.size))
        case Fact():
            yield from _block(Line(block.text, block.size, block.bold), width_dots)
        case Picture():
            yield from _bands(_picture(block), 1)
        case Big():
            text = tidy(block.text)
            yield from _bands(_ink_only(_text(text, _fitting(text, block.size // 2, usable // 2))), 2)
        case Rule():
            yield from _bands(Image.new("1", (int(width_dots * block.share) // 8 * 8, block.thickness), 0), 1)
        case Qr():
            yield from _bands(_qr(block, usable), 2)
        case Feed():
            yield Gap(block.rows)
        case Cut():
            yield CutHere()


def _ink_only(picture: Image.Image) -> Image.Image:
    """Without the white above and below: a huge number brings its own air."""
    box = _ink_box(picture)
    return picture.crop((0, box[1], picture.width, box[3])) if box else picture


def _ink_box(picture: Image.Image) -> tuple[int, int, int, int] | None:
    return picture.convert("L").point(lambda level: 255 - level).getbbox()


def _line_rows(size: int) -> int:
    return round(size * 1.36)  # Noto Sans: ascent 1.069 + descent 0.293 em


def _text(text: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    """Black text on white, 1 bit, from the ascent to the descent of the font and as much further as its ink goes."""
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    left, top = min(left, 0), min(top, 0)  # letters such as Ẵ stand a dot higher than the font says of itself
    grey = Image.new("L", (right - left + 1, max(bottom, sum(font.getmetrics())) - top), 255)
    ImageDraw.Draw(grey).text((-left, -top), text, fill=0, font=font)
    return grey.point(lambda level: 255 if level >= INK else 0, mode="1")


def _bands(picture: Image.Image, scale: int, full_rows: int | None = None) -> Iterator[Piece]:
    """Crop to the ink, keep the white above and below as gaps, cut into bands and make each safe."""
    box = _ink_box(picture)
    rows = full_rows or picture.height
    if box is None:
        yield Gap(rows * scale)
        return
    left, top, right, bottom = box
    yield Gap(top * scale)
    for start in range(top, bottom, BAND_ROWS):
        yield from _safe(picture.crop((left, start, right, min(start + BAND_ROWS, bottom))), scale)
    yield Gap(max(rows - bottom, 0) * scale)


def _safe(ink: Image.Image, scale: int) -> Iterator[Band]:
    """Place the ink in whole bytes, moved right dot by dot until no real-time command is hidden; else halve it and try again."""
    for shift in range(8):
        width = (ink.width + 2 * shift + 7) // 8 * 8
        bits = Image.new("1", (width, ink.height), 1)
        bits.paste(ink, ((width - ink.width) // 2 + shift % 2, 0))
        data = bytes(byte ^ 0xFF for byte in bits.tobytes())
        if not hides_command(data):
            yield Band(width // 8, ink.height, scale, data)
            return
    if ink.height == 1:
        raise ValueError("one row of dots holds a real-time command at every shift")
    half = ink.height // 2
    yield from _safe(ink.crop((0, 0, ink.width, half)), scale)
    yield from _safe(ink.crop((0, half, ink.width, ink.height)), scale)


def _qr(block: Qr, usable: int) -> Image.Image:
    """In half dots. Much data gets smaller modules, because a code that runs off the paper is none."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(block.data)
    code.make(fit=True)
    code.box_size = max(min(block.module, usable // code.modules_count) // 2, 1)
    picture: Image.Image = code.make_image().get_image()
    return picture.convert("1")


def _picture(block: Picture) -> Image.Image:
    ink = bytes(byte ^ 0xFF for byte in block.data)
    return Image.frombytes("1", (block.width_bytes * 8, block.rows), ink)


def _split(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a word that is wider than the paper; nothing is ever cut off."""
    parts = [""]
    for letter in _LETTERS.findall(word):
        if font.getlength(parts[-1] + letter) > width and parts[-1]:
            parts.append("")
        parts[-1] += letter
    return parts


def _fitting(text: str, size: int, width: int) -> ImageFont.FreeTypeFont:
    while size > 8 and _font(True, size).getlength(text) > width:
        size -= 1
    return _font(True, size)


@lru_cache(maxsize=64)
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    for path in _FONTS[bold]:
        if path.exists():
            return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
    raise FileNotFoundError("neither Noto Sans nor DejaVu Sans is installed: apt install fonts-noto-core")
