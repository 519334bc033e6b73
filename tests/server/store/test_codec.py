"""What is once in the log can be read for ever."""

import json
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import events as e
from server.domain.kiosks import KioskRules, KioskTheme
from server.domain.model import (
    Admission,
    DeskId,
    GroupId,
    HoldReason,
    JobId,
    Outcome,
    PaperState,
    SeriesId,
    ServiceId,
    Ticket,
    TicketId,
    TicketState,
    Why,
)
from server.domain.screens import Colours, Layout, Medium, MediumKind, Notice, Screen
from server.domain.setup import (
    AfterLast,
    AtClosing,
    CalendarDay,
    Calling,
    Desk,
    Group,
    Hours,
    LeftOver,
    NumberFirst,
    OfficeTexts,
    PaperRow,
    PaperRules,
    Policy,
    Pool,
    Preference,
    PriorityGroup,
    RowKind,
    RowSize,
    Rule,
    ScreenRules,
    Series,
    Service,
    Session,
    Setup,
    WhenNoPaper,
)
from server.ports import Done
from server.store.codec import answer_from, answer_text, event_body, event_from, ticket_from, ticket_row

NOW = datetime(2026, 11, 23, 1, 0, 0, 123_456, tzinfo=UTC)
TICKET = TicketId("2026-11-23-A001")
A, B, ONE = ServiceId("A"), ServiceId("B"), DeskId(1)
DAY = (Session(time(7), time(11)), Session(time(13, 30), time(17)))
FULL = Setup(
    services=(
        Service(
            A,
            {"vi": "Hộ tịch", "km": "អត្រានុកូលដ្ឋាន"},
            12,
            group=GroupId("g"),
            icon="person",
            colour="#aabbcc",
            series=SeriesId("s"),
            daily_limit=40,
            week=(DAY,) * 6 + ((),),
            quick=True,
            documents=({"vi": "Căn cước"},),
            fee={"vi": "Miễn phí"},
            procedures=("1.001193",),
        ),
    ),
    desks=(Desk(ONE, (A,), Preference.ORDERED, 5, "p", {"vi": "Quầy"}),),
    groups=(Group(GroupId("g"), {"vi": "Nhóm"}, GroupId("h"), "house", "#112233"),),
    series=(Series(SeriesId("s"), "S", 5, 90, 2, AfterLast.GO_ON, SeriesId("t")),),
    pools=(Pool("p", {"vi": "Sảnh"}, (A,), Preference.ORDERED),),
    hours=Hours((DAY,) * 7, (CalendarDay(date(2027, 2, 6), DAY[:1], "Tết"),), AtClosing.STOP, 30, 20, False, 45),
    policy=Policy(Rule.RATIO, 3.5, 1.5, 4, 3, 20),
    calling=Calling(2, 7, 8, 9, 1, 0, False, 45),
    priority_groups=(PriorityGroup("elderly", {"vi": "Người cao tuổi"}, "cane", 60),),
    left_over=LeftOver.REDATE,
    reentry_days=9,
    one_officer=True,
    office=OfficeTexts("ỦY BAN NHÂN DÂN XÃ MỸ HƯƠNG", "TRUNG TÂM", "0299 3861 234", "https://dichvucong.gov.vn/mh"),
    screen=ScreenRules(
        False,
        False,
        {"vi": "Xin giữ trật tự"},
        DAY[:1],
        True,
        {"vi": "Mất điện, xin ra cửa chính."},
        15,
        False,
        "https://dichvucong.gov.vn",
        Colours.LIGHT,
        "a" * 32,
    ),
    kiosk=KioskRules(("vi", "km"), False, False, KioskTheme.LARGE, "A", False, "b" * 32, "https://cong.example/{code}", False),
    screens=(Screen("man-hinh-sanh", Layout.LED, (A,), (ONE,), "Sảnh", False, 40, "km"),),
    notices=(Notice("n1", {"vi": "Chiều thứ Sáu nghỉ.", "en": "Closed."}, False, date(2027, 2, 1), date(2027, 2, 5)),),
    media=(Medium("a" * 32, MediumKind.VIDEO, "Phim", 20, False),),
    keep_days=30,
    paper=PaperRules(
        WhenNoPaper.REFUSE,
        True,
        NumberFirst.YES,
        False,
        "aWNvbg==",
        (
            PaperRow(RowKind.NUMBER, RowSize.HUGE),
            PaperRow(RowKind.TEXT, RowSize.SMALL, True, {"vi": "Xin cảm ơn", "km": "សូមអរគុណ"}),
        ),
    ),
)
EVENTS: list[e.Event] = [
    e.DayOpened(date(2026, 11, 23), FULL, -3600.5, {"cua-truoc": 5400}),
    e.DayClosed(date(2026, 11, 23)),
    e.TicketIssued(
        TICKET, A, 1, "A001", JobId(f"{TICKET}/1"), SeriesId("s"), True, True, "km", (B,), Admission.NEXT_SESSION, 1.25, 2.5, NOW, True, "cua-truoc"
    ),
    e.TicketBrought(
        TICKET, TicketId("2026-11-22-A001"), A, SeriesId("s"), 1, "A001", TicketState.HELD, 77.7, 2, True, "en", (B,),
        HoldReason.SUPPLEMENT, "thiếu ảnh"
    ),
    e.TicketCalled(TICKET, ONE, Why.YIELDED, 3, 5, "mẹ đang ốm"),
    e.TicketRecalled(TICKET, ONE),
    e.ServingStarted(TICKET, ONE),
    e.TicketFinished(TICKET, ONE, Outcome.RESCHEDULED),
    e.StepFinished(TICKET, ONE, B),
    e.TicketHeld(TICKET, ONE, HoldReason.PAUSE, NOW, "đi phô tô"),
    e.TicketReturned(TICKET),
    e.TicketMissed(TICKET, ONE, True),
    e.TicketRejoined(TICKET, 2),
    e.TicketPutBack(TICKET, ONE),
    e.TicketMoved(TICKET, B, ONE, -1.5, -7, "kính chuyển"),
    e.StepAdded(TICKET, B),
    e.PrioritySet(TICKET, False, "nhầm"),
    e.TicketCancelled(TICKET, "về rồi"),
    e.TicketServedByHand(TICKET),
    e.TicketRestored(TICKET, "day reopened", TicketState.MISSED),
    e.ActUndone(TICKET, ONE, 17),
    e.TicketLapsed(TICKET),
    e.TicketCarried(TICKET, TicketState.MISSED),
    e.DeskOpened(ONE, "officer one", "officer two"),
    e.DeskPaused(ONE, "họp", NOW),
    e.DeskClosed(ONE),
    e.RollStarted(A, 5, "Q", False),
    e.RollStopped(A),
    e.SetupChanged(FULL, replace(FULL, one_officer=False), ("services A", "- desks 3")),
    e.ClockDoubted("ahead"),
    e.ClockConfirmed(-34_560_000.25),
    e.PaperOrdered(JobId(f"{TICKET}/2"), TICKET, "cua-truoc"),
    e.PaperNoted(JobId(f"{TICKET}/1"), TICKET, PaperState.DOUBTFUL, "paper_out", "cua-truoc", 104),
    e.PaperLoaded("cua-truoc", 55_000),
]  # fmt: skip


