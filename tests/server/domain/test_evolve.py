"""The Day is the fold of its log, and nothing else; whatever is ordered, the law of the queue holds."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import count
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from server.domain.commands import (
    CallNext,
    CallThis,
    ChangeSetup,
    CloseDay,
    CloseDesk,
    Command,
    ConfirmClock,
    DoubtClock,
    Finish,
    IssueTicket,
    NoShow,
    OpenDay,
    OpenDesk,
    PutBack,
    Rejoin,
    Transfer,
    Undo,
    Window,
)
from server.domain.day import Day, DeskState, Facts
from server.domain.decide import decide
from server.domain.due import due_by_rule
from server.domain.edits import Drop, Put, PutDate, PutRules
from server.domain.errors import Refused
from server.domain.events import (
    DayOpened,
    Event,
    Logged,
    SetupChanged,
    TicketCalled,
    TicketIssued,
    TicketLapsed,
    TicketMoved,
    TicketRejoined,
)
from server.domain.evolve import evolve, fold
from server.domain.model import ACTIVE, DeskId, Place, SeriesId, ServiceId, Ticket, TicketId, TicketState, Why
from server.domain.queues import key_of
from server.domain.setup import AtClosing, CalendarDay, Desk, Hours, LeftOver, Series, Session

A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)
HERE = timezone(timedelta(hours=7))
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
JUMPS = (timedelta(), timedelta(), timedelta(days=-1), timedelta(days=400), timedelta(days=-20_780), timedelta(hours=3))
"""What the machine's clock is wrong by: nothing, a day back, more than a year on, 1970, three hours on."""
PAUSES = (timedelta(minutes=40), timedelta(hours=2), timedelta(hours=13))
STEPS, RUNS = 90, 112


class Counted:
    """The same as `Day.overtaken`, counted the plain way: at every call, one for each who could have been called there and came first."""

    def __init__(self) -> None:
        self.overtaken: Counter[TicketId] = Counter()
        self.late: dict[TicketId, int] = {}  # calls that must come before a rejoined one's turn comes back

    def before(self, day: Day, event: Event, at: datetime) -> None:
        """Look at an event that `day` has not folded in yet."""
        if isinstance(event, DayOpened) and event.date != day.date:
            self.__init__()  # type: ignore[misc]  # a new day begins with nothing
        if isinstance(event, TicketCalled):
            self._called(day, event, at)
        if isinstance(event, TicketMoved) and (event.since_s, event.tie) != key_of(day.tickets[event.ticket]):
            self.late.pop(event.ticket, None)

    def after(self, day: Day, event: Event) -> None:
        if isinstance(event, TicketRejoined) and event.after:
            self.late[event.ticket] = event.after
        for ticket in [one for one in self.late if day.tickets[one].state is not TicketState.WAITING]:
            del self.late[ticket]

    def _called(self, day: Day, event: TicketCalled, at: datetime) -> None:
        caller = day.tickets[event.ticket]
        if caller.state is not TicketState.WAITING:
            return
        quick = next(one.quick for one in day.setup.services if one.id == caller.service)
        if caller.priority or caller.appointment or quick or event.why is Why.CHOSEN:
            place = min(key_of(caller), (day.seconds(at), day.seq + 1))  # before its time a place is no better than now
            for ticket in self.in_sight(day, event.desk):
                if key_of(ticket) < place:
                    self.overtaken[ticket.id] += 1
                    by_policy = event.why is not Why.CHOSEN and day.setup.policy.cap
                    assert not by_policy or self.overtaken[ticket.id] <= day.setup.policy.cap, (ticket.label, caller.label)
        most = max((self.overtaken[one.id] for one in self.in_sight(day, event.desk)), default=0)
        if event.why in (Why.PRIORITY, Why.APPOINTMENT, Why.QUICK, Why.YIELDED):
            assert event.overtaken == most
        for ticket_id in [one for one in self.late if self._where(day.tickets[one]) == self._where(caller) and one != caller.id]:
            self.late[ticket_id] -= 1
            if not self.late[ticket_id]:
                del self.late[ticket_id]

    def in_sight(self, day: Day, desk: Any) -> list[Ticket]:
        """The plain ones that wait and may be called to the desk."""
        there = next(one for one in day.setup.desks if one.id == desk)
        gives = day.setup.services_of(there)
        return [
            one
            for one in day.tickets.values()
            if one.state is TicketState.WAITING
            and not (one.priority or one.appointment or one.id in self.late)
            and (one.for_desk == desk if one.for_desk is not None else one.service in gives)
        ]

    @staticmethod
    def _where(ticket: Ticket) -> Any:
        return ticket.for_desk if ticket.for_desk is not None else ticket.service


