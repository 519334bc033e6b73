"""Edits of the setup, one small order each, and the whole at once for an import. Pure: a setup goes in, another comes out."""

from dataclasses import dataclass, replace
from typing import Any

from server.domain.errors import Reason, Refused
from server.domain.setup import (
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    LeftOver,
    PaperRules,
    Policy,
    Pool,
    PriorityGroup,
    Series,
    Service,
    Setup,
)

Row = Service | Desk | Group | Series | Pool | PriorityGroup
_LISTS: dict[type[Row], str] = {
    Service: "services",
    Desk: "desks",
    Group: "groups",
    Series: "series",
    Pool: "pools",
    PriorityGroup: "priority_groups",
}
KINDS_OF_ROWS = tuple(_LISTS.values())


@dataclass(frozen=True, slots=True)
class Put:
    """Add this row, or put it in the place of the one with its id."""

    row: Row


@dataclass(frozen=True, slots=True)
class Drop:
    """Take a row out. `kind`: services, desks, groups, series, pools, priority_groups."""

    kind: str
    id: str | int


@dataclass(frozen=True, slots=True)
class PutDate:
    """An exception in the calendar."""

    day: CalendarDay


@dataclass(frozen=True, slots=True)
class DropDate:
    """The date is again as its weekday says. `day` as ISO date."""

    day: str


@dataclass(frozen=True, slots=True)
class PutRules:
    """The rules that are given; the others stay."""

    hours: Hours | None = None
    policy: Policy | None = None
    calling: Calling | None = None
    left_over: LeftOver | None = None
    reentry_days: int | None = None
    one_officer: bool | None = None
    keep_days: int | None = None
    paper: PaperRules | None = None


@dataclass(frozen=True, slots=True)
class PutAll:
    """Everything anew, as from a file."""

    setup: Setup


Edit = Put | Drop | PutDate | DropDate | PutRules | PutAll


def apply(setup: Setup, edit: Edit) -> Setup:
    """Return the setup after the edit. Raises: Refused(UNKNOWN_ROW) when what should be dropped is not there."""
    match edit:
        case Put(row):
            return _with_rows(setup, _LISTS[type(row)], _put(getattr(setup, _LISTS[type(row)]), row))
        case Drop(kind, id_):
            rows = getattr(setup, kind) if kind in KINDS_OF_ROWS else ()
            left = tuple(row for row in rows if row.id != id_)
            if len(left) == len(rows):
                raise Refused(Reason.UNKNOWN_ROW, kind=kind, id=id_)
            return _with_rows(setup, kind, left)
        case PutDate(day):
            others = [one for one in setup.hours.calendar if one.date != day.date]
            calendar = tuple(sorted((*others, day), key=lambda one: one.date))
            return replace(setup, hours=replace(setup.hours, calendar=calendar))
        case DropDate(day):
            calendar = tuple(one for one in setup.hours.calendar if one.date.isoformat() != day)
            if len(calendar) == len(setup.hours.calendar):
                raise Refused(Reason.UNKNOWN_ROW, kind="calendar", id=day)
            return replace(setup, hours=replace(setup.hours, calendar=calendar))
        case PutRules():
            given = {name: getattr(edit, name) for name in PutRules.__slots__}
            return replace(setup, **{name: value for name, value in given.items() if value is not None})
        case PutAll(whole):
            return whole


def summary(edit: Edit) -> str:
    """What was edited, for the log: "services A", "- desks 3", "hours, policy", "all"."""
    match edit:
        case Put(row):
            return f"{_LISTS[type(row)]} {row.id}"
        case Drop(kind, id_):
            return f"- {kind} {id_}"
        case PutDate(day):
            return f"calendar {day.date.isoformat()}"
        case DropDate(day):
            return f"- calendar {day}"
        case PutRules():
            return ", ".join(name for name in PutRules.__slots__ if getattr(edit, name) is not None) or "rules"
        case PutAll():
            return "all"


def _put(rows: tuple[Any, ...], row: Any) -> tuple[Any, ...]:
    if any(one.id == row.id for one in rows):
        return tuple(row if one.id == row.id else one for one in rows)
    return (*rows, row)


def _with_rows(setup: Setup, kind: str, rows: tuple[Any, ...]) -> Setup:
    changed: dict[str, Any] = {kind: rows}
    return replace(setup, **changed)