def read_back(event: e.Event) -> e.Event:
    return event_from(e.KIND_OF[type(event)], event_body(event))


def test_there_is_an_example_of_every_kind() -> None:
    assert [type(event) for event in EVENTS] == list(e.KINDS.values())


def test_the_examples_say_something_in_every_field() -> None:
    """A field that is added must be added here, or nobody knows whether it comes back."""
    for event in EVENTS:
        for field in fields(event):
            assert getattr(event, field.name) is not None, (type(event).__name__, field.name)
    for field in fields(Setup):
        assert getattr(FULL, field.name) != getattr(Setup((), ()), field.name), field.name


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: e.KIND_OF[type(event)])
def test_an_event_is_read_back_as_it_was(event: e.Event) -> None:
    again = read_back(event)
    assert again == event
    assert [type(getattr(again, one.name)) for one in fields(again)] == [type(getattr(event, one.name)) for one in fields(event)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: e.KIND_OF[type(event)])
def test_a_body_without_the_fields_that_came_later_is_read_with_their_defaults(event: e.Event) -> None:
    later = {field.name for field in fields(event) if field.default is not MISSING}
    body = {name: value for name, value in json.loads(event_body(event)).items() if name not in later}
    again = event_from(e.KIND_OF[type(event)], json.dumps(body))
    for field in fields(event):
        assert getattr(again, field.name) == (field.default if field.name in later else getattr(event, field.name))


