"""Who is next. Pure: looks at the Day, changes nothing.

One rule for all: a desk looks at everybody it may call. `plain` is whoever came first among those in plain lanes; `favoured` is the best
among priority citizens, appointments whose time has come, and the heads of quick services. The policy says which of the two. If anybody
in sight has been overtaken as often as the cap allows, `plain` is called, so among plain tickets first come, first served holds always.
Source: QUEUEING §3 (accumulating priority 4:1, cap 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from server.domain.day import Day
from server.domain.model import DeskId, Ticket, Why
from server.domain.queues import Place, Queue, key_of, service_queue
from server.domain.setup import Policy, Preference, Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """`overtaken`: after this call, how often the most overtaken one in sight has been; it is said with `why` PRIORITY and YIELDED."""

    ticket: Ticket
    why: Why
    overtaken: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: Place
    slope: float
    why: Why

    def wait_s(self, now_s: float) -> float:
        return max(0.0, now_s - self.place[0])


def next_for(day: Day, desk: DeskId, now_s: float) -> Choice | None:
    """Return the next ticket for this desk, or None if nobody waits for it who may be called now. Ties go to who came first."""
    queues = day.queues_of(desk)
    capped = _capped(queues, day.setup.policy)
    if not capped:
        for tier in _tiers(day, desk, queues, now_s):
            choice = _among(day, desk, tier, now_s)
            if choice is not None:
                return choice
    else:
        choice = _among(day, desk, queues, now_s, capped=True)
        if choice is not None:
            return choice
    late = min((queue.late[0] for queue in queues if queue.late), default=None)
    return Choice(day.tickets[late[2]], Why.REJOINED) if late else None


def most_overtaken(queues: Sequence[Queue]) -> int:
    return max((queue.most_overtaken() for queue in queues), default=0)


def is_favoured(day: Day, ticket: Ticket) -> bool:
    """Whether the policy may let it overtake."""
    return ticket.priority or ticket.appointment or day.services[ticket.service].quick


def _capped(queues: Sequence[Queue], policy: Policy) -> bool:
    return 0 < policy.cap <= most_overtaken(queues)


def _tiers(day: Day, desk: DeskId, queues: list[Queue], now_s: float) -> list[list[Queue]]:
    """In what order the desk's queues are looked at: all at once, or one by one with those who waited long in front."""
    chosen = day.desks[desk]
    pool = next((one for one in day.setup.pools if one.id == chosen.pool), None)
    preference = chosen.preference if chosen.services or pool is None else pool.preference
    if preference is Preference.EQUAL or len(queues) < 2:
        return [queues]
    limit_s = now_s - chosen.equal_after_min * 60
    first = [queue for place, queue in enumerate(queues) if place == 0 or queue.ahead or _since(queue) <= limit_s]
    return [first, *([queue] for queue in queues if all(queue is not one for one in first))]


def _since(queue: Queue) -> float:
    first = queue.first_key()
    return first[0] if first is not None else inf


def _among(day: Day, desk: DeskId, queues: Sequence[Queue], now_s: float, *, capped: bool = False) -> Choice | None:
    plain = min((queue.plain[0] for queue in queues if queue.plain and _may(day, queue.plain[0], now_s)), default=None)
    favoured = _favoured(day, desk, queues, now_s)
    if plain is None:
        best = favoured[0] if favoured else None
        return Choice(day.tickets[best.place[2]], Why.TURN) if best else None
    ticket = day.tickets[plain[2]]
    for one in favoured:
        if one.place[:2] <= plain[:2]:  # came first anyway: overtakes nobody
            return Choice(day.tickets[one.place[2]], Why.TURN)
    wanted = next((one for one in favoured if _goes_first(day, desk, one, plain, now_s)), None)
    if wanted is None:
        return Choice(ticket, Why.TURN)
    if capped:
        return Choice(ticket, Why.YIELDED, most_overtaken(queues))
    return Choice(day.tickets[wanted.place[2]], wanted.why, _after(queues, wanted.place))


def _after(queues: Sequence[Queue], caller: Place) -> int:
    """How often the most overtaken one in sight will have been overtaken, when `caller` has been called."""
    return max((queue.most_overtaken(caller) for queue in queues), default=0)


def _may(day: Day, place: Place, now_s: float) -> bool:
    """A number for the next session is not called before that begins."""
    not_before = day.tickets[place[2]].not_before_s
    return not_before is None or not_before <= now_s


def _favoured(day: Day, desk: DeskId, queues: Sequence[Queue], now_s: float) -> list[_Candidate]:
    """The head of every favoured lane, best first."""
    policy = day.setup.policy
    found: list[_Candidate] = []
    for queue in queues:
        if queue.ahead and _may(day, queue.ahead[0], now_s):
            place = queue.ahead[0]
            why = Why.PRIORITY if day.tickets[place[2]].priority else Why.APPOINTMENT
            found.append(_Candidate(place, policy.slope, why))
    for service in day.gives[desk]:
        quick = day.queues.get(service_queue(service))
        if quick is None or not quick.plain or not any(quick is one for one in queues):
            continue
        place = quick.plain[0]
        if day.services[service].quick and _may(day, place, now_s):
            found.append(_Candidate(place, policy.quick_slope, Why.QUICK))
    if policy.rule is Rule.ACCUMULATING:
        return sorted(found, key=lambda one: (-one.slope * one.wait_s(now_s), one.place))
    return sorted(found, key=lambda one: (one.why is Why.QUICK and policy.rule is not Rule.FIFO, one.place))


def _goes_first(day: Day, desk: DeskId, one: _Candidate, plain: Place, now_s: float) -> bool:
    policy = day.setup.policy
    if one.place[0] > now_s:  # an appointment whose time has not come
        return False
    wait_s = max(0.0, now_s - plain[0])
    match policy.rule:
        case Rule.FIFO:
            return False
        case Rule.STRICT:
            return True
        case Rule.RATIO:
            return day.streak.get(desk, 0) < policy.in_a_row
        case Rule.HEAD_START:
            return one.wait_s(now_s) + policy.minutes * 60 >= wait_s
        case Rule.ACCUMULATING:
            return one.slope * one.wait_s(now_s) >= wait_s


def passed_queues(day: Day, desk: DeskId, ticket: Ticket) -> list[Queue]:
    """The queues in which a ticket that is called to this desk out of its turn overtakes somebody."""
    return [queue for queue in day.queues_of(desk) if queue.plain and queue.plain[0][:2] < key_of(ticket)]
