"""Fifty ears and one officer: from the POST of a call to the last listener who has heard of it. One thread, sockets, no library.

A program (`python -m bench.listen PORT LISTENERS CALLS`, prints JSON), so that it takes no CPU from inside the server's process.
"""

import dataclasses
import json
import os
import random
import select
import sys
import time
from dataclasses import dataclass

from bench.rig import Server, result_of
from bench.talk import CHUNK, Ear, NoAnswer, connected, post_bytes, whole_answer

HEARD_WITHIN_S = 5.0
PAUSE_S = (0.002, 0.02)
"""Between two calls, at random: nothing in the server may fall into step with us."""
LONGEST_S = 120.0
_CALLED, _FINISHED = b'"kind":"ticket_called"', b'"kind":"ticket_finished"'


@dataclass(frozen=True, slots=True)
class Heard:
    """Milliseconds from the POST of a call to its answer, to the first and to the last listener, one of each per call."""

    answered_ms: list[float]
    first_ms: list[float]
    last_ms: list[float]


def listen(server: Server, listeners: int, calls: int) -> Heard:
    """Measure in a process of its own. At least `calls` tickets of desk 1 must wait."""
    return Heard(**result_of("bench.listen", server.port, listeners, calls, within_s=LONGEST_S))


class _Room:
    """All listeners and the officer's own connection, waited for together."""

    def __init__(self, port: int, listeners: int) -> None:
        self._ears = {ear.socket.fileno(): ear for ear in (Ear(port) for _ in range(listeners))}
        self._officer = connected(port)
        self._poll = select.epoll()
        for handle in (*self._ears, self._officer.fileno()):
            self._poll.register(handle, select.EPOLLIN)

    def ask(self, kind: str, news: bytes) -> tuple[float, float, float]:
        """Ask for desk 1; milliseconds to the answer, the first and the last listener who heard `news`.

        Raises: NoAnswer when it was refused or somebody did not hear of it.
        """
        body = json.dumps({"ask_id": os.urandom(8).hex(), "kind": kind, "desk": 1}).encode()
        deaf, heard_ms, answer_ms, answer = set(self._ears), [], 0.0, b""
        asked_s = time.perf_counter()
        self._officer.sendall(post_bytes(body))
        while deaf or not answer_ms:
            left_s = asked_s + HEARD_WITHIN_S - time.perf_counter()
            if left_s <= 0:
                raise NoAnswer(f"{len(deaf)} listeners did not hear of {kind}")
            for handle, _ in self._poll.poll(left_s):
                if handle == self._officer.fileno():
                    answer += self._officer.recv(CHUNK)
                    answer_ms = _since(asked_s) if _done(answer) else 0.0
                elif any(news in frame for frame in self._ears[handle].frames()):
                    heard_ms.append(_since(asked_s))
                    deaf.discard(handle)
        return answer_ms, heard_ms[0], heard_ms[-1]


def _done(answer: bytes) -> bool:
    """Whether the answer is whole. Raises: NoAnswer when it is a refusal."""
    whole = whole_answer(answer)
    if whole is not None and whole[0] != 200:
        raise NoAnswer(f"the server refused: {whole[1].decode(errors='replace')}")
    return whole is not None


def _since(asked_s: float) -> float:
    return (time.perf_counter() - asked_s) * 1000


def _run(port: int, listeners: int, calls: int) -> Heard:
    room = _Room(port, listeners)
    heard = Heard([], [], [])
    for _ in range(calls):
        answered_ms, first_ms, last_ms = room.ask("call_next", _CALLED)
        heard.answered_ms.append(answered_ms)
        heard.first_ms.append(first_ms)
        heard.last_ms.append(last_ms)
        time.sleep(random.uniform(*PAUSE_S))
        room.ask("finish", _FINISHED)
        time.sleep(random.uniform(*PAUSE_S))
    return heard


def main() -> None:
    port, listeners, calls = (int(text) for text in sys.argv[1:4])
    print(json.dumps(dataclasses.asdict(_run(port, listeners, calls))))


if __name__ == "__main__":
    main()
