"""How many were served today and how long they waited on average, kept up ticket by ticket: for a line on the screen, not for the books.

The wait of a ticket lasts from its number to its first call, by the clock; one that cannot be true (the clock was set meanwhile) is left out,
and so is a number of a paper roll, whose beginning nobody knows. The books count more carefully, see figures.
"""

from datetime import date

from server.domain.day import GAP_MAX_S, Day
from server.domain.model import Ticket, TicketId, TicketState, Why

Share = tuple[int, float | None]
"""What a ticket adds: whether it is served (1 or 0), and how many seconds it waited."""


class Today:
    """Of one business day; another day begins anew by itself."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._shares: dict[TicketId, Share] = {}
        self._waited_s = 0.0
        self._waits = 0
        self.served = 0

    @property
    def waited_min(self) -> int | None:
        """The mean so far, in whole minutes; None when nobody was called yet."""
        return round(self._waited_s / self._waits / 60) if self._waits else None

    def look(self, day: Day, changed: set[TicketId]) -> None:
        """Take in the tickets that changed since the last look; on another day, all there are."""
        if day.date != self._day:
            self._day, self._shares = day.date, {}
            self._waited_s, self._waits, self.served = 0.0, 0, 0
            changed = set(day.tickets)
        for one in changed:
            if one in day.tickets:
                self._take(day.tickets[one])

    def _take(self, ticket: Ticket) -> None:
        before = self._shares.get(ticket.id, (0, None))
        share = _share(ticket, before)
        if share == before:
            return
        self._shares[ticket.id] = share
        self.served += share[0] - before[0]
        self._waits += (share[1] is not None) - (before[1] is not None)
        self._waited_s += (share[1] or 0.0) - (before[1] or 0.0)


def _share(ticket: Ticket, before: Share) -> Share:
    """The wait until the first call stays what it was, whatever calls come after it."""
    served = int(ticket.state is TicketState.DONE)
    if before[1] is not None or ticket.called_at is None or ticket.why is Why.ROLL:
        return served, before[1]
    waited_s = (ticket.called_at - ticket.issued_at).total_seconds()
    return served, waited_s if 0 <= waited_s <= GAP_MAX_S else None
