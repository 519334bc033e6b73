"""moiso up: server, kiosk and screen as one. Each is its own process; they stop in the reverse order of their start."""

import ctypes
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.commandline import told_to_stop
from server.access.setup_code import read_code
from server.config import RESTART_STATUS, ServerConfig

READY_TIMEOUT_S = 60.0
"""A first start migrates and may run on an old SD card."""
STOP_TIMEOUT_S = 70.0
"""The spool finishes the paper in hand, which may take a minute on a slow line."""
RESTART_PAUSE_S = 1.0
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class _Part:
    """One process of ours. `needed`: without it the others are of no use."""

    name: str
    command: list[str]
    needed: bool = False
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,  # so that Ctrl-C reaches us alone and we stop the parts in order
            preexec_fn=_die_with_parent,  # noqa: PLW1509  one prctl call, before any thread exists in the child
        )

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            print(f"moiso: {self.name} does not stop; ending it", file=sys.stderr)
            self.process.kill()
            self.process.wait()


def up(config: ServerConfig, config_file: Path | None, *, headless: bool, kiosk: bool, screen: bool) -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit status."""
    headless = headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    parts = _parts(config, config_file, headless=headless, kiosk=kiosk, screen=screen)
    stop = told_to_stop()
    started: list[_Part] = []
    try:
        parts[0].start()
        started.append(parts[0])
        if not _wait_ready(config.port, parts[0], stop):
            return 0 if stop() else 1
        for part in parts[1:]:
            part.start()
            started.append(part)
        _greet(config, headless, started)
        return _watch(started, stop)
    finally:
        for part in reversed(started):
            part.stop()
        print("moiso: everything has stopped; nothing is lost", flush=True)


def _parts(config: ServerConfig, config_file: Path | None, *, headless: bool, kiosk: bool, screen: bool) -> list[_Part]:
    file = ["--config", str(config_file)] if config_file else []
    url = ["--server", f"http://127.0.0.1:{config.port}"]
    shown = ["--headless", "--picture"] if headless else []
    pictures = config.data / "pictures"
    parts = [
        _Part(
            "server",
            [
                sys.executable,
                "-m",
                "server.cli",
                "serve",
                *file,
                "--data",
                str(config.data),
                "--port",
                str(config.port),
                "--printer",
                config.printer,
            ],
            needed=True,
        )
    ]
    voice = ["--voice", str(config.data / "screen-voice")]  # the server's own packs are in "voice"
    if screen:
        where = [*shown, str(pictures / "screen.png")] if headless else ["--window"]
        parts.append(_Part("screen", [sys.executable, "-m", "display.cli", *file, *url, *voice, *where]))
    if kiosk:
        kept = ["--voice", str(config.data / "kiosk-voice" / "voice")]
        where = [*shown, str(pictures / "kiosk.png")] if headless else ["--window"]
        parts.append(_Part("kiosk", [sys.executable, "-m", "kiosk.cli", "run", *file, *url, *kept, *where]))
    return parts


def _wait_ready(port: int, server: _Part, stop: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while time.monotonic() < deadline and not stop():
        if server.process is not None and server.process.poll() is not None:
            return False  # it has said why
        if _healthy(port):
            return True
        time.sleep(0.05)
    return False


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _greet(config: ServerConfig, headless: bool, parts: list[_Part]) -> None:
    base = f"http://127.0.0.1:{config.port}"
    lines = [
        "",
        "  Moiso is up.",
        f"  Main page       {base}/",
        f"  Officers' desks {base}/desk",
        f"  Virtual printer {base}/papers",
        f"  Data            {config.data}",
    ]
    names = [part.name for part in parts[1:]]
    if headless and names:
        files = ", ".join(str(config.data / "pictures" / f"{name}.png") for name in names)
        lines.append(f"  No display here: the pictures are kept in {files}")
        lines.append("  Take a number   ./moiso kiosk press --service A")
    if shutil.which("espeak-ng") is None:
        lines.append("  No voice: espeak-ng is not installed (sudo apt-get install espeak-ng); calls ring a chime")
    code = read_code(config.data)
    if code:
        lines.append(f"  Set up          open the main page; the setup code is {code[:4]} {code[4:]}")
    lines += ["  Ctrl-C stops everything.", ""]
    print("\n".join(lines), flush=True)


def _watch(parts: list[_Part], stop: Callable[[], bool]) -> int:
    while not stop():
        for part in list(parts):
            status = part.process.poll() if part.process else None
            if status is None:
                continue
            if part.needed and status == RESTART_STATUS:
                print(f"moiso: the {part.name} is started again, as a page asked for", flush=True)
                part.start()
                continue
            if part.needed:
                print(f"moiso: the {part.name} has ended (status {status}); stopping", file=sys.stderr)
                return 1
            if status == 0:
                print(f"moiso: the {part.name} was closed; the others go on", flush=True)
                parts.remove(part)
                continue
            print(f"moiso: the {part.name} has ended (status {status}); starting it again", file=sys.stderr)
            time.sleep(RESTART_PAUSE_S)
            part.start()
        time.sleep(0.1)
    return 0


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
