"""Whether a text is a small picture in black and white that can be printed: PNG in one bit, as base64. Pure: the standard library only.

Looked at whole, so that a picture that is once in the setup can always be printed. Source: PNG (W3C, third edition) §5, §9, §11.2.
"""

import base64
import binascii
import struct
import zlib
from collections.abc import Iterator

LOGO_MOST = 16_384
"""Signs of base64. The setup goes whole into the log with each edit."""
LOGO_WIDTH, LOGO_HEIGHT = 600, 300
"""Dots: across the widest paper, and no higher than a thumb."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ONE_BIT_GREY = (1, 0, 0, 0, 0)  # depth, colour type, compression, filter, interlace


class NotOneBit(ValueError):
    """It is not such a picture."""


def logo_size(text: str) -> tuple[int, int]:
    """Width and height in dots; (0, 0) of an empty text. Raises: NotOneBit."""
    if not text:
        return 0, 0
    if len(text) > LOGO_MOST:
        raise NotOneBit
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotOneBit from None
    chunks = list(_chunks(data))
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds or len(chunks[0][1]) != 13:
        raise NotOneBit
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    if tuple(form) != _ONE_BIT_GREY or not (1 <= width <= LOGO_WIDTH and 1 <= height <= LOGO_HEIGHT):
        raise NotOneBit
    row = 1 + (width + 7) // 8
    dots = _inflated(b"".join(body for kind, body in chunks if kind == b"IDAT"), row * height)
    if any(dots[at] > 4 for at in range(0, len(dots), row)):  # how the row is filtered
        raise NotOneBit
    return width, height


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each. Only the three that a picture in one bit needs."""
    if not data.startswith(_SIGNATURE):
        raise NotOneBit
    at = len(_SIGNATURE)
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        kind, body, crc = data[at + 4 : at + 8], data[at + 8 : at + 8 + length], data[at + 8 + length : at + 12 + length]
        if kind not in (b"IHDR", b"IDAT", b"IEND") or len(crc) != 4 or zlib.crc32(kind + body) != int.from_bytes(crc):
            raise NotOneBit
        yield kind, body
        at += 12 + length


def _inflated(data: bytes, length: int) -> bytes:
    """Exactly so many bytes, never more taken apart than that."""
    stream = zlib.decompressobj()
    try:
        dots = stream.decompress(data, length + 1)
    except zlib.error:
        raise NotOneBit from None
    if len(dots) != length or not stream.eof or stream.unused_data:
        raise NotOneBit
    return dots
