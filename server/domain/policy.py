"""Who is next. Pure: looks at the Day, changes nothing."""

from server.domain.model import Day, DeskId, Ticket


def next_for(day: Day, desk: DeskId) -> Ticket | None:
    """Return the next ticket for this desk, or None if nobody waits for it.

    First come, first served over all services of the desk. Arrival is the place in the log, so a jumping clock changes nobody's turn.
    """
    heads = (next(iter(day.waiting.get(service, {})), None) for service in day.desks[desk].services)
    first = [day.tickets[head] for head in heads if head is not None]
    return min(first, key=lambda ticket: ticket.arrival, default=None)
