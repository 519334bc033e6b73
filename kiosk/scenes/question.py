"""What to bring and whether somebody goes first: both on one scene, so that it costs one tap. And what to do when papers are missing. Pure."""

from drivers.screen.ops import Op, Rect
from kiosk.choices import choices, costs, documents
from kiosk.scenes.frame import across, cut_foot, down
from kiosk.scenes.icons import icon
from kiosk.scenes.view import View, button, card, left_text
from kiosk.state import Act, Choice, Scene
from server.wire.heard import PriorityView

ROW_MM = 7
"""A document's line on the smallest panel; what does not fit is counted."""


def answers(view: View) -> list[tuple[Choice, Rect]]:
    """Which field is where."""
    there = choices(view.state)
    if view.state.scene is Scene.MISSING:
        _, low = cut_foot(view.frame.body, _height(view), view.frame.gap)
        return list(zip(there, across(low, *(1,) * len(there), gap=view.frame.gap), strict=True))
    papers, asked = _parts(view)
    gap = view.frame.gap
    numbers = [one for one in there if one.act is not Act.LACKS]
    _, low = cut_foot(asked, _height(view), gap)
    placed = list(zip(numbers, across(low, *(1,) * len(numbers), gap=gap), strict=True))
    if papers.width:
        placed.append((Choice(Act.LACKS), cut_foot(papers, _height(view), gap)[1]))
    return placed


