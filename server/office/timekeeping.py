"""What time it is for the office, and whether the machine's clock can be believed. Pure but for the clock handed in.

A machine without a battery wakes up in 1970 or yesterday evening; somebody types a wrong year. Such a clock opens no business day; the
day in hand goes on, and an officer says what time it is. A clock that comes right by itself (from the network) is believed again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from drivers.clock import Clock

BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No office has run this program before it was written."""
BACK = timedelta(minutes=2)
"""Clocks that are set by the network may go back a little."""
AHEAD_OFF = timedelta(days=31)
"""Longer than the machine is switched off between two working days, Tết included."""
AHEAD_ON = timedelta(hours=1)
"""Between two looks, seconds apart, beyond what the monotonic clock says has passed."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A moment that was believed. `monotonic_s` None: read from the log after a start, so nobody knows how long ago it was."""

    at: datetime
    monotonic_s: float | None


class Timekeeper:
    """Used in the event loop's thread and, for `now`, in the writer's."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self._clock = clock
        self._zone = zone
        self._offset = timedelta()
        self._anchor: _Anchor | None = None

    def now(self) -> datetime:
        """The office's time: the machine's, put right by what an officer said; aware, in the office's zone."""
        return (self._clock.now() + self._offset).astimezone(self._zone)

    def machine_now(self) -> datetime:
        """What the machine's clock says."""
        return self._clock.now()

    def start(self, last_at: datetime | None, offset_s: float) -> None:
        """After a start: the newest believed moment in the log, and what an officer had said. Is the machine still wrong by it?

        Of two times that can be, the earlier is taken: a day that was opened too early is followed by the right one, after one that
        was opened too late no other can come.
        """
        self._anchor = _Anchor(last_at, None) if last_at is not None else None
        offsets = {timedelta(), timedelta(seconds=offset_s)}
        self._offset = min((one for one in offsets if not self._doubt(self._clock.now() + one)), default=timedelta())

    def offset_s(self) -> float:
        """By how much the machine is held to be wrong."""
        return self._offset.total_seconds()

    def confirm(self, offset_s: float) -> None:
        """An officer said what time it is."""
        self._offset = timedelta(seconds=offset_s)
        self._anchor = _Anchor(self.now(), self._clock.monotonic_s())

    def doubt(self) -> str:
        """Why the clock cannot be believed: "early", "back", "ahead"; "" if it can. A believed moment is the next one's anchor.

        A machine that has come right by itself does not need the offset any more.
        """
        now = self.now()
        doubt = self._doubt(now)
        if doubt and self._offset and not self._doubt(self._clock.now()):
            self._offset, now, doubt = timedelta(), self.machine_now().astimezone(self._zone), ""
        if not doubt:
            self._anchor = _Anchor(now, self._clock.monotonic_s())
        return doubt

    def _doubt(self, now: datetime) -> str:
        if now < BUILT:
            return "early"
        if self._anchor is None:
            return ""
        known_s = self._anchor.monotonic_s
        expected = self._anchor.at + timedelta(seconds=0 if known_s is None else self._clock.monotonic_s() - known_s)
        if now < expected - BACK:
            return "back"
        return "ahead" if now > expected + (AHEAD_OFF if known_s is None else AHEAD_ON) else ""
