"""What the office knows on a business day. Values; only `evolve` changes a Day. Knows no clock and no words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date as CalendarDate
from datetime import datetime
from enum import StrEnum
from typing import NewType

ServiceId = NewType("ServiceId", str)
"""The service's letter on the ticket, for example "A"."""
DeskId = NewType("DeskId", int)
"""The number over the desk, from 1."""
TicketId = NewType("TicketId", str)
"""Business day and label: "2026-11-23-A012". Unique for ever."""
JobId = NewType("JobId", str)
"""One paper of one ticket: "2026-11-23-A012/1"."""


class TicketState(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    MISSED = "missed"  # called and nobody came; may be called again
    DONE = "done"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # the day ended before its turn


ACTIVE = frozenset({TicketState.CALLED, TicketState.SERVING})
"""States in which a ticket holds a desk."""


class PaperState(StrEnum):
    """What became of a paper."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"  # sent, nothing complained, nobody confirmed
    DOUBTFUL = "doubtful"  # may be printed, may be half: a person decides
    DROPPED = "dropped"  # not needed any more before a byte was sent


@dataclass(frozen=True, slots=True)
class Service:
    """What citizens come for. `minutes`: first guess of how long one takes."""

    id: ServiceId
    names: tuple[tuple[str, str], ...]  # (language code, name), Vietnamese first
    minutes: int

    def name(self, language: str = "vi") -> str:
        """The name in that language, else in the first one."""
        return dict(self.names).get(language, self.names[0][1])


@dataclass(frozen=True, slots=True)
class Desk:
    """Where citizens are called to, with the services it gives."""

    id: DeskId
    services: tuple[ServiceId, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The office's services and desks, as in force on one business day."""

    services: tuple[Service, ...]
    desks: tuple[Desk, ...]


@dataclass(frozen=True, slots=True)
class Ticket:
    """One citizen's place in the queue. Times are aware UTC. `paper` is the state of its newest paper."""

    id: TicketId
    service: ServiceId
    number: int
    label: str
    state: TicketState
    issued_at: datetime
    arrival: int  # the seq of its issuing: the order of arrival, whatever the clock says
    desk: DeskId | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    calls: int = 0
    paper: PaperState | None = None
    paper_trouble: str = ""


@dataclass(slots=True)
class Day:
    """The business day in memory: the fold of its events. One thread owns it; `seq` is the last event folded in."""

    date: CalendarDate | None = None
    is_open: bool = False
    seq: int = 0
    services: dict[ServiceId, Service] = field(default_factory=dict)
    desks: dict[DeskId, Desk] = field(default_factory=dict)
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    last_number: dict[ServiceId, int] = field(default_factory=dict)
    waiting: dict[ServiceId, dict[TicketId, None]] = field(default_factory=dict)  # in order of arrival
    missed: dict[TicketId, None] = field(default_factory=dict)
    in_hand: dict[DeskId, TicketId] = field(default_factory=dict)
    last_call: dict[DeskId, TicketId] = field(default_factory=dict)  # newest call of each desk, oldest call first
    unprinted: dict[JobId, PaperState] = field(default_factory=dict)  # queued or sending

    def desk_for(self, service: ServiceId) -> tuple[DeskId, ...]:
        """The desks that give this service, in order."""
        return tuple(desk.id for desk in self.desks.values() if service in desk.services)

    def ahead_of(self, ticket: Ticket) -> int:
        """How many waiting citizens of the same service came before this ticket."""
        ahead = 0
        for other in self.waiting.get(ticket.service, {}):
            if other == ticket.id:
                return ahead
            ahead += 1
        return ahead

    def waiting_tickets(self) -> Iterator[Ticket]:
        """Everybody who waits, service by service, in order of arrival."""
        for queue in self.waiting.values():
            for ticket in queue:
                yield self.tickets[ticket]


def job_of(ticket: TicketId, copy: int = 1) -> JobId:
    """The paper of that ticket; copies count from 1."""
    return JobId(f"{ticket}/{copy}")


def ticket_of(job: JobId) -> TicketId:
    """The ticket that a paper belongs to."""
    return TicketId(job.rpartition("/")[0])
