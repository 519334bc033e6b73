"""What time it is at the office, and what follows from it for the voice: quiet hours, the trial in the morning. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from display.state import ScreenState

TRIAL_BEFORE_MIN = 15
"""Before the first session begins, when officers are there and citizens are not yet."""


def office_time(state: ScreenState, now_s: float) -> datetime | None:
    """The server's clock in the office's zone; None before it was heard, and while it is not believed. `now_s`: monotonic."""
    standing = state.followed.standing
    if standing is None or state.server_ahead_s is None or standing.clock_doubt:
        return None
    return datetime.fromtimestamp(now_s + state.server_ahead_s, UTC).astimezone(ZoneInfo(standing.timezone))


def is_quiet(now: datetime | None, spans: tuple[str, ...]) -> bool:
    """Whether now is in one of the spans ("11:30-13:00", also over midnight: "22:00-06:00"). One that cannot be read is none."""
    if now is None:
        return False
    minute = now.hour * 60 + now.minute
    return any(_within(minute, *found) for span in spans if (found := _minutes(span)) is not None)


def trial_due(now: datetime | None, sessions: tuple[str, ...] | None, tried: date | None) -> bool:
    """Whether the loudspeaker is to be tried now: in the quarter of an hour before the day's first session, once a day."""
    if now is None or not sessions or tried == now.date():
        return False
    starts = [found[0] for session in sessions if (found := _minutes(session)) is not None]
    if not starts:
        return False
    opens = now.replace(hour=min(starts) // 60 % 24, minute=min(starts) % 60, second=0, microsecond=0)
    return opens - timedelta(minutes=TRIAL_BEFORE_MIN) <= now < opens


def _within(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start <= end else minute >= start or minute < end


def _minutes(span: str) -> tuple[int, int] | None:
    """ "11:30-13:00" as minutes of the day."""
    try:
        start, end = (part.split(":") for part in span.split("-"))
        return int(start[0]) * 60 + int(start[1]), int(end[0]) * 60 + int(end[1])
    except (ValueError, IndexError):
        return None
