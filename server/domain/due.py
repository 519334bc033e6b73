"""What happens by itself when its time has come. Pure; asked again and again, answers with commands."""

from datetime import datetime, timedelta

from server.domain.commands import CloseDay, Command, Return
from server.domain.day import Day
from server.domain.hours import last_close


def due_by_rule(day: Day, now: datetime) -> list[Command]:
    """Those on hold whose time has come wait again; the day ends a while after its last session, unless somebody opened it after that.

    Nothing while the clock is doubted.
    """
    if not day.is_open or day.clock_doubt:
        return []
    held = map(day.tickets.__getitem__, day.held)
    back: list[Command] = [Return(one.id) for one in held if one.back_at is not None and one.back_at <= now]
    return [*back, CloseDay()] if _ends(day, now) else back


def _ends(day: Day, now: datetime) -> bool:
    """Once: who opens the day again in the evening goes on until somebody closes it."""
    after_min = day.setup.hours.closes_after_min
    if after_min is None or day.date != now.date():
        return False
    close = last_close(day.setup, now)
    if close is None:
        return False
    ends = close + timedelta(minutes=after_min)
    return now >= ends and (day.opened_at is None or day.opened_at < ends)
