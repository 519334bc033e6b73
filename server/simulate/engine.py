"""The real domain under a virtual clock: what a replay says happens goes through `decide` and `evolve`. No rule of the queue is here.

Outside, services, desks and tickets have the scenario's ids; inside, services are A, B, …, desks count from 1, tickets have numbers.
Times are seconds since midnight of the simulated day. No hours are set, so a number is always given.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from string import ascii_uppercase
from typing import Any, TypeVar

from server.domain import commands as c
from server.domain.checks import check
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.errors import Refused
from server.domain.events import Event, Logged, TicketCalled, TicketIssued
from server.domain.evolve import evolve
from server.domain.model import DeskId, ServiceId, TicketId
from server.domain.setup import Desk, Policy, Service, Setup

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
A_MONDAY = date(2026, 1, 5)
PRIORITY = "priority"
"""The class of those who go first, by its name in a scenario."""

T = TypeVar("T")
Id = Hashable
"""An id of a scenario: a number or a text, as it stands there."""


class NotPossible(ValueError):
    """What was said does not fit with what was said before. The message says what."""


class DomainEngine:
    """Answers a replay. A day that was not ended is closed by the next one; what was refused changed nothing."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy if policy is not None else Policy()
        self._setup: Setup | None = None
        self._services: dict[Id, ServiceId] = {}
        self._desks: dict[Id, DeskId] = {}
        self._priority: frozenset[Id] = frozenset()
        self._tickets: dict[Id, TicketId] = {}
        self._names: dict[TicketId, Id] = {}
        self._begin()

    def configure(self, cfg: Mapping[str, Any]) -> None:
        """Take over services, desks with their skills, and classes; days begin anew. Raises: NotPossible, KeyError, TypeError."""
        services = {one["id"]: ServiceId(_letters(place)) for place, one in enumerate(cfg["services"])}
        desks = {one["id"]: DeskId(place) for place, one in enumerate(cfg["desks"], 1)}
        classes = list(cfg["classes"])
        setup = Setup(
            services=tuple(
                Service(services[one["id"]], {"vi": one.get("name") or services[one["id"]]}) for one in cfg["services"]
            ),
            desks=tuple(Desk(desks[one["id"]], tuple(services[skill] for skill in one["skills"])) for one in cfg["desks"]),
            policy=self.policy,
        )
        for fault in check(setup):
            raise NotPossible(" ".join((f"{fault.where}: {fault.what}", *(f"{name}={fact}" for name, fact in fault.facts))))
        self._setup, self._services, self._desks = setup, services, desks
        self._priority = frozenset({PRIORITY, *(place for place, name in enumerate(classes) if name == PRIORITY)})
        self._begin()

    def day_start(self, d: int, dow: int | None = None, plan: Iterable[Any] = ()) -> None:
        """Open the next business day, on that day of the week (0: Monday); `d` and `plan` change nothing. Raises: NotPossible."""
        if self._setup is None:
            raise NotPossible("day_start before configure")
        later = self._day.date + timedelta(days=1) if self._day.date is not None else A_MONDAY
        self._date = later + timedelta(days=(dow - later.weekday()) % 7 if dow is not None else 0)
        self._last_s, self._tickets, self._names = 0.0, {}, {}
        self._do(c.OpenDay(self._date, self._setup), 0)

    def day_end(self) -> None:
        self._do(c.CloseDay(), self._last_s)

    def desk_open(self, desk: Id, t: float) -> None:
        self._do(c.OpenDesk(self._desk(desk)), t)

    def desk_close(self, desk: Id, t: float) -> None:
        """Raises: Refused when it is closed already. That somebody waits for it is no reason to stay."""
        self._do(c.CloseDesk(self._desk(desk), leave_waiting=True), t)

    def desk_pause(self, desk: Id, t: float) -> None:
        self._do(c.PauseDesk(self._desk(desk)), t)

    def desk_resume(self, desk: Id, t: float) -> None:
        self._do(c.OpenDesk(self._desk(desk)), t)

    def arrive(self, ticket: Id, service: Id, cls: Id, t: float) -> None:
        """A citizen takes a number. No forecast is made."""
        if ticket in self._tickets:
            raise NotPossible(f"ticket {ticket} has arrived already")
        command = c.IssueTicket(self._service(service), wants_paper=False, priority=cls in self._priority)
        for event in self._do(command, t):
            if isinstance(event, TicketIssued):
                self._tickets[ticket], self._names[event.ticket] = event.ticket, ticket

    def eta(self, ticket: Id, t: float) -> None:
        """No forecast is made. Raises: NotPossible for a ticket that never came."""
        self._ticket(ticket)

    def call_next(self, desk: Id, t: float) -> Id | None:
        """The ticket that the policy calls to this desk, or None when there is none that it may call."""
        try:
            events = self._do(c.CallNext(self._desk(desk)), t)
        except Refused:
            return None
        return next((self._names[event.ticket] for event in events if isinstance(event, TicketCalled)), None)

    def no_show(self, desk: Id, ticket: Id, t: float) -> None:
        self._do(c.NoShow(self._holding(desk, ticket)), t)

    def finish(self, desk: Id, ticket: Id, t: float, transfer_to: Id | None = None) -> None:
        """Served, or sent on: then it waits for that service by the time of its arrival."""
        there = self._holding(desk, ticket)
        if transfer_to is None:
            self._do(c.Finish(there), t)
        else:
            self._do(c.Transfer(self._ticket(ticket), self._service(transfer_to)), t)

    def _begin(self) -> None:
        self._day, self._date, self._last_s = Day(), A_MONDAY, 0.0
        self._tickets, self._names = {}, {}

    def _holding(self, desk: Id, ticket: Id) -> DeskId:
        there = self._desk(desk)
        if self._day.in_hand.get(there) != self._ticket(ticket):
            raise NotPossible(f"ticket {ticket} is not at desk {desk}")
        return there

    def _desk(self, desk: Id) -> DeskId:
        return _known(self._desks, desk, "desk")

    def _service(self, service: Id) -> ServiceId:
        return _known(self._services, service, "service")

    def _ticket(self, ticket: Id) -> TicketId:
        return _known(self._tickets, ticket, "ticket")

    def _do(self, command: c.Command, t: float) -> list[Event]:
        now = datetime.combine(self._date, time(), VIETNAM) + timedelta(seconds=t)
        events = decide(self._day, command, now)
        for event in events:
            evolve(self._day, Logged(self._day.seq + 1, now, event))
        self._last_s = max(self._last_s, t)
        return events


def _known(table: dict[Id, T], name: Id, kind: str) -> T:
    if name not in table:
        raise NotPossible(f"there is no {kind} {name!r}")
    return table[name]


def _letters(place: int) -> str:
    """A, B, … Z, AA, AB, …: a legal id, and the prefix of its own series."""
    rest, last = divmod(place, len(ascii_uppercase))
    return (_letters(rest - 1) if rest else "") + ascii_uppercase[last]
