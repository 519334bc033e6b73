"""The line between the server and a screen breaks in every way that lines do: no wrong number, and no young call lost or said twice."""

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from display.loop import Loop
from drivers.clock import ManualClock
from drivers.feed import Feed
from drivers.screen.ops import Decoded, DrawList, Happened, Text
from drivers.speaker.pack import ClipPack
from server.words import CLIP_TEXTS, Words

STALE_S = 6.0


class Cable:
    """A TCP line in the middle: `cut` breaks it, `hold` lets nothing through and tells nobody, `away` refuses everybody."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.held, self.away = False, False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        pairs, self._pairs = self._pairs, []
        for end in (end for pair in pairs for end in pair):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        self._gone.set()
        self._thread.join(5)
        self.cut()
        self._listening.close()

    def _run(self) -> None:
        while not self._gone.is_set():
            pairs = list(self._pairs)
            ends = {end: other for pair in pairs for end, other in (pair, pair[::-1])}
            watched = [self._listening, *([] if self.held else ends)]
            try:
                ready = select.select(watched, [], [], 0.01)[0]
            except (OSError, ValueError):  # cut in this moment
                continue
            for end in ready:
                if end is self._listening:
                    self._welcome()
                elif end in ends:
                    self._pass_on(end, ends[end])

    def _welcome(self) -> None:
        caller = self._listening.accept()[0]
        if self.away:
            caller.close()
        else:
            self._pairs.append((caller, socket.create_connection(("127.0.0.1", self._to))))

    def _pass_on(self, end: socket.socket, other: socket.socket) -> None:
        try:
            data = end.recv(65536)
            if data:
                other.sendall(data)
                return
        except OSError:
            pass
        self._pairs = [pair for pair in self._pairs if end not in pair]
        for one in (end, other):
            one.close()


class Wall:
    """A screen with a loudspeaker that remembers; its clock is moved by hand."""

    size = (1280, 720)
    ready = True
    busy = False
    chime = b"|"

    def __init__(self, port: int) -> None:
        self.clock = ManualClock(datetime(2026, 11, 23, 1, tzinfo=UTC))
        self.seen: DrawList = ()
        self.said: list[str] = []
        self.feed = Feed(f"ws://127.0.0.1:{port}/api/hear", {"X-Moiso-Name": "screen"})
        voices: Any = self
        self.loop = Loop(
            screen=self, speaker=self, line=self.feed, voices=voices, words=Words("vi"), clock=self.clock, picture_file=None
        )
        self.feed.start()

    def show(self, ops: DrawList) -> bool:
        self.seen = ops
        return True

    def happened(self) -> list[Happened]:
        return []

    def wait_frame(self, frames_per_s: int) -> None: ...
    def save(self, path: Path) -> None: ...
    def keep(self, name: str, picture: Decoded) -> None: ...
    def forget(self, name: str) -> None: ...
    def want(self, marks: Mapping[str, str]) -> None: ...
    def end_at(self, place: int) -> None: ...

    def place(self) -> int:
        return 0

    def pack(self, language: str) -> ClipPack | None:
        return ClipPack("test", {name: f"<{name}>".encode() for name in CLIP_TEXTS}) if language == "vi" else None

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.said.append(sound.replace(b"\0", b"").decode())
        return True

    def step(self, seconds: float = 0.01) -> "Wall":
        self.clock.advance(seconds)
        self.loop.step()
        return self

    def texts(self) -> list[str]:
        return [op.text for op in self.seen if isinstance(op, Text)]

    def lost(self) -> bool:
        """Whether it says that it has lost the server."""
        return any("MẤT KẾT NỐI" in text for text in self.texts())

    def board(self) -> list[tuple[str, int]]:
        return [(call.label, call.desk) for call in self.loop.state.board]

    def times_said(self, label: str) -> int:
        """How many announcements named it."""
        words = "".join(f"<{'chu' if sign.isalpha() else 'so'}_{sign}>" for sign in label)
        return sum(words in one for one in self.said)


@pytest.fixture
def clock() -> ManualClock:
    """The server's own."""
    return ManualClock(datetime(2026, 11, 23, 1, tzinfo=UTC))


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    server = live_server(clock=clock)
    for service in "AABBCC":
        server.ask("issue", service=service)
    return server


