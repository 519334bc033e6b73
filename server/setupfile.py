"""The setup as one TOML file that a technician can read, edit and bring back. Knows text; asks nobody and opens no other file.

The comments and the order of what is written are those of setup_default.toml.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from server.domain.checks import check, series_in_use
from server.domain.faults import Fault
from server.domain.setup import Setup
from server.setupdoc import NotASetup, doc_of, setup_from
from server.setupwords import Finding, NotToml, sentences
from server.words import CLIP_TEXTS

__all__ = ["DEFAULT_FILE", "BadSetupFile", "default_setup", "default_text", "faults", "sentences", "setup_of", "text_of"]

DEFAULT_FILE = Path(__file__).with_name("setup_default.toml")


class BadSetupFile(ValueError):
    """The text cannot be used as a setup. `findings`: everything that was found; `sentences` says them."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} findings, the first: {findings[0]}")
        self.findings = findings


def setup_of(text: str) -> Setup:
    """The setup that the TOML text describes, without faults. Raises: BadSetupFile."""
    text = text.removeprefix("\ufeff")  # as Notepad writes it
    try:
        setup = setup_from(tomllib.loads(text))
    except NotASetup as error:
        raise BadSetupFile(list(error.misfits)) from None
    except (ValueError, RecursionError) as error:  # ValueError: not TOML, or a number of thousands of digits
        raise BadSetupFile([_not_toml(str(error), text)]) from None
    if found := faults(setup):
        raise BadSetupFile(list(found))
    return setup


def faults(setup: Setup) -> list[Fault]:
    """All faults: those of the domain, and letters that the voice has no name for."""
    unspoken = [
        Fault("unspoken", where, (("letter", letter),))
        for where, series in series_in_use(setup).items()
        for letter in dict.fromkeys(series.prefix)
        if "A" <= letter <= "Z" and f"chu_{letter}" not in CLIP_TEXTS
    ]
    return [*check(setup), *unspoken]


def default_text() -> str:
    """The file of a commune's centre, as a beginning."""
    return DEFAULT_FILE.read_text(encoding="utf-8")


def default_setup() -> Setup:
    """The setup of a fresh install."""
    return setup_of(default_text())


def text_of(setup: Setup) -> str:
    """The setup as a TOML text, `setup_of(text_of(x)) == x`. Empty fields are left out; what is not used stands there as an example."""
    doc = doc_of(setup)
    blocks = [block for section in _pattern() for block in _section(section, doc)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def _not_toml(message: str, text: str) -> NotToml:
    what = "written_twice" if message.startswith(("Cannot", "Duplicate")) else "not_toml"
    at = _AT.search(message)
    return NotToml(what, int(at[1]), int(at[2])) if at else NotToml(what, len(text.splitlines()) or 1)


# ── the pattern: setup_default.toml, line by line ──


@dataclass(slots=True)
class _Part:
    """A section of the pattern. `example`: its first lines as comments; `keys`: the comments over each of its keys."""

    name: str
    prose: list[str]
    example: list[str] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)
    is_list: bool = False


_HEAD = re.compile(r"(?:# )?(\[+)([a-z_.]+)\]+")
_KEY = re.compile(r"(# )?([a-z_]+) = ")


@cache
def _pattern() -> tuple[_Part, ...]:
    first, *blocks = default_text().strip().split("\n\n")
    parts = {"": _Part("", first.splitlines())}
    for block in blocks:
        lines = block.splitlines()
        at = next((place for place, line in enumerate(lines) if _HEAD.fullmatch(line)), None)
        head = None if at is None else _HEAD.fullmatch(lines[at])
        if at is None or head is None:
            _keys(parts[""], lines)
        elif head[2] not in parts:
            part = parts[head[2]] = _Part(head[2], lines[:at], is_list=head[1] == "[[")
            part.example = [line if line.startswith("#") else f"# {line}" for line in lines[at:]]
            _keys(part, lines[at + 1 :])
    return tuple(parts.values())


def _keys(part: _Part, lines: list[str]) -> None:
    prose: list[str] = []
    for line in lines:
        key = _KEY.match(line)
        if key is None:
            prose.append(line)
            continue
        part.keys[key[2]] = [*prose, line] if key[1] else prose
        prose = []


# ── writing ──


def _section(part: _Part, doc: dict[str, Any]) -> Iterator[list[str]]:
    """The blocks of lines of one section."""
    value: Any = doc
    for name in filter(None, part.name.split(".")):
        value = value.get(name)
    if not part.name:
        yield part.prose
        yield list(_commented(part, {key: one for key, one in value.items() if key in part.keys}))
    elif not value:
        yield [*part.prose, *part.example]
    elif part.is_list:
        for place, row in enumerate(value):
            yield [*(part.prose if place == 0 else ()), f"[[{part.name}]]", *_row(row), *_week(part, row)]
    else:
        yield [*part.prose, f"[{part.name}]", *_commented(part, value)]


def _commented(part: _Part, values: dict[str, Any]) -> Iterator[str]:
    """Keys in the order of the pattern with what stands over them there; one without a value stays as its example."""
    for key, above in part.keys.items():
        is_example = bool(above) and _KEY.match(above[-1]) is not None
        yield from above[:-1] if is_example and key in values else above
        if key in values:
            yield f"{key} = {_value(values[key])}"


_ALWAYS = ("services", "speaks", "shown")
"""Also when empty, or no."""


def _row(row: dict[str, Any]) -> Iterator[str]:
    for key, value in row.items():
        empty = value in ("", [], {}) or value is False
        if key in ("date", "first_day", "last_day"):
            yield f"{key} = {value}"
        elif key != "week" and (key in _ALWAYS or not empty):
            yield f"{key} = {_value(value)}"


def _week(part: _Part, row: dict[str, Any]) -> Iterator[str]:
    if row.get("week"):
        yield f"[{part.name}.week]"
        yield from (f"{day} = {_value(sessions)}" for day, sessions in row["week"].items())


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # all of JSON's escapes are TOML's, too
        case dict() if not value:
            return "{}"
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
        case list() if any(isinstance(one, dict) for one in value):
            return "[\n" + "".join(f"    {_value(one)},\n" for one in value) + "]"
        case list():
            return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)
