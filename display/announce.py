"""What is said, and when: one call at a time, never an old one, never one that is over. Pure but for what it has already said.

Source: SCREEN-AND-VOICE §3, announcement queue rules 1 to 11.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from display.quiet import is_quiet
from display.state import YOUNG_S, Call, ScreenState
from drivers.speaker.pack import ClipPack, Reading
from server.wire import ScreenView
from server.wire.heard import ScreenPlace
from server.words import call_clips

EXPIRES_S = 45.0
"""A call that could not be spoken for this long is not spoken any more; the screen still shows it."""
READINGS = 2
BUSY_READINGS = 1
BUSY_FROM = 2
"""When so many wait to be spoken, each is read once."""
SHORT_FROM = 4
"""When so many wait, the call is short."""
BACKLOG = 20
HANDOVER_S = 11.0
"""A screen that takes the room's voice over waits so long: the one before it may be in the middle of a call that is read twice."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to speak, `readings` times. `language`: the citizen's."""

    call: Call
    readings: int
    short: bool = False
    language: str = "vi"
    priority: bool = False


class Announcer:
    """One speaker's queue."""

    def __init__(self) -> None:
        self._queue: deque[Call] = deque(maxlen=BACKLOG)
        self._known: set[tuple[str, datetime | None]] = set()
        self._free_s = float("-inf")
        self._heeds_others = True

    def hear(self, state: ScreenState, now_s: float) -> None:
        """Take in the calls that are new since the last time. An old call from a snapshot is none of them."""
        for call in state.recent:
            key = (call.ticket, call.at)
            if key not in self._known:
                self._known.add(key)
                self._take(call)
        if len(self._known) > 4 * len(state.recent) + 100:  # yesterday's need not be remembered
            self._known = {(call.ticket, call.at) for call in state.recent}
        ours = is_voice(state)
        if not ours and _another_speaks(state):
            self._free_s = now_s + HANDOVER_S
        self._heeds_others = not ours or now_s < self._free_s

    def spoken(self, ticket: str, calls: int) -> None:
        """A screen has said this call to its end: we shall not, and need not wait for it any longer. While we are the voice of our room it was
        one of another room, whose people are not ours."""
        if not self._heeds_others:
            return
        self._free_s = float("-inf")
        self._queue = deque((one for one in self._queue if one.ticket != ticket or one.calls > calls), maxlen=BACKLOG)

    def next(self, state: ScreenState, now_s: float) -> Announcement | None:
        """The next one to speak, taken off the queue; None if there is none, or it is not ours to speak now. Those that are over or too old
        are dropped, and all of them while the office wants no voice."""
        if not wants_voice(state) or is_quiet(state.local(now_s), rules_of(state).quiet):
            self._queue.clear()
            return None
        ours = is_voice(state)
        patience_s = EXPIRES_S if ours else YOUNG_S
        good = (one for one in self._queue if now_s - one.heard_s <= patience_s and _still_called(state, one))
        self._queue = deque(good, maxlen=BACKLOG)
        if not self._queue or not ours or now_s < self._free_s or rules_of(state).emergency:
            return None
        waiting = len(self._queue)
        call = self._queue.popleft()
        ticket = state.followed.tickets[call.ticket]
        twice = waiting < BUSY_FROM and rules_of(state).says_twice
        return Announcement(call, READINGS if twice else BUSY_READINGS, waiting >= SHORT_FROM, ticket.language, ticket.priority)

    def put_back(self, announcement: Announcement) -> None:
        """It was broken off before it was understood: it is the next one again."""
        self._queue.appendleft(announcement.call)

    def _take(self, call: Call) -> None:
        """At the end of the queue; or in the place of the same ticket's call to the same desk, which is not said any more."""
        for place, one in enumerate(self._queue):
            if (one.ticket, one.desk) == (call.ticket, call.desk):
                self._queue[place] = call
                return
        self._queue.append(call)


def rules_of(state: ScreenState) -> ScreenView:
    standing = state.followed.standing
    return ScreenView() if standing is None else standing.screen


def wants_voice(state: ScreenState) -> bool:
    """Whether the office wants this screen to speak at all."""
    return rules_of(state).speaks and state.followed.place.speaks


def is_voice(state: ScreenState) -> bool:
    """Whether this screen is its room's voice. A server that gives us a name will say who speaks; one that does not is older than that."""
    followed = state.followed
    if followed.standing is None:
        return False
    return not followed.you if followed.speakers is None else followed.you in followed.speakers


def _another_speaks(state: ScreenState) -> bool:
    """Whether another screen is the voice of our room now."""
    followed = state.followed
    rooms = {} if followed.standing is None else {one.name: one.room for one in followed.standing.screens}
    others = (followed.speakers or frozenset()) - {followed.you}
    return any(rooms.get(name, "") == followed.place.room for name in others)


def in_zone(place: ScreenPlace, service: str, desk: int) -> bool:
    """Whether a call is for those who sit in front of this screen."""
    return (not place.services or service in place.services) and (not place.desks or desk in place.desks)


def readings_of(announcement: Announcement, desk: int | None, pack: Callable[[str], ClipPack | None]) -> tuple[Reading, ...]:
    """The clips of each reading; none where not even the Vietnamese voice has them all: then only the chime rings.

    Vietnamese first, the second time in the citizen's language; only in the citizen's where it is said once. `desk` None: no desk is named.
    """
    vietnamese = _reading(announcement, desk, "vi", pack)
    own = vietnamese if announcement.language == "vi" else _reading(announcement, desk, announcement.language, pack)
    first, second = vietnamese or own, own or vietnamese
    if first is None or second is None:
        return ()
    return (first, second) if announcement.readings > 1 else (second,)


def _reading(
    announcement: Announcement, desk: int | None, language: str, pack: Callable[[str], ClipPack | None]
) -> Reading | None:
    call, voice = announcement.call, pack(language)
    if voice is None:
        return None
    try:
        names = call_clips(
            call.label, desk, call.calls, language=language, priority=announcement.priority, short=announcement.short
        )
    except KeyError:  # a letter without a spoken name, or a language that nobody speaks
        return None
    return voice.reading(names)


def _still_called(state: ScreenState, call: Call) -> bool:
    """Still expected at that desk, which is in our zone."""
    ticket = state.followed.tickets.get(call.ticket)
    if ticket is None or ticket.state != "called" or ticket.desk != call.desk:
        return False
    return in_zone(state.followed.place, ticket.service, call.desk)
