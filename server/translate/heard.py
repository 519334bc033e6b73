"""Day -> Snapshot; logged events -> News. Pure."""

from dataclasses import dataclass
from datetime import datetime

from server.domain.events import KIND_OF, DayClosed, DayOpened, Logged
from server.domain.model import ACTIVE, Day, Ticket, TicketState
from server.wire import WIRE_VERSION, News, OfficeView, ServiceView, Snapshot, TicketView
from server.wire.heard import DeskView

_SHOWN = ACTIVE | {TicketState.WAITING, TicketState.MISSED}


@dataclass(frozen=True, slots=True)
class Standing:
    """What every snapshot says alike. `epoch` is new with every start of the server."""

    epoch: str
    timezone: str
    office: OfficeView


def snapshot_of(day: Day, standing: Standing, now: datetime) -> Snapshot:
    last = set(day.last_call.values())
    shown = [ticket for ticket in day.tickets.values() if ticket.state in _SHOWN or ticket.id in last]
    return Snapshot(
        v=WIRE_VERSION,
        epoch=standing.epoch,
        seq=day.seq,
        now=now,
        timezone=standing.timezone,
        office=standing.office,
        day=day.date,
        is_open=day.is_open,
        services=tuple(
            ServiceView(id=one.id, names=dict(one.names), minutes=one.minutes, desks=day.desk_for(one.id))
            for one in day.services.values()
        ),
        desks=tuple(DeskView(id=desk.id, services=desk.services) for desk in day.desks.values()),
        tickets=tuple(ticket_view(ticket) for ticket in shown),
        calls=tuple(reversed(day.last_call.values())),
    )


def news_of(logged: Logged, day: Day) -> News | None:
    """None for what changes everything (a day opens or closes): then listeners get a Snapshot instead.

    `day` may already be ahead of the event: the ticket is then told as it is now, which a listener may hear twice without harm.
    """
    event = logged.event
    if isinstance(event, DayOpened | DayClosed):
        return None
    ticket = day.tickets.get(event.ticket)
    if ticket is None:  # a paper of a day that has ended
        return None
    return News(seq=logged.seq, at=logged.at, kind=KIND_OF[type(event)], ticket=ticket_view(ticket))


def ticket_view(ticket: Ticket) -> TicketView:
    return TicketView.model_construct(
        id=ticket.id,
        service=ticket.service,
        label=ticket.label,
        state=ticket.state.value,
        issued_at=ticket.issued_at,
        arrival=ticket.arrival,
        desk=ticket.desk,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        calls=ticket.calls,
        paper=ticket.paper.value if ticket.paper else None,
        paper_trouble=ticket.paper_trouble,
    )
