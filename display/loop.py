"""The screen's main loop: hear, reduce, draw, speak. Everything that blocks is elsewhere."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from display.announce import Announcer
from display.scenes import picture
from display.state import ScreenState, reduce
from drivers.clock import Clock
from drivers.feed import Frame, Heard
from drivers.screen.ops import Closed, DrawList, Happened
from drivers.sdnotify import notify
from drivers.speaker.pack import ClipPack
from server.wire import HEARD
from server.words import Words, call_clips

log = logging.getLogger("moiso.display")
FRAMES_PER_S = 30
WATCHDOG_S = 3.0


class Screen(Protocol):
    """See drivers.screen.pygame_screen.PygameScreen."""

    @property
    def size(self) -> tuple[int, int]: ...
    def show(self, ops: DrawList) -> bool: ...
    def happened(self) -> list[Happened]: ...
    def wait_frame(self, frames_per_s: int) -> None: ...
    def save(self, path: Path) -> None: ...


class Speaker(Protocol):
    """See drivers.speaker.pygame_speaker.PygameSpeaker."""

    @property
    def ready(self) -> bool: ...
    @property
    def busy(self) -> bool: ...
    def play(self, sound: bytes) -> bool: ...


class Line(Protocol):
    """See drivers.feed.Feed."""

    def heard(self) -> list[Heard]: ...
    def again(self) -> None: ...


class Loop:
    """`step` is one frame; `run` repeats it until the window is closed or `stop` says so."""

    def __init__(
        self,
        *,
        screen: Screen,
        speaker: Speaker | None,
        line: Line,
        pack: ClipPack,
        words: Words,
        clock: Clock,
        picture_file: Path | None,
    ) -> None:
        self._screen = screen
        self._speaker = speaker
        self._line = line
        self._pack = pack
        self._words = words
        self._clock = clock
        self._picture_file = picture_file
        self._announcer = Announcer()
        self.state = ScreenState()

    def run(self, stop: Callable[[], bool]) -> None:
        fed_s = time.monotonic()
        notify(READY=1)
        try:
            while not stop() and self.step():
                if time.monotonic() - fed_s >= WATCHDOG_S:
                    fed_s = time.monotonic()
                    notify(WATCHDOG=1)
                self._screen.wait_frame(FRAMES_PER_S)
        finally:
            notify(STOPPING=1)

    def step(self) -> bool:
        """Hear, draw, speak once; False when the person closed the window."""
        now_s = self._clock.monotonic_s()
        for what in self._line.heard():
            if isinstance(what, Frame):
                self._take(what.text, now_s)
        if self._screen.show(picture(self.state, now_s, self._screen.size, self._words)) and self._picture_file is not None:
            self._screen.save(self._picture_file)
        self._speak(now_s)
        return not any(isinstance(what, Closed) for what in self._screen.happened())

    def _take(self, text: str, now_s: float) -> None:
        try:
            message = HEARD.validate_json(text)
        except ValidationError:
            log.exception("the server said something that this screen does not understand")
            return
        after = reduce(self.state, message, now_s)
        if after is None:
            self._line.again()
        else:
            self.state = after

    def _speak(self, now_s: float) -> None:
        self._announcer.hear(self.state)
        if self._speaker is None or self._speaker.busy or not self._speaker.ready:
            return
        announcement = self._announcer.next(self.state, now_s)
        if announcement is None:
            return
        call = announcement.call
        try:
            clips = call_clips(call.label, call.desk, call.calls)
        except KeyError:
            clips = (call.label,)  # a letter without a spoken name: the pack lacks it too, so it chimes
        self._speaker.play(self._pack.assemble(clips, announcement.readings))
