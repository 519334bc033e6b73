"""Taking a ticket from where it is to where it goes: queues, hands and lists stay in step with its state. Used by `evolve` alone."""

from dataclasses import replace
from typing import Any

from server.domain.day import Day, DeskState, Undoable
from server.domain.events import Logged
from server.domain.model import ACTIVE, DeskId, Ticket, TicketId, TicketState
from server.domain.queues import Queue, queue_of

FRESH: dict[str, Any] = {"calls": 0, "called_at": None, "started_at": None, "last_call_at": None, "why": None, "overtook": 0}
"""A ticket that waits anew has not been called in this turn."""


def if_attended(day: Day, ticket: Ticket) -> DeskId | None:
    """The desk that the ticket waits for, unless nobody is there any more."""
    attended = ticket.for_desk is not None and day.attended(ticket.for_desk).state is not DeskState.CLOSED
    return ticket.for_desk if attended else None


def leave(day: Day, ticket: TicketId, state: TicketState, goes_on: TicketState | None, logged: Logged) -> None:
    """The day ends for this ticket."""
    before = day.tickets[ticket]
    day.left[ticket] = goes_on or (TicketState.WAITING if before.state is TicketState.CALLED else before.state)
    change(day, before, logged, state=state, ended_at=logged.at)


def change(day: Day, before: Ticket, logged: Logged, *, due: int | None = None, **changes: Any) -> None:
    """Take the ticket from where it was to where it is now."""
    after = replace(before, **changes)
    swap(day, before, after, due)
    if before.state in ACTIVE and after.state not in ACTIVE and before.desk is not None:
        day.undoable[before.desk] = Undoable(before, logged.seq, day.elapsed_s)


def swap(day: Day, before: Ticket, after: Ticket, due: int | None = None) -> None:
    for desk in [desk for desk, last in day.undoable.items() if last.before.id == before.id]:
        del day.undoable[desk]  # it has gone on since: there is nothing to take back any more
    if before.state is TicketState.WAITING:
        queue = day.queue(queue_of(before))
        if before.id in queue.due and due is None:  # as many calls still come first, there too
            due = queue.due[before.id] - queue.called + day.queue(queue_of(after)).called
        after = replace(after, overtaken=queue.take(before))
    if before.state in ACTIVE and before.desk is not None:
        day.in_hand.pop(before.desk, None)
    day.missed.pop(before.id, None)
    day.held.pop(before.id, None)
    day.tickets[after.id] = after
    enter(day, after, due)


def enter(day: Day, ticket: Ticket, due: int | None = None) -> None:
    match ticket.state:
        case TicketState.WAITING:
            day.queues.setdefault(queue_of(ticket), Queue()).put(ticket, due)
        case TicketState.CALLED | TicketState.SERVING if ticket.desk is not None:
            day.in_hand[ticket.desk] = ticket.id
        case TicketState.MISSED:
            day.missed[ticket.id] = None
        case TicketState.HELD:
            day.held[ticket.id] = None
        case _:
            pass
