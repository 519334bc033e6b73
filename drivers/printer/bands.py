"""A picture -> the fewest bytes of rasters that put it on paper, dot for dot. Pure. Knows no text and no printer but its width.

A band is at most 64 rows and 1,024 bytes, is trimmed on both sides alike (the printer centres it) by whole bytes in pairs (so
that a printer which centres by bytes puts all bands of a picture under each other), and hides no real-time command.
Source: Epson, GS v 0; 10 04 / 10 05 / 10 14 inside image data are executed on serial lines.
"""

from collections.abc import Iterator
from itertools import pairwise

from PIL import Image

from drivers.printer.pieces import Band, Gap

BAND_ROWS = 64
"""Cheap printers lose data in taller rasters. Source: PRINTING §1 (USB images), §3."""
BAND_BYTES = 1024
"""A band is on the line for a second at 9600 baud, no longer: what a printer has said between two bands is then never older."""
HEADER_BYTES = 8
"""GS v 0 m xL xH yL yH."""
REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
TRIES = 12
"""How often a split whose bands hide a command is replaced by the next best, before the whole picture is moved by a dot."""

Rows = list[bytes]
"""The dots of each row, all rows as many bytes wide, 1 is black."""


def bands(picture: Image.Image, width_dots: int, *, across: int = 1, down: int = 1) -> Iterator[Band | Gap]:
    """Cut a 1-bit picture (0 is black) into bands and gaps; together they are as high as `picture.height * down`.

    A picture that hides a command wherever it is placed is halved, and the halves may then stand some dots apart.
    Raises: ValueError when it is wider than the paper.
    """
    box = ink_box(picture)
    if box is None:
        yield Gap(picture.height * down)
        return
    left, top, right, bottom = box
    if (right - left + 7) // 8 > width_dots // 8 // across:
        raise ValueError("a picture is wider than the paper")
    yield Gap(top * down)
    yield from _cheapest(picture.crop((left, top, right, bottom)), width_dots // 8 // across, across, down)
    yield Gap((picture.height - bottom) * down)


def ink_box(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the black in a 1-bit picture; None if there is none."""
    return picture.convert("L").point(lambda level: 255 - level).getbbox()


def hides_command(data: bytes) -> bool:
    """Whether a printer on a serial line would find a real-time command in these bytes."""
    return any(command in data for command in REAL_TIME)


def gap_bytes(rows: int) -> int:
    """What blank paper costs: pairs of rows as one at double height, an odd row alone."""
    return (HEADER_BYTES + rows // 2 if rows >= 2 else 0) + (HEADER_BYTES + 1) * (rows % 2)


def _cheapest(ink: Image.Image, most_bytes: int, across: int, down: int) -> Iterator[Band | Gap]:
    for rows in _placings(ink, most_bytes):
        if any(map(hides_command, rows)):
            continue
        trims = [_trim(row) for row in rows]
        forbidden: set[tuple[int, int]] = set()
        for _ in range(TRIES):
            cuts = _split(trims, len(rows[0]), down, forbidden)
            if cuts is None:
                break
            found = [_band(rows[a:b], trims[a:b], across, down) for a, b in pairwise(cuts)]
            hidden = {
                cut
                for cut, band in zip(pairwise(cuts), found, strict=True)
                if isinstance(band, Band) and hides_command(band.data)
            }
            if not hidden:
                yield from found
                return
            forbidden |= hidden
    if ink.height == 1:
        yield _thickened(ink, across, down)
        return
    half = ink.height // 2
    yield from _cheapest(ink.crop((0, 0, ink.width, half)), most_bytes, across, down)
    yield from _cheapest(ink.crop((0, half, ink.width, ink.height)), most_bytes, across, down)


def _thickened(ink: Image.Image, across: int, down: int) -> Band:
    """One row, with a dot more where a command would hide wherever the row is placed (dithered pictures as wide as the paper)."""
    row = next(_placings(ink, (ink.width + 7) // 8))[0]
    for command in REAL_TIME:
        row = row.replace(command, b"\x18" + command[1:])
    return Band(len(row), 1, row, across, down)


def _placings(ink: Image.Image, most_bytes: int) -> Iterator[Rows]:
    """The ink in whole bytes, in the middle, and then dot by dot beside it."""
    least = (ink.width + 7) // 8
    for width in (least, least + 2):
        if width > most_bytes:
            return
        spare = width * 8 - ink.width
        for left in sorted(range(spare + 1), key=lambda left: (abs(left - spare // 2), left)):
            canvas = Image.new("1", (width * 8, ink.height), 1)
            canvas.paste(ink, (left, 0))
            data = bytes(byte ^ 0xFF for byte in canvas.tobytes())
            yield [data[at : at + width] for at in range(0, len(data), width)]


def _trim(row: bytes) -> int:
    """How many bytes are white on both sides; the whole row's, if all of it is."""
    return min(len(row) - len(row.lstrip(b"\0")), len(row) - len(row.rstrip(b"\0")))


def _split(trims: list[int], width: int, down: int, forbidden: set[tuple[int, int]]) -> list[int] | None:
    """Where to cut, from 0 to the last row, so that the sum of bytes is least; None if no split is allowed.

    Dynamic programming from below: the best way to send the rows from `start` on is the cheapest first band and the best way to
    send what is below it.
    """
    count = len(trims)
    cost: list[float] = [float("inf")] * count + [0]
    until = [0] * (count + 1)
    for start in range(count - 1, -1, -1):
        trim = width
        for end in range(start + 1, min(start + BAND_ROWS, count) + 1):
            trim = min(trim, trims[end - 1])
            blank = trim == width
            size = (width - 2 * trim) * (end - start)
            if size > BAND_BYTES and end > start + 1:
                break
            total = cost[end] + (gap_bytes((end - start) * down) if blank else HEADER_BYTES + size)
            if total < cost[start] and (start, end) not in forbidden:
                cost[start], until[start] = total, end
    if cost[0] == float("inf"):
        return None
    cuts = [0]
    while cuts[-1] < count:
        cuts.append(until[cuts[-1]])
    return cuts


def _band(rows: Rows, trims: list[int], across: int, down: int) -> Band | Gap:
    trim = min(trims)
    width = len(rows[0]) - 2 * trim
    if trim == len(rows[0]):
        return Gap(len(rows) * down)
    return Band(width, len(rows), b"".join(row[trim : trim + width] for row in rows), across, down)
