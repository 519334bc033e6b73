"""The frame loop that every program with a picture runs, and what it needs of a screen and of a line. Feeds systemd's watchdog.

The watchdog is fed from the frames themselves: a thread would go on feeding it when the picture hangs.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from drivers.feed import Heard
from drivers.screen.ops import DrawList, Happened
from drivers.sdnotify import notify

FRAMES_PER_S = 30
"""A press or a call is seen within 33 ms; an idle frame costs next to nothing."""
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


class Hearing(Protocol):
    """See drivers.feed.Feed."""

    def heard(self) -> list[Heard]: ...
    def again(self) -> None: ...


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


def show_and_keep(screen: Screen, ops: DrawList, picture_file: Path | None) -> None:
    """Show the picture; where it is kept in a file, write it whenever it changed."""
    if screen.show(ops) and picture_file is not None:
        screen.save(picture_file)
