"""Pictures from outside, such as an office's emblem: anybody's PNG or JPEG -> a small one in one bit, and that -> a block of dots. Pure.

What comes in may be damaged or made to do harm: only two formats are opened, and only after their size was read.
"""

import io

from PIL import Image, ImageOps

from drivers.errors import SettingError
from drivers.printer.document import Picture
from drivers.printer.render import MARGIN_DOTS, Piece, hides_command, paint

FILE_BYTES = 200_000
"""More than any emblem needs."""
PIXELS_MAX = 4_000_000
"""16 MB when it is taken apart; a small file may say that it is a thousand times larger."""
_FORMATS = ("PNG", "JPEG")
_PALE, _DARK = 200, 56
"""Grey levels from which on a dot is white or black for certain: the smooth edges of a drawing must not turn into sprinkles."""
_MIDDLE = 128
_SHRINK = 0.85


def one_bit(data: bytes, *, width: int, height: int, most_bytes: int) -> bytes:
    """Return the picture as a PNG in one bit that fits into `width` x `height` dots and `most_bytes`, without the white around it.

    Raises: SettingError when it is no PNG or JPEG that can be read, too large, or all white.
    """
    grey = _without_border(_grey(data))
    share = min(width / grey.width, height / grey.height)
    while True:
        size = (max(int(grey.width * share), 1), max(int(grey.height * share), 1))
        small = _black_and_white(grey.resize(size, Image.Resampling.LANCZOS))
        png = io.BytesIO()
        small.save(png, "PNG", optimize=True)
        if png.tell() <= most_bytes:
            return png.getvalue()
        share *= _SHRINK


def picture_of(data: bytes, *, width_dots: int, height: int, keep: bool = False) -> Picture:
    """Return the block of a PNG in one bit: as it is if it fits across the paper and into `height`, else smaller.

    Raises: SettingError when it cannot be read.
    """
    grey = _grey(data)
    share = min((width_dots - 2 * MARGIN_DOTS) / grey.width, height / grey.height, 1)
    if share < 1:
        size = (max(int(grey.width * share), 1), max(int(grey.height * share), 1))
        grey = grey.resize(size, Image.Resampling.BOX)
    bits = grey.point(lambda level: 255 if level >= _MIDDLE else 0, mode="1")
    return Picture((bits.width + 7) // 8, bits.height, _ink(bits), keep)


def png_of(pieces: tuple[Piece, ...], width_dots: int) -> bytes:
    """The paper as a PNG, dot for dot as it is printed."""
    png = io.BytesIO()
    paint(pieces, width_dots).save(png, "PNG")
    return png.getvalue()


def _grey(data: bytes) -> Image.Image:
    """Upright, on white. Raises: SettingError."""
    if len(data) > FILE_BYTES:
        raise SettingError(f"a picture may have {FILE_BYTES} bytes, this one has {len(data)}")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise SettingError(f"a picture may have {PIXELS_MAX} dots, this one has {picture.width} x {picture.height}")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise SettingError(f"this is no PNG or JPEG picture that can be read: {error}") from None
    white = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(white, upright).convert("L")


def _without_border(grey: Image.Image) -> Image.Image:
    box = grey.point(lambda level: 255 if level < _PALE else 0).getbbox()
    if box is None:
        raise SettingError("there is nothing dark in this picture")
    return grey.crop(box)


def _black_and_white(grey: Image.Image) -> Image.Image:
    """What is nearly black or white is made so; what lies between becomes dots."""
    span = _PALE - _DARK
    return grey.point(lambda level: min(max((level - _DARK) * 255 // span, 0), 255)).convert("1")


def _ink(bits: Image.Image) -> bytes:
    """1 is black; the dots that fill the last byte of a row are white."""
    row = (bits.width + 7) // 8
    whole = Image.new("1", (row * 8, bits.height), 1)
    whole.paste(bits, (0, 0))
    ink = bytes(byte ^ 0xFF for byte in whole.tobytes())
    return b"".join(_harmless(ink[at : at + row]) for at in range(0, len(ink), row))


def _harmless(row: bytes) -> bytes:
    """Without the lonely dots in it if it holds a real-time command at any place on the paper: all of those begin with a lonely dot."""
    dots = int.from_bytes(row)
    if not any(hides_command((dots << shift).to_bytes(len(row) + 1)) for shift in range(8)):
        return row
    return (dots & (dots << 1 | dots >> 1)).to_bytes(len(row))
