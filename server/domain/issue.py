"""Giving a number: whether, which one, and at what place its citizen waits."""

from datetime import UTC, datetime

from server.domain.commands import IssueTicket, Window
from server.domain.day import Day
from server.domain.errors import Reason, Refused
from server.domain.events import Event, TicketIssued
from server.domain.found import known_service
from server.domain.hours import Admitted, admit
from server.domain.model import Admission, TicketId, job_of
from server.domain.numbering import label, next_number
from server.domain.setup import WhenNoPaper


def issue(day: Day, command: IssueTicket, now: datetime) -> list[Event]:
    """Raises: Refused when there is no such service, no more numbers, or no time left."""
    service = known_service(day, command.service)
    visit = [service.id, *(known_service(day, step).id for step in command.then)]
    if len(set(visit)) < len(visit):
        raise Refused(Reason.STEP_TWICE, service=service.name())
    if service.daily_limit is not None and day.issued.get(service.id, 0) >= service.daily_limit:
        raise Refused(Reason.SOLD_OUT, service=service.name(), limit=service.daily_limit)
    if command.wants_paper and not command.paper_ready and day.setup.paper.when_no_paper is WhenNoPaper.REFUSE:
        raise Refused(Reason.NO_PAPER)
    favoured = command.priority or command.appointment is not None
    if day.clock_doubt:  # nobody is sent away by a clock that is wrong
        admitted = Admitted(Admission.PLAIN)
    else:
        admitted = admit(day.setup, service, now, priority=favoured, needed_min=lambda: day.minutes_needed(service.id))
    since_s, not_before_s, in_time = _place(day, command.appointment, admitted, now)
    late = command.appointment is not None and not in_time
    series, number = next_number(day, service)
    text = label(series.prefix, number, series.digits)
    ticket = TicketId(f"{day.date}-{text}")
    return [
        TicketIssued(
            ticket,
            service.id,
            number,
            text,
            job_of(ticket) if command.wants_paper else None,
            series=series.id,
            priority=command.priority,
            appointment=in_time,
            language=command.language,
            steps=tuple(command.then),
            admission=Admission.LATE if late else admitted.admission,
            since_s=since_s,
            not_before_s=not_before_s,
            opens_at=None if admitted.opens is None else admitted.opens.astimezone(UTC),
            printer=command.printer if command.wants_paper else "",
        )
    ]


def _place(day: Day, window: Window | None, admitted: Admitted, now: datetime) -> tuple[float | None, float | None, bool]:
    """since_s (None: at the end), not_before_s, and whether an appointment was kept."""
    if window is not None:
        if window.start >= window.end or window.start.date() != now.date():
            raise Refused(Reason.BAD_TIMES)
        if now <= window.end:
            return _seconds_at(day, max(window.start, now), now), None, True
    if admitted.opens is not None and admitted.since is not None:
        return _seconds_at(day, admitted.since, now), _seconds_at(day, admitted.opens, now), False
    return None, None, False


def _seconds_at(day: Day, moment: datetime, now: datetime) -> float:
    """Office seconds at a moment that is now or later today."""
    return day.seconds(now) + (moment - now).total_seconds()
