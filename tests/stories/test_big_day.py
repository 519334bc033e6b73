"""A day of 1,200 visitors through the real store: every number once, nobody overtaken more than the cap, nobody left sitting."""

import asyncio
import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count, groupby
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from drivers.clock import ManualClock
from server.domain import commands as c
from server.domain.day import Day, DeskState
from server.domain.errors import Refused
from server.domain.events import DayClosed, Logged, TicketCalled, TicketIssued
from server.domain.evolve import evolve
from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState, Why
from server.domain.queues import key_of
from server.office.calendar import DayRule
from server.office.news import News
from server.office.office import Office
from server.office.timekeeping import Timekeeper
from server.store.migrate import bring_up_to_date
from server.store.replay import replay
from server.store.store import SqliteStore

SEVEN = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 07:00 in Cần Thơ
CAN_THO = ZoneInfo("Asia/Ho_Chi_Minh")
VISITORS = 1200
SERVED_S = 80.0
"""Mean of one step: what five desks need to get through 1,200 in a day, a little late."""
Act = Callable[[], Awaitable[None]]


class BigDay:
    """Visitors and officers by the throw of a die that falls alike every time; time is virtual."""

    def __init__(self, office: Office, clock: ManualClock) -> None:
        self.office, self.clock, self.die = office, clock, Random(1200)
        self.agenda: list[tuple[datetime, int, Act]] = []
        self.order_of_entry = count()
        self.to_come = VISITORS

    def later(self, seconds: float, act: Act) -> None:
        heapq.heappush(self.agenda, (self.clock.now() + timedelta(seconds=seconds), next(self.order_of_entry), act))

    async def order(self, command: Any) -> Ticket | None:
        """What came of it for a ticket; None if it was refused or is about none."""
        try:
            return (await self.office.handle(command, actor="day")).ticket
        except Refused:
            return None

    async def live(self) -> None:
        await self.office.do_what_is_due()
        for _ in range(VISITORS):
            at_h = self.die.choice((self.die.triangular(0, 4.5, 1), self.die.triangular(5, 9.5, 6.5)))
            self.later(at_h * 3600, self.arrive)
        for desk in self.office.view.desks:
            self.later(60 * desk, lambda desk=desk: self.sit_down(desk))  # type: ignore[misc]  # bound at once
        self.later(2 * 3600, lambda: self.rest(DeskId(2), 900))
        self.later(4.2 * 3600, lambda: self.go_home_for_lunch(DeskId(3), 4000))
        while self.agenda:
            at, _, act = heapq.heappop(self.agenda)
            self.clock.advance((at - self.clock.now()).total_seconds())
            await self.office.do_what_is_due()
            await act()

    async def arrive(self) -> None:
        self.to_come -= 1
        first, *then = self.die.sample(list(self.office.view.services), self.die.choices((1, 2, 3), (94, 5, 1))[0])
        priority = self.die.random() < 0.13
        ticket = await self.order(c.IssueTicket(first, self.die.random() < 0.9, priority, then=tuple(then)))
        if ticket is not None and self.die.random() < 0.02:
            self.later(self.die.uniform(60, 3000), lambda: self.go_away(ticket.id))

    async def go_away(self, ticket: TicketId) -> None:
        await self.order(c.Cancel(ticket, "không chờ được"))

    async def sit_down(self, desk: DeskId) -> None:
        await self.order(c.OpenDesk(desk, f"officer {desk}"))
        await self.press_next(desk)

    async def rest(self, desk: DeskId, seconds: float) -> None:
        if desk in self.office.view.in_hand:
            self.later(20, lambda: self.rest(desk, seconds))
        else:
            await self.order(c.PauseDesk(desk, "nghỉ", self.office.now() + timedelta(seconds=seconds)))
            self.later(seconds, lambda: self.sit_down(desk))

    async def go_home_for_lunch(self, desk: DeskId, seconds: float) -> None:
        if desk in self.office.view.in_hand:
            self.later(20, lambda: self.go_home_for_lunch(desk, seconds))
        else:
            await self.order(c.CloseDesk(desk, leave_waiting=True))
            self.later(seconds, lambda: self.sit_down(desk))

    async def press_next(self, desk: DeskId) -> None:
        if self.office.view.attended(desk).state is not DeskState.OPEN or desk in self.office.view.in_hand:
            return
        ticket = await self.order(c.CallNext(desk))
        if ticket is None:
            if self.somebody_is_here():
                self.later(15, lambda: self.press_next(desk))
        elif self.die.random() < 0.06:
            self.later(20, lambda: self.recall(desk))
        else:
            self.later(self.die.uniform(5, 20), lambda: self.serve(desk))

    def somebody_is_here(self) -> bool:
        """Or will be: an officer stays until the last one has gone."""
        view = self.office.view
        return bool(self.to_come or view.waiting() or view.held or view.missed or view.in_hand)

    async def recall(self, desk: DeskId) -> None:
        await self.order(c.Recall(desk))
        ticket = self.office.view.in_hand[desk]
        if self.die.random() < 0.7:
            await self.order(c.NoShow(desk))
            self.later(self.die.uniform(30, 600), lambda: self.come_after_all(ticket))
            self.later(1, lambda: self.press_next(desk))
        else:
            self.later(5, lambda: self.serve(desk))

    async def come_after_all(self, ticket: TicketId) -> None:
        await self.order(c.Rejoin(ticket))

    async def serve(self, desk: DeskId) -> None:
        await self.order(c.Start(desk))
        self.later(min(self.die.expovariate(1 / SERVED_S), 1200), lambda: self.let_go(desk))

    async def let_go(self, desk: DeskId) -> None:
        ticket, fate = self.office.view.in_hand[desk], self.die.random()
        if fate < 0.04:
            await self.order(c.Hold(desk, back_at=self.office.now() + timedelta(minutes=self.die.randint(5, 20))))
        elif fate < 0.06:
            await self.order(c.Hold(desk, note="đi phô tô"))
            self.later(self.die.uniform(60, 900), lambda: self.come_back(ticket))
        elif fate < 0.09:
            await self.order(c.Transfer(ticket, ServiceId(self.die.choice(list(self.office.view.services)))))
        elif fate < 0.11:
            there = [one for one in self.office.view.desks if self.office.view.attended(one).state is not DeskState.CLOSED]
            await self.order(c.Transfer(ticket, to_desk=self.die.choice(there)))
        else:
            await self.order(c.Finish(desk))
        self.later(2, lambda: self.press_next(desk))

    async def come_back(self, ticket: TicketId) -> None:
        await self.order(c.Return(ticket))


