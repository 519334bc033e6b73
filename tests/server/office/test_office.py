"""The one door: once per ask, told only when written, the same after a restart."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from drivers.clock import ManualClock
from server.domain.commands import CallNext, ChangeSetup, CloseDay, ConfirmClock, Finish, Hold, IssueTicket, OpenDesk, Return
from server.domain.edits import PutRules
from server.domain.errors import Reason, Refused
from server.domain.events import ClockConfirmed, ClockDoubted, DayOpened, Logged
from server.domain.model import DeskId, ServiceId, TicketState
from server.domain.setup import AtClosing, Hours, Session
from server.office.news import News
from server.office.office import Office
from server.ports import Audited, AuditEntry, Done, Noted, StoreFull
from server.store.memory import MemoryStore

A = ServiceId("A")
Loop = asyncio.Runner


def issue(loop: Loop, office: Office, ask_id: str | None = None) -> Done:
    return loop.run(office.handle(IssueTicket(A), actor="kiosk", ask_id=ask_id))


def label(done: Done) -> str:
    assert done.ticket is not None
    return done.ticket.label


def test_the_first_press_of_the_morning_opens_the_day(loop: Loop, office: Office) -> None:
    assert office.view.date is None
    assert label(issue(loop, office)) == "A001"
    assert office.view.date == date(2026, 11, 23)


def test_the_answer_says_how_many_came_before(loop: Loop, office: Office) -> None:
    assert [issue(loop, office).ahead for _ in range(3)] == [0, 1, 2]


def test_a_press_asked_again_gets_its_first_answer(loop: Loop, office: Office) -> None:
    first = issue(loop, office, "press-0001")
    issue(loop, office, "press-0002")
    assert issue(loop, office, "press-0001") == first
    assert len(office.view.tickets) == 2


def test_a_press_asked_again_after_a_restart_gets_its_first_answer(
    loop: Loop, office: Office, new_office: Callable[..., Office]
) -> None:
    first = issue(loop, office, "press-0001")
    assert issue(loop, new_office(), "press-0001") == first


def test_one_id_for_two_different_commands_is_refused(loop: Loop, office: Office) -> None:
    issue(loop, office, "press-0001")
    with pytest.raises(Refused) as caught:
        loop.run(office.handle(CallNext(DeskId(1)), actor="desk", ask_id="press-0001"))
    assert caught.value.reason is Reason.ASK_REUSED


def test_a_restart_goes_on_with_the_same_numbers_and_the_same_queue(
    loop: Loop, office: Office, new_office: Callable[..., Office]
) -> None:
    issue(loop, office)
    issue(loop, office)
    loop.run(office.handle(CallNext(DeskId(1)), actor="desk"))
    again = new_office()
    assert again.view == office.view
    assert label(issue(loop, again)) == "A003"


def test_what_was_not_written_is_neither_told_nor_remembered(
    loop: Loop, store: MemoryStore, new_office: Callable[..., Office]
) -> None:
    told: list[Logged] = []
    news = News()
    news.subscribe(lambda batch, _: told.extend(batch))
    office = new_office(news)
    issue(loop, office)
    before = len(told)
    store.fail_next = StoreFull("no room")
    with pytest.raises(StoreFull):
        issue(loop, office)
    assert len(told) == before
    assert label(issue(loop, office)) == "A002", "the number that was not written is given to the next citizen"


def test_news_come_in_order_and_without_gaps(loop: Loop, new_office: Callable[..., Office]) -> None:
    told: list[int] = []
    news = News()
    news.subscribe(lambda batch, _: told.extend(one.seq for one in batch))
    office = new_office(news)
    for _ in range(5):
        issue(loop, office)
    loop.run(office.handle(CallNext(DeskId(1)), actor="desk"))
    assert told == list(range(1, 9)), "the day, five numbers, the desk, the call"


def test_the_view_is_what_the_news_say(loop: Loop, new_office: Callable[..., Office]) -> None:
    seen: list[int] = []
    news = News()
    news.subscribe(lambda batch, day: seen.append(day.seq - batch[-1].seq))
    issue(loop, new_office(news))
    assert set(seen) == {0}


def test_the_next_morning_begins_with_one_again(loop: Loop, office: Office, clock: ManualClock) -> None:
    issue(loop, office)
    clock.advance(24 * 3600)
    assert label(issue(loop, office)) == "A001"
    assert office.view.date == date(2026, 11, 24)


def test_the_day_turns_at_midnight_of_the_office_and_not_of_greenwich(loop: Loop, office: Office, clock: ManualClock) -> None:
    issue(loop, office)
    clock.advance(15.9 * 3600)  # 23:54 local, 16:54 UTC
    assert label(issue(loop, office)) == "A002"
    clock.advance(0.2 * 3600)  # 00:06 local, still the same date in UTC
    assert label(issue(loop, office)) == "A001"


@pytest.mark.parametrize("back", [timedelta(hours=20), timedelta(days=400), timedelta(days=20_000)])
def test_a_clock_that_jumps_back_neither_resets_nor_reuses_a_number(
    loop: Loop, office: Office, clock: ManualClock, back: timedelta
) -> None:
    issue(loop, office)
    clock.set_wall(clock.now() - back)
    assert label(issue(loop, office)) == "A002"
    assert not loop.run(office.open_due_day())


def test_a_day_that_was_ended_is_not_opened_again_by_a_press(loop: Loop, office: Office) -> None:
    issue(loop, office)
    loop.run(office.handle(CloseDay(), actor="desk"))
    with pytest.raises(Refused) as caught:
        issue(loop, office)
    assert caught.value.reason is Reason.DAY_NOT_OPEN


def test_the_caretaker_opens_the_day_before_anybody_comes(loop: Loop, office: Office) -> None:
    assert loop.run(office.open_due_day())
    assert office.view.is_open and not loop.run(office.open_due_day())


def test_a_refused_command_is_not_remembered_as_answered(loop: Loop, office: Office) -> None:
    loop.run(office.open_due_day())

    def call() -> Any:
        return loop.run(office.handle(CallNext(DeskId(1)), actor="desk", ask_id="click-001"))

    with pytest.raises(Refused):
        call()
    issue(loop, office)
    assert label(call()) == "A001"


def test_commands_from_a_thread_get_their_answer(loop: Loop, office: Office) -> None:
    issue(loop, office)
    office.handle_blocking(CallNext(DeskId(1)), actor="test")
    with pytest.raises(Refused):
        office.handle_blocking(CallNext(DeskId(1)), actor="test")
    assert office.handle_blocking(Finish(DeskId(1)), actor="test").ticket is not None


def test_an_empty_office_starts_empty(office: Office) -> None:
    assert office.view.tickets == {} and office.view.date is None and list(office.view.services) == ["A", "B"]


LONG_AGO = datetime(1970, 1, 1, 0, 2, tzinfo=UTC)
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
YEAR = timedelta(days=400)


def look(loop: Loop, office: Office) -> str:
    """What the caretaker does every two seconds; returns what is doubted then."""
    loop.run(office.do_what_is_due())
    return office.view.clock_doubt


def confirm(loop: Loop, office: Office, true_now: datetime) -> None:
    loop.run(office.handle(ConfirmClock(office.clock_offset_s(true_now)), actor="desk"))
    look(loop, office)


def refusal(loop: Loop, office: Office, command: Any) -> Reason:
    with pytest.raises(Refused) as caught:
        loop.run(office.handle(command, actor="test"))
    return caught.value.reason


def test_a_machine_that_wakes_in_1970_opens_nothing_until_an_officer_says_what_time_it_is(
    loop: Loop, store: MemoryStore, new_office: Callable[..., Office], clock: ManualClock
) -> None:
    clock.set_wall(LONG_AGO)
    office = new_office()
    assert refusal(loop, office, IssueTicket(A)) is Reason.CLOCK_DOUBTED, "before the caretaker has looked, too"
    assert look(loop, office) == "early" and look(loop, office) == "early"
    assert [one.event for one in store.log_of_newest_day()] == [ClockDoubted("early")], "said once, not every two seconds"
    assert refusal(loop, office, IssueTicket(A)) is Reason.CLOCK_DOUBTED and office.view.date is None
    clock.advance(60)
    confirm(loop, office, EIGHT)
    assert office.view.clock_doubt == "" and office.view.date == date(2026, 11, 23) and office.now() == EIGHT
    assert label(issue(loop, office)) == "A001"


def test_a_restart_in_1970_is_still_doubted_and_a_clock_that_comes_right_is_believed(
    loop: Loop, new_office: Callable[..., Office], clock: ManualClock
) -> None:
    clock.set_wall(LONG_AGO)
    assert look(loop, new_office()) == "early"
    again = new_office()
    assert again.view.clock_doubt == "early" and look(loop, again) == "early"
    clock.set_wall(EIGHT)
    last = new_office()
    assert look(loop, last) == "" and last.view.date == date(2026, 11, 23)


def test_a_day_back_in_the_middle_of_the_day_changes_nothing_but_what_is_said_of_the_clock(
    loop: Loop, office: Office, clock: ManualClock
) -> None:
    for _ in range(3):
        issue(loop, office)
    clock.advance(600)
    clock.set_wall(clock.now() - timedelta(days=1))
    assert label(issue(loop, office)) == "A004" and office.view.clock_doubt == "back"
    loop.run(office.handle(OpenDesk(DeskId(1)), actor="desk"))
    called = []
    for _ in range(4):
        called.append(label(loop.run(office.handle(CallNext(DeskId(1)), actor="desk"))))
        loop.run(office.handle(Finish(DeskId(1)), actor="desk"))
        clock.advance(60)
    assert called == ["A001", "A002", "A003", "A004"] and look(loop, office) == "back"
    clock.set_wall(clock.now() + timedelta(days=1))
    assert look(loop, office) == "", "it has come right by itself"
    assert label(issue(loop, office)) == "A005" and office.view.date == date(2026, 11, 23)


@pytest.mark.parametrize("restarted", [False, True])
def test_400_days_on_begin_no_new_day_and_an_officer_puts_it_right(
    loop: Loop, office: Office, new_office: Callable[..., Office], clock: ManualClock, restarted: bool
) -> None:
    issue(loop, office)
    waited_s = office.view.elapsed_s
    clock.set_wall(clock.now() + YEAR)
    assert label(issue(loop, office)) == "A002" and office.view.clock_doubt == "ahead"
    if restarted:
        office = new_office()
    assert look(loop, office) == "ahead" and label(issue(loop, office)) == "A003"
    assert office.view.date == date(2026, 11, 23) and office.view.elapsed_s - waited_s < 60
    clock.advance(60)
    confirm(loop, office, EIGHT + timedelta(seconds=60))
    assert look(loop, office) == "" and office.view.date == date(2026, 11, 23)
    assert label(issue(loop, office)) == "A004" and office.view.elapsed_s - waited_s < 180


def test_400_days_on_at_a_start_open_nothing_until_an_officer_confirms(
    loop: Loop, office: Office, new_office: Callable[..., Office], clock: ManualClock
) -> None:
    issue(loop, office)
    loop.run(office.handle(CloseDay(), actor="desk"))
    clock.set_wall(EIGHT + YEAR + timedelta(days=1))
    office = new_office()
    assert look(loop, office) == "ahead" and office.view.date == date(2026, 11, 23)
    confirm(loop, office, EIGHT + timedelta(days=1))
    assert office.view.date == date(2026, 11, 24) and label(issue(loop, office)) == "A001"
    clock.advance(3600)
    again = new_office()
    assert look(loop, again) == "" and again.now() == EIGHT + timedelta(days=1, hours=1), "the offset lives on"
    clock.advance(24 * 3600)
    clock.set_wall(EIGHT + timedelta(days=2, hours=1))
    last = new_office()
    assert look(loop, last) == "" and last.now() == EIGHT + timedelta(days=2, hours=1), "the machine has come right"
    assert last.view.date == date(2026, 11, 25) and last.view.clock_offset_s == 0


def test_a_machine_that_comes_right_under_an_offset_is_written_down(
    loop: Loop, store: MemoryStore, office: Office, clock: ManualClock
) -> None:
    look(loop, office)
    clock.set_wall(EIGHT + YEAR)
    look(loop, office)
    confirm(loop, office, EIGHT)
    clock.set_wall(EIGHT)
    assert look(loop, office) == "" and office.now() == EIGHT
    said = [one.event for one in store.log_of_newest_day() if not isinstance(one.event, DayOpened)]
    assert said == [ClockDoubted("ahead"), ClockConfirmed(-YEAR.total_seconds()), ClockConfirmed(0.0)]
    assert refusal(loop, office, ConfirmClock(0.0)) is Reason.CLOCK_TRUSTED


def test_a_month_switched_off_over_tet_is_believed(
    loop: Loop, office: Office, new_office: Callable[..., Office], clock: ManualClock
) -> None:
    issue(loop, office)
    clock.advance(31 * 24 * 3600)
    office = new_office()
    assert look(loop, office) == "" and office.view.date == date(2026, 12, 24)


def test_nobody_is_sent_away_for_the_hour_by_a_clock_that_is_wrong(loop: Loop, office: Office, clock: ManualClock) -> None:
    day = (Session(EIGHT.replace(hour=7).time(), EIGHT.replace(hour=11).time()),)
    edit = PutRules(hours=Hours((day,) * 7, at_closing=AtClosing.STOP))
    look(loop, office)
    loop.run(office.handle(ChangeSetup((edit,)), actor="desk"))
    clock.set_wall(EIGHT - timedelta(days=20_000, hours=12))
    assert label(issue(loop, office)) == "A001"


def test_who_is_on_hold_comes_back_by_itself(loop: Loop, office: Office, clock: ManualClock) -> None:
    issue(loop, office)
    loop.run(office.handle(CallNext(DeskId(1)), actor="desk"))
    loop.run(office.handle(Hold(DeskId(1), back_at=office.now() + timedelta(minutes=10)), actor="desk"))
    clock.advance(599)
    look(loop, office)
    ticket = next(iter(office.view.tickets.values()))
    assert ticket.state is TicketState.HELD
    clock.advance(1)
    look(loop, office)
    assert office.view.tickets[ticket.id].state is TicketState.WAITING
    assert refusal(loop, office, Return(ticket.id)) is Reason.NOT_NOW


def test_a_day_that_has_ended_by_itself_is_not_begun_again(loop: Loop, office: Office, clock: ManualClock) -> None:
    day = (Session(EIGHT.replace(hour=7).time(), EIGHT.replace(hour=11).time()),)
    look(loop, office)
    loop.run(office.handle(ChangeSetup((PutRules(hours=Hours((day,) * 7, closes_after_min=0)),)), actor="desk"))
    clock.advance(3 * 3600)
    for _ in range(2):
        look(loop, office)
        assert not office.view.is_open and office.view.date == date(2026, 11, 23)
    clock.advance(13 * 3600)
    look(loop, office)
    assert office.view.is_open and office.view.date == date(2026, 11, 24)


def test_what_was_edited_before_the_first_day_is_remembered_over_a_restart(
    loop: Loop, office: Office, new_office: Callable[..., Office]
) -> None:
    loop.run(office.handle(ChangeSetup((PutRules(reentry_days=7),), tomorrow=True), actor="desk"))
    again = new_office()
    assert again.view == office.view
    look(loop, again)
    assert again.view.setup.reentry_days == 7


def test_what_is_no_event_is_noted_at_the_offices_time_and_stands_on_the_disk_when_it_is_done(
    loop: Loop, office: Office, store: MemoryStore, clock: ManualClock
) -> None:
    entry = AuditEntry("person lan", Audited.SIGN_IN, "quầy 1")
    loop.run(office.note(entry, entry))
    assert store.notes(9) == [Noted(1, clock.now(), entry), Noted(2, clock.now(), entry)] and store.last_seq() == 0


def test_what_cannot_be_noted_is_said(loop: Loop, office: Office, store: MemoryStore) -> None:
    store.fail_next = StoreFull("no room")
    with pytest.raises(StoreFull):
        loop.run(office.note(AuditEntry("person lan", Audited.SIGN_IN)))
    assert store.notes(9) == []
