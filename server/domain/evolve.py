"""Fold an event into the Day. The only place where a Day changes. Never refuses: what is in the log has happened."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from server.domain.events import (
    DayClosed,
    DayOpened,
    Logged,
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
from server.domain.model import ACTIVE, Day, DeskId, PaperState, Ticket, TicketId, TicketState

_UNPRINTED = (PaperState.QUEUED, PaperState.SENDING)


def fold(events: Iterable[Logged], day: Day | None = None) -> Day:
    """Return the Day after all of these events, in order of their seq."""
    day = day if day is not None else Day()
    for logged in events:
        evolve(day, logged)
    return day


def evolve(day: Day, logged: Logged) -> None:
    """Change `day` by one event."""
    day.seq = logged.seq
    at = logged.at
    match logged.event:
        case DayOpened() as event:
            _open(day, event)
        case DayClosed():
            day.is_open = False
        case TicketIssued() as event:
            _issue(day, event, logged)
        case TicketCalled(ticket, desk):
            _move(day, ticket, TicketState.CALLED, desk, called_at=at, calls=day.tickets[ticket].calls + 1)
        case TicketRecalled(ticket, desk):
            _move(day, ticket, TicketState.CALLED, desk, calls=day.tickets[ticket].calls + 1)
        case ServingStarted(ticket, desk):
            _move(day, ticket, TicketState.SERVING, desk, started_at=at)
        case TicketFinished(ticket, desk):
            started = day.tickets[ticket].started_at or day.tickets[ticket].called_at
            _move(day, ticket, TicketState.DONE, desk, started_at=started, ended_at=at)
        case TicketMissed(ticket, desk):
            _move(day, ticket, TicketState.MISSED, desk)
        case TicketCancelled(ticket):
            _move(day, ticket, TicketState.CANCELLED, day.tickets[ticket].desk, ended_at=at)
        case TicketLapsed(ticket):
            _move(day, ticket, TicketState.LAPSED, day.tickets[ticket].desk, ended_at=at)
        case PaperNoted() as event:
            _note(day, event)


def _open(day: Day, event: DayOpened) -> None:
    if event.date != day.date:  # a new day begins empty; reopening the same day keeps everything
        day.tickets, day.last_number, day.unprinted = {}, {}, {}
        day.waiting, day.missed, day.in_hand, day.last_call = {}, {}, {}, {}
    day.date, day.is_open = event.date, True
    day.services = {service.id: service for service in event.catalogue.services}
    day.desks = {desk.id: desk for desk in event.catalogue.desks}
    for service in day.services:
        day.waiting.setdefault(service, {})


def _issue(day: Day, event: TicketIssued, logged: Logged) -> None:
    paper = PaperState.QUEUED if event.job else None
    day.tickets[event.ticket] = Ticket(
        event.ticket,
        event.service,
        event.number,
        event.label,
        TicketState.WAITING,
        issued_at=logged.at,
        arrival=logged.seq,
        paper=paper,
    )
    day.last_number[event.service] = event.number
    day.waiting.setdefault(event.service, {})[event.ticket] = None
    if event.job:
        day.unprinted[event.job] = PaperState.QUEUED


def _move(day: Day, ticket_id: TicketId, state: TicketState, desk: DeskId | None, **changes: Any) -> None:
    before = day.tickets[ticket_id]
    day.tickets[ticket_id] = replace(before, state=state, desk=desk, **changes)
    if before.state is TicketState.WAITING:
        day.waiting[before.service].pop(ticket_id, None)
    day.missed.pop(ticket_id, None)
    if before.state in ACTIVE and before.desk is not None:
        day.in_hand.pop(before.desk, None)
    if state in ACTIVE and desk is not None:
        day.in_hand[desk] = ticket_id
        if state is TicketState.CALLED:
            day.last_call.pop(desk, None)
            day.last_call[desk] = ticket_id
    if state is TicketState.MISSED:
        day.missed[ticket_id] = None


def _note(day: Day, event: PaperNoted) -> None:
    if event.state in _UNPRINTED:
        day.unprinted[event.job] = event.state
    else:
        day.unprinted.pop(event.job, None)
    ticket = day.tickets.get(event.ticket)
    if ticket is not None:
        day.tickets[event.ticket] = replace(ticket, paper=event.state, paper_trouble=event.trouble)
