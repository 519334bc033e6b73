"""A machine without a browser is let in by its code: what it shows, what it keeps, what happens when nobody lets it in."""

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import SettingError
from server.devices import Devices, Scope
from server.pairme import pair


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(lan="127.0.0.1:0")


@pytest.mark.parametrize(
    ("scope", "facts"), [("screen", {}), ("kiosk", {}), ("keypad", {"desk": 3}), ("print", {"printer": "cua-sau"})]
)
def test_a_technician_types_the_code_and_the_machine_has_its_token(server: Any, tmp_path: Path, scope: str, facts: Any) -> None:
    said: list[str] = []
    answers: list[tuple[int, bytes]] = []

    def let_in(seconds: float) -> None:
        code = re.findall("code:  (.*)", said[0])[0]
        body = json.dumps({"code": code, "name": f"may-{scope}", **facts}).encode()
        answers.append(server.request("POST", "/api/devices/approve", body, {"Content-Type": "application/json"}))

    file = tmp_path / "token"
    assert pair(f"http://127.0.0.1:{server.lan_port}", scope, file, say=said.append, pause=let_in) == 0
    assert answers[0][0] == 200 and stat.S_IMODE(file.stat().st_mode) == 0o600
    device = Devices(server.config.data).who(file.read_text().strip())
    assert device is not None and (device.name, device.scope) == (f"may-{scope}", Scope(scope))
    assert (device.desk, device.printer) == (facts.get("desk", 0), facts.get("printer", ""))


def test_a_code_that_nobody_types_runs_out(server: Any, tmp_path: Path) -> None:
    said: list[str] = []
    seconds = iter([0.0, 1.0, 10_000.0])
    url, file = f"http://127.0.0.1:{server.lan_port}", tmp_path / "token"
    assert pair(url, "screen", file, say=said.append, pause=lambda _: None, monotonic_s=lambda: next(seconds)) == 1
    assert "run out" in said[-1] and not file.exists()


def test_what_stands_in_the_way_is_said(server: Any, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="no Moiso server answers"):
        pair("http://127.0.0.1:9", "screen", tmp_path / "token", say=print)
    for _ in range(4):
        server.running.gate.pairing.begin(Scope.SCREEN, "127.0.0.1", server.running.gate.monotonic_s())
    with pytest.raises(SettingError, match="Nhiều máy đang chờ"):
        pair(f"http://127.0.0.1:{server.lan_port}", "screen", tmp_path / "token", say=print)
