"""The frame loop that every program with a picture runs, and what it needs of a screen and of a line. Feeds systemd's watchdog.

The watchdog is fed from the frames themselves: a thread would go on feeding it when the picture hangs.
"""

import time
from collections.abc import Callable
from operator import is_
from pathlib import Path
from typing import Protocol

from drivers.feed import Heard
from drivers.screen.ops import Decoded, DrawList, Happened
from drivers.sdnotify import notify

FRAMES_PER_S = 30
"""A press or a call is seen within 33 ms; an idle frame costs next to nothing."""
LOOKS_PER_S = 8
WATCHDOG_S = 3.0
"""Well below the units' WatchdogSec of 15 s."""


class Screen(Protocol):
    """See drivers.screen.pygame_screen.PygameScreen."""

    @property
    def size(self) -> tuple[int, int]: ...
    def show(self, ops: DrawList) -> bool: ...
    def happened(self) -> list[Happened]: ...
    def wait_frame(self, frames_per_s: int) -> None: ...
    def save(self, path: Path) -> None: ...


class Gallery(Protocol):
    """A screen that has pictures of its own by name. See drivers.screen.pygame_screen.PygameScreen and drivers.screen.media.decode."""

    def keep(self, name: str, picture: Decoded) -> None: ...
    def forget(self, name: str) -> None: ...


class Hearing(Protocol):
    """See drivers.feed.Feed."""

    def heard(self) -> list[Heard]: ...
    def again(self) -> None: ...
    def say(self, text: str) -> None: ...


def run_frames(step: Callable[[], bool], screen: Screen, stop: Callable[[], bool]) -> None:
    """Call `step` frame by frame until it says False (the person closed the window) or `stop` says True."""
    fed_s = time.monotonic()
    notify(READY=1)
    try:
        while not stop() and step():
            if time.monotonic() - fed_s >= WATCHDOG_S:
                fed_s = time.monotonic()
                notify(WATCHDOG=1)
            screen.wait_frame(FRAMES_PER_S)
    finally:
        notify(STOPPING=1)


class Viewer:
    """Draws when there is something new to see, and keeps the picture in a file where that is wanted.

    Computing a picture to find that it has not changed costs more than anything else in an idle frame. So it is computed at
    once when the state is another one, and otherwise LOOKS_PER_S times a second, for clocks, flashing and a silent server.
    """

    def __init__(self, screen: Screen, picture_file: Path | None, looks_per_s: int = LOOKS_PER_S) -> None:
        self._screen = screen
        self._looks_per_s = looks_per_s
        self._picture_file = picture_file
        self._seen: tuple[object, ...] = ()
        self._look = -1

    def look(self, seen: tuple[object, ...], now_s: float, paint: Callable[[], DrawList]) -> None:
        """`seen`: what the picture is made of, compared by identity: whoever changes one of them makes a new one."""
        look = int(now_s * self._looks_per_s)
        if look == self._look and len(seen) == len(self._seen) and all(map(is_, seen, self._seen)):
            return
        self._seen, self._look = seen, look
        if self._screen.show(paint()) and self._picture_file is not None:
            self._screen.save(self._picture_file)
