"""Document -> pieces, in the ways that the printer has. Pure but for reading font files. Knows the paper's width, no bytes.

On any printer everything is a raster. What a person has accepted for a model may be drawn by the printer itself: QR codes, large
letters and digits, and pictures that it keeps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image

from drivers.linebreak import tidy
from drivers.printer.bands import BAND_ROWS, bands, hides_command, ink_box
from drivers.printer.document import Big, Block, Cut, Document, Fact, Feed, Line, Picture, Qr, Rule
from drivers.printer.lettering import broken, drawn, fitting, line_rows, missing_fonts
from drivers.printer.pieces import (
    FONT_A,
    Band,
    Code,
    CutHere,
    Gap,
    Kept,
    Letters,
    Piece,
    Stored,
    band_image,
    bits,
    dots,
    paint,
    qr_code,
    qr_image,
    rows_of,
)

__all__ = [
    "BAND_ROWS",
    "MARGIN_DOTS",
    "PLAIN",
    "Band",
    "CutHere",
    "Gap",
    "Piece",
    "Ways",
    "band_image",
    "hides_command",
    "kept_pictures",
    "lines_of",
    "missing_fonts",
    "paint",
    "render",
]

MARGIN_DOTS = 12
"""Kept free at each edge: heads and guides of cheap printers clip the outermost dots."""
SQUEEZED_FROM = 36
"""Bold text of this size is sent at half its width and doubled by the printer: half the bytes, and nobody sees it at 203 dpi."""
NUMBER_TIMES = 2
"""Smaller the number would not be seen at a glance."""
VALUE_TIMES = 2
"""A fact's value in the printer's own letters: 24 by 48 dots a letter."""
_KEPT_MOVES = (0, 1, -1, 2, -2, 3, -3, 4, -4)
KEPT_BYTES, KEPT_ROWS = 8192, 800
"""The largest picture to be kept; neighbours that are larger together stay apart. Source: GS ( L, y up to 831 on some models."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What the printer may do itself. `stored`: the pictures that it has, each with its key; `splits`: facts show their caption."""

    native_qr: bool = False
    native_digits: bool = False
    splits: bool = False
    stored: Mapping[Kept, bytes] = field(default_factory=dict)


PLAIN = Ways()


def render(document: Document, width_dots: int, ways: Ways = PLAIN) -> tuple[Piece, ...]:
    """Return the paper as pieces from top to bottom; neighbouring gaps are one."""
    pieces: list[Piece] = []
    for part in _parts(document, width_dots, ways):
        for piece in _stored(part, width_dots, ways) if isinstance(part, tuple) else _block(part, width_dots, ways):
            last = pieces[-1] if pieces else None
            if isinstance(piece, Gap) and isinstance(last, Gap):
                pieces[-1] = Gap(last.rows + piece.rows)
            else:
                pieces.append(piece)
    return tuple(piece for piece in pieces if rows_of(piece) or isinstance(piece, CutHere))


def kept_pictures(document: Document, width_dots: int) -> list[Kept]:
    """The pictures of this document that are worth keeping in a printer with letters of its own, from top to bottom."""
    ways = Ways(native_digits=True, splits=True)
    groups = [part for part in _parts(document, width_dots, ways) if isinstance(part, tuple)]
    return [picture for picture in (_kept(group, width_dots) for group in groups) if picture is not None]


def lines_of(line: Line, width_dots: int) -> list[str]:
    """The lines that the text is broken into on paper of that width, from top to bottom."""
    return broken(line.text, line.size, line.bold, width_dots - 2 * MARGIN_DOTS)


@dataclass(frozen=True, slots=True)
class _Value:
    """What a fact says, in the printer's own letters."""

    text: str
    bold: bool


def _parts(document: Document, width_dots: int, ways: Ways) -> Iterator[Block | _Value | tuple[Block, ...]]:
    """The blocks, facts taken apart if the printer can; neighbouring blocks that may be kept are one group with the white between."""
    group: list[Block] = []
    white: list[Feed] = []
    for block in _taken_apart(document.blocks, width_dots, ways):
        if isinstance(block, Feed) and group:
            white.append(block)
            continue
        keeps = ways.splits and getattr(block, "keep", False)
        if group and not (keeps and _fits((*group, *white, block), width_dots)):
            yield tuple(group)
            yield from white
            group, white = [], []
        if keeps and not isinstance(block, _Value):
            group += [*white, block]
            white = []
        else:
            yield block
    if group:
        yield tuple(group)
    yield from white


def _fits(group: tuple[Block | _Value, ...], width_dots: int) -> bool:
    rows = sum(rows_of(piece) for block in group for piece in _block(block, width_dots, PLAIN))
    return rows <= KEPT_ROWS and rows * width_dots // 8 <= KEPT_BYTES


def _taken_apart(blocks: tuple[Block, ...], width_dots: int, ways: Ways) -> Iterator[Block | _Value]:
    for block in blocks:
        fits = isinstance(block, Fact) and _native_times(block.value, width_dots) > 0
        if ways.splits and isinstance(block, Fact) and fits:
            if block.caption:
                yield Line(block.caption, block.size, block.bold, keep=True)
            yield _Value(block.value, block.bold)
        else:
            yield block


def _stored(group: tuple[Block, ...], width_dots: int, ways: Ways) -> Iterator[Piece]:
    picture = _kept(group, width_dots)
    key = ways.stored.get(picture) if picture is not None else None
    if picture is not None and key is not None:
        yield Stored(key, picture)
    else:
        for block in group:
            yield from _block(block, width_dots, ways)


@lru_cache(maxsize=256)
def _kept(group: tuple[Block, ...], width_dots: int) -> Kept | None:
    """The group as one picture with the white above and below, trimmed on both sides alike; None if there is no ink in it.

    Moved by some dots, where there is white for it, if it would hide a real-time command; a plan leaves out what still does.
    """
    pieces = tuple(piece for block in group for piece in _block(block, width_dots, PLAIN))
    paper = paint(pieces, width_dots)
    box = ink_box(paper)
    if box is None:
        return None
    for moved in _KEPT_MOVES:
        canvas = Image.new("1", paper.size, 1)
        canvas.paste(paper, (moved, 0))
        trim = max(min(box[0] + moved, width_dots - box[2] - moved), 0) // 8 * 8
        picture = canvas.crop((trim, 0, width_dots - trim, paper.height))
        kept = Kept(picture.width // 8, picture.height, dots(picture))
        if not hides_command(kept.data):
            break
    return kept


def _block(block: Block | _Value, width_dots: int, ways: Ways) -> tuple[Piece, ...]:
    """Drawn by the printer if it can; else as rasters."""
    match block:
        case Big() if ways.native_digits and _native_times(block.text, width_dots) >= NUMBER_TIMES:
            return (Letters(tidy(block.text), _native_times(block.text, width_dots)),)
        case _Value():
            return (Letters(tidy(block.text), min(_native_times(block.text, width_dots), VALUE_TIMES), block.bold),)
        case Qr() if ways.native_qr and _is_plain_code(block.data):
            return (Code(block.data, min(_module(block, width_dots) * 2, 16)),)
        case _:
            return _rasters(block, width_dots)


def _native_times(text: str, width_dots: int) -> int:
    """How large, 1 to 8, the printer's own letters can say it in one line; 0 if they cannot.

    The margins stay free: of a line that is full to the last dot some printers make two.
    """
    text = tidy(text)
    if not text.strip() or not all(" " <= letter <= "~" for letter in text):
        return 0
    return min((width_dots - 2 * MARGIN_DOTS) // (FONT_A[0] * len(text)), 8)


def _is_plain_code(data: str) -> bool:
    """Whether a printer takes the data as they are, and their length is no real-time command (GS ( k has it in two bytes)."""
    return data.isascii() and not hides_command((len(data) + 3).to_bytes(2, "little") + data.encode())


@lru_cache(maxsize=512)
def _rasters(block: Block, width_dots: int) -> tuple[Piece, ...]:
    usable = width_dots - 2 * MARGIN_DOTS
    match block:
        case Line():
            return tuple(piece for text in lines_of(block, width_dots) for piece in _line(block, text, width_dots))
        case Fact():
            return _rasters(Line(block.text, block.size, block.bold), width_dots)
        case Picture():
            return tuple(bands(bits(block.width_bytes, block.rows, block.data), width_dots))
        case Big():
            text = tidy(block.text)
            picture = _ink_only(drawn(text, fitting(text, block.size // 2, usable // 2), True))
            return tuple(bands(picture, width_dots, across=2, down=2))
        case Rule():
            return _rule(block, width_dots)
        case Qr():
            return tuple(bands(qr_image(block.data, _module(block, width_dots)), width_dots, across=2, down=2))
        case Feed():
            return (Gap(block.rows),)
        case Cut():
            return (CutHere(),)


def _line(line: Line, text: str, width_dots: int) -> Iterator[Piece]:
    squeezed = line.bold and line.size >= SQUEEZED_FROM
    picture = drawn(text, line.size, line.bold, squeezed=squeezed)
    box, rows = ink_box(picture), line_rows(text, line.size, line.bold)
    whole = Image.new("1", (picture.width, max(rows, box[3] if box else 0)), 1)
    whole.paste(picture, (0, 0))
    yield from bands(whole, width_dots, across=2 if squeezed else 1)


def _rule(rule: Rule, width_dots: int) -> tuple[Piece, ...]:
    """Solid, so it is doubled by the printer wherever its thickness is even."""
    down = 2 if rule.thickness % 2 == 0 else 1
    width = int(width_dots * rule.share) // 16 * 8
    if not width:
        return (Gap(rule.thickness),)
    return tuple(bands(Image.new("1", (width, rule.thickness // down), 0), width_dots, across=2, down=down))


def _ink_only(picture: Image.Image) -> Image.Image:
    """Without the white above and below: a huge number brings its own air."""
    box = ink_box(picture)
    return picture.crop((0, box[1], picture.width, box[3])) if box else picture


def _module(block: Qr, width_dots: int) -> int:
    """In half dots. Much data gets smaller modules, because a code that runs off the paper is none."""
    usable = width_dots - 2 * MARGIN_DOTS
    return max(min(block.module, usable // qr_code(block.data).modules_count) // 2, 1)
