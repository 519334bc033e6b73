"""The screen and the loudspeaker with a stopwatch on them: they do what the real ones do, and write down when. Knows no server."""

import os
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import pygame

from bench.rig import RigError
from display.scenes import frame_of
from drivers.screen.ops import Decoded, DrawList, Happened, Text
from drivers.screen.pygame_screen import PygameScreen
from drivers.speaker.pack import BYTES_PER_SAMPLE, RATE_HZ
from drivers.speaker.pygame_speaker import BUFFER_SAMPLES, PygameSpeaker

BUFFER_BYTES = BUFFER_SAMPLES * BYTES_PER_SAMPLE
BUFFER_S = BUFFER_SAMPLES / RATE_HZ
LOOK_AGAIN_S = 0.001


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture that was flipped to the glass at `at_s`. `newest` is a checksum of the pixels of the list's first row."""

    at_s: float
    texts: frozenset[str]
    newest: int


class WatchedScreen:
    """A PygameScreen; `drawn` is everything that it has shown. Raises: RigError when there is no window."""

    def __init__(self, screen: PygameScreen) -> None:
        self._screen = screen
        glass, row = pygame.display.get_surface(), frame_of(*screen.size).rows[0]
        if glass is None:
            raise RigError("there is no picture to look at")
        self._newest = glass.subsurface((row.x, row.y, row.width, row.height))  # its pixels, not a copy of them
        self.drawn: list[Drawn] = []

    @property
    def size(self) -> tuple[int, int]:
        return self._screen.size

    def show(self, ops: DrawList) -> bool:
        drew = self._screen.show(ops)
        if drew:
            at_s = time.perf_counter()
            pixels = pygame.image.tobytes(self._newest, "RGBX")
            texts = frozenset(op.text for op in ops if isinstance(op, Text))
            self.drawn.append(Drawn(at_s, texts, zlib.crc32(pixels)))
        return drew

    def keep(self, name: str, picture: Decoded) -> None:
        self._screen.keep(name, picture)

    def forget(self, name: str) -> None:
        self._screen.forget(name)

    def happened(self) -> list[Happened]:
        return self._screen.happened()

    def wait_frame(self, frames_per_s: int) -> None:
        self._screen.wait_frame(frames_per_s)

    def save(self, path: Path) -> None:
        self._screen.save(path)


class WatchedSpeaker:
    """A PygameSpeaker; `played_s` says when each sound was begun. `hush` set: what is being said is broken off in the next frame."""

    def __init__(self, speaker: PygameSpeaker) -> None:
        self._speaker = speaker
        self.played_s: list[float] = []
        self.hush = threading.Event()

    @property
    def ready(self) -> bool:
        return self._speaker.ready

    @property
    def busy(self) -> bool:
        if self.hush.is_set():
            pygame.mixer.stop()
            self.hush.clear()
        return self._speaker.busy

    def play(self, sound: bytes, volume: int = 100) -> bool:
        heard = self._speaker.play(sound, volume)
        self.played_s.append(time.perf_counter())
        return heard

    def place(self) -> int:
        return self._speaker.place()

    def end_at(self, place: int) -> None:
        self._speaker.end_at(place)


class SoundFile:
    """What SDL's disk driver writes: one buffer after another in real time, silence as zeros, through stdio, so some at once."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        self._size = 0

    def skip(self) -> None:
        """Forget what is there until now."""
        self._size += len(os.read(self._handle, 1 << 30))

    def wait_for_sound(self, until_s: float) -> float | None:
        """When (perf_counter) the first sample that is not zero was handed to the driver; None if there was none by `until_s`.

        stdio shows what is full only when the next buffer comes: that one is handed over now, the n-th before it n buffers earlier.
        """
        while (now_s := time.perf_counter()) < until_s:
            grown = os.read(self._handle, 1 << 20)
            start, self._size = self._size, self._size + len(grown)
            silence = len(grown) - len(grown.lstrip(b"\0"))
            if silence < len(grown):
                later = self._size // BUFFER_BYTES - (start + silence) // BUFFER_BYTES
                return now_s - later * BUFFER_S
            time.sleep(LOOK_AGAIN_S)
        return None

    def wait_for_silence(self, until_s: float) -> bool:
        """Whether the newest that was written is silence, before `until_s`."""
        while time.perf_counter() < until_s:
            grown = os.read(self._handle, 1 << 20)
            self._size += len(grown)
            if grown and not grown.strip(b"\0"):
                return True
            time.sleep(LOOK_AGAIN_S)
        return False

    def close(self) -> None:
        os.close(self._handle)