def _height(view: View) -> int:
    """Of a field that is answered with: as high as there is room for, but not higher than a hand."""
    return max(view.frame.touch, min(view.frame.body.height * 34 // 100, view.frame.touch * 7 // 5))


def _parts(view: View) -> tuple[Rect, Rect]:
    """The papers, of no width where there are none, and the question."""
    body, gap = view.frame.body, view.frame.gap
    if not documents(view.state):
        return Rect(body.x, body.y, 0, 0), body
    if view.frame.lying:
        papers, asked = across(body, 42, 58, gap=gap)
        return papers, asked
    lower, asked = down(body, 36, 64)
    top = head_rect(view).bottom
    return Rect(body.x, top, body.width, lower.bottom - top - gap), asked


def head_rect(view: View) -> Rect:
    """On a standing glass papers reach up to where nothing can be touched, and the question makes room for them."""
    head = view.frame.head
    return head if view.frame.lying or not documents(view.state) else down(head, 4, 6)[0]


def question(view: View) -> list[Op]:
    papers, asked = _parts(view)
    upper, _ = cut_foot(asked, _height(view), view.frame.gap)
    ops: list[Op] = []
    if papers.width:
        ops += bring(view, cut_foot(papers, _height(view), view.frame.gap)[0])
    if any(one.act is Act.FAVOURED for one in choices(view.state)):
        ops += _groups(view, upper)
    else:
        ops += icon("ticket", upper.inset(0, upper.height // 4), view.look.main, view.look.back)
    for number, (choice, rect) in enumerate(answers(view), start=1):
        ops += _answer(view, choice, rect, number)
    return ops


def missing(view: View) -> list[Op]:
    """All that is to be brought."""
    body, top = view.frame.body, head_rect(view).bottom if not view.frame.lying else view.frame.body.y
    upper, _ = cut_foot(Rect(body.x, top, body.width, body.bottom - top), _height(view), view.frame.gap)
    ops = bring(view, upper)
    for number, (choice, rect) in enumerate(answers(view), start=1):
        ops += _answer(view, choice, rect, number)
    return ops


def _answer(view: View, choice: Choice, rect: Rect, number: int) -> list[Op]:
    label, sign = _words(view, choice)
    with_papers = choice.act in (Act.PLAIN, Act.FAVOURED) and bool(documents(view.state))
    below = view.say("kiosk.enough") if with_papers else ""
    return button(view, rect, label, sign, main=choice.act in (Act.PLAIN, Act.ANYWAY), below=below, number=number)


def _words(view: View, choice: Choice) -> tuple[str, str]:
    match choice.act:
        case Act.PLAIN if any(one.act is Act.FAVOURED for one in choices(view.state)):
            return view.say("kiosk.plain"), "ticket"
        case Act.PLAIN:
            return view.say("kiosk.take_favoured" if view.state.favoured else "kiosk.take_number"), "ticket"
        case Act.FAVOURED:
            return view.say("kiosk.favoured"), "star"
        case Act.LACKS:
            return view.say("kiosk.lacks"), "cross"
        case Act.ANYWAY:
            return view.say("kiosk.anyway"), "ticket"
    return view.say("kiosk.home"), "home"


def _groups(view: View, rect: Rect) -> list[Op]:
    """Who goes first, each with an icon; they are to be read, not to be touched."""
    standing = view.state.followed.standing
    groups = standing.priority_groups if standing is not None else ()
    columns = 1 if rect.width < 70 * view.frame.unit or len(groups) < 3 else 2
    rows = -(-len(groups) // columns)
    fields = [cell for row in down(rect, *(1,) * rows) for cell in across(row, *(1,) * columns, gap=view.frame.gap)]
    return [op for group, cell in zip(groups, fields, strict=False) for op in _group(view, group, cell)]


def _group(view: View, group: PriorityView, cell: Rect) -> list[Op]:
    look, unit = view.look, view.frame.unit
    inner = cell.inset(0, cell.height // 10)
    side = min(inner.height, 12 * unit)
    sign = Rect(inner.x, inner.y, side, inner.height)
    words = Rect(sign.right + 2 * unit, inner.y, inner.right - sign.right - 2 * unit, inner.height)
    size = min((6 if view.state.large else 4) * unit + unit // 2, inner.height * 6 // 10)
    below = view.below(group.names)
    ops = icon(group.icon, sign, look.ink, look.back)
    if not below or inner.height < 9 * unit or words.width < 45 * unit:
        return [*ops, left_text(view.name(group.names), words, size, look.ink, lines=2)]
    upper, lower = down(words, 6, 4)
    return [
        *ops,
        left_text(view.name(group.names), upper, size, look.ink, lines=2),
        left_text(below, lower, size * 6 // 10, look.soft, bold=False),
    ]


def bring(view: View, rect: Rect) -> list[Op]:
    """The papers with an icon each, the fee, and how long a procedure takes; papers that do not fit are counted."""
    look, unit, papers = view.look, view.frame.unit, documents(view.state)
    procedure = view.state.procedure
    fee, limit = view.name(costs(view.state)), view.name(procedure.limit) if procedure is not None else ""
    inner = rect.inset(2 * unit, unit)
    title, rest = _cut_top(inner, max(6 * unit, inner.height // 8))
    room = max(rest.height // (view.frame.touch * ROW_MM // 20), 2)
    lines = [view.name(names) for names in papers]
    tail = [*([view.say("kiosk.fee", fee=fee)] if fee else []), *([view.say("kiosk.limit", limit=limit)] if limit else [])]
    if not lines:
        tail.insert(0, view.say("kiosk.ask_papers"))
    if len(lines) + len(tail) > room:
        kept = max(room - len(tail) - 1, 1)
        tail = [view.say("kiosk.more_documents", count=len(lines) - kept), *tail]
        lines = lines[:kept]
    size = min((6 if view.state.large else 4) * unit + unit // 2, title.height * 8 // 10)
    ops: list[Op] = [*card(rect, look, 2 * unit, touched=False), left_text(view.say("kiosk.bring"), title, size, look.ink)]
    for row, text in zip(down(rest, *(1,) * max(len(lines) + len(tail), 3)), [*lines, *tail], strict=False):
        ops += _paper(view, row, text, paper=text in lines, size=size)
    return ops


def _paper(view: View, row: Rect, text: str, *, paper: bool, size: int) -> list[Op]:
    look, unit = view.look, view.frame.unit
    side = min(row.height * 7 // 10, 7 * unit)
    sign = Rect(row.x, row.y, side, row.height)
    words = Rect(sign.right + unit, row.y, row.right - sign.right - unit, row.height)
    return [
        *(icon("paper", sign, look.ink, look.field) if paper else []),
        left_text(text, words, min(size, row.height * 6 // 10), look.ink, bold=False, lines=2),
    ]


def _cut_top(rect: Rect, height: int) -> tuple[Rect, Rect]:
    return Rect(rect.x, rect.y, rect.width, height), Rect(rect.x, rect.y + height, rect.width, rect.height - height)
