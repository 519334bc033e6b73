"""What a listener knows after what it has heard: a pure fold that the screen and the kiosk share. The desk page's state.js does the same."""

from dataclasses import dataclass, field, replace

from server.wire.heard import (
    DeskView,
    Heard,
    News,
    Printers,
    PrinterView,
    ScreenPlace,
    ServiceFacts,
    Snapshot,
    Speakers,
    Tick,
    TicketView,
    You,
)

ENDED = frozenset({"done", "cancelled", "lapsed", "carried"})


@dataclass(frozen=True, slots=True)
class Followed:
    """`standing` is the last snapshot (for services and names); tickets are those that still go on, desks and facts as of `seq`.

    `you`: our own name as the server knows it; `speakers`: the screens that speak, None before anybody said so.
    """

    standing: Snapshot | None = None
    seq: int = 0
    tickets: dict[str, TicketView] = field(default_factory=dict)
    desks: dict[int, DeskView] = field(default_factory=dict)
    facts: dict[str, ServiceFacts] = field(default_factory=dict)
    printers: tuple[PrinterView, ...] = ()
    you: str = ""
    speakers: frozenset[str] | None = None

    @property
    def place(self) -> ScreenPlace:
        """This screen as the office wants it."""
        screens = () if self.standing is None else self.standing.screens
        return next((one for one in screens if one.name == self.you), ScreenPlace(name=self.you))

    def waiting(self, service: str) -> int:
        """How many wait for this service."""
        return self.facts[service].waiting if service in self.facts else 0


def follow(followed: Followed, message: Heard) -> Followed | None:
    """The knowledge after one message; None when something was missed: then a new snapshot must be fetched."""
    if isinstance(message, Snapshot):
        return Followed(
            message,
            message.seq,
            {ticket.id: ticket for ticket in message.tickets if ticket.state not in ENDED},
            {desk.id: desk for desk in message.desks},
            {facts.service: facts for facts in message.facts},
            message.printers,
            followed.you,
            followed.speakers,
        )
    if isinstance(message, You):  # may come before the snapshot
        return replace(followed, you=message.name)
    if isinstance(message, Speakers):
        return replace(followed, speakers=frozenset(message.names))
    if followed.standing is None:
        return None
    if isinstance(message, Printers):
        return replace(followed, printers=message.printers)
    if isinstance(message, News):
        if message.seq <= followed.seq:
            return followed
        return _told(followed, message) if message.seq == followed.seq + 1 else None
    if isinstance(message, Tick):
        return followed if message.seq <= followed.seq else None
    return followed


def _told(followed: Followed, news: News) -> Followed:
    tickets, desks, facts = followed.tickets, followed.desks, followed.facts
    if news.ticket is not None:
        tickets = dict(tickets)
        if news.ticket.state in ENDED:
            tickets.pop(news.ticket.id, None)
        else:
            tickets[news.ticket.id] = news.ticket
    if news.desk is not None:
        desks = {**desks, news.desk.id: news.desk}
    if news.facts:
        facts = {**facts, **{one.service: one for one in news.facts}}
    return replace(followed, seq=news.seq, tickets=tickets, desks=desks, facts=facts)
