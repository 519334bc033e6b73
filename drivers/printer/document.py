"""What stands on a paper, as values. Sizes are in printer dots (203 dpi: 8 dots are 1 mm). Knows no tickets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Centred text that wraps at spaces when it is too wide. `size` is the em height in dots.

    `keep`: the same on many papers, so worth keeping in a printer that stores pictures.
    """

    text: str
    size: int
    bold: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A line with a value that changes from paper to paper: "Trước ông/bà còn 4 người".

    Printed as `text`, unless the printer keeps pictures and has letters of its own: then `caption` ("Số người chờ trước") is a kept
    picture, and `value` (ASCII only, "4") is printed below it by the printer's letters. An empty caption leaves only the value.
    """

    text: str
    caption: str
    value: str
    size: int
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in one bit, centred: `rows` lines of `width_bytes` bytes, first bit leftmost, 1 is black. Printed dot for dot."""

    width_bytes: int
    rows: int
    data: bytes
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Big:
    """Text in one line as large as `size` allows and the width permits, printed from half the dots (doubled by the printer)."""

    text: str
    size: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across `share` of the paper's width."""

    thickness: int = 2
    share: float = 1.0
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, error correction M, `module` dots per module (even: it is printed from half the dots)."""

    data: str
    module: int = 6


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank paper, in dot rows."""

    rows: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed to the cutter and cut; on a printer without one, feed to the tear bar."""


Block = Line | Fact | Big | Rule | Qr | Picture | Feed | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """The paper from top to bottom."""

    blocks: tuple[Block, ...]
