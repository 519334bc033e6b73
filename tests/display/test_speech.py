"""The screen's mouth, with a loudspeaker that only counts: what is played, how loud, where it is broken off, what the server hears of it."""

from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

import pytest

from display.announce import HANDOVER_S
from display.speech import ALARM_EVERY_S, LIVE_WAIT_S, Speech
from drivers.speaker.pack import RATE_HZ, Reading
from server.wire.heard import Help, Seen
from server.wire.said import Said, Spoken, Stands, said

FIRE = {"en": "Fire", "vi": "Có cháy"}


class Mouth:
    """A loudspeaker, a line and a live voice that remember. `over`: what is being played has ended."""

    def __init__(self) -> None:
        self.ready = True
        self.busy = False
        self.played: list[tuple[bytes, int]] = []
        self.at = 0
        self.ended_at: list[int] = []
        self.told: list[Said | None] = []
        self.asked: list[tuple[tuple[str, str], ...]] = []
        self.spoken: Future[Reading] = Future()

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.played.append((sound, volume))
        self.busy = True
        return True

    def over(self) -> None:
        self.busy = False

    def place(self) -> int:
        return self.at

    def end_at(self, place: int) -> None:
        self.ended_at.append(place)

    def say(self, text: str) -> None:
        self.told.append(said(text))

    def speak(self, texts: tuple[tuple[str, str], ...]) -> "Future[Reading]":
        self.asked.append(texts)
        self.spoken = Future()
        return self.spoken


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def speech(mouth: Mouth, packs: Any) -> Speech:
    return Speech(speaker=mouth, voices=packs, live=mouth, line=mouth)


def step(speech: Speech, story: Any, seconds: float = 0) -> None:
    story.wait(seconds)
    speech.step(story.state, story.now_s)


def test_a_call_is_spoken_and_the_server_hears_of_it_after_the_last_word(
    speech: Speech, mouth: Mouth, story: Any, packs: Any
) -> None:
    story.call("A012", 3, calls=2, priority=True)
    step(speech, story)
    once = packs.sentence("vi", "A012", 3, 2, priority=True)
    assert packs.words(mouth.played[0][0]) == ["C", *once, *once]
    step(speech, story, 5)
    assert mouth.told == [Stands(sound="ready")], "not while it is being spoken"
    mouth.over()
    step(speech, story)
    assert mouth.told[1:] == [Spoken(ticket="2026-11-23-A012", calls=2)]
    step(speech, story)
    assert len(mouth.told) == 2


def test_the_citizens_language_is_the_second_one(speech: Speech, mouth: Mouth, story: Any, packs: Any) -> None:
    story.call("A012", 3, language="km")
    step(speech, story)
    assert packs.words(mouth.played[0][0]) == ["C", *packs.sentence("vi", "A012", 3), *packs.sentence("km", "A012", 3)]


def test_with_one_officer_no_desk_is_named(speech: Speech, mouth: Mouth, story: Any, packs: Any) -> None:
    story.retold(one_officer=True)
    story.call("A012", 3)
    step(speech, story)
    assert packs.words(mouth.played[0][0]) == ["C", *packs.sentence("vi", "A012", None) * 2]


def test_a_chime_is_no_word_and_is_not_called_spoken(speech: Speech, mouth: Mouth, story: Any, packs: Any) -> None:
    packs.packs.clear()
    story.call("A012", 3)
    step(speech, story)
    mouth.over()
    step(speech, story)
    assert packs.words(mouth.played[0][0]) == ["C"] and mouth.told == [Stands(sound="ready")]


def test_it_rings_once_for_each_time_that_somebody_at_a_kiosk_wants_help(
    speech: Speech, mouth: Mouth, story: Any, packs: Any
) -> None:
    story.speaks("hall", "other")
    asked = story.now
    for message in (
        Help(at=asked, kiosk="kiosk"),
        Help(at=asked, kiosk="kiosk"),
        Help(at=asked - timedelta(minutes=2), kiosk="sanh"),
    ):
        story.hear(message)
        step(speech, story)
        mouth.over()
    assert [packs.words(sound) for sound, _ in mouth.played] == [["C", "C"]], "once, and not for what is long past"
    assert [one.kiosk for one in story.state.helps] == ["kiosk", "sanh"]
    story.wait(30)
    story.hear(Help(kiosk="kiosk"))
    story.hear(Help(at=story.now, kiosk="kiosk"))
    step(speech, story)
    mouth.over()
    story.rules(speaks=False)
    story.hear(Help(at=story.now, kiosk="sanh"))
    step(speech, story)
    assert len(mouth.played) == 2 and Stands(sound="ready", tested_at=None) in mouth.told
    assert not any(isinstance(one, Spoken) for one in mouth.told)


