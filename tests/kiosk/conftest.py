"""The kiosk's loop in a room: a panel, devices, a shelf and a mouth that are told and remember."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.kiosk_scenes import snapshot
from drivers.clock import ManualClock
from drivers.feed import Frame, Heard
from drivers.screen.ops import DrawList, Happened, Rect, Text, Touched
from kiosk.book import Found
from kiosk.guide import Clip, Speech
from kiosk.hands import Hand
from kiosk.loop import Asker, Loop
from kiosk.press import Given, HelpCall, Helped, NotGiven, Pressed
from kiosk.scenes import places
from kiosk.state import Act, KioskState
from server.wire import HEARD, OfficeView, ServiceView, Snapshot, TicketView
from server.wire.procedures import ProcedureBook, look_up
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


class Devices:
    """Hands that do what they are told, and remember their light."""

    def __init__(self) -> None:
        self.doing: list[Hand] = []
        self.lights: list[bool] = []

    def happened(self) -> list[Hand]:
        doing, self.doing = self.doing, []
        return doing

    def light(self, on: bool) -> None:
        self.lights.append(on)


class Shelf:
    """A book that is there, and a search that has found it by the next frame."""

    def __init__(self) -> None:
        self.there: ProcedureBook | None = None
        self.marks: list[str] = []
        self._found: list[Found] = []

    def book(self) -> ProcedureBook | None:
        return self.there

    def want(self, mark: str) -> None:
        self.marks.append(mark)

    def ask(self, book: ProcedureBook, keys: str) -> None:
        self._found.append((book, keys, look_up(book, keys)))

    def found(self) -> Found | None:
        return self._found.pop(0) if self._found else None


class Mouth:
    """Remembers what it was told to say: the first clip of each sentence, without its say_."""

    def __init__(self) -> None:
        self.said: list[list[str]] = []

    def say(self, speech: Speech) -> None:
        firsts = (sentence.parts[0] for sentence in speech)
        self.said.append([one.name.removeprefix("say_") if isinstance(one, Clip) else "own" for one in firsts])

    def step(self, state: KioskState) -> None: ...


class Room:
    """A kiosk loop, its panel, its clock and the asks that went out."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.called: list[HelpCall] = []
        self.mouth = Mouth()
        self.devices = Devices()
        self.shelf = Shelf()
        self.asked: list[Pressed] = []
        self.fails = False
        self.panel, self.clock = Panel(), ManualClock(EIGHT)
        self.asker = Asker(self._issue, self._call)
        self.loop = Loop(
            screen=self.panel,
            line=self.panel,
            asker=self.asker,
            words=Words("vi"),
            clock=self.clock,
            keys=keys,
            printer="",
            picture_file=Path("x.png"),
            hands=self.devices,
            says=self.mouth,
            books=self.shelf,
            finder=self.shelf,
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

    def _call(self, call: HelpCall) -> Helped:
        self.called.append(call)
        return Helped(told=not self.fails)

    def whole_centre(self) -> None:
        """A snapshot with something to ask."""
        self.panel.frames.append(Frame(HEARD.dump_json(snapshot()).decode()))
        self.step()

    def hand(self, *doing: Hand) -> None:
        self.devices.doing += doing
        self.step()

    def where(self, act: Act, value: str = "") -> Rect:
        there = places(self.loop.state, self.clock.monotonic_s(), self.panel.size, Words("vi"))
        return next(rect for one, rect in there if one.act is act and value in ("", one.value))

    def touch(self, act: Act, value: str = "") -> None:
        rect = self.where(act, value)
        self.step(Touched(rect.x + rect.width // 2, rect.y + rect.height // 2))

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
