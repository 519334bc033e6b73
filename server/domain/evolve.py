"""Fold an event into the Day. The only place where a Day changes. Never refuses: what is in the log has happened."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from server.domain import events as e
from server.domain.day import NOBODY, Attendance, Day, DeskState, Paper, Roll
from server.domain.events import Event, Logged
from server.domain.model import (
    DeskId,
    JobId,
    Outcome,
    PaperState,
    SeriesId,
    ServiceId,
    Ticket,
    TicketId,
    TicketState,
    Why,
    job_of,
)
from server.domain.moves import FRESH, change, enter, if_attended, leave, swap
from server.domain.policy import is_favoured, passed_queues
from server.domain.queues import key_of, queue_of
from server.domain.setup import Setup

_S = TicketState
_UNPRINTED = (PaperState.QUEUED, PaperState.SENDING)


def fold(events: Iterable[Logged], day: Day | None = None) -> Day:
    """Return the Day after all of these events, in order of their seq."""
    day = day if day is not None else Day()
    for logged in events:
        evolve(day, logged)
    return day


def evolve(day: Day, logged: Logged) -> None:
    """Change `day` by one event."""
    if not isinstance(logged.event, e.PaperNoted) or logged.event.ticket in day.tickets:
        if not isinstance(logged.event, e.ClockDoubted):  # what lies between two clocks is no waiting
            day.elapsed_s = day.seconds(logged.at)
        day.last_at = logged.at
    day.seq = logged.seq
    _EVOLVERS[type(logged.event)](day, logged.event, logged)
    if day.last_at is not None and not day.clock_doubt:
        day.believed_at = day.last_at


def adopt(day: Day, setup: Setup) -> None:
    """Let this setup be in force."""
    day.setup = setup
    day.services = {service.id: service for service in setup.services}
    day.desks = {desk.id: desk for desk in setup.desks}
    day.gives = {desk.id: tuple(one for one in setup.services_of(desk) if one in day.services) for desk in setup.desks}
    day.given_by = {service: tuple(desk for desk in day.gives if service in day.gives[desk]) for service in day.services}


def _day_opened(day: Day, event: e.DayOpened, logged: Logged) -> None:
    if event.date != day.date:  # a new day begins empty; reopening the same day keeps everything
        day.tickets, day.last_number, day.taken, day.issued, day.papers, day.unprinted = {}, {}, {}, {}, {}, {}
        day.queues, day.missed, day.held, day.in_hand, day.last_call = {}, {}, {}, {}, {}
        day.attendance, day.streak, day.undoable, day.rolls = {}, {}, {}, {}
        day.elapsed_s, day.planned, day.clock_offset_s = 0.0, None, event.clock_offset_s
    day.date, day.is_open, day.opened_at, day.left = event.date, True, logged.at, {}
    day.paper_used_mm = dict(event.paper_used_mm)
    adopt(day, event.setup)


def _day_closed(day: Day, event: e.DayClosed, logged: Logged) -> None:
    day.is_open = False
    day.undoable, day.attendance = {}, {}


def _issued(day: Day, event: e.TicketIssued, logged: Logged) -> None:
    series = event.series or SeriesId(event.service)
    ticket = Ticket(
        event.ticket,
        event.service,
        event.number,
        event.label,
        _S.WAITING,
        issued_at=logged.at,
        arrival=logged.seq,
        since_s=day.elapsed_s if event.since_s is None else event.since_s,
        tie=logged.seq,
        series=series,
        priority=event.priority,
        appointment=event.appointment,
        language=event.language,
        steps=event.steps,
        not_before_s=event.not_before_s,
        admission=event.admission,
        opens_at=event.opens_at,
        paper=PaperState.QUEUED if event.job else None,
        copies=1 if event.job else 0,
    )
    day.tickets[ticket.id] = ticket
    day.last_number[series] = event.number
    day.issued[event.service] = day.issued.get(event.service, 0) + 1
    enter(day, ticket)
    if event.job:
        _order(day, event.job, Paper(PaperState.QUEUED, event.printer))
    if event.by_hand and (roll := day.rolls.get(event.service)) is not None:
        day.rolls[event.service] = replace(roll, next=max(roll.next, event.number + 1))


def _brought(day: Day, event: e.TicketBrought, logged: Logged) -> None:
    ticket = Ticket(
        event.ticket,
        event.service,
        event.number,
        event.label,
        event.state,
        issued_at=logged.at,
        arrival=logged.seq,
        since_s=-event.waited_s,
        tie=logged.seq,
        series=event.series,
        priority=event.priority,
        language=event.language,
        steps=event.steps,
        hold=event.hold,
        note=event.note,
        days=event.days,
    )
    day.tickets[ticket.id] = ticket
    day.taken.setdefault(event.series, set()).add(event.number)
    enter(day, ticket)


def _called(day: Day, event: e.TicketCalled, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    desk, at = event.desk, logged.at
    if before.state is _S.WAITING:
        favoured = is_favoured(day, before)
        if favoured or event.why is Why.CHOSEN:
            for queue in passed_queues(day, desk, before):
                queue.passed_by(min(key_of(before), (day.elapsed_s, logged.seq)))  # nobody is before now who comes later
        day.streak[desk] = day.streak.get(desk, 0) + 1 if favoured else 0
    change(
        day,
        before,
        logged,
        state=_S.CALLED,
        desk=desk,
        called_at=before.called_at or at,
        last_call_at=at,
        calls=1,
        why=event.why,
        overtook=event.overtaken,
        hold=None,
        back_at=None,
    )
    _newest_call(day, desk, event.ticket)
    if before.state is _S.WAITING:
        queue = day.queue(queue_of(before))
        for due in queue.count_call():
            ticket = day.tickets[due]
            queue.take(ticket)
            queue.put(ticket)


def _recalled(day: Day, event: e.TicketRecalled, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    change(day, before, logged, state=_S.CALLED, calls=before.calls + 1, last_call_at=logged.at)
    _newest_call(day, event.desk, event.ticket)


def _newest_call(day: Day, desk: DeskId, ticket: TicketId) -> None:
    """Whoever goes from desk to desk is the last call of the newer one only: else it would stand there again when that one calls back."""
    day.last_call = {one: of for one, of in day.last_call.items() if one != desk and of != ticket}
    day.last_call[desk] = ticket


def _started(day: Day, event: e.ServingStarted, logged: Logged) -> None:
    change(day, day.tickets[event.ticket], logged, state=_S.SERVING, started_at=logged.at)


def _finished(day: Day, event: e.TicketFinished, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    started = before.started_at or before.called_at
    change(day, before, logged, state=_S.DONE, started_at=started, ended_at=logged.at, outcome=event.outcome)


def _step_finished(day: Day, event: e.StepFinished, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    steps = tuple(step for step in before.steps if step != event.service)
    change(day, before, logged, state=_S.WAITING, desk=None, service=event.service, steps=steps, for_desk=None, **FRESH)


def _held(day: Day, event: e.TicketHeld, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    change(day, before, logged, state=_S.HELD, hold=event.why, back_at=event.back_at, note=event.note or before.note)


def _returned(day: Day, event: e.TicketReturned, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    change(day, before, logged, state=_S.WAITING, for_desk=if_attended(day, before), hold=None, back_at=None, **FRESH)


def _missed(day: Day, event: e.TicketMissed, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    ended = {"state": _S.LAPSED, "ended_at": logged.at} if event.final else {"state": _S.MISSED}
    change(day, before, logged, absences=before.absences + 1, **ended)


def _rejoined(day: Day, event: e.TicketRejoined, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    after = replace(before, for_desk=if_attended(day, before))
    due = day.queue(queue_of(after)).called + event.after
    change(day, before, logged, due=due, state=_S.WAITING, for_desk=after.for_desk)


def _put_back(day: Day, event: e.TicketPutBack, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    change(day, before, logged, state=_S.WAITING, desk=None, for_desk=if_attended(day, before), **FRESH)


def _moved(day: Day, event: e.TicketMoved, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    steps = tuple(step for step in before.steps if step != event.service)
    keeps = (event.since_s, event.tie) == key_of(before)
    change(
        day,
        before,
        logged,
        due=None if keeps else 0,  # an officer gave it another place: nothing holds it back any more
        state=_S.WAITING,
        desk=None,
        not_before_s=before.not_before_s if keeps else None,
        service=event.service,
        steps=steps,
        for_desk=event.to_desk,
        since_s=event.since_s,
        tie=event.tie,
        note=event.note or before.note,
        hold=None,
        back_at=None,
        **FRESH,
    )


def _step_added(day: Day, event: e.StepAdded, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    change(day, before, logged, steps=(*before.steps, event.service))


def _priority_set(day: Day, event: e.PrioritySet, logged: Logged) -> None:
    change(day, day.tickets[event.ticket], logged, priority=event.priority)


def _cancelled(day: Day, event: e.TicketCancelled, logged: Logged) -> None:
    change(day, day.tickets[event.ticket], logged, state=_S.CANCELLED, ended_at=logged.at)


def _served_by_hand(day: Day, event: e.TicketServedByHand, logged: Logged) -> None:
    change(day, day.tickets[event.ticket], logged, state=_S.DONE, ended_at=logged.at, outcome=Outcome.BY_HAND)


def _restored(day: Day, event: e.TicketRestored, logged: Logged) -> None:
    before = day.tickets[event.ticket]
    fresh = FRESH if event.state is _S.WAITING else {}
    desk = None if event.state is _S.WAITING else before.desk
    steps = _still_given(day, before)
    change(day, before, logged, state=event.state, desk=desk, ended_at=None, outcome=None, for_desk=None, steps=steps, **fresh)


def _still_given(day: Day, ticket: Ticket) -> tuple[ServiceId, ...]:
    """The ticket's steps without those that have gone out of the setup since it ended."""
    return tuple(step for step in ticket.steps if step in day.services)


