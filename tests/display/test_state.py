"""What the screen knows after what it has heard."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from display.state import DWELL_S, STALE_AFTER_S, YOUNG_S, reduce, services_here, spotlight, spotlight_since
from server.wire import News, Tick
from server.wire.heard import ScreenPlace, You


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


def test_a_young_call_is_not_lost_under_a_newer_one_whose_citizen_has_come(story: Any, new_ticket: Any) -> None:
    story.wait(5)
    story.seq += 4
    waits, has_come = new_ticket("A001", "called", 1, 1, 1.0), new_ticket("B001", "serving", 2, 1, 2.0)
    story.snapshot(waits, has_come, calls=(has_come.id, waits.id))
    assert [call.label for call in story.state.recent] == ["A001"]
    assert shown(story) == "A001"
    story.wait(DWELL_S)
    assert shown(story) == "B001", "the newest on the board, after the one that had to be called"


def test_a_call_from_before_the_clock_was_put_back_is_not_young(story: Any, new_ticket: Any) -> None:
    story.wait(5)
    story.seq += 1
    future = new_ticket("A001", "called", 1, 1, 3600.0)
    story.snapshot(future, calls=(future.id,))
    assert story.state.recent == () and board(story) == [("A001", 1)]


def test_who_went_from_desk_to_desk_stands_once(story: Any, new_ticket: Any) -> None:
    moved = new_ticket("A001", "called", 2, 1)
    story.snapshot(moved, calls=(moved.id, moved.id))
    assert board(story) == [("A001", 2)]


@pytest.mark.parametrize("state", ["waiting", "held"])
def test_whose_call_is_undone_or_who_moves_on_is_sent_nowhere(story: Any, new_ticket: Any, state: str) -> None:
    story.call("A001", 1)
    story.call("B001", 2)
    story.news("act_undone", new_ticket("B001", state))
    assert board(story) == [("A001", 1)] and shown(story) == "A001"


def test_a_server_ahead_of_its_news_does_not_make_two_calls_of_one(story: Any, new_ticket: Any) -> None:
    twice = new_ticket("A001", "called", 1, 2, 9.0)
    story.news("ticket_called", twice)
    story.news("ticket_recalled", twice)
    assert len(story.state.recent) == 1


def test_an_hour_away_brings_the_board_and_no_voice(story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    story.wait(3600)
    assert story.state.stale(story.now_s)
    story.seq += 300
    old = new_ticket("A090", "called", 1, 1, 3000)
    story.snapshot(old, calls=(old.id,), epoch="two")
    assert board(story) == [("A090", 1)] and story.state.recent == () and not story.state.stale(story.now_s)


def test_the_days_figures_are_the_last_ticks_and_end_with_the_day(story: Any) -> None:
    story.hear(Tick(now=datetime.now(UTC), seq=story.seq, served=47, waited_min=12))
    assert (story.state.served, story.state.waited_min) == (47, 12)
    story.snapshot()
    assert story.state.served == 47, "the same day goes on"
    standing = story.state.followed.standing
    story.hear(standing.model_copy(update={"day": standing.day + timedelta(days=1)}))
    assert (story.state.served, story.state.waited_min) == (0, None)


def placed(story: Any, **place: Any) -> None:
    """This screen is `west`, and the office has made it so."""
    standing = story.state.followed.standing
    story.hear(You(name="west"))
    story.hear(standing.model_copy(update={"screens": (ScreenPlace(name="west", **place),)}))


def test_a_zone_is_desks_services_or_both(story: Any) -> None:
    placed(story)
    for label, desk in (("A001", 1), ("B001", 2), ("A002", 3)):
        story.call(label, desk)

    def zone(**place: Any) -> list[str]:
        standing = story.state.followed.standing
        changed = standing.model_copy(update={"screens": (ScreenPlace(name="west", **place),)})
        from dataclasses import replace

        story.state = replace(story.state, followed=replace(story.state.followed, standing=changed))
        return [call.label for call in story.state.board_here]

    assert zone() == ["A002", "B001", "A001"]
    assert zone(desks=(1, 2)) == ["B001", "A001"]
    assert zone(services=("A",)) == ["A002", "A001"]
    assert zone(services=("A",), desks=(1, 2)) == ["A001"]
    assert shown(story) == "A001", "what is called elsewhere does not stand large here"


def test_the_waiting_of_a_zone_is_that_of_its_services_or_of_what_its_desks_give(story: Any) -> None:
    assert [one.id for one in services_here(story.state)] == ["A", "B", "C"]
    placed(story, services=("B",), desks=(9,))
    assert [one.id for one in services_here(story.state)] == ["B"]
    placed(story, desks=(2,))
    assert [one.id for one in services_here(story.state)] == ["A", "B", "C"]
    placed(story, desks=(9,))
    assert services_here(story.state) == ()


def test_the_offices_time_is_the_servers_and_none_when_it_is_doubted(story: Any) -> None:
    assert f"{story.state.local(story.now_s):%H:%M}" == "08:00"
    assert f"{story.state.local(story.now_s + 3600):%H:%M}" == "09:00"
    standing = story.state.followed.standing
    story.hear(standing.model_copy(update={"clock_doubt": "jumped"}))
    assert story.state.local(story.now_s) is None


def test_a_call_that_is_shown_is_large_within_young_seconds_of_a_reconnect(story: Any, new_ticket: Any) -> None:
    story.wait(YOUNG_S)
    story.seq += 1
    young = new_ticket("A001", "called", 1, 1, 0.0)
    story.snapshot(young, calls=(young.id,))
    assert [call.heard_s for call in story.state.recent] == [story.now_s]
