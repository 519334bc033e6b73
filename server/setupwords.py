"""What is wrong with a setup, in sentences: the place in words, then what to do. Knows the words, not the file."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from server.domain.checks import WEEKDAYS
from server.domain.faults import Fault
from server.setupdoc import Misfit
from server.words import Words

SHORT = 40
"""Letters of somebody's text that are repeated in a sentence."""
_WITH_ROWS = ("services", "desks", "groups", "series", "pools", "priority_groups", "screens", "notices", "media", "calendar")
_WITHOUT_ROWS = ("hours", "policy", "calling", "paper", "office", "screen", "kiosk", "rules", "edits")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class NotToml(NamedTuple):
    """The text is not TOML. `what`: not_toml, written_twice, not_utf8. Line and column count from 1."""

    what: str
    line: int = 1
    column: int = 1


Finding = NotToml | Misfit | Fault


def sentences(findings: Iterable[Finding], words: Words) -> list[str]:
    """One sentence for each finding, on one line: "Lĩnh vực A, số phút (minutes): phải từ 1 đến 480."."""
    return [": ".join(filter(None, said(finding, words))) for finding in findings]


def said(finding: Finding, words: Words) -> tuple[str, str]:
    """The place, "" if there is none, and what is wrong there."""
    match finding:
        case NotToml(what, line, column):
            return "", words.say(f"config.{what}", line=line, column=column)
        case Misfit(where, what, detail):
            key = {"wrong_type": f"wrong_type_{detail}", "unknown_key": "unknown_key_like" if detail else "unknown_key"}.get(
                what, what
            )
            choices = detail if what == "wrong_choice" else _short(detail)
            return place_of(where.split(), words), words.say(f"config.{key}", detail=choices)
        case Fault(what, where, facts):
            given = {name: _short(fact) for name, fact in facts}
            path = [*where.split(), *filter(None, [given.pop("name", "")])]
            return place_of(path, words), words.say(f"config.{what}", **given)


_FIELD = {
    "no_name": "names", "bad_id": "id", "twice": "id", "bad_colour": "colour", "pale_colour": "colour", "group_in_itself": "parent",
    "unknown_series": "series", "no_desk_gives": "desks", "bad_prefix": "prefix", "unspoken": "prefix", "bad_range": "last",
    "no_next_series": "then", "series_in_circle": "then", "series_overlap": "prefix", "no_services_at_desk": "services",
    "unknown_service": "services", "unknown_pool": "pool", "unknown_group": "group", "week_not_seven": "week",
    "session_ends_first": "sessions", "sessions_overlap": "sessions", "row_twice": "kind",
    "bad_screen": "id", "bad_mark": "id", "unknown_desk": "desks",
}  # fmt: skip
"""The field that a finding is about, where it does not say so itself: there its words stand on a form."""


class Spotted(NamedTuple):
    """Where a form shows a finding, "services A minutes", the row or table in words, and what is wrong there."""

    where: str
    place: str
    message: str


def spot(finding: Misfit | Fault, words: Words) -> Spotted:
    """`where` in the terms of Misfit, but a day of the calendar is "calendar 2027-02-06"."""
    where = finding.where.removeprefix("hours ") if finding.where.startswith("hours calendar") else finding.where
    if isinstance(finding, Fault):
        name = dict(finding.facts).get("name", _FIELD.get(finding.what, ""))
        if name == "prefix" and where.startswith("services "):  # its own series has its id for a prefix
            name = "id"
        in_week = " week " in where and finding.what in ("session_ends_first", "sessions_overlap")
        where = f"{where} {name}".strip() if name and not in_week else where
    path = where.split()
    return Spotted(where, place_of(path[: 2 if path[:1] and path[0] in _WITH_ROWS else 1], words), said(finding, words)[1])


def place(where: str, words: Words) -> str:
    """ "services A" -> "Lĩnh vực A"."""
    return place_of(where.split(), words)


def place_of(path: list[str], words: Words) -> str:
    """["services", "A", "week", "mon"] -> "Lĩnh vực A, Thứ Hai"."""
    if path[:2] == ["hours", "calendar"]:
        path = path[1:]
    kind, *rest = path if path and path[0] in (*_WITH_ROWS, *_WITHOUT_ROWS) else ["rules", *path]
    head = words.say(f"row.{kind}")
    if kind in _WITH_ROWS and rest:
        head = f"{head} {_row(rest.pop(0), words)}"
    return ", ".join([head, *_fields(rest, words)])


def _row(name: str, words: Words) -> str:
    if name.startswith("#"):
        return words.say("config.nth", place=name[1:])
    if match := _DATE.fullmatch(name):
        return words.say("config.date", year=match[1], month=match[2], day=match[3])
    return _short(name)


def _fields(path: list[str], words: Words) -> list[str]:
    """["names", "vi"] -> "tên (names)", "“vi”": the name in the file stands beside the word, so that it can be found there."""
    known = words.section("field")
    out = []
    for name, after in zip(path, [*path[1:], ""], strict=False):
        if name in WEEKDAYS:
            out.append(words.say(f"weekday.{WEEKDAYS.index(name)}"))
        elif name.startswith("#"):
            out.append(words.say("config.nth", place=name[1:]))
        elif name not in known:
            out.append(f"“{_short(name)}”")
        elif not (name == "week" and after in WEEKDAYS):
            out.append(known[name] if known[name] == name else f"{known[name]} ({name})")
    return out


def _short(fact: str | int) -> str:
    """On one line, and not a whole page of it."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(fact))
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
