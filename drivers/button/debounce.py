"""When a press counts. Pure: times are handed in, in seconds of one monotonic clock."""

QUIET_S = 1.5
"""A worn button bounces for milliseconds and an old hand taps twice within a second; the next citizen needs longer to come up."""


def counts(last_s: float | None, now_s: float, quiet_s: float = QUIET_S) -> bool:
    """Whether a press at `now_s` is a new one. `last_s`: the last press of any kind, counted or not; None if there was none."""
    return last_s is None or now_s - last_s >= quiet_s
