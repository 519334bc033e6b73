"""How long somebody who takes a number now will wait, as a range that can be believed. Pure; reads the Day, changes nothing.

What stands before a newcomer is the work of all queues that the open desks of the service call from. Desks share their time: of a queue
that k open desks call from, each of them is taken to do the k-th part; so a desk that gives two services is not counted as two. A citizen
takes the minutes that the office wrote down for the service, one who is at a desk half of them. A quick matter lets pass only that part of
the longer ones that the policy makes it wait for. Who comes later and goes first is not foreseen: so the range is wider upwards.
"""

from math import ceil, floor

from server.domain.day import Day, DeskState
from server.domain.model import DeskId, ServiceId, Ticket, TicketId
from server.domain.queues import desk_queue, service_queue
from server.domain.setup import Policy, Rule

STEP_MIN = 5
"""Nobody plans by the minute."""
LOW, HIGH = 0.75, 1.5
"""Around the reckoned wait. The work of one citizen is spread about as widely as it is long (QUEUEING §1), so of n before one the whole is off by
1/√n: a third with nine; upwards more, because of those who come later and go first."""
MOST_MIN = 240
"""A forecast beyond half a day is none."""


def wait_min(day: Day, service: ServiceId) -> tuple[int, int] | None:
    """From and to, in minutes, whole steps; None when no desk is open, or it would be beyond MOST_MIN. Raises: KeyError for an unknown service."""
    desks = day.open_desks(service)
    return rounded(ahead_min(day, service, desks)) if desks else None


def wait_of(day: Day, ticket: Ticket, ahead: int) -> tuple[int, int] | None:
    """The same for a ticket that waits: that part of its queue's work only that stands before it. `ahead`: citizens before it."""
    desks = day.open_desks(ticket.service) if ticket.service in day.services else ()
    waiting = len(queue) if (queue := day.queues.get(service_queue(ticket.service))) is not None else 0
    if not desks:
        return None
    return rounded(ahead_min(day, ticket.service, desks) * (min(ahead / waiting, 1) if waiting else 1))


def ahead_min(day: Day, service: ServiceId, desks: tuple[DeskId, ...]) -> float:
    """Minutes until the first of these desks, all open, would be free for somebody who comes for this service now."""
    load, longer = 0.0, _longer_ones(day.setup.policy) if day.services[service].quick else 1.0
    is_open = {desk for desk, there in day.attendance.items() if there.state is DeskState.OPEN}
    for other in dict.fromkeys(one for desk in desks for one in day.gives[desk]):
        queue = day.queues.get(service_queue(other))
        if queue is not None and (waiting := len(queue)):
            share = sum(desk in day.given_by[other] for desk in desks) / sum(desk in is_open for desk in day.given_by[other])
            load += waiting * day.services[other].minutes * share * (1.0 if day.services[other].quick else longer)
    for desk in desks:
        load += sum(_minutes(day, one) for one in day.queues.get(desk_queue(desk), ()))
        if desk in day.in_hand:
            load += _minutes(day, day.in_hand[desk]) / 2
    return load / len(desks)


def rounded(minutes: float) -> tuple[int, int] | None:
    """The range in whole steps, never narrower than one."""
    low = STEP_MIN * floor(LOW * minutes / STEP_MIN)
    high = STEP_MIN * max(ceil(HIGH * minutes / STEP_MIN), 1)
    return (low, max(high, low + STEP_MIN)) if high <= MOST_MIN else None


def _longer_ones(policy: Policy) -> float:
    """Which part of the longer matters that are there goes before a quick one that comes now."""
    match policy.rule:
        case Rule.STRICT:
            return 0.0
        case Rule.RATIO:
            return 1 / (policy.in_a_row + 1)
        case Rule.ACCUMULATING:
            return 1 / policy.quick_slope
    return 1.0  # fifo; and a head start helps only against those who came not long before


def _minutes(day: Day, ticket: TicketId) -> int:
    """Of the service that it waits for; of one that is not offered any more, nothing."""
    service = day.services.get(day.tickets[ticket].service)
    return 0 if service is None else service.minutes
