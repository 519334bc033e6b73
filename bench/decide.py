"""What the rules themselves take: decide and evolve of every kind of command with a thousand people waiting, beside one bare `replace`."""

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean
from time import perf_counter_ns

from bench.crowd import SETUP, WAITING, Office, crowded, fold_in
from bench.figures import Figure, percentile, table
from bench.rig import RigError
from server.domain import commands as c
from server.domain.decide import ANY_TIME, IN_THE_DAY, decide
from server.domain.edits import PutRules
from server.domain.model import PaperState, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import Policy

TITLE = f"decide: decide + evolve of every command, {WAITING:,} waiting, 8 desks (µs)"
TIMES, SELDOM_TIMES, WARM_UP = 400, 40, 10
LIMIT_US = 200.0
SELDOM = {c.OpenDay, c.CloseDay}
"""Once a day, and an event for everybody who waits: no target for the whole, it is given per event."""
_DOCUMENT = {"ticket": "2026-11-23-A012", "service": "A", "number": 12, "label": "A012", "priority": False, "since_s": 1234.5}


def _serving(office: Office) -> c.Command:
    desk = office.called()
    office.do(c.Start(desk))
    return c.Finish(desk)


def _missed(office: Office) -> c.Command:
    desk = office.called()
    ticket = office.day.in_hand[desk]
    office.do(c.NoShow(desk))
    return c.Rejoin(ticket)


def _held(office: Office) -> c.Command:
    desk = office.called()
    ticket = office.day.in_hand[desk]
    office.do(c.Hold(desk))
    return c.Return(ticket)


def _ended(office: Office) -> TicketId:
    desk = office.called()
    ticket = office.day.in_hand[desk]
    office.do(c.Finish(desk))
    return ticket


def _undone(office: Office) -> c.Command:
    desk = office.called()
    office.do(c.PutBack(desk))
    return c.Undo(desk)


def _moved(office: Office) -> c.Command:
    ticket = office.any_ticket(TicketState.WAITING)
    return c.Transfer(ticket.id, office.chance.choice([one.id for one in SETUP.services if one.id != ticket.service]))


def _next_step(office: Office) -> c.Command:
    ticket = office.any_ticket(TicketState.WAITING)
    return c.AddStep(ticket.id, office.chance.choice([one.id for one in SETUP.services if one.id != ticket.service]))


def _marked(office: Office) -> c.Command:
    ticket = office.any_ticket(TicketState.WAITING)
    return c.SetPriority(ticket.id, not ticket.priority, "seen")


def _rolled(office: Office) -> c.Command:
    office.do(c.StartRoll(SETUP.services[0].id, 1, prefix="X"))
    return c.StopRoll(SETUP.services[0].id, 10)


def _doubted(office: Office) -> c.Command:
    office.do(c.DoubtClock("back"))
    return c.ConfirmClock(3.0)


def _morrow(office: Office) -> c.Command:
    assert office.day.date is not None
    return c.OpenDay(office.day.date + timedelta(days=1))