def counted(log: list[Logged], cap: int) -> tuple[Counter[TicketId], Day]:
    """How often each was overtaken, counted one by one; and the day as it was before it was closed."""
    day, overtaken = Day(), Counter[TicketId]()
    for one in log:
        if isinstance(one.event, DayClosed):
            break
        if isinstance(one.event, TicketCalled) and (caller := day.tickets[one.event.ticket]).state is TicketState.WAITING:
            gives = day.setup.services_of(day.desks[one.event.desk])
            assert one.event.why is Why.CHOSEN or one.event.overtaken <= cap
            for ticket in day.tickets.values():
                there = ticket.for_desk == one.event.desk if ticket.for_desk else ticket.service in gives
                plain = ticket.state is TicketState.WAITING and not ticket.priority and ticket.id not in late(day)
                if there and plain and key_of(ticket) < key_of(caller) and (caller.priority or caller.service == "R"):
                    overtaken[ticket.id] += 1
        evolve(day, one)
    return overtaken, day


def late(day: Day) -> set[TicketId]:
    return {ticket for queue in day.queues.values() for ticket in queue.due}


def test_a_day_of_1200_visitors_gives_every_number_once_and_leaves_nobody_sitting(tmp_path: Path) -> None:
    async def main() -> list[Logged]:
        clock = ManualClock(SEVEN)
        bring_up_to_date(tmp_path, SEVEN)
        store = SqliteStore(tmp_path, asyncio.get_running_loop().call_soon_threadsafe)
        office = Office(store=store, time=Timekeeper(clock, CAN_THO), rule=DayRule(CAN_THO), news=News())
        office.start()
        await BigDay(office, clock).live()
        await office.handle(c.CloseDay(), actor="day")
        log = store.log_of_newest_day()
        await asyncio.to_thread(store.stop)
        return log

    log = asyncio.run(main())
    issued = [one.event for one in log if isinstance(one.event, TicketIssued)]
    assert len(issued) == VISITORS
    for _, run in groupby(sorted(issued, key=lambda one: one.series), key=lambda one: one.series):
        numbers = [one.number for one in run]
        assert numbers == list(range(1, len(numbers) + 1))

    cap = 5
    overtaken, evening = counted(log, cap)
    assert 1 <= max(overtaken.values()) <= cap
    assert all(evening.overtaken(ticket) == overtaken[ticket.id] for ticket in evening.tickets.values())

    ended = Counter(ticket.state for ticket in evening.tickets.values())
    assert set(ended) == {TicketState.DONE, TicketState.CANCELLED, TicketState.LAPSED}, ended
    assert all(ticket.absences == 3 for ticket in evening.tickets.values() if ticket.state is TicketState.LAPSED)
    assert ended[TicketState.DONE] > VISITORS * 0.9

    found = replay(tmp_path)
    assert found.differences == () and found.tickets == VISITORS
