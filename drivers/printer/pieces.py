"""What a paper is made of once it is laid out: rasters, blank paper, the printer's own letters, codes and kept pictures, cuts.

Knows no document and no bytes. `paint` shows the paper exactly as a printer that centres everything puts it there.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont

FONT_A = (12, 24)
"""Dots across and down of a letter of the printer's own. Source: Epson, ESC M: font A."""
_MONO = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf"),
    Path("/usr/share/fonts/truetype/noto/NotoSansMono-Bold.ttf"),
)


@dataclass(frozen=True, slots=True)
class Band:
    """One raster image. `data` is `width_bytes * rows` bytes, first bit leftmost, 1 is black.

    Printed `across` times as wide and `down` times as high (each 1 or 2).
    """

    width_bytes: int
    rows: int
    data: bytes
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Gap:
    """Blank paper, in dot rows as they come out of the printer."""

    rows: int


@dataclass(frozen=True, slots=True)
class Letters:
    """One line in the printer's own letters: printable ASCII, each `times` as wide and as high as font A, at least twice.

    (Smaller letters would be fed by the printer's line spacing, which differs from maker to maker.)
    """

    text: str
    times: int
    bold: bool = True


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code that the printer draws itself, error correction M, `module` dots a module."""

    data: str
    module: int

    @property
    def modules(self) -> int:
        """How many modules it is wide and high, without a quiet zone."""
        return qr_code(self.data).modules_count


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as a printer keeps it: dots as in a Band, printed once as large."""

    width_bytes: int
    rows: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept picture that the printer has under these two characters."""

    key: bytes
    picture: Kept


@dataclass(frozen=True, slots=True)
class CutHere:
    """Where the paper is cut."""


Piece = Band | Gap | Letters | Code | Stored | CutHere


def rows_of(piece: Piece) -> int:
    """How much paper it takes, in dot rows."""
    match piece:
        case Band():
            return piece.rows * piece.down
        case Gap():
            return piece.rows
        case Letters():
            return FONT_A[1] * piece.times
        case Code():
            return piece.modules * piece.module
        case Stored():
            return piece.picture.rows
        case CutHere():
            return 0


def paint(pieces: tuple[Piece, ...], width_dots: int) -> Image.Image:
    """Return the paper as a 1-bit picture (black on white), exactly as a printer that centres its pieces puts it there."""
    paper = Image.new("1", (width_dots, max(sum(map(rows_of, pieces)), 1)), 1)
    top = 0
    for piece in pieces:
        picture = image_of(piece)
        if picture is not None:
            paper.paste(picture, ((width_dots - picture.width) // 2, top))
        top += rows_of(piece)
    return paper


def image_of(piece: Piece) -> Image.Image | None:
    """The piece's dots as they appear on paper; None where there are none."""
    match piece:
        case Band():
            return band_image(piece)
        case Letters():
            return _letters(piece)
        case Code():
            return qr_image(piece.data, piece.module)
        case Stored():
            return bits(piece.picture.width_bytes, piece.picture.rows, piece.picture.data)
        case Gap() | CutHere():
            return None


def band_image(band: Band) -> Image.Image:
    """Return the band's dots as they appear on paper, enlarged."""
    picture = bits(band.width_bytes, band.rows, band.data)
    return picture.resize((picture.width * band.across, picture.height * band.down), Image.Resampling.NEAREST)


def bits(width_bytes: int, rows: int, data: bytes) -> Image.Image:
    """The printer's dots (1 is black) as a picture (0 is black)."""
    return Image.frombytes("1", (width_bytes * 8, rows), bytes(byte ^ 0xFF for byte in data))


def dots(picture: Image.Image) -> bytes:
    """A picture (0 is black, whole bytes wide) as the printer's dots (1 is black)."""
    return bytes(byte ^ 0xFF for byte in picture.tobytes())


@lru_cache(maxsize=16)
def qr_code(data: str) -> qrcode.QRCode:  # type: ignore[type-arg]  # generic in its types only, not at run time
    """The smallest code for the data, error correction M."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(data)
    code.make(fit=True)
    return code


def qr_image(data: str, module: int) -> Image.Image:
    """The code without a quiet zone, 1 bit."""
    matrix = qr_code(data).get_matrix()
    small = Image.new("1", (len(matrix), len(matrix)), 1)
    small.putdata([0 if dark else 1 for row in matrix for dark in row])
    return small.resize((small.width * module, small.height * module), Image.Resampling.NEAREST)


def _letters(piece: Letters) -> Image.Image:
    """As a printer might draw them; each maker has a font A of its own, of the same size."""
    line = Image.new("1", (FONT_A[0] * max(len(piece.text), 1), FONT_A[1]), 1)
    for place, letter in enumerate(piece.text):
        line.paste(_glyph(letter, piece.bold), (FONT_A[0] * place, 0))
    return line.resize((line.width * piece.times, line.height * piece.times), Image.Resampling.NEAREST)


@lru_cache(maxsize=256)
def _glyph(letter: str, bold: bool) -> Image.Image:
    cell = Image.new("L", FONT_A, 255)
    pen = ImageDraw.Draw(cell)
    pen.text((FONT_A[0] / 2, FONT_A[1] - 5), letter, fill=0, font=_mono(), anchor="ms", stroke_width=0)
    darkest = 160 if bold else 64  # the only face that is always there is bold: plain is the same, thinned
    return cell.point(lambda level: 255 if level >= darkest else 0, mode="1")


@lru_cache(maxsize=1)
def _mono() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in _MONO:
        if path.exists():
            return ImageFont.truetype(str(path), 20)
    return ImageFont.load_default()
