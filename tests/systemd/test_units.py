"""The units: systemd has nothing to say against them, they are shut tight, and the programs answer as the units expect."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "systemd").glob("*.service"))
TOML = ROOT / "systemd" / "moiso.toml"
INSTALLED_PYTHON = "/opt/moiso/.venv/bin/python"
INSTALLED_TOML = "/etc/moiso/moiso.toml"
INSTALLED_DATA = "/var/lib/moiso"

EXPOSURE_TENTHS = 20
"""`systemd-analyze security --threshold`: ten times the score that must not be passed."""
START_S = 45.0
"""A start on a slow machine that does other work as well; the units allow more. All waits of a test stay below pytest's 120 s."""
WATCHDOG_S = 10.0
"""Must be below the units' WatchdogSec."""
STOP_S = 20.0

each_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)


def settings(unit: Path) -> dict[str, list[str]]:
    """Name -> values in the order of the file, of all sections."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#;[":
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def systemd_analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.fail("systemd-analyze is not on this machine; ./moiso test installs it (or: sudo apt-get install systemd)")
    return subprocess.run(
        [program, *arguments],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        env={**os.environ, "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": ""},
    )


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Copies of the units whose program, folder and document are on this machine."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", text, flags=re.MULTILINE)
        text = re.sub(r"^WorkingDirectory=.*$", "WorkingDirectory=/", text, flags=re.MULTILINE)
        text = re.sub(r"^Documentation=.*$", f"Documentation=file:{ROOT}/systemd/README.md", text, flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return tmp_path


# ── What stands in the units ───────────────────────────────────────────────────────────────────────


def test_there_is_a_unit_for_every_program() -> None:
    assert [unit.stem for unit in UNITS] == [
        "moiso-buttons",
        "moiso-keypad",
        "moiso-kiosk",
        "moiso-print-agent",
        "moiso-screen",
        "moiso-server",
    ]


@each_unit
def test_systemd_has_nothing_to_say_against_the_unit(unit: Path, installed: Path) -> None:
    verdict = systemd_analyze("verify", "--man=no", installed / unit.name)
    assert (verdict.returncode, verdict.stdout) == (0, "")


def test_a_misspelt_setting_would_be_noticed(installed: Path) -> None:
    unit = installed / "moiso-server.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("WatchdogSec=", "WatchdogSecs="), encoding="utf-8")
    assert "WatchdogSecs" in systemd_analyze("verify", "--man=no", unit).stdout


@each_unit
def test_the_unit_is_shut_as_tight_as_its_hardware_allows(unit: Path) -> None:
    verdict = systemd_analyze("security", "--offline=true", f"--threshold={EXPOSURE_TENTHS}", "--no-pager", unit)
    assert verdict.returncode == 0, verdict.stdout.splitlines()[-1]


@each_unit
def test_the_unit_is_started_again_for_ever_and_watched(unit: Path) -> None:
    found = settings(unit)
    expected = {
        "Type": "notify",
        "NotifyAccess": "main",
        "WatchdogSec": "15",
        "Restart": "always",
        "RestartSec": "1",
        "StartLimitIntervalSec": "0",
    }
    assert {name: found.get(name) for name in expected} == {name: [value] for name, value in expected.items()}


@each_unit
def test_the_unit_waits_for_no_network_and_no_time_server(unit: Path) -> None:
    found = settings(unit)
    waits_for = " ".join(
        value for name in ("After", "Requires", "Requisite", "BindsTo", "Wants") for value in found.get(name, [])
    )
    assert not re.search(r"network|time-sync|nss-lookup", waits_for)


@each_unit
def test_the_unit_reaches_no_device_and_no_address_that_it_does_not_name(unit: Path) -> None:
    found = settings(unit)
    assert found["DevicePolicy"] == ["closed"]
    assert all(re.fullmatch(r"char-[a-zA-Z_]+ rw", device) for device in found["DeviceAllow"])
    assert (found["IPAddressDeny"], found["IPAddressAllow"]) == (["any"], ["localhost"])


@each_unit
def test_the_unit_has_a_bound_on_memory_and_tasks(unit: Path) -> None:
    found = settings(unit)
    assert found["MemoryMax"]
    assert found["TasksMax"]


@each_unit
def test_a_device_class_of_a_loadable_module_has_its_module_loaded_first(unit: Path) -> None:
    """systemd leaves out a class that the kernel does not know yet when the unit is started. Source: systemd.resource-control(5)."""
    module = {"ttyUSB": "usbserial", "ttyACM": "cdc_acm", "drm": "drm", "alsa": "snd", "cec": "cec"}
    found = settings(unit)
    classes = {device.split()[0].removeprefix("char-") for device in found["DeviceAllow"]}
    needed = {f"modprobe@{module[one]}.service" for one in classes & module.keys()}
    for name in ("Wants", "After"):
        assert needed <= set(" ".join(found.get(name, [])).split())


def test_the_database_and_the_printer_belong_to_one_lasting_user() -> None:
    found = settings(ROOT / "systemd" / "moiso-server.service")
    assert "DynamicUser" not in found
    assert (found["User"], found["StateDirectory"], found["StateDirectoryMode"]) == (["moiso"], ["moiso"], ["0700"])
    assert found["SupplementaryGroups"] == ["dialout lp"]


# ── What the programs say to systemd ───────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Manager:
    """systemd's end of the line: a datagram socket, and what came in on it so far."""

    address: str
    line: socket.socket
    facts: list[str] = field(default_factory=list)

    def hears(self, fact: str, within_s: float, process: subprocess.Popen[bytes]) -> bool:
        """Wait until `fact` has come; gives up early when the process has ended and nothing is left to read."""
        deadline_s = time.monotonic() + within_s
        while fact not in self.facts and time.monotonic() < deadline_s:
            ended = process.poll() is not None
            try:
                self.facts += self.line.recv(4096).decode().splitlines()
            except TimeoutError:
                if ended:
                    break
        return fact in self.facts


