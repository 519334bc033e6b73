"""What can be chosen now, in its order, and what follows. Pure. The number of a choice is its key on a keypad. Knows no pixels."""

from dataclasses import replace

from kiosk.press import Pressed
from kiosk.search import fresh_key, page_of_found, sought, typed
from kiosk.state import OVER, WALK, Act, Choice, Happening, KioskState, NewPress, Scene, fresh_here, goes, happens, rested
from server.wire import ServiceView

A_PAGE = 9
"""Fields at a time: a keypad has so many digits, and so many of 20 mm fit a 10 inch panel."""
A_PAGE_LARGE = 4
FLAT_MOST = 8
"""Up to so many services stand at once; with more of them groups come first, where there are any."""
ASIDE_MOST = 4
GIVING = (Scene.LANGUAGE, Scene.HOME, Scene.PROCEDURE)
"""Where nothing is offered while no number can be had. Whoever is further on is told by the server."""
ANSWERED = (Scene.QUESTION, Scene.MISSING, Scene.SEARCH, Scene.PROCEDURE)
"""Where there is an answer that most people give."""
FIFO = "fifo"
"""The rule by which nobody goes first: then nobody is asked. See server.wire.heard.PolicyView."""


def blocked(state: KioskState, now_s: float) -> str:
    """Why no number can be taken now: offline, closed, no_numbers; "" when one can."""
    standing = state.followed.standing
    if standing is None or state.offline(now_s):
        return "offline"
    if not standing.is_open:
        return "closed"
    return "no_numbers" if state.no_numbers() else ""


def choices(state: KioskState) -> tuple[Choice, ...]:
    """The numbered ones of the scene, as if nothing were in the way; () where there is nothing to choose."""
    match state.scene:
        case Scene.LANGUAGE:
            return tuple(Choice(Act.LANGUAGE, one) for one in state.languages)
        case Scene.HOME:
            return _page(state, _level(state))
        case Scene.QUESTION:
            asked = _priority_asked(state)
            plain = (Choice(Act.PLAIN), Choice(Act.FAVOURED)) if asked else (Choice(Act.PLAIN),)
            return (*plain, Choice(Act.LACKS)) if documents(state) else plain
        case Scene.MISSING:
            return (Choice(Act.ANYWAY), Choice(Act.HOME))
        case Scene.SEARCH:
            return page_of_found(state)
        case Scene.PROCEDURE:
            service = state.service_view(state.procedure.service) if state.procedure is not None else None
            return (Choice(Act.SERVICE, service.id),) if service is not None else ()
    return ()


def aside(state: KioskState, now_s: float) -> tuple[Choice, ...]:
    """Those at the foot, from left to right: never more than ASIDE_MOST. In the last seconds looking something up gives way to staying."""
    if state.scene is Scene.ASKING:
        return ()
    if state.scene in OVER:
        return (Choice(Act.HOME), *(() if state.scene is Scene.HELP else (Choice(Act.HELP),)))
    waiting = state.left_s(now_s) is not None
    there = (
        *((Choice(Act.BACK),) if may_go_back(state) else ()),
        *((Choice(Act.STAY),) if waiting else ()),
        *((Choice(Act.FIND),) if state.scene is Scene.HOME and state.book is not None else ()),
        Choice(Act.LARGE),
        Choice(Act.HELP),
    )
    return there if len(there) <= ASIDE_MOST else tuple(one for one in there if one.act is not Act.FIND)


def may_go_back(state: KioskState) -> bool:
    """Whether there is a step before this one."""
    if state.scene in WALK and state.scene not in (Scene.HOME, Scene.LANGUAGE):
        return True
    return bool(state.group or state.page) or _may_choose_language(state)


def open_choices(state: KioskState, now_s: float) -> tuple[Choice, ...]:
    """The numbered ones that may be chosen now."""
    return () if state.scene in GIVING and blocked(state, now_s) else choices(state)


def by_number(state: KioskState, number: int, now_s: float) -> Choice | None:
    """What the key of that number stands for. After a number or a sentence it is the next citizen who presses it."""
    there = open_choices(rested(state) if state.scene in OVER else state, now_s)
    return there[number - 1] if 1 <= number <= len(there) else None


