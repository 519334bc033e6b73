"""What frames a business day: its beginning and end, the setup in force, the clock that is believed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from server.domain.checks import BadSetup, check
from server.domain.commands import ChangeSetup, CloseDay, ConfirmClock, DoubtClock, OpenDay
from server.domain.day import Day, DeskState
from server.domain.edits import apply, summary
from server.domain.errors import Reason, Refused
from server.domain.events import (
    ClockConfirmed,
    ClockDoubted,
    DayClosed,
    DayOpened,
    Event,
    SetupChanged,
    TicketBrought,
    TicketCarried,
    TicketFinished,
    TicketLapsed,
    TicketRestored,
)
from server.domain.marks import marks
from server.domain.model import ACTIVE, DeskId, HoldReason, ServiceId, Ticket, TicketId, TicketState
from server.domain.queues import desk_queue, key_of
from server.domain.setup import LeftOver, Setup

_OPEN = frozenset({*ACTIVE, TicketState.WAITING, TicketState.MISSED, TicketState.HELD})


def open_day(day: Day, command: OpenDay, now: datetime) -> list[Event]:
    """A new day begins with those carried over; the same day again goes on as if it had not been closed."""
    if day.clock_doubt:
        raise Refused(Reason.CLOCK_DOUBTED)
    if day.date is not None and command.date < day.date:
        raise Refused(Reason.DAY_GOES_BACK, day=day.date.isoformat())
    if day.is_open and command.date == day.date:
        raise Refused(Reason.DAY_ALREADY_OPEN, day=command.date.isoformat())
    if command.date == day.date:
        reopened = [TicketRestored(ticket, "day reopened", state) for ticket, state in day.left.items()]
        return [DayOpened(command.date, day.setup, day.clock_offset_s, dict(day.paper_used_mm)), *reopened]
    setup = day.planned or (command.setup if day.date is None and command.setup is not None else day.setup)
    closing = close_day(day, CloseDay(), now) if day.is_open else []
    carried = {event.ticket: event.state for event in closing if isinstance(event, TicketCarried)}
    carried = carried or {one: state for one, state in day.left.items() if day.tickets[one].state is TicketState.CARRIED}
    brought = sorted((day.tickets[ticket] for ticket in carried), key=key_of)
    known = {service.id for service in setup.services}
    gone = [TicketLapsed(one.id) for one in brought if one.service not in known]  # dropped after the day was closed
    going_on = [
        _brought(day, one, carried[one.id], command.date.isoformat(), now, known) for one in brought if one.service in known
    ]
    return [*closing, *gone, DayOpened(command.date, setup, day.clock_offset_s, dict(day.paper_used_mm)), *going_on]


def _brought(
    day: Day, ticket: Ticket, state: TicketState, date: str, now: datetime, known: Collection[ServiceId]
) -> TicketBrought:
    return TicketBrought(
        TicketId(f"{date}-{ticket.label}"),
        ticket.id,
        ticket.service,
        ticket.series,
        ticket.number,
        ticket.label,
        state,
        waited_s=max(0.0, day.seconds(now) - ticket.since_s) if day.is_open else max(0.0, day.elapsed_s - ticket.since_s),
        days=ticket.days + 1,
        priority=ticket.priority,
        language=ticket.language,
        steps=tuple(step for step in ticket.steps if step in known),
        hold=ticket.hold if state is TicketState.HELD else None,
        note=ticket.note,
    )


def close_day(day: Day, command: CloseDay, now: datetime) -> list[Event]:
    """Who was being served is done; the others lapse, wait on tomorrow, or may come back tomorrow, as the office chose."""
    if day.date is None:
        raise Refused(Reason.DAY_NOT_OPEN)
    events: list[Event] = []
    tomorrow = {service.id for service in (day.planned or day.setup).services}
    for ticket in day.tickets.values():
        if ticket.state is TicketState.SERVING and ticket.desk is not None:
            events.append(TicketFinished(ticket.id, ticket.desk))
        elif ticket.state in _OPEN:
            goes_on = _goes_on(day.setup, ticket) if ticket.service in tomorrow else None
            events.append(TicketLapsed(ticket.id) if goes_on is None else TicketCarried(ticket.id, goes_on))
    return [*events, DayClosed(day.date)]


def _goes_on(setup: Setup, ticket: Ticket) -> TicketState | None:
    """In what state a ticket that is left goes on tomorrow; None: it lapses."""
    if ticket.state is TicketState.HELD and ticket.hold is HoldReason.SUPPLEMENT:
        return TicketState.HELD if ticket.days < setup.reentry_days else None
    if ticket.days and ticket.state in (TicketState.HELD, TicketState.MISSED):
        return None  # it was carried over once and nobody came
    match setup.left_over:
        case LeftOver.LAPSE:
            return None
        case LeftOver.REDATE:
            return TicketState.HELD
        case LeftOver.CARRY:
            return TicketState.WAITING if ticket.state is TicketState.CALLED else ticket.state


def change_setup(day: Day, command: ChangeSetup, now: datetime) -> list[Event]:
    """Raises: BadSetup, Refused(STILL_IN_USE), Refused(NO_CHANGE), Refused(CHANGED_MEANWHILE)."""
    _as_seen(day.planned or day.setup, command)
    setup = day.setup if command.tomorrow else _edited(day.setup, command)
    later = setup if day.planned is None and not command.tomorrow else _edited(day.planned or day.setup, command)
    planned = later if later != setup else None
    if (setup, planned) == (day.setup, day.planned):
        raise Refused(Reason.NO_CHANGE)
    for one in {id(setup): setup, id(later): later}.values():
        faults = check(one)
        if faults:
            raise BadSetup(faults)
    _nobody_loses(day, setup)
    return [SetupChanged(setup, planned, tuple(summary(edit) for edit in command.edits))]


def _as_seen(setup: Setup, command: ChangeSetup) -> None:
    """Nobody overwrites what somebody else has changed since the form was filled."""
    if command.seen:
        now = marks(setup)
        for where, mark in command.seen:
            if now.get(where, "") != mark:
                raise Refused(Reason.CHANGED_MEANWHILE, where=where)


def _edited(setup: Setup, command: ChangeSetup) -> Setup:
    for edit in command.edits:
        setup = apply(setup, edit)
    return setup


def _nobody_loses(day: Day, setup: Setup) -> None:
    """What somebody waits for, or works at, cannot go in the middle of the day; it can go tomorrow."""
    services, desks = {one.id for one in setup.services}, {one.id for one in setup.desks}
    gone = day.services.keys() - services
    if gone:  # else there is nobody to look for
        wanted: set[Any] = {
            step
            for ticket in day.tickets.values()
            if ticket.state in _OPEN or ticket.id in day.left  # a closed day may be opened again with them
            for step in (ticket.service, *ticket.steps)
        }
        for service in gone & wanted.union(day.rolls):
            raise Refused(Reason.STILL_IN_USE, kind="services", id=service)
    used = {desk for desk in day.desks if _is_used(day, desk)}
    for desk in used - desks:
        raise Refused(Reason.STILL_IN_USE, kind="desks", id=desk)


def _is_used(day: Day, desk: DeskId) -> bool:
    waits = len(day.queues.get(desk_queue(desk), ()))
    return bool(waits) or desk in day.in_hand or day.attended(desk).state is not DeskState.CLOSED


def doubt_clock(day: Day, command: DoubtClock, now: datetime) -> list[Event]:
    if command.doubt == day.clock_doubt:
        raise Refused(Reason.NO_CHANGE)
    return [ClockDoubted(command.doubt)]


def confirm_clock(day: Day, command: ConfirmClock, now: datetime) -> list[Event]:
    if not day.clock_doubt and command.offset_s == day.clock_offset_s:
        raise Refused(Reason.CLOCK_TRUSTED)
    return [ClockConfirmed(command.offset_s)]
