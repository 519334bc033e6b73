"""A kiosk with no screen: one press is one number, said; what gave none is heard and seen; a real server, and none."""

import random
from array import array
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from drivers.button.debounce import QUIET_S
from drivers.button.press import Board, Gone, Move, pressed
from drivers.clock import ManualClock
from drivers.errors import SettingError
from drivers.feed import Frame, Heard, Line
from drivers.speaker.pack import ClipPack
from drivers.speaker.tones import FAILED, GIVEN, REFUSED, TAKEN, tones
from kiosk.buttons import meaning
from kiosk.config import KioskConfig
from kiosk.glassless import BLINK_S, Glassless, number_sound, run, services_of
from kiosk.hands import Chosen, Hand, HelpWanted, KeyDown, Scanned
from kiosk.press import Given, NotGiven, Pressed, issue
from server.wire import HEARD, OfficeView, ServiceView, Snapshot, TicketView
from server.words import number_clips


def ticket(label: str = "A012", priority: bool = False) -> TicketView:
    return TicketView(
        id="t",
        service="A",
        label=label,
        state="waiting",
        issued_at=datetime(2026, 11, 30, tzinfo=UTC),
        arrival=1,
        priority=priority,
    )


class Hands:
    def __init__(self) -> None:
        self.coming: list[Hand] = []
        self.lit: list[bool] = []

    def happened(self) -> list[Hand]:
        coming, self.coming = self.coming, []
        return coming

    def light(self, on: bool) -> None:
        self.lit.append(on)


class Line_:
    def __init__(self) -> None:
        self.coming: list[Heard] = [Line.UP]

    def heard(self) -> list[Heard]:
        coming, self.coming = self.coming, []
        return coming


class Hall:
    """The kiosk, all that is around it, and what it asked and played."""

    def __init__(self, answer: Callable[[Pressed], Given | NotGiven] = lambda pressed: Given(pressed, ticket(), 0)) -> None:
        self.clock = ManualClock(datetime(2026, 11, 30, tzinfo=UTC))
        self.hands, self.line, self.answer = Hands(), Line_(), answer
        self.asked: list[Pressed] = []
        self.played: list[bytes] = []
        self.wanted: list[Any] = []
        self.kiosk = Glassless(
            hands=self.hands,
            line=self.line,
            issue=self.issue,
            sounds=self,
            voice=lambda: None,
            clock=self.clock,
            wants=self.wanted.append,
            printer="cua-sau",
            services=frozenset("AZ"),
        )

    def issue(self, pressed: Pressed) -> Given | NotGiven:
        self.asked.append(pressed)
        self.hands.coming.append(Chosen("B"))  # impatience while the ask is out
        return self.answer(pressed)

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.played.append(sound)
        return True

    def does(self, *hands: Hand, after_s: float = 5.0) -> None:
        self.clock.advance(after_s)
        self.hands.coming += hands
        self.kiosk.step()


def test_a_press_is_heard_asked_once_and_its_number_told() -> None:
    hall = Hall()
    hall.does(Chosen("A", priority=True))
    hall.does()
    assert [(one.service, one.priority, one.printer) for one in hall.asked] == [("A", True, "cua-sau")]
    assert hall.played == [tones(TAKEN), tones(GIVEN)]


def test_presses_of_the_same_hand_are_one_number_and_the_next_citizens_another() -> None:
    hall = Hall()
    hall.does(Chosen("A"), Chosen("A"))
    for _ in range(50):
        hall.does(Chosen("A"), after_s=0.1)
    assert len(hall.asked) == 1
    hall.does(Chosen("A"), after_s=1.6)
    assert len(hall.asked) == 2 and hall.asked[0].ask_id != hall.asked[1].ask_id


@pytest.mark.parametrize(("message", "notes"), [("Hết số hôm nay.", REFUSED), (None, FAILED)])
def test_what_gave_no_number_is_heard_and_blinks(message: str | None, notes: Any) -> None:
    hall = Hall(lambda pressed: NotGiven(pressed, message))
    hall.does(Chosen("A"))
    assert hall.played == [tones(TAKEN), tones(notes)]
    for _ in range(10):
        hall.does(after_s=0.125)
    assert {True, False} == set(hall.hands.lit)
    hall.does(after_s=BLINK_S)
    assert hall.hands.lit[-1]


def test_the_lights_are_out_while_the_server_is_not_heard() -> None:
    hall = Hall()
    hall.does()
    hall.line.coming = [Line.DOWN]
    hall.does()
    assert hall.hands.lit == [True, False]


def test_a_scan_that_nobody_can_answer_here_is_refused_by_ear() -> None:
    hall = Hall()
    hall.does(Scanned("x"))
    assert hall.asked == [] and hall.played == [tones(REFUSED)]


