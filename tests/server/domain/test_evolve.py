"""The Day is the fold of its log, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.domain.commands import (
    CallNext,
    CallThis,
    Cancel,
    CloseDay,
    Command,
    Finish,
    IssueTicket,
    NoShow,
    NotePaper,
    OpenDay,
    Recall,
    Start,
)
from server.domain.decide import decide
from server.domain.errors import Refused
from server.domain.events import Logged
from server.domain.evolve import evolve, fold
from server.domain.model import ACTIVE, Catalogue, Day, Desk, DeskId, PaperState, Service, ServiceId, TicketState

SERVICES = ("A", "B", "C")
CATALOGUE = Catalogue(
    tuple(Service(ServiceId(one), (("vi", one),), 5) for one in SERVICES),
    (Desk(DeskId(1), (ServiceId("A"),)), Desk(DeskId(2), (ServiceId("B"), ServiceId("A"))), Desk(DeskId(3), (ServiceId("C"),))),
)
desks = st.sampled_from([1, 2, 3, 4]).map(DeskId)


class Office(RuleBasedStateMachine):
    """Any orders in any order, also senseless ones; after each the law must hold."""

    @initialize()
    def open(self) -> None:
        self.day, self.log, self.date = Day(), list[Logged](), date(2026, 11, 23)
        self.at = datetime(2026, 11, 23, tzinfo=UTC)
        self.order(OpenDay(self.date, CATALOGUE))

    def order(self, command: Command) -> None:
        before = repr(self.day)
        try:
            events = decide(self.day, command)
        except Refused:
            assert repr(self.day) == before
            return
        self.at += timedelta(seconds=1)
        for event in events:
            self.log.append(Logged(self.day.seq + 1, self.at, event))
            evolve(self.day, self.log[-1])

    def ticket(self, data: Any) -> Any:
        return data.draw(st.sampled_from([*self.day.tickets, "2026-11-23-Z999"]))

    @rule(service=st.sampled_from([*SERVICES, "Z"]), paper=st.booleans())
    def issue(self, service: str, paper: bool) -> None:
        self.order(IssueTicket(ServiceId(service), paper))

    @rule(desk=desks)
    def call_next(self, desk: DeskId) -> None:
        self.order(CallNext(desk))

    @rule(desk=desks, data=st.data())
    def call_this(self, desk: DeskId, data: Any) -> None:
        self.order(CallThis(desk, self.ticket(data)))

    @rule(desk=desks, command=st.sampled_from([Recall, Start, Finish, NoShow]))
    def at_the_desk(self, desk: DeskId, command: Any) -> None:
        self.order(command(desk))

    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        self.order(Cancel(self.ticket(data)))

    @rule(data=st.data(), state=st.sampled_from(list(PaperState)))
    def paper(self, data: Any, state: PaperState) -> None:
        jobs = list(self.day.unprinted)
        if jobs:
            self.order(NotePaper(data.draw(st.sampled_from(jobs)), state, "paper_out"))

    @rule(days=st.integers(-2, 3))
    def turn_the_day(self, days: int) -> None:
        self.date = max(self.date, self.date + timedelta(days=days))
        self.order(OpenDay(self.date, CATALOGUE))

    @rule()
    def close(self) -> None:
        self.order(CloseDay())

    @invariant()
    def numbers_are_gapless_and_unique(self) -> None:
        for service in SERVICES:
            given = [ticket.number for ticket in self.day.tickets.values() if ticket.service == service]
            assert given == list(range(1, len(given) + 1))

    @invariant()
    def one_desk_a_ticket_and_one_ticket_a_desk(self) -> None:
        active = [ticket for ticket in self.day.tickets.values() if ticket.state in ACTIVE]
        assert {ticket.desk: ticket.id for ticket in active} == self.day.in_hand
        assert len(active) == len(self.day.in_hand)

    @invariant()
    def the_lists_say_what_the_tickets_say(self) -> None:
        def having(state: TicketState) -> set[str]:
            return {ticket.id for ticket in self.day.tickets.values() if ticket.state is state}

        assert {ticket.id for ticket in self.day.waiting_tickets()} == having(TicketState.WAITING)
        assert set(self.day.missed) == having(TicketState.MISSED)

    @invariant()
    def a_closed_day_holds_nobody(self) -> None:
        if not self.day.is_open:
            assert not self.day.in_hand and not list(self.day.waiting_tickets()) and not self.day.missed

    @invariant()
    def folding_the_log_gives_the_day(self) -> None:
        assert fold(self.log) == self.day


Office.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_any_orders_in_any_order_keep_the_law = Office.TestCase