class Law(RuleBasedStateMachine):
    """Any orders in any order, at any hour, by clocks that jump; after each the law must hold."""

    def __init__(self, orders: Any) -> None:
        super().__init__()
        self.orders = orders
        self.day, self.log, self.counted = Day(), list[Logged](), Counted()
        self.at, self.jump = EIGHT, timedelta()
        self.series_edited = False
        self.elapsed_s: tuple[Any, float] = (None, 0.0)

    @initialize(data=st.data())
    def open(self, data: Any) -> None:
        self.order(OpenDay(self.orders.monday, self.orders.setup))
        for edit in data.draw(st.lists(st.sampled_from(self.orders.rules), max_size=2)):
            self.order(ChangeSetup((edit,)))

    def waiting(self) -> list[Ticket]:
        return [self.day.tickets[ticket] for queue in self.day.queues.values() for ticket in queue]

    def now(self) -> datetime:
        return (self.at + self.jump).astimezone(HERE)

    def order(self, command: Any) -> None:
        before = repr(self.day)
        try:
            events = decide(self.day, command, self.now())
        except Refused:
            assert repr(self.day) == before, "a refused command must change nothing"
            return
        assert events, "what is accepted leads to something"
        for event in events:
            self.counted.before(self.day, event, self.now())
            self.log.append(Logged(self.day.seq + 1, self.now(), event))
            evolve(self.day, self.log[-1])
            self.counted.after(self.day, event)
            if isinstance(event, SetupChanged):
                self.series_edited |= any(what.startswith("series") or what == "all" for what in event.what)
        for event in events:
            if isinstance(event, TicketIssued):
                assert [one.label for one in self.day.tickets.values()].count(event.label) == 1, "two citizens with one number"

    @rule(data=st.data(), seconds=st.sampled_from([0, 1, 3, 20, 60, 400]))
    def something_happens(self, data: Any, seconds: int) -> None:
        """An order, mostly; now and then hours pass, or the machine's clock jumps."""
        self.at += timedelta(seconds=seconds)
        kind = data.draw(st.sampled_from([*self.orders.deck, *PAUSES, JUMPS]))
        if isinstance(kind, timedelta):
            self.at += kind
            for command in due_by_rule(self.day, self.now()):
                self.order(command)
        elif kind is JUMPS:
            self.jump = data.draw(st.sampled_from(JUMPS))
        else:
            self.order(self.orders.draw(data.draw, self.day, self.now(), kind))

    @invariant()
    def numbers_of_a_series_are_unique_and_gapless(self) -> None:
        today = max(place for place, one in enumerate(self.log) if isinstance(one.event, DayOpened)) if self.log else 0
        opened = [
            place for place, one in enumerate(self.log) if isinstance(one.event, DayOpened) and one.event.date == self.day.date
        ]
        given: dict[str, list[int]] = {}
        for one in self.log[min(opened, default=today) :]:
            if isinstance(one.event, TicketIssued) and not one.event.by_hand:
                given.setdefault(one.event.series, []).append(one.event.number)
        first = {one.id: one.first for one in self.day.setup.series}
        for series, numbers in given.items():
            brought = self.day.taken.get(series, set())  # type: ignore[call-overload]  # a plain text is a SeriesId
            assert len(set(numbers)) == len(numbers) and not brought.intersection(numbers)
            if not self.series_edited:
                free = (number for number in count(first.get(series, 1)) if number not in brought)  # type: ignore[call-overload]  # as above
                assert numbers == [next(free) for _ in numbers]

    @invariant()
    def labels_are_unique(self) -> None:
        labels = [ticket.label for ticket in self.day.tickets.values()]
        assert len(set(labels)) == len(labels)

    @invariant()
    def one_desk_a_ticket_and_one_ticket_a_desk(self) -> None:
        active = [ticket for ticket in self.day.tickets.values() if ticket.state in ACTIVE]
        assert {ticket.desk: ticket.id for ticket in active} == self.day.in_hand
        assert len(active) == len(self.day.in_hand)

    @invariant()
    def the_lists_say_what_the_tickets_say(self) -> None:
        def having(state: TicketState) -> list[TicketId]:
            return sorted(ticket.id for ticket in self.day.tickets.values() if ticket.state is state)

        assert sorted(ticket for queue in self.day.queues.values() for ticket in queue) == having(TicketState.WAITING)
        assert self.day.waiting() == len(having(TicketState.WAITING))
        assert sorted(self.day.missed) == having(TicketState.MISSED)
        assert sorted(self.day.held) == having(TicketState.HELD)

    @invariant()
    def a_closed_day_holds_nobody(self) -> None:
        if not self.day.is_open:
            assert not (self.day.in_hand or self.day.waiting() or self.day.missed or self.day.held)

    @invariant()
    def nobody_waits_where_nobody_will_ever_call(self) -> None:
        for ticket in self.waiting():
            if ticket.for_desk is None:
                assert self.day.given_by[ticket.service]
            else:
                assert self.day.attended(ticket.for_desk).state is not DeskState.CLOSED
            assert set(ticket.steps) <= set(self.day.services)

    @invariant()
    def office_seconds_never_go_back(self) -> None:
        day, elapsed_s = self.elapsed_s
        assert day != self.day.date or elapsed_s <= self.day.elapsed_s
        self.elapsed_s = (self.day.date, self.day.elapsed_s)

    @invariant()
    def how_many_are_ahead_is_what_a_look_along_the_queue_says(self) -> None:
        for ticket in self.day.tickets.values():
            waits = ticket.state is TicketState.WAITING
            there = [
                one
                for one in self.day.tickets.values()
                if waits
                and one.state is TicketState.WAITING
                and (one.for_desk, one.for_desk or one.service) == (ticket.for_desk, ticket.for_desk or ticket.service)
            ]
            assert self.day.ahead_of(ticket) == sum(1 for one in there if key_of(one) < key_of(ticket))

    @invariant()
    def how_often_somebody_was_overtaken_is_what_counting_says(self) -> None:
        for ticket in self.day.tickets.values():
            assert self.day.overtaken(ticket) == self.counted.overtaken[ticket.id], ticket

    @invariant()
    def the_facts_are_what_a_look_at_everybody_says(self) -> None:
        for service in self.day.setup.services:
            waiting = [one for one in self.waiting() if one.service == service.id]
            first = min(waiting, key=lambda one: (one.since_s, one.tie, one.id), default=None)
            given = [desk.id for desk in self.day.setup.desks if service.id in self.day.setup.services_of(desk)]
            issued = self.day.issued.get(service.id, 0)
            assert self.day.facts(service.id) == Facts(
                service.id,
                len(waiting),
                sum(1 for one in waiting if one.priority or one.appointment),
                first.id if first else None,
                None if service.daily_limit is None else max(0, service.daily_limit - issued),
                sum(1 for desk in given if self.day.attended(desk).state is DeskState.OPEN),
            )

    @invariant()
    def folding_the_log_gives_the_day(self) -> None:
        if len(self.log) % 5 == 0:
            assert fold(self.log) == self.day

    def teardown(self) -> None:
        assert fold(self.log) == self.day


