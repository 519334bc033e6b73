"""Edits of the setup, one small order each, and the whole at once for an import. Pure: a setup goes in, another comes out."""

from dataclasses import dataclass, replace
from typing import Any

from server.domain.errors import Reason, Refused
from server.domain.kiosks import KioskRules
from server.domain.screens import Medium, Notice, Screen
from server.domain.setup import (
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    LeftOver,
    OfficeTexts,
    PaperRules,
    Policy,
    Pool,
    PriorityGroup,
    ScreenRules,
    Series,
    Service,
    Setup,
)

Row = Service | Desk | Group | Series | Pool | PriorityGroup | Screen | Notice | Medium
_LISTS: dict[type[Row], str] = {
    Service: "services",
    Desk: "desks",
    Group: "groups",
    Series: "series",
    Pool: "pools",
    PriorityGroup: "priority_groups",
    Screen: "screens",
    Notice: "notices",
    Medium: "media",
}
KINDS_OF_ROWS = tuple(_LISTS.values())
Table = Hours | Policy | Calling | PaperRules | OfficeTexts | ScreenRules | KioskRules
_TABLES: dict[type[Table], str] = {
    Hours: "hours",
    Policy: "policy",
    Calling: "calling",
    PaperRules: "paper",
    OfficeTexts: "office",
    ScreenRules: "screen",
    KioskRules: "kiosk",
}


@dataclass(frozen=True, slots=True)
class Put:
    """Add this row, or put it in the place of the one with its id."""

    row: Row


@dataclass(frozen=True, slots=True)
class Drop:
    """Take a row out. `kind`: one of KINDS_OF_ROWS."""

    kind: str
    id: str | int


@dataclass(frozen=True, slots=True)
class Arrange:
    """The rows of a kind in this order; those that are not named stay behind them in theirs."""

    kind: str
    ids: tuple[str | int, ...]


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
    office: OfficeTexts | None = None
    screen: ScreenRules | None = None
    kiosk: KioskRules | None = None


@dataclass(frozen=True, slots=True)
class Amend:
    """Some fields of a table, those that are `given`; what the others are in `values` does not count."""

    values: Table
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutAll:
    """Everything anew, as from a file."""

    setup: Setup


Edit = Put | Drop | Arrange | PutDate | DropDate | PutRules | Amend | PutAll


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
        case Arrange(kind, ids):
            return _with_rows(setup, kind, _arranged(getattr(setup, kind) if kind in KINDS_OF_ROWS else (), kind, ids))
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
        case Amend(values, names):
            table = _TABLES[type(values)]
            amended: dict[str, Any] = {table: replace(getattr(setup, table), **{name: getattr(values, name) for name in names})}
            return replace(setup, **amended)
        case PutAll(whole):
            return whole


def summary(edit: Edit) -> str:
    """What was edited, for the log: "services A", "- desks 3", "hours, policy", "all"."""
    match edit:
        case Put(row):
            return f"{_LISTS[type(row)]} {row.id}"
        case Drop(kind, id_):
            return f"- {kind} {id_}"
        case Arrange(kind, ids):
            return f"{kind} {' '.join(map(str, ids))}"
        case PutDate(day):
            return f"calendar {day.date.isoformat()}"
        case DropDate(day):
            return f"- calendar {day}"
        case PutRules():
            return ", ".join(name for name in PutRules.__slots__ if getattr(edit, name) is not None) or "rules"
        case Amend(values, names):
            return f"{_TABLES[type(values)]} {' '.join(names)}"
        case PutAll():
            return "all"


def _put(rows: tuple[Any, ...], row: Any) -> tuple[Any, ...]:
    if any(one.id == row.id for one in rows):
        return tuple(row if one.id == row.id else one for one in rows)
    return (*rows, row)


def _arranged(rows: tuple[Any, ...], kind: str, ids: tuple[str | int, ...]) -> tuple[Any, ...]:
    known = {row.id: row for row in rows}
    for one in ids:
        if one not in known:
            raise Refused(Reason.UNKNOWN_ROW, kind=kind, id=one)
    return (*(known[one] for one in dict.fromkeys(ids)), *(row for row in rows if row.id not in ids))


def _with_rows(setup: Setup, kind: str, rows: tuple[Any, ...]) -> Setup:
    changed: dict[str, Any] = {kind: rows}
    return replace(setup, **changed)
