"""The door with the centre's name, the head with what is asked and what must be known first, the foot with help and the like. Pure."""

from drivers.screen.ops import Box, Op, Rect, Text
from kiosk.choices import aside
from kiosk.scenes.frame import across, down
from kiosk.scenes.view import SMALL, View, banner, button, headline
from kiosk.state import Act, Choice
from server.wire.hours import Phase, hours

SIGNS = {Act.BACK: "back", Act.HOME: "home", Act.HELP: "bell", Act.FIND: "find", Act.LARGE: "letters", Act.STAY: "clock"}


def door(view: View) -> list[Op]:
    """Whose centre it is."""
    unit, rect, standing = view.frame.unit, view.frame.door, view.state.followed.standing
    inner = rect.inset(3 * unit, unit // 4)
    title = standing.office.name if standing else view.say("kiosk.title")
    ops: list[Op] = [Box(rect, view.look.door)]
    if standing is None or not standing.office.authority:
        return [*ops, Text(title, inner, 5 * unit, view.look.door_ink, lines=2, floor=SMALL)]
    top, low = down(inner, 43, 57)
    return [
        *ops,
        Text(standing.office.authority, top, 3 * unit, view.look.door_ink, bold=False, floor=SMALL),
        Text(title, low, 5 * unit, view.look.door_ink, floor=SMALL),
    ]


def head(view: View, text: str, above: str = "", rect: Rect | None = None) -> list[Op]:
    """What is asked; beside it, or under it on a standing glass, the seconds when they run out, else what must be known before the choice.

    `rect`: where, if not in the whole head.
    """
    rect, left = rect or view.frame.head, view.state.left_s(view.now_s)
    note = view.say("kiosk.leaving", seconds=left) if left is not None else note_of(view)
    if not note:
        return headline(view, rect, text, above)
    asked, said = across(rect, 55, 45, gap=view.frame.gap) if view.frame.lying else down(rect, 62, 38)
    return [*headline(view, asked, text, above), *banner(view, said, note)]


def note_of(view: View) -> str:
    """The most important thing to know: what a scan told, that nothing prints, that nobody is at the desks now; "" for nothing."""
    state = view.state
    if state.note:
        day = f"{state.note_day.day}/{state.note_day.month}" if state.note_day is not None else ""
        return view.say(state.note, date=day)
    if state.nothing_prints():  # said before the choice: nobody waits for a paper that does not come
        return view.say("kiosk.no_printer")
    return outside(view)


def outside(view: View) -> str:
    """That the desks are not open now, and when they will be; "" while they are, or when nobody can say."""
    standing, local = view.state.followed.standing, view.state.local(view.now_s)
    if standing is None or local is None:
        return ""
    found = hours(standing, local)
    if found.phase is Phase.OPEN:
        return ""
    if found.until is None:
        return view.say("kiosk.over_unknown")
    return view.say(f"kiosk.{found.phase}", when=view.when(found.until, local))


def come_back(view: View) -> str:
    """When the office opens again, as an invitation; "" when nobody can say."""
    standing, local = view.state.followed.standing, view.state.local(view.now_s)
    until = hours(standing, local).until if standing is not None and local is not None else None
    return view.say("kiosk.come_back", when=view.when(until, local)) if until is not None and local is not None else ""


def another_day(view: View) -> str:
    """When the office opens on a later day, in few words; "" when nobody can say."""
    standing, local = view.state.followed.standing, view.state.local(view.now_s)
    opens = standing.opens_next if standing is not None else None
    if opens is None or local is None:
        return ""
    at = opens.astimezone(local.tzinfo)
    return view.say("kiosk.again", time=f"{at:%H:%M}", date=f"{at.day}/{at.month}") if at > local else ""


def foot_fields(view: View) -> list[tuple[Choice, Rect]]:
    """Which of them is where; the one for help is the largest."""
    there = aside(view.state, view.now_s)
    if not there:
        return []
    shares = [3 if one.act is Act.HELP else 2 for one in there]
    return list(zip(there, across(view.frame.foot, *shares, gap=view.frame.gap), strict=True))


def foot(view: View) -> list[Op]:
    return [op for choice, rect in foot_fields(view) for op in _field(view, choice, rect)]


def _field(view: View, choice: Choice, rect: Rect) -> list[Op]:
    key = choice.act.value
    if choice.act is Act.LARGE and view.state.large:
        key = "small"
    if choice.act is Act.HOME and not view.state.on_the_way:
        key = "done"
    return button(view, rect, view.say(f"kiosk.{key}"), SIGNS[choice.act], main=choice.act in (Act.HELP, Act.STAY))
