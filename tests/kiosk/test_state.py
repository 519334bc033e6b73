"""One press, one ask: the table and the clock of the kiosk."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from drivers.button.debounce import QUIET_S
from kiosk.press import Given, Helped, NotGiven, Pressed, new_press
from kiosk.state import (
    ASKING_S,
    HELP_S,
    IDLE_S,
    SHOWN_PRINTING_S,
    SHOWN_S,
    TABLE,
    TAKE_S,
    TROUBLE_S,
    WARNING_S,
    Happening,
    KioskState,
    Scene,
    answered,
    chose,
    heard,
    passed,
    tapped,
)
from server.wire import News, OfficeView, ServiceFacts, ServiceView, Snapshot, TicketView
from server.wire.kiosk import KioskView

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def ticket(**over: Any) -> TicketView:
    facts = {
        "id": "2026-11-23-A012",
        "service": "A",
        "label": "A012",
        "state": "waiting",
        "issued_at": EIGHT,
        "arrival": 3,
        "paper": "queued",
    }
    return TicketView(**{**facts, **over})


def snapshot() -> Snapshot:
    service = ServiceView(id="A", names={"vi": "Hộ tịch"}, minutes=10, desks=(1,))
    office = OfficeView(authority="x", name="y")
    return Snapshot(
        v=1, epoch="e", seq=2, now=EIGHT, timezone="Asia/Ho_Chi_Minh", office=office, day=date(2026, 11, 23), is_open=True,
        services=(service,), desks=(), tickets=(), calls=(),
    )  # fmt: skip


def pressed(state: KioskState, at_s: float) -> tuple[KioskState, bool]:
    """A press at that second, and whether an ask goes out."""
    press = new_press("A")
    after = chose(state, press, at_s)
    return after, after.pressed is press


def given(state: KioskState, at_s: float) -> KioskState:
    assert state.pressed is not None
    return answered(state, Given(state.pressed, ticket(), 4), at_s)


def test_a_press_goes_out_once() -> None:
    state, goes = pressed(KioskState(), 10.0)
    assert goes and state.scene is Scene.ASKING


@pytest.mark.parametrize("bounce_s", [0.001, 0.05, 0.4, QUIET_S - 0.01])
def test_a_bouncing_button_and_a_double_tap_are_one_press(bounce_s: float) -> None:
    state, _ = pressed(KioskState(), 10.0)
    state, goes = pressed(state, 10.0 + bounce_s)
    assert not goes
    state, goes = pressed(given(state, 10.0 + bounce_s), 10.0 + 2 * bounce_s)
    assert not goes, "nor when the answer came in between"


def test_a_button_held_down_for_a_minute_is_one_press() -> None:
    state, _ = pressed(KioskState(), 10.0)
    state = given(state, 10.1)
    for step in range(1, 60):
        state, goes = pressed(passed(state, 10.0 + step), 10.0 + step)
        assert not goes, step


def test_while_asking_no_other_press_goes_out_however_long_it_takes() -> None:
    state, _ = pressed(KioskState(), 10.0)
    for later in (13.0, 16.0, 19.0):
        state, goes = pressed(state, later)
        assert not goes


def test_the_next_citizen_at_a_real_button_need_not_wait_for_the_picture() -> None:
    state, _ = pressed(KioskState(), 10.0)
    state, goes = pressed(given(state, 10.2), 13.0)
    assert goes


def test_a_tap_on_the_number_goes_home_and_gives_no_second_number() -> None:
    state, _ = pressed(KioskState(), 10.0)
    state = tapped(given(state, 10.2), 13.0)
    assert state.scene is Scene.HOME


def shown_with(paper: str, trouble: str = "") -> KioskState:
    state = heard(KioskState(), snapshot(), 9.0)
    assert state is not None
    state, _ = pressed(state, 10.0)
    state = given(state, 10.2)
    news = News(seq=3, at=EIGHT, kind="paper_noted", ticket=ticket(paper=paper, paper_trouble=trouble))
    after = heard(state, news, 10.3)
    assert after is not None
    return after


@pytest.mark.parametrize(
    ("paper", "trouble"), [("printed", ""), ("unconfirmed", "mute"), ("queued", "paper_out"), ("sending", "hot")]
)
def test_the_number_goes_away_by_itself(paper: str, trouble: str) -> None:
    state = shown_with(paper, trouble)
    assert passed(state, 10.1 + SHOWN_S).scene is Scene.SHOWN
    assert passed(state, 10.3 + SHOWN_S).scene is Scene.HOME


def test_the_number_stays_while_its_paper_is_on_its_way_and_a_little_longer() -> None:
    state = shown_with("sending")
    assert passed(state, 22.0).scene is Scene.SHOWN, "a slow line takes twelve seconds"
    printed = heard(state, News(seq=4, at=EIGHT, kind="paper_noted", ticket=ticket(paper="printed")), 22.0)
    assert printed is not None
    assert passed(printed, 21.9 + TAKE_S).scene is Scene.SHOWN
    assert passed(printed, 22.1 + TAKE_S).scene is Scene.HOME
    assert passed(state, 10.3 + SHOWN_PRINTING_S).scene is Scene.HOME, "and not for ever"


def test_the_answer_to_another_press_is_not_shown() -> None:
    state, _ = pressed(KioskState(), 10.0)
    other = Pressed("somebody-elses", "A")
    assert answered(state, Given(other, ticket(), 0), 11.0) is state


def test_a_refusal_is_shown_in_the_servers_words() -> None:
    state, _ = pressed(KioskState(), 10.0)
    assert state.pressed is not None
    state = answered(state, NotGiven(state.pressed, "Hôm nay đã kết thúc"), 10.1)
    assert (state.scene, state.message) == (Scene.TROUBLE, "Hôm nay đã kết thúc")


def test_what_became_of_the_paper_is_heard_later() -> None:
    state = heard(KioskState(), snapshot(), 9.0)
    assert state is not None
    state, _ = pressed(state, 10.0)
    state = given(state, 10.1)
    assert state.paper() == ("queued", "")
    news = News(seq=3, at=EIGHT, kind="paper_noted", ticket=ticket(paper="queued", paper_trouble="paper_out"))
    after = heard(state, news, 10.2)
    assert after is not None and after.paper() == ("queued", "paper_out")


def test_a_silent_server_is_noticed() -> None:
    state = heard(KioskState(), snapshot(), 9.0)
    assert state is not None and not state.offline(14.0) and state.offline(16.0)


def test_every_scene_is_left_again() -> None:
    for scene in Scene:
        assert [row for row in TABLE if row[0] is scene], scene
    assert {row[1] for row in TABLE} == set(Happening)


def test_the_table_is_drawn_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "kiosk" / "README.md").read_text()
    drawn = "\n".join(
        ["| scene | what happens → scene |", "|---|---|"]
        + [
            f"| {scene} | {' · '.join(f'{row[1]} → {after}' for row, after in TABLE.items() if row[0] is scene)} |"
            for scene in Scene
        ]
    )
    assert drawn in readme, drawn


def test_no_scene_is_a_dead_end() -> None:
    """From each one time alone leads home, and home within a minute."""
    for scene in Scene:
        state = replace(KioskState(), scene=scene, since_s=10.0, last_press_s=10.0, group="gone")
        at_s = 10.0
        while not state.at_rest:
            at_s += 1.0
            state = passed(state, at_s)
            assert at_s <= 70.0, scene


def test_whoever_does_nothing_goes_home_and_sees_the_last_seconds() -> None:
    state = replace(KioskState(), group="tp", since_s=10.0, last_press_s=12.0)
    assert state.left_s(12.0 + IDLE_S - WARNING_S - 0.1) is None
    assert [state.left_s(12.0 + IDLE_S - left) for left in (10.0, 4.2, 0.0)] == [10, 5, 0]
    assert not passed(state, 11.9 + IDLE_S).at_rest and passed(state, 12.1 + IDLE_S).at_rest


def test_a_kiosk_that_nobody_touched_counts_no_seconds() -> None:
    state = heard(KioskState(), snapshot(), 9.0)
    assert state is not None and state.at_rest and state.left_s(1e6) is None and passed(state, 1e6) is state


def test_several_languages_are_asked_for_as_soon_as_the_office_wants_them() -> None:
    state = heard(KioskState(own_language="km", language="km"), snapshot(), 9.0)
    assert state is not None and (state.scene, state.language) == (Scene.HOME, "km"), "one language: the kiosk's own"
    several = snapshot().model_copy(update={"kiosk": KioskView(languages=("vi", "en", "vi"))})
    state = heard(state, several, 10.0)
    assert state is not None and (state.scene, state.language, state.languages) == (Scene.LANGUAGE, "vi", ("vi", "en"))


def test_news_of_the_office_disturb_nobody_who_is_on_the_way() -> None:
    state = heard(KioskState(), snapshot(), 9.0)
    assert state is not None
    asked = replace(state, scene=Scene.QUESTION, service="A", language="km", since_s=10.0)
    after = heard(asked, snapshot(), 11.0)
    assert after is not None and (after.scene, after.service, after.language) == (Scene.QUESTION, "A", "km")
    gone = heard(asked, snapshot().model_copy(update={"services": ()}), 11.0)
    assert gone is not None and gone.at_rest, "what was asked about is not there any more"


def test_a_number_that_comes_after_all_is_shown_to_whom_it_belongs() -> None:
    state, _ = pressed(KioskState(), 10.0)
    late = passed(state, 10.0 + ASKING_S)
    assert late.scene is Scene.TROUBLE
    assert given(late, 31.0).scene is Scene.SHOWN
    home = passed(late, 31.0 + TROUBLE_S)
    assert home.scene is Scene.HOME and given(home, 41.0) is home


def test_whether_help_was_called_is_told_while_it_is_shown() -> None:
    state = replace(KioskState(), scene=Scene.HELP, since_s=10.0)
    assert answered(state, Helped(told=True), 11.0).helped is True
    assert answered(KioskState(), Helped(told=True), 11.0).helped is None
    assert passed(state, 10.0 + HELP_S).at_rest


def test_the_office_s_time_is_the_server_s_and_nobody_s_while_it_is_doubted() -> None:
    state = heard(KioskState(), snapshot(), 9.0)
    assert state is not None
    local = state.local(69.0)
    assert local is not None and f"{local:%H:%M}" == "08:01"
    doubted = heard(state, snapshot().model_copy(update={"clock_doubt": "back"}), 9.0)
    assert doubted is not None and doubted.local(69.0) is None


def test_the_wait_that_was_said_is_kept_with_the_press() -> None:
    facts = (ServiceFacts(service="A", waiting=4, wait_min=(30, 45)),)
    state = heard(KioskState(), snapshot().model_copy(update={"facts": facts}), 9.0)
    assert state is not None
    assert pressed(state, 10.0)[0].wait_min == (30, 45)
