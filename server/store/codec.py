"""Events and answers as JSON text and back. What is once in the log must be readable for ever: fields are only added, with a default."""

import json
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from typing import Any

from server.domain.events import KIND_OF, KINDS, DayClosed, DayOpened, Event, PaperNoted
from server.domain.model import Catalogue, Desk, DeskId, PaperState, Service, ServiceId, Ticket, TicketState
from server.ports import Done, StoredAnswer

_FIELDS = {event: tuple(field.name for field in fields(event)) for event in KIND_OF}
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def to_text(at: datetime) -> str:
    """ISO 8601, UTC, microseconds: "2026-11-23T00:58:00.000000+00:00"."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)


def event_body(event: Event) -> str:
    if isinstance(event, DayOpened):
        return _dumps({"date": event.date.isoformat(), "catalogue": asdict(event.catalogue)})
    return _dumps({name: getattr(event, name) for name in _FIELDS[type(event)]})


def event_from(kind: str, body: str) -> Event:
    """Raises: KeyError for a kind that this version does not know."""
    values: dict[str, Any] = json.loads(body)
    event = KINDS[kind]
    if event is DayOpened:
        return DayOpened(date.fromisoformat(values["date"]), catalogue_from(values["catalogue"]))
    if event is DayClosed:
        return DayClosed(date.fromisoformat(values["date"]))
    if event is PaperNoted:
        values["state"] = PaperState(values["state"])
    return event(**values)


def catalogue_from(values: dict[str, Any]) -> Catalogue:
    return Catalogue(
        services=tuple(
            Service(ServiceId(row["id"]), tuple((language, name) for language, name in row["names"]), row["minutes"])
            for row in values["services"]
        ),
        desks=tuple(Desk(DeskId(row["id"]), tuple(ServiceId(one) for one in row["services"])) for row in values["desks"]),
    )


_TICKET = tuple(field.name for field in fields(Ticket))
_TIMES = ("issued_at", "called_at", "started_at", "ended_at")


def answer_text(done: Done) -> str:
    ticket = None if done.ticket is None else {name: getattr(done.ticket, name) for name in _TICKET}
    return _dumps({"seq": done.seq, "ahead": done.ahead, "ticket": ticket})


def answer_from(request: str, text: str) -> StoredAnswer:
    values = json.loads(text)
    row = values["ticket"]
    return StoredAnswer(request, Done(values["seq"], None if row is None else ticket_from(row), values["ahead"]))


def ticket_from(row: dict[str, Any]) -> Ticket:
    """From a stored answer or a ticket's row (times as text)."""
    values = {name: row[name] for name in _TICKET}
    for name in _TIMES:
        values[name] = None if values[name] is None else from_text(values[name])
    values["state"] = TicketState(values["state"])
    values["paper"] = None if values["paper"] is None else PaperState(values["paper"])
    return Ticket(**values)
