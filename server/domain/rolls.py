"""A pre-printed roll of numbers, for when kiosk or printer is dead: “next” calls from it, and afterwards it joins the log.

The machine does not know who tore off a number; it counts up from where the officer says. Whoever has a number of the machine is called
first: those were given before the roll was needed.
"""

from datetime import datetime
from itertools import count

from server.domain.commands import StartRoll, StopRoll
from server.domain.day import Day, Roll
from server.domain.errors import Reason, Refused
from server.domain.events import Event, RollStarted, RollStopped, TicketCalled, TicketIssued, TicketServedByHand
from server.domain.found import known_service
from server.domain.model import DeskId, SeriesId, TicketId, Why
from server.domain.numbering import label
from server.domain.setup import AfterLast

AT_ONCE = 500
"""Numbers that may be entered in one go; a roll of more was not called by hand in one outage."""
LAST = 9999


def series_of(prefix: str) -> SeriesId:
    """The counter of a roll; no setup can name it."""
    return SeriesId(f"~{prefix}")


def start_roll(day: Day, command: StartRoll, now: datetime) -> list[Event]:
    service = known_service(day, command.service)
    first = command.next if command.first is None else command.first
    if service.id in day.rolls:
        raise Refused(Reason.ROLL_RUNS, service=service.name())
    if not (0 <= first <= command.next <= LAST and command.next - first <= AT_ONCE) or _collides(day, command.prefix, first):
        raise Refused(Reason.BAD_ROLL, most=AT_ONCE)
    called: list[Event] = []
    for number in range(first, command.next):
        ticket = _issued(day, Roll(service.id, command.prefix, number, command.everywhere, day.seconds(now)), number)
        called += [ticket, TicketServedByHand(ticket.ticket)] if ticket.ticket not in day.tickets else []
    return [RollStarted(service.id, command.next, command.prefix, command.everywhere), *called]


def stop_roll(day: Day, command: StopRoll, now: datetime) -> list[Event]:
    """Numbers torn off and not called wait in their order, as if they had come evenly since the roll was begun."""
    service = known_service(day, command.service)
    roll = day.rolls.get(service.id)
    if roll is None:
        raise Refused(Reason.NO_ROLL, service=service.name())
    last = roll.next - 1 if command.last is None else command.last
    if not roll.next - 1 <= last <= LAST or last - roll.next >= AT_ONCE:
        raise Refused(Reason.BAD_ROLL, most=AT_ONCE)
    step_s = (day.seconds(now) - roll.since_s) / (last - roll.next + 2)
    waiting = [
        _issued(day, roll, number, roll.since_s + step_s * place) for place, number in enumerate(range(roll.next, last + 1), 1)
    ]
    return [*(one for one in waiting if one.ticket not in day.tickets), RollStopped(service.id)]


def call_from_roll(day: Day, desk: DeskId) -> list[Event]:
    """The next number of a roll that this desk calls from. Raises: Refused(NOBODY_WAITS)."""
    mine = [roll for roll in day.rolls.values() if roll.everywhere or roll.service in day.gives[desk]]
    roll = min(mine, key=lambda one: one.since_s, default=None)
    if roll is None or roll.next > LAST:
        raise Refused(Reason.NOBODY_WAITS, desk=desk)
    number = next(one for one in count(roll.next) if TicketId(f"{day.date}-{label(roll.prefix, one)}") not in day.tickets)
    issued = _issued(day, roll, number)
    return [issued, TicketCalled(issued.ticket, desk, Why.ROLL)]


def _issued(day: Day, roll: Roll, number: int, since_s: float | None = None) -> TicketIssued:
    text = label(roll.prefix, number)
    ticket = TicketId(f"{day.date}-{text}")
    return TicketIssued(ticket, roll.service, number, text, None, series=series_of(roll.prefix), since_s=since_s, by_hand=True)


def _collides(day: Day, prefix: str, first: int) -> bool:
    """Whether the machine could give the same number."""
    for series in (*day.setup.series, *map(day.setup.series_of, day.services.values())):
        if series.prefix == prefix and (series.after_last is AfterLast.WIDEN or first <= series.last):
            return True
    return any(roll.prefix == prefix for roll in day.rolls.values())
