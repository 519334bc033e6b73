"""Whether the glass is to be dark, by the part of the office's day that it is. Pure. Knows no pixels and no words."""

from datetime import datetime, timedelta

from display.state import ScreenState
from server.wire import Snapshot
from server.wire.hours import Hours, Phase, hours, session_of

__all__ = ["Hours", "Phase", "anybody_at_a_desk", "dark", "hours"]

DARK_MARGIN = timedelta(minutes=30)
"""A screen is awake so long before the first session and after the last one: people come early, and officers finish."""
AT_A_DESK = frozenset({"called", "serving"})


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
    ends = [end for _, end in (session_of(text, local) for text in standing.sessions or ())]
    return any(end <= local < end + DARK_MARGIN for end in ends)
