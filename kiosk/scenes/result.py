"""The number, large, with what became of its paper; and the scenes of one sentence: asking, trouble, help, nothing to be had. Pure."""

from drivers.screen.ops import Box, Colour, Op, Rect, Text
from kiosk.scenes.edges import come_back
from kiosk.scenes.frame import down
from kiosk.scenes.home import wait_of
from kiosk.scenes.icons import icon
from kiosk.scenes.view import SMALL, View, card, tongue
from kiosk.state import Scene

SLOW_AFTER_S = 1.0
"""From then on a citizen is told that it is the server that is waited for."""


def whole(view: View) -> Rect:
    """Head and body together: where nothing is asked."""
    head, body = view.frame.head, view.frame.body
    return Rect(head.x, head.y, head.width, body.bottom - head.y)


def shown(view: View) -> list[Op]:
    """Number, service and desk, people ahead, wait, where to sit, and the paper."""
    given, look, unit = view.state.given, view.look, view.frame.unit
    if given is None:
        return []
    area = whole(view)
    row = down(area.inset(3 * unit, 2 * unit), 10, 35, 13, 12, 11, 19)
    ahead = view.say("kiosk.ahead", count=given.ahead) if given.ahead else view.say("kiosk.ahead_none")
    wait = wait_of(view, view.state.wait_min) if given.ahead and not given.ticket.priority else ""
    take, back, ink = paper_says(view)
    told = given.notice or view.say("kiosk.sit")
    return [
        *card(area, look, 2 * unit, touched=False),
        Text(view.say("kiosk.yours"), row[0], 5 * unit, look.soft, floor=SMALL),
        Text(given.ticket.label, row[1], 36 * unit, look.ink),
        Text(service_line(view), row[2], 6 * unit, look.ink, lines=2, floor=SMALL),
        *_side_by_side(view, row[3], [one for one in (ahead, wait) if one]),
        Text(told, row[4], 4 * unit, look.ink if given.notice else look.soft, bold=bool(given.notice), lines=2, floor=SMALL),
        Box(row[5].inset(0, unit), back, radius=2 * unit),
        Text(take, row[5].inset(2 * unit, 2 * unit), 6 * unit, ink, lines=2, floor=SMALL),
    ]


def _side_by_side(view: View, rect: Rect, said: list[str]) -> list[Op]:
    """In one line where it is long enough, else under each other."""
    unit = view.frame.unit
    if len(said) == 1 or not view.frame.lying:
        rows = down(rect, *(1,) * len(said))
        return [Text(text, row, 5 * unit, view.look.ink, floor=SMALL) for text, row in zip(said, rows, strict=True)]
    half = rect.width // 2
    return [
        Text(text, Rect(rect.x + place * half, rect.y, half, rect.height), 5 * unit, view.look.ink, lines=2, floor=SMALL)
        for place, text in enumerate(said)
    ]


def paper_says(view: View) -> tuple[str, Colour, Colour]:
    """The sentence about the paper, its ground and its ink."""
    (paper, trouble), look = view.state.paper(), view.look
    elsewhere = view.state.paper_elsewhere()  # the printer that took over
    if paper is None:
        return view.say("kiosk.remember"), look.note, look.note_ink
    if paper in ("doubtful", "dropped") or (paper in ("queued", "sending") and trouble):
        return view.say("kiosk.no_paper"), look.alarm, look.alarm_ink
    if paper in ("queued", "sending"):
        return view.say("kiosk.printing"), look.main, look.main_ink
    if paper == "unconfirmed":  # a printer that cannot say whether the paper came out
        return view.say("kiosk.take_unsure"), look.main, look.main_ink
    if elsewhere:
        return view.say("kiosk.take_elsewhere", printer=elsewhere), look.note, look.note_ink
    return view.say("kiosk.take"), look.main, look.main_ink


def service_line(view: View) -> str:
    given = view.state.given
    service = view.state.service_view(given.ticket.service) if given is not None else None
    if service is None:
        return ""
    name = view.name(service.names)
    return f"{name} · {view.say('kiosk.to_desk', desks=', '.join(map(str, service.desks)))}" if service.desks else name


def asking(view: View) -> list[Op]:
    area, unit = whole(view), view.frame.unit
    slow = view.now_s - view.state.since_s >= SLOW_AFTER_S
    sign, text = down(area, 45, 55)
    key = "kiosk.asking_slow" if slow else "kiosk.asking"
    return [
        *icon("clock" if slow else "ticket", sign.inset(0, sign.height // 6), view.look.main, view.look.back),
        Text(view.say(key), text.inset(2 * unit, 0), 9 * unit, view.look.ink, lines=3, floor=SMALL),
    ]


def trouble(view: View) -> list[Op]:
    return sentences(view, [view.state.message or view.say("kiosk.lost")], view.look.alarm, view.look.alarm_ink)


def helped(view: View) -> list[Op]:
    """Whether the desks know."""
    look = view.look
    match view.state.helped:
        case None:
            return sentences(view, [view.say("kiosk.help_calling")], look.main, look.main_ink, sign="bell")
        case True:
            return sentences(view, [view.say("kiosk.help_coming")], look.main, look.main_ink, sign="bell")
    return sentences(view, [view.say("kiosk.help_failed")], look.alarm, look.alarm_ink)


def in_the_way(view: View, why: str) -> list[Op]:
    """Why no number can be had, and when to come back, in every language that is on while none is chosen."""
    look = view.look
    if view.state.scene is Scene.LANGUAGE:
        said = [tongue(view.words, language).say(f"kiosk.{why}") for language in view.state.languages]
        return sentences(view, said, look.alarm, look.alarm_ink)
    again = come_back(view) if why == "closed" else ""
    return sentences(view, [view.say(f"kiosk.{why}"), *([again] if again else [])], look.alarm, look.alarm_ink)


def sentences(view: View, said: list[str], back: Colour, ink: Colour, sign: str = "") -> list[Op]:
    """One or a few of them, large, on a ground of their own."""
    unit, area = view.frame.unit, whole(view)
    ground = area.inset(2 * unit, area.height // 10)
    ops: list[Op] = [Box(ground, back, radius=2 * unit)]
    inner = ground.inset(4 * unit, 3 * unit)
    if sign:
        top, inner = down(inner, 35, 65)
        ops += icon(sign, top, ink, back)
    for text, row in zip(said, down(inner, *(1,) * len(said)), strict=True):
        ops.append(Text(text, row, 8 * unit if len(said) == 1 else 6 * unit, ink, lines=4, floor=SMALL))
    return ops
