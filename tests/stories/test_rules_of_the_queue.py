"""Who is next, and the life of a ticket, bullet by bullet, through a whole server: asked over HTTP, heard over the websocket."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from websockets.sync.client import connect

from drivers.clock import ManualClock
from server.wire import HEARD, Snapshot

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""08:00 on a Monday in Cần Thơ."""
MIN = 60.0


class Office:
    """A server at 08:00 whose clock only the test moves."""

    def __init__(self, start: Callable[..., Any], **how: Any) -> None:
        self.clock = ManualClock(EIGHT)
        self._start, self._how = start, how
        self.server = start(clock=self.clock, **how)

    def restart(self) -> None:
        self.server.stop()
        self.server = self._start(clock=self.clock, **self._how)

    def ask(self, kind: str, **facts: Any) -> Any:
        return self.server.ask(kind, **facts)

    def refused(self, kind: str, **facts: Any) -> tuple[str, str]:
        """The reason and the sentence."""
        status, answer = self.server.post({"ask_id": f"refused-{kind}", "kind": kind, **facts})
        assert status in (404, 409), answer
        return answer["reason"], answer["message"]

    def issue(self, service: str, after_min: float = 1, **facts: Any) -> str:
        self.clock.advance(after_min * MIN)
        return str(self.ask("issue", service=service, **facts)["ticket"]["label"])

    def call(self, desk: int = 1) -> dict[str, Any]:
        called: dict[str, Any] = self.ask("call_next", desk=desk)["ticket"]
        return called

    def serve(self, desk: int = 1) -> str:
        label: str = self.call(desk)["label"]
        self.ask("finish", desk=desk)
        return label

    def setup(self, *edits: dict[str, Any]) -> None:
        self.ask("change_setup", edits=edits)

    def rules(self, **rules: Any) -> None:
        self.setup({"rules": rules})

    def id(self, label: str, day: str = "2026-11-23") -> str:
        return f"{day}-{label}"

    def heard(self) -> Snapshot:
        """What somebody hears who begins to listen now."""
        url = f"ws://127.0.0.1:{self.server.port}/api/hear"
        with connect(url, open_timeout=10, close_timeout=1, proxy=None, additional_headers=self.server.root) as line:
            snapshot = HEARD.validate_json(line.recv(timeout=10))
        assert isinstance(snapshot, Snapshot)
        return snapshot

    def ticket(self, label: str) -> Any:
        return next(one for one in self.heard().tickets if one.label == label)

    def logged(self, kind: str) -> list[dict[str, Any]]:
        with sqlite3.connect(self.server.config.data / "moiso.db") as connection:
            found = connection.execute("SELECT body FROM event WHERE kind = ? ORDER BY seq", (kind,))
            return [json.loads(body) for (body,) in found]


@pytest.fixture
def office(live_server: Callable[..., Any]) -> Office:
    return Office(live_server)


# ── who is next ───────────────────────────────────────────────────────────────────────────────────


def test_a_desk_serves_its_services_in_its_order_and_lets_nobody_wait_too_long(office: Office) -> None:
    office.setup({"put": "desks", "row": {"id": 1, "services": ["B", "A"], "preference": "ordered", "equal_after_min": 30}})
    for service in "AABB":
        office.issue(service)
    assert [office.serve(1) for _ in range(3)] == ["B001", "B002", "A001"]
    office.issue("B", after_min=40)
    assert office.serve(1) == "A002", "who has waited half an hour counts as first choice"


def test_several_desks_share_a_service_and_a_pool_shares_its_services(office: Office) -> None:
    office.setup(
        {"put": "pools", "row": {"id": "chung", "names": {"vi": "Quầy chung"}, "services": ["A", "B", "R"]}},
        {"put": "desks", "row": {"id": 1, "pool": "chung"}},
        {"put": "desks", "row": {"id": 2, "pool": "chung"}},
    )
    for service in "ABAB":
        office.issue(service)
    assert [office.serve(desk) for desk in (1, 2, 2, 1)] == ["A001", "B001", "A002", "B002"]
    assert {one.id: one.services for one in office.heard().desks}[2] == ("A", "B", "R")


def test_priority_goes_first_within_its_cap_and_everybody_can_see_why(office: Office) -> None:
    office.rules(policy={"rule": "strict", "cap": 2})
    office.issue("A")
    for _ in range(3):
        office.issue("A", priority=True)
    seen = []
    for _ in range(4):
        called = office.call()
        seen.append((called["label"], called["why"], called["overtook"]))
        office.ask("finish", desk=1)
    assert seen == [("A002", "priority", 1), ("A003", "priority", 2), ("A001", "yielded", 2), ("A004", "turn", 0)]
    yielded = office.logged("ticket_called")[2]
    assert (yielded["why"], yielded["overtaken"], yielded["cap"]) == ("yielded", 2, 2)


