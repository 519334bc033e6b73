"""What is said, and what is better not said any more."""

from typing import Any

import pytest

from display.announce import BACKLOG, EXPIRES_S, HANDOVER_S, Announcement, Announcer, readings_of
from display.state import YOUNG_S, Call
from server.wire.heard import Speakers, You


@pytest.fixture
def announcer() -> Announcer:
    return Announcer()


def spoken(announcer: Announcer, story: Any) -> list[tuple[str, int, int]]:
    out = []
    announcer.hear(story.state, story.now_s)
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


def test_a_recall_that_still_waits_is_spoken_once_in_the_place_of_the_first(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    story.call("B001", 2)
    announcer.hear(story.state, story.now_s)
    story.call("A001", 1, calls=2)
    announcer.hear(story.state, story.now_s)
    first = announcer.next(story.state, story.now_s)
    assert first is not None and (first.call.label, first.call.calls) == ("A001", 2)
    assert spoken(announcer, story) == [("B001", 2, 2)]


def test_who_was_sent_to_another_desk_is_called_to_that_one_only(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    announcer.hear(story.state, story.now_s)
    story.wait(1)
    story.call("A001", 2)
    assert spoken(announcer, story) == [("A001", 2, 2)]


@pytest.mark.parametrize("state", ["serving", "done", "missed", "cancelled"])
def test_who_has_come_or_gone_is_not_called_any_more(announcer: Announcer, story: Any, new_ticket: Any, state: str) -> None:
    story.call("A001", 1)
    announcer.hear(story.state, story.now_s)
    story.news("serving_started", new_ticket("A001", state, 1, 1))
    assert spoken(announcer, story) == []


def test_an_old_call_is_not_spoken(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    announcer.hear(story.state, story.now_s)
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


# ── a busy morning ──


def test_ten_calls_at_once_are_short_then_single_then_twice(announcer: Announcer, story: Any) -> None:
    for number in range(1, 11):
        story.call(f"A{number:03}", number)
    announcer.hear(story.state, story.now_s)
    forms = []
    while (one := announcer.next(story.state, story.now_s)) is not None:
        forms.append((one.call.desk, one.readings, one.short))
    assert forms == [
        *((desk, 1, True) for desk in range(1, 8)),
        (8, 1, False),
        (9, 1, False),
        (10, 2, False),
    ]


def test_who_has_gone_does_not_count_as_waiting(announcer: Announcer, story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    story.call("B001", 2)
    announcer.hear(story.state, story.now_s)
    story.news("serving_started", new_ticket("B001", "serving", 2, 1))
    assert spoken(announcer, story) == [("A001", 1, 2)]


def test_of_more_calls_than_can_ever_be_said_the_newest_are_said(announcer: Announcer, story: Any) -> None:
    for number in range(1, BACKLOG + 6):
        story.call(f"A{number:03}", number)
        announcer.hear(story.state, story.now_s)
    assert [desk for _, desk, _ in spoken(announcer, story)] == list(range(6, BACKLOG + 6))


def test_what_was_broken_off_is_the_next_one_again(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1)
    story.call("B001", 2)
    announcer.hear(story.state, story.now_s)
    first = announcer.next(story.state, story.now_s)
    assert first is not None
    announcer.put_back(first)
    assert [label for label, _, _ in spoken(announcer, story)] == ["A001", "B001"]


# ── who speaks, and when not ──


def test_in_quiet_hours_nothing_is_said_and_not_later_either(announcer: Announcer, story: Any) -> None:
    story.rules(quiet=("08:00-08:10",))
    story.call("A001", 1)
    assert spoken(announcer, story) == []
    story.wait(600)
    assert spoken(announcer, story) == []
    story.call("A002", 1)
    assert spoken(announcer, story) == [("A002", 1, 2)]


def test_during_an_emergency_calls_wait_and_are_said_after_it_if_it_was_short(announcer: Announcer, story: Any) -> None:
    story.rules(emergency={"vi": "Có cháy"})
    story.call("A001", 1)
    story.wait(20)
    assert spoken(announcer, story) == []
    story.rules()
    assert spoken(announcer, story) == [("A001", 1, 2)]


def test_a_screen_that_is_not_the_rooms_voice_says_nothing(announcer: Announcer, story: Any) -> None:
    story.speaks("other")
    story.call("A001", 1)
    assert spoken(announcer, story) == []
    story.call("B002", 2)
    story.speaks("hall", "upstairs")
    assert spoken(announcer, story) == []
    story.wait(HANDOVER_S)
    assert [label for label, _, _ in spoken(announcer, story)] == ["A001", "B002"]


def test_a_screen_with_a_name_waits_until_it_hears_who_speaks(announcer: Announcer, story: Any) -> None:
    story.hear(You(name="hall"))
    story.call("A001", 1)
    assert spoken(announcer, story) == []
    story.hear(Speakers(names=("hall",)))
    assert spoken(announcer, story) == [("A001", 1, 2)], "at once: nobody spoke before"


def test_a_young_call_is_not_lost_when_the_voice_moves_here(announcer: Announcer, story: Any) -> None:
    story.speaks("other")
    story.call("A001", 1)
    assert spoken(announcer, story) == []
    story.speaks("hall")
    assert spoken(announcer, story) == [], "the one before may be in the middle of it"
    story.wait(HANDOVER_S)
    assert spoken(announcer, story) == [("A001", 1, 2)]


def test_and_it_is_not_said_twice_if_the_screen_before_has_said_it(announcer: Announcer, story: Any) -> None:
    story.speaks("other")
    story.call("A001", 1)
    story.call("B001", 2)
    assert spoken(announcer, story) == []
    story.speaks("hall")
    assert spoken(announcer, story) == []
    announcer.spoken("2026-11-23-A001", 1)
    assert spoken(announcer, story) == [("B001", 2, 2)], "and the next one need not wait"


@pytest.mark.parametrize(("speakers", "room"), [((), ""), (("upstairs",), "hall")])
def test_who_takes_the_voice_over_from_nobody_speaks_at_once(
    announcer: Announcer, story: Any, speakers: tuple[str, ...], room: str
) -> None:
    story.speaks(*speakers, room=room)
    story.call("A001", 1)
    assert spoken(announcer, story) == []
    story.speaks(*speakers, "hall", room=room)
    assert spoken(announcer, story) == [("A001", 1, 2)]


def test_an_old_call_is_not_taken_over(announcer: Announcer, story: Any) -> None:
    story.speaks("other")
    story.call("A001", 1)
    story.wait(YOUNG_S + 1)
    assert spoken(announcer, story) == []
    story.speaks("hall")
    story.wait(HANDOVER_S)
    assert spoken(announcer, story) == []


def test_what_was_said_in_another_room_is_still_said_in_ours(announcer: Announcer, story: Any) -> None:
    story.speaks("hall", "upstairs", room="below")
    story.call("A001", 1)
    announcer.hear(story.state, story.now_s)
    announcer.spoken("2026-11-23-A001", 1)
    assert spoken(announcer, story) == [("A001", 1, 2)]


def test_a_recall_is_not_silenced_by_the_word_that_the_call_was_said(announcer: Announcer, story: Any) -> None:
    story.speaks("other")
    story.call("A001", 1, calls=2)
    announcer.hear(story.state, story.now_s)
    announcer.spoken("2026-11-23-A001", 1)
    story.speaks("hall")
    assert spoken(announcer, story) == [("A001", 1, 2)]


@pytest.mark.parametrize(
    ("place", "said"),
    [({}, "A1 B2"), ({"services": ("A",)}, "A1"), ({"desks": (2,)}, "B2"), ({"services": ("A",), "desks": (2,)}, ""), ({"speaks": False}, "")],
)  # fmt: skip
def test_a_screen_calls_those_who_sit_in_front_of_it(announcer: Announcer, story: Any, place: Any, said: str) -> None:
    story.speaks("hall", **place)
    story.call("A001", 1)
    story.call("B001", 2)
    assert " ".join(f"{label[0]}{desk}" for label, desk, _ in spoken(announcer, story)) == said


def test_the_same_news_twice_and_a_new_epoch_say_nothing_twice(announcer: Announcer, story: Any, new_ticket: Any) -> None:
    story.call("A001", 1)
    spoken(announcer, story)
    story.seq -= 1
    story.call("A001", 1)
    called = story.state.followed.tickets["2026-11-23-A001"]
    for epoch in ("two", "three"):
        story.snapshot(called, calls=(called.id,), epoch=epoch)
        assert spoken(announcer, story) == []


# ── in which language ──


def told(packs: Any, language: str, readings: int, **how: Any) -> list[str]:
    call = Call("id", "A012", 3, 1, 0.0)
    made = readings_of(Announcement(call, readings, language=language, **how), 3, packs.pack)
    return [packs.words(b"".join(reading))[0].split()[0] for reading in made]


def test_vietnamese_first_then_the_citizens_language(new_packs: Any) -> None:
    packs = new_packs("vi", "en", "km")
    assert told(packs, "vi", 2) == ["vi", "vi"] and told(packs, "vi", 1) == ["vi"]
    assert told(packs, "km", 2) == ["vi", "km"] and told(packs, "km", 1) == ["km"]
    assert told(packs, "fr", 2) == ["vi", "vi"]


def test_a_language_that_is_not_recorded_whole_is_not_begun(new_packs: Any) -> None:
    packs = new_packs("vi", "km")
    del packs.packs["km"].clips["so_1"]
    assert told(packs, "km", 2) == ["vi", "vi"] and told(packs, "km", 1) == ["vi"]
    assert told(packs, "en", 2) == ["vi", "vi"]


def test_without_a_vietnamese_voice_another_one_is_better_than_none(new_packs: Any) -> None:
    assert told(new_packs("km"), "km", 2) == ["km", "km"]
    assert told(new_packs("km"), "vi", 2) == [] == told(new_packs(), "km", 1)


def test_what_is_known_of_the_ticket_is_said(announcer: Announcer, story: Any) -> None:
    story.call("A001", 1, priority=True, language="km")
    announcer.hear(story.state, story.now_s)
    one = announcer.next(story.state, story.now_s)
    assert one is not None and (one.priority, one.language) == (True, "km")