def _undone(day: Day, event: e.ActUndone, logged: Logged) -> None:
    now, then = day.tickets[event.ticket], day.undoable.pop(event.desk).before
    kept = {name: getattr(now, name) for name in ("paper", "paper_trouble", "paper_at", "copies", "overtaken")}
    swap(day, now, replace(then, steps=_still_given(day, then), **kept))


def _lapsed(day: Day, event: e.TicketLapsed, logged: Logged) -> None:
    leave(day, event.ticket, _S.LAPSED, None, logged)


def _carried(day: Day, event: e.TicketCarried, logged: Logged) -> None:
    leave(day, event.ticket, _S.CARRIED, event.state, logged)


def _desk_opened(day: Day, event: e.DeskOpened, logged: Logged) -> None:
    day.attendance[event.desk] = Attendance(DeskState.OPEN, event.officer, logged.at)


def _desk_paused(day: Day, event: e.DeskPaused, logged: Logged) -> None:
    officer = day.attendance.get(event.desk, NOBODY).officer
    day.attendance[event.desk] = Attendance(DeskState.PAUSED, officer, logged.at, event.reason, event.back_at)


def _desk_closed(day: Day, event: e.DeskClosed, logged: Logged) -> None:
    day.attendance.pop(event.desk, None)
    day.undoable.pop(event.desk, None)


