"""Looking up what a command names. Each answers or refuses."""

from server.domain.day import Day
from server.domain.errors import Reason, Refused
from server.domain.model import DeskId, ServiceId, Ticket, TicketId
from server.domain.setup import Service


def known_desk(day: Day, desk: DeskId) -> DeskId:
    if desk not in day.desks:
        raise Refused(Reason.UNKNOWN_DESK, desk=desk)
    return desk


def known_service(day: Day, service: ServiceId) -> Service:
    found = day.services.get(service)
    if found is None:
        raise Refused(Reason.UNKNOWN_SERVICE, service=service)
    return found


def known_ticket(day: Day, ticket: TicketId) -> Ticket:
    found = day.tickets.get(ticket)
    if found is None:
        raise Refused(Reason.UNKNOWN_TICKET, ticket=ticket)
    return found


def free_desk(day: Day, desk: DeskId) -> DeskId:
    """A desk with nobody in hand."""
    held = day.active(known_desk(day, desk))
    if held is not None:
        raise Refused(Reason.DESK_HAS_TICKET, desk=desk, ticket=held.label)
    return desk


def in_hand(day: Day, desk: DeskId) -> Ticket:
    held = day.active(known_desk(day, desk))
    if held is None:
        raise Refused(Reason.DESK_HAS_NO_TICKET, desk=desk)
    return held