@pytest.mark.parametrize(("told", "notes"), [(True, GIVEN), (False, REFUSED)])
def test_a_call_for_help_is_heard_once_whether_or_not_the_desks_were_told(told: bool, notes: Any) -> None:
    hall, calls = Hall(), list[bool]()

    def helped() -> bool:
        calls.append(told)
        return told

    hall.kiosk._helped = helped
    hall.does(HelpWanted(), HelpWanted())
    hall.does(HelpWanted(), after_s=0.5)
    assert calls == [told] and hall.asked == [] and hall.played == [tones(TAKEN), tones(notes)]


def test_a_key_without_a_meaning_does_nothing() -> None:
    hall = Hall()
    hall.does(KeyDown("1"))
    assert hall.asked == [] and hall.played == []


def test_a_number_is_spoken_letter_by_letter_or_rung() -> None:
    names = number_clips("A012", priority=True)
    assert names[-4:] == ("chu_A", "so_0", "so_1", "so_2") and "uu_tien" in names
    clips = {name: array("h", [place + 1] * 10).tobytes() for place, name in enumerate(names)}
    sound = number_sound(ticket(priority=True), ClipPack("test", clips))
    assert sound.startswith(tones(GIVEN)) and [sound.find(clips[name]) for name in names] == sorted(
        sound.find(clips[name]) for name in names
    )
    assert number_sound(ticket("A013"), ClipPack("test", clips)) == tones(GIVEN), "half a number is none"
    assert number_sound(ticket("Ж01"), ClipPack("test", clips)) == tones(GIVEN) == number_sound(ticket(), None)


def test_a_service_that_the_office_does_not_have_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    service = ServiceView(id="A", names={"vi": "Hộ tịch"}, minutes=10, desks=(1,))
    hall, at = Hall(), datetime(2026, 11, 30, tzinfo=UTC)
    snapshot = Snapshot(
        v=1, epoch="e", seq=1, now=at, timezone="Asia/Ho_Chi_Minh", office=OfficeView(authority="x", name="y"),
        day=at.date(), is_open=True, services=(service,), desks=(), tickets=(), calls=(), voices={"vi": "m"},
    )  # fmt: skip
    hall.line.coming = [Frame(HEARD.dump_json(snapshot).decode())] * 2
    hall.does()
    assert caplog.text.count("the service Z, which the office does not have") == 1 and "service A" not in caplog.text
    assert hall.wanted == [{"vi": "m"}] * 2


def test_presses_reach_a_real_server_and_its_absence_is_heard(live_server: Callable[..., Any]) -> None:
    server = live_server()
    hall = Hall(lambda pressed: issue(pressed, server.url, give_up_after_s=0.4))
    hall.kiosk._printer = ""
    for _ in range(3):
        hall.does(Chosen("A"))
    assert [one.label for one in server.running.office.view.tickets.values()] == ["A001", "A002", "A003"]
    server.stop()
    hall.does(Chosen("A"))
    assert hall.played[-1] == tones(FAILED)


def test_buttons_that_mean_nothing_are_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="moiso kiosk learn"):
        run(KioskConfig())
    assert services_of(KioskConfig(buttons={"usb:kp1": "A priority", "gpio:17": "A", "gpio:2": "help", "usb:f1": "B"})) == {
        "A",
        "B",
    }


@pytest.mark.parametrize("seed", range(3))
def test_ten_thousand_random_moves_leave_nothing_stuck_and_no_two_numbers_close_together(seed: int) -> None:
    hall, spread, board = Hall(), random.Random(seed), Board()
    names = {"usb:kp1": "A", "usb:kp2": "B", "usb:kp3": "help", "gpio:17": "C priority"}
    at_s: list[float] = []

    def moved(*moves: Move | Gone) -> None:
        nonlocal board
        board, presses = pressed(board, moves, hall.clock.monotonic_s())
        hall.hands.coming += [hand for one in presses if (hand := meaning(one, names))]
        before = len(hall.asked)
        hall.kiosk.step()
        at_s.extend([hall.clock.monotonic_s()] * (len(hall.asked) - before))

    for _ in range(10_000):
        hall.clock.advance(spread.choice([0.001, 0.02, 0.1, 0.4]))
        move = Move(spread.choice([*names, "usb:kp9"]), spread.random() < 0.5, hall.clock.monotonic_s())
        moved(*([Gone("")] if spread.random() < 0.01 else [move]))
    assert len(at_s) > 100 and min(late - soon for soon, late in pairwise(at_s)) >= QUIET_S
    moved(*[Move(name, False, hall.clock.monotonic_s()) for name in [*names, "usb:kp9"]])
    hall.clock.advance(5)
    moved()
    hall.clock.advance(5)
    before = len(hall.asked)
    moved(*[Move("usb:kp1", down, hall.clock.monotonic_s()) for down in (True, False)])
    hall.clock.advance(1)
    moved()
    assert len(hall.asked) == before + 1
