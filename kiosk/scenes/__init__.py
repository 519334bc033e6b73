"""State -> draw-list, and which field is where. Pure. Works from 800×480 to 1080×1920, lying and standing.

What is touched and what is drawn come from one place: `places`.
"""

from drivers.screen.ops import Box, DrawList, Op, Rect
from kiosk.choices import blocked, choices
from kiosk.scenes import edges, home, procedure, question, result, search
from kiosk.scenes.frame import frame_of, spread
from kiosk.scenes.view import View, view_of
from kiosk.state import Act, Choice, KioskState, Scene
from server.wire import ServiceView
from server.words import Words

__all__ = ["fields", "frame_of", "picture", "places"]


def picture(state: KioskState, now_s: float, size: tuple[int, int], words: Words) -> DrawList:
    """What is to be seen at `now_s`. `words`: the kiosk's own language; the citizen's come from beside them."""
    view = view_of(state, now_s, size, words)
    return (Box(view.frame.glass, view.look.back), *edges.door(view), *_scene(view), *edges.foot(view))


def places(state: KioskState, now_s: float, size: tuple[int, int], words: Words) -> list[tuple[Choice, Rect]]:
    """What is chosen by touching where. A sentence in the place of the services leaves the foot."""
    view = view_of(state, now_s, size, words)
    return [*_answers(view, blocked(state, now_s)), *edges.foot_fields(view)]


def fields(state: KioskState, size: tuple[int, int]) -> tuple[tuple[ServiceView, Rect], ...]:
    """The services that stand on the home scene, as if the server had just been heard."""
    if state.scene is not Scene.HOME or blocked(state, state.heard_s):
        return ()
    found = zip(choices(state), spread(frame_of(size), frame_of(size).body, len(choices(state))), strict=True)
    services = ((state.service_view(choice.value), rect) for choice, rect in found if choice.act is Act.SERVICE)
    return tuple((service, rect) for service, rect in services if service is not None)


def _answers(view: View, why: str) -> list[tuple[Choice, Rect]]:
    there = choices(view.state)
    match view.state.scene:
        case Scene.HOME | Scene.LANGUAGE if not why:
            return list(zip(there, spread(view.frame, view.frame.body, len(there)), strict=True))
        case Scene.QUESTION | Scene.MISSING:
            return question.answers(view)
        case Scene.SEARCH:
            return search.answers(view)
        case Scene.PROCEDURE:
            return procedure.answers(view)
    return []


def _scene(view: View) -> list[Op]:
    state = view.state
    match state.scene:
        case Scene.LANGUAGE | Scene.HOME:
            return _choosing(view, blocked(state, view.now_s))
        case Scene.QUESTION:
            asked = "kiosk.ask_priority" if Choice(Act.FAVOURED) in choices(state) else "kiosk.take_number"
            return [*edges.head(view, view.say(asked), _service_name(view), question.head_rect(view)), *question.question(view)]
        case Scene.MISSING:
            return [
                *edges.head(view, view.say("kiosk.missing"), _service_name(view), question.head_rect(view)),
                *question.missing(view),
            ]
        case Scene.SEARCH:
            return search.search(view)
        case Scene.PROCEDURE:
            name, service = procedure.name_of(view), procedure.service_of(view)
            return [*edges.head(view, name, service, procedure.head_rect(view)), *procedure.procedure(view)]
        case Scene.ASKING:
            return result.asking(view)
        case Scene.SHOWN:
            return result.shown(view)
        case Scene.TROUBLE:
            return result.trouble(view)
    return result.helped(view)


def _choosing(view: View, why: str) -> list[Op]:
    if why:
        return result.in_the_way(view, why)
    key = "kiosk.choose_language" if view.state.scene is Scene.LANGUAGE else "kiosk.choose"
    ops = edges.head(view, view.say(key), _group_name(view))
    for number, (choice, rect) in enumerate(_answers(view, why), start=1):
        ops += home.field(view, choice, rect, number)
    return ops


def _group_name(view: View) -> str:
    """Of the group that is open, "" at the top."""
    standing = view.state.followed.standing
    group = next((one for one in (standing.groups if standing is not None else ()) if one.id == view.state.group), None)
    return view.name(group.names) if group is not None else ""


def _service_name(view: View) -> str:
    """What is asked about: the procedure that was looked up, else the service."""
    if view.state.procedure is not None:
        return procedure.name_of(view)
    service = view.state.service_view(view.state.service)
    return view.name(service.names) if service is not None else ""
