"""Pieces -> ESC/POS bytes. Pure. Every paper starts from a printer in its plain state and ends with its cut.

Source: Epson ESC/POS reference: ESC @ (1B 40), ESC a (1B 61), ESC E (1B 45), GS ! (1D 21), GS v 0 (1D 76 30), GS V (1D 56),
GS r (1D 72), GS ( H (1D 28 48), GS ( k (1D 28 6B) fn 165, 167, 169, 180, 181, GS ( L (1D 28 4C) fn 69, 85, DLE ENQ (10 05),
DLE DC4 (10 14) fn 8.
"""

from drivers.printer.bands import BAND_BYTES, hides_command
from drivers.printer.pieces import Band, Code, CutHere, Gap, Letters, Piece, Stored
from drivers.printer.profiles import Cutter, Images, Profile

RESET = b"\x1b@"
CENTRE = b"\x1ba\x01"
PLAIN_LETTERS = b"\x1d!\x00\x1bE\x00"
"""Instead of a reset, where that would forget the pictures in the printer's memory. Source: Epson, GS ( L fn 83."""
ASK_PAPER = b"\x1dr\x01"
"""Queued: answered after everything before it was worked off."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn 8: forget everything that waits, at once. Answered by 37 25 00."""
RECOVER_AND_CLEAR = b"\x10\x05\x02"
"""DLE ENQ 2: out of a recoverable error (the cutter), and forget what waits."""
GAP_ROWS = 192
"""Blank rows in one raster, on paper. ESC J is ignored by some clones, a blank raster by none. Source: PRINTING §3."""
TEAR_BAR_ROWS = 120
"""15 mm from the head to the tear bar of printers without a cutter."""
LONGEST_KEPT_BYTES = 9000
"""A kept picture on its way into the printer is at most this long, its head included."""


def encode(pieces: tuple[Piece, ...], profile: Profile, *, counted: bool = False, reset: bool = True) -> bytes:
    """Return the bytes of the whole paper. Raises: ValueError if a real-time command would be hidden in them.

    `counted`: the printer is asked after each piece whether it came so far (`questions` tells how often): a raster that lost a
    byte on the line swallows the question behind it. What is not seen is a loss that begins in a raster's eight bytes of head and
    ends in its dots. `reset`: whether it begins with a reset.
    """
    out = [RESET if reset else PLAIN_LETTERS, CENTRE]
    for piece in pieces:
        out.append(_bytes_of(piece, profile))
        if counted and not isinstance(piece, CutHere):
            out.append(ASK_PAPER)
    data = b"".join(out)
    if hides_command(data):
        raise ValueError("a real-time command is hidden in the image data")
    return data


def questions(pieces: tuple[Piece, ...]) -> int:
    """How many answers a counted paper brings."""
    return sum(not isinstance(piece, CutHere) for piece in pieces)


def _bytes_of(piece: Piece, profile: Profile) -> bytes:
    match piece:
        case Band():
            return raster(piece)
        case Gap():
            return b"".join(_feed(piece.rows))
        case Letters():
            return letters(piece)
        case Code():
            return code(piece)
        case Stored():
            return b"\x1d(L\x06\x00\x30" + (b"\x45" if profile.images is Images.NV else b"\x55") + piece.key + b"\x01\x01"
        case CutHere():
            return _cut(profile)


def raster(band: Band) -> bytes:
    """GS v 0 m xL xH yL yH d…: m=0 as it is, m=1 twice as wide, m=2 twice as high, m=3 both."""
    mode = (band.across - 1) + 2 * (band.down - 1)
    return b"\x1dv0" + bytes([mode]) + band.width_bytes.to_bytes(2, "little") + band.rows.to_bytes(2, "little") + band.data


def letters(piece: Letters) -> bytes:
    """GS ! n (width in the high half byte, height in the low one, each less one), ESC E for bold, the text and its line feed."""
    size = (piece.times - 1) * 0x11
    text = piece.text.encode("ascii") + b"\n"
    return b"\x1bE" + bytes([piece.bold]) + b"\x1d!" + bytes([size]) + text + PLAIN_LETTERS


def code(piece: Code) -> bytes:
    """GS ( k: model 2, module size, error correction M, store the data, print."""
    data = piece.data.encode("ascii")
    return (
        b"\x1d(k\x04\x00\x31\x41\x32\x00"
        + (b"\x1d(k\x03\x00\x31\x43" + bytes([piece.module]))
        + b"\x1d(k\x03\x00\x31\x45\x31"
        + (b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"\x31\x50\x30" + data)
        + b"\x1d(k\x03\x00\x31\x51\x30"
    )


def recover(profile: Profile) -> bytes:
    """What must come before a paper when the one before broke off, on a printer that may have been on all the time.

    It still waits for the rest of a raster (or of a picture to keep) and would take the next ticket for it: zeros end the longest
    one and are passed over otherwise. Then what stands on the paper is cut off, so that nobody gets two numbers on one paper.
    """
    longest = LONGEST_KEPT_BYTES if profile.images is not Images.NONE else BAND_BYTES
    return bytes(longest) + RESET + _cut(profile)


def ask_process_id(job: int) -> bytes:
    """GS ( H fn 48: the printer sends `37 22 <id> 00` when everything before it is printed. `job` is cut to four digits."""
    return b"\x1d(H\x06\x00\x30\x30" + process_id(job)


def process_id(job: int) -> bytes:
    """The four characters (20h–7Eh) that stand for this job in the printer's answer."""
    return f"{job % 10_000:04d}".encode()


def _feed(rows: int) -> list[bytes]:
    """Blank paper as rasters one byte wide; pairs of rows at m=3 cost half the bytes."""
    out = []
    while rows >= 2:
        step = min(rows, GAP_ROWS) // 2
        out.append(raster(Band(1, step, bytes(step), 2, 2)))
        rows -= 2 * step
    if rows:
        out.append(raster(Band(1, 1, b"\0")))
    return out


def _cut(profile: Profile) -> bytes:
    match profile.cutter:
        case Cutter.PARTIAL:
            return b"\x1dVB\x00"
        case Cutter.FULL:
            return b"\x1dVA\x00"
        case Cutter.NONE:
            return b"".join(_feed(TEAR_BAR_ROWS))
