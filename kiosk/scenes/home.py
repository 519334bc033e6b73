"""Languages, groups and services, each with what a citizen wants to know before the choice. Pure."""

from drivers.screen.ops import Box, Op, Rect, Text
from kiosk.choices import services_of, sold_out
from kiosk.scenes.edges import another_day
from kiosk.scenes.frame import down
from kiosk.scenes.icons import icon
from kiosk.scenes.look import deep
from kiosk.scenes.view import SMALL, View, card, left_text, tongue
from kiosk.state import Act, Choice
from server.wire import ServiceFacts, ServiceView
from server.wire.heard import GroupView


def field(view: View, choice: Choice, rect: Rect, number: int) -> list[Op]:
    """One field. `number`: its key on a keypad."""
    match choice.act:
        case Act.LANGUAGE:
            return _language(view, choice.value, rect, number)
        case Act.GROUP:
            group = next(one for one in _groups(view) if one.id == choice.value)
            return _entry(view, rect, number, group, "", _waiting_in(view, group.id), "")
        case Act.SERVICE:
            service = view.state.service_view(choice.value)
            return _service(view, service, rect, number) if service is not None else []
    return _more(view, rect, number)


def _groups(view: View) -> tuple[GroupView, ...]:
    return view.state.followed.standing.groups if view.state.followed.standing is not None else ()


def _service(view: View, service: ServiceView, rect: Rect, number: int) -> list[Op]:
    facts = view.state.followed.facts.get(service.id)
    if sold_out(view.state, service.id):
        return _entry(view, rect, number, service, service.id, view.say("kiosk.sold_out"), another_day(view), off=True)
    return _entry(
        view, rect, number, service, service.id, queue_of(view, facts), wait_of(view, facts.wait_min if facts else None)
    )


def queue_of(view: View, facts: ServiceFacts | None) -> str:
    """People waiting, numbers left."""
    waiting, left = (facts.waiting, facts.left) if facts is not None else (0, None)
    says = view.say("kiosk.waiting", count=waiting) if waiting else view.say("kiosk.nobody")
    return says if left is None else f"{says} · {view.say('kiosk.left', count=left)}"


def wait_of(view: View, wait_min: tuple[int, int] | None) -> str:
    """How long whoever comes now waits; "" when nobody can say."""
    if wait_min is None:
        return ""
    low, high = wait_min
    if not low:
        return view.say("kiosk.wait_below", high=high) if high else view.say("kiosk.wait_none")
    return view.say("kiosk.wait_exact", high=high) if low == high else view.say("kiosk.wait_about", low=low, high=high)


def _waiting_in(view: View, group: str) -> str:
    count = sum(view.state.followed.waiting(one.id) for one in services_of(view.state, group))
    return view.say("kiosk.group_waiting", count=count) if count else view.say("kiosk.nobody")


def _entry(
    view: View, rect: Rect, number: int, what: ServiceView | GroupView, letter: str, says: str, wait: str, *, off: bool = False
) -> list[Op]:
    """Icon and letter in the entry's colour; its name; people waiting; how long."""
    look, unit = view.look, view.frame.unit
    ground = look.off if off else look.field
    badge = Rect(rect.x, rect.y, min(rect.height * 9 // 10, rect.width * 28 // 100), rect.height)
    text = Rect(badge.right + unit, rect.y + unit // 2, rect.right - badge.right - 2 * unit, rect.height - unit)
    below = view.below(what.names)
    rows = down(text, *((8, 4) if below else (11,)), *((5, 5) if wait else (6,)))
    most = (6 if view.state.large else 4) * unit + unit // 2
    ops: list[Op] = [*card(rect, look, 2 * unit, ground=ground), *badge_of(view, badge, what, letter, number)]
    ops.append(left_text(view.name(what.names), rows[0], min(most, rows[0].height * 8 // 10), look.ink, lines=3))
    if below:
        ops.append(left_text(below, rows[1], min(most * 6 // 10, rows[1].height * 7 // 10), look.soft, bold=False, lines=2))
    small = min(most * 7 // 10, rows[-1].height * 75 // 100)
    facts = (says, wait) if wait else (says,)
    for place, said in enumerate(facts):
        ops.append(left_text(said, rows[len(rows) - len(facts) + place], small, look.ink, bold=place == 1, lines=2))
    return ops


def badge_of(view: View, rect: Rect, what: ServiceView | GroupView, letter: str, number: int) -> list[Op]:
    look, unit = view.look, view.frame.unit
    ground = deep(what.colour, look.badge) if look.badges else look.badge
    ops: list[Op] = [Box(rect.inset(unit // 2, unit // 2), ground, radius=2 * unit)]
    inner = rect.inset(rect.width // 8, rect.height // 12)
    if number and view.state.numbered:
        sign, key = down(inner, 6, 4)
        return [*ops, *icon(what.icon, sign, look.badge_ink, ground), _key(view, key, number)]
    if not letter:
        return [*ops, *icon(what.icon or "folder", inner, look.badge_ink, ground)]
    if not what.icon:
        return [*ops, Text(letter, inner, min(10 * unit, inner.height * 8 // 10), look.badge_ink, floor=SMALL)]
    sign, name = down(inner, 64, 36)
    return [
        *ops,
        *icon(what.icon, sign.inset(0, unit // 2), look.badge_ink, ground),
        Text(letter, name, min(7 * unit, name.height), look.badge_ink, floor=SMALL),
    ]


def _key(view: View, rect: Rect, number: int) -> Text:
    """The digit that stands for the field."""
    return Text(str(number), rect, min(8 * view.frame.unit, rect.height), view.look.badge_ink, floor=SMALL)


def _more(view: View, rect: Rect, number: int) -> list[Op]:
    look, unit = view.look, view.frame.unit
    sign, words = down(rect.inset(2 * unit, unit), 1, 1)
    key = f"{number} · " if view.state.numbered else ""
    return [
        *card(rect, look, 2 * unit),
        *icon("more", sign.inset(0, unit), look.ink, look.field),
        Text(f"{key}{view.say('kiosk.more')}", words, min(5 * unit, words.height * 7 // 10), look.ink, floor=SMALL),
    ]


def _language(view: View, language: str, rect: Rect, number: int) -> list[Op]:
    """In its own words and letters."""
    look, unit, words = view.look, view.frame.unit, tongue(view.words, language)
    name, hint = down(rect.inset(2 * unit, min(rect.height // 5, 10 * unit)), 6, 4)
    key = f"{number} · " if view.state.numbered else ""
    return [
        *card(rect, look, 2 * unit),
        Text(
            f"{key}{words.say('kiosk.language_name')}", name, min(9 * unit, name.height * 6 // 10), look.ink, lines=2, floor=SMALL
        ),
        Text(
            words.say("kiosk.choose_language"), hint, min(4 * unit, hint.height // 2), look.soft, bold=False, lines=3, floor=SMALL
        ),
    ]
