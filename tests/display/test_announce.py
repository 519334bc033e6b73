"""What is said, and what is better not said any more."""

from typing import Any

import pytest

from display.announce import EXPIRES_S, Announcer
from display.state import YOUNG_S


@pytest.fixture
def announcer() -> Announcer:
    return Announcer()


def spoken(announcer: Announcer, story: Any) -> list[tuple[str, int, int]]:
    out = []
    announcer.hear(story.state)
    while (one := announcer.next(story.state, story.now_s)) is not None:
        out.append((one.call.label, one.call.desk, one.readings))
    return out


def test_a_call_is_read_twice(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    assert spoken(announcer, story) == [("A001", 1, 2)]
    assert spoken(announcer, story) == [], "and not again"


def test_calls_are_spoken_in_order_and_shorter_when_others_wait(announcer: Announcer, story: Any) -> None:
    for label, desk in (("A001", 1), ("B001", 2), ("C001", 3)):
        story.call(label, desk)
    assert spoken(announcer, story) == [("A001", 1, 1), ("B001", 2, 1), ("C001", 3, 2)]


def test_a_recall_is_spoken_again(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    spoken(announcer, story)
    story.call("A001", 1, calls=2)
    assert spoken(announcer, story) == [("A001", 1, 2)]


def test_a_recall_that_still_waits_is_spoken_once(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    story.call("A001", 1, calls=2)
    assert len(spoken(announcer, story)) == 1


@pytest.mark.parametrize("state", ["serving", "done", "missed", "cancelled"])
def test_who_has_come_or_gone_is_not_called_any_more(announcer: Announcer, story: Any, new_ticket: Any, state: str) -> None:
    story.call("A001", 1)
    announcer.hear(story.state)
    story.news("serving_started", new_ticket("A001", state, 1, 1))
    assert spoken(announcer, story) == []


def test_an_old_call_is_not_spoken(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    announcer.hear(story.state)
    story.wait(EXPIRES_S + 1)
    assert spoken(announcer, story) == []


def test_coming_back_after_a_lost_line_repeats_nothing(announcer: Announcer, story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    spoken(announcer, story)
    story.snapshot(new_ticket("A001", "called", 1, 1), calls=("2026-11-23-A001",), epoch="two")
    assert spoken(announcer, story) == []


def test_a_whole_day_of_calls_is_spoken_call_by_call(announcer: Announcer, story: Any) -> None:
    for number in range(1, 400):
        story.call(f"A{number:03}", 1)
        assert len(spoken(announcer, story)) == 1
        story.wait(30)


def test_a_young_call_that_was_made_while_the_line_was_down_is_not_lost(
    announcer: Announcer, story: Any, new_ticket: Any
) -> None:
    story.wait(5)
    called = new_ticket("A001", "called", 1, 1)
    story.seq += 1
    story.snapshot(called, calls=(called.id,))
    assert spoken(announcer, story) == [("A001", 1, 2)]
    story.snapshot(called, calls=(called.id,))
    assert spoken(announcer, story) == [], "and it is said once"


def test_an_old_call_that_was_made_while_the_line_was_down_is_not_said(announcer: Announcer, story: Any, new_ticket: Any) -> None:
    story.wait(YOUNG_S + 1)
    called = new_ticket("A001", "called", 1, 1)
    story.snapshot(called, calls=(called.id,))
    assert spoken(announcer, story) == []


def test_an_office_that_wants_each_call_once_hears_it_once(announcer: Announcer, story: Any) -> None:
    story.rules(says_twice=False)
    story.call("A001", 1)
    assert spoken(announcer, story) == [("A001", 1, 1)]


def test_an_office_without_a_voice_hears_nothing_and_not_later_either(announcer: Announcer, story: Any) -> None:
    story.rules(speaks=False)
    story.call("A001", 1)
    assert spoken(announcer, story) == []
    story.rules(speaks=True)
    assert spoken(announcer, story) == [], "what was called in silence is not said when the voice comes back"
    story.call("A002", 1)
    assert spoken(announcer, story) == [("A002", 1, 2)]
