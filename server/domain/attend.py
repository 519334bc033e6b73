"""Who is at a desk: opening, pausing, closing, taking over. A desk that closes leaves nobody waiting for it alone."""

from datetime import datetime

from server.domain.commands import CloseDesk, OpenDesk, PauseDesk
from server.domain.day import Day, DeskState
from server.domain.errors import Reason, Refused
from server.domain.events import DeskClosed, DeskOpened, DeskPaused, Event, TicketMoved
from server.domain.found import free_desk, known_desk
from server.domain.model import DeskId
from server.domain.queues import desk_queue


def present(day: Day, desk: DeskId) -> list[Event]:
    """Somebody works at the desk now: whoever presses “next” is there."""
    there = day.attended(desk)
    return [] if there.state is DeskState.OPEN else [DeskOpened(desk, there.officer)]


def open_desk(day: Day, command: OpenDesk, now: datetime) -> list[Event]:
    there = day.attended(known_desk(day, command.desk))
    if there.state is DeskState.OPEN and there.officer == command.officer:
        raise Refused(Reason.NO_CHANGE)
    taken = there.state is not DeskState.CLOSED and there.officer != command.officer
    return [DeskOpened(command.desk, command.officer, there.officer if taken else "")]


def pause_desk(day: Day, command: PauseDesk, now: datetime) -> list[Event]:
    desk = free_desk(day, command.desk)
    if day.attended(desk).state is DeskState.CLOSED:
        raise Refused(Reason.DESK_NOT_OPEN, desk=desk)
    if command.back_at is not None and command.back_at <= now:
        raise Refused(Reason.BAD_TIMES)
    return [DeskPaused(desk, command.reason.strip(), command.back_at)]


def close_desk(day: Day, command: CloseDesk, now: datetime) -> list[Event]:
    """Who waits for this desk only goes back to the queue of its service. Raises: Refused(DESK_LEAVES_WAITING) once, as a question."""
    desk = free_desk(day, command.desk)
    if day.attended(desk).state is DeskState.CLOSED:
        raise Refused(Reason.DESK_NOT_OPEN, desk=desk)
    own = [day.tickets[ticket] for ticket in day.queues.get(desk_queue(desk), ())]
    left = [service for service in day.gives[desk] if not set(day.open_desks(service)) - {desk}]
    waiting = sum(day.facts(service).waiting for service in left)
    waiting += sum(1 for ticket in own if ticket.service not in left and not set(day.open_desks(ticket.service)) - {desk})
    if waiting and not command.leave_waiting:
        raise Refused(Reason.DESK_LEAVES_WAITING, desk=desk, count=waiting)
    released = [TicketMoved(ticket.id, ticket.service, None, ticket.since_s, ticket.tie, ticket.note) for ticket in own]
    return [*released, DeskClosed(desk)]
