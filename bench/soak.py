"""A screen's year in minutes: a million frames of the real loop on a real (headless) glass, with calls, recalls, lost lines, new days and pictures.

What is measured is memory: its growth from the first tenth to the last, after each layout was seen once. One frame in thirty brings news; the clock is moved by hand.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Figure, table
from display.loop import Loop
from display.technician import memory_bytes
from drivers.clock import ManualClock
from drivers.feed import Frame, Heard
from drivers.screen.frames import FRAMES_PER_S
from drivers.screen.ops import Decoded
from drivers.screen.pygame_screen import PygameScreen
from drivers.speaker.pack import ClipPack
from server.wire import News, OfficeView, ServiceView, Snapshot, Tick, TicketView
from server.wire.heard import DeskView, MediaView, ScreenPlace, ServiceFacts, Speakers, You
from server.words import Words

TITLE = "soak: a million frames of the screen"
FRAMES = 1_000_000
SAMPLES = 10
NEWS_EVERY = 30
DAY_FRAMES = 100_000
LAYOUTS = ("calls", "media", "columns", "led")
WARM_FRAMES = len(LAYOUTS) * DAY_FRAMES
"""Before it is measured: each layout once, so that what is kept for being quick (letters, fonts, widths; all bounded) is full."""
LOST_EVERY, LOST_FRAMES = 20_000, 900
GROWTH_MB = 8.0
MIB = 1 << 20
BEGAN = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
MARKS = tuple(f"{number:016x}" for number in range(6))
FIELD = (960, 720)


class Office:
    """Says what an office would: a snapshot at each new day, then news of random tickets."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # nosec B311
        self._seq = 0
        self._number = 0
        self._at_desk: dict[int, TicketView] = {}
        self._day = 0

    def opens(self, now: datetime) -> list[Any]:
        self._day += 1
        self._number, self._at_desk = 0, {}
        services = tuple(ServiceView(id=one, names={"vi": f"Lĩnh vực {one}"}, minutes=10, desks=(1, 2, 3)) for one in "ABCDE")
        desks = tuple(DeskView(id=number, services=("A", "B"), state="open") for number in range(1, 9))
        office = OfficeView(authority="ỦY BAN NHÂN DÂN PHƯỜNG", name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG")
        media = tuple(MediaView(mark=one, seconds=6) for one in MARKS)
        place = ScreenPlace(name="hall", layout=LAYOUTS[self._day % len(LAYOUTS)], second="km")
        return [
            You(name="hall"),
            Speakers(names=("hall",)),
            Snapshot(
                v=4, epoch=f"e{self._day}", seq=self._seq, now=now, timezone="Asia/Ho_Chi_Minh", office=office, day=now.date(),
                is_open=True, services=services, desks=desks, tickets=(), calls=(), screens=(place,), media=media,
                facts=tuple(ServiceFacts(service=one.id, waiting=3, wait_min=(10, 25)) for one in services),
            ),
        ]  # fmt: skip

    def news(self, now: datetime) -> News:
        self._seq += 1
        desk = self._random.randrange(1, 9)
        there = self._at_desk.get(desk)
        if there is not None and self._random.random() < 0.3:
            again = there.model_copy(update={"calls": there.calls + 1, "last_call_at": now})
            self._at_desk[desk] = again
            return News(seq=self._seq, at=now, kind="ticket_recalled", ticket=again)
        if there is not None:
            del self._at_desk[desk]
            return News(seq=self._seq, at=now, kind="ticket_finished", ticket=there.model_copy(update={"state": "done"}))
        self._number += 1
        label = f"{self._random.choice('ABCDE')}{self._number:03}"
        called = TicketView(
            id=f"{self._day}-{label}", service=label[0], label=label, state="called", issued_at=now, arrival=self._number, desk=desk,
            called_at=now, last_call_at=now, calls=1, priority=self._random.random() < 0.2,
        )  # fmt: skip
        self._at_desk[desk] = called
        return News(seq=self._seq, at=now, kind="ticket_called", ticket=called)

    def tick(self, now: datetime) -> Tick:
        return Tick(now=now, seq=self._seq, served=self._number, waited_min=12)


class Line:
    """The screen's line, voice and shelf in one; nothing of it is real but the messages."""

    ready = True
    busy = False
    chime = b"|"

    def __init__(self) -> None:
        self.frames: list[Heard] = []
        self.fresh: list[tuple[str, Decoded | None]] = []

    def heard(self) -> list[Heard]:
        frames, self.frames = self.frames, []
        return frames

    def again(self) -> None: ...
    def say(self, text: str) -> None: ...
    def end_at(self, place: int) -> None: ...
    def want(self, what: Any) -> None: ...

    def place(self) -> int:
        return 0

    def play(self, sound: bytes, volume: int = 100) -> bool:
        return True

    def pack(self, language: str) -> ClipPack | None:
        return None

    def taken(self) -> list[tuple[str, Decoded | None]]:
        fresh, self.fresh = self.fresh, []
        return fresh

    def film(self, mark: str) -> Path | None:
        return None


def run() -> None:
    """Print the table."""
    print(table(TITLE, figures()))


def figures(frames: int = FRAMES, size: tuple[int, int] = (1920, 1080)) -> list[Figure]:
    from display.showing import Beside

    glass, line, clock = PygameScreen(title="Moiso soak", size=size, headless=True), Line(), ManualClock(BEGAN)
    voices: Any = line
    loop = Loop(
        screen=glass, speaker=line, line=line, voices=voices, words=Words("vi"), clock=clock, picture_file=None,
        beside=Beside(shelf=line),
    )  # fmt: skip
    samples = list(_soaked(loop, line, clock, frames))
    glass.close()
    grown = (samples[-1] - samples[0]) / MIB
    each = ", ".join(f"{one / MIB:.0f}" for one in samples)
    return [
        Figure("frames", f"{frames:,}", f"{frames / FRAMES_PER_S / 3600:.0f} hours at {FRAMES_PER_S} a second"),
        Figure("resident memory, MB, at each tenth", each, ""),
        Figure("growth from the first tenth to the last", f"{grown:+.1f} MB", "", f"≤ {GROWTH_MB:.0f} MB", grown <= GROWTH_MB),
    ]


def _soaked(loop: Loop, line: Line, clock: ManualClock, frames: int) -> Iterator[int]:
    office = Office(7)
    for frame in range(-WARM_FRAMES, frames):
        clock.advance(1 / FRAMES_PER_S)
        now = BEGAN + timedelta(seconds=(frame + WARM_FRAMES) / FRAMES_PER_S)
        lost = frame % LOST_EVERY >= LOST_EVERY - LOST_FRAMES
        if frame % DAY_FRAMES == 0:
            line.frames += _frames(office.opens(now))
            line.fresh += [(mark, _picture(number + abs(frame))) for number, mark in enumerate(MARKS)]
        elif frame % NEWS_EVERY == 0 and not lost:
            line.frames += _frames([office.news(now)])
        elif frame % (2 * FRAMES_PER_S) == 1 and not lost:
            line.frames += _frames([office.tick(now)])
        loop.step()
        if frame >= 0 and frame % (frames // SAMPLES) == frames // SAMPLES - 1:
            yield memory_bytes()


def _frames(messages: list[Any]) -> list[Heard]:
    return [Frame(one.model_dump_json()) for one in messages]


def _picture(number: int) -> Decoded:
    shade = bytes((number % 256, (number * 7) % 256, (number * 13) % 256))
    return Decoded(FIELD, shade * (FIELD[0] * FIELD[1]))


if __name__ == "__main__":
    run()
