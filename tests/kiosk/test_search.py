"""Looking a procedure up: keys, what they find, and the way from there to a number."""

from dataclasses import replace
from datetime import date

import pytest

from bench.kiosk_scenes import BOOK, NOW_S, PORTAL, keyed, snapshot, told
from kiosk.choices import acted, aside, by_enter, choices, costs, documents, open_choices
from kiosk.press import Pressed
from kiosk.scanned import Dossier
from kiosk.scans import scanned
from kiosk.search import FOUND_AT_ONCE, OTHER_KEY_S, SAME_KEY_S, TYPED_MOST, key_of, looked_up, shelved, wanted
from kiosk.state import IDLE_S, Act, Choice, KioskState, Scene, passed
from server.wire.kiosk import KioskView

BIRTH, BOTH, _, WEDDING, *_ = BOOK.procedures


def press(service: str, priority: bool, language: str) -> Pressed:
    return Pressed("press-0001", service, priority, "", language)


def tap(state: KioskState, choice: Choice, after_s: float = 3.0, *, elsewhere: bool = True) -> KioskState:
    now_s = (NOW_S if state.last_press_s is None else state.last_press_s) + after_s
    return acted(state, choice, now_s, press, elsewhere=elsewhere)


def letters(state: KioskState, keys: str, after_s: float = 0.3) -> KioskState:
    """Typed on the glass, one after the other."""
    for place, key in enumerate(keys):
        again = place > 0 and keys[place - 1] == key
        state = tap(state, Choice(Act.TYPED, "space" if key == " " else key), after_s, elsewhere=not again)
    return state


@pytest.fixture
def home() -> KioskState:
    return told(snapshot(kiosk=KioskView(portal=PORTAL)), book=BOOK)


@pytest.fixture
def seeking(home: KioskState) -> KioskState:
    return keyed(tap(home, Choice(Act.FIND)), "")


def looking(seeking: KioskState, place: int) -> KioskState:
    """At that procedure of the book."""
    return tap(replace(seeking, found=BOOK.procedures), Choice(Act.PROCEDURE, str(place)))


def test_only_with_a_book_there_is_something_to_look_up(home: KioskState) -> None:
    assert Choice(Act.FIND) in aside(home, NOW_S)
    assert Choice(Act.FIND) not in aside(shelved(home, None), NOW_S)
    assert Choice(Act.FIND) in aside(told(snapshot(is_open=False), book=BOOK), NOW_S), "also while no number can be had"


def test_looking_up_begins_with_the_first_ones_and_goes_on_page_by_page(seeking: KioskState) -> None:
    assert seeking.scene is Scene.SEARCH and seeking.found == BOOK.procedures
    assert [one.value for one in choices(seeking)] == ["0", "1", "2", ""] and FOUND_AT_ONCE == 3
    second = tap(seeking, Choice(Act.MORE))
    assert [one.value for one in choices(second)] == ["3", "4", "5", ""]
    third = tap(second, Choice(Act.MORE))
    assert [one.value for one in choices(third)] == ["6", ""] and choices(tap(third, Choice(Act.MORE))) == choices(seeking)
    assert [one.value for one in choices(replace(seeking, large=True))] == ["0", "1", ""]


def test_what_is_typed_is_looked_up_once_and_too_late_an_answer_changes_nothing(seeking: KioskState) -> None:
    state = letters(seeking, "ks")
    assert (state.typed, wanted(state), state.found) == ("ks", "ks", BOOK.procedures), "the old ones stand until then"
    assert looked_up(state, "k", ()) is state
    found = looked_up(state, "ks", (BIRTH, BOTH))
    assert (found.found, wanted(found)) == ((BIRTH, BOTH), None)
    assert choices(found) == (Choice(Act.PROCEDURE, "0"), Choice(Act.PROCEDURE, "1"))
    assert wanted(tap(found, Choice(Act.BACK))) is None, "at home nothing is looked for"


def test_letters_are_taken_back_one_by_one_or_all(seeking: KioskState) -> None:
    state = letters(seeking, "kh s")
    assert state.typed == "kh s"
    assert tap(state, Choice(Act.TYPED, "erase")).typed == "kh "
    assert tap(state, Choice(Act.TYPED, "clear")).typed == ""
    assert letters(seeking, " ").typed == "" and letters(seeking, "a  b").typed == "a b"
    assert letters(seeking, "ab" * 30).typed == ("ab" * 30)[:TYPED_MOST]
    assert tap(seeking, Choice(Act.TYPED, "%")).typed == ""


def test_a_double_letter_is_typed_quickly_but_a_panel_that_bounces_types_one(seeking: KioskState) -> None:
    key = Choice(Act.TYPED, "o")
    once = tap(seeking, key)
    assert tap(once, key, SAME_KEY_S + 0.01, elsewhere=False).typed == "oo"
    assert tap(once, key, SAME_KEY_S - 0.01, elsewhere=False).typed == "o"
    state = once
    for _ in range(50):
        state = tap(state, key, 0.05, elsewhere=False)
    assert state.typed == "o", "however long it bounces"


