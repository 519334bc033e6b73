"""A small office for the rules: two services, two desks, one that gives both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from server.domain.commands import CallNext, Command, Finish, IssueTicket, OpenDay
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.errors import Refused
from server.domain.events import Event, Logged
from server.domain.evolve import evolve
from server.domain.model import DeskId, ServiceId, Ticket, TicketId
from server.domain.queues import QueueId
from server.domain.setup import Calling, Desk, Service, Setup

MONDAY = date(2026, 11, 23)
HERE = timezone(timedelta(hours=7))
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def setup() -> Setup:
    a, b = ServiceId("A"), ServiceId("B")
    return Setup(
        services=(Service(a, {"vi": "Hộ tịch", "en": "Civil status"}, 12), Service(b, {"vi": "Chứng thực"}, 8)),
        desks=(Desk(DeskId(1), (a,)), Desk(DeskId(2), (b, a))),
        calling=Calling(recall_after_s=0),
    )


class Morning:
    """A Day and the log that made it; every order takes a second, or as long as is said."""

    def __init__(self, setup: Setup) -> None:
        self.day = Day()
        self.log: list[Logged] = []
        self.at = EIGHT
        self.setup = setup
        self.order(OpenDay(MONDAY, setup))

    def order(self, command: Command, after_s: float = 1) -> list[Event]:
        self.at += timedelta(seconds=after_s)
        events = decide(self.day, command, self.now)
        for event in events:
            self.log.append(Logged(self.day.seq + 1, self.at, event))
            evolve(self.day, self.log[-1])
        return events

    @property
    def now(self) -> datetime:
        """The moment, on the office's own clock."""
        return self.at.astimezone(HERE)

    def refuses(self, command: Command, after_s: float = 1) -> Refused:
        """The refusal; it must not have changed anything."""
        before = repr(self.day)
        with pytest.raises(Refused) as caught:
            self.order(command, after_s)
        assert repr(self.day) == before, "a refused command must change nothing"
        return caught.value

    def issue(self, service: str = "A", after_s: float = 1, **facts: Any) -> str:
        """The label of a new ticket."""
        issued: Any = self.order(IssueTicket(ServiceId(service), **facts), after_s)[-1]
        return str(issued.label)

    def call(self, desk: int = 1, after_s: float = 1) -> Ticket:
        """Whoever is called next."""
        called: Any = self.order(CallNext(DeskId(desk)), after_s)[-1]
        return self.day.tickets[called.ticket]

    def serve(self, desk: int = 1, after_s: float = 1) -> str:
        """The label of whoever is called next, and served at once."""
        called = self.call(desk, after_s)
        self.order(Finish(DeskId(desk)), 0)
        return called.label

    def id(self, label: str) -> TicketId:
        return TicketId(f"{self.day.date}-{label}")

    def ticket(self, label: str) -> Ticket:
        return self.day.tickets[self.id(label)]

    def waiting(self, queue: str) -> list[str]:
        """The labels in a queue ("A", "@2"), in order of arrival."""
        return [self.day.tickets[one].label for one in self.day.queue(QueueId(queue))]


@pytest.fixture
def morning(setup: Setup) -> Morning:
    return Morning(setup)


@pytest.fixture
def office(setup: Setup) -> Callable[..., Morning]:
    """Mornings with other rules: `office(calling=Calling(…), desks=(…))`."""
    return lambda **rules: Morning(replace(setup, **rules))
