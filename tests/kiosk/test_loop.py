"""The kiosk's loop: fingers and keys in, one ask out, the picture follows."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bench.kiosk_scenes import BOOK, snapshot
from drivers.clock import ManualClock
from drivers.feed import Frame, Heard
from drivers.screen.ops import Closed, DrawList, Happened, KeyPressed, Rect, Text, Touched
from kiosk.book import Found
from kiosk.guide import Clip, Speech
from kiosk.hands import Chosen, Hand, HelpWanted, KeyDown, Scanned
from kiosk.loop import ASKS, Asker, Loop
from kiosk.press import Given, HelpCall, Helped, NotGiven, Pressed
from kiosk.scenes import places
from kiosk.state import Act, KioskState, Scene
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


def test_two_touches_give_a_number_and_a_double_tap_answers_no_question(room: Room, eventually: Any) -> None:
    room.whole_centre()
    rect = room.where(Act.SERVICE, "B")
    twice = Touched(rect.x + rect.width // 2, rect.y + rect.height // 2)
    room.step(twice)
    for _ in range(20):
        room.step(twice)
    assert room.loop.state.scene is Scene.QUESTION and room.asked == []
    room.wait(0.4)
    room.touch(Act.PLAIN)
    eventually(lambda: (room.step(), "B001" in room.panel.says())[1])
    assert [(one.service, one.priority) for one in room.asked] == [("B", False)]


def test_a_touch_beside_everything_says_nothing_and_keeps_nobody_waiting(room: Room) -> None:
    room.whole_centre()
    room.step(Touched(1, 1))
    room.wait(0.4)
    room.touch(Act.SERVICE, "B")
    assert room.loop.state.scene is Scene.QUESTION


def test_help_goes_to_the_desks_once_and_what_became_of_it_is_shown(room: Room, eventually: Any) -> None:
    room.touch(Act.HELP)
    assert any("Đang báo cán bộ" in text for text in room.panel.says())
    eventually(lambda: (room.step(), any("Cán bộ đang đến" in text for text in room.panel.says()))[1])
    room.step(KeyPressed("f1"))
    assert room.called == [HelpCall("kiosk")]


def test_help_that_could_not_be_called_is_said(room: Room, eventually: Any) -> None:
    room.fails = True
    room.hand(HelpWanted())
    eventually(lambda: (room.step(), any("Chưa báo được" in text for text in room.panel.says()))[1])


def test_a_button_asks_nothing_and_held_long_it_is_priority(room: Room, eventually: Any) -> None:
    room.whole_centre()
    room.hand(Chosen("A", priority=True))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert [(one.service, one.priority) for one in room.asked] == [("A", True)]


def test_the_whole_flow_by_keypad_with_the_keys_on_the_glass(room: Room, eventually: Any) -> None:
    room.whole_centre()
    room.hand(KeyDown("1"))
    assert room.loop.state.scene is Scene.QUESTION and {"1", "2", "3"} <= set(room.panel.says())
    room.wait(1)
    room.hand(KeyDown("back"))
    room.wait(1)
    room.hand(KeyDown("1"))
    room.wait(1)
    room.hand(KeyDown("2"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert [(one.service, one.priority) for one in room.asked] == [("A", True)]
    room.wait(2)
    room.hand(KeyDown("enter"))
    assert room.loop.state.scene is Scene.HOME


def test_a_scanned_card_gives_priority_and_the_text_is_gone(room: Room) -> None:
    room.whole_centre()
    card = "092040000001||NGUYỄN VĂN A|01011940|Nam|Ấp 1|15042021"
    room.hand(Scanned(card))
    assert room.loop.state.favoured and any("Ông/bà được ưu tiên" in text for text in room.panel.says())
    assert "0920" not in repr(room.loop.state)


def test_the_lights_are_on_while_a_press_is_welcome(room: Room, eventually: Any) -> None:
    assert room.devices.lights == [True]
    room.hand(Chosen("A"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert room.devices.lights[:3] == [True, False, True]
    room.wait(60)
    room.step()
    assert room.devices.lights[-1] is False, "the server is silent"


def test_each_new_scene_is_told_to_whoever_speaks_and_a_touch_hears_no_menu(room: Room, eventually: Any) -> None:
    room.whole_centre()
    room.touch(Act.SERVICE, "B")
    room.touch(Act.PLAIN)
    room.wait(0.5)
    room.touch(Act.PLAIN)
    eventually(lambda: (room.step(), "B001" in room.panel.says())[1])
    room.wait(30)
    room.step()
    assert room.mouth.said == [["question"], [], ["yours"], []], "nobody is talked to who is not there"


def test_whoever_works_it_by_keys_hears_the_choices_and_any_key_reads_them_again(room: Room, eventually: Any) -> None:
    room.whole_centre()
    menu = ["choose", *["key"] * 8, "keys"]
    for key in ("back", "enter"):
        room.hand(KeyDown(key))
        assert room.loop.state.scene is Scene.HOME and room.mouth.said[-1] == menu
        room.wait(2)
    room.hand(KeyDown("1"))
    assert room.mouth.said[-1] == ["question", "key", "key", "key", "keys", "bring", *["own"] * 4]
    room.wait(2)
    room.hand(KeyDown("1"))
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert room.mouth.said[-2:] == [[], ["yours", "yours"]]
    room.wait(30)
    room.step()
    assert room.mouth.said[-1] == [] and not room.loop.state.listens
    room.whole_centre()
    room.step(KeyPressed("0"))
    assert room.mouth.said[-1] == menu, "a keypad that is a keyboard, too"


def test_a_procedure_is_typed_on_the_glass_found_and_leads_to_a_number(room: Room, eventually: Any) -> None:
    room.whole_centre()
    room.shelf.there = BOOK
    room.step()
    room.touch(Act.FIND)
    for letter in "keets":
        room.wait(0.16)
        room.touch(Act.TYPED, letter)
    room.step()
    assert room.loop.state.typed == "keets" and "Đăng ký kết hôn" in room.panel.says()
    room.wait(0.4)
    room.touch(Act.PROCEDURE, "0")
    room.wait(2)
    room.touch(Act.SERVICE, "A")
    room.wait(2)
    room.touch(Act.PLAIN)
    eventually(lambda: (room.step(), "A001" in room.panel.says())[1])
    assert room.shelf.marks == ["", ""], "the mark of each snapshot"


def test_a_real_keyboard_types_as_fast_as_anybody_can_and_its_digits_choose(room: Room) -> None:
    room.whole_centre()
    room.shelf.there = BOOK
    room.step(KeyPressed("k"))
    assert room.loop.state.scene is Scene.HOME, "letters type in the search alone"
    room.touch(Act.FIND)
    room.step(*(KeyPressed(key) for key in ("k", "h", "a", "a", "backspace", "i", "space", "s")))
    assert room.loop.state.typed == "khai s"
    room.step()
    assert room.loop.state.found == look_up(BOOK, "khai s")
    room.wait(1)
    room.step(KeyPressed("return"))
    assert room.loop.state.scene is Scene.PROCEDURE
    room.wait(1)
    room.step(KeyPressed("0"))
    room.step(*(KeyPressed("backspace") for _ in range(6)))
    assert room.loop.state.scene is Scene.SEARCH and room.loop.state.typed == ""
    room.wait(2)
    room.step(KeyPressed("backspace"))
    assert room.loop.state.scene is Scene.HOME


def test_an_asker_whose_server_hangs_answers_that_it_failed() -> None:
    hangs = threading.Event()
    asker = Asker(lambda pressed: NotGiven(pressed, str(hangs.wait(20))))
    for number in range(ASKS + 3):
        asker.put(Pressed(f"press-{number:04}", "A"))
    failed = asker.answers()
    hangs.set()
    asker.stop()
    assert failed and all(isinstance(one, NotGiven) and one.message is None for one in failed)
