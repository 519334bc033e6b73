"""What listeners are told is what the Day knows, and in the words of the wire."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from server.domain import commands as c
from server.domain.day import Day
from server.domain.decide import decide
from server.domain.edits import Put, PutDate, PutRules
from server.domain.events import Logged
from server.domain.evolve import evolve
from server.domain.model import DeskId, GroupId, HoldReason, JobId, PaperState, ServiceId, TicketId
from server.domain.screens import Layout, Medium, MediumKind, Notice, Screen
from server.domain.setup import (
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    OfficeTexts,
    Policy,
    ScreenRules,
    Service,
    Session,
    Setup,
)
from server.translate import news_of, snapshot_of, ticket_view
from server.translate.heard import Standing
from server.wire import HEARD, WIRE_VERSION, News, OfficeView, ServiceFacts, Snapshot, TicketView
from server.wire.follow import Followed, follow
from server.wire.heard import MediaView, ScreenPlace
from server.words import Words

HERE = timezone(timedelta(hours=7))
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=HERE)
A, B = ServiceId("A"), ServiceId("B")
ONE, TWO = DeskId(1), DeskId(2)
STANDING = Standing("e", "Asia/Ho_Chi_Minh", OfficeView(authority="UBND xã", name="Trung tâm"), Words("vi"))
SETUP = Setup(
    services=(
        Service(A, {"vi": "Hộ tịch", "en": "Civil status"}, 12, GroupId("tp"), "people", "#0066cc", daily_limit=6,
                documents=({"vi": "Căn cước"},), fee={"vi": "8.000 đồng"}, procedures=("1.001193",)),
        Service(B, {"vi": "Nhận kết quả"}, 3, quick=True),
    ),
    desks=(Desk(ONE, (A,)), Desk(TWO, (B, A), names={"vi": "Quầy kết quả"})),
    groups=(Group(GroupId("tp"), {"vi": "Tư pháp"}, icon="law"),),
    hours=Hours(((Session(time(7), time(11)), Session(time(13), time(17))),) * 7),
    policy=Policy(cap=3),
    calling=Calling(recall_after_s=0),
)  # fmt: skip


class Told:
    """A Day, and what was told of it to a listener who was there from the beginning."""

    def __init__(self) -> None:
        self.day, self.at, self.news = Day(), EIGHT, list[News | None]()
        self.order(c.OpenDay(date(2026, 11, 23), SETUP))
        self.followed = follow(Followed(), self.snapshot())

    def order(self, command: c.Command) -> None:
        self.at += timedelta(seconds=1)
        for event in decide(self.day, command, self.at):
            logged = Logged(self.day.seq + 1, self.at.astimezone(UTC), event)
            evolve(self.day, logged)
            self.news.append(news_of(logged, self.day))

    def snapshot(self) -> Snapshot:
        return snapshot_of(self.day, STANDING, self.at)

    def id(self, label: str) -> TicketId:
        return TicketId(f"2026-11-23-{label}")


@pytest.fixture
def told() -> Told:
    return Told()


def test_a_snapshot_says_what_stands_over_the_door_and_how_long_today_is(told: Told) -> None:
    snapshot = told.snapshot()
    assert (snapshot.office.name, snapshot.is_open, snapshot.sessions) == ("Trung tâm", True, ("07:00-11:00", "13:00-17:00"))
    assert (snapshot.v, snapshot.epoch, snapshot.seq, snapshot.clock_doubt, snapshot.one_officer) == (
        WIRE_VERSION,
        "e",
        1,
        "",
        False,
    )


def test_a_service_is_told_with_everything_a_citizen_may_ask(told: Told) -> None:
    a, b = told.snapshot().services
    assert (a.names["en"], a.minutes, a.group, a.icon, a.colour, a.desks) == (
        "Civil status",
        12,
        "tp",
        "people",
        "#0066cc",
        (1, 2),
    )
    assert (a.documents, a.fee, a.procedures) == (({"vi": "Căn cước"},), {"vi": "8.000 đồng"}, ("1.001193",))
    assert b.quick and not a.quick
    assert [(group.id, group.icon) for group in told.snapshot().groups] == [("tp", "law")]


def test_the_policy_is_told_with_its_guarantee(told: Told) -> None:
    policy = told.snapshot().policy
    assert (policy.rule, policy.cap) == ("accumulating", 3) and "Tối đa 3 người ưu tiên" in policy.guarantee


def test_what_the_office_allows_when_it_calls_is_told(told: Told) -> None:
    calling = told.snapshot().calling
    assert calling is not None and calling.model_dump() == {
        "calls_max": 3, "recall_after_s": 0, "no_show_after_s": 0, "undo_s": 10, "long_wait_min": 30
    }  # fmt: skip


def test_facts_count_down_and_up(told: Told) -> None:
    told.order(c.IssueTicket(A, priority=True))
    told.order(c.IssueTicket(A))
    facts = {one.service: one for one in told.snapshot().facts}
    assert (facts["A"].waiting, facts["A"].favoured, facts["A"].left, facts["B"].left) == (2, 1, 4, None)
    assert facts["A"].oldest_at == told.day.tickets[told.id("A001")].issued_at and facts["B"].oldest_at is None


def test_a_called_ticket_says_why_it_was_called_and_whom_it_passed(told: Told) -> None:
    told.order(c.IssueTicket(A))
    told.at += timedelta(minutes=1)
    told.order(c.IssueTicket(A, priority=True))
    told.at += timedelta(minutes=5)
    told.order(c.CallNext(ONE))
    last = told.news[-1]
    assert last is not None and last.ticket is not None
    assert (last.kind, last.ticket.label, last.ticket.why, last.ticket.overtook) == ("ticket_called", "A002", "priority", 1)


def test_a_view_has_words(told: Told) -> None:
    told.order(c.IssueTicket(A))
    view = ticket_view(told.day.tickets[told.id("A001")])
    assert (view.state, view.admission, view.paper, view.why) == ("waiting", "", "queued", None)
    assert TicketView.model_validate_json(view.model_dump_json()) == view


def test_a_snapshot_has_those_who_go_on_and_the_last_of_each_desk(told: Told) -> None:
    for _ in range(3):
        told.order(c.IssueTicket(A))
    for _ in range(2):
        told.order(c.CallNext(ONE))
        told.order(c.Finish(ONE))
    snapshot = told.snapshot()
    assert [(one.label, one.state) for one in snapshot.tickets] == [("A002", "done"), ("A003", "waiting")]
    assert snapshot.calls == (told.id("A002"),)


def test_desks_are_told_with_who_is_there_and_why_not(told: Told) -> None:
    told.order(c.OpenDesk(TWO, "lan"))
    told.order(c.PauseDesk(TWO, "họp", told.at + timedelta(minutes=20)))
    last = told.news[-1]
    assert last is not None and last.desk is not None
    assert (last.desk.state, last.desk.officer, last.desk.reason, last.desk.services) == ("paused", "lan", "họp", ("B", "A"))
    assert [(one.service, one.desks_open) for one in last.facts] == [("B", 0), ("A", 0)]


def test_with_one_officer_no_desk_is_named(told: Told) -> None:
    told.order(c.ChangeSetup((PutRules(one_officer=True),)))
    snapshot = told.snapshot()
    assert snapshot.one_officer and {one.desks for one in snapshot.services} == {()}


@pytest.mark.parametrize(
    "command",
    [
        c.CloseDay(),
        c.ChangeSetup((PutRules(one_officer=True),)),
        c.DoubtClock("back"),
        c.StartRoll(B, 1),
    ],
)
def test_what_changes_everything_is_told_as_a_snapshot(told: Told, command: c.Command) -> None:
    told.order(command)
    assert told.news[-1] is None


def test_a_roll_is_told_with_the_number_that_comes(told: Told) -> None:
    told.order(c.StartRoll(B, 17))
    told.order(c.CallNext(TWO))
    assert [(one.service, one.next) for one in told.snapshot().rolls] == [("B", 18)]


def test_a_ticket_that_goes_to_another_service_changes_the_facts_of_both(told: Told) -> None:
    told.order(c.IssueTicket(A))
    told.order(c.Transfer(told.id("A001"), B))
    last = told.news[-1]
    assert last is not None and [(one.service, one.waiting) for one in last.facts] == [("A", 0), ("B", 1)]


def test_an_undone_transfer_changes_the_facts_of_both(told: Told) -> None:
    told.order(c.IssueTicket(A))
    told.order(c.CallNext(ONE))
    told.order(c.Transfer(told.id("A001"), B))
    told.order(c.Undo(ONE))
    last = told.news[-1]
    assert last is not None and [(one.service, one.waiting) for one in last.facts] == [("A", 0), ("B", 0)]


MORNING: list[c.Command] = [
    c.IssueTicket(A), c.IssueTicket(A, then=(B,)), c.IssueTicket(B, priority=True), c.IssueTicket(A), c.OpenDesk(TWO, "lan"),
    c.CallNext(ONE), c.Hold(ONE, HoldReason.SUPPLEMENT), c.CallNext(ONE), c.Finish(ONE), c.CallNext(TWO), c.NoShow(TWO),
    c.Transfer(TicketId("2026-11-23-A003"), to_desk=TWO, note="gặp chị Hoa"), c.Return(TicketId("2026-11-23-A001")),
    c.Rejoin(TicketId("2026-11-23-A002")), c.CallNext(TWO), c.PutBack(TWO), c.Undo(TWO), c.Finish(TWO), c.CloseDesk(TWO, True),
]  # fmt: skip


def test_following_the_news_of_a_whole_morning_gives_what_a_new_snapshot_says(told: Told) -> None:
    for command in MORNING:
        told.order(command)
    followed = told.followed
    for news in told.news[1:]:
        assert followed is not None and news is not None
        followed = follow(followed, HEARD.validate_json(news.model_dump_json()))
    fresh = follow(Followed(), HEARD.validate_json(told.snapshot().model_dump_json()))
    assert followed is not None and fresh is not None
    assert followed.tickets == fresh.tickets and followed.desks == fresh.desks and _counted(followed) == _counted(fresh)


def _counted(followed: Followed) -> dict[str, ServiceFacts]:
    """Without the wait, which grows with the queues of other services, too: the hearers tell all of them now and then."""
    return {name: one.model_copy(update={"wait_min": None}) for name, one in followed.facts.items()}


def test_the_offices_own_texts_are_over_the_door_and_the_file_says_the_rest() -> None:
    told = Told()
    assert told.snapshot().office == STANDING.office
    told.order(c.ChangeSetup((PutRules(office=OfficeTexts(name="TRUNG TÂM XÃ MỸ HƯƠNG ")),)))
    assert told.news[-1] is None, "everybody gets a snapshot"
    assert told.snapshot().office == OfficeView(authority="UBND xã", name="TRUNG TÂM XÃ MỸ HƯƠNG")


def test_the_screen_is_told_how_to_speak() -> None:
    told = Told()
    assert (told.snapshot().screen.speaks, told.snapshot().screen.says_twice, told.snapshot().screen.notice) == (True, True, {})
    told.order(c.ChangeSetup((PutRules(screen=ScreenRules(False, False, {"vi": "Xin giữ trật tự"})),)))
    screen = told.snapshot().screen
    assert (screen.speaks, screen.says_twice, screen.notice) == (False, False, {"vi": "Xin giữ trật tự"})


def test_screens_notices_and_media_are_told_as_the_office_wants_them() -> None:
    told = Told()
    rows = (
        Screen("tang-2", Layout.LED, (A,), (ONE,), "Tầng 2", False, 40, "km"),
        Notice("n1", {"vi": "Hôm nay"}, last_day=date(2026, 11, 23)),
        Notice("n2", {"vi": "Ngày mai"}, first_day=date(2026, 11, 24)),
        Notice("n3", {"vi": "Cất"}, shown=False),
        Medium("a" * 32, MediumKind.VIDEO, "Phim", 20),
        Medium("b" * 32, title="Biểu trưng", shown=False),
    )
    told.order(c.ChangeSetup(tuple(map(Put, rows))))
    told.order(
        c.ChangeSetup(
            (
                PutRules(
                    screen=ScreenRules(
                        lookup="https://x.vn", hours_link="http://x.vn/hours", emergency={"vi": "Ra ngoài"}, emblem="b" * 32
                    )
                ),
            )
        )
    )
    snapshot = told.snapshot()
    assert snapshot.screens == (
        ScreenPlace(
            name="tang-2", layout="led", services=("A",), desks=(1,), room="Tầng 2", speaks=False, volume=40, second="km"
        ),
    )
    assert [one.id for one in snapshot.screen.notices] == ["n1"]
    assert snapshot.media == (MediaView(mark="a" * 32, kind="video", seconds=20),)
    screen = snapshot.screen
    assert (screen.procedures, screen.hours, screen.emergency, screen.emblem) == (
        "https://x.vn", "http://x.vn/hours", {"vi": "Ra ngoài"}, "b" * 32,
    )  # fmt: skip


def test_the_next_opening_is_of_a_later_day() -> None:
    told = Told()
    assert told.snapshot().opens_next == datetime(2026, 11, 24, 7, tzinfo=HERE)
    told.order(c.ChangeSetup((PutDate(CalendarDay(date(2026, 11, 24))),)))
    assert told.snapshot().opens_next == datetime(2026, 11, 25, 7, tzinfo=HERE)
    told.order(c.ChangeSetup((PutRules(hours=Hours()),)))
    assert told.snapshot().opens_next is None


def test_facts_say_how_long_a_newcomer_waits_and_papers_change_none() -> None:
    told = Told()
    told.order(c.OpenDesk(ONE))
    told.order(c.IssueTicket(A))
    news = [one for one in told.news if one is not None]
    assert [(one.kind, [(fact.service, fact.wait_min) for fact in one.facts]) for one in news[-2:]] == [
        ("desk_opened", [("A", (0, 5))]),
        ("ticket_issued", [("A", (5, 20))]),
    ]
    told.order(c.NotePaper(JobId(f"{told.id('A001')}/1"), PaperState.SENDING))
    assert told.news[-1] is not None and (told.news[-1].kind, told.news[-1].facts) == ("paper_noted", ())
