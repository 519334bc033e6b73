"""A setup as a plain document (dicts, lists, texts, numbers) and back: the one shape of the log, the wire and the TOML file.

Sessions are texts, "07:00-11:00"; a week is a table from mon to sun; what is None is left out. Knows nothing of files and words.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from server.domain.checks import ID, WEEKDAYS
from server.domain.edits import Amend, Arrange, Drop, DropDate, Edit, Put, PutAll, PutDate, PutRules
from server.domain.kiosks import KioskRules
from server.domain.screenchecks import MARK, SCREEN_ID
from server.domain.screens import Medium, Notice, Screen
from server.domain.setup import (
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    OfficeTexts,
    PaperRow,
    PaperRules,
    Policy,
    Pool,
    PriorityGroup,
    ScreenRules,
    Series,
    Service,
    Session,
    Setup,
)

_SESSION = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROWS: dict[str, type[Any]] = {
    "services": Service,
    "desks": Desk,
    "groups": Group,
    "series": Series,
    "pools": Pool,
    "priority_groups": PriorityGroup,
    "screens": Screen,
    "notices": Notice,
    "media": Medium,
}
_SESSIONS = ("sessions", "quiet")
_DATES = ("date", "first_day", "last_day")
_OWN_IDS = {"screens": SCREEN_ID, "media": MARK}
_INNER_ROWS: dict[str, type[Any]] = {"calendar": CalendarDay, "rows": PaperRow}
_TABLES: dict[str, type[Any]] = {
    "hours": Hours,
    "policy": Policy,
    "calling": Calling,
    "paper": PaperRules,
    "office": OfficeTexts,
    "screen": ScreenRules,
    "kiosk": KioskRules,
}


class Misfit(NamedTuple):
    """What is wrong in a document. `where`: kind, row and field, "services B minutes"; a row without a usable id is "services #2".

    `what` and its `detail`: unknown_key (a known key that looks alike, or ""), missing, wrong_type (text, whole, number, yes_no, table,
    list: what should be there), wrong_choice (the choices), wrong_time and wrong_date (what is there), unknown_edit (its keys).
    """

    where: str
    what: str
    detail: str = ""


class NotASetup(ValueError):
    """The document does not have the shape of a setup. `misfits`: everything that was found."""

    def __init__(self, misfits: list[Misfit]) -> None:
        super().__init__("; ".join(f"{one.where}: {one.what} {one.detail}".strip() for one in misfits))
        self.misfits = misfits


def doc_of(value: Any) -> Any:
    """The document of a setup or of any value in it. Complete: defaults are written out, so that they may change one day."""
    if isinstance(value, Session):
        return f"{value.start:%H:%M}-{value.end:%H:%M}"
    if is_dataclass(value) and not isinstance(value, type):
        out = {field.name: getattr(value, field.name) for field in fields(value)}
        if "week" in out:
            out["week"] = {day: doc_of(sessions) for day, sessions in zip(WEEKDAYS, out["week"], strict=False)}
        return {name: doc_of(one) for name, one in out.items() if one is not None}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: doc_of(one) for key, one in value.items()}
    return [doc_of(one) for one in value] if isinstance(value, tuple) else value


def setup_from(doc: Any) -> Setup:
    """The setup of a document. Whether it makes sense is for `domain.checks` to say. Raises: NotASetup."""
    setup: Setup = _from(Setup, doc, "")
    return setup


def edit_from(doc: Any) -> Edit:
    """One edit: {"put": "services", "row": {…}}, {"drop": "desks", "id": 3}, {"order": "services", "ids": ["B", "A"]}, {"date": {…}},
    {"drop_date": "2027-02-06"}, {"rules": {…}}, {"amend": "hours", "values": {…}} (these fields of the table, the others stay) or
    {"all": {…}}. Raises: NotASetup.
    """
    match doc:
        case {"put": str(kind), "row": row, **rest} if kind in _ROWS and not rest:
            return Put(_from(_ROWS[kind], row, _row(kind, row, 1)))
        case {"drop": str(kind), "id": str() | int() as id_, **rest} if not rest:
            return Drop(kind, id_)
        case {"order": str(kind), "ids": [*ids], **rest} if not rest and all(type(one) in (str, int) for one in ids):
            return Arrange(kind, tuple(ids))
        case {"date": day, **rest} if not rest:
            return PutDate(_from(CalendarDay, day, _row("calendar", day, 1)))
        case {"drop_date": str(day), **rest} if not rest:
            return DropDate(day)
        case {"rules": rules, **rest} if not rest:
            edited: PutRules = _from(PutRules, rules, "")
            return edited
        case {"amend": str(table), "values": dict(values), **rest} if table in _TABLES and values and not rest:
            return Amend(_from(_TABLES[table], values, table), tuple(values))
        case {"all": whole, **rest} if not rest:
            return PutAll(setup_from(whole))
    raise NotASetup([Misfit("edits", "unknown_edit", ", ".join(doc) if isinstance(doc, dict) else "")])


def _from(kind: type[Any], doc: Any, where: str) -> Any:
    misfits: list[Misfit] = []
    plain = _plain(kind, doc, where, misfits)
    try:
        value = _adapter(cast(Hashable, kind)).validate_python(plain)
    except ValidationError as error:
        misfits.extend(_misfit(one, doc, where) for one in error.errors())
        value = None
    if misfits:
        raise NotASetup(misfits)
    return value


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _plain(kind: type[Any], doc: Any, where: str, misfits: list[Misfit]) -> Any:
    """The document with times instead of texts; says which keys nobody knows."""
    if not isinstance(doc, dict):
        return doc
    known = [field.name for field in fields(kind)]
    out = {}
    for key, value in doc.items():
        here = f"{where} {key}".strip()
        if key not in known:
            misfits.append(_unknown(here, key, known))
        elif key == "week":
            out[key] = _week(value, here, misfits)
        elif key in _SESSIONS:
            out[key] = _sessions(value, here, misfits)
        elif key in _DATES:
            out[key] = _date(value, here, misfits)
        elif key in _TABLES:
            out[key] = _plain(_TABLES[key], value, here, misfits)
        elif isinstance(value, list) and (row := _ROWS.get(key) if kind is Setup else _INNER_ROWS.get(key)):
            out[key] = [_plain(row, one, _row(here, one, place), misfits) for place, one in enumerate(value, 1)]
        else:
            out[key] = value
    return out


def _row(where: str, doc: Any, place: int) -> str:
    """A row by its id or date, else by its place in the list."""
    name = str(doc.get("id", doc.get("date", ""))) if isinstance(doc, dict) else ""
    known = any(one.fullmatch(name) for one in (_OWN_IDS.get(where, ID), _ISO_DATE))
    return f"{where} {name}" if known else f"{where} #{place}"


def _unknown(where: str, key: object, known: list[str] | tuple[str, ...]) -> Misfit:
    return Misfit(where, "unknown_key", next(iter(get_close_matches(str(key), known, 1)), ""))


def _week(value: Any, where: str, misfits: list[Misfit]) -> Any:
    if not isinstance(value, dict):
        misfits.append(Misfit(where, "wrong_type", "table"))
        return ()
    misfits.extend(_unknown(f"{where} {day}", day, WEEKDAYS) for day in value if day not in WEEKDAYS)
    return tuple(_sessions(value.get(day, []), f"{where} {day}", misfits) for day in WEEKDAYS) if value else ()


def _sessions(value: Any, where: str, misfits: list[Misfit]) -> Any:
    if not isinstance(value, list):
        misfits.append(Misfit(where, "wrong_type", "list"))
        return ()
    return tuple(session for text in value if (session := _session(text, where, misfits)) is not None)


def _session(text: Any, where: str, misfits: list[Misfit]) -> Session | None:
    match = _SESSION.fullmatch(text.strip()) if isinstance(text, str) else None
    try:
        if match is not None:
            return Session(_time(match[1]), _time(match[2]))
    except ValueError:
        pass
    misfits.append(Misfit(where, "wrong_time", str(text)))
    return None


def _time(text: str) -> time:
    hour, minute = map(int, text.split(":"))
    return time(hour, minute)


def _date(value: Any, where: str, misfits: list[Misfit]) -> date:
    """TOML has dates of its own; JSON writes them as text. Not left to pydantic: it takes a number for seconds since 1970."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    misfits.append(Misfit(where, "wrong_date", str(value)))
    return date.min


_SHOULD_BE = {"string": "text", "int": "whole", "float": "number", "bool": "yes_no", "tuple": "list", "dict": "table"}
_SHOULD_BE |= {"dataclass": "table", "mapping": "table"}


def _misfit(error: Any, doc: Any, where: str) -> Misfit:
    """A finding of pydantic in our terms. Its places in lists become the ids of the rows."""
    at = doc
    for part in error["loc"]:
        if isinstance(part, int):
            at = at[part] if isinstance(at, list) and part < len(at) else None
            where = _row(where, at, part + 1)
        else:
            at = at.get(part) if isinstance(at, dict) else None
            where = f"{where} {part}".strip()
    match error["type"]:
        case "missing" | "missing_argument":
            return Misfit(where, "missing")
        case "enum":
            return Misfit(where, "wrong_choice", ", ".join(re.findall(r"'([^']*)'", error["ctx"]["expected"])))
        case kind:
            return Misfit(where, "wrong_type", _SHOULD_BE.get(kind.partition("_")[0], "text"))
