"""Text frames from a ws:// address, for ever: connect, listen, notice a dead line, come back. Runs in a thread of its own.

Knows no messages. What it hears goes into one bounded queue; when that is full the line is dropped and taken up anew,
because a listener that is behind needs a fresh snapshot and not old news.
"""

import queue
import random
import ssl
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

QUEUE_FRAMES = 256
SILENCE_S = 6.0
"""The server ticks every 2 s; three missed ticks mean that the line is dead even if TCP does not know it yet."""
LOOK_UP_S = 0.25
"""How often a silent line is left to see whether we should stop, or have something to say."""
SAY_FRAMES = 64
"""What waits to be said; when there is more, the oldest is not said any more."""
OPEN_TIMEOUT_S = 3.0
CLOSE_TIMEOUT_S = 1.0
"""With the library's 10 s a half-open line is noticed only after 16 s. Source: measured, SCREEN-AND-VOICE §5."""
BACKOFF_S = (0.25, 0.5, 1.0, 2.0, 5.0)
FRAME_BYTES = 1 << 20
SIGN_IN = 4401
"""The server's close code for a token that is worth nothing any more. Source: server/web/hear."""


class Line(Enum):
    """Whether the server can be heard. REFUSED comes before its DOWN."""

    UP = "up"
    DOWN = "down"
    REFUSED = "refused"  # somebody is there, and does not let us in (any more)


@dataclass(frozen=True, slots=True)
class Frame:
    """One text frame as received."""

    text: str


Heard = Frame | Line


class Feed:
    """A line to the server that repairs itself. `heard` gives frames and line changes in order."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None, trust: ssl.SSLContext | None = None) -> None:
        """`headers` may be changed between two lines; `trust`: whose certificates are believed, for a wss:// address."""
        self._url = url
        self._trust = trust
        self.headers = dict(headers or {})
        self._heard: queue.Queue[Heard] = queue.Queue(QUEUE_FRAMES)
        self._say: deque[str] = deque(maxlen=SAY_FRAMES)
        self._stop = threading.Event()
        self._again = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Hang up; returns when the thread has ended, after about CLOSE_TIMEOUT_S at the most."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(SILENCE_S + CLOSE_TIMEOUT_S)

    def again(self) -> None:
        """Something was missed: hang up and come back to a fresh snapshot."""
        self._again.set()

    def heard(self) -> list[Heard]:
        """Everything heard since the last call, oldest first. Never blocks."""
        out: list[Heard] = []
        while True:
            try:
                out.append(self._heard.get_nowait())
            except queue.Empty:
                return out

    def say(self, text: str) -> None:
        """Send a text frame soon, on this line only: what was not sent when the line broke is never sent. Never blocks."""
        self._say.append(text)

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                with connect(
                    self._url,
                    additional_headers=dict(self.headers),
                    ssl=self._trust if self._url.startswith("wss:") else None,
                    open_timeout=OPEN_TIMEOUT_S,
                    close_timeout=CLOSE_TIMEOUT_S,
                    ping_interval=None,
                    compression=None,
                    proxy=None,
                    max_size=FRAME_BYTES,
                ) as line:
                    failures = 0
                    self._put(Line.UP)
                    self._listen(line)
            except (OSError, TimeoutError, WebSocketException) as error:
                failures += 1
                if _refused(error):
                    self._put(Line.REFUSED)
            except queue.Full:
                self._drain()
            self._put(Line.DOWN)
            self._say.clear()
            pause_s = BACKOFF_S[min(failures, len(BACKOFF_S) - 1)]
            self._stop.wait(pause_s * random.uniform(0.8, 1.2))  # nosec B311  # noqa: S311  spread, not secrecy

    def _listen(self, line: ClientConnection) -> None:
        silent_s = 0.0
        self._again.clear()
        while not self._stop.is_set() and not self._again.is_set():
            while self._say:
                line.send(self._say.popleft())
            try:
                frame = line.recv(timeout=LOOK_UP_S)
            except TimeoutError:
                silent_s += LOOK_UP_S
                if silent_s >= SILENCE_S:
                    return
                continue
            silent_s = 0.0
            if isinstance(frame, str):
                self._heard.put_nowait(Frame(frame))

    def _put(self, what: Line) -> None:
        try:
            self._heard.put_nowait(what)
        except queue.Full:
            self._drain()
            self._heard.put_nowait(what)

    def _drain(self) -> None:
        while not self._heard.empty():
            self._heard.get_nowait()


def _refused(error: Exception) -> bool:
    if isinstance(error, ConnectionClosed):
        return error.rcvd is not None and error.rcvd.code == SIGN_IN
    return isinstance(error, InvalidStatus) and error.response.status_code in (401, 403)
