"""The table of waits by class for each policy, in the form of QUEUEING §3, and what its figures mean.

Mean, p95 (interpolated) and longest are of all citizens ever called on all days: minutes until the first call, also of those who had gone
home by then. k is the most that a normal citizen was overtaken. The ratio is taken of those who wait more than five minutes under FIFO in
the same scenario. So read, rows without a cap are QUEUEING's to the minute, but for "ratio": ours counts in a row for each desk, QUEUEING's
for the whole office. With a cap, ours is a little stricter: being overtaken by somebody in the second step of a visit counts as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from server.domain.setup import Policy, Rule
from server.simulate.driver import Visit, replay
from server.simulate.engine import DomainEngine
from server.simulate.scenario import Scenario

FIFO = Policy(Rule.FIFO, cap=0)
POLICIES: dict[str, Policy] = {
    "FIFO": FIFO,
    "strict": Policy(Rule.STRICT, cap=0),
    "ratio 2:1": Policy(Rule.RATIO, in_a_row=2, cap=0),
    "head start 20'": Policy(Rule.HEAD_START, minutes=20, cap=0),
    "head start 45'": Policy(Rule.HEAD_START, minutes=45, cap=0),
    "accumulating b=2": Policy(Rule.ACCUMULATING, slope=2, cap=0),
    "accumulating b=4": Policy(Rule.ACCUMULATING, slope=4, cap=0),
    "accumulating b=4 cap 3": Policy(Rule.ACCUMULATING, slope=4, cap=3),
    "accumulating b=4 cap 5": Policy(Rule.ACCUMULATING, slope=4, cap=5),
    "accumulating b=10 cap 5": Policy(Rule.ACCUMULATING, slope=10, cap=5),
}
"""The rows of QUEUEING §3; cap 0 is no cap."""
BUSY_S = 300
LEGEND = (
    "normal mean/p95/longest wait · priority mean/p95/longest wait, minutes; "
    "ratio of the means among those who wait over 5 minutes under FIFO, k = most times that a normal citizen was overtaken"
)


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes; of nobody: zeros."""

    mean: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class Row:
    """One policy on one scenario. `ratio` is None where one of the classes never waited."""

    normal: Waits
    priority: Waits
    ratio: float | None
    k: int


def chosen(rule: str | None, slope: float | None, cap: int | None, in_a_row: int | None, minutes: int | None) -> Policy | None:
    """The policy that somebody asked for, with the office's defaults for what is None; None when nothing was said."""
    said = {"rule": Rule(rule) if rule else None, "slope": slope, "cap": cap, "in_a_row": in_a_row, "minutes": minutes}
    changes: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    return replace(Policy(), **changes) if changes else None


def row(visits: Sequence[Visit], busy: frozenset[str]) -> Row:
    """`busy`: the tickets that the ratio is taken of."""
    return Row(
        _waits(_minutes(visits, priority=False)),
        _waits(_minutes(visits, priority=True)),
        _ratio([visit for visit in visits if visit.ticket in busy]),
        max((visit.overtaken for visit in visits if not visit.priority), default=0),
    )


def busy_tickets(under_fifo: Iterable[Visit]) -> frozenset[str]:
    return frozenset(visit.ticket for visit in under_fifo if visit.wait_s is not None and visit.wait_s > BUSY_S)


def rows(scenario: Scenario, policies: dict[str, Policy]) -> dict[str, Row]:
    """Replays the scenario once for each policy, and once more under FIFO unless that is among them."""
    under_fifo = replay(scenario, DomainEngine(FIFO))
    busy = busy_tickets(under_fifo)
    return {
        name: row(under_fifo if policy == FIFO else replay(scenario, DomainEngine(policy)), busy)
        for name, policy in policies.items()
    }


def table(scenarios: Sequence[Scenario], policies: dict[str, Policy]) -> str:
    """The whole table, as Markdown."""
    columns = [rows(scenario, policies) for scenario in scenarios]
    lines = ["| policy |" + "".join(f" {scenario.name} | ratio, k |" for scenario in scenarios)]
    lines.append("|---|" + "---|---|" * len(scenarios))
    lines += [f"| {name} |" + "".join(_cells(column[name]) for column in columns) for name in policies]
    return "\n".join((LEGEND, *lines))


def percentile(values: Sequence[float], percent: float) -> float:
    """Between the two nearest values in proportion. Raises: IndexError when there are none."""
    ordered, place = sorted(values), (len(values) - 1) * percent / 100
    below, above = ordered[int(place)], ordered[min(int(place) + 1, len(ordered) - 1)]
    return below + (above - below) * (place - int(place))


def _minutes(visits: Iterable[Visit], *, priority: bool) -> list[float]:
    return [visit.wait_s / 60 for visit in visits if visit.wait_s is not None and visit.priority is priority]


def _waits(minutes: list[float]) -> Waits:
    return Waits(fmean(minutes), percentile(minutes, 95), max(minutes)) if minutes else Waits(0, 0, 0)


def _ratio(visits: Sequence[Visit]) -> float | None:
    normal, priority = _minutes(visits, priority=False), _minutes(visits, priority=True)
    return fmean(priority) / fmean(normal) if priority and any(normal) else None


def _cells(one: Row) -> str:
    ratio = "–" if one.ratio is None else f"{one.ratio:.2f}"
    return f" {_three(one.normal)} · {_three(one.priority)} | {ratio}, {one.k} |"


def _three(waits: Waits) -> str:
    return f"{waits.mean:.0f}/{waits.p95:.0f}/{waits.longest:.0f}"