def test_it_is_as_loud_as_the_office_wants_this_screen(speech: Speech, mouth: Mouth, story: Any) -> None:
    story.speaks("hall", volume=35)
    story.call("A012", 3)
    step(speech, story)
    assert [volume for _, volume in mouth.played] == [35]


def test_the_packs_that_the_server_has_are_wanted(speech: Speech, story: Any, packs: Any) -> None:
    story.retold(voices={"vi": "abc"})
    step(speech, story)
    assert packs.marks == {"vi": "abc"}


def test_what_another_screen_has_said_is_not_said_here(speech: Speech, mouth: Mouth, story: Any) -> None:
    story.speaks("other")
    story.call("A012", 3)
    step(speech, story)
    speech.heard(Seen(ticket="2026-11-23-A012", calls=1, shown=True))
    speech.heard(Seen(ticket="2026-11-23-A012", calls=1, spoken=True))
    story.speaks("hall")
    step(speech, story, HANDOVER_S)
    assert mouth.played == []


# ── how we stand ──


def test_the_server_hears_whether_there_is_a_card_and_at_every_change(speech: Speech, mouth: Mouth, story: Any) -> None:
    mouth.ready = False
    story.call("A012", 3)
    step(speech, story)
    step(speech, story, 1)
    assert mouth.told == [Stands(sound="none")] and mouth.played == []
    mouth.ready = True
    step(speech, story, 1)
    assert mouth.told[1:] == [Stands(sound="ready")] and len(mouth.played) == 1, "the call was kept as long as it is young enough"
    story.rules(speaks=False)
    step(speech, story)
    story.rules()
    story.speaks("hall", speaks=False)
    step(speech, story)
    assert mouth.told[2:] == [Stands(sound="off")]


def test_a_screen_without_a_loudspeaker_says_so(mouth: Mouth, story: Any, packs: Any) -> None:
    silent = Speech(speaker=None, voices=packs, live=None, line=mouth)
    story.call("A012", 3)
    step(silent, story)
    assert mouth.told == [Stands(sound="off")]


def test_before_the_server_was_heard_nothing_is_said(mouth: Mouth, packs: Any, new_story: Any) -> None:
    speech, nobody = Speech(speaker=mouth, voices=packs, live=mouth, line=mouth), new_story()
    step(speech, nobody)
    assert mouth.told == [] and mouth.played == []


# ── the morning ──


def test_in_the_morning_the_loudspeaker_is_tried_once_and_the_server_hears_of_it(
    speech: Speech, mouth: Mouth, story: Any, packs: Any
) -> None:
    story.retold(sessions=("08:20-11:00",))
    step(speech, story)
    assert mouth.played == [], "twenty minutes before"
    step(speech, story, 6 * 60)
    assert packs.words(mouth.played[0][0]) == ["C", "vi thu_loa"]
    mouth.over()
    step(speech, story, 2)
    tested = mouth.told[-1]
    assert isinstance(tested, Stands) and tested.tested_at == story.now and isinstance(tested.tested_at, datetime)
    step(speech, story, 60)
    assert len(mouth.played) == 1
    step(speech, story, timedelta(days=1).total_seconds() - 60)
    assert len(mouth.played) == 2, "and on the next day again"


@pytest.mark.parametrize("rules", [{"speaks": False}, {"quiet": ("08:00-08:20",)}])
def test_where_no_voice_is_wanted_it_is_not_tried(speech: Speech, mouth: Mouth, story: Any, rules: Any) -> None:
    story.rules(**rules)
    story.retold(sessions=("08:10-11:00",))
    step(speech, story)
    assert mouth.played == []


