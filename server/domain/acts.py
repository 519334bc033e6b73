"""What officers do with tickets. Each act is a row of `transitions.TABLE`; here stand the conditions that need more than the state."""

from datetime import datetime
from math import ceil

from server.domain import commands as c
from server.domain.attend import present
from server.domain.day import Day, DeskState
from server.domain.errors import Reason, Refused
from server.domain.events import (
    ActUndone,
    Event,
    PrioritySet,
    ServingStarted,
    StepAdded,
    StepFinished,
    TicketCalled,
    TicketCancelled,
    TicketFinished,
    TicketHeld,
    TicketMissed,
    TicketMoved,
    TicketPutBack,
    TicketRecalled,
    TicketRejoined,
    TicketRestored,
    TicketReturned,
)
from server.domain.found import free_desk, in_hand, known_desk, known_service, known_ticket
from server.domain.model import Place, Ticket, TicketState, Why
from server.domain.policy import next_for
from server.domain.queues import Key, desk_queue, key_of, queue_of, service_queue
from server.domain.rolls import call_from_roll
from server.domain.transitions import Act, next_state

_A_MOMENT_S = 0.001
"""Small enough to come between no two that pressed one after the other."""


def call_next(day: Day, command: c.CallNext, now: datetime) -> list[Event]:
    desk = free_desk(day, command.desk)
    choice = next_for(day, desk, day.seconds(now))
    if choice is None:
        return [*present(day, desk), *call_from_roll(day, desk)]
    next_state(choice.ticket, Act.CALL)
    called = TicketCalled(choice.ticket.id, desk, choice.why, choice.overtaken, day.setup.policy.cap)
    return [*present(day, desk), called]


def call_this(day: Day, command: c.CallThis, now: datetime) -> list[Event]:
    desk = free_desk(day, command.desk)
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.CALL_THIS)
    if ticket.state is TicketState.WAITING and day.setup.calling.reasons_needed and not command.reason.strip():
        choice = next_for(day, desk, day.seconds(now))
        if choice is None or choice.ticket.id != ticket.id:
            raise Refused(Reason.REASON_NEEDED, ticket=ticket.label)
    return [
        *present(day, desk),
        TicketCalled(ticket.id, desk, Why.CHOSEN, cap=day.setup.policy.cap, reason=command.reason.strip()),
    ]


def recall(day: Day, command: c.Recall, now: datetime) -> list[Event]:
    ticket = in_hand(day, command.desk)
    next_state(ticket, Act.RECALL)
    if ticket.calls >= day.setup.calling.calls_max:
        raise Refused(Reason.CALLED_ENOUGH, ticket=ticket.label, count=ticket.calls)
    _not_sooner(ticket, now, day.setup.calling.recall_after_s)
    return [TicketRecalled(ticket.id, command.desk)]


def start(day: Day, command: c.Start, now: datetime) -> list[Event]:
    ticket = in_hand(day, command.desk)
    next_state(ticket, Act.START)
    return [ServingStarted(ticket.id, command.desk)]


def finish(day: Day, command: c.Finish, now: datetime) -> list[Event]:
    ticket = in_hand(day, command.desk)
    if ticket.steps:
        next_state(ticket, Act.FINISH_STEP)
        return [StepFinished(ticket.id, command.desk, ticket.steps[0])]
    next_state(ticket, Act.FINISH)
    return [TicketFinished(ticket.id, command.desk, command.outcome)]


def no_show(day: Day, command: c.NoShow, now: datetime) -> list[Event]:
    ticket = in_hand(day, command.desk)
    final = ticket.absences + 1 >= day.setup.calling.absences_max
    next_state(ticket, Act.MISS_LAST if final else Act.MISS)
    _not_sooner(ticket, now, day.setup.calling.no_show_after_s)
    return [TicketMissed(ticket.id, command.desk, final)]


def put_back(day: Day, command: c.PutBack, now: datetime) -> list[Event]:
    ticket = in_hand(day, command.desk)
    next_state(ticket, Act.PUT_BACK)
    return [TicketPutBack(ticket.id, command.desk)]