def test_priority_that_is_not_due_is_taken_away_with_a_reason(office: Office) -> None:
    office.rules(policy={"rule": "strict"})
    office.issue("A")
    office.issue("A", priority=True)
    assert office.refused("set_priority", ticket=office.id("A002"), priority=False)[0] == "reason_needed"
    office.ask("set_priority", ticket=office.id("A002"), priority=False, reason="không thuộc diện ưu tiên")
    assert office.serve() == "A001"
    assert [one["reason"] for one in office.logged("priority_set")] == ["không thuộc diện ưu tiên"]


@pytest.mark.parametrize(
    ("policy", "order", "says"),
    [
        ({"rule": "fifo"}, "12345", "Ai lấy số trước được gọi trước."),
        ({"rule": "strict", "cap": 0}, "34512", "không có giới hạn."),
        ({"rule": "ratio", "in_a_row": 1, "cap": 5}, "31425", "Mỗi quầy gọi nhiều nhất 1 người ưu tiên liền nhau"),
        ({"rule": "head_start", "minutes": 1, "cap": 5}, "13245", "như đã đến sớm hơn 1 phút"),
        ({"rule": "accumulating", "slope": 2.5, "cap": 5}, "34125", "được tính bằng 2,5 phút"),
    ],
)
def test_every_policy_can_be_chosen_and_says_what_citizens_may_count_on(
    office: Office, policy: dict[str, Any], order: str, says: str
) -> None:
    office.rules(policy=policy)
    for priority in (False, False, True, True, True):
        office.issue("A", priority=priority)
    office.clock.advance(1 * MIN)
    assert "".join(office.serve()[-1] for _ in range(5)) == order
    assert says in office.heard().policy.guarantee


def test_an_appointment_comes_in_by_the_same_rule_and_a_late_one_is_told_so(office: Office) -> None:
    office.rules(policy={"rule": "strict"})
    office.issue("A")
    start = office.clock.now() + timedelta(minutes=10)
    window = {"start": start.isoformat(), "end": (start + timedelta(minutes=10)).isoformat()}
    office.issue("A", appointment=window)
    office.issue("A")
    assert office.serve() == "A001", "before its window it overtakes nobody"
    office.clock.advance(10 * MIN)
    called = office.call()
    assert (called["label"], called["why"], called["appointment"]) == ("A002", "appointment", True)
    office.clock.advance(20 * MIN)
    late = office.ask("issue", service="A", appointment=window)
    assert late["ticket"]["admission"] == "late" and late["notice"] == "Đã quá giờ hẹn: số này được gọi theo thứ tự đến."


def test_a_quick_matter_has_its_lane(office: Office) -> None:
    office.issue("A")
    office.issue("R", after_min=1)
    office.clock.advance(5 * MIN)
    called = office.call()
    assert (called["label"], called["why"], called["overtook"]) == ("R001", "quick", 1)


# ── the life of a ticket ──────────────────────────────────────────────────────────────────────────


def test_on_hold_until_a_set_time_it_comes_back_by_itself_to_its_place(office: Office, eventually: Any) -> None:
    for _ in range(2):
        office.issue("A")
    office.call()
    back_at = office.clock.now() + timedelta(minutes=15)
    office.ask("hold", desk=1, why="pause", back_at=back_at.isoformat(), note="ra xe lấy bản chính")
    assert (office.ticket("A001").state, office.ticket("A001").back_at) == ("held", back_at)
    office.clock.advance(15 * MIN)
    eventually(lambda: office.ticket("A001").state == "waiting")
    assert office.serve() == "A001"


def test_moved_to_another_service_it_keeps_its_arrival_and_its_note(office: Office) -> None:
    office.issue("A")
    office.issue("B")
    office.ask("transfer", ticket=office.id("A001"), service="B", note="chứng thực trước")
    called = office.call(2)
    assert (called["label"], called["service"], called["note"]) == ("A001", "B", "chứng thực trước")


def test_moved_it_may_stand_first_or_last(office: Office) -> None:
    for service in "BBAA":
        office.issue(service)
    office.ask("transfer", ticket=office.id("A001"), service="B", place="first")
    office.ask("transfer", ticket=office.id("A002"), service="B", place="last")
    assert [office.serve(2) for _ in range(4)] == ["A001", "B001", "B002", "A002"]


def test_one_number_goes_through_all_services_of_the_visit(office: Office) -> None:
    office.issue("A", then=["B"])
    office.ask("call_next", desk=1)
    office.ask("add_step", ticket=office.id("A001"), service="C")
    assert office.ask("finish", desk=1)["ticket"]["service"] == "B"
    office.call(2)
    assert office.ask("finish", desk=2)["ticket"]["service"] == "C"
    assert office.serve(3) == "A001" and [one.get("outcome", "served") for one in office.logged("ticket_finished")] == ["served"]


