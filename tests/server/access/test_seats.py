"""One window is at a desk: the newer takes over, the older is told."""

from server.access.seats import Seat, Seats
from server.domain.model import DeskId

ONE, TWO = DeskId(1), DeskId(2)
LAN, LAN_AGAIN, HOA = Seat("s-lan", "w1"), Seat("s-lan", "w2"), Seat("s-hoa", "w1")


def test_the_newer_window_takes_over_and_the_older_is_told() -> None:
    seats = Seats()
    told: list[tuple[int, str]] = []
    seats.tell = lambda desk, seat: told.append((desk, seat.window))
    seats.take(ONE, LAN)
    seats.take(ONE, LAN_AGAIN)
    seats.take(ONE, LAN_AGAIN)
    assert not seats.holds(ONE, LAN) and seats.holds(ONE, LAN_AGAIN)
    assert told == [(1, "w1"), (1, "w2")]


def test_an_empty_seat_is_taken_by_whoever_asks_first() -> None:
    seats = Seats()
    assert seats.holds(ONE, HOA)
    assert not seats.holds(ONE, LAN)


def test_one_window_is_at_one_desk() -> None:
    seats = Seats()
    seats.take(ONE, LAN)
    seats.take(TWO, LAN)
    assert seats.holds(ONE, HOA) and seats.holds(TWO, LAN)


def test_whoever_signs_out_sits_nowhere() -> None:
    seats = Seats()
    seats.take(ONE, LAN)
    seats.leave("s-lan")
    assert seats.holds(ONE, HOA)
