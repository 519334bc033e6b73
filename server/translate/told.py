"""The log as a person reads it: one sentence a row, and of a changed setup what each field was and is. Knows words and rows."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from server.domain.events import KINDS, DayOpened, SetupChanged, TicketCalled, TicketIssued, TicketMissed
from server.domain.fairness import Jump
from server.domain.model import Why
from server.domain.setup import Setup
from server.ports import Audited
from server.setupdoc import doc_of
from server.setupwords import place_of
from server.store.books import Row
from server.store.codec import event_from, from_text
from server.words import Words

_ROLES = ("person", "device", "local", "rule", "spool", "root")
SHORT = 120
"""Letters of a value that are shown; a picture in the setup has thousands."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the setup. "" for what was or is not there."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown. `at`: local."""

    at: datetime
    number: str
    who: str
    kind: str
    sentence: str
    changes: tuple[Change, ...] = ()


_ROLE_WORDS = re.compile(r"\b(?:officer|manager|technician|pin|password|not active|new secret)\b")


class Told:
    """`setup`: for the services' names, as they are now; `people`: account -> the name that colleagues see."""

    def __init__(self, words: Words, setup: Setup, zone: tzinfo, people: Mapping[str, str] | None = None) -> None:
        self._people = people or {}
        self._words = words
        self._names = {service.id: service.name(words.language) for service in setup.services}
        self._zone = zone

    def line(self, row: Row) -> Line:
        say, at = self._words.say, datetime.fromisoformat(row.at).astimezone(self._zone)
        if not row.is_event:
            said = say(f"books.told_{row.kind}", subject=self._subject(row))
            sentence = " ".join(filter(None, (said, *self._audit_details(row))))
            return Line(at, say("books.audit_number", seq=row.seq), self.who(row.actor), say(f"books.kind_{row.kind}"), sentence)
        changes = tuple(self._changes(row)) if row.kind == "setup_changed" else ()
        return Line(at, str(row.seq), self.who(row.actor), say(f"books.kind_{row.kind}"), self.sentence(row), changes)

    def sentence(self, row: Row, private: bool = True) -> str:
        """What happened, with its reason; `private`: also with notes and officers' names."""
        values: dict[str, Any] = json.loads(row.body)
        facts = self._facts(row, values)
        said = self._words.say(f"books.told_{row.kind}", **facts)
        return " ".join([said, *self._pieces(row, values, private)])

    def who(self, actor: str) -> str:
        """ "person lan, device quay-1, 192.168.1.5" in words; an account's own name beside that of the person, because it is what is kept."""
        parts = [part.partition(" ") for part in actor.split(", ")]
        return ", ".join(
            self._words.say(f"books.who_{kind}", name=self._known(name) if kind == "person" else name)
            if kind in _ROLES
            else f"{kind} {name}".strip()
            for kind, _, name in parts
        )

    def _known(self, account: str) -> str:
        name = self._people.get(account, account)
        return account if name == account else f"{name} ({account})"

    def role(self, actor: str) -> str:
        """The same without a name."""
        first = actor.partition(" ")[0].rstrip(",")
        return self._words.say(f"books.role_{first}" if first in _ROLES else "books.role_other")

    def jump(self, jump: Jump) -> str:
        """Why somebody went first."""
        if jump.what in {one.value for one in Why}:
            return self._words.say(f"why.{jump.what}")
        return self._words.say(f"books.jump_{jump.what}")

    def _facts(self, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
        say = self._words.say
        desk = values.get("to_desk", row.desk)
        facts = {name: value for name, value in values.items() if isinstance(value, str | int | float)}
        return facts | {
            "number": row.ticket[11:],
            "desk": row.desk or "–",
            "to": say("books.to_desk", desk=desk) if values.get("to_desk") else "",
            "service": self._names.get(values.get("service", ""), values.get("service", "")),
            "day": f"{date.fromisoformat(values['date']):%d/%m/%Y}" if "date" in values else "",
            "was": str(values.get("was", ""))[:10],
            "why": self._why(values),
            "outcome": say(f"books.outcome_{values.get('outcome', 'served')}"),
            "hold": say(f"books.hold_{values['why']}") if row.kind == "ticket_held" else "",
            "paper": say(f"books.paper_{values['state']}") if row.kind == "paper_noted" else "",
            "state": say(f"state.{values.get('state', 'waiting')}") if row.kind in ("ticket_restored", "ticket_carried") else "",
            "doubt": say(f"books.doubt_{values['doubt'] or 'none'}") if row.kind == "clock_doubted" else "",
            "priority": say(f"books.priority_{'given' if values.get('priority') else 'taken'}"),
            "minutes": round(float(values.get("offset_s", 0)) / 60),
            "printer": values.get("printer") or "main",
            "next": values.get("next", ""),
        }

    def _why(self, values: Mapping[str, Any]) -> str:
        if "why" not in values and "overtaken" not in values:
            return self._words.say("why.turn")
        why = values.get("why", Why.TURN.value)
        if why not in {one.value for one in Why}:
            return ""
        counted = (
            self._words.say("why.counted", count=values["overtaken"], cap=values.get("cap", 0)) if values.get("overtaken") else ""
        )
        return self._words.say(f"why.{why}") + counted

    def _pieces(self, row: Row, values: Mapping[str, Any], private: bool) -> Iterator[str]:
        say = self._words.say
        kind = KINDS[row.kind]
        if kind is TicketIssued:
            yield from (say(f"books.with_{name}") for name in ("priority", "appointment", "by_hand") if values.get(name))
        if kind is TicketMissed and values.get("final"):
            yield say("books.with_final")
        if kind is TicketCalled and values.get("why") == Why.CHOSEN and not values.get("reason"):
            yield say("books.no_reason")
        for name in ("reason", "trouble", *(("note", "officer") if private else ())):
            if values.get(name):
                yield say(f"books.with_{name}", text=values[name] if name != "trouble" else self._trouble(values[name]))
        if values.get("back_at"):
            yield say("books.with_back_at", time=f"{from_text(values['back_at']).astimezone(self._zone):%H:%M}")

    def _trouble(self, word: str) -> str:
        return self._words.section("trouble").get(word, word)

    def _subject(self, row: Row) -> str:
        """What was deleted by rule stands there as "events 2026-08-20"."""
        what, _, day = row.subject.partition(" ")
        if row.kind != Audited.RETENTION or what not in ("events", "audit"):
            return row.subject
        return self._words.say(f"books.deleted_{what}", day=f"{date.fromisoformat(day):%d/%m/%Y}")

    def _audit_details(self, row: Row) -> Iterator[str]:
        if row.kind == Audited.RETENTION:
            return
        if row.before and row.after:
            yield self._words.say("books.from_to", before=self._said(row.before), after=self._said(row.after))
        elif row.after or row.before:
            yield self._said(row.after or row.before)

    def _said(self, detail: str) -> str:
        """What the gate noted of roles and secrets, in this language; everything else as it is."""
        return _ROLE_WORDS.sub(lambda found: self._words.say(f"books.role_{found[0].replace(' ', '_')}"), _short(detail))

    def _changes(self, row: Row) -> Iterator[Change]:
        event = event_from("setup_changed", row.body)
        earlier = self._earlier(row)
        if not isinstance(event, SetupChanged) or earlier is None:
            return
        for path, before, after in differences(doc_of(earlier), doc_of(event.planned or event.setup)):
            yield Change(place_of(path, self._words), _short(before), _short(after))

    def _earlier(self, row: Row) -> Setup | None:
        if not row.earlier:
            return None
        kind = "setup_changed" if "what" in json.loads(row.earlier) else "day_opened"
        event = event_from(kind, row.earlier)
        if isinstance(event, SetupChanged):
            return event.planned or event.setup
        return event.setup if isinstance(event, DayOpened) else None


def differences(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[list[str], str, str]]:
    """The leaves that differ. Rows of a list are known by their id or date, else by their place."""
    one, other = _table(before), _table(after)
    if one is None or other is None:
        if before != after:
            yield list(path), _text(before), _text(after)
        return
    for key in dict.fromkeys((*one, *other)):
        if one.get(key) != other.get(key):
            yield from differences(one.get(key), other.get(key), (*path, key))


def _table(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return {str(row.get("id", row.get("date", f"#{place}"))): row for place, row in enumerate(value, 1)}
    return None


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else "✗"
        case dict():
            return ", ".join(f"{key}: {_text(one)}" for key, one in value.items() if one not in (None, "", [], {}))
        case list():
            return ", ".join(map(_text, value))
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
