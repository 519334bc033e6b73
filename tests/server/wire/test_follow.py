"""What a listener knows after what it has heard."""

from datetime import UTC, date, datetime

import pytest

from server.wire import DeskView, News, OfficeView, ServiceFacts, Snapshot, Tick, TicketView
from server.wire.follow import ENDED, Followed, follow
from server.wire.heard import ScreenPlace, Speakers, You

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def ticket(label: str, state: str = "waiting") -> TicketView:
    return TicketView(id=f"2026-11-23-{label}", service="A", label=label, state=state, issued_at=AT, arrival=1)


def snapshot(seq: int = 7, *tickets: TicketView, epoch: str = "e") -> Snapshot:
    return Snapshot(
        v=2, epoch=epoch, seq=seq, now=AT, timezone="Asia/Ho_Chi_Minh", office=OfficeView(authority="", name=""),
        day=date(2026, 11, 23), is_open=True, services=(), desks=(DeskView(id=1, services=("A",)),), tickets=tickets, calls=(),
        facts=(ServiceFacts(service="A", waiting=len(tickets)),),
    )  # fmt: skip


def news(seq: int, one: TicketView | None = None, desk: DeskView | None = None, waiting: int | None = None) -> News:
    facts = () if waiting is None else (ServiceFacts(service="A", waiting=waiting),)
    return News(seq=seq, at=AT, kind="ticket_issued", ticket=one, desk=desk, facts=facts)


@pytest.fixture
def known() -> Followed:
    followed = follow(Followed(), snapshot(7, ticket("A001"), ticket("A002", "called"), ticket("A003", "done")))
    assert followed is not None
    return followed


def test_before_the_first_snapshot_nothing_is_known_and_everything_is_missing() -> None:
    assert Followed().waiting("A") == 0
    assert follow(Followed(), news(1)) is None and follow(Followed(), Tick(now=AT, seq=0)) is None


def test_a_snapshot_is_everything_that_still_goes_on(known: Followed) -> None:
    assert [one.label for one in known.tickets.values()] == ["A001", "A002"]
    assert (known.seq, known.desks[1].state, known.waiting("A")) == (7, "closed", 3)


def test_a_new_snapshot_replaces_everything_even_with_a_smaller_seq(known: Followed) -> None:
    after = follow(known, snapshot(2, epoch="after a restart"))
    assert after is not None and (after.seq, after.tickets, after.waiting("A")) == (2, {}, 0)


def test_news_adds_changes_and_takes_out(known: Followed) -> None:
    after = follow(known, news(8, ticket("A004"), waiting=2))
    assert after is not None and (after.seq, len(after.tickets), after.waiting("A")) == (8, 3, 2)
    after = follow(after, news(9, ticket("A002", "serving")))
    assert after is not None and after.tickets["2026-11-23-A002"].state == "serving"
    after = follow(after, news(10, ticket("A002", "done")))
    assert after is not None and "2026-11-23-A002" not in after.tickets


@pytest.mark.parametrize("state", sorted(ENDED))
def test_what_has_ended_is_forgotten(known: Followed, state: str) -> None:
    after = follow(known, news(8, ticket("A001", state)))
    assert after is not None and [one.label for one in after.tickets.values()] == ["A002"]


def test_news_of_a_desk_changes_that_desk(known: Followed) -> None:
    after = follow(known, news(8, desk=DeskView(id=1, services=("A",), state="paused", reason="họp")))
    assert after is not None and (after.desks[1].state, after.desks[1].reason, len(after.tickets)) == ("paused", "họp", 2)


def test_old_news_changes_nothing(known: Followed) -> None:
    assert follow(known, news(7, ticket("A001", "done"))) is known


def test_a_gap_asks_for_a_new_snapshot(known: Followed) -> None:
    assert follow(known, news(9)) is None


def test_a_tick_shows_a_gap_too(known: Followed) -> None:
    assert follow(known, Tick(now=AT, seq=7)) is known and follow(known, Tick(now=AT, seq=8)) is None


def test_what_was_known_is_never_changed_in_place(known: Followed) -> None:
    before = (dict(known.tickets), dict(known.desks), dict(known.facts))
    follow(known, news(8, ticket("A001", "done"), DeskView(id=1, services=(), state="open"), 0))
    assert (known.tickets, known.desks, known.facts) == before


def test_a_screen_learns_its_name_before_its_place_and_keeps_it_over_snapshots() -> None:
    named = follow(Followed(), You(name="hall"))
    assert named is not None and named.place == ScreenPlace(name="hall")
    placed = follow(named, snapshot(7).model_copy(update={"screens": (ScreenPlace(name="hall", layout="led", desks=(1,)),)}))
    assert placed is not None and (placed.place.layout, placed.place.desks) == ("led", (1,))


def test_nobody_speaks_before_the_server_says_who_does() -> None:
    assert Followed().speakers is None
    told = follow(Followed(), Speakers(names=("hall",)))
    assert told is not None and told.speakers == {"hall"}
    again = follow(told, snapshot(9))
    assert again is not None and again.speakers == {"hall"}
