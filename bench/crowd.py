"""A business day in memory with a thousand people waiting, as a bad Monday leaves it: the domain alone, no server, no disk.

Ten services, eight desks, 13 % priority; some sent on to another service or desk, some back after missing their turn, some back from a hold.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from server.domain import commands as c
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.events import Event, Logged
from server.domain.evolve import evolve
from server.domain.model import DeskId, Outcome, PaperState, Place, ServiceId, Ticket, TicketState
from server.domain.queues import Queue
from server.domain.setup import Desk, Hours, Service, Session, Setup

WAITING = 1000
PRIORITY = 0.13
PAPERS_LEFT = 20
"""Papers that are still in the spool; the others are printed."""
_SKILLS = ("AJ", "ABJ", "BE", "CJ", "CA", "DG", "FIH", "ADHE")
"""What the eight desks give. Source: QUEUEING §3, scenario C."""
_OFFICE_DAY = (Session(time(7, 0), time(11, 30)), Session(time(13, 0), time(17, 0)))
SETUP = Setup(
    services=tuple(Service(ServiceId(one), {"vi": f"Lĩnh vực {one}"}, quick=one == "J") for one in "ABCDEFGHIJ"),
    desks=tuple(Desk(DeskId(place), tuple(map(ServiceId, skills))) for place, skills in enumerate(_SKILLS, 1)),
    hours=Hours(week=(_OFFICE_DAY,) * 5 + ((), ())),
)


class Office:
    """A day, a moment, and chance that is the same in every run."""

    def __init__(self, day: Day, now: datetime, chance: Random) -> None:
        self.day, self.now, self.chance = day, now, chance

    def do(self, command: c.Command, after_s: float = 1.0) -> list[Event]:
        """So many seconds later. Raises: Refused."""
        self.now += timedelta(seconds=after_s)
        events = decide(self.day, command, self.now)
        fold_in(self.day, events, self.now)
        return events

    def fork(self, seed: int) -> "Office":
        """The same day once more, to be changed without changing this one."""
        day = replace(self.day)
        for field in fields(Day):
            value = getattr(day, field.name)
            if isinstance(value, dict):
                setattr(day, field.name, {key: _copied(one) for key, one in value.items()})
        return Office(day, self.now, Random(seed))

    def any_desk(self) -> DeskId:
        return self.chance.choice(SETUP.desks).id

    def any_service(self) -> ServiceId:
        return self.chance.choice(SETUP.services).id

    def any_ticket(self, state: TicketState) -> Ticket:
        return self.chance.choice([ticket for ticket in self.day.tickets.values() if ticket.state is state])

    def called(self) -> DeskId:
        """A desk that has just called its next."""
        desk = self.any_desk()
        self.do(c.CallNext(desk))
        return desk


def fold_in(day: Day, events: Iterable[Event], now: datetime) -> None:
    for event in events:
        evolve(day, Logged(day.seq + 1, now, event))


def crowded(seed: int = 1) -> Office:
    """WAITING wait, eight desks are open and free; missed, held, done and cancelled tickets are about."""
    office = Office(Day(), datetime(2026, 11, 23, 7, 0, tzinfo=UTC), Random(seed))
    office.do(c.OpenDay(date(2026, 11, 23), SETUP))
    for desk in SETUP.desks:
        office.do(c.OpenDesk(desk.id))
    while office.day.waiting() < WAITING:
        _somebody_comes(office)
        if office.chance.random() < 0.25 and office.day.waiting() > 50:
            _somebody_is_called(office)
    for desk in SETUP.desks:  # the last ones called come back a little late
        office.do(c.CallNext(desk.id))
        ticket = office.day.in_hand[desk.id]
        office.do(c.NoShow(desk.id))
        office.do(c.Rejoin(ticket))
    for job in list(office.day.unprinted)[:-PAPERS_LEFT]:
        office.do(c.NotePaper(job, PaperState.SENDING), 0)
        office.do(c.NotePaper(job, PaperState.PRINTED), 0)
    return office


def _somebody_comes(office: Office) -> None:
    office.do(c.IssueTicket(office.any_service(), priority=office.chance.random() < PRIORITY), 5)


def _somebody_is_called(office: Office) -> None:
    desk = office.called()
    ticket = office.day.in_hand[desk]
    match office.chance.randrange(8):
        case 0:
            office.do(c.NoShow(desk))
            if office.chance.random() < 0.8:
                office.do(c.Rejoin(ticket))
        case 1:
            office.do(c.Hold(desk))
            if office.chance.random() < 0.8:
                office.do(c.Return(ticket))
        case 2:
            office.do(c.Transfer(ticket, office.any_service(), place=office.chance.choice(tuple(Place))))
        case 3:
            office.do(c.Transfer(ticket, to_desk=office.any_desk()))
        case 4:
            office.do(c.Cancel(ticket))
        case _:
            office.do(c.Start(desk))
            office.do(c.Finish(desk, Outcome.SERVED))


def _copied(value: Any) -> Any:
    if isinstance(value, Queue):
        return Queue(*map(_copied, (getattr(value, field.name) for field in fields(Queue))))
    return value.copy() if isinstance(value, set | list | dict) else value
