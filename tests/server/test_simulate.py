"""The simulation's parts: the bridge's lines, the domain behind it, the driver's bookkeeping, the table."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from server import cli
from server.domain.errors import Refused
from server.domain.setup import Policy, Rule
from server.simulate.bridge import operations_of, serve
from server.simulate.driver import Broken, Visit, replay
from server.simulate.engine import DomainEngine, NotPossible
from server.simulate.scenario import NotAScenario, Scenario, read
from server.simulate.table import FIFO, POLICIES, busy_tickets, chosen, percentile, row, table

CFG: dict[str, Any] = {
    "services": [{"id": 0, "name": "Chứng thực"}, {"id": 1, "name": "Hộ tịch"}],
    "desks": [{"id": 0, "skills": [0, 1]}, {"id": 7, "skills": [1]}],
    "window": [[0, 1000]],
    "drain": 600,
    "noshow_sec": 45,
    "classes": ["normal", "priority"],
}
DAY: dict[str, Any] = {"d": 0, "dow": 0, "plan": [], "shifts": [[0, 100, 1000]], "breaks": [], "speed": [100] * 8, "tickets": []}


def started(policy: Policy | None = None) -> DomainEngine:
    engine = DomainEngine(policy)
    engine.configure(CFG)
    engine.day_start(0, 0, [])
    return engine


def said(*lines: Any, engine: DomainEngine | None = None) -> list[Any]:
    """What the bridge answers to these lines; whatever is not bytes is written as JSON."""
    out = io.StringIO()
    sent = (line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    serve(sent, out, engine or DomainEngine())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def scenario(tmp_path: Path, **day: Any) -> Scenario:
    """One day: desk 0 gives both services from 100 to 1000 s."""
    return read(written(tmp_path, {"format": "queue-replay/1", "name": "one", **CFG, "days": [DAY | day]}))


def written(tmp_path: Path, doc: Any) -> Path:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(doc))
    return path


# ── the domain behind it ──
def test_who_came_first_is_called_first_and_then_nobody() -> None:
    engine = started()
    engine.arrive("x", 0, 0, 100)
    engine.arrive("y", 1, 0, 101)
    engine.desk_open(0, 102)
    assert engine.call_next(0, 102) == "x"
    engine.finish(0, "x", 110)
    assert engine.call_next(0, 110) == "y"
    engine.no_show(0, "y", 160)
    assert engine.call_next(0, 160) is None


@pytest.mark.parametrize(("cls", "first"), [(1, "late"), ("priority", "late"), (0, "early"), ("normal", "early")])
def test_the_class_of_priority_goes_first_by_the_policy(cls: Any, first: str) -> None:
    engine = started(Policy(Rule.STRICT))
    engine.arrive("early", 0, 0, 100)
    engine.arrive("late", 0, cls, 101)
    assert engine.call_next(0, 102) == first


def test_who_is_sent_on_waits_there_by_the_time_of_arrival() -> None:
    engine = started()
    engine.arrive("x", 0, 0, 100)
    engine.arrive("y", 1, 0, 101)
    assert engine.call_next(0, 102) == "x"
    engine.finish(0, "x", 110, 1)
    assert [engine.call_next(7, 110), engine.call_next(0, 110)] == ["x", "y"]


def test_every_day_begins_empty_though_the_last_one_was_not_ended() -> None:
    engine = started()
    engine.arrive("x", 0, 0, 100)
    engine.day_start(1, 1, [])
    assert engine.call_next(0, 100) is None
    engine.arrive("x", 0, 0, 101)
    assert engine.call_next(0, 102) == "x"


def test_a_desk_that_is_closed_cannot_close_once_more() -> None:
    engine = started()
    engine.arrive("x", 0, 0, 100)
    engine.desk_open(0, 101)
    engine.desk_close(0, 102)
    with pytest.raises(Refused):
        engine.desk_close(0, 103)


def test_what_does_not_fit_is_said_and_changes_nothing() -> None:
    engine = started()
    engine.arrive("x", 0, 0, 100)
    for wrong in (
        lambda: engine.arrive("x", 0, 0, 101),
        lambda: engine.arrive("y", 5, 0, 101),
        lambda: engine.finish(0, "x", 101),
        lambda: engine.eta("nobody", 101),
        lambda: engine.desk_open(1, 101),
        lambda: engine.configure(CFG | {"desks": []}),
        lambda: DomainEngine().day_start(0),
        lambda: DomainEngine(Policy(slope=0)).configure(CFG),
    ):
        with pytest.raises(NotPossible):
            wrong()
    assert engine.call_next(0, 102) == "x"


# ── the bridge ──
def test_a_day_over_the_bridge() -> None:
    assert said(
        {"op": "configure", "cfg": CFG},
        {"op": "day_start", "d": 0, "dow": 0, "plan": [[0, 100, 1000]]},
        {"op": "arrive", "ticket": "0-0", "service": 0, "cls": 0, "t": 90},
        {"op": "desk_open", "desk": 0, "t": 100},
        {"op": "eta", "ticket": "0-0", "t": 100},
        {"op": "call_next", "desk": 0, "t": 100},
        {"op": "finish", "desk": 0, "ticket": "0-0", "t": 130, "transfer_to": None},
        {"op": "call_next", "desk": 0, "t": 130},
        {"op": "desk_pause", "desk": 0, "t": 130},
        {"op": "desk_resume", "desk": 0, "t": 140},
        {"op": "desk_close", "desk": 0, "t": 150},
        {"op": "desk_close", "desk": 0, "t": 150},
        {"op": "day_end"},
    ) == [None, None, None, None, None, "0-0", None, None, None, None, None, {"error": "desk_not_open"}, None]


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"not json\n",
        b"[]\n",
        b"null\n",
        b'{"op": "call_next"',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b'{"op": "fly"}\n',
        b'{"op": ["call_next"]}\n',
        b"{}\n",
        b'{"op": "call_next", "desk": 0}\n',
        b'{"op": "call_next", "desk": [], "t": 1}\n',
        b'{"op": "call_next", "desk": 0, "t": "soon"}\n',
        b'{"op": "arrive", "ticket": "y", "service": 0, "cls": 0, "t": NaN}\n',
        b'{"op": "arrive", "ticket": "y", "service": 0, "cls": 0, "t": 1e300}\n',
        b'{"op": "arrive", "ticket": "y", "service": 0, "cls": {}, "t": 1}\n',
        b'{"op": "configure", "cfg": []}\n',
        b'{"op": "configure", "cfg": {"services": [{}]}}\n',
    ],
)
def test_a_line_that_makes_no_sense_is_answered_and_changes_nothing(line: bytes) -> None:
    engine = started()
    engine.arrive("x", 0, 0, 0)
    wrong, right = said(line, {"op": "call_next", "desk": 0, "t": 1}, engine=engine)
    assert set(wrong) == {"error"} and right == "x"


def test_an_answer_is_ascii_whatever_the_ids_are() -> None:
    out = io.StringIO()
    lines = (
        b'{"op": "arrive", "ticket": "\\ud800 \xc4\x91", "service": 0, "cls": 0, "t": 1}',
        b'{"op": "call_next", "desk": 0, "t": 1}',
    )
    serve(lines, out, started())
    assert out.getvalue() == 'null\n"\\ud800 \\u0111"\n'


def test_a_day_that_never_began_is_an_error_and_calls_nobody() -> None:
    before = said({"op": "day_end"}, {"op": "day_start", "d": 0, "dow": 0, "plan": []}, {"op": "configure", "cfg": CFG})
    assert before == [{"error": "day_not_open"}, {"error": "NotPossible: day_start before configure"}, None]


def test_every_operation_of_the_interface_is_there() -> None:
    assert set(operations_of(DomainEngine())) == {
        "configure", "day_start", "desk_open", "desk_close", "desk_pause", "desk_resume", "arrive", "eta", "call_next", "no_show",
        "finish", "day_end",
    }  # fmt: skip


# ── the driver ──
def test_waits_are_counted_until_the_first_call(tmp_path: Path) -> None:
    visits = replay(scenario(tmp_path, tickets=[[50, 0, 0, 200, -1, -1, 0], [60, 1, 0, 30, -1, 0, 40]]), DomainEngine())
    assert [(one.called_s, one.wait_s, one.sent_on) for one in visits] == [(100, 50, False), (300, 240, True)]


def test_who_has_gone_home_costs_the_desk_the_seconds_of_a_call(tmp_path: Path) -> None:
    visits = replay(scenario(tmp_path, tickets=[[50, 0, 0, 200, 10, -1, 0], [60, 1, 0, 30, -1, -1, 0]]), DomainEngine())
    assert [(one.called_s, one.came) for one in visits] == [(100, False), (145, True)]


def test_a_desk_serves_on_after_closing_only_as_long_as_it_may(tmp_path: Path) -> None:
    tickets = [[50, 0, 0, 1000, -1, -1, 0], [60, 0, 0, 600, -1, -1, 0], [70, 0, 0, 10, -1, -1, 0]]
    visits = replay(scenario(tmp_path, tickets=tickets), DomainEngine())
    assert [one.called_s for one in visits] == [100, 1100, None]


def test_a_break_begins_when_the_citizen_in_hand_is_served(tmp_path: Path) -> None:
    tickets = [[50, 0, 0, 100, -1, -1, 0], [60, 0, 0, 100, -1, -1, 0]]
    visits = replay(scenario(tmp_path, tickets=tickets, breaks=[[0, 150, 60]]), DomainEngine())
    assert [one.called_s for one in visits] == [100, 260]


def test_overtaken_is_whoever_came_sooner_and_is_called_later(tmp_path: Path) -> None:
    tickets = [[50, 0, 0, 50, -1, -1, 0], [51, 0, 0, 50, -1, -1, 0], [52, 1, 1, 50, -1, -1, 0]]
    visits = replay(scenario(tmp_path, tickets=tickets), DomainEngine(Policy(Rule.STRICT)))
    assert [one.overtaken for one in visits] == [1, 1, 0]


@pytest.mark.parametrize("answer", ["0-7", "0-1"])
def test_an_engine_that_calls_somebody_who_cannot_be_served_is_found_out(tmp_path: Path, answer: str) -> None:
    class Liar(DomainEngine):
        def call_next(self, desk: Any, t: float) -> Any:
            return answer

    with pytest.raises(Broken):
        replay(scenario(tmp_path, tickets=[[50, 0, 0, 9, -1, -1, 0], [50, 0, 0, 9, -1, -1, 0]], shifts=[[7, 60, 90]]), Liar())


# ── scenarios and the table ──
def test_a_compressed_scenario_is_the_same(tmp_path: Path) -> None:
    plain = scenario(tmp_path, tickets=[[50, 0, 0, 200, -1, -1, 0]])
    packed = tmp_path / "one.json.gz"
    packed.write_bytes(gzip.compress((tmp_path / "one.json").read_bytes()))
    assert read(packed) == plain


@pytest.mark.parametrize("doc", [[], {}, {"format": "queue-replay/2"}, {"format": "queue-replay/1", "name": "x"}])
def test_a_file_that_is_no_scenario_is_refused_by_name(tmp_path: Path, doc: Any) -> None:
    with pytest.raises(NotAScenario, match=r"one\.json"):
        read(written(tmp_path, doc))


def test_percentiles_lie_between_the_nearest_values() -> None:
    assert [percentile([4.0, 1.0, 2.0, 3.0], part) for part in (0, 50, 95, 100)] == [1, 2.5, pytest.approx(3.85), 4]


def test_the_ratio_is_taken_of_those_who_wait_long_under_fifo() -> None:
    def visit(ticket: str, wait_s: int, *, priority: bool = False) -> Visit:
        return Visit(ticket, 0, 0, priority, 0, 0, called_s=wait_s)

    fifo = [visit("a", 300), visit("b", 301), visit("c", 900, priority=True)]
    strict = [visit("a", 360), visit("b", 600), visit("c", 60, priority=True)]
    found = row(strict, busy_tickets(fifo))
    assert (found.ratio, found.normal.mean, found.priority.longest, found.k) == (0.1, 8, 1, 0)


def test_a_table_of_nobody_can_be_read(tmp_path: Path) -> None:
    assert "| FIFO | 0/0/0 · 0/0/0 | –, 0 |" in table([scenario(tmp_path)], {"FIFO": FIFO})


def test_the_policy_that_was_asked_for_has_the_offices_defaults_for_the_rest() -> None:
    assert chosen(None, None, None, None, None) is None
    assert chosen(None, 10, None, None, None) == Policy(slope=10, cap=5)
    assert chosen("ratio", None, 0, 3, None) == Policy(Rule.RATIO, cap=0, in_a_row=3)
    assert chosen("head_start", None, None, None, 20) == Policy(Rule.HEAD_START, minutes=20)


# ── the command ──
def test_the_command_prints_every_policy_or_the_one_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario(tmp_path, tickets=[[50, 0, 0, 200, -1, -1, 0]])
    assert cli.main(["simulate", str(tmp_path / "one.json")]) == 0
    printed = capsys.readouterr().out
    assert [name for name in POLICIES if f"| {name} |" not in printed] == []
    assert cli.main(["simulate", str(tmp_path / "one.json"), "--policy", "strict", "--cap", "0"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "| strict | 1/1/1 · 0/0/0 | –, 0 |"


@pytest.mark.parametrize(
    ("words", "status"),
    [([], 2), (["--bridge", "one.json"], 2), (["no-such-file.json"], 1), (["{file}", "--slope", "0"], 1)],
)
def test_what_cannot_be_simulated_is_said(
    tmp_path: Path, words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario(tmp_path)
    assert cli.main(["simulate", *(word.format(file=tmp_path / "one.json") for word in words)]) == status
    assert "moiso:" in capsys.readouterr().err
