"""What becomes of papers, and printing them again. A paper is a job of a ticket; printing again is a new job with the same number."""

from datetime import datetime

from server.domain.commands import LoadPaper, NotePaper, Reprint, SettlePaper
from server.domain.day import Day
from server.domain.errors import Reason, Refused
from server.domain.events import Event, PaperLoaded, PaperNoted, PaperOrdered
from server.domain.found import known_ticket
from server.domain.model import PaperState, job_of, ticket_of
from server.domain.transitions import PAPER_TABLE, Act, next_state

COPIES_MAX = 9
"""Papers of one ticket: more is a stuck button, and one digit keeps the jobs' names in order."""


def note(day: Day, command: NotePaper, now: datetime) -> list[Event]:
    """Raises: Refused(UNKNOWN_PAPER) for a paper that is not today's, or a change that the table does not have."""
    before = day.papers.get(command.job)
    if before is None or (before.state, command.state) not in PAPER_TABLE:
        raise Refused(Reason.UNKNOWN_PAPER, paper=command.job)
    return [
        PaperNoted(command.job, ticket_of(command.job), command.state, command.trouble, command.printer, max(command.mm, 0)),
    ]


def reprint(day: Day, command: Reprint, now: datetime) -> list[Event]:
    """Raises: Refused when the ticket has ended, its paper is still to come, or it was printed too often."""
    ticket = known_ticket(day, command.ticket)
    next_state(ticket, Act.PRINT_AGAIN)
    if ticket.paper in (PaperState.QUEUED, PaperState.SENDING):
        raise Refused(Reason.PAPER_COMING, ticket=ticket.label)
    if ticket.copies >= COPIES_MAX:
        raise Refused(Reason.COPIES_ENOUGH, ticket=ticket.label, count=ticket.copies)
    return [PaperOrdered(job_of(ticket.id, ticket.copies + 1), ticket.id, command.printer)]


def settle(day: Day, command: SettlePaper, now: datetime) -> list[Event]:
    """Raises: Refused(PAPER_SETTLED) when nothing is in doubt."""
    ticket = known_ticket(day, command.ticket)
    if ticket.paper is None or (ticket.paper, PaperState.SEEN) not in PAPER_TABLE:
        raise Refused(Reason.PAPER_SETTLED, ticket=ticket.label)
    return [PaperNoted(job_of(ticket.id, ticket.copies), ticket.id, PaperState.SEEN, "", ticket.paper_at)]


def load(day: Day, command: LoadPaper, now: datetime) -> list[Event]:
    return [PaperLoaded(command.printer, max(command.used_mm, 0))]
