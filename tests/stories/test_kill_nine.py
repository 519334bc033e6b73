"""The plug is pulled twenty times in the rush hour: no acknowledged number is lost, none is given twice, none is missing."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from server.store.replay import replay

KILLS = 20
CLIENTS = 8


class Rush:
    """Citizens who press, and press again under the same id until they have a number."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, dict[str, Any]] = {}
        self.contradictions: list[str] = []
        self.retried = 0
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._citizens, args=(place,), daemon=True) for place in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(60)

    def _citizens(self, place: int) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            ask_id = f"rush-{place}-{count:06}"
            tries = 0
            while not (answer := self.post(ask_id, "ABC"[count % 3])):
                tries += 1
                if self.over.is_set():
                    return
                time.sleep(0.02)
            with self._lock:
                self.answers[ask_id] = answer
                self.retried += tries > 0
            if count % 7 == 0 and (again := self.post(ask_id, "ABC"[count % 3])) and again != answer:
                self.contradictions.append(f"{ask_id}: {answer} and then {again}")

    def post(self, ask_id: str, service: str) -> dict[str, Any] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            body = json.dumps({"ask_id": ask_id, "kind": "issue", "service": service})
            connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            answer: dict[str, Any] = json.loads(reply.read())
            return answer if reply.status == 200 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()


def start(data: Path, port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "server.cli", "serve", "--data", str(data), "--port", str(port), "--printer", "none"]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def test_the_plug_is_pulled_twenty_times_and_nothing_is_lost(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = start(tmp_path, port)
    rush = Rush(port)
    chance = random.Random(20261123)
    try:
        for _ in range(KILLS):
            before = len(rush.answers)
            deadline = time.monotonic() + 60
            while len(rush.answers) < before + 20:
                assert time.monotonic() < deadline, "the server does not come back"
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.15))
            os.kill(server.pid, signal.SIGKILL)
            server.wait()
            server = start(tmp_path, port)
        before = len(rush.answers)
        while len(rush.answers) < before + 20:
            time.sleep(0.01)
        rush.join()
        first = next(iter(rush.answers))
        assert rush.post(first, "ABC"[int(first[-6:]) % 3]) == rush.answers[first], "after twenty starts still the first answer"
    finally:
        server.terminate()
        server.wait()
    assert rush.contradictions == []
    assert rush.retried > 0, "at least one press must have been cut off, or this test shows nothing"
    labels = [answer["ticket"]["id"] for answer in rush.answers.values()]
    assert len(labels) == len(set(labels)), "a number was given to two citizens"
    found = replay(tmp_path)
    assert found.differences == (), "replay finds gaps, doubles and tables that differ from the log"
    assert found.tickets >= len(labels)
    assert set(labels) <= issued(tmp_path)


def issued(data: Path) -> set[str]:
    import sqlite3

    connection = sqlite3.connect(data / "moiso.db")
    found = {row[0] for row in connection.execute("SELECT id FROM ticket")}
    connection.close()
    return found