@pytest.mark.timeout(900)
def test_any_orders_in_any_order_keep_the_law(orders: SimpleNamespace) -> None:
    run_state_machine_as_test(lambda: Law(orders), settings=settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None))


def test_no_kind_of_order_is_left_out(orders: SimpleNamespace) -> None:
    assert orders.kinds == frozenset(get_args(Command))


def place(morning: Any, label: str) -> Ticket:
    found: Ticket = morning.day.tickets[TicketId(f"2026-11-23-{label}")]
    return found


def test_who_is_put_back_waits_for_everybody_when_the_own_desk_has_closed_meanwhile(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(OpenDesk(TWO))
    morning.order(Transfer(place(morning, "A001").id, to_desk=TWO))
    morning.order(CallThis(ONE, place(morning, "A001").id, "ở ngay đây"))
    morning.order(CloseDesk(TWO))
    morning.order(PutBack(ONE))
    assert place(morning, "A001").for_desk is None and morning.day.facts(A).waiting == 1


def test_who_came_back_late_and_is_sent_to_another_queue_waits_for_as_many_calls_there(morning: Any) -> None:
    for service in (A, A, A, A, A, B, B, B):
        morning.order(IssueTicket(service))
    morning.order(CallNext(ONE))
    morning.order(NoShow(ONE))
    for _ in range(3):
        morning.order(CallNext(ONE))
        morning.order(Finish(ONE))
    morning.order(Rejoin(place(morning, "A001").id))
    morning.order(Transfer(place(morning, "A001").id, service=B))
    called = []
    for _ in range(4):
        called.append(morning.order(CallNext(TWO))[-1].ticket[-4:])
        morning.order(Finish(TWO))
    assert called == ["A005", "B001", "B002", "A001"]


def test_a_number_that_stands_on_a_paper_of_today_is_not_given_again_after_an_edit_of_the_series(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(ChangeSetup((Put(Series(SeriesId("A"), "X")), Put(Series(SeriesId("B"), "A")))))
    assert [morning.order(IssueTicket(one))[0].label for one in (A, B)] == ["X002", "A002"]


def without_a(morning: Any) -> Any:
    """Edits that take service A away and leave an office that can work."""
    services = morning.day.setup.services
    return (Put(Desk(ONE, (B,))), Put(Desk(TWO, (B,))), Drop("services", services[0].id))


def test_who_is_carried_over_has_no_steps_that_nobody_gives_any_more(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(left_over=LeftOver.CARRY),)))
    morning.order(IssueTicket(B, then=(A,)))
    morning.order(ChangeSetup(without_a(morning), tomorrow=True))
    morning.order(OpenDay(date(2026, 11, 24)))
    assert [(one.label, one.steps) for one in morning.day.tickets.values()] == [("B001", ())]


