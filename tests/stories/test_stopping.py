"""Servers stop and come back in the middle of things: the paper in hand is finished, the screen goes grey and nothing is said twice."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from display.loop import Loop
from drivers.clock import SystemClock
from drivers.feed import Feed
from drivers.screen.ops import DrawList, Happened, Text
from drivers.speaker.pack import ClipPack
from server.domain.model import PaperState
from server.store.replay import replay
from server.words import CLIP_TEXTS, Words


def test_the_paper_in_hand_is_finished_before_the_server_stops_and_is_not_printed_again(
    live_server: Callable[..., Any], pty_printer: Callable[..., Any], eventually: Any
) -> None:
    printer = pty_printer(baud=57_600)
    address = f"serial:{printer.port}?baud=57600&profile=epson-tm-t82"
    first = live_server(printer=address)
    papers = [first.ask("issue", service="A")["ticket"]["id"] for _ in range(3)]
    eventually(lambda: first.running.office.view.tickets[papers[0]].paper is PaperState.SENDING)
    first.stop()
    assert len(printer.machine.papers()) == 1
    states = [first.running.office.view.tickets[paper].paper for paper in papers]
    assert states == [PaperState.PRINTED, PaperState.QUEUED, PaperState.QUEUED], "the others wait for the next start"
    second = live_server(printer=address)
    eventually(lambda: len(printer.machine.papers()) == 3, 40)
    eventually(lambda: not second.running.office.view.unprinted)
    second.stop()
    assert len(printer.machine.papers()) == 3 and printer.machine.unknown_bytes == 0
    assert replay(second.config.data).differences == ()


class Wall:
    """A screen and a loudspeaker that remember."""

    size = (1920, 1080)
    busy, ready, chime = False, True, b"bell"

    def __init__(self) -> None:
        self.seen: DrawList = ()
        self.said: list[bytes] = []

    def show(self, ops: DrawList) -> bool:
        self.seen = ops
        return False

    def happened(self) -> list[Happened]:
        return []

    def wait_frame(self, frames_per_s: int) -> None: ...

    def save(self, path: Path) -> None: ...

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.said.append(sound)
        return True

    def place(self) -> int:
        return 0

    def end_at(self, place: int) -> None: ...

    def pack(self, language: str) -> ClipPack:
        return ClipPack("test", {name: name.encode() for name in CLIP_TEXTS})

    def want(self, marks: Mapping[str, str]) -> None: ...

    def reads(self) -> list[str]:
        return [op.text for op in self.seen if isinstance(op, Text)]


def test_the_screen_greys_its_last_state_and_comes_back_without_repeating_a_call(
    live_server: Callable[..., Any], eventually: Any
) -> None:
    first = live_server()
    for _ in range(2):
        first.ask("issue", service="A")
    wall = Wall()
    feed = Feed(first.url.replace("http", "ws") + "/api/hear", {"X-Moiso-Name": "screen"})
    loop = Loop(screen=wall, speaker=wall, line=feed, voices=wall, words=Words("vi"), clock=SystemClock(), picture_file=None)
    feed.start()

    def reads(what: str) -> bool:
        loop.step()
        return any(what in text for text in wall.reads())

    try:
        eventually(lambda: reads("Đang chờ: 2 người"))
        first.ask("call_next", desk=1)
        eventually(lambda: reads("A001") and wall.said)
        first.stop()
        eventually(lambda: reads("MẤT KẾT NỐI"), 30)
        assert "A001" in wall.reads(), "the last state stays"
        second = live_server(listen_on=first.port)
        eventually(lambda: reads("Đang chờ: 1 người"), 30)
        assert "A001" in wall.reads() and len(wall.said) == 1, "the call was made before; it is not said again"
        second.ask("recall", desk=1)
        eventually(lambda: (loop.step(), len(wall.said) == 2)[1])
    finally:
        feed.stop()
