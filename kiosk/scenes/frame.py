"""Where things stand on the glass, lying or standing. Pure numbers: knows no state, no words, no colours.

Fields are sized for a 10 inch panel of any number of dots: on a larger one they are larger. Source: SCREEN-AND-VOICE §4, at least
20 mm square with 5 mm between them; on a standing glass all of them in the lower two thirds.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot

from drivers.screen.layout import grid
from drivers.screen.ops import Rect

PANEL_MM = 254.0
"""The smallest panel's diagonal."""
TOUCH_MM = 20
GAP_MM = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """`door` with the centre's name, `head` with what is asked, `body` with the answers, `foot` with help and the like. `touch`: the least side
    of a field, `gap`: the least between two; `unit`: a hundredth of the shorter side. All in dots."""

    glass: Rect
    door: Rect
    head: Rect
    body: Rect
    foot: Rect
    touch: int
    gap: int
    unit: int
    lying: bool


def frame_of(size: tuple[int, int]) -> Frame:
    width, height = size
    dots_a_mm = hypot(width, height) / PANEL_MM
    touch, gap, unit, lying = ceil(TOUCH_MM * dots_a_mm), ceil(GAP_MM * dots_a_mm), min(size) // 100, width > height
    door = Rect(0, 0, width, 8 * height // 100 if lying else 7 * height // 100)
    foot = Rect(gap, height - unit - touch, width - 2 * gap, touch)
    top = door.bottom + 12 * height // 100 if lying else height // 3 + 1
    head = Rect(gap, door.bottom + unit, width - 2 * gap, top - door.bottom - 2 * unit)
    body = Rect(gap, top, width - 2 * gap, foot.y - gap - top)
    return Frame(Rect(0, 0, width, height), door, head, body, foot, touch, gap, unit, lying)


def spread(frame: Frame, area: Rect, count: int) -> tuple[Rect, ...]:
    """`count` fields that fill the area, up to nine of them at least `touch` high."""
    lying = count if count <= 3 else 2 if count == 4 else 3
    standing = 1 if count <= 4 else 2
    return grid(area, count, max(lying, 1) if frame.lying else standing, frame.gap)


def down(rect: Rect, *shares: int) -> tuple[Rect, ...]:
    """Cut from top to bottom in these proportions, nothing left over."""
    edges = [rect.y + rect.height * sum(shares[:place]) // sum(shares) for place in range(len(shares) + 1)]
    return tuple(Rect(rect.x, top, rect.width, bottom - top) for top, bottom in pairwise(edges))


def across(rect: Rect, *shares: int, gap: int = 0) -> tuple[Rect, ...]:
    """Cut from left to right in these proportions, with `gap` between them, nothing left over."""
    free = rect.width - gap * (len(shares) - 1)
    edges = [rect.x + free * sum(shares[:place]) // sum(shares) for place in range(len(shares) + 1)]
    return tuple(
        Rect(left + gap * place, rect.y, right - left, rect.height) for place, (left, right) in enumerate(pairwise(edges))
    )


def cut_foot(rect: Rect, height: int, gap: int) -> tuple[Rect, Rect]:
    """The upper part, and a lower one of this height, with a gap between them."""
    return (
        Rect(rect.x, rect.y, rect.width, max(rect.height - height - gap, 0)),
        Rect(rect.x, rect.bottom - height, rect.width, height),
    )
