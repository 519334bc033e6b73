"""When the office is there and whether a press at this moment gets a number. Pure; `now` is aware, in the office's time zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from server.domain.errors import Reason, Refused
from server.domain.model import Admission
from server.domain.setup import AtClosing, Service, Sessions, Setup

LOOK_AHEAD_DAYS = 60
"""How far the next opening is searched for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A session on its day."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Admitted:
    """A press that gets a number. `opens`: when the desks are there (again), if they are not now.

    `since`: for the next session, where the number stands: before those who press when that session's numbers are given to everybody.
    """

    admission: Admission
    opens: datetime | None = None
    since: datetime | None = None


def sessions_on(setup: Setup, service: Service | None, day: date) -> Sessions | None:
    """The sessions of that date, for a service or the whole office; None when no hours are set: always open."""
    for exception in setup.hours.calendar:
        if exception.date == day:
            return exception.sessions
    if service is not None and service.week:
        return service.week[day.weekday()]
    return setup.hours.week[day.weekday()] if setup.hours.week else None


def stretches(setup: Setup, service: Service | None, now: datetime) -> tuple[Stretch, ...] | None:
    """Today's sessions as moments; None when always open."""
    sessions = sessions_on(setup, service, now.date())
    return None if sessions is None else _stretches(sessions, now.date(), now.tzinfo)


def next_opening(setup: Setup, service: Service | None, now: datetime) -> datetime | None:
    """The next moment at which a session begins, None when none is known."""
    for ahead in range(LOOK_AHEAD_DAYS):
        day = now + timedelta(days=ahead)
        for one in stretches(setup, service, day) or ():
            if one.start > now:
                return one.start
    return None


def opens_next(setup: Setup, now: datetime) -> datetime | None:
    """When the first session of a later day begins, None when none is known or no hours are set."""
    for ahead in range(1, LOOK_AHEAD_DAYS):
        found = stretches(setup, None, now + timedelta(days=ahead))
        if found:
            return found[0].start
    return None


def last_close(setup: Setup, now: datetime) -> datetime | None:
    """When today's last session of any service ends; None when there is none, or always open."""
    ends = [one.end for service in (None, *setup.services) for one in stretches(setup, service, now) or ()]
    return max(ends, default=None)


def admit(setup: Setup, service: Service, now: datetime, *, priority: bool, needed_min: Callable[[], float]) -> Admitted:
    """Whether a number is given now. `needed_min`: until this citizen would be done, with the desks that are there.

    Raises: Refused(CLOSED_NOW | CLOSED_TODAY | NO_TIME_LEFT) with the time at which to come.
    """
    today = stretches(setup, service, now)
    if today is None:
        return Admitted(Admission.PLAIN)
    hours = setup.hours
    early = timedelta(minutes=hours.early_min)
    current = next((one for one in today if one.start - early <= now < one.end), None)
    later = next((one for one in today if one.start > now and one is not current), None)
    if current is None:
        return _nobody_there(setup, service, now, later, priority=priority, needed_min=needed_min)
    left_min = _minutes(max(now, current.start), current.end)
    fits = not hours.closing_guard or needed_min() <= left_min
    if fits and now < current.end - timedelta(minutes=hours.last_numbers_min):
        return Admitted(Admission.PLAIN)
    if hours.at_closing is AtClosing.WARN or priority:
        return Admitted(Admission.SHORT_TIME, opens=later.start if later else None)
    if hours.at_closing is AtClosing.NEXT_SESSION and later is not None:
        if hours.closing_guard and needed_min() > left_min + _minutes(later.start, later.end):
            raise _refused(Reason.NO_TIME_LEFT, setup, service, later.end)
        return Admitted(Admission.NEXT_SESSION, opens=later.start, since=max(current.end, later.start - early))
    raise _refused(Reason.NO_TIME_LEFT, setup, service, now)


def _nobody_there(
    setup: Setup, service: Service, now: datetime, later: Stretch | None, *, priority: bool, needed_min: Callable[[], float]
) -> Admitted:
    mode = setup.hours.at_closing
    if mode is AtClosing.WARN:
        return Admitted(Admission.OUTSIDE_HOURS, opens=next_opening(setup, service, now))
    if mode is AtClosing.NEXT_SESSION and later is not None:
        if setup.hours.closing_guard and not priority and needed_min() > _minutes(later.start, later.end):
            raise _refused(Reason.NO_TIME_LEFT, setup, service, later.end)
        since = max(now, later.start - timedelta(minutes=setup.hours.early_min))
        return Admitted(Admission.NEXT_SESSION, opens=later.start, since=since)
    raise _refused(Reason.CLOSED_NOW if later is not None else Reason.CLOSED_TODAY, setup, service, now)


def _refused(reason: Reason, setup: Setup, service: Service, after: datetime) -> Refused:
    """With the first opening after that moment."""
    opens = next_opening(setup, service, after)
    return Refused(reason, service=service.name(), opens=opens.isoformat() if opens else "")


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(minutes=1)


@lru_cache(maxsize=256)
def _stretches(sessions: Sessions, day: date, zone: tzinfo | None) -> tuple[Stretch, ...]:
    """Asked at every press; the same few all day."""
    return tuple(Stretch(datetime.combine(day, one.start, zone), datetime.combine(day, one.end, zone)) for one in sessions)
