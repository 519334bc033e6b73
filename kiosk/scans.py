"""What a scan does to the kiosk. Pure. Of a card only "goes first" is kept, of a dossier's slip nothing: neither code nor age is in
the state. An appointment's code goes out with the press; nobody's name is in it."""

from dataclasses import replace
from datetime import date

from kiosk.choices import asks_priority, picked
from kiosk.scanned import Citizen, Dossier, Read
from kiosk.state import OVER, WALK, Happening, KioskState, NewPress, goes, happens, rested
from server.wire.slip import Slip


def scanned(state: KioskState, found: Read, now_s: float, press: NewPress) -> KioskState:
    """After a number or a sentence it is the next citizen's. While a number is being asked for nothing is looked at."""
    if state.scene in OVER:
        state = replace(rested(state), since_s=now_s)
    if state.scene not in WALK:
        return state
    state = replace(state, last_press_s=now_s, note="", note_day=None)
    match found:
        case Citizen(age):
            return _citizen(state, age)
        case Dossier(due=due):
            return _dossier(state, due, now_s, press)
        case Slip():
            return _appointment(state, found, now_s, press)
    return replace(state, note="kiosk.scan_unknown")


def _citizen(state: KioskState, age: int) -> KioskState:
    """By the office's own age for going first, where it has one and asks at all."""
    standing = state.followed.standing
    ages = [one.from_age for one in (standing.priority_groups if standing is not None else ()) if one.from_age]
    first = asks_priority(state) and any(age >= one for one in ages)
    return replace(state, favoured=first, note="kiosk.scan_priority" if first else "kiosk.scan_known")


def _dossier(state: KioskState, due: date | None, now_s: float, press: NewPress) -> KioskState:
    """A slip whose day has come, or that does not say its day, is a press; before its day that is said, and the citizen chooses."""
    service, local = state.rules.results_service, state.local(now_s)
    if state.service_view(service) is None:
        return replace(state, note="kiosk.scan_no_results")
    if due is None or local is None or due <= local.date():
        return picked(state, service, now_s, press)
    asked = happens(replace(state, service=service), Happening.PICKED, now_s)
    return state if asked is None else replace(asked, note="kiosk.scan_early", note_day=due)


def _appointment(state: KioskState, slip: Slip, now_s: float, press: NewPress) -> KioskState:
    """On its day it is a press; on another one that is said. Whether it is a real one the server says."""
    local = state.local(now_s)
    if state.service_view(slip.service) is None:
        return replace(state, note="kiosk.scan_no_service")
    if local is not None and slip.day != local.date():
        return replace(state, note="kiosk.scan_other_day", note_day=slip.day)
    wanted = press(slip.service, state.favoured, state.language)
    return goes(state, replace(wanted, ask_id=slip.ask_id, slip=slip.code), now_s)
