"""What an event causes outside the queue. So far one thing: an issued ticket that wants paper causes a paper order."""

from collections.abc import Callable
from dataclasses import dataclass

from server.domain.day import Day
from server.domain.events import Event, TicketIssued
from server.domain.model import DeskId, JobId, PaperState, Ticket, ticket_of
from server.domain.setup import Service


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """Everything that stands on one ticket's paper, as it was when the number was given."""

    job: JobId
    ticket: Ticket
    service: Service
    desks: tuple[DeskId, ...]
    ahead: int


def _order_paper(day: Day, event: Event) -> list[PaperOrder]:
    return [_order(day, event.job)] if isinstance(event, TicketIssued) and event.job else []


CAUSES: dict[type[Event], Callable[[Day, Event], list[PaperOrder]]] = {TicketIssued: _order_paper}


def caused_by(day: Day, event: Event) -> list[PaperOrder]:
    """What this event causes; `day` is as it is after it."""
    cause = CAUSES.get(type(event))
    return cause(day, event) if cause else []


def left_over(day: Day) -> tuple[list[PaperOrder], list[JobId]]:
    """After a restart: papers that were never begun (print them), and papers that were being sent (doubtful)."""
    queued = [_order(day, job) for job, state in day.unprinted.items() if state is PaperState.QUEUED]
    sending = [job for job, state in day.unprinted.items() if state is PaperState.SENDING]
    return queued, sending


def _order(day: Day, job: JobId) -> PaperOrder:
    ticket = day.tickets[ticket_of(job)]
    desks = () if day.setup.one_officer else day.desk_for(ticket)
    return PaperOrder(job, ticket, day.services[ticket.service], desks, day.ahead_of(ticket))
