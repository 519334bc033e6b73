"""What a voice says as a citizen goes on: clips of the packs, the office's own words, the number. Pure; who says it is handed to the loop.

Whoever touches the glass hears one sentence a scene and the number. Whoever works it by keys (`listens`) hears the choices, too, with their keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from kiosk.choices import choices, documents
from kiosk.state import WALK, Act, Choice, KioskState, Scene
from server.words import guide_clip


@dataclass(frozen=True, slots=True)
class Clip:
    """By its name in the pack."""

    name: str


@dataclass(frozen=True, slots=True)
class Own:
    """The office's own words, by language, that no pack has. `otherwise`: the clip for them where no program can speak, "" for none."""

    names: Mapping[str, str]
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A ticket's."""

    label: str
    priority: bool


Part = Clip | Own | Number


@dataclass(frozen=True, slots=True)
class Sentence:
    """Said in `language`, or in Vietnamese where that has not all of it; `only`: in no other. `least`: what must be said at any rate."""

    language: str
    parts: tuple[Part, ...]
    least: tuple[Part, ...] = ()
    only: bool = False


Speech = tuple[Sentence, ...]


class Says(Protocol):
    """See kiosk.voice.Voice."""

    def say(self, speech: Speech) -> None: ...
    def step(self, state: KioskState) -> None: ...


def guidance(state: KioskState, why: str) -> Speech:
    """What belongs to the scene, () for silence. `why`: what is in the way of a number (kiosk.choices.blocked)."""
    if state.scene in WALK and state.at_rest:
        return ()
    match state.scene:
        case Scene.LANGUAGE:
            return _languages(state) if state.listens else ()
        case Scene.HOME if why:
            return (_sentence(state, "closed"),)
        case Scene.HOME:
            return (_sentence(state, "choose"), *_menu(state))
        case Scene.QUESTION:
            return (_sentence(state, _question(state)), *_menu(state), *_papers(state))
        case Scene.MISSING:
            return (_sentence(state, "missing"), *_menu(state), *_papers(state))
        case Scene.SEARCH:
            return (_sentence(state, "search"),)
        case Scene.PROCEDURE:
            return (_sentence(state, "procedure"), *(() if why else _menu(state)), *_papers(state))
        case Scene.SHOWN:
            return _number(state)
        case Scene.TROUBLE if state.message is None:
            return (_sentence(state, "lost"),)
        case Scene.TROUBLE:
            return (_sentence(state, "trouble"), _refusal(state))
        case Scene.HELP if state.helped is not None:
            return (_sentence(state, "help_coming" if state.helped else "help_failed"),)
    return ()


def _clip(name: str) -> Clip:
    return Clip(guide_clip(name))


def _digit(number: int) -> Clip:
    return Clip(f"so_{number}")


def _sentence(state: KioskState, name: str) -> Sentence:
    return Sentence(state.language, (_clip(name),))


def _question(state: KioskState) -> str:
    if Choice(Act.FAVOURED) in choices(state):
        return "question"
    return "papers" if documents(state) else "take"


def _number(state: KioskState) -> Speech:
    """Twice for whoever cannot read it."""
    if state.given is None:
        return ()
    number = Number(state.given.ticket.label, state.given.ticket.priority)
    once = Sentence(state.given.pressed.language, (_clip("yours"), number, _clip("wait")), least=(number,))
    return (once, once) if state.listens else (once,)


def _refusal(state: KioskState) -> Sentence:
    """As the server wrote it for the press: in its citizen's language."""
    language = state.pressed.language if state.pressed is not None else state.language
    return Sentence(language, (Own({language: state.message or ""}),), only=True)


def _languages(state: KioskState) -> Speech:
    """Each in its own words; one that nobody has recorded cannot be offered by ear."""
    return tuple(
        Sentence(one, (_clip("language"), _digit(number)), only=True) for number, one in enumerate(state.languages, start=1)
    )


def _menu(state: KioskState) -> Speech:
    """Every choice with its key, and the keys that are always there."""
    if not state.listens:
        return ()
    said = [
        Sentence(state.language, (_clip("key"), _digit(number), _choice(state, choice)))
        for number, choice in enumerate(choices(state), start=1)
    ]
    return (*said, _sentence(state, "keys"))


def _choice(state: KioskState, choice: Choice) -> Part:
    match choice.act:
        case Act.SERVICE if state.scene is Scene.HOME:
            service = state.service_view(choice.value)
            return Own(service.names if service is not None else {}, f"chu_{choice.value[:1]}")
        case Act.GROUP:
            groups = state.followed.standing.groups if state.followed.standing is not None else ()
            return Own(next((one.names for one in groups if one.id == choice.value), {}), guide_clip("group"))
        case Act.SERVICE:
            return _clip("number")
        case Act.PLAIN:
            return _clip("plain" if Choice(Act.FAVOURED) in choices(state) else "number")
    return _clip(choice.act.value)


def _papers(state: KioskState) -> Speech:
    """What is to be brought, where a program can read it."""
    papers = documents(state)
    if not state.listens or not papers:
        return ()
    return (_sentence(state, "bring"), *(Sentence(state.language, (Own(names),)) for names in papers))
