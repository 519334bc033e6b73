"""Whoever guesses waits longer and longer; nobody is locked out, and nobody else waits for it."""

from hypothesis import given
from hypothesis import strategies as st

from server.access.throttle import BUCKETS, DELAYS_S, EVERYBODY, FAR, FORGOTTEN_AFTER_S, Throttle, buckets

LAN = ("lan", "local")


def test_the_first_mistakes_cost_nothing_and_then_each_costs_more() -> None:
    throttle = Throttle()
    waits = []
    for _ in range(10):
        throttle.failed(LAN, 100.0)
        waits.append(throttle.wait_s(LAN, 100.0))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 30, 30, 30]


def test_the_wait_runs_out_by_itself() -> None:
    throttle = Throttle()
    for _ in range(5):
        throttle.failed(LAN, 100.0)
    assert throttle.wait_s(LAN, 103.0) == 1.0
    assert throttle.wait_s(LAN, 104.0) == 0.0


def test_a_right_one_and_a_quarter_of_an_hour_forget() -> None:
    throttle = Throttle()
    for _ in range(9):
        throttle.failed(LAN, 100.0)
    assert throttle.wait_s(LAN, 100.0 + FORGOTTEN_AFTER_S + 1) == 0.0
    throttle.succeeded(LAN)
    assert throttle.wait_s(LAN, 100.0) == 0.0
    throttle.failed(LAN, 100.0)
    assert throttle.wait_s(LAN, 100.0) == 0.0


def test_who_guesses_from_far_away_delays_nobody_at_a_desk() -> None:
    throttle = Throttle()
    for bucket in buckets("lan", FAR) * 9:
        throttle.failed(bucket, 100.0)
    assert throttle.wait_s(("lan", FAR), 100.0) == 30.0
    assert throttle.wait_s(("lan", "quay-3"), 100.0) == 0.0
    assert throttle.wait_s(LAN, 100.0) == 0.0


def test_one_secret_with_many_names_is_slowed_down_too() -> None:
    throttle = Throttle()
    for number in range(21):
        for bucket in buckets(f"name-{number}", FAR):
            throttle.failed(bucket, 100.0)
    assert throttle.wait_s((EVERYBODY, FAR), 100.0) > 0


def test_made_up_names_cannot_fill_the_memory() -> None:
    throttle = Throttle()
    for number in range(BUCKETS + 50):
        throttle.failed((f"name-{number}", FAR), float(number) / 100)
    assert len(throttle._buckets) == BUCKETS
    assert ("name-0", FAR) not in throttle._buckets


@given(st.lists(st.floats(0, 60), max_size=30))
def test_nobody_ever_waits_longer_than_the_last_delay(pauses: list[float]) -> None:
    throttle, now_s = Throttle(), 0.0
    for pause in pauses:
        throttle.failed(LAN, now_s)
        assert 0 <= throttle.wait_s(LAN, now_s) <= max(DELAYS_S) + 1e-9
        now_s += pause
