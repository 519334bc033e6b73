"""What all tests share: no window and no sound unless asked for, and a printer behind a PTY that is as slow as its line."""

import os
import select
import threading
import time
import tty
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from drivers.printer.fake import FakePrinter


class PtyPrinter:
    """A FakePrinter at the far end of a PTY. The reader takes `baud / 10` bytes a second, as a UART does; `stall()` stops it."""

    def __init__(self, machine: FakePrinter, baud: int) -> None:
        self.machine = machine
        self.bytes_read = 0
        self._bytes_per_s = baud / 10
        self._stalled = threading.Event()
        self._gone = threading.Event()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stall(self, on: bool = True) -> None:
        (self._stalled.set if on else self._stalled.clear)()

    def unplug(self) -> None:
        """Both ends of the line are gone."""
        self._gone.set()
        self._thread.join(5)

    def _run(self) -> None:
        started_s, taken = time.monotonic(), 0
        while not self._gone.is_set():
            if self._stalled.is_set() or not select.select([self._master], [], [], 0.02)[0]:
                time.sleep(0.005)
                started_s, taken = time.monotonic(), 0
                continue
            due = int((time.monotonic() - started_s) * self._bytes_per_s) - taken
            if due < 16:
                time.sleep(0.002)
                continue
            data = os.read(self._master, min(due, 4096))
            taken += len(data)
            self.bytes_read += len(data)
            answer = self.machine.feed(data)
            if answer:
                os.write(self._master, answer)
        os.close(self._master)
        os.close(self._slave)


@pytest.fixture
def pty_printer() -> Iterator[Callable[..., PtyPrinter]]:
    """Make printers behind PTYs: `pty_printer(baud=115200, width_dots=576)`."""
    made: list[PtyPrinter] = []

    def make(*, baud: int = 115_200, width_dots: int = 576) -> PtyPrinter:
        made.append(PtyPrinter(FakePrinter(width_dots), baud))
        return made[-1]

    yield make
    for printer in made:
        if not printer._gone.is_set():
            printer.unplug()
