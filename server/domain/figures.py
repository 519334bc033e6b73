"""What a business day came to, counted from its log: how many, how long, by service, desk and hour. Pure.

Every ticket has facts: it was given, it waited, it was served … What an undo, a put-back or a restoring takes back takes its facts back,
too. All seconds are office seconds (see day.Day.elapsed_s).

- A wait lasts from taking a place in a queue (given, brought, sent on to the next service, moved after a call) to the first call there.
  Who is held or missed and comes back has waited once. A place that is moved before its first call goes on waiting.
- The work on a ticket is what it spent at desks for the service: from the start, or from the last call where nobody said start, to the
  end; of a held one, all its stretches. What was moved elsewhere was not served here and is no work.
- A fact belongs to the hour (local) in which it became true, to the service that it was about, and to the desk, 0 if there was none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from enum import StrEnum
from math import ceil
from typing import Any, NamedTuple

from server.domain import events as e
from server.domain.day import Day
from server.domain.events import Logged
from server.domain.evolve import evolve
from server.domain.model import DeskId, ServiceId, TicketId, TicketState

NO_DESK = DeskId(0)


class Told(StrEnum):
    """What a fact says. The words stand in the database."""

    ISSUED = "issued"
    WAITED = "waited"  # with its seconds
    SERVED = "served"  # with its seconds; of a number of a paper roll nobody knows them
    ABSENT = "absent"  # each time that nobody came
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    CARRIED = "carried"


class Cell(NamedTuple):
    """Where facts are counted."""

    service: ServiceId
    desk: DeskId
    hour: int


@dataclass(frozen=True, slots=True)
class Fact:
    told: Told
    cell: Cell
    seq: int
    seconds: int | None = None


@dataclass(slots=True)
class Sums:
    """The facts of one cell, or of several together."""

    counts: dict[Told, int] = field(default_factory=dict)
    waits: list[int] = field(default_factory=list)
    works: list[int] = field(default_factory=list)

    def add(self, fact: Fact) -> None:
        self.counts[fact.told] = self.counts.get(fact.told, 0) + 1
        if fact.seconds is not None:
            (self.waits if fact.told is Told.WAITED else self.works).append(fact.seconds)

    def join(self, other: "Sums") -> None:
        for told, count in other.counts.items():
            self.counts[told] = self.counts.get(told, 0) + count
        self.waits.extend(other.waits)
        self.works.extend(other.works)

    def count(self, told: Told) -> int:
        return self.counts.get(told, 0)


Figures = Mapping[Cell, Sums]


def mean(seconds: list[int]) -> float | None:
    return sum(seconds) / len(seconds) if seconds else None


def percentile(seconds: list[int], part: float = 0.9) -> int | None:
    """The smallest one that so large a part of all does not exceed (nearest rank)."""
    return sorted(seconds)[max(0, ceil(part * len(seconds)) - 1)] if seconds else None


@dataclass(frozen=True, slots=True)
class _Life:
    """What is known of one ticket. `place_s`: since when it waits; `wait`: the fact of its first call here, None before that;
    `began_s`: since when it is at the desk; `ended`: the seq of its last ending."""

    service: ServiceId
    place_s: float
    facts: tuple[Fact, ...] = ()
    desk: DeskId = NO_DESK
    called: bool = False
    call: int = 0
    began_s: float | None = None
    started: bool = False
    worked_s: float = 0.0
    ended: int = 0


class Tally:
    """Counts one business day. Every event of the day goes in once, in order, with the Day as it is after it."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._lives: dict[TicketId, _Life] = {}
        self._before: dict[TicketId, list[tuple[int, _Life]]] = {}

    def take(self, logged: Logged, day: Day) -> None:
        event = logged.event
        match event:
            case e.TicketIssued():
                placed_s = event.since_s if event.by_hand and event.since_s is not None else day.elapsed_s
                life = _Life(event.service, placed_s)
                self._lives[event.ticket] = self._with(life, Told.ISSUED, logged)
            case e.TicketBrought():
                waited = event.state is not TicketState.WAITING
                self._lives[event.ticket] = _Life(event.service, day.elapsed_s - event.waited_s, called=waited)
            case e.ActUndone():
                self._undo(event.ticket, event.undone)
            case _:
                ticket = getattr(event, "ticket", None)
                if ticket in self._lives and type(event) in _CHANGING:
                    self._go_on(ticket, logged, day.elapsed_s)

    def figures(self) -> dict[Cell, Sums]:
        """All facts so far."""
        out: dict[Cell, Sums] = {}
        for life in self._lives.values():
            for fact in life.facts:
                out.setdefault(fact.cell, Sums()).add(fact)
        return out

    def place_s(self, ticket: TicketId) -> float:
        """Since when (office seconds) a ticket has its place, for whoever still waits."""
        return self._lives[ticket].place_s

    def _go_on(self, ticket: TicketId, logged: Logged, now_s: float) -> None:
        before = self._lives[ticket]
        self._before.setdefault(ticket, []).append((logged.seq, before))
        self._lives[ticket] = self._after(before, logged, now_s)

    def _undo(self, ticket: TicketId, seq: int) -> None:
        """As it was before that act."""
        for at, before in self._before.get(ticket, ()):
            if at >= seq:
                self._lives[ticket] = before
                return

    def _after(self, life: _Life, logged: Logged, now_s: float) -> _Life:
        match event := logged.event:
            case e.TicketCalled(desk=desk):
                called = replace(life, desk=desk, called=True, call=logged.seq, began_s=now_s, started=False)
                return called if life.called else self._with(called, Told.WAITED, logged, now_s - life.place_s)
            case e.TicketRecalled():
                return life if life.started else replace(life, began_s=now_s)
            case e.ServingStarted():
                return replace(life, began_s=now_s, started=True)
            case e.TicketFinished():
                return self._served(life, logged, now_s)
            case e.StepFinished():
                served = self._served(life, logged, now_s)
                return _Life(event.service, now_s, served.facts)
            case e.TicketHeld():
                return replace(life, began_s=None, started=False, worked_s=_worked_s(life, now_s))
            case e.TicketMissed():
                absent = replace(self._with(life, Told.ABSENT, logged), began_s=None, started=False)
                return self._ended(absent, Told.LAPSED, logged) if event.final else absent
            case e.TicketPutBack():
                return _put_back(life)
            case e.TicketMoved():
                moved = _Life(event.service, now_s, life.facts)
                return moved if life.called else replace(moved, place_s=life.place_s)
            case e.TicketRestored():
                return _restored(life, event.state)
            case e.TicketServedByHand():
                return self._ended(life, Told.SERVED, logged)
            case e.TicketCancelled():
                return self._ended(life, Told.CANCELLED, logged)
            case e.TicketLapsed():
                return self._ended(life, Told.LAPSED, logged)
            case _:  # carried
                return self._ended(life, Told.CARRIED, logged)

    def _served(self, life: _Life, logged: Logged, now_s: float) -> _Life:
        return self._ended(life, Told.SERVED, logged, _worked_s(life, now_s), life.desk)

    def _ended(self, life: _Life, told: Told, logged: Logged, seconds: float | None = None, desk: DeskId = NO_DESK) -> _Life:
        return replace(self._with(replace(life, desk=desk), told, logged, seconds), desk=life.desk, ended=logged.seq)

    def _with(self, life: _Life, told: Told, logged: Logged, seconds: float | None = None) -> _Life:
        cell = Cell(life.service, life.desk, logged.at.astimezone(self._zone).hour)
        fact = Fact(told, cell, logged.seq, None if seconds is None else max(0, int(seconds)))
        return replace(life, facts=(*life.facts, fact))


