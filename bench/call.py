"""From the officer's click to the last of fifty listeners, beside the disk that every call has to wait for."""

from bench.disk import measure
from bench.figures import Figure, ms, percentile, table
from bench.listen import Heard, listen
from bench.rig import RigError, Server, scratch, server
from bench.talk import Line

TITLE = "call: the POST of a call → the last of 50 listeners has heard of it"
LISTENERS = 50
CALLS = 240
REFERENCE_S = 2.0
OVER_DISK_MS = 25.0


def run() -> None:
    """Measure and print."""
    with scratch() as folder, server(folder / "data") as running:
        take_tickets(running, CALLS)
        before = measure(folder, REFERENCE_S).sync
        heard = listen(running, LISTENERS, CALLS)
        after = measure(folder, REFERENCE_S).sync
    sync = min(before, after, key=lambda pace: pace.p99_ms)  # the stricter of the two
    print(table(TITLE, _figures(heard, f"fdatasync p50 {ms(sync.p50_ms)}, p99 {ms(sync.p99_ms)}", sync.p99_ms)))


def take_tickets(running: Server, count: int, service: str = "A") -> None:
    """Let that many citizens take a number. Raises: RigError when one got none."""
    line = Line(running.port)
    for _ in range(count):
        status, answer = line.ask(kind="issue", service=service)
        if status != 200:
            raise RigError(f"no ticket was given: {answer.get('message', status)}")
    line.close()


def _figures(heard: Heard, disk: str, disk_p99_ms: float) -> list[Figure]:
    p50_ms, p99_ms = percentile(heard.last_ms, 50), percentile(heard.last_ms, 99)
    limit_ms = disk_p99_ms + OVER_DISK_MS
    return [
        Figure("the answer to the officer, p50", ms(percentile(heard.answered_ms, 50)), f"{len(heard.last_ms)} calls"),
        Figure("the answer to the officer, p99", ms(percentile(heard.answered_ms, 99))),
        Figure("the first listener, p50", ms(percentile(heard.first_ms, 50))),
        Figure("the last listener, p50", ms(p50_ms), disk),
        Figure("the last listener, p99", ms(p99_ms), disk, f"≤ fdatasync p99 + {OVER_DISK_MS:.0f} ms", p99_ms <= limit_ms),
        Figure("the last listener, slowest", ms(max(heard.last_ms))),
    ]