# ── an emergency ──


def test_an_emergency_is_spoken_every_minute_as_loud_as_can_be_and_its_end_is_silence(
    speech: Speech, mouth: Mouth, story: Any, packs: Any
) -> None:
    story.speaks("hall", volume=30)
    story.rules(emergency=FIRE)
    step(speech, story)
    assert mouth.asked == [(("vi", "Có cháy"), ("en", "Fire"))] and mouth.played == [], "it is being spoken in the background"
    mouth.spoken.set_result((b"<a fire_vi>", b"<a fire_en>"))
    step(speech, story, 0.5)
    assert packs.words(mouth.played[0][0]) == ["C", "a fire_vi", "a fire_en"] and mouth.played[0][1] == 100
    mouth.over()
    for _ in range(3):
        step(speech, story, (ALARM_EVERY_S - 1) / 3)
    assert len(mouth.played) == 1
    step(speech, story, 1)
    assert len(mouth.played) == 2 and len(mouth.asked) == 1
    mouth.over()
    story.rules()
    step(speech, story, ALARM_EVERY_S)
    assert len(mouth.played) == 2


def test_without_a_program_that_speaks_the_chime_rings_three_times(mouth: Mouth, story: Any, packs: Any) -> None:
    for live, wait_s in ((None, 0.0), (mouth, LIVE_WAIT_S)):
        speech = Speech(speaker=mouth, voices=packs, live=live, line=mouth)
        story.rules(emergency=FIRE)
        step(speech, story)
        step(speech, story, wait_s)
        assert packs.words(mouth.played.pop()[0]) == ["C"] * 3
        mouth.over()


def test_an_emergency_breaks_a_call_off_at_the_end_of_a_word_and_the_call_comes_again(
    speech: Speech, mouth: Mouth, story: Any, packs: Any
) -> None:
    story.call("A012", 3)
    step(speech, story)
    story.rules(emergency=FIRE)
    mouth.at = 50 + RATE_HZ * 200 // 1000 + 5
    step(speech, story)
    assert mouth.ended_at == [50 + RATE_HZ * 200 // 1000 + 20], "where the first word ends"
    step(speech, story)
    assert len(mouth.ended_at) == 1
    mouth.over()
    mouth.spoken.set_result((b"<a fire_vi>",))
    step(speech, story)
    assert packs.words(mouth.played[1][0]) == ["C", "a fire_vi"]
    assert mouth.told == [Stands(sound="ready")], "the call was not understood"
    mouth.over()
    story.rules()
    step(speech, story)
    assert packs.words(mouth.played[2][0]) == ["C", *packs.sentence("vi", "A012", 3) * 2]


def test_a_call_that_was_told_once_before_it_was_broken_off_counts_as_spoken(
    speech: Speech, mouth: Mouth, story: Any, packs: Any
) -> None:
    story.call("A012", 3)
    step(speech, story)
    mouth.at = len(mouth.played[0][0]) // 2 - 30
    story.rules(emergency=FIRE)
    step(speech, story)
    assert len(mouth.ended_at) == 1
    mouth.over()
    step(speech, story)
    assert Spoken(ticket="2026-11-23-A012", calls=1) in mouth.told


def test_an_emergency_that_is_over_is_not_spoken_to_its_end(speech: Speech, mouth: Mouth, story: Any) -> None:
    story.rules(emergency=FIRE)
    step(speech, story)
    mouth.spoken.set_result((b"x" * 4000, b"y" * 4000))
    step(speech, story)
    mouth.at = 60
    story.rules()
    step(speech, story)
    assert mouth.ended_at == [50 + RATE_HZ * 200 // 1000 + 2000]


def test_only_the_rooms_voice_speaks_an_emergency_but_quiet_hours_do_not_hold_it_back(
    speech: Speech, mouth: Mouth, story: Any
) -> None:
    story.speaks("other")
    story.rules(emergency=FIRE, quiet=("00:00-23:59",))
    step(speech, story)
    assert mouth.asked == []
    story.speaks("hall")
    step(speech, story)
    mouth.spoken.set_result((b"xx",))
    step(speech, story)
    assert len(mouth.played) == 1
