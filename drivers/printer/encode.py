"""Pieces -> ESC/POS bytes. Pure. Every paper starts from a reset printer and ends with its cut.

Source: Epson ESC/POS reference: ESC @ (1B 40), ESC a (1B 61), GS v 0 (1D 76 30), GS V (1D 56), GS r (1D 72), GS ( H (1D 28 48).
"""

from drivers.printer.profiles import Cutter, Profile
from drivers.printer.render import BAND_ROWS, Band, CutHere, Gap, Piece, hides_command

RESET = b"\x1b@"
CENTRE = b"\x1ba\x01"
ASK_PAPER = b"\x1dr\x01"
"""Queued: answered after everything before it was worked off."""
GAP_ROWS = 192
"""Blank rows in one raster, on paper. ESC J is ignored by some clones, a blank raster by none. Source: PRINTING §3."""
TEAR_BAR_ROWS = 120
"""15 mm from the head to the tear bar of printers without a cutter."""


def encode(pieces: tuple[Piece, ...], profile: Profile) -> bytes:
    """Return the bytes of the whole paper. Raises: ValueError if a real-time command would be hidden in them."""
    out = [RESET, CENTRE]
    for piece in pieces:
        match piece:
            case Band():
                out.append(raster(piece))
            case Gap():
                out.extend(_feed(piece.rows))
            case CutHere():
                out.append(_cut(profile))
    data = b"".join(out)
    if hides_command(data):
        raise ValueError("a real-time command is hidden in the image data")
    return data


def raster(band: Band) -> bytes:
    """GS v 0 m xL xH yL yH d…: m=0 as it is, m=3 twice as wide and as high."""
    mode = 3 if band.scale == 2 else 0
    return b"\x1dv0" + bytes([mode]) + band.width_bytes.to_bytes(2, "little") + band.rows.to_bytes(2, "little") + band.data


def recover(profile: Profile) -> bytes:
    """What must come before a paper when the one before broke off, on a printer that may have been on all the time.

    It still waits for the rest of a raster and would take the next ticket for it: zeros end the longest one and are passed
    over otherwise. Then what stands on the paper is cut off, so that nobody gets two numbers on one paper.
    """
    return bytes(BAND_ROWS * (profile.width_dots // 8)) + RESET + _cut(profile)


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
        out.append(raster(Band(1, step, 2, bytes(step))))
        rows -= 2 * step
    if rows:
        out.append(raster(Band(1, 1, 1, b"\0")))
    return out


def _cut(profile: Profile) -> bytes:
    match profile.cutter:
        case Cutter.PARTIAL:
            return b"\x1dVB\x00"
        case Cutter.FULL:
            return b"\x1dVA\x00"
        case Cutter.NONE:
            return b"".join(_feed(TEAR_BAR_ROWS))