def test_absent_has_its_rules(office: Office) -> None:
    office.rules(calling={"calls_max": 2, "recall_after_s": 5, "no_show_after_s": 30, "absences_max": 3, "rejoin_after": 1})
    for _ in range(4):
        office.issue("A")
    office.call()
    assert office.refused("no_show", desk=1)[1] == "Vừa gọi số A001. Xin chờ thêm 30 giây."
    office.clock.advance(10)
    office.ask("recall", desk=1)
    assert office.refused("recall", desk=1)[0] == "called_enough"
    office.clock.advance(30)
    assert office.ask("no_show", desk=1)["ticket"]["state"] == "missed"
    office.ask("rejoin", ticket=office.id("A001"))
    assert [office.serve(), office.call()["label"]] == ["A002", "A001"], "after one other"
    for state in ("missed", "lapsed"):
        office.clock.advance(30)
        assert office.ask("no_show", desk=1)["ticket"]["state"] == state
        if state == "missed":
            office.ask("call_this", desk=1, ticket=office.id("A001"))
    assert office.refused("rejoin", ticket=office.id("A001"))[1] == "Số A001 đã hết hiệu lực, nên không làm được việc này."


def test_cancelled_brought_back_and_undone_within_ten_seconds(office: Office) -> None:
    office.issue("A")
    office.ask("cancel", ticket=office.id("A001"), reason="lấy nhầm")
    office.ask("restore", ticket=office.id("A001"), reason="vẫn còn cần")
    office.call()
    office.ask("finish", desk=1, outcome="declined")
    office.clock.advance(10)
    assert office.ask("undo", desk=1)["ticket"]["state"] == "called"
    office.ask("finish", desk=1)
    office.clock.advance(11)
    assert office.refused("undo", desk=1)[1] == "Không còn gì để hoàn tác. Chỉ hoàn tác được trong 10 giây."


def test_who_supplements_papers_comes_back_two_days_later_with_the_same_number(office: Office, eventually: Any) -> None:
    office.issue("A", language="km")
    office.call()
    office.ask("hold", desk=1, why="supplement", note="thiếu giấy khai sinh")
    for day in (24, 25):
        office.clock.advance(24 * 3600)
        if day == 24:
            office.restart()  # the machine is switched off over night
        eventually(lambda day=day: office.server.running.office.view.date.day == day)
    assert office.issue("A") == "A002", "its number is not given to anybody else"
    called = office.ask("call_this", desk=1, ticket=office.id("A001", "2026-11-25"))["ticket"]
    assert (called["label"], called["note"], called["language"]) == ("A001", "thiếu giấy khai sinh", "km")


def test_this_one_is_called_with_a_reason_that_the_log_keeps(office: Office) -> None:
    for _ in range(2):
        office.issue("A")
    assert office.refused("call_this", desk=1, ticket=office.id("A002"))[0] == "reason_needed"
    called = office.ask("call_this", desk=1, ticket=office.id("A002"), reason="Người già yếu")["ticket"]
    assert called["why"] == "chosen" and [one["reason"] for one in office.logged("ticket_called")] == ["Người già yếu"]


# ── desks ─────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_stranded_when_a_desk_closes(office: Office) -> None:
    for desk in (1, 2):
        office.ask("open_desk", desk=desk, officer="lan")
    office.issue("A")
    office.issue("R")
    office.ask("transfer", ticket=office.id("R001"), to_desk=2, note="gặp chị Hoa")
    assert office.ticket("R001").for_desk == 2
    office.ask("close_desk", desk=2)
    assert office.ticket("R001").for_desk is None
    reason, sentence = office.refused("close_desk", desk=1)
    assert reason == "desk_leaves_waiting" and "Còn 2 người đang chờ" in sentence
    assert sorted([office.serve(1), office.serve(1)]) == ["A001", "R001"]


def test_a_desk_pauses_with_a_reason_and_a_time_and_is_taken_over_with_its_ticket(office: Office) -> None:
    office.issue("A")
    office.ask("open_desk", desk=1, officer="lan")
    back_at = (office.clock.now() + timedelta(minutes=15)).isoformat()
    office.ask("pause_desk", desk=1, reason="họp giao ban", back_at=back_at)
    desk = office.heard().desks[0]
    assert (desk.state, desk.reason, desk.officer) == ("paused", "họp giao ban", "lan") and office.heard().facts[
        0
    ].desks_open == 0
    office.ask("open_desk", desk=1, officer="lan")
    office.call(1)
    office.ask("open_desk", desk=1, officer="minh")
    assert office.heard().desks[0].officer == "minh" and office.logged("desk_opened")[-1]["before"] == "lan"
    assert office.ask("finish", desk=1)["ticket"]["state"] == "done"


def test_everybody_is_told_the_same_facts(office: Office) -> None:
    for _ in range(3):
        office.issue("A")
    answer = office.ask("issue", service="A", priority=True)
    facts = office.heard().facts[0]
    assert answer["ahead"] == 3
    assert (facts.service, facts.waiting, facts.favoured, facts.oldest_at) == ("A", 4, 1, office.ticket("A001").issued_at)
    assert "đang chờ 4 người" in office.server.request("GET", "/")[1].decode()