def test_two_fingers_at_once_are_one_key_and_a_quick_hand_is_two(seeking: KioskState) -> None:
    once = tap(seeking, Choice(Act.TYPED, "k"))
    assert tap(once, Choice(Act.TYPED, "l"), OTHER_KEY_S - 0.01).typed == "k"
    assert tap(once, Choice(Act.TYPED, "h"), OTHER_KEY_S + 0.01).typed == "kh"


def test_whoever_types_is_not_sent_home(seeking: KioskState) -> None:
    state = seeking
    for _ in range(4):
        state = passed(letters(state, "a", IDLE_S - 1), (state.last_press_s or NOW_S) + IDLE_S - 1)
        assert state.scene is Scene.SEARCH
    assert passed(state, (state.last_press_s or 0) + IDLE_S + 0.1).at_rest


def test_a_procedure_leads_to_its_service_with_its_own_papers(seeking: KioskState) -> None:
    state = looking(seeking, 3)
    assert (state.scene, state.procedure) == (Scene.PROCEDURE, WEDDING) and documents(state) == WEDDING.papers
    assert choices(state) == (Choice(Act.SERVICE, "A"),) and by_enter(state) == Choice(Act.SERVICE, "A")
    asked = tap(state, Choice(Act.SERVICE, "A"))
    assert (asked.scene, asked.service, documents(asked)) == (Scene.QUESTION, "A", WEDDING.papers)
    assert tap(asked, Choice(Act.LACKS)).scene is Scene.MISSING
    assert tap(asked, Choice(Act.FAVOURED)).pressed == Pressed("press-0001", "A", True)


def test_a_procedure_without_papers_of_its_own_has_those_of_its_service(seeking: KioskState) -> None:
    bare = replace(looking(seeking, 0), procedure=BIRTH.model_copy(update={"papers": (), "fee": {}}))
    service = bare.service_view("A")
    assert service is not None and documents(bare) == service.documents and costs(bare) == service.fee


def test_the_way_back_is_step_by_step_and_at_home_nothing_of_it_is_left(seeking: KioskState) -> None:
    asked = tap(looking(seeking, 0), Choice(Act.SERVICE, "A"))
    state = tap(asked, Choice(Act.BACK))
    assert (state.scene, state.procedure) == (Scene.PROCEDURE, BIRTH)
    state = tap(state, Choice(Act.BACK))
    assert state.scene is Scene.SEARCH
    state = tap(state, Choice(Act.BACK))
    assert state.scene is Scene.HOME and documents(tap(state, Choice(Act.SERVICE, "B"))) == (), "the service's own papers again"


def test_where_nothing_is_asked_the_number_comes_at_once(seeking: KioskState) -> None:
    plain = told(snapshot(kiosk=KioskView(asks_priority=False)), book=BOOK)
    state = looking(keyed(tap(plain, Choice(Act.FIND)), ""), 4)
    assert tap(state, Choice(Act.SERVICE, "B")).pressed == Pressed("press-0001", "B")


def test_a_procedure_of_a_service_that_the_office_has_not_offers_no_number(seeking: KioskState) -> None:
    state = looking(seeking, 6)
    assert choices(state) == () and by_enter(state) is None
    assert open_choices(looking(seeking, 0), NOW_S + 60) == (), "nor one while the server is away"


def test_a_slip_that_is_scanned_meanwhile_brings_its_own_papers(seeking: KioskState) -> None:
    for state in (seeking, looking(seeking, 0)):
        asked = scanned(state, Dossier("H13-261101-0042", date(2026, 11, 1)), NOW_S, press)
        assert (asked.scene, asked.service, asked.procedure) == (Scene.QUESTION, "R", None)


def test_a_book_that_is_taken_away_leads_home_and_a_new_one_is_looked_through(seeking: KioskState) -> None:
    assert shelved(seeking, None).at_rest
    assert wanted(shelved(seeking, BOOK)) == ""
    looked = looking(seeking, 1)
    assert shelved(looked, None).procedure == BOTH, "whoever reads goes on reading"


def test_a_key_that_is_touched_elsewhere_types_nothing(home: KioskState) -> None:
    assert tap(home, Choice(Act.TYPED, "k")).typed == ""
    assert tap(home, Choice(Act.PROCEDURE, "0")).scene is Scene.HOME


def test_keys_of_a_keyboard_type_and_others_do_not() -> None:
    assert [key_of(name) for name in ("a", "space", "backspace", "1", "f1", "return", "đ")] == [
        "a",
        "space",
        "erase",
        *[None] * 4,
    ]
