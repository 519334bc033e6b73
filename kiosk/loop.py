"""The kiosk's main loop: touches and keys in, pictures out; the asking is done in a thread of its own."""

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.clock import Clock
from drivers.feed import Frame
from drivers.screen.frames import Hearing, Screen, Viewer, run_frames
from drivers.screen.ops import Closed, Happened, KeyPressed, Touched
from kiosk.press import Given, NotGiven, Pressed, new_press
from kiosk.scenes import fields, key_names, picture
from kiosk.state import KioskState, answered, chose, heard, passed, tapped
from server.wire import understood
from server.words import Words

log = logging.getLogger("moiso.kiosk")
ASKS = 4
"""Asks that may wait; the state allows one at a time, so more is a fault of ours."""


class Asker:
    """Carries presses to the server in a thread, so that no citizen looks at a frozen picture."""

    def __init__(self, issue: Callable[[Pressed], Given | NotGiven]) -> None:
        self._issue = issue
        self._out: queue.Queue[Pressed | None] = queue.Queue(ASKS)
        self._in: queue.SimpleQueue[Given | NotGiven] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="asker", daemon=True)
        self._thread.start()

    def put(self, pressed: Pressed) -> None:
        self._out.put_nowait(pressed)

    def answers(self) -> list[Given | NotGiven]:
        """What has come back since the last call."""
        out = []
        while not self._in.empty():
            out.append(self._in.get())
        return out

    def stop(self) -> None:
        """An ask that is out is waited for: it may have given a number."""
        self._out.put(None)
        self._thread.join(10)

    def _run(self) -> None:
        while (pressed := self._out.get()) is not None:
            try:
                self._in.put(self._issue(pressed))
            except Exception:
                log.exception("a press could not be carried to the server")
                self._in.put(NotGiven(pressed, None))


class Loop:
    """`step` is one frame."""

    def __init__(
        self,
        *,
        screen: Screen,
        line: Hearing,
        asker: Asker,
        words: Words,
        clock: Clock,
        keys: dict[str, str],
        printer: str,
        picture_file: Path | None,
    ) -> None:
        self._screen = screen
        self._line = line
        self._asker = asker
        self._words = words
        self._clock = clock
        self._keys = keys
        self._viewer = Viewer(screen, picture_file)
        self.state = KioskState(printer=printer)

    def run(self, stop: Callable[[], bool]) -> None:
        run_frames(self.step, self._screen, stop)

    def step(self) -> bool:
        """Hear, look, draw once; False when the person closed the window."""
        now_s = self._clock.monotonic_s()
        for what in self._line.heard():
            if isinstance(what, Frame):
                self._take(what.text, now_s)
        for answer in self._asker.answers():
            self.state = answered(self.state, answer, now_s)
        for happened in self._screen.happened():
            if isinstance(happened, Closed):
                return False
            self._person(happened, now_s)
        self.state = passed(self.state, now_s)
        self._viewer.look((self.state,), now_s, lambda: picture(self.state, now_s, self._screen.size, self._words))
        return True

    def _person(self, happened: Happened, now_s: float) -> None:
        service = None
        if isinstance(happened, Touched):
            chosen = (one for one, rect in fields(self.state, self._screen.size) if rect.holds(happened.x, happened.y))
            service = next((one.id for one in chosen), None)
            if service is None:
                self.state = tapped(self.state, now_s)
        elif isinstance(happened, KeyPressed):
            service = key_names(self.state, self._keys).get(happened.key)
        if service is None:
            return
        pressed = new_press(service, self.state.printer)
        self.state = chose(self.state, pressed, now_s)
        if self.state.pressed is pressed:
            self._asker.put(pressed)

    def _take(self, text: str, now_s: float) -> None:
        message = understood(text)
        if message is None:
            return
        after = heard(self.state, message, now_s)
        if after is None:
            self._line.again()
        else:
            self.state = after
