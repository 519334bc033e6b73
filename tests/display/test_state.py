"""What the screen knows after what it has heard."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from display.state import DWELL_S, STALE_AFTER_S, reduce, spotlight, spotlight_since
from server.wire import News


def board(story: Any) -> list[tuple[str, int]]:
    return [(call.label, call.desk) for call in story.state.board]


def shown(story: Any) -> str | None:
    call = spotlight(story.state, story.now_s)
    return call.label if call else None


def test_the_newest_call_stands_on_top_and_a_desk_stands_once(story: Any) -> None:
    story.call("A001", 1)
    story.call("B001", 2)
    story.call("A002", 1)
    assert board(story) == [("A002", 1), ("B001", 2)]


def test_a_row_stays_until_its_desk_calls_the_next(story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    story.news("ticket_finished", new_ticket("A001", "done", 1, 1))
    assert board(story) == [("A001", 1)]


def test_who_is_called_to_another_desk_leaves_the_first_row(story: Any) -> None:
    story.call("A001", 1)
    story.call("A001", 2, calls=2)
    assert board(story) == [("A001", 2)]


def test_each_call_stands_large_long_enough_even_when_three_come_at_once(story: Any) -> None:
    for label, desk in (("A001", 1), ("B001", 2), ("C001", 3)):
        story.call(label, desk)
    seen = []
    for _ in range(3):
        seen.append(shown(story))
        story.wait(DWELL_S)
    assert seen == ["A001", "B001", "C001"]
    assert shown(story) == "C001"
    assert len(board(story)) == 3, "the list has them all at once"


def test_after_a_pause_a_new_call_stands_large_at_once(story: Any) -> None:
    story.call("A001", 1)
    story.wait(60)
    story.call("B001", 2)
    assert shown(story) == "B001" and spotlight_since(story.state, story.now_s) == story.now_s


def test_a_snapshot_shows_what_was_called_before_us(new_story: Callable[[], Any], new_ticket: Any) -> None:
    story = new_story()
    called = new_ticket("A007", "called", 2, 1)
    story.wait(60)
    story.snapshot(called, calls=(called.id,))
    assert board(story) == [("A007", 2)] and shown(story) == "A007"
    assert story.state.recent == (), "nobody is called anew"


def test_coming_back_changes_nothing_that_is_still_true(story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    before = story.state.board
    story.wait(2)
    story.snapshot(new_ticket("A001", "called", 1, 1), calls=("2026-11-23-A001",))
    assert story.state.board == before


def test_a_missed_message_asks_for_a_snapshot(story: Any, new_ticket: Any) -> None:
    gap = News(seq=story.seq + 2, at=datetime.now(UTC), kind="ticket_called", ticket=new_ticket("A001", "called", 1, 1))
    assert reduce(story.state, gap, story.now_s) is None


def test_news_heard_twice_are_shown_once(story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    story.seq -= 1
    story.call("A001", 1)
    assert len(story.state.recent) == 1


def test_silence_is_noticed_and_a_tick_ends_it(story: Any) -> None:
    story.wait(STALE_AFTER_S + 0.1)
    assert story.state.stale(story.now_s)
    story.tick()
    assert not story.state.stale(story.now_s)


def test_a_new_day_clears_the_board(story: Any) -> None:
    story.call("A001", 1)
    story.seq += 3
    story.snapshot()
    assert board(story) == [] and shown(story) is None


def test_what_was_called_while_we_were_away_stands_large_and_not_what_we_heard_before(story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    story.wait(60)
    story.seq += 4
    old, new = new_ticket("A001", "called", 1, 1), new_ticket("B001", "called", 2, 1)
    story.snapshot(old, new, calls=(new.id, old.id))
    assert board(story) == [("B001", 2), ("A001", 1)] and shown(story) == "B001"
