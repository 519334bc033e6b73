"""The head with the centre's name and the clock, and the strip at the foot. Pure."""

import unicodedata

from display.scenes.frame import Frame, across, down
from display.scenes.view import View, second
from display.state import services_here
from drivers.screen.ops import Align, Box, Op, Picture, Rect, Text, Ticker
from server.words import Words

LINE_SIZE = {1: 4, 2: 3}
"""Of the strip's letters, in units, by its lines: what would have to be smaller runs instead."""
LETTER_EM = 0.56
"""How wide a letter of Noto Sans Bold is on average, in Vietnamese."""


def head(view: View, frame: Frame) -> list[Op]:
    """Whose centre it is, and the server's clock while it can be believed."""
    unit, door, theme, office = frame.unit, frame.door, view.theme, view.standing.office
    ops: list[Op] = [Box(door, theme.door)]
    left = Rect(door.x + 2 * unit, door.y + unit // 2, door.width - 28 * unit, door.height - unit)
    clock = Rect(door.right - 25 * unit, left.y, 23 * unit, left.height)
    if view.standing.screen.emblem:
        side = left.height
        ops += [
            Box(Rect(left.x, left.y, side, side), (255, 255, 255), radius=unit),
            Picture(Rect(left.x, left.y, side, side).inset(unit // 2, unit // 2), view.standing.screen.emblem),
        ]
        left = Rect(left.x + side + unit, left.y, left.width - side - unit, left.height)
    small, name = down(left, 38, 62)
    if not office.authority:
        name = left
    ops.append(Text(office.authority, small, 3 * unit, theme.door_small, bold=False, align=Align.LEFT))
    ops.append(Text(office.name, name, 5 * unit, theme.door_text, align=Align.LEFT, lines=2, floor=3 * unit))
    if view.local is not None and not view.stale:
        time, date = down(clock, 62, 38)
        day = view.words.say(f"weekday.{view.local.weekday()}")
        ops.append(Text(f"{view.local:%H:%M}", time, 7 * unit, theme.door_text, align=Align.RIGHT))
        ops.append(
            Text(f"{day} {view.local.day}/{view.local.month}", date, 3 * unit, theme.door_small, bold=False, align=Align.RIGHT)
        )
    return ops


def foot(view: View, frame: Frame) -> list[Op]:
    """What citizens should know, and how many wait; that somebody at the kiosk waits for help; that the line is down, when it is."""
    unit, strip, theme = frame.unit, frame.strip, view.theme
    inner = strip.inset(2 * unit, unit // 2)
    if view.stale:
        text = view.words.say("screen.lost", age=age(view.now_s - view.state.heard_s, view.words))
        return [Box(strip, theme.alarm), Text(text, inner, 5 * unit, theme.alarm_text, lines=2, floor=4 * unit)]
    line, count = across(inner, 76, 24)
    waiting = view.words.say("screen.waiting", count=total(view))
    if view.state.helps:
        said = [view.words.say("screen.help"), *([other] if (other := second(view, "screen.help")) else [])]
        text, ink = said[view.turn(len(said))], theme.newest_text
        return [
            Box(strip, theme.newest),
            Text(text, line, 5 * unit, ink, align=Align.LEFT, lines=2, floor=3 * unit),
            Text(waiting, count.inset(unit // 2, 0), 5 * unit, ink, align=Align.RIGHT, lines=2),
        ]
    return [
        Box(strip, theme.strip),
        _line(view, line, unit),
        Text(waiting, count.inset(unit // 2, 0), 5 * unit, theme.strip_text, align=Align.RIGHT, lines=2),
    ]


def _line(view: View, rect: Rect, unit: int) -> Op:
    """What takes turns in it; all of it in one line that runs when one of them would have to be small to fit."""
    said, theme = sentences(view), view.theme
    lines = 2 if rect.height >= 8 * unit else 1
    size = LINE_SIZE[lines] * unit
    room = lines * rect.width * (0.85 if lines > 1 else 1.0)
    if any(letters(text) * LETTER_EM * size > room for text in said):
        return Ticker("   •   ".join(said), rect, min(5 * unit, rect.height * 2 // 3), theme.strip_text, theme.strip)
    text = said[view.turn(len(said))]
    return Text(text, rect, size + unit // 2, theme.strip_text, align=Align.LEFT, lines=lines, floor=size - unit // 2)


def letters(text: str) -> int:
    """How many of them take room: marks that stand over or under others do not."""
    return sum(1 for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) not in ("Mn", "Cf"))


def sentences(view: View) -> list[str]:
    """The office's own line in the screen's language, else in Vietnamese, else ours; in the second language too; the day's figures."""
    own, screen = view.standing.screen.notice, view.standing.screen
    out = [view.name(own) or view.words.say("screen.notice")]
    if view.second is not None:
        other = view.second_name(own) or ("" if own else second(view, "screen.notice"))
        out += [other] if other else []
    if not view.standing.is_open:
        out = [view.words.say("screen.closed")]
    figures = day(view) if screen.figures else ""
    return [*out, figures] if figures else out


def day(view: View) -> str:
    """How many were served today and how long they waited; "" while there is nothing to tell."""
    served, waited = view.state.served, view.state.waited_min
    if not served:
        return ""
    if waited is None:
        return view.words.say("screen.served", served=served)
    return view.words.say("screen.figures", served=served, minutes=waited)


def total(view: View) -> int:
    """How many wait in this screen's zone."""
    ids = {service.id for service in services_here(view.state)}
    return sum(1 for ticket in view.state.followed.tickets.values() if ticket.state == "waiting" and ticket.service in ids)


def age(seconds: float, words: Words) -> str:
    """How old the picture is, in steps that do not make it restless."""
    if seconds < 90:
        return words.say("screen.seconds", count=int(seconds) // 5 * 5)
    if seconds < 5400:
        return words.say("screen.minutes", count=int(seconds) // 60)
    return words.say("screen.hours_old", count=int(seconds) // 3600)


def columns(rect: Rect, count: int) -> tuple[Rect, ...]:
    """`count` fields beside each other, lying; under each other where the field is narrow."""
    return across(rect, *(1,) * count) if rect.width >= 5 * rect.height else down(rect, *(1,) * count)
