"""What the office knows on a business day: the fold of its events, and the facts that everybody asks for. Only `evolve` changes it.

Office seconds: `elapsed_s` grows with the clock's readings in the log, but never goes back and never by more than `GAP_MAX_S` at once, so
a clock that jumps to 1970 or 400 days on changes nobody's place. A jump that was noticed does not count at all.
"""

from dataclasses import dataclass, field
from datetime import date as CalendarDate
from datetime import datetime
from enum import StrEnum

from server.domain.model import DeskId, JobId, PaperState, SeriesId, ServiceId, Ticket, TicketId, TicketState
from server.domain.queues import Queue, QueueId, desk_queue, is_ahead, key_of, queue_of, service_queue
from server.domain.setup import Desk, Service, Setup

GAP_MAX_S = 12 * 3600.0
"""Longer than any pause between two events while citizens wait; more than that is a night or a jumping clock."""


class DeskState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who is at a desk. `officer` is the name signed in with, "" where nobody signs in."""

    state: DeskState = DeskState.CLOSED
    officer: str = ""
    since: datetime | None = None
    reason: str = ""
    back_at: datetime | None = None


NOBODY = Attendance()


@dataclass(frozen=True, slots=True)
class Roll:
    """Numbers of a pre-printed roll that are called without the machine having given them. `next` is not called yet."""

    service: ServiceId
    prefix: str
    next: int
    everywhere: bool  # any desk calls from it, not only those that give the service
    since_s: float


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last act that took a ticket out of an officer's hand: the ticket before it, and when."""

    before: Ticket
    seq: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `route`: the printer where it should come out, "": the first; `at`: the one that has it, or had it last;
    `asked_for`: a person ordered it, it did not come with the number."""

    state: PaperState
    route: str = ""
    at: str = ""
    asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """One service at this moment. `oldest`: who has waited longest; `left`: numbers left today, None without a limit."""

    service: ServiceId
    waiting: int
    favoured: int
    oldest: TicketId | None
    left: int | None
    desks_open: int


@dataclass(slots=True)
class Day:
    """One thread owns it; `seq` is the last event folded in."""

    date: CalendarDate | None = None
    is_open: bool = False
    opened_at: datetime | None = None  # for the last time
    seq: int = 0
    setup: Setup = field(default_factory=lambda: Setup((), ()))
    planned: Setup | None = None  # from the next day on
    services: dict[ServiceId, Service] = field(default_factory=dict)
    desks: dict[DeskId, Desk] = field(default_factory=dict)
    gives: dict[DeskId, tuple[ServiceId, ...]] = field(default_factory=dict)
    given_by: dict[ServiceId, tuple[DeskId, ...]] = field(default_factory=dict)
    last_at: datetime | None = None  # the newest reading in the log; None: the next one is the first of another clock
    believed_at: datetime | None = None  # the newest reading while the clock was not doubted
    elapsed_s: float = 0.0
    clock_doubt: str = ""
    clock_offset_s: float = 0.0
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    last_number: dict[SeriesId, int] = field(default_factory=dict)
    taken: dict[SeriesId, set[int]] = field(default_factory=dict)  # numbers brought from an earlier day
    issued: dict[ServiceId, int] = field(default_factory=dict)
    queues: dict[QueueId, Queue] = field(default_factory=dict)
    in_hand: dict[DeskId, TicketId] = field(default_factory=dict)
    missed: dict[TicketId, None] = field(default_factory=dict)
    held: dict[TicketId, None] = field(default_factory=dict)
    left: dict[TicketId, TicketState] = field(default_factory=dict)  # what closing the day ended, with its state before
    attendance: dict[DeskId, Attendance] = field(default_factory=dict)
    streak: dict[DeskId, int] = field(default_factory=dict)  # favoured tickets in a row
    undoable: dict[DeskId, Undoable] = field(default_factory=dict)
    rolls: dict[ServiceId, Roll] = field(default_factory=dict)
    last_call: dict[DeskId, TicketId] = field(default_factory=dict)  # newest call of each desk, oldest call first
    papers: dict[JobId, Paper] = field(default_factory=dict)
    unprinted: dict[JobId, PaperState] = field(default_factory=dict)  # queued or sending
    paper_used_mm: dict[str, int] = field(default_factory=dict)  # of each printer's roll

    def seconds(self, now: datetime) -> float:
        """Office seconds at this moment."""
        if self.last_at is None:
            return self.elapsed_s
        return self.elapsed_s + min(max((now - self.last_at).total_seconds(), 0.0), GAP_MAX_S)

    def queue(self, wanted: QueueId) -> Queue:
        """To look at; an empty one if nobody ever waited there."""
        found = self.queues.get(wanted)
        return found if found is not None else Queue()

    def queues_of(self, desk: DeskId) -> list[Queue]:
        """The queues that a desk calls from, its own first, then its services in order of preference; only those with somebody in."""
        wanted = (desk_queue(desk), *map(service_queue, self.gives[desk]))
        return [self.queues[one] for one in wanted if one in self.queues and len(self.queues[one])]

    def desk_for(self, ticket: Ticket) -> tuple[DeskId, ...]:
        """The desks that it may be called to."""
        return (ticket.for_desk,) if ticket.for_desk is not None else self.given_by.get(ticket.service, ())

    def attended(self, desk: DeskId) -> Attendance:
        return self.attendance.get(desk, NOBODY)

    def open_desks(self, service: ServiceId) -> tuple[DeskId, ...]:
        """The desks that give this service and have somebody at them now, paused ones not counted."""
        return tuple(desk for desk in self.given_by.get(service, ()) if self.attended(desk).state is DeskState.OPEN)

    def ahead_of(self, ticket: Ticket) -> int:
        """How many who wait where it waits came before it; 0 if it does not wait."""
        return self.queue(queue_of(ticket)).before(key_of(ticket)) if ticket.state is TicketState.WAITING else 0

    def overtaken(self, ticket: Ticket) -> int:
        """How often a waiting ticket has been overtaken by favoured ones who came later."""
        queue = self.queue(queue_of(ticket))
        waits = ticket.state is TicketState.WAITING and not (is_ahead(ticket) or ticket.id in queue.due)
        return queue.overtaken((*key_of(ticket), ticket.id)) if waits else ticket.overtaken

    def waiting(self) -> int:
        return sum(map(len, self.queues.values()))

    def facts(self, service: ServiceId) -> Facts:
        """What everybody may know of a service. Raises: KeyError for an unknown one."""
        queue = self.queue(service_queue(service))
        waiting, first = len(queue), queue.first_key()
        favoured = len(queue.ahead) + sum(is_ahead(self.tickets[late]) for _, _, late in queue.late)
        oldest = next(iter(sorted(lane[0] for lane in (queue.plain, queue.ahead, queue.late) if lane)), None)
        for desk in self.desks:  # also one that does not give it: an officer may have sent somebody there
            for ticket in map(self.tickets.__getitem__, self.queues.get(desk_queue(desk), ())):
                if ticket.service == service:
                    waiting += 1
                    favoured += is_ahead(ticket)
                    if first is None or key_of(ticket) < first:
                        first, oldest = key_of(ticket), (*key_of(ticket), ticket.id)
        limit = self.services[service].daily_limit
        left = None if limit is None else max(0, limit - self.issued.get(service, 0))
        return Facts(service, waiting, favoured, oldest[2] if oldest else None, left, len(self.open_desks(service)))

    def minutes_needed(self, service: ServiceId) -> float:
        """Until one more citizen of this service would be done: the work of its desks' queues shared among these desks.

        By the mean minutes of each service; a first guess, for the closing guard.
        """
        desks = self.open_desks(service) or self.given_by.get(service, ())
        if not desks:
            return float(self.services[service].minutes)
        load = float(self.services[service].minutes)
        for other in {one for desk in desks for one in self.gives[desk]}:
            there = self.open_desks(other) or self.given_by[other]
            share = sum(1 for desk in there if desk in desks) / len(there)
            load += len(self.queues.get(service_queue(other), ())) * self.services[other].minutes * share
        for desk in desks:
            load += sum(self.services[self.tickets[one].service].minutes for one in self.queues.get(desk_queue(desk), ()))
            if desk in self.in_hand:
                load += self.services[self.tickets[self.in_hand[desk]].service].minutes / 2
        return load / len(desks)

    def unattended(self) -> tuple[ServiceId, ...]:
        """Services that somebody waits for and no open desk gives."""
        return tuple(
            service
            for service in self.services
            if len(self.queues.get(service_queue(service), ())) and not self.open_desks(service)
        )

    def active(self, desk: DeskId) -> Ticket | None:
        """The ticket that the desk has in hand."""
        held = self.in_hand.get(desk)
        return self.tickets[held] if held is not None else None
