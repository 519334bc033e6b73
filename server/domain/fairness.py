"""Every jump of the queue on one day: who went first, why, who said so, and who was passed how often. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from server.domain.day import Day
from server.domain.events import Logged, PrioritySet, TicketCalled, TicketMoved
from server.domain.evolve import evolve
from server.domain.model import DeskId, Ticket, TicketId, TicketState, Why
from server.domain.policy import is_favoured, passed_queues
from server.domain.queues import key_of, queue_of
from server.domain.setup import Policy

_IN_TURN = frozenset({Why.TURN, Why.YIELDED})


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody who waited and was overtaken; `times`: so often by now."""

    label: str
    times: int


@dataclass(frozen=True, slots=True)
class Jump:
    """`what`: a Why of a call, or priority_given, priority_taken, moved_first."""

    seq: int
    at: datetime
    what: str
    label: str
    actor: str
    desk: DeskId | None = None
    reason: str = ""
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Fairness:
    """`calls`: of waiting ones; `yielded`: plain ones that were called because enough had been let past; `most`: how often the most
    overtaken one of the day was; `cap`: how often the rule allowed at the most, 0: no limit; `policy`: the rule at the day's end."""

    jumps: tuple[Jump, ...]
    calls: int
    yielded: int
    most: int
    most_by_rule: int
    cap: int
    policy: Policy


def fairness_of(log: Iterable[tuple[Logged, str]]) -> Fairness:
    """From the whole log of one business day, each event with who did it."""
    day, jumps, calls, yielded = Day(), [], 0, 0
    caps: list[int] = []
    for logged, actor in log:
        event = logged.event
        before = day.tickets.get(getattr(event, "ticket", TicketId("")))
        passed = _passed(day, event, before, logged) if isinstance(event, TicketCalled) and before is not None else []
        evolve(day, logged)
        caps.append(day.setup.policy.cap)
        if isinstance(event, TicketCalled):
            calls, yielded = calls + 1, yielded + (event.why is Why.YIELDED)
        if before is not None and (jump := _jump(day, logged, actor, before, passed)) is not None:
            jumps.append(jump)
    most = max((one.times for jump in jumps for one in jump.passed), default=0)
    by_rule = max((one.times for jump in jumps if jump.what != Why.CHOSEN for one in jump.passed), default=0)
    return Fairness(tuple(jumps), calls, yielded, most, by_rule, 0 if 0 in caps else max(caps, default=0), day.setup.policy)


def _passed(day: Day, event: TicketCalled, before: Ticket, logged: Logged) -> list[TicketId]:
    """Who waits before it, in the queues that the desk calls from: as evolve counts it."""
    if before.state is not TicketState.WAITING or not (is_favoured(day, before) or event.why is Why.CHOSEN):
        return []
    place = min(key_of(before), (day.seconds(logged.at), logged.seq))
    queues = passed_queues(day, event.desk, before)
    return [one[2] for queue in queues for one in queue.plain if one[:2] < place and one[2] != before.id]


def _jump(day: Day, logged: Logged, actor: str, before: Ticket, passed: list[TicketId]) -> Jump | None:
    seq, at = logged.seq, logged.at
    match logged.event:
        case TicketCalled(why=why, desk=desk, reason=reason) if why not in _IN_TURN:
            counted = tuple(Passed(day.tickets[one].label, day.overtaken(day.tickets[one])) for one in passed)
            return Jump(seq, at, why.value, before.label, actor, desk, reason, counted)
        case PrioritySet(priority=given, reason=reason):
            return Jump(seq, at, "priority_given" if given else "priority_taken", before.label, actor, None, reason)
        case TicketMoved(to_desk=desk, note=note) as moved if (moved.since_s, moved.tie) != key_of(before):
            others = _behind(day, day.tickets[before.id])
            return Jump(seq, at, "moved_first", before.label, actor, desk, note, others) if others else None
    return None


def _behind(day: Day, ticket: Ticket) -> tuple[Passed, ...]:
    """The others of its queue, if it was given the place before all of them."""
    queue = day.queue(queue_of(ticket))
    if queue.first_key() != key_of(ticket):
        return ()
    others = [day.tickets[one] for one in queue if one != ticket.id]
    return tuple(Passed(one.label, day.overtaken(one)) for one in others)
