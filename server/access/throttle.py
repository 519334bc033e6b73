"""How long somebody must wait after wrong secrets. Pure arithmetic on monotonic seconds; delays grow, nobody is ever locked out.

A bucket is a name at one place: a paired browser, this machine, or "far" for everybody else; so whoever guesses from outside delays nobody
at a desk. Far away there is one bucket over all names too, against trying one secret with many names.
Source: RELIABILITY §5.2 (throttle without lock-out).
"""

from dataclasses import dataclass

DELAYS_S = (0.0, 0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""After so many wrong ones in a row; the last holds for all further ones."""
FAR_DELAYS_S = (*(0.0,) * 20, 1.0, 2.0, 5.0)
"""For the bucket over all names: an office with a dozen clumsy typists is not slowed down."""
FORGOTTEN_AFTER_S = 900.0
BUCKETS = 1000
"""Beyond it the bucket that was quiet longest is forgotten."""

Bucket = tuple[str, str]
EVERYBODY = "*"
FAR = "far"


@dataclass(slots=True)
class _Failures:
    count: int
    last_s: float


class Throttle:
    """Counts failures by bucket. Each try is counted as failed before it is checked, so that many at once do not slip through."""

    def __init__(self) -> None:
        self._buckets: dict[Bucket, _Failures] = {}

    def wait_s(self, bucket: Bucket, now_s: float) -> float:
        """Seconds until the next try is looked at, 0 for at once."""
        failures = self._buckets.get(bucket)
        if failures is None or now_s - failures.last_s > FORGOTTEN_AFTER_S:
            return 0.0
        delays = FAR_DELAYS_S if bucket[0] == EVERYBODY else DELAYS_S
        return max(failures.last_s + delays[min(failures.count, len(delays) - 1)] - now_s, 0.0)

    def failed(self, bucket: Bucket, now_s: float) -> None:
        failures = self._buckets.pop(bucket, None)
        if failures is None or now_s - failures.last_s > FORGOTTEN_AFTER_S:
            failures = _Failures(0, now_s)
        failures.count, failures.last_s = failures.count + 1, now_s
        self._buckets[bucket] = failures  # the quietest stand first
        while len(self._buckets) > BUCKETS:
            del self._buckets[next(iter(self._buckets))]

    def succeeded(self, bucket: Bucket) -> None:
        self._buckets.pop(bucket, None)


def buckets(name: str, place: str) -> tuple[Bucket, ...]:
    """The buckets that a try counts in. `place`: the paired browser's name, "local", or FAR."""
    return ((name, place), (EVERYBODY, FAR)) if place == FAR else ((name, place),)
