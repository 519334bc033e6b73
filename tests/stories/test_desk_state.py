"""server/web/static/state.js in the browser that runs it: what the desk page knows after what it has heard, and what bars each act."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

EIGHT = "2026-11-23T01:00:00Z"
EIGHT_MS = 1_795_395_600_000
ME = "00ff00ff00ff00ff"
Messages = list[dict[str, Any]]


def ticket(label: str, state: str = "waiting", **over: Any) -> dict[str, Any]:
    number = int(label[1:])
    plain = {
        "id": f"d-{label}", "service": label[0], "label": label, "state": state, "issued_at": EIGHT, "since_s": float(number), "tie": number,
        "priority": False, "appointment": False, "language": "vi", "steps": [], "for_desk": None, "opens_at": None, "admission": "", "desk": None,
        "called_at": EIGHT, "last_call_at": EIGHT, "started_at": None, "calls": 1, "why": None, "overtook": 0, "hold": None, "back_at": None,
        "note": "", "paper": None, "paper_trouble": "",
    }  # fmt: skip
    return plain | over


def printer(**over: Any) -> dict[str, Any]:
    return {"name": "main", "title": "", "trouble": "", "paper_low": False, "held": 0, "papers_left": None} | over


def snapshot(*tickets: dict[str, Any], **over: Any) -> dict[str, Any]:
    plain = {
        "t": "snapshot", "seq": 10, "epoch": "e", "now": EIGHT, "timezone": "Asia/Ho_Chi_Minh", "day": "2026-11-23", "is_open": True,
        "services": [{"id": one, "names": {"vi": one}} for one in "ABC"],
        "desks": [{"id": desk, "services": given, "state": "open", "officer": "", "reason": "", "back_at": None}
                  for desk, given in ((1, ["A", "B"]), (2, ["C"]))],
        "facts": [], "rolls": [], "printers": [printer()], "policy": {"cap": 5, "guarantee": ""}, "tickets": list(tickets),
        "calling": {"calls_max": 3, "recall_after_s": 5, "no_show_after_s": 0, "undo_s": 10, "long_wait_min": 30}, "clock_doubt": "",
    }  # fmt: skip
    return plain | over


def news(seq: int, one: dict[str, Any] | None = None, kind: str = "told", **over: Any) -> dict[str, Any]:
    return {"t": "news", "seq": seq, "at": EIGHT, "kind": kind, "ticket": one, "desk": None, "facts": []} | over


@pytest.fixture(scope="module")
def module_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def reduced(module_page: Page) -> Callable[..., dict[str, Any] | None]:
    """`reduced([messages], after_s=0)`: what desk 1 sees then, with `state` in it; None when a message could not follow."""
    from server.web.pages import STATIC

    module_page.goto("about:blank")
    module_page.evaluate(
        "async (code) => { window.state = await import(URL.createObjectURL(new Blob([code], {type: 'text/javascript'}))); }",
        (STATIC / "state.js").read_text(),
    )

    def run(messages: Messages, after_s: float = 0, desk: int = 1) -> Any:
        return module_page.evaluate(
            """([messages, at, later, desk, me]) => {
                let now = window.state.EMPTY;
                for (const one of messages) {
                    const frozen = JSON.stringify(now);
                    const next = window.state.reduce(now, one, at);
                    if (JSON.stringify(now) !== frozen) throw new Error("the state before was changed");
                    if (next === null) return null;
                    now = next;
                }
                return {...window.state.deskView(now, desk, me, at + later), state: now};
            }""",
            [messages, EIGHT_MS, after_s * 1000, desk, ME],
        )

    return run


def labels(tickets: list[dict[str, Any]]) -> list[str]:
    return [one["label"] for one in tickets]


def test_a_snapshot_is_sorted_into_the_lists_of_the_desk(reduced: Any) -> None:
    view = reduced([
        snapshot(ticket("A002"), ticket("A001"), ticket("C001"), ticket("B001", "missed"), ticket("A009", "held"), ticket("A003", "done", desk=1),
                 ticket("C002", for_desk=1), ticket("A004", for_desk=2), ticket("A005", "serving", desk=1))
    ])  # fmt: skip
    assert labels(view["waiting"]) == ["A001", "A002", "C002"]
    assert (labels(view["missed"]), labels(view["held"]), labels(view["ended"])) == (["B001"], ["A009"], ["A003"])
    assert view["hand"]["label"] == "A005" and view["mode"] == "serving"


def test_news_follow_by_their_number_and_a_gap_asks_for_a_new_snapshot(reduced: Any) -> None:
    assert labels(reduced([snapshot(), news(11, ticket("A001"))])["waiting"]) == ["A001"]
    assert reduced([snapshot(), news(10, ticket("A001"))])["waiting"] == [], "what is known already changes nothing"
    assert reduced([snapshot(), news(12, ticket("A001"))]) is None
    assert reduced([snapshot(), {"t": "tick", "now": EIGHT, "seq": 11}]) is None
    assert reduced([snapshot(), {"t": "tick", "now": EIGHT, "seq": 10}]) is not None


@pytest.mark.parametrize("word", ["what_will_come_some_day", "toString", "constructor"])
def test_a_message_of_a_later_version_is_passed_over(reduced: Any, word: str) -> None:
    assert labels(reduced([snapshot(ticket("A001")), {"t": word}])["waiting"]) == ["A001"]


def test_a_desk_and_the_facts_are_folded_too(reduced: Any) -> None:
    paused = snapshot()["desks"][0] | {"state": "paused", "reason": "Họp"}
    view = reduced([snapshot(), news(11, desk=paused, facts=[{"service": "A", "waiting": 7}])])
    assert (view["there"]["state"], view["there"]["reason"]) == ("paused", "Họp")
    assert view["state"]["facts"]["A"]["waiting"] == 7


def test_what_has_ended_leaves_the_lists_and_is_remembered_newest_first(reduced: Any) -> None:
    told = [
        news(11, ticket("A001", "done", desk=1)),
        news(12, ticket("A002", "cancelled")),
        news(13, ticket("C001", "done", desk=2)),
    ]
    view = reduced([snapshot(ticket("A001"), ticket("A002"), ticket("C001")), *told])
    assert labels(view["ended"]) == ["A002", "A001"] and view["waiting"] == []
    assert "d-A001" not in view["state"]["tickets"]
    assert labels(reduced([snapshot(ticket("A001")), told[0], news(12, ticket("A001"))])["ended"]) == [], "restored"


def test_the_ended_are_kept_over_a_reconnection_but_not_into_another_day(reduced: Any) -> None:
    before = [snapshot(ticket("A001")), news(11, ticket("A001", "done", desk=1))]
    assert labels(reduced([*before, snapshot(seq=20, epoch="f")])["ended"]) == ["A001"]
    assert reduced([*before, snapshot(seq=20, day="2026-11-24")])["ended"] == []


def test_not_more_than_thirty_ended_are_kept(reduced: Any) -> None:
    told = [news(10 + number, ticket(f"A{number:03}", "done", desk=1)) for number in range(1, 41)]
    assert labels(reduced([snapshot(), *told])["ended"]) == [f"A{number:03}" for number in range(40, 10, -1)]


EMPTY_HAND = {
    "recall",
    "start",
    "finish",
    "finish_other",
    "no_show",
    "hold",
    "transfer",
    "add_step",
    "priority",
    "reprint",
    "put_back",
    "cancel",
}
BARRED = {
    "empty": EMPTY_HAND | {"open_desk"},
    "called": {"call_next", "call_this", "undo", "pause_desk", "close_desk", "open_desk", "recall"},
    "serving": {
        "call_next",
        "call_this",
        "undo",
        "pause_desk",
        "close_desk",
        "open_desk",
        "recall",
        "start",
        "no_show",
        "put_back",
        "cancel",
    },
}


@pytest.mark.parametrize("mode", list(BARRED))
def test_what_can_be_done_follows_from_what_is_in_hand(reduced: Any, mode: str) -> None:
    hand = [] if mode == "empty" else [ticket("A009", mode, desk=1)]
    view = reduced([snapshot(ticket("A001"), *hand)], after_s=4)
    assert {act for act, bar in view["no"].items() if bar} == BARRED[mode]


def test_every_bar_has_a_sentence(reduced: Any) -> None:
    from server.words import Words

    said = {key.removeprefix("desk.not_") for key in Words("vi").keys() if key.startswith("desk.not_")}  # noqa: SIM118
    hands: list[Messages] = [
        [snapshot()],
        [snapshot(is_open=False)],
        [snapshot(ticket("A001", opens_at="2026-11-23T06:00:00Z", admission="next_session", called_at=None))],
    ]
    hands += [
        [snapshot(ticket("A009", mode, desk=1), printers=some)] for mode in ("called", "serving") for some in ([], [printer()])
    ]
    hands += [[snapshot(ticket("A009", "called", desk=1, calls=3, paper="queued", steps=["B", "C"]))]]
    closed = snapshot()["desks"][0] | {"state": "closed"}
    views = [reduced(one, after_s=seconds) for one in hands for seconds in (0, 60)] + [
        reduced([snapshot(), news(11, desk=closed)])
    ]
    assert {bar[0] for view in views for bar in view["no"].values() if bar} == said


def test_a_recall_is_offered_when_the_seconds_are_over_and_not_oftener_than_allowed(reduced: Any) -> None:
    called = ticket("A001", "called", desk=1)
    assert reduced([snapshot(called)], after_s=2)["no"]["recall"] == ["soon", {"seconds": 3}]
    assert reduced([snapshot(called)], after_s=5)["no"]["recall"] is None
    assert reduced([snapshot(called | {"calls": 3})], after_s=60)["no"]["recall"] == ["enough", {"count": 3}]
    assert reduced([snapshot(called)], after_s=-3600)["no"]["recall"] is None, "a clock that jumped back locks nobody out"


def test_who_waits_for_the_next_session_cannot_be_called_yet(reduced: Any) -> None:
    later = ticket("A001", opens_at="2026-11-23T06:00:00Z", admission="next_session", called_at=None)
    assert reduced([snapshot(later)])["no"]["call_next"] == ["later"]
    assert reduced([snapshot(later)], after_s=5 * 3600)["no"]["call_next"] is None
    outside_hours = ticket("A001", opens_at="2026-11-24T00:00:00Z", admission="outside_hours")
    assert reduced([snapshot(outside_hours)])["no"]["call_next"] is None, "who is at the desk all the same may call"
    assert reduced([snapshot(rolls=[{"service": "A", "prefix": "", "next": 7}])])["no"]["call_next"] is None


def test_undo_counts_down_from_the_act_and_ends_when_the_ticket_goes_on(reduced: Any) -> None:
    told = [snapshot(ticket("A001", "serving", desk=1)), news(11, ticket("A001", "done", desk=1))]
    assert [reduced(told, after_s=seconds)["undoS"] for seconds in (0, 4, 9.5, 10)] == [10, 6, 1, 0]
    assert reduced([*told, news(12, ticket("A001"), "ticket_restored")], after_s=1)["undoS"] == 0
    assert reduced([*told, news(12, ticket("A001", "done", desk=1), "paper_noted")], after_s=1)["undoS"] == 9
    assert reduced(told, after_s=1, desk=2)["undoS"] == 9, "what that desk did before this page was opened is not known"
    assert reduced([snapshot(calling=None)], after_s=60)["undoS"] is None, "a server that does not tell refuses by itself"


def test_an_undo_that_is_nobodys_any_more_is_not_offered(reduced: Any) -> None:
    told = [snapshot(ticket("A001", "serving", desk=1)), news(11, ticket("A001", "done", desk=1))]
    assert reduced(told, after_s=3)["no"]["undo"] is None
    assert reduced(told, after_s=11)["no"]["undo"] == ["undo"]


def test_who_waits_too_long_is_found_the_longest_first(reduced: Any) -> None:
    old = [ticket("A001", issued_at="2026-11-23T00:29:00Z"), ticket("A002", issued_at="2026-11-23T00:20:00Z")]
    assert labels(reduced([snapshot(*old, ticket("A003"))])["late"]) == ["A002", "A001"]
    assert (
        reduced(
            [
                snapshot(
                    *old, calling={"calls_max": 3, "recall_after_s": 5, "no_show_after_s": 0, "undo_s": 10, "long_wait_min": 60}
                )
            ]
        )["late"]
        == []
    )


@pytest.mark.parametrize("over", [{"trouble": "paper_out"}, {"paper_low": True}, {"papers_left": 20}])
def test_a_printer_that_needs_somebody_is_a_warning(reduced: Any, over: dict[str, Any]) -> None:
    view = reduced([snapshot(), {"t": "printers", "printers": [printer(), printer(name="two", **over)]}])
    assert [one["name"] for one in view["printers"]] == ["two"] and view["warned"]
    assert not reduced([snapshot()])["warned"]


def test_help_is_asked_for_once_a_kiosk_until_it_is_seen(reduced: Any) -> None:
    asked = [{"t": "help", "at": EIGHT, "kiosk": kiosk} for kiosk in ("1", "2", "1")]
    assert [one["kiosk"] for one in reduced([snapshot(), *asked])["state"]["helps"]] == ["2", "1"]
    assert [one["kiosk"] for one in reduced([snapshot(), *asked, {"t": "help", "at": None, "kiosk": "1"}])["state"]["helps"]] == [
        "2"
    ]


def test_screens_that_are_away_and_a_doubted_clock_are_known(reduced: Any) -> None:
    assert reduced([snapshot(), {"t": "devices", "away": ["Sảnh"]}])["state"]["away"] == ["Sảnh"]
    assert reduced([snapshot(clock_doubt="behind")])["warned"]


@pytest.mark.parametrize(("window", "taken"), [(ME, False), ("1122334455667788", True), ("", False)])
def test_the_seat_is_taken_only_by_another_window(reduced: Any, window: str, taken: bool) -> None:
    assert reduced([snapshot(), {"t": "seat", "desk": 1, "window": window}])["taken"] is taken
    assert reduced([snapshot(), {"t": "seat", "desk": 2, "window": "1122334455667788"}])["taken"] is False


def test_a_thousand_news_are_folded_in_no_time(reduced: Any, module_page: Page) -> None:
    told = [snapshot(*(ticket(f"A{number:03}") for number in range(1, 301)))]
    told += [news(10 + number, ticket(f"A{number:03}", "done", desk=1)) for number in range(1, 301)]
    took_ms = module_page.evaluate(
        """(text) => { const all = JSON.parse(text); const from = performance.now(); let now = window.state.EMPTY;
            for (const one of all) now = window.state.reduce(now, one, 0);
            window.state.deskView(now, 1, "", 0); return performance.now() - from; }""",
        json.dumps(told),
    )
    assert took_ms < 1000


def test_what_screens_did_with_the_call_in_hand_is_known_and_what_they_did_before_is_not(reduced: Any) -> None:
    called = ticket("A001", "called", desk=1, calls=2)
    seen = {"t": "seen", "ticket": "d-A001", "calls": 2, "shown": True, "spoken": False}
    assert reduced([snapshot(called)])["seen"] is None
    assert reduced([snapshot(called), {**seen, "calls": 1}])["seen"] is None, "of the call before"
    assert reduced([snapshot(called), seen])["seen"]["shown"] is True
    assert reduced([snapshot(called), seen, {**seen, "spoken": True}])["seen"]["spoken"] is True


def test_what_was_seen_of_tickets_that_are_gone_is_forgotten(reduced: Any) -> None:
    seen = {"t": "seen", "calls": 1, "shown": True, "spoken": False}
    view = reduced([
        snapshot(ticket("A001", "called", desk=1), ticket("A002", "called", desk=1)), {**seen, "ticket": "d-A001"},
        news(11, ticket("A001", "done", desk=1)), {**seen, "ticket": "d-A002"},
    ])  # fmt: skip
    assert list(view["state"]["seen"]) == ["d-A002"]


@pytest.mark.parametrize(
    ("sounds", "quiet", "mute"),
    [
        ([], [], None),
        (["none"], [], {"why": "none"}),
        (["none", "off"], [], {"why": "none"}),
        (["none", "ready"], [], None),
        (["off"], [], None),
        (["ready"], ["07:30-08:30"], {"why": "quiet", "hours": "07:30-08:30"}),
        (["ready"], ["08:00-08:01"], {"why": "quiet", "hours": "08:00-08:01"}),
        (["ready"], ["07:00-08:00"], None),
        ([], ["07:30-08:30"], None),
    ],
)
def test_a_desk_knows_why_nobody_is_heard(reduced: Any, sounds: list[str], quiet: list[str], mute: Any) -> None:
    screens = {"t": "screens", "screens": [{"name": f"s{place}", "sound": sound} for place, sound in enumerate(sounds)]}
    told = snapshot(now="2026-11-23T08:00:00+07:00", screen={"quiet": quiet})
    view = reduced([told, screens])
    assert view["mute"] == mute and view["warned"] == (mute is not None)
