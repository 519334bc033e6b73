"""moiso up as a person runs it: one command starts all, Ctrl-C stops all in the reverse order, the day goes on afterwards."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.roottoken import root_headers


class Up:
    """`moiso up --headless` as a process; `said` is what it printed so far."""

    def __init__(self, data: Path, *more: str) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "server.cli", "up", "--headless", "--data", str(data), "--port", str(self.port), *more]
        environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"} | {"SDL_AUDIODRIVER": "dummy"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                self.said += line

    def parts(self) -> set[str]:
        """Which of our programs run as children."""
        children = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "args="], capture_output=True, text=True, check=False
        )
        return set(re.findall(r"-m (\w+)\.cli", children.stdout))

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        status = self.process.wait(60)
        self._reader.join(10)
        return status


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Any]:
    started: list[Up] = []

    def start(*more: str) -> Up:
        started.append(Up(tmp_path / "data", *more))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop(signal.SIGTERM)
        one._reader.join(10)


def press(up: Up) -> str:
    command = [sys.executable, "-m", "kiosk.cli", "press", "--service", "A", "--server", f"http://127.0.0.1:{up.port}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split()[0]


def test_one_command_starts_all_and_ctrl_c_stops_all_and_the_day_goes_on(up: Any, tmp_path: Path, eventually: Any) -> None:
    first = up()
    eventually(lambda: "Moiso is up" in first.said, 60)
    assert f"http://127.0.0.1:{first.port}/desk" in first.said and "127.0.0.1" in first.said
    assert first.parts() == {"server", "display", "kiosk"}
    assert press(first) == "A001"
    eventually(lambda: (tmp_path / "data" / "pictures" / "screen.png").exists(), 30)
    eventually(lambda: (tmp_path / "data" / "pictures" / "kiosk.png").exists(), 30)
    eventually(lambda: (tmp_path / "data" / "screen-voice" / "vi" / "pack.json").exists(), 60)
    assert first.stop() == 0
    assert first.said.rstrip().endswith("nothing is lost") and "Traceback" not in first.said
    again = up("--no-kiosk", "--no-screen")
    eventually(lambda: "Moiso is up" in again.said, 60)
    assert again.parts() == {"server"}
    assert press(again) == "A002"
    assert again.stop(signal.SIGTERM) == 0


def test_a_part_that_dies_is_started_again(up: Any, eventually: Any) -> None:
    running = up("--no-screen")
    eventually(lambda: "Moiso is up" in running.said, 60)
    found = subprocess.run(
        ["pgrep", "-P", str(running.process.pid), "-f", "kiosk.cli"], capture_output=True, text=True, check=True
    )
    os.kill(int(found.stdout.split()[0]), signal.SIGKILL)
    eventually(lambda: "starting it again" in running.said and running.parts() == {"server", "kiosk"}, 30)


def test_when_the_server_dies_all_stop_and_say_so(up: Any, eventually: Any) -> None:
    running = up()
    eventually(lambda: "Moiso is up" in running.said, 60)
    found = subprocess.run(
        ["pgrep", "-P", str(running.process.pid), "-f", "server.cli"], capture_output=True, text=True, check=True
    )
    os.kill(int(found.stdout.split()[0]), signal.SIGKILL)
    assert running.process.wait(60) == 1
    eventually(lambda: "the server has ended" in running.said)


def post(up: Up, path: str, facts: dict[str, Any]) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", up.port, timeout=20)
    connection.request("POST", path, json.dumps(facts), {"Content-Type": "application/json", **root_headers(up.data)})
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def test_a_page_brings_a_copy_back_and_the_server_is_started_again_with_it(up: Any, eventually: Any) -> None:
    running = up("--no-kiosk", "--no-screen")
    eventually(lambda: "Moiso is up" in running.said, 60)
    assert press(running) == "A001"
    name = post(running, "/api/office/backup", {})["name"]
    assert press(running) == "A002"
    assert post(running, "/api/office/restore/from", {"name": name})["ok"]
    assert post(running, "/api/office/restart", {})["reason"] == "restore_people", "two people wait"
    assert post(running, "/api/office/restart", {"sure": True})["ok"]
    eventually(lambda: "started again, as a page asked for" in running.said, 60)
    eventually(lambda: _reached(running), 60)
    assert press(running) == "A002", "the copy knows of one citizen"
    assert running.stop() == 0 and "Traceback" not in running.said


def _reached(up: Up) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", up.port)) == 0


def test_a_port_that_is_taken_is_said_in_one_sentence(up: Any, tmp_path: Path, eventually: Any) -> None:
    first = up("--no-kiosk", "--no-screen")
    eventually(lambda: "Moiso is up" in first.said, 60)
    command = [sys.executable, "-m", "server.cli", "serve", "--data", str(tmp_path / "other"), "--port", str(first.port)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert second.stderr.strip().endswith(
        f"port {first.port} cannot be used: Address already in use; set another one with --port or server.port"
    )
