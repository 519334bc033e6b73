"""History: what has happened. Appended to the log, never changed. Folding a day's events gives the Day.

Every event is flat: ids, numbers, words. `KINDS` names each for the log; a name once used is used for ever.
"""

from dataclasses import dataclass
from datetime import date, datetime

from server.domain.model import Catalogue, DeskId, JobId, PaperState, ServiceId, TicketId


@dataclass(frozen=True, slots=True)
class DayOpened:
    """`catalogue` is what is in force from now on, so that a day's log explains itself."""

    date: date
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class DayClosed:
    date: date


@dataclass(frozen=True, slots=True)
class TicketIssued:
    ticket: TicketId
    service: ServiceId
    number: int
    label: str
    job: JobId | None


@dataclass(frozen=True, slots=True)
class TicketCalled:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class TicketRecalled:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class ServingStarted:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class TicketFinished:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class TicketMissed:
    ticket: TicketId
    desk: DeskId


@dataclass(frozen=True, slots=True)
class TicketCancelled:
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class TicketLapsed:
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class PaperNoted:
    job: JobId
    ticket: TicketId
    state: PaperState
    trouble: str


Event = (
    DayOpened
    | DayClosed
    | TicketIssued
    | TicketCalled
    | TicketRecalled
    | ServingStarted
    | TicketFinished
    | TicketMissed
    | TicketCancelled
    | TicketLapsed
    | PaperNoted
)

KINDS: dict[str, type[Event]] = {
    "day_opened": DayOpened,
    "day_closed": DayClosed,
    "ticket_issued": TicketIssued,
    "ticket_called": TicketCalled,
    "ticket_recalled": TicketRecalled,
    "serving_started": ServingStarted,
    "ticket_finished": TicketFinished,
    "ticket_missed": TicketMissed,
    "ticket_cancelled": TicketCancelled,
    "ticket_lapsed": TicketLapsed,
    "paper_noted": PaperNoted,
}
KIND_OF: dict[type[Event], str] = {event: kind for kind, event in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Logged:
    """An event with its place in the log. `seq` counts from 1 without gaps over the life of the office."""

    seq: int
    at: datetime
    event: Event
