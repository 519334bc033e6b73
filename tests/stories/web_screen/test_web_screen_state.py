"""The screen in a browser knows, shows and says what the one of display/ does: the same stories told to both, in the browser that runs it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from display.around import Around
from display.scenes import picture
from display.state import Call, ScreenState, reduce, spotlight, spotlight_since
from drivers.screen.ops import Arrow, Box, Op, Picture, Qr, Rect, Text, Ticker
from server.words import Words

PURE = ("state", "hours", "frame", "calls", "scenes", "voice")
BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SIZES = ((1920, 1080), (1280, 720), (1080, 1920), (1024, 600))
LAYOUTS = ("calls", "media", "notices", "columns", "led")
# ── What it knows ──


def called(call: Call | None) -> list[Any] | None:
    if call is None:
        return None
    heard_s = None if call.heard_s == float("-inf") else call.heard_s
    return [call.ticket, call.label, call.desk, call.calls, heard_s, call.service, call.priority]


def knowledge(state: ScreenState, now_s: float) -> dict[str, Any]:
    since_s = spotlight_since(state, now_s)
    return {
        "board": [called(one) for one in state.board_here],
        "recent": [called(one) for one in state.recent_here],
        "large": called(spotlight(state, now_s)),
        "since": None if since_s == float("-inf") else since_s,
        "stale": state.stale(now_s),
        "seq": state.followed.seq,
        "helps": [one.kiosk for one in state.helps],
    }


KNOWLEDGE = """(state, nowS) => {
  const called = (call) => call && [call.ticket, call.label, call.desk, call.calls, call.heardS, call.service, call.priority];
  const large = moiso.state.spotlight(state, nowS);
  return { board: moiso.state.here(state, state.board).map(called), recent: moiso.state.here(state, state.recent).map(called),
           large: called(large.call), since: large.sinceS, stale: moiso.state.stale(state, nowS), seq: state.seq,
           helps: state.helps.map((one) => one.kiosk) };
}"""


@pytest.mark.parametrize("seed", range(10))
def test_it_knows_what_the_other_screen_knows(js: Page, story: Any, seed: int) -> None:
    office = story(seed)
    state: ScreenState = ScreenState()
    mine: list[Any] = []
    for message, at_s in office.told:
        after = reduce(state, message, at_s)
        state = state if after is None else after
        mine.append([after is None, *(knowledge(state, at_s + later_s) for later_s in (0, 3, 9))])
    theirs = js.evaluate(
        f"""(told) => {{
          let state = moiso.state.EMPTY;
          const look = {KNOWLEDGE};
          return JSON.parse(JSON.stringify(told.map((one) => {{
            const frozen = JSON.stringify(state);
            const after = moiso.state.reduce(state, one[0], one[1]);
            if (JSON.stringify(state) !== frozen) throw new Error("the state before was changed");
            state = after || state;
            return [after === null].concat([0, 3, 9].map((laterS) => look(state, one[1] + laterS)));
          }})));
        }}""",
        office.wire,
    )
    for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        assert one == other, f"after message {number}: {office.told[number][0]}"


@pytest.mark.parametrize(
    "message", ['{"t": "what_will_come_some_day"}', '{"t": "constructor"}', '{"t": "printers", "printers": []}']
)
def test_a_message_of_a_later_version_is_passed_over(js: Page, story: Any, message: str) -> None:
    snapshot = story(1, 0).told[-1][0].model_dump_json()
    found = js.evaluate(
        "([snapshot, one]) => { const m = moiso.state; const a = m.reduce(m.EMPTY, JSON.parse(snapshot), 1); "
        "return [m.reduce(m.EMPTY, JSON.parse(one), 1), m.reduce(a, JSON.parse(one), 2).seq]; }",
        [snapshot, message],
    )
    assert found == [None, 5]


def test_a_gap_asks_for_a_new_line_and_an_old_word_changes_nothing(js: Page, story: Any) -> None:
    office = story(1, 0)
    snapshot = json.loads(office.told[-1][0].model_dump_json())
    outcome = js.evaluate(
        """([snapshot, ...told]) => { const m = moiso.state; const a = m.reduce(m.EMPTY, snapshot, 1);
           return told.map((one) => { const b = m.reduce(a, one, 2); return b && b.seq; }); }""",
        [snapshot, {"t": "news", "seq": 7, "kind": "x"}, {"t": "news", "seq": 5, "kind": "x"}, {"t": "tick", "seq": 6, "now": "2026-11-23T01:00:00Z"}],
    )  # fmt: skip
    assert outcome == [None, 5, None]


# ── What it shows ──


def flat(rect: Rect) -> list[int]:
    return [rect.x, rect.y, rect.width, rect.height]


def drawn(op: Op) -> list[Any]:
    match op:
        case Box(rect, colour, radius):
            return ["box", flat(rect), list(colour), radius]
        case Text(text, rect, size, colour, bold, align, lines, floor):
            return ["text", flat(rect), list(colour), text, size, bold, str(align), lines, floor]
        case Arrow(rect, colour):
            return ["arrow", flat(rect), list(colour)]
        case Qr(rect, text):
            return ["qr", flat(rect), text]
        case Picture(rect, name):
            return ["picture", flat(rect), name]
        case Ticker(text, rect, size, colour, back, bold):
            return ["ticker", flat(rect), list(colour), text, size, list(back), bold]


DRAWN = """(op) => {
  const r = [op.rect.x, op.rect.y, op.rect.w, op.rect.h];
  if (op.op === "box") return ["box", r, op.colour, op.radius];
  if (op.op === "text") return ["text", r, op.colour, op.text, op.size, op.bold, op.align, op.lines, op.floor];
  if (op.op === "arrow") return ["arrow", r, op.colour];
  if (op.op === "qr") return ["qr", r, op.text];
  if (op.op === "picture") return ["picture", r, op.name];
  return ["ticker", r, op.colour, op.text, op.size, op.back, op.bold];
}"""


@pytest.mark.parametrize("seed", range(100, 120))
def test_it_shows_what_the_other_screen_shows(js: Page, story: Any, seed: int) -> None:
    office = story(seed, 25)
    size = SIZES[seed % len(SIZES)]
    words, state = Words("vi"), ScreenState()
    ready, film, shift = ("b" * 32, "a" * 32), office.random.choice(["", "b" * 32]), office.random.choice([(0, 0), (4, -4)])
    around = Around(address="may-chu:8480", ready=ready, film=film, shift=shift)
    mine = [[drawn(op) for op in picture(state, 990.0, size, words, around)]]
    for message, at_s in office.told:
        state = reduce(state, message, at_s) or state
        for later_s in (0.1, 6.6, 33.0, 700.0):
            mine.append([drawn(op) for op in picture(state, at_s + later_s, size, words, around)])
    theirs = js.evaluate(
        f"""([told, size, around]) => {{
          let state = moiso.state.EMPTY;
          const look = (nowS) => moiso.scenes.picture(state, nowS, size[0], size[1], window.words, around).map({DRAWN});
          const out = [look(990)];
          for (const one of told) {{
            state = moiso.state.reduce(state, one[0], one[1]) || state;
            for (const laterS of [0.1, 6.6, 33, 700]) out.push(look(one[1] + laterS));
          }}
          return out;
        }}""",
        [office.wire, list(size), {"address": "may-chu:8480", "ready": list(ready), "film": film, "shift": list(shift)}],
    )
    for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        assert one == other, f"picture {number} of {office.layout}"


def test_the_stories_show_all_that_there_is(story: Any) -> None:
    """The comparison is worth nothing for what never comes up in it."""
    kinds = {op[0] for seed in range(100, 140) for op in _last_pictures(story(seed, 25))}
    assert kinds == {"box", "text", "arrow", "qr", "picture", "ticker"}


def _last_pictures(office: Any) -> list[list[Any]]:
    state = ScreenState()
    for message, at_s in office.told:
        state = reduce(state, message, at_s) or state
    around = Around(ready=("a" * 32,))
    return [
        drawn(op) for later_s in (0.1, 40.0) for op in picture(state, office.told[-1][1] + later_s, SIZES[0], Words("vi"), around)
    ]
