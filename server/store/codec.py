"""Events and answers as JSON text and back. What is once in the log must be readable for ever: fields are only added, with a default."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, get_type_hints

from server.domain.events import KIND_OF, KINDS, DayOpened, Event
from server.domain.model import Admission, HoldReason, Outcome, PaperState, Ticket, TicketState, Why
from server.domain.setup import Setup
from server.ports import Done, StoredAnswer
from server.setupdoc import doc_of, setup_from


class _Said(NamedTuple):
    """How a value is written: its fields that are not at their default, which means for ever what it means today."""

    names: tuple[str, ...]
    defaults: tuple[Any, ...]
    take: Callable[[Any], tuple[Any, ...]]

    def of(self, value: Any) -> dict[str, Any]:
        rows = zip(self.names, self.take(value), self.defaults, strict=True)
        return {name: one for name, one, default in rows if one != default}


def _said(kind: type[Any]) -> _Said:
    """A field that must be said has a default that equals nothing."""
    names = tuple(field.name for field in fields(kind))
    defaults = tuple(object() if field.default is MISSING else field.default for field in fields(kind))
    return _Said(names, defaults, attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),))


_EVENTS = {event: _said(event) for event in KIND_OF}


@lru_cache(maxsize=64)
def to_text(at: datetime) -> str:
    """ISO 8601, UTC, microseconds: "2026-11-23T00:58:00.000000+00:00"."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)


def event_body(event: Event) -> str:
    return _dumps(_EVENTS[type(event)].of(event))


def event_from(kind: str, body: str) -> Event:
    """Raises: KeyError for a kind that this version does not know."""
    values: dict[str, Any] = json.loads(body)
    event = KINDS[kind]
    if event is DayOpened and "catalogue" in values:
        values["setup"] = _first_light(values.pop("catalogue"))
    for name, read in _READERS[event].items():
        if values.get(name) is not None:
            values[name] = read(values[name])
    return event(**values)


def _plain(value: Any) -> Any:
    """What JSON does not know: dates, moments, setups. Enums and ids are texts already."""
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return doc_of(value)


_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
_READ: dict[Any, Callable[[Any], Any]] = {
    datetime: from_text,
    date: date.fromisoformat,
    Setup: setup_from,
    **{enum: enum for enum in (TicketState, PaperState, Outcome, HoldReason, Admission, Why)},
}


def _readers(kind: type[Any]) -> dict[str, Callable[[Any], Any]]:
    """How each field that is not plain JSON is read back, by its type."""
    out: dict[str, Callable[[Any], Any]] = {}
    for name, hint in get_type_hints(kind).items():
        for one in (hint, *getattr(hint, "__args__", ())):
            if one in _READ:
                out[name] = _READ[one]
        if getattr(hint, "__origin__", None) is tuple:
            out[name] = tuple
    return out


_READERS = {event: _readers(event) for event in KIND_OF}
_TICKET = _said(Ticket)
_TICKET_READERS = _readers(Ticket)
_TIMES = tuple(name for name, read in _TICKET_READERS.items() if read is from_text)


def _first_light(catalogue: dict[str, Any]) -> Setup:
    """The setup of a day that was opened by the first version: names were pairs, and there were no rules."""
    services = [{**row, "names": dict(row["names"])} for row in catalogue["services"]]
    return setup_from({"services": services, "desks": catalogue["desks"]})


def answer_text(done: Done) -> str:
    ticket = None if done.ticket is None else _TICKET.of(done.ticket)
    return _dumps({"seq": done.seq, "ahead": done.ahead, "ticket": ticket})


def answer_from(request: str, text: str) -> StoredAnswer:
    values = json.loads(text)
    row = values["ticket"]
    return StoredAnswer(request, Done(values["seq"], None if row is None else ticket_from(row), values["ahead"]))


def ticket_row(ticket: Ticket, day: str) -> dict[str, Any]:
    """The ticket's row: texts and numbers (a StrEnum is a text, a bool a number)."""
    row: dict[str, Any] = dict(zip(_TICKET.names, _TICKET.take(ticket), strict=True))
    for name in _TIMES:
        if row[name] is not None:
            row[name] = to_text(row[name])
    row["steps"] = json.dumps(ticket.steps) if ticket.steps else "[]"
    row["day"] = day
    return row


def ticket_from(row: dict[str, Any]) -> Ticket:
    """From a stored answer (fields of later versions may be missing) or a ticket's row."""
    values = {name: row[name] for name in _TICKET.names if name in row}
    if isinstance(values.get("steps"), str):
        values["steps"] = json.loads(values["steps"])
    for name in ("priority", "appointment"):
        values[name] = bool(values.get(name))
    for name, read in _TICKET_READERS.items():
        if values.get(name) is not None:
            values[name] = read(values[name])
    return Ticket(**values)