_CHANGING = frozenset({
    e.TicketCalled, e.TicketRecalled, e.ServingStarted, e.TicketFinished, e.StepFinished, e.TicketHeld, e.TicketMissed, e.TicketPutBack,
    e.TicketMoved, e.TicketRestored, e.TicketServedByHand, e.TicketCancelled, e.TicketLapsed, e.TicketCarried,
})  # fmt: skip


def _worked_s(life: _Life, now_s: float) -> float:
    return life.worked_s + (0.0 if life.began_s is None else now_s - life.began_s)


def _put_back(life: _Life) -> _Life:
    """Called by mistake: if that was the first call here, the wait goes on as if nobody had called."""
    first = any(fact.seq == life.call and fact.told is Told.WAITED for fact in life.facts)
    facts = tuple(fact for fact in life.facts if fact.seq != life.call)
    return replace(life, facts=facts, desk=NO_DESK, called=life.called and not first, began_s=None, started=False)


def _restored(life: _Life, state: TicketState) -> _Life:
    """Its ending is taken back; who waits again has no desk."""
    facts = tuple(fact for fact in life.facts if fact.seq != life.ended or fact.told is Told.ABSENT)
    alive = replace(life, facts=facts, ended=0)
    return replace(alive, began_s=None, started=False) if state is TicketState.WAITING else alive


def figures_of(events: Iterable[Logged], zone: tzinfo) -> dict[Cell, Sums]:
    """The figures of one business day, from its whole log."""
    day, tally = Day(), Tally(zone)
    for logged in events:
        evolve(day, logged)
        tally.take(logged, day)
    return tally.figures()


def doc_of_sums(sums: Sums) -> dict[str, Any]:
    """As it stands in the database: counts by their word, waits and works in seconds."""
    return {told.value: count for told, count in sums.counts.items()} | {"waits": sums.waits, "works": sums.works}


def sums_from(doc: Mapping[str, Any]) -> Sums:
    counts = {Told(name): value for name, value in doc.items() if name not in ("waits", "works")}
    return Sums(counts, list(doc.get("waits", ())), list(doc.get("works", ())))


def joined(figures: Iterable[tuple[Cell, Sums]], by: str) -> dict[Any, Sums]:
    """Put together by one field of the cell: service, desk or hour."""
    out: dict[Any, Sums] = {}
    for cell, sums in figures:
        out.setdefault(getattr(cell, by), Sums()).join(sums)
    return out
