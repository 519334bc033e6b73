"""Where things stand on the glass, for every layout, lying or standing. Pure numbers: knows no state, no words, no colours.

All is in shares of the glass, so that any size works. At 1080p a number is 300 px and more beside a list of 120 px, nothing below 40 px.
Source: SCREEN-AND-VOICE §4 (43 inches read from 8.5 m at 120 px).
"""

from dataclasses import dataclass
from itertools import pairwise

from drivers.screen.ops import Rect

ROWS = 5
COLUMNS = 2
HEAD, STRIP, BAND = 11, 7, 17
"""Per cent of the height, lying."""
NOWHERE = Rect(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Frame:
    """`panel`: the call that stands large; `labels` over the columns of `rows`, newest first; `band`: the waiting; `page`: what takes turns
    beside the calls. What a layout does not have is NOWHERE. `unit`: a hundredth of the height, standing a 75th of the width.
    """

    glass: Rect
    door: Rect
    middle: Rect
    strip: Rect
    unit: int
    panel: Rect = NOWHERE
    labels: tuple[Rect, ...] = ()
    rows: tuple[Rect, ...] = ()
    band: Rect = NOWHERE
    page: Rect = NOWHERE


def down(rect: Rect, *shares: int) -> tuple[Rect, ...]:
    """Cut from top to bottom in these proportions, nothing left over."""
    edges = [rect.y + rect.height * sum(shares[:place]) // sum(shares) for place in range(len(shares) + 1)]
    return tuple(Rect(rect.x, top, rect.width, bottom - top) for top, bottom in pairwise(edges))


def across(rect: Rect, *shares: int) -> tuple[Rect, ...]:
    """Cut from left to right in these proportions, nothing left over."""
    edges = [rect.x + rect.width * sum(shares[:place]) // sum(shares) for place in range(len(shares) + 1)]
    return tuple(Rect(left, rect.y, right - left, rect.height) for left, right in pairwise(edges))


def frame_of(width: int, height: int, layout: str = "calls", count: int = ROWS) -> Frame:
    """`count`: how many rows are wanted; the layout `columns` makes its rows as small as they need."""
    return frame_in(Rect(0, 0, width, height), layout, count)


def frame_in(glass: Rect, layout: str, count: int = ROWS) -> Frame:
    """The frame within that part of the glass."""
    lying = glass.width >= glass.height
    unit = glass.height // 100 if lying else glass.width // 75
    head, strip = (HEAD * glass.height // 100, STRIP * glass.height // 100) if lying else (12 * unit, 12 * unit)
    door = Rect(glass.x, glass.y, glass.width, head)
    foot = Rect(glass.x, glass.bottom - strip, glass.width, strip)
    middle = Rect(glass.x, door.bottom, glass.width, foot.y - door.bottom)
    whole = Frame(glass, door, middle, foot, unit)
    made = {"media": _beside, "notices": _beside, "columns": _columns, "led": _board}.get(layout, _calls)
    return made(whole, lying, count)


def _calls(whole: Frame, lying: bool, _count: int) -> Frame:
    band = BAND * whole.glass.height // 100 if lying else 34 * whole.unit
    above = Rect(whole.middle.x, whole.middle.y, whole.middle.width, whole.middle.height - band)
    under = Rect(above.x, above.bottom, above.width, band)
    panel, list_ = across(above, 54, 46) if lying else down(above, 48, 52)
    labels, *rows = down(list_, 9, *(19,) * ROWS) if lying else down(list_, 10, *(18,) * ROWS)
    return _with(whole, panel, (labels,), tuple(rows), band=under)


def _beside(whole: Frame, lying: bool, _count: int) -> Frame:
    calls, page = across(whole.middle, 46, 54) if lying else down(whole.middle, 62, 38)
    panel, labels, *rows = down(calls, 53, 7, *(8,) * ROWS) if lying else down(calls, 51, 8, *(9,) * ROWS)
    return _with(whole, panel, (labels,), tuple(rows), page=page)


def _columns(whole: Frame, lying: bool, count: int) -> Frame:
    panel, lists = down(whole.middle, 36, 64) if lying else down(whole.middle, 34, 66)
    each = min(max(-(-count // COLUMNS), 4 if lying else 5), 8)
    labels, rows = [], []
    for column in across(lists, *(1,) * COLUMNS):
        label, *fields = down(column, 12, *(88 // each,) * each) if lying else down(column, 8, *(92 // each,) * each)
        labels.append(label)
        rows += fields
    return _with(whole, panel, tuple(labels), tuple(rows))


def _board(whole: Frame, lying: bool, _count: int) -> Frame:
    labels, *rows = down(whole.middle, 11, *(18,) * ROWS) if lying else down(whole.middle, 8, *(18,) * ROWS)
    return _with(whole, NOWHERE, (labels,), tuple(rows))


def _with(
    whole: Frame, panel: Rect, labels: tuple[Rect, ...], rows: tuple[Rect, ...], *, band: Rect = NOWHERE, page: Rect = NOWHERE
) -> Frame:
    return Frame(whole.glass, whole.door, whole.middle, whole.strip, whole.unit, panel, labels, rows, band, page)
