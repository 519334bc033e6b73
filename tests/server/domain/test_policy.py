"""Who is next."""

from datetime import timedelta
from typing import Any

from server.domain.commands import CallNext, Finish, IssueTicket
from server.domain.model import DeskId, ServiceId
from server.domain.policy import next_for


def test_nobody_is_next_when_nobody_waits(morning: Any) -> None:
    assert next_for(morning.day, DeskId(1)) is None


def test_a_clock_that_jumps_back_changes_nobodys_turn(morning: Any) -> None:
    morning.order(IssueTicket(ServiceId("A")))
    morning.at -= timedelta(days=300)
    morning.order(IssueTicket(ServiceId("B")))
    ticket = next_for(morning.day, DeskId(2))
    assert ticket is not None and ticket.label == "A001"


def test_the_queue_moves_up_when_somebody_is_called(morning: Any) -> None:
    for _ in range(3):
        morning.order(IssueTicket(ServiceId("A")))
    last = list(morning.day.tickets.values())[-1]
    assert morning.day.ahead_of(last) == 2
    morning.order(CallNext(DeskId(1)))
    morning.order(Finish(DeskId(1)))
    assert morning.day.ahead_of(last) == 1