def by_enter(state: KioskState) -> Choice | None:
    """What the key Enter stands for: the answer of most people; done, where there is nothing to answer."""
    if state.scene in OVER:
        return Choice(Act.HOME)
    return next(iter(choices(state)), None) if state.scene in ANSWERED else None


def documents(state: KioskState) -> tuple[dict[str, str], ...]:
    """What is to be brought for the procedure that was looked up, else for the service that is asked about, where the office shows it."""
    if state.procedure is not None and state.procedure.papers:
        return state.procedure.papers
    service = _asked_about(state)
    return service.documents if service is not None and state.rules.shows_documents else ()


def costs(state: KioskState) -> dict[str, str]:
    """The fee of the same, by language."""
    if state.procedure is not None and state.procedure.fee:
        return state.procedure.fee
    service = _asked_about(state)
    return service.fee if service is not None else {}


def _asked_about(state: KioskState) -> ServiceView | None:
    return state.service_view(state.procedure.service if state.procedure is not None else state.service)


def listening(state: KioskState) -> KioskState:
    """A key was pressed: from now on the choices are read aloud, until this citizen is done."""
    return state if state.listens or (state.scene in WALK and state.at_rest) else replace(state, listens=True)


def sold_out(state: KioskState, service: str) -> bool:
    facts = state.followed.facts.get(service)
    return facts is not None and facts.left == 0


def services_of(state: KioskState, group: str) -> tuple[ServiceView, ...]:
    """All services in the group and in those that lie in it; of "" all that are in none."""
    standing = state.followed.standing
    if standing is None:
        return ()
    known = {one.id: one.parent for one in standing.groups}
    return tuple(one for one in standing.services if group in _groups_over(one.group, known))


def _groups_over(group: str | None, parents: dict[str, str | None]) -> tuple[str, ...]:
    """The group with those that it lies in, from inside; ("",) of none that there is."""
    over: list[str] = []
    while group is not None and group in parents and group not in over:
        over.append(group)
        group = parents[group]
    return tuple(over) or ("",)


def _level(state: KioskState) -> tuple[Choice, ...]:
    """Groups and services side by side, in the open group or at the top."""
    standing = state.followed.standing
    if standing is None:
        return ()
    parents = {one.id: one.parent for one in standing.groups}
    if len(standing.services) <= FLAT_MOST or not parents:
        return tuple(Choice(Act.SERVICE, one.id) for one in standing.services)
    here = state.group if state.group in parents else None
    inner = [one.id for one in standing.groups if (one.parent if one.parent in parents else None) == here]
    groups = tuple(Choice(Act.GROUP, one) for one in inner if services_of(state, one))
    return (
        *groups,
        *(Choice(Act.SERVICE, one.id) for one in standing.services if (one.group if one.group in parents else None) == here),
    )


