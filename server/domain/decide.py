"""Command -> events, or Refused. Pure: reads the Day, changes nothing, asks no clock."""

from collections.abc import Callable

from server.domain.commands import (
    CallNext,
    CallThis,
    Cancel,
    CloseDay,
    Command,
    Finish,
    IssueTicket,
    NoShow,
    NotePaper,
    OpenDay,
    Recall,
    Start,
)
from server.domain.errors import Reason, Refused
from server.domain.events import (
    DayClosed,
    DayOpened,
    Event,
    PaperNoted,
    ServingStarted,
    TicketCalled,
    TicketCancelled,
    TicketFinished,
    TicketIssued,
    TicketLapsed,
    TicketMissed,
    TicketRecalled,
)
from server.domain.model import Day, DeskId, Ticket, TicketId, TicketState, job_of, ticket_of
from server.domain.numbering import label, next_number
from server.domain.policy import next_for
from server.domain.transitions import PAPER_TABLE, next_state

_AT_DESK: dict[type[Recall | Start | Finish | NoShow], Callable[[TicketId, DeskId], Event]] = {
    Recall: TicketRecalled,
    Start: ServingStarted,
    Finish: TicketFinished,
    NoShow: TicketMissed,
}


def decide(day: Day, command: Command) -> list[Event]:
    """Return what happens. Raises: Refused, and then nothing happens."""
    match command:
        case OpenDay():
            return _open(day, command)
        case NotePaper():
            return _note_paper(day, command)
    if not day.is_open or day.date is None:
        raise Refused(Reason.DAY_NOT_OPEN)
    match command:
        case CloseDay():
            return _close(day)
        case IssueTicket():
            return _issue(day, command)
        case CallNext():
            return _call_next(day, command)
        case CallThis():
            return _call_this(day, command)
        case Cancel():
            ticket = _ticket(day, command.ticket)
            next_state(ticket, Cancel)
            return [TicketCancelled(ticket.id)]
        case Recall() | Start() | Finish() | NoShow():
            ticket = _in_hand(day, command.desk)
            next_state(ticket, type(command))
            return [_AT_DESK[type(command)](ticket.id, command.desk)]


def _open(day: Day, command: OpenDay) -> list[Event]:
    if day.date is not None and command.date < day.date:
        raise Refused(Reason.DAY_GOES_BACK, day=day.date.isoformat())
    if day.is_open and command.date == day.date:
        raise Refused(Reason.DAY_ALREADY_OPEN, day=command.date.isoformat())
    yesterday = _close(day) if day.is_open else []
    return [*yesterday, DayOpened(command.date, command.catalogue)]


def _close(day: Day) -> list[Event]:
    """Everything that is still going on ends with the day: who was being served is done, the others lapse."""
    if day.date is None:
        raise Refused(Reason.DAY_NOT_OPEN)
    events: list[Event] = []
    for desk, ticket in day.in_hand.items():
        if day.tickets[ticket].state is TicketState.SERVING:
            events.append(TicketFinished(ticket, desk))
        else:
            events.append(TicketLapsed(ticket))
    events.extend(TicketLapsed(ticket.id) for ticket in day.waiting_tickets())
    events.extend(TicketLapsed(ticket) for ticket in day.missed)
    return [*events, DayClosed(day.date)]


def _issue(day: Day, command: IssueTicket) -> list[Event]:
    if command.service not in day.services:
        raise Refused(Reason.UNKNOWN_SERVICE, service=command.service)
    number = next_number(day, command.service)
    text = label(command.service, number)
    ticket = TicketId(f"{day.date}-{text}")
    job = job_of(ticket) if command.wants_paper else None
    return [TicketIssued(ticket, command.service, number, text, job)]


def _call_next(day: Day, command: CallNext) -> list[Event]:
    _free(day, command.desk)
    ticket = next_for(day, command.desk)
    if ticket is None:
        raise Refused(Reason.NOBODY_WAITS, desk=command.desk)
    next_state(ticket, CallNext)
    return [TicketCalled(ticket.id, command.desk)]


def _call_this(day: Day, command: CallThis) -> list[Event]:
    _free(day, command.desk)
    ticket = _ticket(day, command.ticket)
    next_state(ticket, CallThis)
    return [TicketCalled(ticket.id, command.desk)]


def _note_paper(day: Day, command: NotePaper) -> list[Event]:
    before = day.unprinted.get(command.job)
    if before is None or (before, command.state) not in PAPER_TABLE:
        raise Refused(Reason.UNKNOWN_PAPER, paper=command.job)
    return [PaperNoted(command.job, ticket_of(command.job), command.state, command.trouble)]


def _desk(day: Day, desk: DeskId) -> None:
    if desk not in day.desks:
        raise Refused(Reason.UNKNOWN_DESK, desk=desk)


def _free(day: Day, desk: DeskId) -> None:
    _desk(day, desk)
    held = day.in_hand.get(desk)
    if held is not None:
        raise Refused(Reason.DESK_HAS_TICKET, desk=desk, ticket=day.tickets[held].label)


def _in_hand(day: Day, desk: DeskId) -> Ticket:
    _desk(day, desk)
    held = day.in_hand.get(desk)
    if held is None:
        raise Refused(Reason.DESK_HAS_NO_TICKET, desk=desk)
    return day.tickets[held]


def _ticket(day: Day, ticket: TicketId) -> Ticket:
    found = day.tickets.get(ticket)
    if found is None:
        raise Refused(Reason.UNKNOWN_TICKET, ticket=ticket)
    return found
