"""The call that stands large, who is where in rows, and a strip of calls for scenes that need the rest of the glass. Pure."""

from dataclasses import dataclass

from display.scenes.frame import Frame, across, down
from display.scenes.view import View, both, second
from display.state import Call
from drivers.screen.ops import Align, Arrow, Box, Colour, Op, Rect, Text

WIDE_ROW = 5
"""From so many times its height on a row has room for a desk's name and for a mark beside the number."""
STRIP_CALLS = 4
"""How many calls stand in the strip under an emergency."""


def panel(view: View, frame: Frame) -> list[Op]:
    """The newest call, huge; a greeting while there is none."""
    if view.large is None:
        return _greeting(view, frame)
    theme = view.theme
    back, number, text = (
        (theme.number, theme.newest_text, theme.newest_text) if view.flashes else (theme.panel, theme.number, theme.text)
    )
    wide = frame.panel.width > 3 * frame.panel.height
    inner = frame.panel.inset(2 * frame.unit, frame.unit)
    if wide:
        left, middle, right = across(inner, 25, 40, 35)
        top = left.inset(0, left.height // 10)
        low = right
    else:
        top, middle, low = down(inner, 24, 45, 31) if view.second is not None else down(inner, 15, 52, 33)
    ops: list[Op] = [Box(frame.panel, back), *_invite(view, top, frame.unit, text, number, back, wide)]
    ops.append(Text(view.large.label, middle, 40 * frame.unit, number))
    return ops + _whither(view, view.large, low, frame.unit, number, text)


def _greeting(view: View, frame: Frame) -> list[Op]:
    inner = frame.panel.inset(4 * frame.unit, 2 * frame.unit)
    upper, lower = down(inner, 1, 1)
    return [
        Box(frame.panel, view.theme.panel),
        *both(view, "screen.welcome", upper, 9 * frame.unit, view.theme.text),
        *both(view, "screen.nobody", lower, 5 * frame.unit, view.theme.label),
    ]


def _invite(view: View, rect: Rect, unit: int, text: Colour, number: Colour, back: Colour, wide: bool) -> list[Op]:
    if view.large is None or not view.large.priority:
        return list(both(view, "screen.invite", rect, 8 * unit, text))
    sentence, pill = down(rect, 56, 44) if wide else across(rect, 70, 30)
    return [
        *both(view, "screen.invite", sentence, 8 * unit, text),
        *_pill(view, pill.inset(unit, pill.height // 6), number, back, unit),
    ]


def _pill(view: View, rect: Rect, ground: Colour, ink: Colour, unit: int) -> list[Op]:
    """The mark of a priority ticket: words on a ground of their own, so that others understand."""
    lines = 1 if min(rect.height * 3 // 4, rect.width * 2 // 9) >= min(rect.height * 3 // 8, rect.width * 3 // 8) else 2
    size = min(6 * unit, rect.height * 3 // 4 // lines)
    return [
        Box(rect, ground, radius=unit),
        Text(view.words.say("screen.priority"), rect.inset(unit // 2, 0), size, ink, lines=lines),
    ]


def _whither(view: View, call: Call, low: Rect, unit: int, number: Colour, text: Colour) -> list[Op]:
    if view.standing.one_officer:  # there is one place to go to
        return list(both(view, "screen.come_in", low, 14 * unit, text))
    sign, to_desk, desk = across(low, 20, 42, 38)
    ops: list[Op] = [
        _sign(sign, number),
        *both(view, "screen.to_desk", to_desk.inset(unit, to_desk.height // 10), 8 * unit, text),
    ]
    name = view.desk_name(call.desk)
    if not name:
        return [*ops, Text(str(call.desk), desk, 30 * unit, number)]
    upper, lower = down(desk, 64, 36)
    return [*ops, Text(str(call.desk), upper, 30 * unit, number), Text(name, lower, 5 * unit, text, lines=2)]


def rows(view: View, frame: Frame) -> list[Op]:
    """Who is where, the newest first; a mark of shape and colour at the one that stands large."""
    board = view.state.board_here
    shown = board[: len(frame.rows)]
    wide = bool(frame.rows) and frame.rows[0].width >= WIDE_ROW * frame.rows[0].height
    named = wide and any(view.desk_name(call.desk) for call in shown)
    marked = any(call.priority for call in shown)
    ops: list[Op] = []
    for labels in frame.labels:
        ops += _labels(view, labels, frame.unit, named)
    for place, rect in enumerate(frame.rows):
        call = board[place] if place < len(board) else None
        ops += _row(view, call, _fields(rect, frame.unit, named, view.standing.one_officer), place, marked)
    return ops


def _labels(view: View, rect: Rect, unit: int, named: bool) -> list[Op]:
    field = _fields(rect, unit, named, view.standing.one_officer)
    size = min(5 * unit, rect.height * 3 // 4)
    ops: list[Op] = [Box(rect, view.theme.back), *_label(view, "screen.ticket", field.number, size)]
    if not view.standing.one_officer:
        ops += _label(view, "screen.desk", field.desk.around(field.name) if named else field.desk, size)
    return ops


def _label(view: View, key: str, rect: Rect, size: int) -> list[Op]:
    """Both languages beside each other: there is one line."""
    if view.second is None:
        return [Text(view.words.say(key), rect, size, view.theme.label)]
    one, other = across(rect, 1, 1) if rect.width > 5 * size else down(rect, 1, 1)
    gap = size // 4
    return [
        Text(view.words.say(key), one.inset(gap, 0), size, view.theme.label),
        Text(second(view, key), other.inset(gap, 0), size, view.theme.label),
    ]


@dataclass(frozen=True, slots=True)
class Fields:
    """Where things stand in one row."""

    row: Rect
    sign: Rect
    number: Rect
    desk: Rect
    name: Rect


def _row(view: View, call: Call | None, field: Fields, place: int, marked: bool) -> list[Op]:
    theme, height = view.theme, field.row.height
    newest = call is not None and call == view.large
    lit = newest if view.place.layout != "led" else call is not None and _lit(view, call)
    back, ink = (theme.newest, theme.newest_text) if lit else ((theme.row, theme.row_other)[place % 2], theme.text)
    ops: list[Op] = [Box(field.row, back)]
    if call is None:
        return ops
    if newest:
        ops.append(_sign(field.sign, ink))
    if field.row.width >= WIDE_ROW * height:
        number, pill = across(field.number, 70, 30) if marked else (field.number, field.number)
    else:  # a high row has room under the number
        number, pill = down(field.number, 66, 34) if call.priority else (field.number, field.number)
    if call.priority:
        ops += _pill(view, pill.inset(height // 16, pill.height // 10), ink, back, height // 5)
    ops.append(Text(call.label, number, height, ink))
    if view.standing.one_officer:
        return ops
    ops.append(Text(str(call.desk), field.desk, height, ink))
    name = view.desk_name(call.desk) if field.name.width else ""
    return [*ops, Text(name, field.name, height * 10 // 27, ink, align=Align.LEFT, lines=2)] if name else ops


def _sign(rect: Rect, ink: Colour) -> Arrow:
    """An arrow in the middle of a field, not higher than it is wide."""
    height = min(rect.height // 2, rect.width * 3 // 4)
    return Arrow(Rect(rect.x + rect.width // 8, rect.y + (rect.height - height) // 2, rect.width * 3 // 4, height), ink)


def _fields(rect: Rect, unit: int, named: bool, one_officer: bool) -> Fields:
    """One place to go to needs no desk; desks' names take room only where one has a name."""
    shares = (12, 88, 0, 0) if one_officer else (9, 41, 17, 33) if named else (11, 55, 34, 0)
    return Fields(rect, *across(rect.inset(unit, 0), *shares))


def strip_of_calls(view: View, rect: Rect, unit: int) -> list[Op]:
    """The newest calls beside each other: number, arrow, desk. The one that is new changes colours here too."""
    theme = view.theme
    ops: list[Op] = [Box(rect, theme.back)]
    cells = across(rect, *(1,) * (STRIP_CALLS if rect.width >= 5 * rect.height else 2))
    for call, cell in zip(_with_large_first(view), cells, strict=False):
        back, ink = (theme.newest, theme.newest_text) if _lit(view, call) else (theme.row_other, theme.text)
        field = cell.inset(unit, unit)
        ops.append(Box(field, back, radius=unit))
        if view.standing.one_officer:
            ops.append(Text(call.label, field.inset(unit, 0), field.height, ink))
            continue
        number, sign, desk = across(field.inset(unit, 0), 58, 16, 26)
        ops.append(Text(call.label, number, field.height, ink))
        ops.append(_sign(sign, ink))
        ops.append(Text(str(call.desk), desk, field.height, ink))
    return ops


def _lit(view: View, call: Call) -> bool:
    """Whether the call that stands large is bright now where there is no panel to change colours: it blinks first and then stays bright."""
    return call == view.large and (view.flashes or not view.fresh)


def _with_large_first(view: View) -> list[Call]:
    others = [call for call in view.state.board_here if call != view.large]
    return ([view.large] if view.large is not None else []) + others
