"""Lists of the setup's rows as people read them: what each is called, what stands in its columns, how it stands between today and tomorrow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.marks import marks
from server.domain.setup import Setup
from server.setupdoc import doc_of
from server.words import Words

_USERS: dict[str, dict[str, tuple[str, ...]]] = {
    "services": {"desks": ("services",), "pools": ("services",), "screens": ("services",)},
    "desks": {"screens": ("desks",)},
    "groups": {"services": ("group",), "groups": ("parent",)},
    "series": {"services": ("series",)},
    "pools": {"desks": ("pool",)},
}
"""Which rows name a row of this kind, and in which fields: they let go of it when it is taken out."""
_ORDERED = ("services", "desks", "groups", "priority_groups", "notices", "media")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """`state`: "" as it is, new (only from tomorrow), gone (only till tonight), changed (another one from tomorrow), past (a day that is over).
    `picture`: address of one that is shown before the name."""

    id: str
    name: str
    cells: tuple[str, ...]
    state: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`docs` and `seen`: rows and marks by kind and place, of those that a taken-out row would change; `users` the fields that name it.
    Among `docs`: "gone", the rows that are there till tonight, and "before", what named them today."""

    kind: str
    heads: tuple[str, ...]
    rows: tuple[ListedRow, ...]
    ordered: bool
    docs: Mapping[str, Any]
    seen: Mapping[str, str]
    users: Mapping[str, tuple[str, ...]]


