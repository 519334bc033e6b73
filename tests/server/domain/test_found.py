"""What a command names is there, or it is refused with what was asked for."""

from collections.abc import Callable
from typing import Any

import pytest

from server.domain import found
from server.domain.errors import Reason, Refused
from server.domain.model import DeskId, ServiceId, TicketId

LOOKED_UP: list[tuple[Callable[..., Any], Any, Reason, str]] = [
    (found.known_desk, DeskId(9), Reason.UNKNOWN_DESK, "desk"),
    (found.free_desk, DeskId(9), Reason.UNKNOWN_DESK, "desk"),
    (found.in_hand, DeskId(9), Reason.UNKNOWN_DESK, "desk"),
    (found.known_service, ServiceId("Z"), Reason.UNKNOWN_SERVICE, "service"),
    (found.known_ticket, TicketId("2026-11-23-A001"), Reason.UNKNOWN_TICKET, "ticket"),
]


@pytest.mark.parametrize(("look_up", "name", "reason", "fact"), LOOKED_UP)
def test_what_is_not_there_is_refused_by_its_name(morning: Any, look_up: Any, name: Any, reason: Reason, fact: str) -> None:
    with pytest.raises(Refused) as caught:
        look_up(morning.day, name)
    assert caught.value.reason is reason and caught.value.facts == {fact: name}


def test_what_is_there_is_found(morning: Any) -> None:
    morning.issue()
    assert found.known_desk(morning.day, DeskId(1)) == 1
    assert found.known_service(morning.day, ServiceId("A")).name("en") == "Civil status"
    assert found.known_ticket(morning.day, morning.id("A001")).label == "A001"


def test_a_desk_is_free_or_has_somebody_in_hand(morning: Any) -> None:
    with pytest.raises(Refused, match="desk_has_no_ticket"):
        found.in_hand(morning.day, DeskId(1))
    morning.issue()
    morning.call(1)
    assert found.in_hand(morning.day, DeskId(1)).label == "A001"
    with pytest.raises(Refused) as caught:
        found.free_desk(morning.day, DeskId(1))
    assert caught.value.facts == {"desk": 1, "ticket": "A001"}
