"""The screen's face: keeps the picture as the state wants it, with the office's pictures and films, a code for pairing, a technician's look; tells
the server what was shown, and switches the television. Everything that blocks is elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from display.around import Around
from display.hours import dark
from display.scenes import picture
from display.state import Call, ScreenState, spotlight
from display.surroundings import Surroundings
from display.technician import Facts, lines, memory_bytes
from display.turns import SlideKind, slide_at
from drivers.clock import Clock
from drivers.screen.frames import Gallery, Screen, Viewer
from drivers.screen.ops import Decoded
from server.wire.heard import MediaView
from server.wire.said import Shown
from server.words import Words

ROWS_SURE = 5
"""Rows that every layout has room for: a call in one of them, or the large one, is seen."""
GLANCES_PER_S = 4
"""How often a state that has not changed is looked at for calls whose turn has come, and for the end of the day."""
LOOKS_EVERY_S = 1.0
"""How often a technician's lines are made anew."""


class Glass(Screen, Gallery, Protocol):
    """See drivers.screen.pygame_screen.PygameScreen."""


class Coded(Protocol):
    """See drivers.pairing.Pairing."""

    @property
    def code(self) -> str: ...
    def want(self) -> None: ...


class Switch(Protocol):
    """See drivers.screen.cec.Television."""

    def want(self, on: bool) -> None: ...


class Shelf(Protocol):
    """See display.media.Media."""

    def want(self, media: tuple[MediaView, ...]) -> None: ...
    def taken(self) -> list[tuple[str, Decoded | None]]: ...
    def film(self, mark: str) -> Path | None: ...


class Playing(Protocol):
    """See drivers.screen.film.Film."""

    @property
    def playing(self) -> bool: ...
    def frame(self) -> Decoded | None: ...
    def stop(self) -> None: ...


class Telling(Protocol):
    """See drivers.feed.Feed."""

    def say(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Beside:
    """What a screen may have beside its glass. `address`: where the server is looked for; `play` starts a film, None where nothing can."""

    address: str = ""
    pairing: Coded | None = None
    television: Switch | None = None
    shelf: Shelf | None = None
    play: Callable[[Path], Playing] | None = None


NOTHING_BESIDE = Beside()


class Showing:
    """`step` once a frame."""

    def __init__(
        self,
        *,
        screen: Glass,
        line: Telling,
        words: Words,
        clock: Clock,
        picture_file: Path | None,
        beside: Beside = NOTHING_BESIDE,
    ) -> None:
        self._screen = screen
        self._line = line
        self._words = words
        self._clock = clock
        self._address = beside.address
        self._pairing = beside.pairing
        self._television = beside.television
        self._shelf = beside.shelf
        self._play = beside.play
        self._viewer = Viewer(screen, picture_file)
        self._surroundings = Surroundings()
        self._told: set[tuple[str, int, object]] = set()
        self._standing: object = None
        self._media: tuple[MediaView, ...] = ()
        self._decoded: set[str] = set()
        self._film: tuple[str, Playing] | None = None
        self._broken: set[str] = set()
        self._technician: tuple[tuple[str, str], ...] = ()
        self._looked_s = float("-inf")
        self._glanced: object = None
        self._glance = -1

    def connected(self) -> None:
        """A new line: a server that has restarted has forgotten what was shown."""
        self._told.clear()

    def refused(self) -> None:
        """The server does not let us in."""
        if self._pairing is not None:
            self._pairing.want()

    def key(self, key: str, now_s: float) -> None:
        self._surroundings.key(key, now_s)

    def step(self, state: ScreenState, now_s: float, sound: str, voices: tuple[str, ...]) -> None:
        """Show what is to be seen now. `sound` and `voices` are for the technician."""
        self._take_in(state)
        around = self._around(state, now_s, sound, voices)
        self._run_film(state, now_s, around)
        self._viewer.look((state, around), now_s, lambda: picture(state, now_s, self._screen.size, self._words, around))
        glance = int(now_s * GLANCES_PER_S)
        if state is not self._glanced or glance != self._glance:
            self._glanced, self._glance = state, glance
            self._switch_and_tell(state, now_s)

    def close(self) -> None:
        if self._film is not None:
            self._film[1].stop()

    def _switch_and_tell(self, state: ScreenState, now_s: float) -> None:
        if state.followed.standing is None:
            return
        black = dark(state, now_s)
        if self._television is not None:
            self._television.want(not black)
        if not black:
            self._tell(state, now_s)

    def _take_in(self, state: ScreenState) -> None:
        """Pictures that have come or gone."""
        if self._shelf is None:
            return
        standing = state.followed.standing
        if standing is not None and standing is not self._standing:
            self._standing, self._media = standing, standing.media
            self._shelf.want(standing.media)
        for mark, decoded in self._shelf.taken():
            if decoded is None:
                self._screen.forget(mark)
                self._decoded.discard(mark)
            else:
                self._screen.keep(mark, decoded)
                self._decoded.add(mark)

    def _around(self, state: ScreenState, now_s: float, sound: str, voices: tuple[str, ...]) -> Around:
        if not self._surroundings.looks(now_s):
            self._technician = ()
        elif not self._technician or now_s - self._looked_s >= LOOKS_EVERY_S:
            self._looked_s = now_s
            facts = Facts(self._address, self._screen.size, self._clock.now(), sound, voices, memory_bytes())
            self._technician = lines(state, now_s, facts, self._words)
        return self._surroundings.around(
            now_s,
            code=self._pairing.code if self._pairing is not None else "",
            address=self._address,
            technician=self._technician,
            ready=tuple(one.mark for one in self._media if one.mark in self._decoded or self._playable(one.mark)),
            film=self._film[0] if self._film is not None else "",
        )

    def _playable(self, mark: str) -> bool:
        return (
            self._play is not None and mark not in self._broken and self._shelf is not None and self._shelf.film(mark) is not None
        )

    def _run_film(self, state: ScreenState, now_s: float, around: Around) -> None:
        """The film whose turn it is runs, no other; one that cannot be played is left out from then on."""
        if self._film is None and not any(map(self._playable, around.ready)):
            return
        slide = None if around.technician or around.code or state.stale(now_s) else slide_at(state, now_s, around)
        mark = slide.mark if slide is not None and slide.kind is SlideKind.VIDEO else ""
        if self._film is not None and (self._film[0] != mark or not self._film[1].playing):
            if self._film[0] == mark:
                self._broken.add(mark)
            self._film[1].stop()
            self._screen.forget(self._film[0])
            self._film = None
        file = self._shelf.film(mark) if mark and self._shelf is not None else None
        if self._film is None and file is not None and self._play is not None and mark not in self._broken:
            self._film = mark, self._play(file)
        if self._film is not None and (frame := self._film[1].frame()) is not None:
            self._screen.keep(mark, frame)

    def _tell(self, state: ScreenState, now_s: float) -> None:
        """Say of each call once that it stands there."""
        large = spotlight(state, now_s)
        seen = [call for call in (large, *state.board_here[:ROWS_SURE]) if call is not None and call in state.recent]
        for call in seen:
            if (key := _key(call)) not in self._told:
                self._told.add(key)
                self._line.say(Shown(ticket=call.ticket, calls=min(call.calls, 99)).model_dump_json())
        if len(self._told) > 4 * len(state.recent) + 100:
            self._told &= {_key(call) for call in state.recent}


def _key(call: Call) -> tuple[str, int, object]:
    return call.ticket, call.calls, call.at
