"""The screen's main loop: hear, reduce, draw, speak. Everything that blocks is elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from display.announce import Announcer
from display.scenes import picture
from display.state import ScreenState, reduce
from drivers.clock import Clock
from drivers.feed import Frame
from drivers.screen.frames import Hearing, Screen, Viewer, run_frames
from drivers.screen.ops import Closed
from drivers.speaker.pack import ClipPack
from server.wire import understood
from server.words import Words, call_clips


class Speaker(Protocol):
    """See drivers.speaker.pygame_speaker.PygameSpeaker."""

    @property
    def ready(self) -> bool: ...
    @property
    def busy(self) -> bool: ...
    def play(self, sound: bytes) -> bool: ...


class Loop:
    """`step` is one frame; `run` repeats it until the window is closed or `stop` says so."""

    def __init__(
        self,
        *,
        screen: Screen,
        speaker: Speaker | None,
        line: Hearing,
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
        self._viewer = Viewer(screen, picture_file)
        self._announcer = Announcer()
        self.state = ScreenState()

    def run(self, stop: Callable[[], bool]) -> None:
        run_frames(self.step, self._screen, stop)

    def step(self) -> bool:
        """Hear, draw, speak once; False when the person closed the window."""
        now_s = self._clock.monotonic_s()
        for what in self._line.heard():
            if isinstance(what, Frame):
                self._take(what.text, now_s)
        self._viewer.look(self.state, now_s, lambda: picture(self.state, now_s, self._screen.size, self._words))
        self._speak(now_s)
        return not any(isinstance(what, Closed) for what in self._screen.happened())

    def _take(self, text: str, now_s: float) -> None:
        message = understood(text)
        if message is None:
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
        call, standing = announcement.call, self.state.followed.standing
        desk = None if standing is not None and standing.one_officer else call.desk
        try:
            clips = call_clips(call.label, desk, call.calls)
        except KeyError:
            clips = (call.label,)  # a letter without a spoken name: the pack lacks it too, so it chimes
        self._speaker.play(self._pack.assemble(clips, announcement.readings))
