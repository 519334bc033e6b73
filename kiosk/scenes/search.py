"""The search: the line that is typed, what was found, and a keyboard. Pure.

Ten keys beside each other do not fit a 10 inch panel at 20 mm. They are as wide as the glass allows: 17 to 19 mm lying (a keyboard of a desk has 19
from key to key), 10 mm standing (a telephone's are 6); and KEY_MM high, less where what was found would be smaller than the house's measure.
"""

from dataclasses import dataclass

from drivers.screen.ops import Op, Rect, Text
from kiosk.choices import choices
from kiosk.scenes.edges import note_of
from kiosk.scenes.frame import TOUCH_MM, across, down
from kiosk.scenes.home import badge_of
from kiosk.scenes.icons import icon
from kiosk.scenes.view import SMALL, View, banner, card, headline, left_text
from kiosk.search import CLEAR, ERASE, SPACE, reads
from kiosk.state import Act, Choice
from server.wire.procedures import Procedure

KEY_MM = 16
KEY_GAP_MM = 2
ROWS: tuple[tuple[tuple[str, int], ...], ...] = (
    tuple((letter, 1) for letter in "qwertyuiop"),
    (*((letter, 1) for letter in "asdfghjkl"), (ERASE, 1)),
    (*((letter, 1) for letter in "zxcvbnm"), (SPACE, 2), (CLEAR, 1)),
)
"""The keys of each row, and how many keys wide each is: ten together."""
COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Parts:
    """`line`: what is typed, `hint` beside or above it, `found` the list, `keys` the keyboard; `gap` between two keys, in dots."""

    line: Rect
    hint: Rect
    found: Rect
    keys: Rect
    gap: int


