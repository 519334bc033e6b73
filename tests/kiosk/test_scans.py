"""What a scan does: priority by age, a slip's number, and nothing kept of either."""

from dataclasses import replace
from datetime import date, time

import pytest

from bench.kiosk_scenes import NOW_S, snapshot, told
from kiosk.press import Pressed
from kiosk.scanned import Citizen, Dossier, Read, Unknown
from kiosk.scans import scanned
from kiosk.state import KioskState, Scene
from server.wire.kiosk import KioskView
from server.wire.slip import Slip

CODE = "H13.22.5-261101-0042"
TODAY = date(2026, 11, 23)


def press(service: str, priority: bool, language: str) -> Pressed:
    return Pressed("press-0001", service, priority, "", language)


def after(found: Read, state: KioskState | None = None) -> KioskState:
    return scanned(state or told(snapshot()), found, NOW_S, press)


def slip(due: date | None) -> Dossier:
    return Dossier(CODE, date(2026, 11, 1), due)


@pytest.mark.parametrize(("age", "first"), [(74, False), (75, True), (101, True), (0, False)])
def test_a_card_says_that_somebody_goes_first_from_the_offices_age_on(age: int, first: bool) -> None:
    state = after(Citizen(age))
    assert (state.favoured, state.scene) == (first, Scene.HOME)
    assert state.note == ("kiosk.scan_priority" if first else "kiosk.scan_known")


def test_where_nobody_is_asked_for_priority_a_card_gives_none() -> None:
    assert not after(Citizen(90), told(snapshot(kiosk=KioskView(asks_priority=False)))).favoured
    assert not after(Citizen(90), told(snapshot(policy=snapshot().policy.model_copy(update={"rule": "fifo"})))).favoured


@pytest.mark.parametrize("due", [None, TODAY, date(2026, 11, 2)])
def test_a_slip_whose_day_has_come_or_is_not_known_is_a_press(due: date | None) -> None:
    state = after(slip(due))
    assert state.scene is Scene.QUESTION and state.service == "R", "priority is asked for results, too"
    plain = after(slip(due), told(snapshot(kiosk=KioskView(asks_priority=False))))
    assert plain.scene is Scene.ASKING and plain.pressed == Pressed("press-0001", "R")


def test_a_slip_before_its_day_is_said_and_the_citizen_chooses() -> None:
    state = after(slip(date(2026, 11, 25)), told(snapshot(kiosk=KioskView(asks_priority=False))))
    assert (state.scene, state.service, state.note) == (Scene.QUESTION, "R", "kiosk.scan_early")
    assert state.note_day == date(2026, 11, 25)


@pytest.mark.parametrize("results", ["", "Z"])
def test_an_office_without_a_service_for_results_refuses_slips_politely(results: str) -> None:
    state = after(slip(None), told(snapshot(kiosk=KioskView(results_service=results))))
    assert (state.scene, state.note) == (Scene.HOME, "kiosk.scan_no_results")


def test_anything_else_is_refused_politely_and_takes_nobody_s_way() -> None:
    asked = replace(told(snapshot()), scene=Scene.QUESTION, service="A")
    state = after(Unknown(), asked)
    assert (state.scene, state.service, state.note) == (Scene.QUESTION, "A", "kiosk.scan_unknown")


@pytest.mark.parametrize("scene", [Scene.SHOWN, Scene.TROUBLE, Scene.HELP])
def test_after_a_number_a_scan_is_the_next_citizen_s(scene: Scene) -> None:
    assert after(Citizen(80), replace(told(snapshot()), scene=scene)).scene is Scene.HOME


def test_while_a_number_is_asked_for_nothing_is_looked_at() -> None:
    asking = replace(told(snapshot()), scene=Scene.ASKING)
    assert after(Citizen(80), asking) is asking


def test_nothing_of_a_card_or_a_slip_is_in_the_state() -> None:
    assert CODE not in repr(after(slip(date(2026, 11, 25))))
    before, same = replace(after(Citizen(80)), favoured=False), replace(after(Citizen(99)), favoured=False)
    assert before == same, "the age is not kept"


def appointment(day: date, service: str = "A") -> Slip:
    return Slip(service, day, time(8), time(8, 30), "ABCDEFGH", "A" * 16)


def test_an_appointment_on_its_day_is_a_press_of_its_own() -> None:
    slip = appointment(TODAY)
    state = after(slip)
    assert state.scene is Scene.ASKING and state.pressed is not None
    assert (state.pressed.ask_id, state.pressed.service, state.pressed.slip) == ("hen-ABCDEFGH", "A", slip.code)
    favoured = after(slip, replace(told(snapshot()), favoured=True))
    assert favoured.pressed is not None and favoured.pressed.priority, "the card before it still counts"


@pytest.mark.parametrize(
    ("slip", "note"),
    [
        (appointment(date(2026, 11, 24)), "kiosk.scan_other_day"),
        (appointment(date(2026, 11, 20)), "kiosk.scan_other_day"),
        (appointment(TODAY, "Z"), "kiosk.scan_no_service"),
    ],
)
def test_an_appointment_for_another_day_or_place_is_said(slip: Slip, note: str) -> None:
    state = after(slip)
    assert (state.scene, state.note) == (Scene.HOME, note)
    assert state.note_day == (slip.day if note.endswith("day") else None)
