"""Scenes that need the whole middle of the glass: hours, emergency, the technician's look, pairing, connecting. Pure."""

from datetime import datetime
from typing import Any

from display.around import Around
from display.hours import Phase
from display.scenes import calls, edges
from display.scenes.frame import Frame, across, down
from display.scenes.pages import codes
from display.scenes.view import View, both
from display.theme import NAVY, Theme
from drivers.screen.ops import Align, Box, Op, Rect, Text
from server.words import Words

LINES_MAX = 16
"""Of the technician's overlay."""


def hours(view: View, frame: Frame) -> list[Op]:
    """Why nobody is called now, when it goes on, and when the office works."""
    middle, unit, theme = frame.middle, frame.unit, view.theme
    ops: list[Op] = [Box(middle, theme.panel)]
    inner = middle.inset(3 * unit, 2 * unit)
    if view.standing.screen.procedures or view.standing.screen.hours:
        lying = inner.width >= inner.height
        inner, code = across(inner, 64, 36) if lying else down(inner, 62, 38)
        ops += codes(view, code.inset(2 * unit, unit), unit)
    title, when, sessions = down(inner, 38, 36, 26)
    key, until = _said(view)
    ops += both(view, key, title, 10 * unit, theme.number)
    if until:
        ops += both(view, until, when, 8 * unit, theme.text, **_when(view.hours.until))
    if view.standing.sessions:
        times = ", ".join(one.replace("-", "–") for one in view.standing.sessions)
        ops += both(view, "screen.hours", sessions, 5 * unit, theme.label, sessions=times)
    return ops


def _said(view: View) -> tuple[str, str]:
    """The key of what is said, and of when it goes on; "" when that is not known."""
    until = view.hours.until
    if view.hours.phase is Phase.BEFORE:
        return "screen.before", "screen.opens"
    if view.hours.phase is Phase.PAUSE:
        return "screen.pause", "screen.again"
    over = "screen.closed" if view.standing.sessions is None or _within(view) else "screen.over"
    return over, "screen.see_you" if until is not None else ""


def _within(view: View) -> bool:
    """Whether the day was closed while a session goes on."""
    if view.local is None:
        return True
    now = f"{view.local:%H:%M}"
    return any(start <= now < end for start, _, end in (one.partition("-") for one in view.standing.sessions or ()))


def _when(until: datetime | None) -> dict[str, Any]:
    if until is None:
        return {}
    return {"time": f"{until:%H:%M}", "date": f"{until.day}/{until.month}", "weekday": until.weekday()}


def emergency(view: View, frame: Frame) -> list[Op]:
    """The office's words fill the glass; who is called stays in a strip."""
    glass, unit, theme = frame.glass, frame.unit, view.theme
    body, strip = down(glass, 82, 18) if glass.width >= glass.height else down(glass, 86, 14)
    lost: list[Op] = []
    if view.stale:  # the strip of calls makes room for it
        strip, lost = Rect(strip.x, strip.y, strip.width, frame.strip.y - strip.y), edges.foot(view, frame)
    title, text = down(body.inset(4 * unit, 3 * unit), 16, 84)
    texts = view.standing.screen.emergency
    first, other = view.name(texts), view.second_name(texts)
    fields = down(text, 58, 42) if first and other else (text,)
    said = [one for one in (first, other) if one]
    return [
        Box(body, theme.alarm),
        *both(view, "screen.emergency", title, 7 * unit, theme.alarm_text),
        *(
            Text(one, field.inset(0, unit), 16 * unit, theme.alarm_text, lines=6, floor=5 * unit)
            for one, field in zip(said, fields, strict=False)
        ),
        *calls.strip_of_calls(view, strip, unit),
        *lost,
    ]


def technician(view: View, frame: Frame) -> list[Op]:
    """What a technician asks for, line by line; calls stay in a strip."""
    table, strip = down(frame.middle, 80, 20)
    return [
        *_table(view.around, table, frame.unit, view.words, view.theme),
        *calls.strip_of_calls(view, strip, frame.unit),
    ]


def _table(around: Around, rect: Rect, unit: int, words: Words, theme: Theme) -> list[Op]:
    title, body = down(rect.inset(3 * unit, unit), 12, 88)
    lines = around.technician[:LINES_MAX]
    ops: list[Op] = [Box(rect, theme.panel), Text(words.say("screen.technician"), title, 6 * unit, theme.number)]
    for (what, value), field in zip(lines, down(body, *(1,) * max(len(lines), 6)), strict=False):
        name, _, fact = across(field, 33, 2, 65)
        size = min(4 * unit, field.height * 3 // 4)
        ops.append(Text(what, name, size, theme.label, align=Align.LEFT, bold=False))
        ops.append(Text(value, fact, size, theme.text, align=Align.LEFT))
    return ops


def pairing(around: Around, frame: Frame, words: Words) -> list[Op]:
    """The code, to be read from the desk where it is typed."""
    unit, theme = frame.unit, NAVY
    title, code, where, address = down(frame.glass.inset(4 * unit, 4 * unit), 18, 40, 26, 16)
    shown = f"{around.code[:3]} {around.code[3:]}" if len(around.code) == 6 else around.code
    return [
        Box(frame.glass, theme.panel),
        Text(words.say("screen.pair_title"), title, 8 * unit, theme.text, lines=2),
        Text(shown, code, 40 * unit, theme.number),
        Text(words.say("screen.pair_where"), where, 6 * unit, theme.text, lines=3),
        Text(around.address, address, 5 * unit, theme.label),
    ]


def connecting(around: Around, frame: Frame, words: Words) -> list[Op]:
    """Nothing is known yet: where the server is looked for, and the technician's look where it is wanted."""
    if around.technician:
        return _table(around, frame.glass, frame.unit, words, NAVY)
    text, address = down(frame.glass.inset(4 * frame.unit, 4 * frame.unit), 70, 30)
    return [
        Text(words.say("screen.connecting"), text, 9 * frame.unit, NAVY.text, lines=3),
        Text(around.address, address, 5 * frame.unit, NAVY.label, bold=False),
    ]
