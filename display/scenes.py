"""State -> draw-list. Pure: the whole picture as values, every text in a field of its own so that nothing overlaps or is cut.

Sizes are shares of the height, so that any screen works; at 1080p the number is 300 px and more, rows 120 px, nothing below 44 px.
Source: SCREEN-AND-VOICE §4 (43 inches read from 8.5 m at 120 px).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from display.around import NOTHING, Around
from display.state import Call, ScreenState, spotlight, spotlight_since
from display.theme import BRIGHT, STALE, Theme
from drivers.screen.ops import Align, Arrow, Box, DrawList, Op, Rect, Text
from server.wire import ScreenView
from server.words import Words

ROWS = 5
FLASH_FOR_S = 6.0
"""A new call changes colours once a second for this long: seen from the corner of the eye, far below 3 flashes a second."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand. `rows` are the list's fields, newest first."""

    door: Rect
    panel: Rect
    head: Rect
    rows: tuple[Rect, ...]
    strip: Rect
    unit: int  # 1/100 of the height


def frame_of(width: int, height: int) -> Frame:
    """Landscape: the call at the left, the list at the right. Portrait: the call above the list."""
    unit = height // 100
    door, strip = Rect(0, 0, width, 12 * unit), Rect(0, height - 9 * unit, width, 9 * unit)
    middle = Rect(0, door.bottom, width, strip.y - door.bottom)
    if width >= height:
        split = width * 54 // 100
        panel = Rect(0, middle.y, split, middle.height)
        side = Rect(split, middle.y, width - split, middle.height)
    else:
        unit = width // 75
        panel = Rect(0, middle.y, width, middle.height * 45 // 100)
        side = Rect(0, panel.bottom, width, middle.bottom - panel.bottom)
    head = Rect(side.x, side.y, side.width, side.height * 10 // 100)
    step = (side.bottom - head.bottom) // ROWS
    rows = tuple(Rect(side.x, head.bottom + place * step, side.width, step) for place in range(ROWS))
    return Frame(door, panel, head, rows, strip, unit)


def picture(state: ScreenState, now_s: float, size: tuple[int, int], words: Words, around: Around = NOTHING) -> DrawList:
    """What is to be seen at `now_s` (monotonic)."""
    frame = frame_of(*size)
    stale = state.stale(now_s)
    theme = STALE if stale else BRIGHT
    ops: list[Op] = [Box(Rect(0, 0, *size), theme.back)]
    ops += _door(state, now_s, frame, theme, words, stale)
    standing = state.followed.standing
    if standing is None:
        ops.append(Text(words.say("screen.connecting"), frame.panel.inset(40, 40), 6 * frame.unit, theme.text, lines=3))
        if around.address:
            ops.append(Text(around.address, frame.rows[0], 4 * frame.unit, theme.label))
    else:
        shown = spotlight(state, now_s)
        ops += _panel(shown, spotlight_since(state, now_s), now_s, frame, theme, words, standing.one_officer)
        ops += _rows(state.board, shown, frame, theme, words, standing.one_officer)
    ops += _strip(state, now_s, frame, theme, words, stale)
    return tuple(ops)


def _door(state: ScreenState, now_s: float, frame: Frame, theme: Theme, words: Words, stale: bool) -> list[Op]:
    unit, door = frame.unit, frame.door
    ops: list[Op] = [Box(door, theme.door)]
    standing = state.followed.standing
    clock = Rect(door.right - 24 * unit, door.y, 21 * unit, door.height)
    if standing is None:
        return ops
    left = Rect(door.x + 3 * unit, door.y, clock.x - door.x - 5 * unit, door.height)
    small = Rect(left.x, left.y + unit, left.width, 4 * unit)
    name = Rect(left.x, small.bottom, left.width, door.height - small.height - unit - unit // 2)
    ops.append(Text(standing.office.authority, small, 3 * unit, theme.door_small, bold=False, align=Align.LEFT))
    ops.append(Text(standing.office.name, name, 5 * unit, theme.door_text, align=Align.LEFT, lines=2, floor=2 * unit))
    if state.server_ahead_s is not None and not stale:
        at = datetime.fromtimestamp(now_s + state.server_ahead_s, UTC).astimezone(ZoneInfo(standing.timezone))
        ops.append(Text(f"{at:%H:%M}", clock, 7 * unit, theme.strip_text, align=Align.RIGHT))
    return ops


def _panel(
    call: Call | None, since_s: float, now_s: float, frame: Frame, theme: Theme, words: Words, one_officer: bool
) -> list[Op]:
    unit, panel = frame.unit, frame.panel
    if call is None:
        inner = panel.inset(4 * unit, 4 * unit)
        half = inner.height // 2
        return [
            Text(words.say("screen.welcome"), Rect(inner.x, inner.y, inner.width, half), 9 * unit, theme.text, lines=2),
            Text(words.say("screen.nobody"), Rect(inner.x, inner.y + half, inner.width, half), 5 * unit, theme.label, lines=2),
        ]
    age_s = now_s - since_s
    inverted = age_s < FLASH_FOR_S and int(age_s * 2) % 2 == 0
    back, number, text = (
        (theme.number, theme.newest_text, theme.newest_text) if inverted else (theme.panel, theme.number, theme.text)
    )
    inner = panel.inset(3 * unit, 2 * unit)
    top = Rect(inner.x, inner.y, inner.width, inner.height * 15 // 100)
    big = Rect(inner.x, top.bottom, inner.width, inner.height * 47 // 100)
    low = Rect(inner.x, big.bottom, inner.width, inner.bottom - big.bottom)
    arrow = Rect(low.x + 2 * unit, low.y + low.height // 4, low.height * 6 // 10, low.height // 2)
    to_desk = Rect(arrow.right + 2 * unit, low.y, low.width * 40 // 100, low.height)
    desk = Rect(to_desk.right, low.y, low.right - to_desk.right, low.height)
    ops: list[Op] = [
        Box(panel, back),
        Text(words.say("screen.invite"), top, 7 * unit, text),
        Text(call.label, big, 36 * unit, number),
    ]
    if one_officer:  # there is one place to go to
        return [*ops, Text(words.say("screen.come_in"), low, 14 * unit, text, lines=2)]
    return [
        *ops,
        Arrow(arrow, number),
        Text(words.say("screen.to_desk"), to_desk, 7 * unit, text, lines=1),
        Text(str(call.desk), desk, 25 * unit, number),
    ]


def _rows(board: tuple[Call, ...], shown: Call | None, frame: Frame, theme: Theme, words: Words, one_officer: bool) -> list[Op]:
    unit = frame.unit
    left, right = _columns(frame.head)
    ops: list[Op] = [
        Box(frame.head, theme.back),
        Text(words.say("screen.ticket"), left, 5 * unit, theme.label),
    ]
    if not one_officer:
        ops.append(Text(words.say("screen.desk"), right, 5 * unit, theme.label))
    for place, rect in enumerate(frame.rows):
        call = board[place] if place < len(board) else None
        newest = call is not None and call == shown
        ops.append(Box(rect, theme.newest if newest else (theme.row, theme.row_other)[place % 2]))
        if call is None:
            continue
        colour = theme.newest_text if newest else theme.text
        left, right = _columns(rect)
        if newest:
            ops.append(Arrow(Rect(rect.x + 2 * unit, rect.y + rect.height // 3, 5 * unit, rect.height // 3), colour))
        ops.append(Text(call.label, left, min(12 * unit, rect.height * 10 // 13), colour))
        if not one_officer:
            ops.append(Text(str(call.desk), right, min(12 * unit, rect.height * 10 // 13), colour))
    return ops


def _columns(rect: Rect) -> tuple[Rect, Rect]:
    margin = rect.height // 3
    split = rect.x + rect.width * 62 // 100
    return Rect(rect.x + 2 * margin, rect.y, split - rect.x - 2 * margin, rect.height), Rect(
        split, rect.y, rect.right - split, rect.height
    )


def _strip(state: ScreenState, now_s: float, frame: Frame, theme: Theme, words: Words, stale: bool) -> list[Op]:
    unit, strip = frame.unit, frame.strip
    standing = state.followed.standing
    inner = strip.inset(3 * unit, unit)
    if standing is None:
        return [Box(strip, theme.strip)]
    if stale:
        text = words.say("screen.lost", age=_age(now_s - state.heard_s, words))
        return [Box(strip, theme.alarm), Text(text, inner, 5 * unit, theme.alarm_text, floor=3 * unit)]
    if not standing.is_open:
        return [Box(strip, theme.strip), Text(words.say("screen.closed"), inner, 5 * unit, theme.strip_text, floor=3 * unit)]
    waiting = sum(1 for ticket in state.followed.tickets.values() if ticket.state == "waiting")
    count = Rect(inner.right - inner.width * 28 // 100, inner.y, inner.width * 28 // 100, inner.height)
    notice = Rect(inner.x, inner.y, count.x - inner.x - 2 * unit, inner.height)
    return [
        Box(strip, theme.strip),
        Text(
            _notice(standing.screen, words),
            notice,
            4 * unit + unit // 2,
            theme.strip_text,
            align=Align.LEFT,
            lines=2,
            floor=3 * unit,
        ),
        Text(words.say("screen.waiting", count=waiting), count, 5 * unit, theme.strip_text, align=Align.RIGHT, lines=2),
    ]


def _notice(screen: ScreenView, words: Words) -> str:
    """The office's own line in the screen's language, else in Vietnamese, else ours."""
    return screen.notice.get(words.language) or screen.notice.get("vi") or words.say("screen.notice")


def _age(seconds: float, words: Words) -> str:
    if seconds < 90:
        return words.say("screen.seconds", count=int(seconds) // 5 * 5)
    return words.say("screen.minutes", count=int(seconds) // 60)