CASES: dict[type[c.Command], Callable[[Office], c.Command]] = {
    c.OpenDay: _morrow,
    c.CloseDay: lambda office: c.CloseDay(),
    c.IssueTicket: lambda office: c.IssueTicket(office.any_service(), priority=office.chance.random() < 0.13),
    c.CallNext: lambda office: c.CallNext(office.any_desk()),
    c.CallThis: lambda office: c.CallThis(office.any_desk(), office.any_ticket(TicketState.WAITING).id, "in pain"),
    c.Recall: lambda office: c.Recall(office.called()),
    c.Start: lambda office: c.Start(office.called()),
    c.Finish: _serving,
    c.NoShow: lambda office: c.NoShow(office.called()),
    c.PutBack: lambda office: c.PutBack(office.called()),
    c.Hold: lambda office: c.Hold(office.called()),
    c.Return: _held,
    c.Rejoin: _missed,
    c.Transfer: _moved,
    c.AddStep: _next_step,
    c.SetPriority: _marked,
    c.Cancel: lambda office: c.Cancel(office.any_ticket(TicketState.WAITING).id),
    c.Restore: lambda office: c.Restore(_ended(office)),
    c.Undo: _undone,
    c.OpenDesk: lambda office: c.OpenDesk(office.any_desk(), "Lan"),
    c.PauseDesk: lambda office: c.PauseDesk(office.any_desk()),
    c.CloseDesk: lambda office: c.CloseDesk(office.any_desk(), leave_waiting=True),
    c.StartRoll: lambda office: c.StartRoll(office.any_service(), 1, prefix="X"),
    c.StopRoll: _rolled,
    c.ChangeSetup: lambda office: c.ChangeSetup((PutRules(policy=Policy(slope=5)),)),
    c.DoubtClock: lambda office: c.DoubtClock("back"),
    c.ConfirmClock: _doubted,
    c.NotePaper: lambda office: c.NotePaper(next(iter(office.day.unprinted)), PaperState.SENDING),
}
"""How each command comes about; what has to happen before is not timed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Microseconds of each time, and how many events it made on average."""

    us: list[float]
    events: float


def run() -> None:
    """Measure and print. Raises: RigError when a kind of command is not measured."""
    if CASES.keys() != {*ANY_TIME, *IN_THE_DAY}:
        raise RigError(f"not measured: {sorted(one.__name__ for one in {*ANY_TIME, *IN_THE_DAY} - CASES.keys())}")
    office = crowded()
    gc.collect()
    gc.freeze()  # the server has told it to rest, too
    before_us, dumps_us = reference_us()
    taken = {kind: _taken(office, kind) for kind in CASES}
    after_us, _ = reference_us()
    replace_us = min(before_us, after_us)
    print(table(TITLE, [_figure(kind, one, replace_us) for kind, one in taken.items()]))
    print(f"reference: `replace` of a Ticket {replace_us:.2f} µs; json.dumps of six facts {dumps_us:.2f} µs")


def _taken(office: Office, kind: type[c.Command]) -> Taken:
    took: list[float] = []
    events = 0
    times = SELDOM_TIMES if kind in SELDOM else TIMES
    for seed in range(times + WARM_UP):
        there = office.fork(seed)
        command = CASES[kind](there)
        now = there.now + timedelta(seconds=6)
        begun_ns = perf_counter_ns()
        made = decide(there.day, command, now)
        fold_in(there.day, made, now)
        took.append((perf_counter_ns() - begun_ns) / 1000)
        events += len(made)
    return Taken(took[WARM_UP:], events / len(took))


def reference_us() -> tuple[float, float]:
    """What `replace` of a Ticket, and a small JSON document take."""
    ticket = Ticket(TicketId("2026-11-23-A012"), ServiceId("A"), 12, "A012", TicketState.WAITING, datetime.now(UTC), 12)
    return _mean_us(lambda: replace(ticket, calls=2)), _mean_us(lambda: json.dumps(_DOCUMENT))


def _mean_us(what: Callable[[], object], times: int = 5000) -> float:
    """The fastest of five rounds."""
    rounds = []
    for _ in range(5):
        begun_ns = perf_counter_ns()
        for _ in range(times):
            what()
        rounds.append((perf_counter_ns() - begun_ns) / times / 1000)
    return min(rounds)


def _figure(kind: type[c.Command], taken: Taken, replace_us: float) -> Figure:
    mean_us = fmean(taken.us)
    measured = f"p50 {percentile(taken.us, 50):.0f}, p95 {percentile(taken.us, 95):.0f}, mean {mean_us:.0f}"
    if kind in SELDOM:
        return Figure(
            kind.__name__,
            f"{measured}; {taken.events:.0f} events, {mean_us / taken.events:.1f} each",
            _times(mean_us, replace_us),
        )
    return Figure(kind.__name__, measured, _times(mean_us, replace_us), f"mean ≤ {LIMIT_US:.0f}", mean_us <= LIMIT_US)


def _times(mean_us: float, replace_us: float) -> str:
    return f"{mean_us / replace_us:.1f} × replace"
