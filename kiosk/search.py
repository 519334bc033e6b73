"""Looking a procedure up: what the keys that were pressed mean, and which procedures are meant. Pure. Knows no pixels and no devices."""

from dataclasses import replace

from drivers.button.debounce import counts
from kiosk.state import Act, Choice, KioskState, Scene, rested
from server.wire.procedures import Procedure, ProcedureBook
from server.wire.telex import compose

ERASE, CLEAR, SPACE = "erase", "clear", "space"
LETTERS = "qwertyuiopasdfghjklzxcvbnm"
TYPED_MOST = 40
"""Longer than any procedure is looked for; what is typed beyond is not taken."""
FOUND_AT_ONCE = 3
FOUND_AT_ONCE_LARGE = 2
SAME_KEY_S = 0.15
"""A double letter is two taps on one spot: quicker ones are a worn panel that bounces."""
OTHER_KEY_S = 0.08
"""Between two keys; two fingers that come down at once are nearer to each other."""


def reads(state: KioskState) -> str:
    """What was typed, as it is shown: with the accents that the keys make."""
    return compose(state.typed)


def fresh_key(state: KioskState, now_s: float, elsewhere: bool) -> bool:
    """Whether a tap on the keyboard counts. `elsewhere`: on another key than the last one."""
    return counts(state.last_press_s, now_s, OTHER_KEY_S if elsewhere else SAME_KEY_S)


def sought(state: KioskState) -> KioskState:
    """The search begins: nothing typed, nothing found yet."""
    return replace(state, typed="", found=(), found_for=None, page=0, procedure=None)


def wanted(state: KioskState) -> str | None:
    """The keys that are to be looked up; None while nobody looks for anything, or when it is done."""
    return state.typed if state.scene is Scene.SEARCH and state.found_for != state.typed else None


def looked_up(state: KioskState, keys: str, found: tuple[Procedure, ...]) -> KioskState:
    """What was found for these keys; it comes too late when others were pressed since."""
    return replace(state, found=found, found_for=keys, page=0) if wanted(state) == keys else state


def typed(state: KioskState, key: str) -> KioskState:
    """After this key: a letter, SPACE, ERASE or CLEAR; anything else changes nothing."""
    match key:
        case "erase":
            return _with(state, state.typed[:-1])
        case "clear":
            return _with(state, "")
        case "space":
            return _with(state, f"{state.typed} ") if state.typed and not state.typed.endswith(" ") else state
    return _with(state, state.typed + key) if len(key) == 1 and key in LETTERS else state


def key_of(name: str) -> str | None:
    """What a key of a real keyboard types; None for one that types nothing."""
    if name == "backspace":
        return ERASE
    return name if name == SPACE or (len(name) == 1 and name in LETTERS) else None


def page_of_found(state: KioskState) -> tuple[Choice, ...]:
    """Those that stand at once; the last field turns to the next ones, and from the end to the beginning."""
    most = found_at_once(state)
    if len(state.found) <= most:
        return tuple(Choice(Act.PROCEDURE, str(place)) for place in range(len(state.found)))
    start = state.page % -(-len(state.found) // most) * most
    here = range(start, min(start + most, len(state.found)))
    return (*(Choice(Act.PROCEDURE, str(place)) for place in here), Choice(Act.MORE))


def found_at_once(state: KioskState) -> int:
    return FOUND_AT_ONCE_LARGE if state.large else FOUND_AT_ONCE


def shelved(state: KioskState, book: ProcedureBook | None) -> KioskState:
    """From now on this is the book. Whoever looks at a procedure goes on; whoever looks for one finds in the new book, or is led home."""
    after = replace(state, book=book, found_for=None)
    return rested(after) if state.scene is Scene.SEARCH and book is None else after


def _with(state: KioskState, keys: str) -> KioskState:
    return replace(state, typed=keys[:TYPED_MOST], page=0)