def _roll_started(day: Day, event: e.RollStarted, logged: Logged) -> None:
    day.rolls[event.service] = Roll(event.service, event.prefix, event.next, event.everywhere, day.elapsed_s)


def _roll_stopped(day: Day, event: e.RollStopped, logged: Logged) -> None:
    day.rolls.pop(event.service, None)


def _setup_changed(day: Day, event: e.SetupChanged, logged: Logged) -> None:
    adopt(day, event.setup)
    day.planned = event.planned


def _clock_doubted(day: Day, event: e.ClockDoubted, logged: Logged) -> None:
    day.clock_doubt = event.doubt


def _clock_confirmed(day: Day, event: e.ClockConfirmed, logged: Logged) -> None:
    day.clock_doubt, day.clock_offset_s, day.last_at = "", event.offset_s, None


def _order(day: Day, job: JobId, paper: Paper) -> None:
    day.papers[job] = paper
    day.unprinted[job] = PaperState.QUEUED


def _paper_ordered(day: Day, event: e.PaperOrdered, logged: Logged) -> None:
    _order(day, event.job, Paper(PaperState.QUEUED, event.printer, asked_for=True))
    before = day.tickets[event.ticket]
    day.tickets[event.ticket] = replace(before, paper=PaperState.QUEUED, paper_trouble="", paper_at="", copies=before.copies + 1)


def _noted(day: Day, event: e.PaperNoted, logged: Logged) -> None:
    if event.state in _UNPRINTED:
        day.unprinted[event.job] = event.state
    else:
        day.unprinted.pop(event.job, None)
    if event.job in day.papers:
        day.papers[event.job] = replace(day.papers[event.job], state=event.state, at=event.printer)
    if event.printer in day.paper_used_mm:  # counted from a roll that was seen to be new; before that nobody knows
        day.paper_used_mm[event.printer] += event.mm
    ticket = day.tickets.get(event.ticket)
    if ticket is not None and event.job == job_of(
        ticket.id, ticket.copies
    ):  # an older paper's late word does not speak for the newest
        day.tickets[event.ticket] = replace(ticket, paper=event.state, paper_trouble=event.trouble, paper_at=event.printer)


def _paper_loaded(day: Day, event: e.PaperLoaded, logged: Logged) -> None:
    day.paper_used_mm[event.printer] = event.used_mm


_EVOLVERS: dict[type[Event], Callable[[Day, Any, Logged], None]] = {
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.TicketIssued: _issued,
    e.TicketBrought: _brought,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.ServingStarted: _started,
    e.TicketFinished: _finished,
    e.StepFinished: _step_finished,
    e.TicketHeld: _held,
    e.TicketReturned: _returned,
    e.TicketMissed: _missed,
    e.TicketRejoined: _rejoined,
    e.TicketPutBack: _put_back,
    e.TicketMoved: _moved,
    e.StepAdded: _step_added,
    e.PrioritySet: _priority_set,
    e.TicketCancelled: _cancelled,
    e.TicketServedByHand: _served_by_hand,
    e.TicketRestored: _restored,
    e.ActUndone: _undone,
    e.TicketLapsed: _lapsed,
    e.TicketCarried: _carried,
    e.DeskOpened: _desk_opened,
    e.DeskPaused: _desk_paused,
    e.DeskClosed: _desk_closed,
    e.RollStarted: _roll_started,
    e.RollStopped: _roll_stopped,
    e.SetupChanged: _setup_changed,
    e.ClockDoubted: _clock_doubted,
    e.ClockConfirmed: _clock_confirmed,
    e.PaperOrdered: _paper_ordered,
    e.PaperNoted: _noted,
    e.PaperLoaded: _paper_loaded,
}
