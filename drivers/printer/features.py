"""One page that tries what a printer may know beyond rasters, a letter for each; a person says what came out right. Pure.

Source: Epson ESC/POS reference: GS ( k fn 165, 167, 169, 180, 181 (QR code); GS ! (size of letters); GS ( L fn 51, 66, 67, 69
(NV graphics); GS V 65, 66 (cut); GS v 0 (raster); ESC a. The same numbers stand in the manuals of Citizen and HPRT.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from drivers.printer.document import Document, Feed, Line
from drivers.printer.encode import RESET, encode
from drivers.printer.profiles import Cutter, Profile
from drivers.printer.render import CutHere, render

WIDTHS = (384, 512, 576, 640)
"""Dots across the paper of all heads at 203 dpi that we know of."""
NARROWEST = 384
LABEL_SIZE, SMALL_SIZE = 26, 22
QR_MODULE, QUIET_ROWS = 6, 24
"""Dots a module, and the four modules of white that a QR code needs around it (ISO/IEC 18004)."""
KEY = b"M!"
"""Our test picture in the printer's memory (two letters, 20h-7Eh). It is taken out again: that memory is for the tickets' own."""
SQUARE_DOTS = 96
RULER_ROWS, TICK_DOTS, BLOCK_BYTES = 24, 64, 2
LEFT = b"\x1ba\x00"
CENTRE = b"\x1ba\x01"
ASK_ROOM = b"\x1d(L\x02\x00\x30\x33"
"""How many bytes are free for pictures; queued, answered by 37 31 <digits> 00."""


class Feature(StrEnum):
    """Its letter on the page."""

    QR = "A"
    DIGITS = "B"
    PICTURES = "C"
    CUT = "D"
    WIDTH = "E"


def feature_page(labels: Mapping[Feature, str], profile: Profile) -> bytes:
    """The whole page. Its width is that of the narrowest head, but for the rulers; the two cuts come last, for the paper may fall."""
    return b"".join((
        RESET,
        _label(f"A · {labels[Feature.QR]}", profile), CENTRE, qr_code(b"A012"), b"\n",
        _label(f"B · {labels[Feature.DIGITS]}", profile), CENTRE, large_digits(b"A012"),
        _label(f"C · {labels[Feature.PICTURES]}", profile), CENTRE, kept_picture(),
        _label(f"E · {labels[Feature.WIDTH]}", profile),
        *(_label(str(width), profile, SMALL_SIZE) + LEFT + ruler(width) for width in WIDTHS),
        _label(f"D 1 · {labels[Feature.CUT]}", profile), b"\x1dVB\x00",
        _label(f"D 2 · {labels[Feature.CUT]}", profile), b"\x1dVA\x00",
        encode((CutHere(),), profile) if profile.cutter is Cutter.NONE else b"",
        RESET,
    ))  # fmt: skip


def qr_code(data: bytes) -> bytes:
    """Model 2, error correction M, drawn by the printer."""
    return b"".join((
        b"\x1d(k\x04\x00\x31\x41\x32\x00",
        b"\x1d(k\x03\x00\x31\x43" + bytes([QR_MODULE]),
        b"\x1d(k\x03\x00\x31\x45\x31",
        b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"\x31\x50\x30" + data,
        b"\x1d(k\x03\x00\x31\x51\x30",
    ))  # fmt: skip


def large_digits(text: bytes) -> bytes:
    """ASCII in the printer's own letters, eight times as wide and as high: four of them fill the narrowest head."""
    return b"\x1d!\x77" + text + b"\n\x1d!\x00"


def kept_picture() -> bytes:
    """A square with a cross: put into the printer's lasting memory, printed from there, and taken out again."""
    dots = b"".join(_square_row(row) for row in range(SQUARE_DOTS))
    size = SQUARE_DOTS.to_bytes(2, "little") * 2
    define = b"\x30\x43\x30" + KEY + b"\x01" + size + b"\x31" + dots
    return b"".join((
        b"\x1d(L" + len(define).to_bytes(2, "little") + define,
        b"\x1d(L\x06\x00\x30\x45" + KEY + b"\x01\x01",
        b"\x1d(L\x04\x00\x30\x42" + KEY,
    ))  # fmt: skip


def ruler(width_dots: int) -> bytes:
    """A bar of that width from the left edge, a tick every 64 dots, and at its right end a block that is whole only if it fits."""
    row_bytes = width_dots // 8
    ticks = bytearray(row_bytes)
    ticks[:: TICK_DOTS // 8] = b"\x80" * len(ticks[:: TICK_DOTS // 8])
    ticks[-BLOCK_BYTES:] = b"\xff" * BLOCK_BYTES
    dots = bytes(ticks) * (RULER_ROWS - 3) + b"\xff" * row_bytes * 3
    return b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + RULER_ROWS.to_bytes(2, "little") + dots


def room_for_pictures(data: bytes) -> int | None:
    """The bytes that the printer says are free (answer to ASK_ROOM), or None when that is not what came."""
    said = re.search(rb"71(\d{1,8})\0", data)
    return int(said[1]) if said else None


def _square_row(row: int) -> bytes:
    last = SQUARE_DOTS - 1
    black = {0, 1, last - 1, last, row, last - row, max(row - 1, 0), max(last - row - 1, 0)}
    if row in (0, 1, last - 1, last):
        black = set(range(SQUARE_DOTS))
    bits = sum(1 << (last - column) for column in black)
    return bits.to_bytes(SQUARE_DOTS // 8, "big")


def _label(text: str, profile: Profile, size: int = LABEL_SIZE) -> bytes:
    room = Feed(QUIET_ROWS if size == LABEL_SIZE else 0)
    return encode(render(Document((room, Line(text, size, bold=True), room)), NARROWEST), profile)
