"""What screens said back is kept for a while, told once, and never without end."""

from datetime import UTC, datetime

from server.web.saidback import BURST, CALLS_KEPT, PER_S, Patience, SaidBack
from server.wire.heard import ScreenStanding, Seen
from server.wire.said import Shown, Spoken, Stands

A1 = "2026-11-23-A001"


def test_a_call_is_shown_and_then_spoken_and_each_is_news_once() -> None:
    back = SaidBack()
    assert back.seen(Shown(ticket=A1, calls=1)) == Seen(ticket=A1, calls=1, shown=True)
    assert back.seen(Shown(ticket=A1, calls=1)) is None, "another screen shows it, too"
    assert back.seen(Spoken(ticket=A1, calls=1)) == Seen(ticket=A1, calls=1, shown=True, spoken=True)
    assert back.seen(Shown(ticket=A1, calls=2)) == Seen(ticket=A1, calls=2, shown=True), "called once more it is another call"
    assert back.of(A1, 1) == Seen(ticket=A1, calls=1, shown=True, spoken=True) and back.of(A1, 3) is None


def test_the_oldest_calls_are_forgotten() -> None:
    back = SaidBack()
    for number in range(CALLS_KEPT + 5):
        back.seen(Shown(ticket=f"t-{number}", calls=1))
    assert back.of("t-4", 1) is None and back.of("t-5", 1) is not None


def test_screens_are_told_by_name_with_their_sound() -> None:
    back = SaidBack()
    assert back.stands("sau", Stands(sound="none")) and back.stands("cua", Stands(sound="ready"))
    assert not back.stands("cua", Stands(sound="ready"))
    assert back.screens().screens == (ScreenStanding(name="cua", sound="ready"), ScreenStanding(name="sau", sound="none"))
    tried = Stands(sound="ready", tested_at=datetime(2026, 11, 23, 0, tzinfo=UTC))
    assert back.stands("cua", tried) and back.screens().screens[0].tested_at == tried.tested_at
    assert back.went("cua") and not back.went("cua")
    assert [one.name for one in back.screens().screens] == ["sau"]


def test_who_says_too_much_is_not_listened_to_for_a_while() -> None:
    patience = Patience(100.0)
    assert [patience.allows(100.0) for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert patience.allows(100.0 + 1.5 / PER_S) and not patience.allows(100.0 + 1.5 / PER_S)
    assert [patience.allows(1000.0) for _ in range(BURST + 1)] == [True] * BURST + [False], "silence is saved up to a burst"
