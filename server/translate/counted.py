"""The figures as tables for a page: by service, by desk, by hour, and how things stand now. Knows the Day and the words of names only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.domain.day import Day, DeskState
from server.domain.figures import NO_DESK, Cell, Sums, Tally, Told, joined, mean, percentile
from server.domain.model import DeskId, ServiceId, TicketState

OFFICE_HOURS = range(7, 17)
"""Shown even when nobody came."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table. Seconds; None: nothing to say. `waiting` and `longest_s` are of now, None where a past day is shown."""

    name: str
    sums: Sums
    waiting: int | None = None
    longest_s: float | None = None
    state: str = ""

    def count(self, told: str) -> int:
        return self.sums.count(Told(told))

    @property
    def wait_mean_s(self) -> float | None:
        return mean(self.sums.waits)

    @property
    def wait_p90_s(self) -> int | None:
        return percentile(self.sums.waits)

    @property
    def wait_max_s(self) -> int | None:
        return max(self.sums.waits, default=None)

    @property
    def work_mean_s(self) -> float | None:
        return mean(self.sums.works)


@dataclass(frozen=True, slots=True)
class Tables:
    services: tuple[Figure, ...]
    desks: tuple[Figure, ...]
    total: Figure
    hours: tuple[tuple[int, int], ...]  # of local time: numbers given in it


@dataclass(slots=True)
class _Waits:
    """Who waits now, by service."""

    count: dict[ServiceId, int] = field(default_factory=dict)
    longest_s: dict[ServiceId, float] = field(default_factory=dict)


def tables(days: Iterable[Mapping[Cell, Sums]], day: Day, tally: Tally | None, now_s: float) -> Tables:
    """`day` names services and desks; with its `tally` (and `now_s`, office seconds) it is also said who waits at this moment."""
    cells = [pair for figures in days for pair in figures.items()]
    waits = _waits(day, tally, now_s) if tally is not None else None
    hours = joined(cells, "hour")
    shown = sorted({*OFFICE_HOURS, *hours})
    return Tables(
        tuple(_services(joined(cells, "service"), day, waits)),
        tuple(_desks(joined(cells, "desk"), day, tally is not None)),
        _total(cells, waits),
        tuple((hour, hours.get(hour, Sums()).count(Told.ISSUED)) for hour in range(shown[0], shown[-1] + 1)),
    )


def _services(by_service: Mapping[ServiceId, Sums], day: Day, waits: _Waits | None) -> Iterable[Figure]:
    for service in dict.fromkeys((*day.services, *by_service)):  # also those that are not offered any more
        name = day.services[service].name() if service in day.services else service
        sums = by_service.get(service, Sums())
        if waits is None:
            yield Figure(name, sums)
        else:
            yield Figure(name, sums, waits.count.get(service, 0), waits.longest_s.get(service))


def _desks(by_desk: Mapping[DeskId, Sums], day: Day, now: bool) -> Iterable[Figure]:
    for desk in sorted({*day.desks, *by_desk} - {NO_DESK}):
        state = day.attended(desk).state if day.is_open else DeskState.CLOSED
        yield Figure(str(desk), by_desk.get(desk, Sums()), state=state.value if now else "")


def _total(cells: list[tuple[Cell, Sums]], waits: _Waits | None) -> Figure:
    whole = Sums()
    for _, sums in cells:
        whole.join(sums)
    if waits is None:
        return Figure("", whole)
    return Figure("", whole, sum(waits.count.values()), max(waits.longest_s.values(), default=None))


def _waits(day: Day, tally: Tally, now_s: float) -> _Waits:
    out = _Waits()
    for ticket in day.tickets.values():
        if ticket.state is TicketState.WAITING:
            service = ticket.service
            out.count[service] = out.count.get(service, 0) + 1
            waited_s = max(0.0, now_s - tally.place_s(ticket.id))
            out.longest_s[service] = max(out.longest_s.get(service, 0.0), waited_s)
    return out
