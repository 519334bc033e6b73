"""Nobody is ever lost: ten thousand random touches, keys, buttons, scans and answers, and at the end of each silence the kiosk stands at home."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.kiosk_scenes import BOOK, EIGHT, EMPTY, LANGUAGES, NOW_S, grouped, snapshot, told, ungrouped
from kiosk.choices import acted, aside, by_number, choices
from kiosk.press import Given, Helped, NotGiven, Pressed
from kiosk.scanned import Citizen, Dossier, Unknown
from kiosk.scans import scanned
from kiosk.scenes import picture, places
from kiosk.search import looked_up, shelved, wanted
from kiosk.state import ASKING_S, Act, Choice, KioskState, Scene, answered, chose, heard, passed, rested, tapped
from server.wire import Snapshot, TicketView
from server.wire.kiosk import KioskView
from server.wire.procedures import look_up
from server.words import Words

TOUCHES = 10_000
LOST_AFTER_S = 60.0
VI = Words("vi")
OFFICES: tuple[Snapshot, ...] = (
    snapshot(),
    grouped(),
    ungrouped(),
    snapshot(kiosk=KioskView(languages=LANGUAGES)),
    snapshot(kiosk=KioskView(asks_priority=False, theme="large")),
    snapshot(printers=(EMPTY,), when_no_paper="refuse"),
    snapshot(is_open=False),
)
SIZES = ((800, 480), (1080, 1920))


class Hall:
    """A kiosk, its clock, the asks that are out, and whoever comes by. `chance` decides what they do."""

    def __init__(self, chance: random.Random, office: Snapshot) -> None:
        self.chance = chance
        self.now_s = NOW_S
        self.state = told(office, book=BOOK)
        self.asks: list[Pressed] = []
        self.made = 0
        self.doings: tuple[Callable[[], KioskState], ...] = (
            self.touch, self.touch, self.touch, self.touch, self.key, self.button, self.scan, self.answer, self.tick, self.news, self.search
        )  # fmt: skip

    def press(self, service: str, priority: bool, language: str) -> Pressed:
        self.made += 1
        return Pressed(f"press-{self.made:06}", service, priority, "", language)

    def touch(self) -> KioskState:
        size = self.chance.choice(SIZES)
        x, y = self.chance.randrange(size[0]), self.chance.randrange(size[1])
        there = (one for one, rect in places(self.state, self.now_s, size, VI) if rect.holds(x, y))
        choice = next(there, None)
        if choice is None:
            return tapped(self.state, self.now_s)
        return acted(self.state, choice, self.now_s, self.press, elsewhere=self.chance.random() < 0.7)

    def key(self) -> KioskState:
        choice = by_number(self.state, self.chance.randint(1, 9), self.now_s) or Choice(self.chance.choice([Act.BACK, Act.HELP]))
        return acted(replace(self.state, numbered=True), choice, self.now_s, self.press, elsewhere=self.chance.random() < 0.5)

    def button(self) -> KioskState:
        return chose(self.state, self.press("A", self.chance.random() < 0.2, self.state.language), self.now_s)

    def scan(self) -> KioskState:
        day = date(2026, 11, self.chance.randint(20, 28))
        found = self.chance.choice([Citizen(self.chance.randint(0, 100)), Dossier("H13-261101-0042", day, day), Unknown()])
        return scanned(self.state, found, self.now_s, self.press)

    def answer(self) -> KioskState:
        asked = self.chance.choice([*self.asks[-20:], *self.asks[-1:] * 20]) if self.asks else Pressed("press-of-nobody", "A")
        ticket = TicketView(
            id="t", service=asked.service, label="A012", state="waiting", issued_at=EIGHT, arrival=3, paper="queued"
        )
        answers = [
            Given(asked, ticket, 2),
            NotGiven(asked, "Hôm nay đã nhận đủ."),
            NotGiven(asked, None),
            Helped(True),
            Helped(False),
        ]
        return answered(self.state, self.chance.choice(answers), self.now_s)

    def search(self) -> KioskState:
        """What was typed is looked up; now and then the book is another one, or gone."""
        if self.chance.random() < 0.03:
            return shelved(self.state, self.chance.choice([BOOK, BOOK, None]))
        keys = wanted(self.state)
        return looked_up(self.state, keys, look_up(BOOK, keys)) if keys is not None else self.state

    def tick(self) -> KioskState:
        return heard(self.state, OFFICES[0], self.now_s) or self.state

    def news(self) -> KioskState:
        """The office changed something, at the worst moment."""
        return heard(self.state, self.chance.choice(OFFICES), self.now_s) if self.chance.random() < 0.1 else self.state  # type: ignore[return-value]

    def go_on(self) -> None:
        """Something happens, or nothing for a while."""
        if self.chance.random() < 0.9:  # the server is heard, mostly
            self.state = replace(self.state, heard_s=self.now_s)
        before = self.state
        assert before.at_rest is (before == replace(rested(before), since_s=before.since_s))
        self.now_s += self.chance.choice([0.01, 0.2, 0.5, 2.0, 2.0, 7.0])
        self.state = passed(self.chance.choice(self.doings)(), self.now_s)
        if self.state.scene is Scene.ASKING and self.state.pressed is not before.pressed and self.state.pressed is not None:
            assert before.scene is not Scene.ASKING, "one press at a time"
            self.asks.append(self.state.pressed)

    def falls_silent(self) -> float:
        """Nobody comes; how long until it stands as nobody had touched it."""
        began_s = self.now_s
        while not self.state.at_rest:
            self.now_s += 0.5
            self.state = passed(self.state, self.now_s)
            assert self.now_s - began_s <= LOST_AFTER_S, f"stuck in {self.state.scene}"
        return self.now_s - began_s


@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_touches_leave_nobody_stuck(seed: int) -> None:
    hall = Hall(random.Random(seed), OFFICES[seed])
    seen = set()
    for touch in range(TOUCHES):
        hall.go_on()
        seen.add(hall.state.scene)
        if touch % 25 == 0:
            hall.falls_silent()
        if touch % 50 == 0:
            assert picture(hall.state, hall.now_s, SIZES[touch // 50 % 2], VI)
    assert len({one.ask_id for one in hall.asks}) == len(hall.asks), "no press goes out twice"
    assert seen >= {Scene.HOME, Scene.SEARCH, Scene.PROCEDURE, Scene.ASKING, Scene.SHOWN, Scene.TROUBLE, Scene.HELP}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), office=st.sampled_from(OFFICES), steps=st.integers(1, 60))
def test_however_it_came_there_silence_leads_home_and_something_can_always_be_done(
    seed: int, office: Snapshot, steps: int
) -> None:
    hall = Hall(random.Random(seed), office)
    for _ in range(steps):
        hall.go_on()
        if hall.state.scene is not Scene.ASKING:
            assert aside(hall.state, hall.now_s), "help, or the way home"
        if hall.state.scene in (Scene.QUESTION, Scene.MISSING):
            assert choices(hall.state)
    assert hall.falls_silent() <= LOST_AFTER_S
    assert ASKING_S < LOST_AFTER_S
