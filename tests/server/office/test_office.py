"""The one door: once per ask, told only when written, the same after a restart."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from drivers.clock import ManualClock
from server.domain.commands import CallNext, CloseDay, Finish, IssueTicket
from server.domain.errors import Reason, Refused
from server.domain.events import Logged
from server.domain.model import Day, DeskId, ServiceId
from server.office.news import News
from server.office.office import Office
from server.ports import Done, StoreFull
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
    assert told == list(range(1, 8))


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
    assert office.view == Day()
