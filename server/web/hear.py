"""GET /api/hear (websocket): a Snapshot, then News in order, a Tick every two seconds. Who is too slow is dropped and comes back.

People who work here hear names and notes, screens and kiosks do not. Source: for a broadcast backpressure is wrong: one slow listener must
not hold up fifty (websockets' own advice; RELIABILITY §1.5).
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from server.domain.day import Day
from server.domain.events import Logged
from server.office.printers import PrinterStanding
from server.translate import news_of, printers_of, snapshot_of
from server.translate.heard import Standing
from server.web.present import Present
from server.who import Caller, Right
from server.wire import Tick
from server.wire.heard import Away, Heard, Help, Seat, for_anybody

TICK_S = 2.0
BEHIND_FRAMES = 256
"""Frames that may wait for one listener: at the busiest hour that is minutes of news."""
LISTENERS = 200
HELPS = 8
LISTENERS_OF_ONE = 8
"""Of one sign-in or device; this machine's own parts are not counted."""
TRY_AGAIN = 1013
"""The websocket close code that says: come again later."""
SIGN_IN = 4401
"""Ours: the sign-in or the token is worth nothing any more."""
NAME_HEADER = "x-moiso-name"
"""How a screen or kiosk on this machine says who it is; others are known by their token."""


class _Listener:
    """Frames that wait for one websocket."""

    def __init__(self, caller: Caller, name: str) -> None:
        self.caller = caller
        self.inside = caller.may(Right.SERVE)
        self.name = name
        self.frames: deque[str] = deque()
        self.ready = asyncio.Event()
        self.closing = 0

    @property
    def whose(self) -> str:
        """Listeners of one sign-in or device; "": not counted."""
        if self.caller.session is not None:
            return self.caller.session.key
        return self.caller.device.name if self.caller.device is not None else ""

    def put(self, frames: Sequence[str]) -> None:
        if len(self.frames) + len(frames) > BEHIND_FRAMES:
            self.closing = TRY_AGAIN
        else:
            self.frames.extend(frames)
        self.ready.set()

    def close(self, code: int) -> None:
        self.closing = code
        self.ready.set()


class Hearers:
    """Everybody who listens. All methods run in the event loop's thread. `still`: whether a caller may go on listening."""

    def __init__(
        self, *, standing: Standing, now: Callable[[], datetime], still: Callable[[Caller], bool], present: Present
    ) -> None:
        self._standing = standing
        self._now = now
        self._still = still
        self._present = present
        self._listeners: set[_Listener] = set()
        self._helps: dict[str, Help] = {}
        self._seats: dict[int, Seat] = {}
        self.printers: Callable[[], Sequence[PrinterStanding]] = tuple

    def tell(self, batch: Sequence[Logged], day: Day) -> None:
        """Encode once for each kind of listener, hand to all. A day that opens or closes is told as a whole Snapshot."""
        if not self._listeners:
            return
        news = [news_of(logged, day) for logged in batch]
        told: list[Heard] = [one for one in news if one is not None]
        self._put(told if len(told) == len(news) else [self._snapshot(day)])

    def anew(self, day: Day) -> None:
        """Something that is in no log but in every Snapshot is another one now: a voice."""
        self._put([self._snapshot(day)])

    def printers_changed(self) -> None:
        """A printer stands otherwise than before."""
        self._put([printers_of(self.printers())])

    def seat_taken(self, desk: int, window: str) -> None:
        """A desk page took this desk; the one that had it is told."""
        self._seats[desk] = Seat(desk=desk, window=window)
        self._put([self._seats[desk]], inside_only=True)

    def help_wanted(self, wanted: Help) -> None:
        """Somebody at a kiosk wants help, or somebody is on the way. A kiosk asks once until then; HELPS kiosks are remembered."""
        self._helps.pop(wanted.kiosk, None)
        if wanted.at is not None:
            self._helps[wanted.kiosk] = wanted
            while len(self._helps) > HELPS:
                del self._helps[next(iter(self._helps))]
        self._put([wanted], inside_only=True)

    async def tick(self, view: Callable[[], Day]) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            self._put([Tick(now=self._now(), seq=view().seq)])
            if self._present.changed():
                self._put([Away(away=self._present.away)], inside_only=True)
            for listener in self._listeners:
                if not self._still(listener.caller):
                    listener.close(SIGN_IN)

    async def serve(self, socket: WebSocket, day: Day) -> None:
        """One listener's whole visit."""
        caller: Caller = socket.scope["caller"]
        listener = _Listener(caller, _name_of(socket, caller))
        if len(self._listeners) >= LISTENERS or self._too_many(listener.whose):
            await socket.close(TRY_AGAIN)
            return
        await socket.accept()
        listener.put(
            _encoded(self._first(day, listener), listener.inside)
        )  # no await from here until it listens: nothing can be missed
        self._listeners.add(listener)
        self._present.came(listener.name, own=caller.device is None)
        reading = asyncio.create_task(_until_gone(socket, listener))
        try:
            await _send(socket, listener)
        except (WebSocketDisconnect, RuntimeError):  # it went away while we were speaking
            pass
        finally:
            self._listeners.discard(listener)
            self._present.went(listener.name)
            reading.cancel()

    def _snapshot(self, day: Day) -> Heard:
        return snapshot_of(day, self._standing, self._now(), self.printers())

    def _first(self, day: Day, listener: _Listener) -> list[Heard]:
        first: list[Heard] = [self._snapshot(day)]
        if listener.inside:
            first += self._seats.values()
            first += [Away(away=self._present.away)] if self._present.away else []
            first += self._helps.values()
        return first

    def _too_many(self, whose: str) -> bool:
        return whose != "" and sum(one.whose == whose for one in self._listeners) >= LISTENERS_OF_ONE

    def _put(self, messages: Sequence[Heard], *, inside_only: bool = False) -> None:
        inside: list[str] | None = None
        outside: list[str] | None = None
        for listener in self._listeners:
            if listener.inside:
                inside = _encoded(messages, True) if inside is None else inside
                listener.put(inside)
            elif not inside_only:
                outside = _encoded(messages, False) if outside is None else outside
                listener.put(outside)


def _encoded(messages: Sequence[Heard], inside: bool) -> list[str]:
    return [(one if inside else for_anybody(one)).model_dump_json() for one in messages]


def _name_of(socket: WebSocket, caller: Caller) -> str:
    """The device's name; "" for pages and for whoever says none."""
    if caller.device is not None and caller.session is None:
        return caller.device.name
    said = socket.headers.get(NAME_HEADER, "") if caller.local and caller.session is None else ""
    return said if re.fullmatch("[a-z0-9-]{1,20}", said) else ""


async def _send(socket: WebSocket, listener: _Listener) -> None:
    while True:
        await listener.ready.wait()
        listener.ready.clear()
        while listener.frames and not listener.closing:
            await socket.send_text(listener.frames.popleft())
        if listener.closing:
            await socket.close(listener.closing)
            return


async def _until_gone(socket: WebSocket, listener: _Listener) -> None:
    """Listeners have nothing to say; what they send is read and forgotten, so that their going away is noticed."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, RuntimeError, KeyError):
        listener.close(TRY_AGAIN)


def hear_router(hearers: Hearers, view: Callable[[], Day]) -> APIRouter:
    router = APIRouter()

    @router.websocket("/api/hear")
    async def hear(socket: WebSocket) -> None:
        await hearers.serve(socket, view())

    return router