@pytest.fixture
def cable(server: Any) -> Iterator[Cable]:
    made = Cable(server.port)
    yield made
    made.close()


@pytest.fixture
def wall(cable: Cable, eventually: Any) -> Iterator[Wall]:
    made = Wall(cable.port)
    eventually(lambda: made.step().loop.state.followed.speakers)
    yield made
    made.feed.stop()


def shown_and_said(wall: Wall, label: str, eventually: Any) -> None:
    eventually(lambda: wall.step().times_said(label))
    assert label in wall.texts()


def test_a_line_that_is_cut_brings_the_call_of_the_meantime_once(server: Any, cable: Cable, wall: Wall, eventually: Any) -> None:
    server.ask("call_next", desk=1)
    shown_and_said(wall, "A001", eventually)
    cable.away = True
    cable.cut()
    server.ask("call_next", desk=2)
    cable.away = False
    shown_and_said(wall, "B001", eventually)
    for _ in range(300):
        wall.step(0.1)
    assert (wall.times_said("A001"), wall.times_said("B001")) == (1, 1)
    assert wall.board() == [("B001", 2), ("A001", 1)]


def test_a_half_open_line_is_noticed_greyed_and_taken_up_anew(server: Any, cable: Cable, wall: Wall, eventually: Any) -> None:
    server.ask("call_next", desk=1)
    shown_and_said(wall, "A001", eventually)
    cable.held = True
    server.ask("call_next", desk=2)
    wall.step().step(STALE_S)
    assert wall.lost() and "A001" in wall.texts() and "B001" not in wall.texts()
    cable.held = False
    cable.cut()
    eventually(lambda: wall.step().board() == [("B001", 2), ("A001", 1)])
    assert not wall.step().lost()


def test_what_was_called_in_an_absence_of_an_hour_is_shown_and_not_said(
    server: Any, clock: ManualClock, cable: Cable, wall: Wall, eventually: Any
) -> None:
    server.ask("call_next", desk=1)
    shown_and_said(wall, "A001", eventually)
    cable.away = True
    cable.cut()
    server.ask("finish", desk=1)
    server.ask("call_next", desk=1)
    server.ask("call_next", desk=2)
    clock.advance(3600.0)
    wall.step().step(3600.0)
    assert wall.lost()
    cable.away = False
    eventually(lambda: wall.step().board() == [("B001", 2), ("A002", 1)])
    for _ in range(100):
        wall.step(0.1)
    assert [wall.times_said(label) for label in ("A001", "A002", "B001")] == [1, 0, 0]


def test_a_server_that_restarts_changes_nothing_on_the_wall(
    live_server: Callable[..., Any], clock: ManualClock, server: Any, eventually: Any
) -> None:
    port = server.port
    cable = Cable(port)
    wall = Wall(cable.port)
    try:
        eventually(lambda: wall.step().loop.state.followed.speakers)
        server.ask("call_next", desk=1)
        shown_and_said(wall, "A001", eventually)
        before = wall.board()
        server.stop()
        cable.cut()
        again = live_server(clock=clock)
        cable._to = again.port
        eventually(lambda: wall.step().loop.state.followed.standing.epoch and wall.board() == before)
        again.ask("call_next", desk=2)
        shown_and_said(wall, "B001", eventually)
        assert wall.times_said("A001") == 1 and wall.board() == [("B001", 2), ("A001", 1)]
    finally:
        wall.feed.stop()
        cable.close()


def test_a_desk_reads_that_its_call_was_shown_and_spoken(server: Any, wall: Wall, page: Any, eventually: Any) -> None:
    page.goto(f"{server.url}/desk/1")
    page.get_by_role("button", name="Gọi số tiếp theo", exact=True).click()
    shown_and_said(wall, "A001", eventually)
    eventually(lambda: wall.step() and "đã đọc" in page.locator("body").inner_text().lower())
    assert "đã hiện" in page.locator("body").inner_text().lower()