def hold(day: Day, command: c.Hold, now: datetime) -> list[Event]:
    ticket = in_hand(day, command.desk)
    next_state(ticket, Act.HOLD)
    if command.back_at is not None and command.back_at <= now:
        raise Refused(Reason.BAD_TIMES)
    return [TicketHeld(ticket.id, command.desk, command.why, command.back_at, command.note)]


def return_(day: Day, command: c.Return, now: datetime) -> list[Event]:
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.RETURN)
    return [TicketReturned(ticket.id)]


def rejoin(day: Day, command: c.Rejoin, now: datetime) -> list[Event]:
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.REJOIN)
    return [TicketRejoined(ticket.id, day.setup.calling.rejoin_after)]


def transfer(day: Day, command: c.Transfer, now: datetime) -> list[Event]:
    """A desk must be attended to be given a ticket, so that nobody waits for an empty chair."""
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.MOVE)
    service = known_service(day, command.service if command.service is not None else ticket.service).id
    desk = command.to_desk
    if desk is not None and day.attended(known_desk(day, desk)).state is DeskState.CLOSED:
        raise Refused(Reason.DESK_NOT_OPEN, desk=desk)
    stays = (service, desk) == (ticket.service, ticket.for_desk)
    if stays and ticket.state is TicketState.WAITING and command.place is Place.KEEP:
        raise Refused(Reason.NO_CHANGE)
    since_s, tie = _place(day, command, ticket, now)
    return [TicketMoved(ticket.id, service, desk, since_s, tie, command.note)]


def _place(day: Day, command: c.Transfer, ticket: Ticket, now: datetime) -> Key:
    """Where a moved ticket stands: by its arrival, in front of everybody there, or behind them."""
    if command.place is Place.LAST:
        return day.seconds(now), day.seq + 1
    own = key_of(ticket)
    if command.place is Place.KEEP:
        return own
    service = command.service if command.service is not None else ticket.service
    target = desk_queue(command.to_desk) if command.to_desk is not None else service_queue(service)
    first = day.queue(target).first_key()
    late = ticket.id in day.queue(queue_of(ticket)).due  # its place is early enough, but others still come first
    if not late and (first is None or own < first):
        return own
    return min(own, first or own)[0] - _A_MOMENT_S, day.seq + 1  # no two have the same place


def add_step(day: Day, command: c.AddStep, now: datetime) -> list[Event]:
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.MARK)
    service = known_service(day, command.service)
    if service.id in (ticket.service, *ticket.steps):
        raise Refused(Reason.STEP_TWICE, service=service.name())
    return [StepAdded(ticket.id, service.id)]


def set_priority(day: Day, command: c.SetPriority, now: datetime) -> list[Event]:
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.MARK)
    if command.priority == ticket.priority:
        raise Refused(Reason.NO_CHANGE)
    if not command.priority and not command.reason.strip():
        raise Refused(Reason.REASON_NEEDED, ticket=ticket.label)
    return [PrioritySet(ticket.id, command.priority, command.reason.strip())]


def cancel(day: Day, command: c.Cancel, now: datetime) -> list[Event]:
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.CANCEL)
    return [TicketCancelled(ticket.id, command.reason.strip())]


def restore(day: Day, command: c.Restore, now: datetime) -> list[Event]:
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.RESTORE)
    known_service(day, ticket.service)
    return [TicketRestored(ticket.id, command.reason.strip())]


def undo(day: Day, command: c.Undo, now: datetime) -> list[Event]:
    desk = free_desk(day, command.desk)
    last = day.undoable.get(desk)
    if last is None or day.seconds(now) - last.at_s > day.setup.calling.undo_s:
        raise Refused(Reason.NOTHING_TO_UNDO, seconds=day.setup.calling.undo_s)
    known_service(day, last.before.service)
    return [*present(day, desk), ActUndone(last.before.id, desk, last.seq)]


def _not_sooner(ticket: Ticket, now: datetime, after_s: int) -> None:
    """A clock that jumped back does not lock anybody out."""
    since_s = (now - ticket.last_call_at).total_seconds() if ticket.last_call_at is not None else after_s
    if 0 <= since_s < after_s:
        raise Refused(Reason.TOO_SOON, ticket=ticket.label, seconds=ceil(after_s - since_s))
