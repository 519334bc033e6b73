"""State -> draw-list, and which field is where. Pure. Works from 800×480 to 1080×1920, landscape and portrait.

Fields are at least 20 mm on a 10 inch panel; the number is what a person sees from a step away.
"""

from drivers.screen.layout import grid
from drivers.screen.ops import Align, Box, Colour, DrawList, Op, Rect, Text
from kiosk.state import KioskState, Scene
from server.wire import ServiceView
from server.words import Words

BACK: Colour = (244, 246, 250)
INK: Colour = (16, 32, 58)
SOFT: Colour = (66, 82, 110)
NAVY: Colour = (10, 35, 75)
WHITE: Colour = (255, 255, 255)
GOLD: Colour = (255, 214, 10)
ALARM: Colour = (150, 14, 14)
BADGES: tuple[Colour, ...] = (
    (150, 22, 32), (10, 82, 150), (20, 100, 50), (110, 45, 130), (140, 70, 0), (0, 95, 105), (60, 60, 130), (90, 60, 40),
)  # fmt: skip
"""One colour a service, each at least 7:1 under white letters."""


def fields(state: KioskState, size: tuple[int, int]) -> tuple[tuple[ServiceView, Rect], ...]:
    """Which service is chosen by touching where, on the home scene."""
    standing = state.followed.standing
    if standing is None or state.scene is not Scene.HOME or not standing.is_open or state.no_numbers():
        return ()
    width, height = size
    unit = min(width, height) // 100
    area = Rect(3 * unit, _door_height(size) + 12 * unit, width - 6 * unit, height - _door_height(size) - 15 * unit)
    count = len(standing.services)
    columns = 1 if count <= 3 and height > width else 2 if count <= 8 else 3
    return tuple(zip(standing.services, grid(area, count, columns, 2 * unit), strict=True))


