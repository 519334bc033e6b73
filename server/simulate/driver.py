"""Replays a scenario's days against an engine. The driver owns the truth (who comes, how long it takes, who has gone home); the engine
says only who is called. Event for event as the replay that QUEUEING §3 was measured with. Knows no rule of the queue."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

from server.simulate.scenario import Break, Scenario, ScenarioDay, Stretch

SHORTEST_S = 20
"""No matter is done sooner. Source: the replay behind QUEUEING §3."""
_SHIFT, _BREAK, _END, _ARRIVAL = 1, 2, 3, 5
"""What comes first within one second."""


class Engine(Protocol):
    """Who is called. Times are seconds since midnight; ids are the scenario's."""

    def configure(self, cfg: Mapping[str, Any]) -> None: ...
    def day_start(self, d: int, dow: int | None, plan: Iterable[Any]) -> None: ...
    def desk_open(self, desk: Hashable, t: float) -> None: ...
    def desk_close(self, desk: Hashable, t: float) -> None: ...
    def desk_pause(self, desk: Hashable, t: float) -> None: ...
    def desk_resume(self, desk: Hashable, t: float) -> None: ...
    def arrive(self, ticket: Hashable, service: Hashable, cls: Hashable, t: float) -> object: ...
    def call_next(self, desk: Hashable, t: float) -> Hashable | None: ...
    def no_show(self, desk: Hashable, ticket: Hashable, t: float) -> None: ...
    def finish(self, desk: Hashable, ticket: Hashable, t: float, transfer_to: Hashable | None) -> None: ...
    def day_end(self) -> None: ...


@dataclass(slots=True)
class Visit:
    """What became of one citizen. `overtaken`: calls of later ones, by desks that could have called this one, before its own first."""

    ticket: str
    day: int
    place: int  # among the day's citizens
    priority: bool
    arrived_s: int
    service: int
    called_s: int | None = None
    desk: int | None = None
    overtaken: int = 0
    came: bool = True
    sent_on: bool = False

    @property
    def wait_s(self) -> int | None:
        """Until the first call; None if it never came."""
        return None if self.called_s is None else self.called_s - self.arrived_s


class Broken(Exception):
    """The engine called somebody who does not wait, or to a desk that cannot serve them."""


def replay(scenario: Scenario, engine: Engine, days: int | None = None) -> list[Visit]:
    """Every visit of the first `days` days (None: all), in order of arrival. Raises: Broken."""
    engine.configure(scenario.cfg)
    visits: list[Visit] = []
    for day in scenario.days[:days]:
        engine.day_start(day.number, day.weekday, day.plan)
        visits += _Day(scenario, day, engine).run()
        engine.day_end()
    return visits


class _Chair(Enum):
    """What a desk is doing."""

    CLOSED = auto()
    IDLE = auto()
    BUSY = auto()
    PAUSED = auto()


