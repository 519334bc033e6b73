"""A QR code as rows of modules, and where they stand in a field. Pure."""

from functools import lru_cache

from drivers.screen.ops import Rect

QUIET = 4
"""Modules of light ground on each side. Source: ISO/IEC 18004, §6.3.8."""
LETTERS_MAX = 600
"""A longer text makes modules that no telephone reads off a screen."""


@lru_cache(maxsize=16)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows from the top, True is dark, without the quiet zone. The library (5 MB) is loaded with the first code: most screens never show one."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def placed(text: str, rect: Rect) -> tuple[Rect, tuple[Rect, ...]]:
    """The light ground and the dark bars (modules in a row beside each other are one) in the middle of `rect`; nothing for a text longer
    than LETTERS_MAX: a screen does not die of an address."""
    if len(text) > LETTERS_MAX:
        return Rect(rect.x, rect.y, 0, 0), ()
    rows = modules(text)
    dot = min(rect.width, rect.height) // (len(rows) + 2 * QUIET)
    side = dot * (len(rows) + 2 * QUIET)
    ground = Rect(rect.x + (rect.width - side) // 2, rect.y + (rect.height - side) // 2, side, side)
    x, y = ground.x + QUIET * dot, ground.y + QUIET * dot
    bars = [
        Rect(x + begin * dot, y + down * dot, (end - begin) * dot, dot)
        for down, row in enumerate(rows)
        for begin, end in _dark(row)
    ]
    return ground, tuple(bars)


def _dark(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where dark begins and where it ends."""
    edges = [at for at, (one, other) in enumerate(zip((False, *row), (*row, False), strict=True)) if one != other]
    return list(zip(edges[::2], edges[1::2], strict=True))
