"""A small office for the rules: two services, two desks, one that gives both."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from server.domain.commands import Command, OpenDay
from server.domain.decide import decide
from server.domain.events import Event, Logged
from server.domain.evolve import evolve
from server.domain.model import Catalogue, Day, Desk, DeskId, Service, ServiceId

MONDAY = date(2026, 11, 23)
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def catalogue() -> Catalogue:
    a, b = ServiceId("A"), ServiceId("B")
    return Catalogue(
        services=(Service(a, (("vi", "Hộ tịch"), ("en", "Civil status")), 12), Service(b, (("vi", "Chứng thực"),), 8)),
        desks=(Desk(DeskId(1), (a,)), Desk(DeskId(2), (b, a))),
    )


class Morning:
    """A Day and the log that made it; every order takes a second."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.day = Day()
        self.log: list[Logged] = []
        self.at = EIGHT
        self.catalogue = catalogue
        self.order(OpenDay(MONDAY, catalogue))

    def order(self, command: Command) -> list[Event]:
        self.at += timedelta(seconds=1)
        events = decide(self.day, command)
        for event in events:
            self.log.append(Logged(self.day.seq + 1, self.at, event))
            evolve(self.day, self.log[-1])
        return events


@pytest.fixture
def morning(catalogue: Catalogue) -> Morning:
    return Morning(catalogue)


@pytest.fixture
def new_morning(catalogue: Catalogue) -> Callable[[], Morning]:
    return lambda: Morning(catalogue)
