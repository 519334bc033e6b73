"""Places in a queue and how often each was passed: by halving, and the same as by counting one by one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState
from server.domain.queues import Queue, desk_queue, key_of, queue_of


def ticket(name: str, since_s: float = 0.0, tie: int = 0, **facts: Any) -> Ticket:
    fields = {"since_s": since_s, "tie": tie or ord(name[-1]), **facts}
    return Ticket(TicketId(name), ServiceId("A"), 1, name, TicketState.WAITING, datetime(2026, 11, 23, tzinfo=UTC), 1, **fields)


def queue(*tickets: Ticket) -> Queue:
    made = Queue()
    for one in tickets:
        made.put(one)
    return made


def test_a_ticket_waits_with_its_service_or_at_one_desk() -> None:
    assert queue_of(ticket("a")) == "A"
    assert queue_of(ticket("a", for_desk=DeskId(2))) == desk_queue(DeskId(2)) == "@2"


def test_the_order_is_that_of_arrival_whatever_the_lane() -> None:
    assert list(queue(ticket("c", 30), ticket("a", 10), ticket("b", 20, priority=True))) == ["a", "b", "c"]


def test_who_came_at_the_same_second_stands_by_the_log() -> None:
    assert list(queue(ticket("x", 10, tie=7), ticket("y", 10, tie=3))) == ["y", "x"]


@pytest.mark.parametrize("facts", [{"priority": True}, {"appointment": True}])
def test_priority_and_appointments_have_a_lane_of_their_own(facts: dict[str, bool]) -> None:
    two = queue(ticket("a", 10), ticket("b", 20, **facts))
    assert [place[2] for place in two.plain] == ["a"] and [place[2] for place in two.ahead] == ["b"]


def test_what_was_put_in_can_be_taken_out_of_every_lane() -> None:
    for one, due in ((ticket("a"), None), (ticket("a", priority=True), None), (ticket("a"), 3)):
        made = Queue()
        made.put(one, due)
        assert len(made) == 1
        made.take(one)
        assert (len(made), made.due, made.brought) == (0, {}, {})


def test_before_counts_all_lanes() -> None:
    three = queue(ticket("a", 10), ticket("b", 20, priority=True), ticket("c", 30))
    three.put(ticket("d", 5), due=4)
    assert [three.before(key_of(one)) for one in (ticket("d", 5), ticket("c", 30))] == [0, 3]
    assert three.first_key() == key_of(ticket("d", 5)) and Queue().first_key() is None


def test_a_late_one_comes_back_after_so_many_calls() -> None:
    made = Queue()
    made.put(ticket("a"), due=2)
    assert made.count_call() == [] and made.count_call() == ["a"]


def test_late_for_no_calls_is_not_late() -> None:
    made = queue(ticket("b", 5))
    made.put(ticket("a"), due=0)
    assert [place[2] for place in made.plain] == ["a", "b"]


def test_only_those_who_came_before_the_favoured_one_are_overtaken() -> None:
    made = queue(ticket("a", 10), ticket("c", 30))
    made.passed_by((20, 0))
    assert [made.overtaken(place) for place in made.plain] == [1, 0] and made.most_overtaken() == 1


def test_a_call_that_passes_nobody_leaves_no_mark() -> None:
    made = queue(ticket("c", 30))
    made.passed_by((20, 0))
    assert made.passes == [] and Queue().most_overtaken() == 0


def test_the_count_goes_with_the_ticket_and_comes_back_with_it() -> None:
    made = queue(ticket("a", 10))
    for _ in range(3):
        made.passed_by((20, 0))
    assert made.take(ticket("a", 10)) == 3
    other = queue(ticket("b", 5))
    other.put(ticket("a", 10, overtaken=3))
    assert other.most_overtaken() == 3
    other.passed_by((20, 0))
    assert [other.overtaken(place) for place in other.plain] == [1, 4]


def test_who_joins_in_the_middle_was_not_overtaken_by_earlier_calls() -> None:
    made = queue(ticket("a", 10))
    made.passed_by((20, 0))
    made.put(ticket("b", 5))
    assert made.overtaken((5, ord("b"), TicketId("b"))) == 0 and made.most_overtaken() == 1


@given(st.lists(st.tuples(st.sampled_from(["come", "pass", "go", "back"]), st.integers(0, 20)), max_size=60))
def test_halving_counts_as_counting_one_by_one_does(steps: list[tuple[str, int]]) -> None:
    made, counts, gone = Queue(), dict[str, int](), dict[str, Ticket]()
    there: dict[str, Ticket] = {}
    for place, (what, number) in enumerate(steps):
        if what == "come":
            one = ticket(f"t{place}", float(number), tie=place + 1)
            made.put(one)
            there[one.id], counts[one.id] = one, 0
        elif what == "pass":
            for one in there.values():
                counts[one.id] += key_of(one) < (float(number), 0)
            made.passed_by((float(number), 0))
        elif what == "go" and there:
            one = there.pop(sorted(there)[number % len(there)])
            gone[one.id] = replace(one, overtaken=made.take(one))
            assert gone[one.id].overtaken == counts[one.id]
        elif what == "back" and gone:
            one = gone.pop(sorted(gone)[number % len(gone)])
            made.put(one)
            there[one.id] = one
        assert {place[2]: made.overtaken(place) for place in made.plain} == {one: counts[one] for one in there}
        assert made.most_overtaken() == max((counts[one] for one in there), default=0)
