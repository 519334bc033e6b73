"""What of the glass must be drawn anew when one draw-list follows another. Pure."""

from drivers.screen.ops import DrawList, Op, Rect, Text, Ticker

WHOLE_SHARE = 0.7
"""From this share of the glass on, drawing all of it at once is as fast."""
AREAS_MAX = 16


def changed(before: DrawList, after: DrawList, whole: Rect) -> tuple[Rect, ...]:
    """Areas that do not overlap; outside of them both lists look the same."""
    gone, come = set(before) - set(after), set(after) - set(before)
    if [op for op in before if op not in gone] != [op for op in after if op not in come]:
        return (whole,)  # something that stays lies over or under something else now
    if any(op.rect.width * op.rect.height > WHOLE_SHARE * whole.width * whole.height for op in gone | come):
        return (whole,)
    areas = apart([inside(bounds(op), whole) for op in gone | come])
    drawn = sum(area.width * area.height for area in areas)
    return (whole,) if len(areas) > AREAS_MAX or drawn > WHOLE_SHARE * whole.width * whole.height else areas


def bounds(op: Op) -> Rect:
    """Where it may leave colour, and nowhere else: a text's letters may hang a little out of its field."""
    if isinstance(op, Ticker):
        return op.rect
    if not isinstance(op, Text):
        return Rect(op.rect.x, op.rect.y, op.rect.width + 1, op.rect.height + 1)
    margin = 2 + op.size // 4
    return Rect(op.rect.x - margin, op.rect.y - margin, op.rect.width + 2 * margin, op.rect.height + 2 * margin)


def inside(area: Rect, whole: Rect) -> Rect:
    """What of it lies on the glass."""
    if whole.x <= area.x and whole.y <= area.y and area.right <= whole.right and area.bottom <= whole.bottom:
        return area
    x, y = max(area.x, whole.x), max(area.y, whole.y)
    return Rect(x, y, max(min(area.right, whole.right) - x, 0), max(min(area.bottom, whole.bottom) - y, 0))


def apart(areas: list[Rect]) -> tuple[Rect, ...]:
    """The same dots and some more in areas that do not overlap."""
    out: list[Rect] = []
    for area in areas:
        if not area.width or not area.height:
            continue
        grown = area
        while touched := next((one for one in out if one.overlaps(grown)), None):
            out.remove(touched)
            grown = grown.around(touched)
        out.append(grown)
    return tuple(out)
