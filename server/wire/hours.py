"""Which part of the office's day it is, from what a snapshot says: for whoever shows it, the screen and the kiosk. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from server.wire.heard import Snapshot


class Phase(StrEnum):
    BEFORE = "before"
    OPEN = "open"
    PAUSE = "pause"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Hours:
    """`until`: when it goes on, by the office's clock; None when nobody can say."""

    phase: Phase
    until: datetime | None = None


def hours(standing: Snapshot, local: datetime | None) -> Hours:
    """`local`: the office's time, None when it is not known: then only the day's being open counts."""
    begun = Phase.OPEN if standing.is_open else Phase.OVER
    if local is None or standing.sessions is None:
        return Hours(begun, None if local is None or begun is Phase.OPEN else _later(standing, local))
    if standing.now.astimezone(local.tzinfo).date() != local.date():  # the sessions that we know were those of another day
        later = _later(standing, local)
        return Hours(Phase.OVER if later is not None else begun, later)
    sessions = [session_of(text, local) for text in standing.sessions]
    if any(start <= local < end for start, end in sessions):
        return Hours(begun, None if standing.is_open else _later(standing, local))
    coming = min((start for start, _ in sessions if start > local), default=None)
    if coming is None:
        return Hours(Phase.OVER, _later(standing, local))
    return Hours(Phase.PAUSE if any(end <= local for _, end in sessions) else Phase.BEFORE, coming)


def _later(standing: Snapshot, local: datetime) -> datetime | None:
    opens = standing.opens_next
    return opens.astimezone(local.tzinfo) if opens is not None and opens > local else None


def session_of(text: str, local: datetime) -> tuple[datetime, datetime]:
    """ "07:00-11:00" on the day of `local`."""
    start, _, end = text.partition("-")
    return _at(start, local), _at(end, local)


def _at(text: str, local: datetime) -> datetime:
    if text.strip() == "24:00":
        return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    return datetime.combine(local.date(), time.fromisoformat(text.strip()), local.tzinfo)
