"""The screen's main loop: hear, reduce, draw, speak. Everything that blocks is elsewhere."""

from collections.abc import Callable
from pathlib import Path

from display.showing import NOTHING_BESIDE, Beside, Glass, Showing
from display.speech import Live, Packs, Speaker, Speech
from display.state import ScreenState, reduce
from drivers.clock import Clock
from drivers.feed import Frame, Line
from drivers.screen.frames import Hearing, run_frames
from drivers.screen.ops import Closed, KeyPressed
from server.wire import understood
from server.words import Words


class Loop:
    """`step` is one frame; `run` repeats it until the window is closed or `stop` says so. `beside`: see Beside."""

    def __init__(
        self,
        *,
        screen: Glass,
        speaker: Speaker | None,
        line: Hearing,
        voices: Packs,
        words: Words,
        clock: Clock,
        picture_file: Path | None,
        live: Live | None = None,
        beside: Beside = NOTHING_BESIDE,
    ) -> None:
        self._screen = screen
        self._line = line
        self._clock = clock
        self._showing = Showing(screen=screen, line=line, words=words, clock=clock, picture_file=picture_file, beside=beside)
        self._speech = Speech(speaker=speaker, voices=voices, live=live, line=line)
        self.state = ScreenState()

    def run(self, stop: Callable[[], bool]) -> None:
        try:
            run_frames(self.step, self._screen, stop)
        finally:
            self._showing.close()

    def step(self) -> bool:
        """Hear, draw, speak once; False when the person closed the window."""
        now_s = self._clock.monotonic_s()
        for what in self._line.heard():
            if isinstance(what, Frame):
                self._take(what.text, now_s)
            elif what is Line.UP:
                self._speech.connected()
                self._showing.connected()
            elif what is Line.REFUSED:
                self._showing.refused()
        happened = self._screen.happened()
        for key in (one.key for one in happened if isinstance(one, KeyPressed)):
            self._showing.key(key, now_s)
        self._showing.step(self.state, now_s, self._speech.sound(self.state), self._speech.languages)
        self._speech.step(self.state, now_s)
        return not any(isinstance(what, Closed) for what in happened)

    def _take(self, text: str, now_s: float) -> None:
        message = understood(text)
        if message is None:
            return
        after = reduce(self.state, message, now_s)
        if after is None:
            self._line.again()
        else:
            self.state = after
            self._speech.heard(message)
