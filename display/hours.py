"""Which part of the office's day it is, and whether the glass is to be dark. Pure. Knows no pixels and no words."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from display.state import ScreenState
from server.wire import Snapshot

DARK_MARGIN = timedelta(minutes=30)
"""A screen is awake so long before the first session and after the last one: people come early, and officers finish."""
AT_A_DESK = frozenset({"called", "serving"})


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
    sessions = [_session(text, local) for text in standing.sessions]
    if any(start <= local < end for start, end in sessions):
        return Hours(begun, None if standing.is_open else _later(standing, local))
    coming = min((start for start, _ in sessions if start > local), default=None)
    if coming is None:
        return Hours(Phase.OVER, _later(standing, local))
    return Hours(Phase.PAUSE if any(end <= local for _, end in sessions) else Phase.BEFORE, coming)


def dark(state: ScreenState, now_s: float) -> bool:
    """Whether the glass is black now: the office wants that outside its hours, nothing urgent is to be read, nobody is at a desk."""
    standing, local = state.followed.standing, state.local(now_s)
    if standing is None or local is None or not standing.screen.off_hours or standing.screen.emergency:
        return False
    found = hours(standing, local)
    if found.phase in (Phase.OPEN, Phase.PAUSE) or anybody_at_a_desk(state):
        return False
    if found.until is not None and local >= found.until - DARK_MARGIN:
        return False
    return standing.sessions is not None and not _just_over(standing, local)


def anybody_at_a_desk(state: ScreenState) -> bool:
    """Whether somebody is called or served in this screen's zone."""
    tickets = state.followed.tickets
    return any(call.ticket in tickets and tickets[call.ticket].state in AT_A_DESK for call in state.board_here)


def _just_over(standing: Snapshot, local: datetime) -> bool:
    ends = [end for _, end in (_session(text, local) for text in standing.sessions or ())]
    return any(end <= local < end + DARK_MARGIN for end in ends)


def _later(standing: Snapshot, local: datetime) -> datetime | None:
    opens = standing.opens_next
    return opens.astimezone(local.tzinfo) if opens is not None and opens > local else None


def _session(text: str, local: datetime) -> tuple[datetime, datetime]:
    """ "07:00-11:00" on the day of `local`."""
    start, _, end = text.partition("-")
    return _at(start, local), _at(end, local)


def _at(text: str, local: datetime) -> datetime:
    if text.strip() == "24:00":
        return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    return datetime.combine(local.date(), time.fromisoformat(text.strip()), local.tzinfo)
