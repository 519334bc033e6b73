"""What is said, and when: one call at a time, never an old one, never one that is over. Pure but for what it has already said.

Source: SCREEN-AND-VOICE §3, announcement queue rules 1, 3, 4, 5, 6 and 11.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from display.state import Call, ScreenState
from server.wire import ScreenView

EXPIRES_S = 45.0
"""A call that could not be spoken for this long is not spoken any more; the screen still shows it."""
READINGS = 2
BUSY_READINGS = 1
"""When another one waits, each is read once."""
BACKLOG = 20


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to speak, `readings` times."""

    call: Call
    readings: int


class Announcer:
    """One speaker's queue."""

    def __init__(self) -> None:
        self._queue: deque[Call] = deque(maxlen=BACKLOG)
        self._known: set[tuple[str, datetime | None]] = set()

    def hear(self, state: ScreenState) -> None:
        """Take in the calls that are new since the last time. An old call from a snapshot is none of them."""
        for call in state.recent:
            key = (call.ticket, call.at)
            if key in self._known:
                continue
            self._known.add(key)
            self._queue = deque((one for one in self._queue if one.ticket != call.ticket), maxlen=BACKLOG)
            self._queue.append(call)
        if len(self._known) > 4 * len(state.recent) + 100:  # yesterday's need not be remembered
            self._known = {(call.ticket, call.at) for call in state.recent}

    def next(self, state: ScreenState, now_s: float) -> Announcement | None:
        """The next one to speak, taken off the queue; None if there is none. Those that are over or too old are dropped, and all of them
        while the office wants no voice."""
        rules = _rules(state)
        if not rules.speaks:
            self._queue.clear()
        while self._queue:
            call = self._queue.popleft()
            if now_s - call.heard_s > EXPIRES_S or not _still_called(state, call):
                continue
            return Announcement(call, BUSY_READINGS if len(self._queue) >= 1 or not rules.says_twice else READINGS)
        return None


def _rules(state: ScreenState) -> ScreenView:
    standing = state.followed.standing
    return ScreenView() if standing is None else standing.screen


def _still_called(state: ScreenState, call: Call) -> bool:
    ticket = state.followed.tickets.get(call.ticket)
    return ticket is not None and ticket.state == "called" and ticket.desk == call.desk