@pytest.fixture
def manager() -> Iterator[Manager]:
    with tempfile.TemporaryDirectory(prefix="moiso-") as folder:  # short: a socket's path may have 107 letters
        address = f"{folder}/notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.bind(address)
            line.settimeout(0.2)
            yield Manager(address, line)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(unit: str, data: Path) -> list[str]:
    """The unit's own ExecStart, with this machine's Python, the example configuration and a data folder of the test."""
    (line,) = settings(ROOT / "systemd" / unit)["ExecStart"]
    here = {INSTALLED_PYTHON: sys.executable, INSTALLED_TOML: str(TOML), INSTALLED_DATA: str(data)}
    return [here.get(word, word) for word in line.split()]


@contextlib.contextmanager
def started(command: list[str], manager: Manager) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "NOTIFY_SOCKET": manager.address, "PYTHONPATH": str(ROOT), "SDL_AUDIODRIVER": "dummy"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(STOP_S)


def says_ready_alive_and_stopping(command: list[str], manager: Manager) -> None:
    with started(command, manager) as process:
        assert manager.hears("READY=1", START_S, process), f"no READY=1, only {manager.facts}; exit status {process.poll()}"
        assert manager.hears("WATCHDOG=1", WATCHDOG_S, process), f"no WATCHDOG=1, only {manager.facts}"
        assert "STOPPING=1" not in manager.facts
        process.send_signal(signal.SIGTERM)
        assert manager.hears("STOPPING=1", STOP_S, process), f"no STOPPING=1, only {manager.facts}; exit status {process.poll()}"
        assert process.wait(STOP_S) == 0


def test_the_server_says_that_it_is_ready_alive_and_stopping(manager: Manager, tmp_path: Path) -> None:
    port = ["--port", str(free_port()), "--printer", "none"]
    says_ready_alive_and_stopping([*command("moiso-server.service", tmp_path / "data"), *port], manager)


def test_the_screen_says_so_too_even_without_a_server(manager: Manager, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    here = ["--headless", "--silent", "--voice", str(tmp_path / "voice"), "--server", nobody]
    says_ready_alive_and_stopping([*command("moiso-screen.service", tmp_path), *here], manager)


def test_the_kiosk_says_so_too_even_without_a_server(manager: Manager, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    says_ready_alive_and_stopping([*command("moiso-kiosk.service", tmp_path), "--headless", "--server", nobody], manager)


def test_a_kiosk_of_buttons_says_so_too_even_without_a_server(manager: Manager, tmp_path: Path) -> None:
    toml = tmp_path / "moiso.toml"
    toml.write_text(f'[kiosk]\nbuttons = {{ "usb:kp1" = "A" }}\nvoice = "{tmp_path}/voice"\n')
    nobody = f"http://127.0.0.1:{free_port()}"
    here = [str(toml) if word == str(TOML) else word for word in command("moiso-buttons.service", tmp_path)]
    says_ready_alive_and_stopping([*here, "--server", nobody], manager)


def test_the_print_agent_says_so_too_even_without_a_server(manager: Manager, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    here = ["--server", nobody, "--printer", f"file:{tmp_path / 'paper.bin'}"]
    says_ready_alive_and_stopping([*command("moiso-print-agent.service", tmp_path), *here], manager)


def test_a_server_that_is_killed_comes_back_with_its_database(manager: Manager, tmp_path: Path) -> None:
    port = ["--port", str(free_port()), "--printer", "none"]
    again = [*command("moiso-server.service", tmp_path / "data"), *port]
    with started(again, manager) as process:
        assert manager.hears("READY=1", START_S, process)
    manager.facts.clear()
    with started(again, manager) as process:
        assert manager.hears("READY=1", START_S, process)
