"""Anybody's picture file -> dots that fit a field of the glass. Pure, and slow: for a worker, never for the frame loop.

What comes in may be damaged or made to do harm: three formats are opened, and only after their size was read.
"""

import io
from pathlib import Path

from PIL import Image, ImageOps

from drivers.errors import DeviceError, Trouble
from drivers.screen.ops import Decoded

FILE_BYTES = 30_000_000
PIXELS_MAX = 20_000_000
"""80 MB when it is taken apart: what a machine with 1 GB can spare for a moment. More than any camera's usual picture on a 4K screen shows."""
FORMATS = ("PNG", "JPEG", "WEBP")
_GROUND = "white"
"""Under what is transparent."""
_BAD = (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError, Image.DecompressionBombError)


def decode(source: bytes | Path, size: tuple[int, int]) -> Decoded:
    """The picture upright, whole, as large as it can be within `size` pixels.

    Raises: DeviceError with a sentence when it is no PNG, JPEG or WebP that can be read, or too large.
    """
    data = _bytes(source)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise _refused(f"a picture may have {PIXELS_MAX} dots, this one has {picture.width} x {picture.height}")
            picture.draft("RGB", (2 * max(size), 2 * max(size)))  # a JPEG is read at a fraction of its size; others do not mind
            upright = _flat(ImageOps.exif_transpose(picture))
    except (*_BAD, Image.DecompressionBombWarning) as error:
        raise _refused(f"this is no PNG, JPEG or WebP picture that can be read: {error}") from None
    share = min(size[0] / upright.width, size[1] / upright.height)
    fits = (max(int(upright.width * share), 1), max(int(upright.height * share), 1))
    small = upright.resize(fits, Image.Resampling.LANCZOS)
    return Decoded(fits, small.tobytes())


def _bytes(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        length, data = len(source), source
    else:
        try:
            length = source.stat().st_size
            data = source.read_bytes() if length <= FILE_BYTES else b""
        except OSError as error:
            raise _refused(f"the picture cannot be read: {error}") from None
    if length > FILE_BYTES:
        raise _refused(f"a picture may have {FILE_BYTES} bytes, this one has {length}")
    return data


def _flat(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGBA", layer.size, _GROUND)
    return Image.alpha_composite(ground, layer).convert("RGB")


def _refused(sentence: str) -> DeviceError:
    return DeviceError(Trouble.GARBLED, sentence)