ANY_EVENT = st.one_of([st.from_type(kind) for kind in e.KINDS.values() if kind not in (e.DayOpened, e.SetupChanged)])


@given(ANY_EVENT)
def test_any_event_is_read_back_as_it_was(event: Any) -> None:
    aware = {
        field.name: getattr(event, field.name).replace(tzinfo=UTC, fold=0)
        for field in fields(event)
        if isinstance(getattr(event, field.name), datetime)
    }
    event = replace(event, **aware)
    assert repr(read_back(event)) == repr(event)


def test_a_day_of_the_first_version_is_read() -> None:
    services = [{"id": "A", "names": [["vi", "Hộ tịch"], ["en", "Civil status"]], "minutes": 12}]
    body = {"date": "2026-11-23", "catalogue": {"services": services, "desks": [{"id": 1, "services": ["A"]}]}}
    assert event_from("day_opened", json.dumps(body)) == e.DayOpened(
        date(2026, 11, 23), Setup((Service(A, {"vi": "Hộ tịch", "en": "Civil status"}, 12),), (Desk(ONE, (A,)),))
    )


def test_a_kind_that_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        event_from("ticket_eaten", "{}")


WHOLE = Ticket(
    TICKET, A, 1, "A001", TicketState.HELD, NOW, 7, 1.25, -3, SeriesId("s"), True, True, "km", (B, ServiceId("C")), ONE, 2.5,
    Admission.SHORT_TIME, NOW, ONE, NOW, NOW, NOW, NOW, 2, 1, 4, Why.QUICK, 5, Outcome.DECLINED, HoldReason.SUPPLEMENT, NOW, "thiếu", 3,
    PaperState.UNCONFIRMED, "stalled", "cua-truoc", 2
)  # fmt: skip
BARE = Ticket(TICKET, A, 1, "A001", TicketState.WAITING, NOW, 7)


def test_the_whole_ticket_says_something_in_every_field() -> None:
    for field in fields(Ticket):
        assert getattr(WHOLE, field.name) not in (None, getattr(BARE, field.name)) or field.name in (
            "id", "service", "number", "label", "issued_at", "arrival",
        ), field.name  # fmt: skip


@pytest.mark.parametrize("ticket", [WHOLE, BARE], ids=["whole", "bare"])
def test_a_ticket_comes_back_from_its_row_and_from_an_answer(ticket: Ticket) -> None:
    row = ticket_row(ticket, "2026-11-23")
    assert row["day"] == "2026-11-23" and all(isinstance(one, str | int | float | None) for one in row.values())
    assert repr(ticket_from(row)) == repr(ticket)
    for done in (Done(9, ticket, 4), Done(9)):
        assert answer_from("IssueTicket(…)", answer_text(done)).done == done


def test_an_answer_of_an_older_version_is_read_with_defaults() -> None:
    old = {
        "id": TICKET,
        "service": "A",
        "number": 1,
        "label": "A001",
        "state": "waiting",
        "issued_at": NOW.isoformat(),
        "arrival": 7,
    }
    assert answer_from("", json.dumps({"seq": 2, "ahead": 0, "ticket": old})).done.ticket == BARE
