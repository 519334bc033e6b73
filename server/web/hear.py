"""GET /api/hear (websocket): a Snapshot, then News in order, a Tick every two seconds. Who is too slow is dropped and comes back.

Source: for a broadcast backpressure is wrong: one slow listener must not hold up fifty (websockets' own advice; RELIABILITY §1.5).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from server.domain.day import Day
from server.domain.events import Logged
from server.office.printers import PrinterStanding
from server.translate import news_of, printers_of, snapshot_of
from server.translate.heard import Standing
from server.wire import Tick

TICK_S = 2.0
BEHIND_FRAMES = 256
"""Frames that may wait for one listener: at the busiest hour that is minutes of news."""
LISTENERS = 200
TRY_AGAIN = 1013
"""The websocket close code that says: come again later."""


class _Listener:
    """Frames that wait for one websocket."""

    def __init__(self) -> None:
        self.frames: deque[str] = deque()
        self.ready = asyncio.Event()
        self.dropped = False

    def put(self, frames: Sequence[str]) -> None:
        if len(self.frames) + len(frames) > BEHIND_FRAMES:
            self.dropped = True
        else:
            self.frames.extend(frames)
        self.ready.set()


class Hearers:
    """Everybody who listens. All methods run in the event loop's thread."""

    def __init__(self, *, standing: Standing, now: Callable[[], datetime]) -> None:
        self._standing = standing
        self._now = now
        self._listeners: set[_Listener] = set()
        self.printers: Callable[[], Sequence[PrinterStanding]] = tuple

    def tell(self, batch: Sequence[Logged], day: Day) -> None:
        """Encode once, hand to all. A day that opens or closes is told as a whole Snapshot."""
        if not self._listeners:
            return
        news = [news_of(logged, day) for logged in batch]
        frames = [one.model_dump_json() for one in news if one is not None]
        if len(frames) < len(news):
            frames = [self.snapshot(day)]
        self._put(frames)

    def snapshot(self, day: Day) -> str:
        return snapshot_of(day, self._standing, self._now(), self.printers()).model_dump_json()

    def printers_changed(self) -> None:
        """A printer stands otherwise than before."""
        self._put([printers_of(self.printers()).model_dump_json()])

    async def tick(self, view: Callable[[], Day]) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            self._put([Tick(now=self._now(), seq=view().seq).model_dump_json()])

    async def serve(self, socket: WebSocket, day: Day) -> None:
        """One listener's whole visit."""
        if len(self._listeners) >= LISTENERS:
            await socket.close(TRY_AGAIN)
            return
        await socket.accept()
        listener = _Listener()
        listener.put([self.snapshot(day)])  # no await between this and the next line: nothing can be missed
        self._listeners.add(listener)
        reading = asyncio.create_task(_until_gone(socket, listener))
        try:
            await self._send(socket, listener)
        except (WebSocketDisconnect, RuntimeError):  # it went away while we were speaking
            pass
        finally:
            self._listeners.discard(listener)
            reading.cancel()

    async def _send(self, socket: WebSocket, listener: _Listener) -> None:
        while True:
            await listener.ready.wait()
            listener.ready.clear()
            while listener.frames and not listener.dropped:
                await socket.send_text(listener.frames.popleft())
            if listener.dropped:
                await socket.close(TRY_AGAIN)
                return

    def _put(self, frames: Sequence[str]) -> None:
        for listener in self._listeners:
            listener.put(frames)


async def _until_gone(socket: WebSocket, listener: _Listener) -> None:
    """Listeners have nothing to say; what they send is read and forgotten, so that their going away is noticed."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, RuntimeError, KeyError):
        listener.dropped = True
        listener.ready.set()


def hear_router(hearers: Hearers, view: Callable[[], Day]) -> APIRouter:
    router = APIRouter()

    @router.websocket("/api/hear")
    async def hear(socket: WebSocket) -> None:
        await hearers.serve(socket, view())

    return router
