"""The layout that Moiso brings, and how large its words for sizes are on each width of paper, in dots at 203 dpi. Values only.

Nothing is smaller than 20 dots an em on 80 mm and 17 on 58 mm (2.5 and 2.1 mm): who is 75 must be able to read it without asking.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.domain.setup import PaperRow, RowKind, RowSize

_SIZES = (RowSize.SMALL, RowSize.NORMAL, RowSize.LARGE, RowSize.HUGE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One width of paper. `text` and `number`: em; `qr`: dots a module; `logo`: height; `gap`, `air`: blank rows."""

    width_dots: int
    text: Mapping[RowSize, int]
    number: Mapping[RowSize, int]
    qr: Mapping[RowSize, int]
    logo: Mapping[RowSize, int]
    gap: Mapping[RowSize, int]
    air: int


def sheet_of(width_dots: int) -> Sheet:
    """The sheet for a head of that many dots: the widest that is not wider, else the narrowest."""
    return next((sheet for sheet in reversed(SHEETS) if sheet.width_dots <= width_dots), SHEETS[0])


def _sizes(*dots: int) -> Mapping[RowSize, int]:
    return dict(zip(_SIZES, dots, strict=True))


SHEETS = (
    Sheet(
        384,
        text=_sizes(17, 19, 27, 40),
        number=_sizes(90, 112, 134, 164),
        qr=_sizes(4, 4, 6, 8),
        logo=_sizes(44, 64, 88, 120),
        gap=_sizes(6, 10, 18, 32),
        air=12,
    ),
    Sheet(
        512,
        text=_sizes(20, 22, 34, 52),
        number=_sizes(112, 144, 174, 212),
        qr=_sizes(4, 6, 8, 10),
        logo=_sizes(60, 88, 120, 164),
        gap=_sizes(8, 14, 24, 44),
        air=14,
    ),
    Sheet(
        576,
        text=_sizes(20, 24, 40, 60),
        number=_sizes(120, 156, 184, 236),
        qr=_sizes(4, 6, 8, 10),
        logo=_sizes(64, 96, 128, 180),
        gap=_sizes(8, 16, 28, 48),
        air=16,
    ),
    Sheet(
        640,
        text=_sizes(22, 26, 44, 66),
        number=_sizes(136, 178, 214, 260),
        qr=_sizes(4, 6, 8, 10),
        logo=_sizes(72, 108, 144, 200),
        gap=_sizes(8, 16, 32, 54),
        air=18,
    ),
)

DEFAULT_ROWS = (
    PaperRow(RowKind.LOGO),
    PaperRow(RowKind.AUTHORITY, RowSize.SMALL),
    PaperRow(RowKind.CENTRE, RowSize.SMALL, bold=True),
    PaperRow(RowKind.RULE),
    PaperRow(RowKind.TITLE, RowSize.SMALL),
    PaperRow(RowKind.NUMBER, RowSize.LARGE),
    PaperRow(RowKind.REPRINT, RowSize.LARGE, bold=True),
    PaperRow(RowKind.PRIORITY, RowSize.LARGE, bold=True),
    PaperRow(RowKind.SERVICE, RowSize.LARGE, bold=True),
    PaperRow(RowKind.AHEAD),
    PaperRow(RowKind.WAIT),
    PaperRow(RowKind.NOTICE, bold=True),
    PaperRow(RowKind.RULE),
    PaperRow(RowKind.ISSUED, RowSize.SMALL),
    PaperRow(RowKind.QR, RowSize.SMALL),
    PaperRow(RowKind.ADVICE, RowSize.SMALL),
    PaperRow(RowKind.MISSED, RowSize.SMALL),
    PaperRow(RowKind.COMPLAINT, RowSize.SMALL),
)
LEFT_OUT_WHEN_SHORT = frozenset(
    {RowKind.LOGO, RowKind.AUTHORITY, RowKind.TITLE, RowKind.QR, RowKind.ADVICE, RowKind.COMPLAINT, RowKind.GAP}
)
"""What a citizen can do without, who has the number, what for, where to and the time."""
SHORTER = {
    RowSize.HUGE: RowSize.LARGE,
    RowSize.LARGE: RowSize.NORMAL,
    RowSize.NORMAL: RowSize.SMALL,
    RowSize.SMALL: RowSize.SMALL,
}
"""The size of the number on a short paper."""
