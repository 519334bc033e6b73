"""Waits by class for each policy on the four scenarios (QUEUEING §3), and how long replaying them through the real rules takes."""

from pathlib import Path
from time import perf_counter

from bench.decide import reference_us
from bench.figures import Figure, median, table
from bench.rig import RigError
from server.domain.setup import Policy
from server.simulate.driver import replay
from server.simulate.engine import DomainEngine
from server.simulate.scenario import NotAScenario, Scenario, read
from server.simulate.table import POLICIES
from server.simulate.table import table as table_of_waits

TITLE = "queueing: sixty days through the real rules, default policy"
SCENARIOS = Path(__file__).parents[1] / "tests" / "golden" / "queueing"
ROUNDS = 3


def run() -> None:
    """Measure and print. Raises: RigError without the scenarios."""
    try:
        scenarios = [read(path) for path in sorted(SCENARIOS.glob("*.json.gz"))]
    except NotAScenario as error:
        raise RigError(str(error)) from error
    if not scenarios:
        raise RigError(f"there are no scenarios in {SCENARIOS}")
    print(table(TITLE, [_figure(scenario) for scenario in scenarios]), flush=True)
    print(f"\n{table_of_waits(scenarios, POLICIES)}")


def _figure(scenario: Scenario) -> Figure:
    """The middle one of some rounds, each beside its own reference."""
    replace_us, took_s, citizens = [], [], 0
    for _ in range(ROUNDS):
        replace_us.append(reference_us()[0])
        begun_s = perf_counter()
        citizens = len(replay(scenario, DomainEngine(Policy())))
        took_s.append(perf_counter() - begun_s)
    each_us = median(took_s) / citizens * 1e6
    measured = f"{median(took_s):.2f} s, {citizens:,} citizens, {each_us:.0f} µs each"
    return Figure(scenario.name, measured, f"{each_us / median(replace_us):.1f} × replace")
