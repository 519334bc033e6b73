"""A form as its template needs it: each field with its words, its value and its choices. Made anew for each page from the setup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.domain.marks import marks
from server.domain.model import ServiceId
from server.domain.screens import Medium, MediumKind
from server.domain.setup import Desk, Setup
from server.setupdoc import doc_of
from server.web.office.fields import FORMS, PALETTE, Field, Kind
from server.words import PAPER_LANGUAGES, Words

Choice = tuple[str, str]
"""The value, and what people call it."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """`name` is its id on the page. `pairs`: how many stretches of time a day has fields for."""

    field: Field
    name: str
    label: str
    hint: str
    value: Any
    choices: Sequence[Choice] = ()
    pairs: int = 2


@dataclass(frozen=True, slots=True)
class ShownPart:
    title: str
    fields: tuple[ShownField, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class ShownForm:
    """`mode`: row, date or tables. `base`: what it was filled from, to be sent back with the fields in it; `where` names it among spots;
    `seen` are the marks of everything that it may change."""

    mode: str
    kind: str
    where: str
    parts: tuple[ShownPart, ...]
    base: Mapping[str, Any]
    seen: Mapping[str, str]
    new: bool = False
    tomorrow: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


class FormMaker:
    """Fills forms from a setup."""

    def __init__(self, words: Words, fallback: Mapping[str, str]) -> None:
        """`fallback`: what an empty text of the office means, by field."""
        self._words = words
        self._known = words.keys()
        self._fallback = fallback

    def row(self, setup: Setup, kind: str, doc: Mapping[str, Any], *, new: bool, tomorrow: bool = False) -> ShownForm:
        """`doc`: the row as a document; of a new one, what is known of it beforehand."""
        where = kind if new else f"{kind} {doc['id']}"
        now = marks(setup)
        extra: dict[str, Any] = {}
        seen = {} if new else {where: now[where]}
        if kind == "services":
            extra["desks"] = {str(desk.id): doc_of(desk) for desk in setup.desks}
            seen |= {f"desks {desk.id}": now[f"desks {desk.id}"] for desk in setup.desks}
        parts = self._parts(setup, kind, doc, new=new)
        return ShownForm("row", kind, where, parts, doc, seen, new, tomorrow, extra)

    def date(self, setup: Setup, doc: Mapping[str, Any], *, new: bool) -> ShownForm:
        where = "calendar" if new else f"calendar {doc['date']}"
        seen = {} if new else {where: marks(setup)[where]}
        return ShownForm("date", "calendar", where, self._parts(setup, "calendar", doc), doc, seen, new)

    def tables(self, setup: Setup, page: str) -> ShownForm:
        """A page of rules: some fields of some tables."""
        base = self._tables(setup, page)
        now = marks(setup)
        flat = {f"{table}.{name}": value for table, values in base.items() for name, value in values.items()}
        return ShownForm("tables", page, "", self._parts(setup, page, flat), base, {table: now[table] for table in base})

    def _tables(self, setup: Setup, page: str) -> dict[str, dict[str, Any]]:
        whole = doc_of(setup)
        out: dict[str, dict[str, Any]] = {}
        for one in (one for part in FORMS[page] for one in part.fields):
            table, _, name = one.path.partition(".")
            values = whole if table == "rules" else whole[table]
            out.setdefault(table, {})[name] = values.get(name)
        return out

    def _parts(self, setup: Setup, form: str, doc: Mapping[str, Any], *, new: bool = True) -> tuple[ShownPart, ...]:
        """A row that is there keeps its id: numbers, desks and the log name it so."""
        return tuple(
            ShownPart(
                self._words.say(f"office.p_{form}_{part.title}") if part.title else "",
                tuple(self._shown(setup, form, one, doc) for one in part.fields if new or one.path != "id"),
                part.folded,
            )
            for part in FORMS[form]
        )

    def _shown(self, setup: Setup, form: str, one: Field, doc: Mapping[str, Any]) -> ShownField:
        key = one.path.replace(".", "_") if "." in one.path else f"{form}_{one.path}"
        hint = self._words.say(f"office.h_{key}", default=self._otherwise(one.path)) if f"office.h_{key}" in self._known else ""
        value = _given_by(setup, doc) if one.kind is Kind.GIVEN_BY else doc.get(one.path)
        return ShownField(
            one,
            f"f-{one.path.replace('.', '-')}",
            self._words.say(f"office.f_{key}"),
            hint,
            value,
            self._choices(setup, form, one, doc),
            _pairs(one, value),
        )

    def _choices(self, setup: Setup, form: str, one: Field, doc: Mapping[str, Any]) -> Sequence[Choice]:
        say = self._words.say
        match one.kind, one.path:
            case Kind.COLOUR, _:
                mine = doc.get("colour") or ""
                return [(colour, colour) for colour in ([mine] if mine and mine not in PALETTE else []) + list(PALETTE)]
            case ((Kind.NAMES | Kind.LONG_NAMES | Kind.PAGE_NAMES | Kind.DOCUMENTS), _):
                return [(language, say(f"paper.texts_{language}")) for language in PAPER_LANGUAGES]
            case Kind.GIVEN_BY, _:
                return [(str(desk.id), self.desk_name(desk)) for desk in setup.desks]
            case Kind.TICKS, "kiosk.languages":
                return [(language, say(f"office.c_kiosk_languages_{language}")) for language in one.choices]
            case Kind.TICKS, "desks":
                return [(str(desk.id), self.desk_name(desk)) for desk in setup.desks]
            case Kind.TICKS, _:
                return [(row.id, f"{row.id} · {row.name()}") for row in setup.services]
            case Kind.PICKS, _:
                chosen = [one for one in doc.get("services") or [] if one in {row.id for row in setup.services}]
                names = {row.id: f"{row.id} · {row.name()}" for row in setup.services}
                return [(id_, names[id_]) for id_ in dict.fromkeys((*map(ServiceId, chosen), *names))]
            case Kind.SELECT, "icon":
                mine = doc.get("icon") or ""
                known = [(icon, say(f"office.i_{icon}")) for icon in one.choices]
                return [("", say("office.none")), *known, *([(mine, mine)] if mine and mine not in one.choices else [])]
            case Kind.SELECT, "second":
                others = [one for one in PAPER_LANGUAGES if one != "vi"]
                return [("", say("office.e_screens_second")), *((one, say(f"paper.texts_{one}")) for one in others)]
            case Kind.SELECT, "kiosk.results_service":
                return [
                    ("", say("office.e_kiosk_results_service")),
                    *((row.id, f"{row.id} · {row.name()}") for row in setup.services),
                ]
            case Kind.SELECT, "screen.emblem":
                return [("", say("office.e_screen_emblem")), *((one.id, one.title or one.id[:8]) for one in _pictures(setup))]
            case Kind.SELECT, path:
                return [("", say(f"office.e_{form}_{path}")), *_rows(setup, form, path, doc)]
        key = one.path.replace(".", "_") if "." in one.path else one.path
        return [(choice, say(f"office.c_{key}_{choice}")) for choice in one.choices]

    def _otherwise(self, path: str) -> str:
        """What an empty text means: a text, or that nothing is printed."""
        text = self._fallback.get(path, "")
        return f"“{text}”" if text else self._words.say("office.not_printed")

    def desk_name(self, desk: Desk) -> str:
        """ "Quầy 3 · Tiếp nhận nhanh"."""
        own = desk.names.get("vi", "")
        return f"{self._words.say('desk.title', desk=desk.id)}{f' · {own}' if own else ''}"


def _rows(setup: Setup, form: str, path: str, doc: Mapping[str, Any]) -> list[Choice]:
    """What a select of rows offers; a row is never its own parent or follower."""
    if path in ("series", "then"):
        return [
            (one.id, f"{one.id} · {one.prefix}{one.first}–{one.prefix}{one.last}")
            for one in setup.series
            if form != "series" or one.id != doc.get("id")
        ]
    if path == "pool":
        return [(one.id, one.names["vi"]) for one in setup.pools]
    return [(one.id, one.names["vi"]) for one in setup.groups if form != "groups" or one.id != doc.get("id")]


def _pictures(setup: Setup) -> list[Medium]:
    return [one for one in setup.media if one.kind is MediumKind.IMAGE]


def _given_by(setup: Setup, doc: Mapping[str, Any]) -> list[str]:
    return [str(desk.id) for desk in setup.desks if doc.get("id") in desk.services]


def _pairs(one: Field, value: Any) -> int:
    """At least morning and afternoon."""
    days = list(value.values()) if one.kind is Kind.WEEK and value else [value or []] if one.kind is Kind.SESSIONS else []
    return max([2, *map(len, days)])
