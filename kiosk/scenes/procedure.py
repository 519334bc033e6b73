"""One procedure: its service and who waits there, what to bring, what it costs, how long it takes, and where the national portal tells of it. Pure."""

from drivers.screen.ops import Op, Qr, Rect, Text
from kiosk.choices import blocked, choices, sold_out
from kiosk.scenes.frame import across, cut_foot, down
from kiosk.scenes.home import queue_of, wait_of
from kiosk.scenes.icons import icon
from kiosk.scenes.question import bring
from kiosk.scenes.view import SMALL, View, banner, button, card
from kiosk.state import Choice
from server.wire.procedures import portal_address


def answers(view: View) -> list[tuple[Choice, Rect]]:
    """The number of its service, where it can be had."""
    if blocked(view.state, view.now_s):
        return []
    return [(choice, _take(view)) for choice in choices(view.state)]


def head_rect(view: View) -> Rect:
    """On a standing glass papers reach up to where nothing can be touched."""
    return view.frame.head if view.frame.lying else down(view.frame.head, 5, 5)[0]


def name_of(view: View) -> str:
    return view.name(view.state.procedure.names) if view.state.procedure is not None else ""


def service_of(view: View) -> str:
    """Its service with the people who wait there; "" for one that the office has not."""
    service = view.state.service_view(view.state.procedure.service) if view.state.procedure is not None else None
    if service is None:
        return ""
    facts = view.state.followed.facts.get(service.id)
    if sold_out(view.state, service.id):
        return f"{service.id} · {view.name(service.names)} · {view.say('kiosk.sold_out')}"
    wait = wait_of(view, facts.wait_min if facts is not None else None)
    return " · ".join(one for one in (service.id, view.name(service.names), queue_of(view, facts), wait) if one)


def procedure(view: View) -> list[Op]:
    """The papers, the code, and the field for a number or why there is none."""
    papers, code = _parts(view)
    ops = [*bring(view, papers), *_code(view, code)]
    there = answers(view)
    if not there:
        why = blocked(view.state, view.now_s) if choices(view.state) else ""
        ops += banner(view, _take(view), view.say(f"kiosk.{why}") if why else view.say("kiosk.no_service"))
    for number, (choice, rect) in enumerate(there, start=1):
        service = view.state.service_view(choice.value)
        label = view.say("kiosk.take_service", service=view.name(service.names) if service is not None else "")
        ops += button(view, rect, label, "ticket", main=True, number=number)
    return ops


def _take(view: View) -> Rect:
    """The field for a number."""
    frame = view.frame
    side = across(frame.body, 58, 42, gap=frame.gap)[1] if frame.lying else frame.body
    return cut_foot(side, max(frame.touch, min(frame.body.height * 30 // 100, frame.touch * 7 // 5)), frame.gap)[1]


def _parts(view: View) -> tuple[Rect, Rect]:
    """The papers, and the code or what stands in its place; on a standing glass papers have the room of a code that there is not."""
    body, frame, take = view.frame.body, view.frame, _take(view)
    if frame.lying:
        papers = across(body, 58, 42, gap=frame.gap)[0]
        return papers, Rect(take.x, body.y, take.width, take.y - frame.gap - body.y)
    top = head_rect(view).bottom
    whole = Rect(body.x, top, body.width, take.y - frame.gap - top)
    if not _address(view):
        return whole, Rect(body.x, top, 0, 0)
    upper, lower = down(whole, 59, 41)
    return Rect(upper.x, upper.y, upper.width, upper.height - frame.gap), lower


def _address(view: View) -> str:
    found = view.state.procedure
    return portal_address(view.state.rules.portal, found) if found is not None else ""


def _code(view: View, rect: Rect) -> list[Op]:
    """As large as there is room for, with what it is for."""
    address, look, unit = _address(view), view.look, view.frame.unit
    if not address:
        return icon("ticket", rect.inset(0, rect.height // 4), look.main, look.back)
    inner = rect.inset(unit // 2, unit // 2)
    code = Rect(inner.x, inner.y, min(inner.height, inner.width * 6 // 10), inner.height)
    said = Rect(code.right + unit, inner.y, inner.right - code.right - unit, inner.height)
    text = Text(view.say("kiosk.portal"), said, 5 * unit, look.ink, bold=False, lines=6, floor=SMALL)
    return [*card(rect, look, 2 * unit, touched=False), Qr(code, address), text]
