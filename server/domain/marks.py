"""A mark for each row and table of a setup: the same as long as it says the same, so that a form knows whether its row was changed meanwhile."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import blake2s
from typing import Any

from server.domain.edits import KINDS_OF_ROWS
from server.domain.setup import Setup

TABLES = ("policy", "calling", "paper", "office", "screen", "kiosk")
PLAIN_RULES = ("left_over", "reentry_days", "one_officer")


def marks(setup: Setup) -> dict[str, str]:
    """By place: "services A", "desks 3", "calendar 2027-02-06", "hours" (without the calendar), "policy" …, "rules" (those of no table)."""
    rows = {f"{kind} {row.id}": row for kind in KINDS_OF_ROWS for row in getattr(setup, kind)}
    dates = {f"calendar {day.date.isoformat()}": day for day in setup.hours.calendar}
    tables = {name: getattr(setup, name) for name in TABLES} | {"hours": replace(setup.hours, calendar=())}
    rules = {"rules": tuple(getattr(setup, name) for name in PLAIN_RULES)}
    return {where: mark_of(value) for where, value in (rows | dates | tables | rules).items()}


def mark_of(value: Any) -> str:
    """Twelve hexadecimal digits; the order in which a table's entries were written does not count."""
    return blake2s(_plain(value).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _plain(value: Any) -> str:
    if is_dataclass(value) and not isinstance(value, type):
        return f"({','.join(f'{one.name}={_plain(getattr(value, one.name))}' for one in fields(value))})"
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{key!r}:{_plain(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, tuple):
        return f"[{','.join(map(_plain, value))}]"
    return repr(value)