def picture(state: KioskState, now_s: float, size: tuple[int, int], words: Words) -> DrawList:
    """What is to be seen at `now_s`."""
    ops: list[Op] = [Box(Rect(0, 0, *size), BACK)]
    ops += _door(state, size, words)
    body = Rect(0, _door_height(size), size[0], size[1] - _door_height(size)).inset(size[0] // 30, size[1] // 40)
    match state.scene:
        case Scene.HOME:
            ops += _home(state, now_s, size, body, words)
        case Scene.ASKING:
            ops.append(Text(words.say("kiosk.asking"), body, _unit(size) * 9, INK, lines=2))
        case Scene.SHOWN:
            ops += _shown(state, size, body, words)
        case Scene.TROUBLE:
            ops += _sentence(state.message or words.say("kiosk.lost"), size, body, words)
    return tuple(ops)


def key_names(state: KioskState, keys: dict[str, str]) -> dict[str, str]:
    """Key name -> service: as set, else 1, 2, 3 … in the order of the services."""
    standing = state.followed.standing
    if keys or standing is None:
        return keys
    return {str(place): service.id for place, service in enumerate(standing.services[:9], start=1)}


def _home(state: KioskState, now_s: float, size: tuple[int, int], body: Rect, words: Words) -> list[Op]:
    unit = _unit(size)
    standing = state.followed.standing
    if standing is None or state.offline(now_s):
        return _sentence(words.say("kiosk.offline"), size, body, words)
    if not standing.is_open:
        return _sentence(words.say("kiosk.closed"), size, body, words)
    if state.no_numbers():
        return _sentence(words.say("kiosk.no_numbers"), size, body, words)
    head = Rect(body.x, _door_height(size) + unit, body.width, 10 * unit)
    ops: list[Op] = [Text(words.say("kiosk.choose"), head, 6 * unit, INK)]
    if state.nothing_prints():  # said before the choice: nobody waits for a paper that does not come
        ops = [
            Box(head.inset(0, unit), GOLD, radius=unit),
            Text(words.say("kiosk.no_printer"), head.inset(unit, unit), 4 * unit, NAVY),
        ]
    for place, (service, rect) in enumerate(fields(state, size)):
        ops += _field(service, rect, place, _says(state, service, words), unit, words)
    return ops


def _says(state: KioskState, service: ServiceView, words: Words) -> str:
    """What stands under a service before it is chosen: people waiting, numbers left."""
    facts = state.followed.facts.get(service.id)
    waiting, left = (facts.waiting, facts.left) if facts is not None else (0, None)
    if left == 0:
        return words.say("kiosk.sold_out")
    says = words.say("kiosk.waiting", count=waiting) if waiting else words.say("kiosk.nobody")
    return says if left is None else f"{says} · {words.say('kiosk.left', count=left)}"


def _field(service: ServiceView, rect: Rect, place: int, says: str, unit: int, words: Words) -> list[Op]:
    badge = Rect(rect.x, rect.y, min(rect.height, rect.width // 4), rect.height)
    text = Rect(badge.right + 2 * unit, rect.y + unit, rect.right - badge.right - 4 * unit, rect.height * 62 // 100)
    below = Rect(text.x, text.bottom, text.width, rect.bottom - text.bottom - unit)
    return [
        Box(rect, WHITE, radius=2 * unit),
        Box(badge, BADGES[place % len(BADGES)], radius=2 * unit),
        Text(service.id, badge, min(10 * unit, badge.height * 6 // 10), WHITE),
        Text(service.names.get(words.language, service.names["vi"]), text, 5 * unit, INK, align=Align.LEFT, lines=3),
        Text(says, below, 3 * unit + unit // 2, SOFT, bold=False, align=Align.LEFT),
    ]


def _shown(state: KioskState, size: tuple[int, int], body: Rect, words: Words) -> list[Op]:
    given, unit = state.given, _unit(size)
    if given is None:
        return []
    paper, trouble = state.paper()
    card = body.inset(0, 0)
    inner = card.inset(3 * unit, 2 * unit)
    share = [inner.height * percent // 100 for percent in (10, 34, 13, 12, 12, 19)]
    tops = [inner.y + sum(share[:place]) for place in range(len(share))]
    row = [Rect(inner.x, top, inner.width, high) for top, high in zip(tops, share, strict=True)]
    ahead = words.say("kiosk.ahead", count=given.ahead) if given.ahead else words.say("kiosk.ahead_none")
    take, back, ink = _paper_says(paper, trouble, state.paper_elsewhere(), words)
    return [
        Box(card, WHITE, radius=2 * unit),
        Text(words.say("kiosk.yours"), row[0], 5 * unit, SOFT),
        Text(given.ticket.label, row[1], 34 * unit, NAVY),
        Text(_service_line(state, words), row[2], 6 * unit, INK, lines=2),
        Text(ahead, row[3], 5 * unit, INK, bold=False),
        Text(
            given.notice or words.say("kiosk.sit"),
            row[4],
            4 * unit,
            INK if given.notice else SOFT,
            bold=bool(given.notice),
            lines=2,
        ),
        Box(row[5].inset(0, unit), back, radius=2 * unit),
        Text(take, row[5].inset(2 * unit, 2 * unit), 6 * unit, ink, lines=2),
    ]


def _paper_says(paper: str | None, trouble: str, elsewhere: str, words: Words) -> tuple[str, Colour, Colour]:
    """The sentence about the paper, its ground and its ink. `elsewhere`: the printer that took over, "" if none did."""
    if paper is None:
        return words.say("kiosk.remember"), GOLD, NAVY
    if paper in ("doubtful", "dropped") or (paper in ("queued", "sending") and trouble):
        return words.say("kiosk.no_paper"), ALARM, WHITE
    if paper in ("queued", "sending"):
        return words.say("kiosk.printing"), NAVY, WHITE
    if paper == "unconfirmed":  # a printer that cannot say whether the paper came out
        return words.say("kiosk.take_unsure"), NAVY, WHITE
    if elsewhere:
        return words.say("kiosk.take_elsewhere", printer=elsewhere), GOLD, NAVY
    return words.say("kiosk.take"), NAVY, WHITE


def _service_line(state: KioskState, words: Words) -> str:
    standing, given = state.followed.standing, state.given
    service = next((one for one in (standing.services if standing else ()) if given and one.id == given.ticket.service), None)
    if service is None:
        return ""
    name = service.names.get(words.language, service.names["vi"])
    if not service.desks:
        return name
    return f"{name} · {words.say('kiosk.to_desk', desks=', '.join(map(str, service.desks)))}"


def _sentence(text: str, size: tuple[int, int], body: Rect, words: Words) -> list[Op]:
    unit = _unit(size)
    card = body.inset(2 * unit, body.height // 6)
    return [Box(card, ALARM, radius=2 * unit), Text(text, card.inset(4 * unit, 3 * unit), 8 * unit, WHITE, lines=4)]


def _door(state: KioskState, size: tuple[int, int], words: Words) -> list[Op]:
    unit, standing = _unit(size), state.followed.standing
    door = Rect(0, 0, size[0], _door_height(size))
    title = standing.office.name if standing else words.say("kiosk.title")
    above = standing.office.authority if standing else ""
    inner = door.inset(3 * unit, unit)
    top = Rect(inner.x, inner.y, inner.width, inner.height * 40 // 100)
    return [
        Box(door, NAVY),
        Text(above, top, 3 * unit, WHITE, bold=False, floor=10),
        Text(title, Rect(inner.x, top.bottom, inner.width, inner.bottom - top.bottom), 5 * unit, WHITE, floor=12),
    ]


def _door_height(size: tuple[int, int]) -> int:
    return 12 * _unit(size)


def _unit(size: tuple[int, int]) -> int:
    return min(size) // 100
