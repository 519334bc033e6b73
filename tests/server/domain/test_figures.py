"""The figures are those of the log: a count that goes with every event says the same as a slow one that reads each ticket's story."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.domain import commands as c
from server.domain import events as e
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.errors import Refused
from server.domain.events import Logged
from server.domain.evolve import evolve
from server.domain.figures import Cell, Sums, Told, doc_of_sums, figures_of, joined, mean, percentile, sums_from
from server.domain.model import DeskId, Outcome, ServiceId, TicketId, TicketState
from server.domain.setup import Desk, Service, Setup

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)
SMALL = Setup((Service(A, {"vi": "A"}), Service(B, {"vi": "B"})), (Desk(ONE, (A, B)), Desk(TWO, (A, B))))
A1 = TicketId("2026-11-23-A001")


class Office:
    """Takes orders a minute apart and keeps the log."""

    def __init__(self, setup: Setup = SMALL) -> None:
        self.day, self.log, self.now = Day(), [], EIGHT
        self.do(c.OpenDay(date(2026, 11, 23), setup), minutes=0)

    def do(self, command: Any, minutes: float = 1) -> None:
        self.now += timedelta(minutes=minutes)
        for event in decide(self.day, command, self.now.astimezone(ZONE)):
            logged = Logged(self.day.seq + 1, self.now, event)
            evolve(self.day, logged)
            self.log.append(logged)

    def figures(self) -> dict[Cell, Sums]:
        return figures_of(self.log, ZONE)

    def total(self) -> Sums:
        out = Sums()
        for sums in self.figures().values():
            out.join(sums)
        return out


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_plain_visit_waited_and_was_served(office: Office) -> None:
    for command in (c.IssueTicket(A), c.CallNext(ONE), c.Recall(ONE), c.Start(ONE), c.Finish(ONE)):
        office.do(command)
    assert office.figures() == {
        Cell(A, DeskId(0), 8): Sums({Told.ISSUED: 1}),
        Cell(A, ONE, 8): Sums({Told.WAITED: 1, Told.SERVED: 1}, [60], [60]),
    }


def test_a_visit_of_two_services_waits_twice_and_is_served_twice(office: Office) -> None:
    office.do(c.IssueTicket(A, then=(B,)))
    for command in (c.CallNext(ONE), c.Finish(ONE), c.CallNext(TWO), c.Finish(TWO)):
        office.do(command, minutes=2)
    by_service = joined(office.figures().items(), "service")
    assert by_service[B] == Sums({Told.WAITED: 1, Told.SERVED: 1}, [120], [120])
    assert by_service[A].count(Told.ISSUED) == 1 and office.total().count(Told.SERVED) == 2


def test_what_was_undone_has_not_happened(office: Office) -> None:
    office.do(c.IssueTicket(A))
    office.do(c.CallNext(ONE))
    office.do(c.Finish(ONE), minutes=3)
    office.do(c.Undo(ONE), minutes=0)
    assert office.total().works == [] and office.total().count(Told.SERVED) == 0
    office.do(c.Finish(ONE), minutes=2)
    assert office.total().works == [300] and office.total().count(Told.SERVED) == 1


def test_a_call_that_was_a_mistake_ends_no_wait(office: Office) -> None:
    office.do(c.IssueTicket(A))
    office.do(c.CallNext(ONE))
    office.do(c.PutBack(ONE))
    assert office.total().waits == []
    office.do(c.CallNext(TWO))
    assert office.total().waits == [180]


def test_a_held_ticket_has_waited_once_and_its_stretches_are_one_work(office: Office) -> None:
    from server.domain.model import HoldReason

    for command in (
        c.IssueTicket(A), c.CallNext(ONE), c.Start(ONE), c.Hold(ONE, HoldReason.PAUSE), c.Return(A1), c.CallNext(ONE), c.Finish(ONE),
    ):  # fmt: skip
        office.do(command)
    assert office.total() == Sums({Told.ISSUED: 1, Told.WAITED: 1, Told.SERVED: 1}, [60], [120])


def test_who_comes_back_after_missing_is_absent_once_and_served_once(office: Office) -> None:
    for command in (c.IssueTicket(A), c.CallNext(ONE), c.NoShow(ONE), c.Rejoin(A1), c.CallNext(ONE), c.Finish(ONE)):
        office.do(command)
    assert office.total() == Sums({Told.ISSUED: 1, Told.WAITED: 1, Told.ABSENT: 1, Told.SERVED: 1}, [60], [60])


def test_a_place_that_is_moved_before_its_first_call_goes_on_waiting_and_after_it_waits_anew(office: Office) -> None:
    from server.domain.model import Place

    office.do(c.IssueTicket(A))
    office.do(c.Transfer(A1, B, None, Place.KEEP, ""))
    office.do(c.CallNext(ONE))
    office.do(c.Transfer(A1, A, None, Place.LAST, ""))
    office.do(c.CallNext(TWO), minutes=5)
    by_service = joined(office.figures().items(), "service")
    assert (by_service[B].waits, by_service[A].waits) == ([120], [300])


def test_who_is_brought_back_has_not_been_cancelled(office: Office) -> None:
    office.do(c.IssueTicket(A))
    office.do(c.Cancel(A1))
    assert office.total().count(Told.CANCELLED) == 1
    office.do(c.Restore(A1))
    assert office.total().count(Told.CANCELLED) == 0


def test_numbers_of_a_paper_roll_are_counted(office: Office) -> None:
    office.do(c.StartRoll(A, 5, None, "QA"))
    office.do(c.CallNext(ONE))
    office.do(c.Finish(ONE))
    office.do(c.StopRoll(A, 8))
    total = office.total()
    assert total.count(Told.ISSUED) >= 1 and total.count(Told.SERVED) >= 1


def test_the_day_that_ends_lapses_who_still_waits_and_a_reopened_one_takes_it_back(office: Office) -> None:
    office.do(c.IssueTicket(A))
    office.do(c.CloseDay())
    assert office.total().count(Told.LAPSED) == 1
    office.do(c.OpenDay(date(2026, 11, 23)))
    assert office.total().count(Told.LAPSED) == 0


def test_ninety_percent_is_the_nearest_rank() -> None:
    assert percentile(list(range(1, 11))) == 9 and percentile([7]) == 7 and percentile([]) is None
    assert percentile(list(range(1, 101))) == 90 and mean([]) is None and mean([1, 2]) == 1.5


def test_sums_come_back_from_the_database_as_they_went_in() -> None:
    sums = Sums({Told.ISSUED: 2, Told.WAITED: 1}, [60], [])
    assert sums_from(doc_of_sums(sums)) == sums


# ── the slow count: each ticket's story, read again from the end ──

ENDINGS = (e.TicketFinished, e.TicketCancelled, e.TicketLapsed, e.TicketCarried, e.TicketServedByHand)


def slow(log: list[Logged]) -> Counter[tuple[Any, ...]]:
    """(what, service, desk, hour, seconds) of everything that is true of the day, as often as it is."""
    opened = next(one.at for one in log if isinstance(one.event, e.DayOpened))
    out: Counter[tuple[Any, ...]] = Counter()
    for ticket in {getattr(one.event, "ticket", None) for one in log} - {None}:
        story = [one for one in log if getattr(one.event, "ticket", None) == ticket]
        out.update(_true(_without_mistakes(story), opened))
    return out


def _without_mistakes(story: list[Logged]) -> list[Logged]:
    """The story as if what was taken back had never been."""
    kept: list[Logged] = []
    for one in story:
        match one.event:
            case e.ActUndone(undone=seq):
                kept = [old for old in kept if old.seq < seq or isinstance(old.event, e.PaperNoted | e.PaperOrdered)]
            case e.TicketRestored(state=state):
                last = max(place for place, old in enumerate(kept) if _ends(old))
                if isinstance(kept[last].event, e.TicketMissed):
                    kept[last] = Logged(kept[last].seq, kept[last].at, e.TicketMissed(one.event.ticket, kept[last].event.desk))
                else:
                    del kept[last]
                kept += [one] if state is TicketState.WAITING else []
            case _:
                kept.append(one)
    return _without_calls_put_back(kept)


def _ends(one: Logged) -> bool:
    return isinstance(one.event, ENDINGS) or (isinstance(one.event, e.TicketMissed) and one.event.final)


def _without_calls_put_back(story: list[Logged]) -> list[Logged]:
    kept: list[Logged] = []
    for one in story:
        if isinstance(one.event, e.TicketPutBack):
            call = max(place for place, old in enumerate(kept) if isinstance(old.event, e.TicketCalled))
            kept = [
                old
                for place, old in enumerate(kept)
                if place < call or not isinstance(old.event, e.TicketCalled | e.TicketRecalled)
            ]
        else:
            kept.append(one)
    return kept


def _true(story: list[Logged], opened: datetime) -> Iterator[tuple[Any, ...]]:
    first = story[0].event
    called = False
    if isinstance(first, e.TicketIssued):
        place = opened + timedelta(seconds=first.since_s or 0) if first.by_hand and first.since_s is not None else story[0].at
        yield "issued", first.service, 0, _hour(story[0]), None
    else:
        assert isinstance(first, e.TicketBrought)
        place, called = story[0].at - timedelta(seconds=first.waited_s), first.state is not TicketState.WAITING
    service, desk, at_desk, said_start, work = first.service, 0, None, False, timedelta()
    for one in story[1:]:
        hour, event = _hour(one), one.event
        spent = work + (one.at - at_desk if at_desk else timedelta())
        match event:
            case e.TicketCalled():
                if not called:
                    yield "waited", service, event.desk, hour, _whole(one.at - place)
                called, desk, at_desk, said_start = True, event.desk, one.at, False
            case e.TicketRecalled() if not said_start:
                at_desk = one.at
            case e.ServingStarted():
                at_desk, said_start = one.at, True
            case e.TicketHeld():
                work, at_desk, said_start = spent, None, False
            case e.TicketMissed():
                yield "absent", service, desk, hour, None
                at_desk, said_start = None, False
                if event.final:
                    yield "lapsed", service, 0, hour, None
            case e.TicketRestored():
                at_desk, said_start = None, False
            case e.TicketFinished() | e.StepFinished():
                yield "served", service, desk, hour, _whole(spent)
                if isinstance(event, e.StepFinished):
                    service, place, called, desk, at_desk, said_start, work = (
                        event.service,
                        one.at,
                        False,
                        0,
                        None,
                        False,
                        timedelta(),
                    )
            case e.TicketMoved():
                place = one.at if called else place
                service, called, desk, at_desk, said_start, work = event.service, False, 0, None, False, timedelta()
            case e.TicketServedByHand() | e.TicketCancelled() | e.TicketLapsed() | e.TicketCarried():
                names = {e.TicketServedByHand: "served", e.TicketCancelled: "cancelled", e.TicketLapsed: "lapsed"}
                yield names.get(type(event), "carried"), service, 0, hour, None


def _hour(one: Logged) -> int:
    return one.at.astimezone(ZONE).hour


def _whole(span: timedelta) -> int:
    return max(0, int(span.total_seconds()))


def counted(log: list[Logged]) -> Counter[tuple[Any, ...]]:
    """The same of the figures, with the seconds of a cell as they stand in it."""
    out: Counter[tuple[Any, ...]] = Counter()
    for (service, desk, hour), sums in figures_of(log, ZONE).items():
        out.update(("waited", service, desk, hour, seconds) for seconds in sums.waits)
        out.update(("served", service, desk, hour, seconds) for seconds in sums.works)
        for told, count in sums.counts.items():
            known = {Told.WAITED: len(sums.waits), Told.SERVED: len(sums.works)}.get(told, 0)
            out[told.value, service, desk, hour, None] += count - known
    return +out


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_happens_the_quick_count_and_the_slow_one_agree(orders: Any, data: Any) -> None:
    """Held, moved, several services, restored, undone, rejoined, missed for good, numbers of a roll, days that end and go on."""
    clock = (c.DoubtClock, c.ConfirmClock, c.ChangeSetup)
    day, now = Day(), EIGHT
    log: list[Logged] = []

    def do(command: Any) -> None:
        for event in decide(day, command, now.astimezone(ZONE)):
            if isinstance(event, e.DayOpened) and event.date != day.date:
                log.clear()  # a day folds alone
            logged = Logged(day.seq + 1, now, event)
            evolve(day, logged)
            log.append(logged)

    do(c.OpenDay(orders.monday, orders.setup))
    kinds = [kind for kind in orders.deck if kind not in clock]
    for _ in range(data.draw(st.integers(5, 70))):
        now += timedelta(seconds=data.draw(st.sampled_from([0, 1, 3, 20, 60, 400])))
        with suppress(Refused):
            do(orders.draw(data.draw, day, now, data.draw(st.sampled_from(kinds))))
    assert counted(log) == slow(log)


def test_the_outcome_does_not_matter_for_having_been_served(office: Office) -> None:
    office.do(c.IssueTicket(A))
    office.do(c.CallNext(ONE))
    office.do(c.Finish(ONE, Outcome.DECLINED))
    assert office.total().count(Told.SERVED) == 1