def _page(state: KioskState, level: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """So many as fit; the last field turns to the next ones, and from the end to the beginning."""
    most = A_PAGE_LARGE if state.large else A_PAGE
    if len(level) <= most:
        return level
    pages = -(-len(level) // (most - 1))
    start = (state.page % pages) * (most - 1)
    return (*level[start : start + most - 1], Choice(Act.MORE))


def _may_choose_language(state: KioskState) -> bool:
    return state.scene is Scene.HOME and len(state.languages) > 1


def asks_priority(state: KioskState) -> bool:
    """Whether somebody may go first in this office, and it asks who."""
    standing = state.followed.standing
    return standing is not None and state.rules.asks_priority and bool(standing.priority_groups) and standing.policy.rule != FIFO


def _priority_asked(state: KioskState) -> bool:
    """Whether the question stands on the glass: not for somebody of whom it is known, nor where no number can be had."""
    return asks_priority(state) and not state.favoured


def picked(state: KioskState, service: str, now_s: float, press: NewPress) -> KioskState:
    """A citizen wants this service: to the questions that there are, or at once to the number."""
    chosen = state.procedure if state.procedure is not None and state.procedure.service == service else None
    asked = replace(state, service=service, procedure=chosen)
    if not sold_out(state, service) and (_priority_asked(asked) or documents(asked)):
        after = happens(asked, Happening.PICKED, now_s)
        return state if after is None else replace(after, page=state.page)
    return goes(state, press(service, state.favoured, state.language), now_s)


def acted(state: KioskState, choice: Choice, now_s: float, press: NewPress, *, elsewhere: bool = False) -> KioskState:
    """A field was touched, or its key pressed. When the scene is ASKING or HELP afterwards and was not before, an ask must go out."""
    fresh = fresh_key(state, now_s, elsewhere) if choice.act is Act.TYPED else fresh_here(state, now_s, elsewhere)
    state = replace(state, last_press_s=now_s)
    if not fresh or state.scene is Scene.ASKING:
        return state
    if state.scene in OVER and choice.act not in (Act.HELP, Act.HOME):
        state = replace(rested(state), since_s=now_s)
    return _done(replace(state, note="", note_day=None) if state.scene in WALK else state, choice, now_s, press)


def _done(state: KioskState, choice: Choice, now_s: float, press: NewPress) -> KioskState:
    match choice.act:
        case Act.LANGUAGE:
            after = happens(replace(state, language=choice.value), Happening.SPOKE, now_s)
        case Act.SERVICE:
            after = picked(state, choice.value, now_s, press)
        case Act.FIND:
            after = happens(sought(state), Happening.SOUGHT, now_s)
        case Act.PROCEDURE if choice.value.isdigit() and int(choice.value) < len(state.found):
            after = happens(replace(state, procedure=state.found[int(choice.value)]), Happening.FOUND, now_s)
        case Act.PROCEDURE:
            after = None
        case Act.PLAIN | Act.FAVOURED:
            after = goes(state, _pressed(state, press, choice.act is Act.FAVOURED), now_s)
        case Act.ANYWAY if not _priority_asked(state):
            after = goes(state, _pressed(state, press, favoured=False), now_s)
        case Act.BACK | Act.ANYWAY:
            after = _back(state, now_s)
        case Act.HELP:
            after = happens(replace(state, helped=None), Happening.CALLED, now_s)
        case Act.HOME:
            after = happens(state, Happening.TAPPED if state.scene in OVER else Happening.LEFT, now_s)
        case Act.LACKS:
            after = happens(state, Happening.LACKED, now_s)
        case Act.GROUP | Act.MORE | Act.LARGE | Act.STAY | Act.TYPED:
            after = happens(_turned(state, choice), Happening.TURNED, now_s)
    return after or state


def _pressed(state: KioskState, press: NewPress, favoured: bool) -> Pressed:
    return press(state.service, favoured or state.favoured, state.language)


def _turned(state: KioskState, choice: Choice) -> KioskState:
    match choice.act:
        case Act.GROUP:
            return replace(state, group=choice.value, page=0)
        case Act.MORE:
            return replace(state, page=_next_page(state))
        case Act.TYPED:
            return typed(state, choice.value) if state.scene is Scene.SEARCH else state
        case Act.LARGE:
            return replace(state, large=not state.large, page=0)
    return state


def _next_page(state: KioskState) -> int:
    if state.scene is Scene.SEARCH:
        return state.page + 1
    most = (A_PAGE_LARGE if state.large else A_PAGE) - 1
    return (state.page + 1) % -(-len(_level(state)) // most)


def _back(state: KioskState, now_s: float) -> KioskState | None:
    """One step: out of the question, to the first page, out of the group, to the languages. From the search the home that was left for it."""
    if state.scene is Scene.QUESTION and state.procedure is not None:
        return happens(state, Happening.FOUND, now_s)
    if state.scene is Scene.SEARCH:
        return happens(sought(state), Happening.BACK, now_s)
    if state.scene is not Scene.HOME:
        return happens(state, Happening.BACK, now_s)
    if not state.page and not state.group:
        return happens(state, Happening.LEFT, now_s)
    return happens(replace(state, page=0, group=state.group if state.page else _over(state)), Happening.BACK, now_s)


def _over(state: KioskState) -> str:
    """The group that the open one lies in, "" for none."""
    groups = state.followed.standing.groups if state.followed.standing is not None else ()
    return next((one.parent or "" for one in groups if one.id == state.group), "")
