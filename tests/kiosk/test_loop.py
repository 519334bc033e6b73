"""The kiosk's loop: fingers and keys in, one ask out, the picture follows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drivers.clock import ManualClock
from drivers.feed import Frame, Heard
from drivers.screen.ops import Closed, DrawList, Happened, KeyPressed, Text, Touched
from kiosk.loop import Asker, Loop
from kiosk.press import Given, NotGiven, Pressed
from kiosk.state import Scene
from server.wire import HEARD, OfficeView, ServiceView, Snapshot, TicketView
from server.words import Words

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Panel:
    """A screen and a line that remember and are told."""

    size = (1280, 800)

    def __init__(self) -> None:
        self.frames: list[Heard] = []
        self.doing: list[Happened] = []
        self.seen: DrawList = ()
        self.agains = 0
        self.saved: list[Path] = []

    def heard(self) -> list[Heard]:
        frames, self.frames = self.frames, []
        return frames

    def again(self) -> None:
        self.agains += 1

    def show(self, ops: DrawList) -> bool:
        new, self.seen = ops != self.seen, ops
        return new

    def happened(self) -> list[Happened]:
        doing, self.doing = self.doing, []
        return doing

    def wait_frame(self, frames_per_s: int) -> None: ...

    def save(self, path: Path) -> None:
        self.saved.append(path)

    def says(self) -> list[str]:
        return [op.text for op in self.seen if isinstance(op, Text)]


class Room:
    """A kiosk loop, its panel, its clock and the asks that went out."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.asked: list[Pressed] = []
        self.fails = False
        self.panel, self.clock = Panel(), ManualClock(EIGHT)
        self.asker = Asker(self._issue)
        self.loop = Loop(
            screen=self.panel,
            line=self.panel,
            asker=self.asker,
            words=Words("vi"),
            clock=self.clock,
            keys=keys,
            printer="",
            picture_file=Path("x.png"),
        )
        services = tuple(ServiceView(id=one, names={"vi": one}, minutes=10, desks=(1,)) for one in "ABC")
        snapshot = Snapshot(
            v=1, epoch="e", seq=2, now=EIGHT, timezone="Asia/Ho_Chi_Minh", office=OfficeView(authority="x", name="y"),
            day=EIGHT.date(), is_open=True, services=services, desks=(), tickets=(), calls=(),
        )  # fmt: skip
        self.panel.frames.append(Frame(HEARD.dump_json(snapshot).decode()))
        self.step()

    def _issue(self, pressed: Pressed) -> Given | NotGiven:
        self.asked.append(pressed)
        if self.fails:
            raise RuntimeError("a fault of ours")
        ticket = TicketView(
            id="t",
            service=pressed.service,
            label=f"{pressed.service}00{len(self.asked)}",
            state="waiting",
            issued_at=EIGHT,
            arrival=3,
        )
        return Given(pressed, ticket, 0)

    def step(self, *doing: Happened) -> bool:
        self.panel.doing += doing
        self.clock.advance(1 / 30)
        return self.loop.step()

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)


@pytest.fixture
def new_room() -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def make(keys: dict[str, str] | None = None) -> Room:
        made.append(Room(keys or {}))
        return made[-1]

    yield make
    for room in made:
        room.asker.stop()


@pytest.fixture
def room(new_room: Callable[..., Room]) -> Room:
    return new_room()


def test_a_key_stands_for_a_button(room: Room, eventually: Any) -> None:
    room.step(KeyPressed("2"))
    eventually(lambda: (room.step(), "B001" in room.panel.says())[1])
    assert [one.service for one in room.asked] == ["B"]


def test_keys_may_be_mapped(new_room: Callable[..., Room], eventually: Any) -> None:
    room = new_room({"enter": "C"})
    room.step(KeyPressed("1"))
    room.step(KeyPressed("enter"))
    eventually(lambda: (room.step(), "C001" in room.panel.says())[1])


def test_a_bouncing_key_and_ten_fingers_are_one_press(room: Room, eventually: Any) -> None:
    for _ in range(10):
        room.step(KeyPressed("1"), KeyPressed("1"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    room.step(KeyPressed("1"))
    assert len(room.asked) == 1
    room.wait(2)
    room.step(KeyPressed("1"))
    eventually(lambda: (room.step(), "A002" in room.panel.says())[1])


def test_a_key_that_means_nothing_does_nothing(room: Room) -> None:
    assert room.step(KeyPressed("q"), KeyPressed("9"), Touched(1, 1))
    assert room.loop.state.scene is Scene.HOME and room.asked == []


def test_a_fault_while_asking_is_an_honest_sentence_and_the_next_press_works(room: Room, eventually: Any) -> None:
    room.fails = True
    room.step(KeyPressed("1"))
    eventually(lambda: (room.step(), any("Máy chủ chưa trả lời" in text for text in room.panel.says()))[1])
    room.fails = False
    room.wait(3)
    room.step(KeyPressed("1"))
    eventually(lambda: (room.step(), "A002" in room.panel.says())[1])


def test_the_picture_is_kept_when_it_changes_and_only_then(room: Room) -> None:
    before = len(room.panel.saved)
    for _ in range(20):
        room.step()
    assert len(room.panel.saved) == before == 1


def test_a_gap_takes_the_line_up_anew_and_noise_is_passed_over(room: Room) -> None:
    room.panel.frames += [Frame("{"), Frame('{"t":"tick","now":"2026-11-23T01:00:00Z","seq":99}')]
    assert room.step() and room.panel.agains == 1


def test_closing_the_window_ends_the_loop(room: Room) -> None:
    assert not room.step(Closed())
