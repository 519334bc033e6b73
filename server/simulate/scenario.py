"""Scenario files ("queue-replay/1", plain or .gz) as values: what happens on each day whatever the rules are. Source: QUEUEING §3."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "queue-replay/1"
_CONFIGURED = ("services", "desks", "window", "drain", "noshow_sec", "classes")


class NotAScenario(ValueError):
    """The file cannot be replayed. The message names it and says why."""


class Citizen(NamedTuple):
    """One who comes. Seconds since midnight, durations in seconds; −1 where there is none."""

    arrives_s: int
    service: int
    cls: int
    work_s: int
    patience_s: int  # gone, silently, if called later than this after the arrival
    then: int  # sent on to this service
    then_work_s: int


class Stretch(NamedTuple):
    """A desk from one second of the day to another."""

    desk: int
    start_s: int
    end_s: int


class Break(NamedTuple):
    """A desk without its officer; begins when the citizen in hand is served."""

    desk: int
    start_s: int
    length_s: int


@dataclass(frozen=True, slots=True)
class ScenarioDay:
    """`speed`: per desk in percent of the work's seconds; `plan`: what the manager planned; `shifts`: what came of it."""

    number: int
    weekday: int
    plan: tuple[Stretch, ...]
    shifts: tuple[Stretch, ...]
    breaks: tuple[Break, ...]
    speed: tuple[int, ...]
    citizens: tuple[Citizen, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`cfg` is what an engine is configured with, as in the file. `drain_s`: how long a desk goes on after it should close."""

    name: str
    cfg: Mapping[str, Any]
    skills: Mapping[int, frozenset[int]]
    priority: frozenset[int]
    drain_s: int
    noshow_s: int
    days: tuple[ScenarioDay, ...]


def read(path: Path) -> Scenario:
    """Raises: NotAScenario, also when there is no such file."""
    try:
        data = path.read_bytes()
        return _scenario(json.loads(gzip.decompress(data) if path.suffix == ".gz" else data))
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise NotAScenario(f"{path}: {error!r}") from error


def _scenario(doc: Mapping[str, Any]) -> Scenario:
    if doc["format"] != FORMAT:
        raise ValueError(f"the format is {doc['format']!r}, not {FORMAT!r}")
    return Scenario(
        name=doc["name"],
        cfg={key: doc[key] for key in _CONFIGURED},
        skills={desk["id"]: frozenset(desk["skills"]) for desk in doc["desks"]},
        priority=frozenset(place for place, name in enumerate(doc["classes"]) if name == "priority"),
        drain_s=doc["drain"],
        noshow_s=doc["noshow_sec"],
        days=tuple(map(_day, doc["days"])),
    )


def _day(doc: Mapping[str, Any]) -> ScenarioDay:
    return ScenarioDay(
        number=doc["d"],
        weekday=doc["dow"],
        plan=tuple(Stretch(*one) for one in doc["plan"]),
        shifts=tuple(Stretch(*one) for one in doc["shifts"]),
        breaks=tuple(Break(*one) for one in doc["breaks"]),
        speed=tuple(doc["speed"]),
        citizens=tuple(Citizen(*one) for one in doc["tickets"]),
    )
