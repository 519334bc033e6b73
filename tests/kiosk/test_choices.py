"""What can be chosen and what follows: taps are counted, keys are the fields' numbers, nothing is offered that cannot be had."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bench.kiosk_scenes import NOW_S, grouped, snapshot, told, ungrouped
from drivers.button.debounce import QUIET_S
from kiosk.choices import A_PAGE, A_PAGE_LARGE, acted, aside, blocked, by_enter, by_number, choices, open_choices
from kiosk.press import Pressed
from kiosk.state import ELSEWHERE_S, Act, Choice, KioskState, Scene
from server.wire import PrinterView
from server.wire.kiosk import KioskView

SERVICE_A, SERVICE_B = Choice(Act.SERVICE, "A"), Choice(Act.SERVICE, "B")


def press(service: str, priority: bool, language: str) -> Pressed:
    return Pressed("press-0001", service, priority, "", language)


def tap(state: KioskState, choice: Choice, after_s: float = 3.0, *, elsewhere: bool = True) -> KioskState:
    """That field, so long after the last touch."""
    now_s = (NOW_S if state.last_press_s is None else state.last_press_s) + after_s
    return acted(state, choice, now_s, press, elsewhere=elsewhere)


def taps(state: KioskState, *acts: Choice | Act) -> KioskState:
    for one in acts:
        state = tap(state, one if isinstance(one, Choice) else Choice(one))
    return state


def test_two_taps_lead_to_a_number_in_the_plain_case() -> None:
    state = taps(told(snapshot()), SERVICE_B, Act.PLAIN)
    assert state.scene is Scene.ASKING and state.pressed == Pressed("press-0001", "B")


def test_two_taps_also_where_papers_are_to_be_brought_and_for_whoever_goes_first() -> None:
    assert taps(told(snapshot()), SERVICE_A, Act.PLAIN).pressed == Pressed("press-0001", "A")
    assert taps(told(snapshot()), SERVICE_A, Act.FAVOURED).pressed == Pressed("press-0001", "A", True)


def test_one_tap_where_there_is_nothing_to_ask() -> None:
    plain = told(snapshot(kiosk=KioskView(asks_priority=False)))
    assert tap(plain, SERVICE_B).scene is Scene.ASKING
    assert tap(plain, SERVICE_A).scene is Scene.QUESTION, "papers are shown"
    assert tap(told(snapshot(kiosk=KioskView(asks_priority=False, shows_documents=False))), SERVICE_A).scene is Scene.ASKING
    assert tap(told(snapshot(priority_groups=())), SERVICE_B).scene is Scene.ASKING
    assert tap(told(snapshot(policy=snapshot().policy.model_copy(update={"rule": "fifo"}))), SERVICE_B).scene is Scene.ASKING


def test_the_language_comes_first_where_several_are_on_and_goes_to_the_press() -> None:
    state = told(snapshot(kiosk=KioskView(languages=("vi", "km"))))
    assert choices(state) == (Choice(Act.LANGUAGE, "vi"), Choice(Act.LANGUAGE, "km"))
    state = taps(state, Choice(Act.LANGUAGE, "km"), SERVICE_B, Act.PLAIN)
    assert state.pressed == Pressed("press-0001", "B", language="km")


def test_missing_papers_are_listed_and_a_number_can_be_had_all_the_same() -> None:
    state = taps(told(snapshot()), SERVICE_A, Act.LACKS)
    assert state.scene is Scene.MISSING
    assert taps(state, Act.ANYWAY).scene is Scene.QUESTION, "priority is asked as ever"
    assert taps(state, Act.HOME).at_rest
    plain = taps(told(snapshot(kiosk=KioskView(asks_priority=False))), SERVICE_A, Act.LACKS, Act.ANYWAY)
    assert plain.scene is Scene.ASKING


def test_whoever_is_known_to_go_first_is_not_asked() -> None:
    state = replace(told(snapshot()), favoured=True)
    assert taps(state, SERVICE_B).pressed == Pressed("press-0001", "B", True)
    assert choices(taps(state, SERVICE_A)) == (Choice(Act.PLAIN), Choice(Act.LACKS))
    assert taps(state, SERVICE_A, Act.PLAIN).pressed == Pressed("press-0001", "A", True)


def test_what_is_sold_out_asks_nothing_and_the_server_says_so() -> None:
    assert tap(told(snapshot()), Choice(Act.SERVICE, "K")).scene is Scene.ASKING


def test_up_to_eight_services_stand_at_once_and_more_stand_in_groups() -> None:
    assert [one.value for one in choices(told(snapshot()))] == list("ABCDEGKR")
    top = told(grouped())
    assert [one.act for one in choices(top)][:2] == [Act.GROUP, Act.GROUP] and len(choices(top)) == 6
    inside = tap(top, Choice(Act.GROUP, "tp"))
    assert [one.value for one in choices(inside)] == list("ADHM")
    assert choices(taps(inside, Act.BACK)) == choices(top)


def test_groups_lie_in_groups_and_empty_or_lost_ones_are_no_dead_ends() -> None:
    standing = grouped()
    outer, inner = standing.groups
    nested = standing.model_copy(update={"groups": (outer, inner.model_copy(update={"parent": "tp"}))})
    state = taps(told(nested), Choice(Act.GROUP, "tp"), Choice(Act.GROUP, "kt"))
    assert [one.value for one in choices(state)] == list("BEKN")
    assert taps(state, Act.BACK).group == "tp" and taps(state, Act.BACK, Act.BACK).group == ""
    circle = standing.model_copy(
        update={"groups": (outer.model_copy(update={"parent": "kt"}), inner.model_copy(update={"parent": "tp"}))}
    )
    assert all(one.act in (Act.GROUP, Act.SERVICE) for one in choices(told(circle)))
    assert choices(replace(told(standing), group="gone")) == choices(told(standing))


def test_what_does_not_fit_comes_on_further_pages_and_all_of_it_is_seen() -> None:
    for large, most in ((False, A_PAGE), (True, A_PAGE_LARGE)):
        state, seen = replace(told(ungrouped()), large=large), set()
        for _ in range(6):
            assert len(choices(state)) <= most
            seen |= {one.value for one in choices(state)}
            state = tap(state, Choice(Act.MORE))
        assert seen - {""} == set("ABCDEGHKLMNR")


def test_keys_are_the_fields_in_their_order() -> None:
    state = told(snapshot())
    assert by_number(state, 3, NOW_S) == Choice(Act.SERVICE, "C") and by_number(state, 9, NOW_S) is None
    asked = taps(state, SERVICE_A)
    assert [by_number(asked, key, NOW_S) for key in (1, 2, 3)] == [Choice(Act.PLAIN), Choice(Act.FAVOURED), Choice(Act.LACKS)]
    assert by_enter(asked) == Choice(Act.PLAIN) and by_enter(state) is None


def test_after_a_number_a_key_is_the_next_citizen_s() -> None:
    shown = replace(told(snapshot()), scene=Scene.SHOWN, group="tp", last_press_s=NOW_S)
    assert by_number(shown, 2, NOW_S) == SERVICE_B
    assert tap(shown, SERVICE_B).scene is Scene.QUESTION


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (lambda: KioskState(), "offline"),
        (lambda: told(snapshot(is_open=False)), "closed"),
        (lambda: told(snapshot(printers=(PrinterView(name="x", trouble="paper_out"),), when_no_paper="refuse")), "no_numbers"),
        (lambda: told(snapshot()), ""),
    ],
)
def test_where_no_number_can_be_had_none_is_offered_but_help_is(state: Callable[[], KioskState], why: str) -> None:
    made = state()
    assert blocked(made, NOW_S) == why
    assert bool(open_choices(made, NOW_S)) is (why == "")
    assert Choice(Act.HELP) in aside(made, NOW_S)


def test_whoever_began_before_the_line_went_down_may_go_on_and_reads_an_honest_sentence() -> None:
    asked = taps(told(snapshot()), SERVICE_B)
    assert open_choices(asked, NOW_S + 60) == choices(asked)


def test_a_double_tap_is_one_answer_and_a_tap_elsewhere_the_next() -> None:
    asked = tap(told(snapshot()), SERVICE_B)
    assert tap(asked, Choice(Act.PLAIN), QUIET_S - 0.1, elsewhere=False).scene is Scene.QUESTION, (
        "the second tap on the same spot"
    )
    assert tap(asked, Choice(Act.PLAIN), ELSEWHERE_S - 0.1).scene is Scene.QUESTION, "two fingers at once"
    assert tap(asked, Choice(Act.PLAIN), ELSEWHERE_S + 0.1).scene is Scene.ASKING


def test_large_letters_last_until_somebody_else_comes() -> None:
    state = taps(told(snapshot()), Act.LARGE)
    assert state.large and state.scene is Scene.HOME
    assert taps(state, SERVICE_B).large and not taps(state, SERVICE_B, Act.HOME).large
    assert not taps(state, Act.LARGE).large


def test_help_is_everywhere_but_while_a_number_is_on_its_way() -> None:
    for scene in Scene:
        state = replace(told(snapshot()), scene=scene, service="A")
        offered = Choice(Act.HELP) in aside(state, NOW_S)
        assert offered is (scene not in (Scene.ASKING, Scene.HELP)), scene
        assert (taps(state, Act.HELP).scene is Scene.HELP) is (scene is not Scene.ASKING), scene


def test_never_more_than_four_fields_stand_at_the_foot() -> None:
    for scene in Scene:
        state = replace(told(grouped()), scene=scene, service="A", group="tp", page=1, since_s=NOW_S - 20)
        assert len(aside(state, NOW_S)) <= 4
