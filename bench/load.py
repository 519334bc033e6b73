"""The load: CLIENTS citizens press at once and press again as soon as each has its number. One thread, sockets, no library.

A program (`python -m bench.load PORT PID CLIENTS SECONDS`, prints JSON), so that it takes no CPU from inside the server's process.
"""

import dataclasses
import json
import os
import select
import sys
import time
from dataclasses import dataclass

from bench.figures import percentile
from bench.rig import Server, cpu_s, result_of
from bench.talk import CHUNK, NoAnswer, connected, post_bytes, whole_answer

WARM_UP_S = 0.5
DRAIN_S = 5.0
"""After the end an answer may still come for this long; then it is an error."""
LONGEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """`tickets` counts all that were given, warm-up too; the rest is of the measured time. CPU in microseconds per ticket."""

    tickets: int
    per_s: float
    p50_ms: float
    p99_ms: float
    errors: int
    server_us: float
    load_us: float


def press(server: Server, clients: int, seconds: float) -> Load:
    """Let `clients` press for `seconds`, in a process of its own."""
    return Load(**result_of("bench.load", server.port, server.pid, clients, seconds, within_s=seconds + LONGEST_S))


class _Citizen:
    """One kept-alive connection with one press out at a time."""

    def __init__(self, port: int, name: str) -> None:
        self.socket = connected(port)
        self._name = name
        self._presses = 0
        self._heard = b""
        self.pressed_s = 0.0

    def press(self) -> None:
        self._presses += 1
        self._heard = b""
        body = b'{"ask_id":"%b-%d","kind":"issue","service":"A"}' % (self._name.encode(), self._presses)
        self.pressed_s = time.perf_counter()
        self.socket.send(post_bytes(body))

    def status(self) -> int | None:
        """Read once; the answer's status when it is whole. Raises: NoAnswer when the server hung up."""
        data = self.socket.recv(CHUNK)
        if not data:
            raise NoAnswer("the server hung up")
        self._heard += data
        answer = whole_answer(self._heard)
        return answer[0] if answer else None


class _Crowd:
    """All citizens, and what they have seen."""

    def __init__(self, port: int, clients: int) -> None:
        name = os.urandom(6).hex()
        self._poll = select.epoll()
        self._citizens: dict[int, _Citizen] = {}
        for place in range(clients):
            citizen = _Citizen(port, f"{name}-{place}")
            self._citizens[citizen.socket.fileno()] = citizen
            self._poll.register(citizen.socket.fileno(), select.EPOLLIN)
        self.took_ms: list[float] = []
        self.errors = 0
        self._out = clients

    def begin(self) -> None:
        for citizen in self._citizens.values():
            citizen.press()

    def run(self, until_s: float, again: bool) -> None:
        """Take answers until then, or until nobody waits any more; whoever has one presses `again`."""
        while self._out and (left_s := until_s - time.perf_counter()) > 0:
            for handle, _ in self._poll.poll(left_s):
                self._answer(self._citizens[handle], again)
        if not again:
            self.errors += self._out

    def _answer(self, citizen: _Citizen, again: bool) -> None:
        try:
            status = citizen.status()
        except (NoAnswer, OSError):
            self._poll.unregister(citizen.socket.fileno())
            self.errors += 1
            self._out -= 1
            return
        if status is None:
            return
        if status == 200:
            self.took_ms.append((time.perf_counter() - citizen.pressed_s) * 1000)
        else:
            self.errors += 1
        if again:
            citizen.press()
        else:
            self._out -= 1


def _run(port: int, pid: int, clients: int, seconds: float) -> Load:
    crowd = _Crowd(port, clients)
    crowd.begin()
    crowd.run(time.perf_counter() + WARM_UP_S, again=True)
    warmed_up, begun_s = len(crowd.took_ms), time.perf_counter()
    server_s, own_s = cpu_s(pid), time.process_time()
    crowd.run(begun_s + seconds, again=True)
    measured_s = time.perf_counter() - begun_s
    server_s, own_s = cpu_s(pid) - server_s, time.process_time() - own_s
    took_ms = crowd.took_ms[warmed_up:]
    crowd.run(time.perf_counter() + DRAIN_S, again=False)
    count = max(len(took_ms), 1)
    return Load(
        tickets=len(crowd.took_ms),
        per_s=len(took_ms) / measured_s,
        p50_ms=percentile(took_ms, 50),
        p99_ms=percentile(took_ms, 99),
        errors=crowd.errors,
        server_us=server_s / count * 1e6,
        load_us=own_s / count * 1e6,
    )


def main() -> None:
    port, pid, clients = (int(text) for text in sys.argv[1:4])
    print(json.dumps(dataclasses.asdict(_run(port, pid, clients, float(sys.argv[4])))))


if __name__ == "__main__":
    main()