class Lists:
    """All lists, in the words of one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def table(self, kind: str, today: Setup, planned: Setup | None, now_date: date) -> Table:
        """`now_date`: days of the calendar that are past stand last."""
        newest = planned or today
        now, before = marks(newest), marks(today)
        rows = tuple(
            self._row(kind, doc, newest, now_date, _state(kind, doc, now, before, now_date)) for doc in _docs(newest, kind)
        )
        rows = tuple(sorted(rows, key=lambda row: row.state == "past"))
        places = {place_of(kind, doc) for doc in _docs(newest, kind)}
        gone = [doc for doc in _docs(today, kind) if place_of(kind, doc) not in places]
        rows += tuple(self._row(kind, doc, today, now_date, "gone") for doc in gone)
        users = _USERS.get(kind, {})
        docs: dict[str, Any] = {one: _docs(newest, one) for one in users} | {"gone": gone}
        docs["before"] = {one: _docs(today, one) for one in users} if gone else {}
        seen = {place: mark for place, mark in now.items() if place.split()[0] in (kind, *users)}
        heads = tuple(self._words.say(f"office.t_{kind}_{head}") for head in _HEADS[kind])
        return Table(kind, heads, rows, kind in _ORDERED, docs, seen, users)

    def name(self, kind: str, doc: Mapping[str, Any]) -> str:
        """What a person calls the row: "A · Hộ tịch", "Quầy 3", "Thứ Bảy, 06/02/2027"."""
        if kind == "calendar":
            return self.day(date.fromisoformat(doc["date"]))
        if kind == "notices":
            return shortened(doc["texts"].get("vi", ""))
        if kind == "media":
            return doc["title"] or f"{self._words.say('office.c_kind_' + doc['kind'])} {doc['id'][:8]}"
        own = (doc.get("names") or {}).get("vi", "")
        if kind == "desks":
            return " · ".join(filter(None, (self._words.say("desk.title", desk=doc["id"]), own)))
        return " · ".join(filter(None, (doc["id"], own))) if kind in ("services", "series") else own or str(doc["id"])

    def day(self, day: date) -> str:
        return f"{self._words.say(f'weekday.{day.weekday()}')}, {day:%d/%m/%Y}"

    def line(self, page: str, setup: Setup, today: date) -> str:
        """What stands on the card of the index."""
        say = self._words.say
        match page:
            case "services":
                return say(
                    "office.x_services",
                    count=len(setup.services),
                    minutes=sum(one.minutes for one in setup.services) // max(1, len(setup.services)),
                )
            case "desks":
                return say("office.x_desks", count=len(setup.desks))
            case "calendar":
                coming = [one for one in setup.hours.calendar if one.date >= today]
                return (
                    say("office.x_calendar", count=len(coming), next=self.day(coming[0].date))
                    if coming
                    else say("office.x_calendar_none")
                )
            case "priority":
                return say("office.x_priority", count=len(setup.priority_groups))
            case "rules":
                return say(f"office.c_policy_rule_{setup.policy.rule}")
            case "hours":
                return say(f"office.x_hours_{setup.hours.at_closing}") if setup.hours.week else say("office.x_hours_none")
            case "screens":
                return say("office.x_screens", count=len(setup.screens))
            case "notices":
                return say("office.x_notices", count=len(setup.notices), shown=sum(one.holds_on(today) for one in setup.notices))
            case "media":
                return say("office.x_media", count=len(setup.media))
            case "emergency" if setup.screen.emergency:
                return say("office.x_emergency_on", text=shortened(setup.screen.emergency.get("vi", "")))
            case "screen":
                return say("office.x_screen_speaks" if setup.screen.speaks else "office.x_screen_silent")
        return say(f"office.x_{page}")

    def _row(self, kind: str, doc: dict[str, Any], setup: Setup, now_date: date, state: str) -> ListedRow:
        id_ = str(doc["date"] if kind == "calendar" else doc["id"])
        picture = f"/media/{id_}" if kind == "media" and doc["kind"] == "image" else ""
        return ListedRow(id_, self.name(kind, doc), self._cells(kind, doc, setup, now_date), state, picture)

    def _cells(self, kind: str, doc: dict[str, Any], setup: Setup, now_date: date) -> tuple[str, ...]:
        name, names = self.name(kind, doc), doc.get("names") or {}
        match kind:
            case "services":
                desks = [str(desk.id) for desk in setup.desks if doc["id"] in setup.services_of(desk)]
                return (name, str(doc["minutes"]), ", ".join(desks) or "–", str(doc.get("daily_limit") or "–"))
            case "desks":
                return (name, ", ".join(doc["services"]) or "–", doc.get("pool") or "–")
            case "pools":
                return (
                    name,
                    ", ".join(doc["services"]),
                    ", ".join(str(desk.id) for desk in setup.desks if desk.pool == doc["id"]) or "–",
                )
            case "groups":
                return (name, ", ".join(one.id for one in setup.services if one.group == doc["id"]) or "–")
            case "series":
                return (
                    name,
                    f"{doc['prefix']}{doc['first']:0{doc['digits']}} – {doc['prefix']}{doc['last']}",
                    ", ".join(one.id for one in setup.services if one.series == doc["id"]) or "–",
                )
            case "calendar":
                return (name, ", ".join(doc["sessions"]) or self._words.say("office.closed_all_day"), doc["note"] or "–")
            case "screens":
                return (name, *self._screen(doc))
            case "notices":
                return (
                    name,
                    self._days(doc),
                    self._shown(any(one.id == doc["id"] and one.holds_on(now_date) for one in setup.notices)),
                )
            case "media":
                kind_of = self._words.say(f"office.c_kind_{doc['kind']}")
                return (name, kind_of, str(doc["seconds"]), self._shown(doc["shown"]))
        return (name, names.get("en", "–"))

    def _screen(self, doc: Mapping[str, Any]) -> tuple[str, ...]:
        say = self._words.say
        zone = [*doc["services"], *(say("desk.title", desk=one) for one in doc["desks"])]
        return (
            say(f"office.c_layout_{doc['layout']}"),
            ", ".join(zone) or say("office.every_screen"),
            doc["room"] or "–",
            say("office.volume_of", volume=doc["volume"]) if doc["speaks"] else say("office.never_speaks"),
            doc["second"] or "–",
        )

    def _days(self, doc: Mapping[str, Any]) -> str:
        say = self._words.say
        first = say("office.from_day", day=_short_day(doc["first_day"])) if "first_day" in doc else ""
        last = say("office.to_day", day=_short_day(doc["last_day"])) if "last_day" in doc else ""
        return " ".join(filter(None, (first, last))) or say("office.any_day")

    def _shown(self, shown: bool) -> str:
        return self._words.say("office.shown_today" if shown else "office.not_shown_today")


_HEADS = {
    "services": ("name", "minutes", "desks", "limit"),
    "groups": ("name", "services"),
    "series": ("name", "numbers", "services"),
    "desks": ("name", "services", "pool"),
    "pools": ("name", "services", "desks"),
    "priority_groups": ("name", "english"),
    "calendar": ("name", "sessions", "note"),
    "screens": ("name", "layout", "zone", "room", "voice", "second"),
    "notices": ("name", "days", "shown"),
    "media": ("name", "kind", "seconds", "shown"),
}


SHORT = 60
"""Letters of a notice that name it in a list."""


def shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def _short_day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def place_of(kind: str, doc: Mapping[str, Any]) -> str:
    return f"{kind} {doc['date'] if kind == 'calendar' else doc['id']}"


def _docs(setup: Setup, kind: str) -> list[dict[str, Any]]:
    return [doc_of(row) for row in (setup.hours.calendar if kind == "calendar" else getattr(setup, kind))]


def _state(kind: str, doc: Mapping[str, Any], now: Mapping[str, str], before: Mapping[str, str], now_date: date) -> str:
    place = place_of(kind, doc)
    if kind == "calendar" and date.fromisoformat(doc["date"]) < now_date:
        return "past"
    if place not in before:
        return "new"
    return "" if before[place] == now[place] else "changed"