def test_who_was_to_be_carried_to_a_service_that_was_dropped_in_the_evening_lapses(morning: Any) -> None:
    morning.order(ChangeSetup((PutRules(left_over=LeftOver.CARRY),)))
    for service in (A, B):
        morning.order(IssueTicket(service))
    morning.order(CloseDay())
    morning.order(ChangeSetup(without_a(morning), tomorrow=True))
    gone, _, brought = morning.order(OpenDay(date(2026, 11, 24)))
    assert (gone, brought.label) == (TicketLapsed(TicketId("2026-11-23-A001")), "B001")


def test_an_act_on_a_service_that_is_gone_is_not_taken_back(morning: Any) -> None:
    morning.order(IssueTicket(A))
    morning.order(CallNext(ONE))
    morning.order(Finish(ONE))
    morning.order(ChangeSetup(without_a(morning)))
    with pytest.raises(Refused, match="unknown_service"):
        morning.order(Undo(ONE))


def test_a_number_for_the_next_session_is_called_at_once_when_an_officer_puts_it_first(morning: Any) -> None:
    day = CalendarDay(morning.day.date, (Session(time(7), time(8)), Session(time(13), time(17))))
    morning.order(ChangeSetup((PutDate(day), PutRules(hours=Hours(calendar=(day,), at_closing=AtClosing.NEXT_SESSION)))))
    morning.order(IssueTicket(A))
    with pytest.raises(Refused, match="nobody_waits"):
        morning.order(CallNext(ONE))
    morning.order(Transfer(place(morning, "A001").id, place=Place.LAST))
    assert morning.order(CallNext(ONE))[-1].ticket == place(morning, "A001").id


def test_an_appointment_whose_time_has_not_come_goes_before_nobody(morning: Any) -> None:
    now = morning.at.astimezone(HERE)
    morning.order(IssueTicket(A, appointment=Window(now + timedelta(hours=1), now + timedelta(hours=2))))
    morning.order(IssueTicket(A))
    assert morning.order(CallNext(ONE), after_s=0)[-1].ticket[-4:] == "A002"


def test_two_that_are_put_first_do_not_stand_on_one_place(morning: Any) -> None:
    for _ in range(3):
        morning.order(IssueTicket(A), after_s=0)
    for label in ("A003", "A002"):
        morning.order(Transfer(place(morning, label).id, place=Place.FIRST), after_s=0)
    assert [morning.day.ahead_of(place(morning, one)) for one in ("A002", "A003", "A001")] == [0, 1, 2]


@pytest.mark.parametrize("jump", [timedelta(days=-20_780), timedelta(days=-1), timedelta(days=400)])
def test_a_jump_of_the_clock_that_was_noticed_is_no_waiting(morning: Any, jump: timedelta) -> None:
    morning.order(IssueTicket(A))
    before_s = morning.day.elapsed_s
    for to, back in ((jump, DoubtClock("ahead")), (-jump, ConfirmClock(0.0)), (timedelta(), IssueTicket(A))):
        if isinstance(back, ConfirmClock):
            morning.order(back)  # the officer's word comes while the clock is still wrong
            morning.at += to
        else:
            morning.at += to
            morning.order(back)
    assert morning.day.elapsed_s - before_s <= 3
