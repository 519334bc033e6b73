"""What a listener knows after what it has heard: a pure fold that the screen and the kiosk share. The desk page's state.js does the same."""

from dataclasses import dataclass, field, replace

from server.wire.heard import Heard, News, Snapshot, TicketView

ENDED = frozenset({"done", "cancelled", "lapsed"})


@dataclass(frozen=True, slots=True)
class Followed:
    """`standing` is the last snapshot (for services, desks, names); `tickets` are those that still go on, as of `seq`."""

    standing: Snapshot | None = None
    seq: int = 0
    tickets: dict[str, TicketView] = field(default_factory=dict)

    def waiting(self, service: str) -> int:
        """How many wait for this service."""
        return sum(1 for ticket in self.tickets.values() if ticket.service == service and ticket.state == "waiting")


def follow(followed: Followed, message: Heard) -> Followed | None:
    """The knowledge after one message; None when something was missed: then a new snapshot must be fetched."""
    if isinstance(message, Snapshot):
        return Followed(message, message.seq, {ticket.id: ticket for ticket in message.tickets if ticket.state not in ENDED})
    if followed.standing is None:
        return None
    if isinstance(message, News):
        if message.seq <= followed.seq:
            return followed
        return _told(followed, message) if message.seq == followed.seq + 1 else None
    return followed if message.seq <= followed.seq else None


def _told(followed: Followed, news: News) -> Followed:
    tickets = dict(followed.tickets)
    if news.ticket.state in ENDED:
        tickets.pop(news.ticket.id, None)
    else:
        tickets[news.ticket.id] = news.ticket
    return replace(followed, seq=news.seq, tickets=tickets)
