"""The screen's face: what it tells the server, when it asks to be let in, pictures, films, the television."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from display.showing import Beside, Showing
from drivers.clock import ManualClock
from drivers.screen.ops import Decoded, DrawList, Happened, Picture, Text
from server.wire.heard import MediaView
from server.wire.said import Shown, said
from server.words import Words

FILM, IMAGE = "f" * 16, "a" * 16
FRAME = Decoded((4, 2), bytes(24))


class Glass:
    """A screen that remembers."""

    size = (1920, 1080)

    def __init__(self) -> None:
        self.shown: DrawList = ()
        self.kept: dict[str, Decoded] = {}

    def show(self, ops: DrawList) -> bool:
        self.shown = ops
        return True

    def happened(self) -> list[Happened]:
        return []

    def wait_frame(self, frames_per_s: int) -> None: ...
    def save(self, path: Path) -> None: ...

    def keep(self, name: str, picture: Decoded) -> None:
        self.kept[name] = picture

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)

    def texts(self) -> str:
        return "\n".join(op.text for op in self.shown if isinstance(op, Text))


class House:
    """Everything beside the glass, in one."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.code = ""
        self.asked = 0
        self.on: bool | None = None
        self.files: dict[str, Path] = {}
        self.fresh: list[tuple[str, Decoded | None]] = []
        self.films: list[House.Film] = []
        self.wanted: tuple[MediaView, ...] = ()

    class Film:
        def __init__(self) -> None:
            self.playing, self.stopped = True, False

        def frame(self) -> Decoded | None:
            return FRAME

        def stop(self) -> None:
            self.stopped = True

    def say(self, text: str) -> None:
        self.told.append(text)

    def want(self, what: Any) -> None:
        if isinstance(what, bool):
            self.on = what
        else:
            self.wanted = what

    def taken(self) -> list[tuple[str, Decoded | None]]:
        fresh, self.fresh = self.fresh, []
        return fresh

    def film(self, mark: str) -> Path | None:
        return self.files.get(mark)

    def play(self, file: Path) -> "House.Film":
        self.films.append(self.Film())
        return self.films[-1]


class Code:
    def __init__(self) -> None:
        self.code, self.asked = "", 0

    def want(self) -> None:
        self.asked += 1


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def code() -> Code:
    return Code()


@pytest.fixture
def glass() -> Glass:
    return Glass()


@pytest.fixture
def step(story: Any, house: House, code: Code, glass: Glass) -> Callable[..., Showing]:
    beside = Beside("http://10.0.0.2:8480", code, house, house, house.play)
    clock = ManualClock(datetime(2026, 11, 23, 1, tzinfo=UTC))
    showing = Showing(screen=glass, line=house, words=Words("vi"), clock=clock, picture_file=None, beside=beside)

    def one(seconds: float = 0.0) -> Showing:
        story.wait(seconds)
        story.tick()
        showing.step(story.state, story.now_s, "ready", ("vi",))
        return showing

    return one


def shown(house: House) -> list[Shown]:
    return [one for one in map(said, house.told) if isinstance(one, Shown)]


def test_each_call_is_told_once_when_it_stands_there(story: Any, house: House, step: Any) -> None:
    step()
    assert shown(house) == []
    story.call("A001", 1)
    for _ in range(5):
        step(0.1)
    assert shown(house) == [Shown(ticket="2026-11-23-A001", calls=1)]
    story.call("A001", 1, calls=2)
    step(0.1)
    assert shown(house)[1:] == [Shown(ticket="2026-11-23-A001", calls=2)]


def test_a_server_that_has_restarted_hears_it_again(story: Any, house: House, step: Any) -> None:
    story.call("A001", 1)
    step()
    step(1.0).connected()
    step(1.0)
    assert len(shown(house)) == 2


def test_of_another_zone_nothing_is_told(story: Any, house: House, step: Any) -> None:
    story.speaks("hall", desks=(2,))
    story.call("A001", 1)
    step(1.0)
    assert shown(house) == []
    story.call("B001", 2)
    step(1.0)
    assert [one.ticket for one in shown(house)] == ["2026-11-23-B001"]


def test_many_calls_at_once_are_all_told_in_the_end(story: Any, house: House, step: Any) -> None:
    for number in range(1, 9):
        story.call(f"A00{number}", number)
    for _ in range(100):
        step(1.0)
    assert {one.ticket[-4:] for one in shown(house)} == {f"A00{number}" for number in range(1, 9)}


def test_a_refusal_asks_for_a_code_and_the_code_fills_the_glass(code: Code, glass: Glass, step: Any) -> None:
    step().refused()
    assert code.asked == 1
    code.code = "ABC234"
    step(0.01)
    assert "ABC" in glass.texts() and "http://10.0.0.2:8480" in glass.texts().replace(" ", "")


def test_a_technicians_key_shows_what_is_what(story: Any, glass: Glass, step: Any) -> None:
    step().key("f1", story.now_s)
    step(0.01)
    assert "Phiên bản" in glass.texts() and "http://10.0.0.2:8480" in glass.texts()
    step(0.01).key("f1", story.now_s)
    step(0.01)
    assert "Phiên bản" not in glass.texts()


@pytest.fixture
def with_media(story: Any) -> Callable[..., None]:
    def put(*views: MediaView) -> None:
        story.speaks("hall", layout="media")
        story.retold(media=views)

    return put


def pictures(glass: Glass) -> set[str]:
    return {op.name for op in glass.shown if isinstance(op, Picture)}


def test_a_picture_of_the_office_has_its_turn_once_it_is_here(house: House, glass: Glass, with_media: Any, step: Any) -> None:
    with_media(MediaView(mark=IMAGE, seconds=10))
    for _ in range(60):
        step(1.0)
        assert not pictures(glass)
    assert [one.mark for one in house.wanted] == [IMAGE]
    house.fresh = [(IMAGE, FRAME)]
    seen = [step(1.0) and pictures(glass) for _ in range(90)]
    assert {IMAGE} in seen and glass.kept == {IMAGE: FRAME}
    house.fresh = [(IMAGE, None)]
    step(1.0)
    assert glass.kept == {}


def test_a_film_runs_in_its_turn_only_and_one_that_fails_is_left_out(
    story: Any, house: House, glass: Glass, with_media: Any, step: Any, tmp_path: Path
) -> None:
    with_media(MediaView(mark=FILM, kind="video", seconds=10))
    house.files[FILM] = tmp_path
    ran = [bool(step(1.0) and house.films and not house.films[-1].stopped) for _ in range(120)]
    assert len(house.films) >= 2, "it comes again"
    assert any(ran) and not all(ran), "and makes room for the others"
    while house.films[-1].stopped:
        step(1.0)
    assert glass.kept[FILM] == FRAME
    house.films[-1].playing = False
    count = len(house.films)
    for _ in range(120):
        step(1.0)
    assert len(house.films) == count and house.films[-1].stopped


def test_the_television_is_switched_with_the_office(story: Any, house: House, glass: Glass, step: Any) -> None:
    step()
    assert house.on is True
    story.retold(sessions=("05:00-06:00",), screen=story.state.followed.standing.screen.model_copy(update={"off_hours": True}))
    step(1.0)
    assert house.on is False and glass.texts() == ""