class _Day:
    """One day's events in order of time, then of kind, then as they became known."""

    def __init__(self, scenario: Scenario, day: ScenarioDay, engine: Engine) -> None:
        self._scenario, self._day, self._engine = scenario, day, engine
        self._events: list[tuple[int, int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._known = 0
        self._chair = dict.fromkeys(scenario.skills, _Chair.CLOSED)
        self._idle_since: dict[int, int] = {}
        self._closes: dict[int, int] = {}
        self._breaks: defaultdict[int, list[int]] = defaultdict(list)  # begun as soon as the desk is free
        self._waiting: dict[Hashable, Visit] = {}
        self._visits: list[Visit] = []

    def run(self) -> list[Visit]:
        for place, citizen in enumerate(self._day.citizens):
            self._at(citizen.arrives_s, _ARRIVAL, self._arrive, place)
        for shift in self._day.shifts:
            self._at(shift.start_s, _SHIFT, self._open, shift)
        for one in self._day.breaks:
            self._at(one.start_s, _BREAK, self._break, one)
        while self._events:
            now_s, _, _, happens, what = heapq.heappop(self._events)
            happens(now_s, *what)
        return self._visits

    def _at(self, at_s: int, kind: int, happens: Callable[..., None], *what: Any) -> None:
        self._known += 1
        heapq.heappush(self._events, (at_s, kind, self._known, happens, what))

    def _arrive(self, now_s: int, place: int) -> None:
        citizen, ticket = self._day.citizens[place], f"{self._day.number}-{place}"
        priority = citizen.cls in self._scenario.priority
        visit = Visit(ticket, self._day.number, place, priority, now_s, citizen.service)
        self._visits.append(visit)
        self._waiting[ticket] = visit
        self._engine.arrive(ticket, citizen.service, citizen.cls, now_s)
        self._wake(now_s, citizen.service)

    def _open(self, now_s: int, shift: Stretch) -> None:
        desk = shift.desk
        self._closes[desk] = shift.end_s
        if self._chair[desk] is _Chair.CLOSED:
            self._engine.desk_open(desk, now_s)
            self._at(shift.end_s, _BREAK, self._closing, desk)
            self._free(now_s, desk)

    def _closing(self, now_s: int, desk: int) -> None:
        if self._chair[desk] is _Chair.IDLE and now_s >= self._closes[desk]:
            self._call(now_s, desk)

    def _break(self, now_s: int, one: Break) -> None:
        if self._chair[one.desk] in (_Chair.IDLE, _Chair.BUSY):
            self._breaks[one.desk].append(one.length_s)
        if self._chair[one.desk] is _Chair.IDLE:
            self._free(now_s, one.desk)

    def _back(self, now_s: int, desk: int) -> None:
        self._engine.desk_resume(desk, now_s)
        self._free(now_s, desk)

    def _absent(self, now_s: int, desk: int, visit: Visit) -> None:
        self._engine.no_show(desk, visit.ticket, now_s)
        self._free(now_s, desk)

    def _served(self, now_s: int, desk: int, visit: Visit) -> None:
        then = self._day.citizens[visit.place].then
        if visit.sent_on or then < 0:
            self._engine.finish(desk, visit.ticket, now_s, None)
            self._free(now_s, desk)
            return
        visit.sent_on, visit.service = True, then
        self._waiting[visit.ticket] = visit
        self._engine.finish(desk, visit.ticket, now_s, then)
        self._free(now_s, desk)
        self._wake(now_s, then)

    def _free(self, now_s: int, desk: int) -> None:
        if self._breaks[desk]:
            self._chair[desk] = _Chair.PAUSED
            self._engine.desk_pause(desk, now_s)
            self._at(now_s + self._breaks[desk].pop(0), _BREAK, self._back, desk)
            return
        self._chair[desk], self._idle_since[desk] = _Chair.IDLE, now_s
        self._call(now_s, desk)

    def _wake(self, now_s: int, service: int) -> None:
        """Somebody waits now: whoever has been idle longest asks first."""
        skills = self._scenario.skills
        idle = [desk for desk, chair in self._chair.items() if chair is _Chair.IDLE and service in skills[desk]]
        for desk in sorted(idle, key=self._idle_since.__getitem__):
            self._call(now_s, desk)

    def _call(self, now_s: int, desk: int) -> None:
        if self._chair[desk] is not _Chair.IDLE:
            return
        late_s = now_s - self._closes[desk]
        ticket = self._engine.call_next(desk, now_s) if late_s < self._scenario.drain_s else None
        if ticket is not None:
            self._called(now_s, desk, ticket)
        elif late_s >= 0:
            self._chair[desk] = _Chair.CLOSED
            self._engine.desk_close(desk, now_s)

    def _called(self, now_s: int, desk: int, ticket: Hashable) -> None:
        visit = self._waiting.pop(ticket, None)
        if visit is None or visit.service not in self._scenario.skills[desk]:
            raise Broken(f"desk {desk} was given ticket {ticket}")
        citizen, self._chair[desk] = self._day.citizens[visit.place], _Chair.BUSY
        work_s = citizen.then_work_s
        if not visit.sent_on:
            work_s = citizen.work_s
            visit.called_s, visit.desk = now_s, desk
            self._count_overtaken(desk, visit)
            if 0 <= citizen.patience_s < now_s - visit.arrived_s:
                visit.came = False
                self._at(now_s + self._scenario.noshow_s, _END, self._absent, desk, visit)
                return
        self._at(now_s + max(SHORTEST_S, work_s * self._day.speed[desk] // 100), _END, self._served, desk, visit)

    def _count_overtaken(self, desk: int, caller: Visit) -> None:
        skills = self._scenario.skills[desk]
        for other in self._waiting.values():
            if not other.sent_on and other.arrived_s < caller.arrived_s and other.service in skills:
                other.overtaken += 1
