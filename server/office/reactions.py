"""What an event causes outside the queue. So far one thing: a number that wants paper causes a paper order."""

from collections.abc import Callable
from dataclasses import dataclass

from server.domain.day import Day
from server.domain.events import Event, PaperOrdered, TicketIssued
from server.domain.model import DeskId, JobId, PaperState, Ticket, TicketState, copy_of, ticket_of
from server.domain.setup import Service
from server.domain.waits import wait_of
from server.slippaper import Slip


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """Everything that stands on one ticket's paper, as it was when it was ordered. `copy` counts from 1; `printer`: where it should come
    out, "": the first; `asked_for`: a person ordered it; `trial`: of no citizen, it only tries the printer; `slip`: what stands on it then,
    instead of a ticket. `wait_min`: how long its citizen will wait, from and to, where that can be said."""

    job: JobId
    ticket: Ticket
    service: Service
    desks: tuple[DeskId, ...]
    ahead: int
    copy: int = 1
    printer: str = ""
    asked_for: bool = False
    trial: bool = False
    slip: Slip | None = None
    wait_min: tuple[int, int] | None = None


def _order_paper(day: Day, event: Event) -> list[PaperOrder]:
    return [_order(day, event.job)] if isinstance(event, TicketIssued | PaperOrdered) and event.job else []


CAUSES: dict[type[Event], Callable[[Day, Event], list[PaperOrder]]] = {TicketIssued: _order_paper, PaperOrdered: _order_paper}


def caused_by(day: Day, event: Event) -> list[PaperOrder]:
    """What this event causes; `day` is as it is after it."""
    cause = CAUSES.get(type(event))
    return cause(day, event) if cause else []


def left_over(day: Day) -> tuple[list[PaperOrder], list[tuple[JobId, str]]]:
    """After a restart: papers that were never begun (print them), and those that were being sent (doubtful), with their printers."""
    queued = [_order(day, job) for job, state in day.unprinted.items() if state is PaperState.QUEUED]
    sending = [(job, day.papers[job].at) for job, state in day.unprinted.items() if state is PaperState.SENDING]
    return queued, sending


def _order(day: Day, job: JobId) -> PaperOrder:
    ticket = day.tickets[ticket_of(job)]
    desks = () if day.setup.one_officer else day.desk_for(ticket)
    service = day.services[ticket.service]
    copy = copy_of(job) + (1 if ticket.days else 0)  # one brought from yesterday has its number on yesterday's paper, too
    paper = day.papers[job]
    ahead = day.ahead_of(ticket)
    wait = wait_of(day, ticket, ahead) if ticket.state is TicketState.WAITING else None
    return PaperOrder(job, ticket, service, desks, ahead, copy, paper.route, paper.asked_for, wait_min=wait)
