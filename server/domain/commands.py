"""Orders: what somebody wants done. Each is accepted whole or refused whole."""

from dataclasses import dataclass
from datetime import date

from server.domain.model import Catalogue, DeskId, JobId, PaperState, ServiceId, TicketId


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Begin the business day, or go on with it if it was closed. Days only go forward."""

    date: date
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class CloseDay:
    """End the business day; who still waits, waits in vain and is told so."""


@dataclass(frozen=True, slots=True)
class IssueTicket:
    """Give the next number of a service. `wants_paper`: print it."""

    service: ServiceId
    wants_paper: bool = True


@dataclass(frozen=True, slots=True)
class CallNext:
    """Call whoever is next to this desk."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class CallThis:
    """Call this ticket, waiting or missed, to this desk."""

    desk: DeskId
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Recall:
    """Call the desk's ticket once more."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class Start:
    """The citizen came: serving begins."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class Finish:
    """The desk's citizen is served."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class NoShow:
    """The desk's citizen did not come."""

    desk: DeskId


@dataclass(frozen=True, slots=True)
class Cancel:
    """The ticket is not needed any more."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class NotePaper:
    """What the spool has to say about a paper. `trouble` is the device's reason, "" if none."""

    job: JobId
    state: PaperState
    trouble: str = ""


TicketCommand = CallNext | CallThis | Recall | Start | Finish | NoShow | Cancel
Command = OpenDay | CloseDay | IssueTicket | TicketCommand | NotePaper
