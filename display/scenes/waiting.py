"""How many wait for what, and about how long: in a band under the calls, or as a page beside them. Pure."""

from display.scenes.edges import columns, day
from display.scenes.frame import Frame, across, down
from display.scenes.view import View, pair, second
from display.state import services_here
from display.turns import SERVICES_A_PAGE
from drivers.screen.ops import Align, Box, Op, Rect, Text
from server.wire import ServiceFacts, ServiceView
from server.words import Words

BAND_SERVICES = 2
"""So many stand in the band at a time, large enough to be read; the others take turns."""


def band(view: View, frame: Frame) -> list[Op]:
    """Some services beside each other, taking turns."""
    services = services_here(view.state)
    ops: list[Op] = [Box(frame.band, view.theme.back)]
    if not services:
        return ops
    page = view.turn(-(-len(services) // BAND_SERVICES))
    shown = services[page * BAND_SERVICES : (page + 1) * BAND_SERVICES]
    for service, field in zip(shown, columns(frame.band, BAND_SERVICES), strict=False):
        ops += _service(view, service, field.inset(frame.unit // 2, frame.unit // 2), frame.unit)
    return ops


def page(view: View, rect: Rect, unit: int, number: int) -> list[Op]:
    """A page of services under each other, and the day's figures."""
    services = services_here(view.state)[number * SERVICES_A_PAGE : (number + 1) * SERVICES_A_PAGE]
    figures = day(view) if view.standing.screen.figures else ""
    title, body, low = down(rect, 12, 76 if figures else 88, 12 if figures else 0)
    ops: list[Op] = [
        Box(rect, view.theme.back),
        *_title(view, title.inset(unit, 0), unit),
    ]
    for service, field in zip(services, down(body, *(1,) * max(len(services), 3)), strict=False):
        ops += _service(view, service, field.inset(unit, unit // 2), unit)
    if figures:
        ops.append(Text(figures, low.inset(unit, 0), 4 * unit, view.theme.label, lines=2))
    return ops


def _title(view: View, rect: Rect, unit: int) -> list[Text]:
    first, other = view.words.say("screen.waiting_title"), second(view, "screen.waiting_title")
    if not other:
        return [Text(first, rect, 6 * unit, view.theme.label)]
    left, right = across(rect, 1, 1)
    return [Text(first, left, 6 * unit, view.theme.label), Text(other, right, 5 * unit, view.theme.label)]


def _service(view: View, service: ServiceView, field: Rect, unit: int) -> list[Op]:
    theme = view.theme
    side = min(field.height, field.width // 6)
    badge = Rect(field.x, field.y, side, field.height)
    rest = Rect(badge.right + unit, field.y, field.right - badge.right - 2 * unit, field.height)
    names, _, facts = across(rest, 52, 2, 46)
    count, wait = facts_of(view.state.followed.facts.get(service.id), view.words)
    size = min(4 * unit + unit // 2, field.height * 10 // 27)
    return [
        Box(field, theme.row, radius=unit),
        Box(badge, theme.row_other, radius=unit),
        Text(service.id, badge, min(9 * unit, side * 3 // 4), theme.number),
        *pair(view.name(service.names), view.second_name(service.names), names, size, theme.text, Align.LEFT),
        *_facts(count, wait, facts, size, view),
    ]


def _facts(count: str, wait: str, rect: Rect, size: int, view: View) -> list[Op]:
    if not wait:
        return [Text(count, rect, size, view.theme.text, align=Align.RIGHT)]
    upper, lower = down(rect, 1, 1)
    return [
        Text(count, upper, size, view.theme.text, align=Align.RIGHT),
        Text(wait, lower, size, view.theme.number, align=Align.RIGHT),
    ]


def facts_of(facts: ServiceFacts | None, words: Words) -> tuple[str, str]:
    """How many wait, and how long whoever comes now: "" when nobody can say."""
    waiting = 0 if facts is None else facts.waiting
    count = words.say("screen.waiting_here", count=waiting) if waiting else words.say("screen.nobody_waits")
    if facts is None or facts.wait_min is None:
        return count, ""
    low, high = facts.wait_min
    if not low:
        return count, words.say("screen.wait_below", high=high) if high else words.say("screen.wait_none")
    if low == high:
        return count, words.say("screen.wait_exact", high=high)
    return count, words.say("screen.wait_about", low=low, high=high)