def parts(view: View) -> Parts:
    frame = view.frame
    gap = frame.touch * KEY_GAP_MM // TOUCH_MM
    body = frame.body
    high = min(len(ROWS) * (frame.touch * KEY_MM // TOUCH_MM) + (len(ROWS) - 1) * gap, body.height - frame.gap - frame.touch)
    keys = Rect(body.x, body.bottom - high, body.width, high)
    found = Rect(body.x, body.y, body.width, body.height - high - frame.gap)
    if frame.lying:
        line, hint = across(frame.head, 58, 42, gap=frame.gap)
    else:
        hint, line = down(frame.head, 62, 38)
    return Parts(line, hint, found, keys, gap)


def answers(view: View) -> list[tuple[Choice, Rect]]:
    """What was found, and the keys."""
    where = parts(view)
    return [*_list(view, where.found), *_keys(where)]


def search(view: View) -> list[Op]:
    """All of it but door and foot."""
    where, look = parts(view), view.look
    ops = [*_line(view, where.line), *_hint(view, where.hint)]
    if not choices(view.state) and view.state.found_for == view.state.typed:
        size = min(5 * view.frame.unit, where.found.height // 3)
        ops.append(Text(view.say("kiosk.found_none"), where.found, size, look.ink, lines=2, floor=SMALL))
    for number, (choice, rect) in enumerate(_list(view, where.found), start=1):
        ops += _found(view, choice, rect, number)
    for choice, rect in _keys(where):
        ops += _key(view, choice.value, rect)
    return ops


def _list(view: View, area: Rect) -> list[tuple[Choice, Rect]]:
    """Lying side by side, with a narrow field for more; standing two in a row."""
    there, gap = choices(view.state), view.frame.gap
    if not there:
        return []
    if view.frame.lying:
        most = 2 if view.state.large else 3
        if there[-1].act is not Act.MORE:
            return list(zip(there, across(area, *(1,) * most, gap=gap), strict=False))
        rest = Rect(area.x, area.y, area.width - view.frame.touch - gap, area.height)
        more = Rect(area.right - view.frame.touch, area.y, view.frame.touch, area.height)
        return [*zip(there[:-1], across(rest, *(1,) * most, gap=gap), strict=False), (there[-1], more)]
    upper = Rect(area.x, area.y, area.width, (area.height - gap) // 2)
    lower = Rect(area.x, upper.bottom + gap, area.width, (area.height - gap) // 2)
    if view.state.large:
        if there[-1].act is not Act.MORE:
            return list(zip(there, (upper, lower), strict=False))
        low, more = across(lower, 7, 3, gap=gap)
        return [*zip(there[:-1], (upper, low), strict=False), (there[-1], more)]
    return list(zip(there, (*across(upper, 1, 1, gap=gap), *across(lower, 1, 1, gap=gap)), strict=False))


def _keys(where: Parts) -> list[tuple[Choice, Rect]]:
    """Each row as wide as the glass, a key of two as wide as two and what is between them."""
    free = where.keys.width - (COLUMNS - 1) * where.gap
    edges = [where.keys.x + free * place // COLUMNS + where.gap * place for place in range(COLUMNS + 1)]
    high = (where.keys.height - (len(ROWS) - 1) * where.gap) // len(ROWS)
    placed: list[tuple[Choice, Rect]] = []
    for row, keys in enumerate(ROWS):
        place, top = 0, where.keys.y + row * (high + where.gap)
        for key, wide in keys:
            rect = Rect(edges[place], top, edges[place + wide] - where.gap - edges[place], high)
            placed.append((Choice(Act.TYPED, key), rect))
            place += wide
    return placed


def _line(view: View, rect: Rect) -> list[Op]:
    """What is typed, with a bar where the next letter comes; what to do, while it is empty."""
    look, unit = view.look, view.frame.unit
    inner = rect.inset(2 * unit, rect.height // 8)
    size = min(inner.height * 62 // 100, 7 * unit)
    text = reads(view.state)
    ops: list[Op] = [*card(rect, look, unit)]
    if text:
        return [*ops, left_text(f"{text}|", inner, size, look.ink)]
    return [*ops, left_text(view.say("kiosk.search"), inner, size * 7 // 10, look.soft, bold=False, lines=2)]


def _hint(view: View, rect: Rect) -> list[Op]:
    """The seconds when they run out, what must be known, else how many were found."""
    left = view.state.left_s(view.now_s)
    note = view.say("kiosk.leaving", seconds=left) if left is not None else note_of(view)
    if note:
        return banner(view, rect, note)
    found = view.say("kiosk.found", count=len(view.state.found)) if view.state.typed and view.state.found else ""
    return headline(view, rect, found or view.say("kiosk.find"))


def _found(view: View, choice: Choice, rect: Rect, number: int) -> list[Op]:
    look, unit = view.look, view.frame.unit
    if choice.act is Act.MORE:
        sign, words = down(rect.inset(unit // 2, unit), 5, 5)
        more = Text(view.say("kiosk.more"), words, min(4 * unit, words.height * 4 // 10), look.ink, lines=2, floor=SMALL)
        return [*card(rect, look, 2 * unit), *icon("more", sign, look.ink, look.field), more]
    found = view.state.found[int(choice.value)]
    return [*card(rect, look, 2 * unit), *_name(view, found, rect, number)]


def _name(view: View, found: Procedure, rect: Rect, number: int) -> list[Op]:
    """Its service's letter in the service's colour, and its name; below it the Vietnamese one."""
    look, unit = view.look, view.frame.unit
    service = view.state.service_view(found.service)
    side = Rect(rect.x, rect.y, min(rect.height * 8 // 10, rect.width * 22 // 100), rect.height)
    ops = (
        badge_of(view, side, service, service.id, number)
        if service is not None
        else icon("paper", side.inset(unit, unit), look.ink, look.field)
    )
    text = Rect(side.right + unit, rect.y + unit // 2, rect.right - side.right - 2 * unit, rect.height - unit)
    most = (6 if view.state.large else 4) * unit + unit // 2
    below = view.below(found.names)
    rows = down(text, 65, 35) if below else (text,)
    size = min(most, rows[0].height * (40 if below else 30) // 100)
    ops.append(left_text(view.name(found.names), rows[0], size, look.ink, lines=3))
    if below:
        small = min(most * 6 // 10, rows[1].height * 45 // 100)
        ops.append(left_text(below, rows[1], small, look.soft, bold=False, lines=2))
    return ops


def _key(view: View, key: str, rect: Rect) -> list[Op]:
    look, unit = view.look, view.frame.unit
    ops: list[Op] = [*card(rect, look, unit)]
    inner = rect.inset(unit // 2, unit // 2)
    if key == ERASE:
        return [*ops, *icon("erase", inner.inset(0, inner.height // 5), look.ink, look.field)]
    if key in (SPACE, CLEAR):
        said = view.say("kiosk.key_space" if key == SPACE else "kiosk.key_clear")
        inner = rect.inset(unit, unit)
        return [*ops, Text(said, inner, min(4 * unit, inner.height * 4 // 10), look.ink, lines=2, floor=SMALL)]
    return [*ops, Text(key.upper(), inner, min(8 * unit, inner.height * 7 // 10, inner.width * 8 // 10), look.ink, floor=SMALL)]
