"""The screen's loop with a line, a window and a loudspeaker that remember what they were given."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from display.loop import Loop
from drivers.clock import ManualClock
from drivers.feed import Frame, Heard, Line
from drivers.screen.ops import Closed, DrawList, Happened, Text
from server.wire.said import Stands, said
from server.words import Words


class Remembering:
    """A line, a screen and a speaker in one."""

    size = (1920, 1080)

    def __init__(self) -> None:
        self.frames: list[Heard] = []
        self.shown: list[DrawList] = []
        self.saved: list[Path] = []
        self.played: list[bytes] = []
        self.told: list[str] = []
        self.happening: list[Happened] = []
        self.busy = False
        self.ready = True
        self.agains = 0

    def heard(self) -> list[Heard]:
        frames, self.frames = self.frames, []
        return frames

    def again(self) -> None:
        self.agains += 1

    def show(self, ops: DrawList) -> bool:
        new = not self.shown or self.shown[-1] != ops
        if new:
            self.shown.append(ops)
        return new

    def happened(self) -> list[Happened]:
        return self.happening

    def wait_frame(self, frames_per_s: int) -> None: ...

    def save(self, path: Path) -> None:
        self.saved.append(path)

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.played.append(sound)
        return True

    def place(self) -> int:
        return 0

    def end_at(self, place: int) -> None: ...

    def say(self, text: str) -> None:
        self.told.append(text)


@pytest.fixture
def parts() -> Remembering:
    return Remembering()


@pytest.fixture
def loop(parts: Remembering, packs: Any, tmp_path: Path) -> Loop:
    clock = ManualClock(datetime(2026, 11, 23, tzinfo=UTC))
    return Loop(
        screen=parts, speaker=parts, line=parts, voices=packs, words=Words("vi"), clock=clock, picture_file=tmp_path / "x.png"
    )


@pytest.fixture
def told(story: Any, parts: Remembering, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The story's messages go out as frames."""
    from server.wire import HEARD

    monkeypatch.setattr(story, "hear", lambda message: parts.frames.append(Frame(HEARD.dump_json(message).decode())))
    story.snapshot()
    return story


def test_a_call_is_shown_and_spoken_from_the_clips(loop: Loop, parts: Remembering, told: Any, packs: Any) -> None:
    loop.step()
    told.call("A012", 3)
    loop.step()
    assert "A012" in [op.text for op in parts.shown[-1] if isinstance(op, Text)]
    assert packs.words(parts.played[0]) == ["C", *packs.sentence("vi", "A012", 3) * 2] and len(parts.played) == 1


def test_one_sound_at_a_time(loop: Loop, parts: Remembering, told: Any) -> None:
    told.call("A001", 1)
    loop.step()
    parts.busy = True
    told.call("B001", 2)
    for _ in range(3):
        loop.step()
    assert len(parts.played) == 1
    parts.busy = False
    loop.step()
    assert len(parts.played) == 2


def test_without_a_loudspeaker_the_picture_goes_on(loop: Loop, parts: Remembering, told: Any) -> None:
    parts.ready = False
    told.call("A001", 1)
    assert loop.step() and parts.played == []


def test_nothing_is_drawn_while_nothing_changes(loop: Loop, parts: Remembering, told: Any) -> None:
    for _ in range(50):
        loop.step()
    assert len(parts.shown) == 1 and len(parts.saved) == 1


def test_a_gap_takes_the_line_up_anew(loop: Loop, parts: Remembering, told: Any) -> None:
    loop.step()
    told.seq += 4
    told.call("A001", 1)
    loop.step()
    assert parts.agains == 1 and parts.played == []


def test_what_cannot_be_understood_is_passed_over(loop: Loop, parts: Remembering, told: Any) -> None:
    parts.frames.append(Frame("{"))
    parts.frames.append(Frame('{"t":"unheard-of"}'))
    assert loop.step()


def test_a_number_without_clips_still_rings(loop: Loop, parts: Remembering, told: Any) -> None:
    told.call("O001", 1)
    loop.step()
    assert parts.played == [b"CC" * 50]


def test_closing_the_window_ends_it(loop: Loop, parts: Remembering) -> None:
    parts.happening = [Closed()]
    assert not loop.step()


def test_whenever_the_line_comes_up_the_server_hears_how_we_stand(loop: Loop, parts: Remembering, told: Any) -> None:
    loop.step()
    assert [said(one) for one in parts.told] == [Stands(sound="ready")]
    parts.frames += [Line.DOWN, Line.UP]
    loop.step()
    loop.step()
    assert [said(one) for one in parts.told] == [Stands(sound="ready")] * 2
