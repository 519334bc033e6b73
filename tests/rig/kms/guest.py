"""Runs the server and the screen in the rig's machine, the screen straight on the graphics card and without rights, and says what it saw."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guest_checks import Check, ask, run

PORT = 8480
DATA = Path("/run/moiso")
HOME = Path("/run/screen")
NOBODY, VIDEO, INPUT = 65534, 44, 104
READY_S, STARTED_S = 300.0, 120.0
"""Emulated: a server that needs two seconds on a PC needs half a minute here."""
CONFIG = DATA / "moiso.toml"


def started(*words: str, log: str, env: dict[str, str] | None = None, **how: Any) -> "subprocess.Popen[bytes]":
    with (DATA / f"{log}.log").open("ab") as out:
        return subprocess.Popen([sys.executable, "-m", *words], env={**os.environ, **(env or {})}, stdout=out, stderr=out, **how)


def server() -> "subprocess.Popen[bytes]":
    return started("server.cli", "serve", "--config", str(CONFIG), log="server")


def screen() -> "subprocess.Popen[bytes]":
    env = {"SDL_VIDEODRIVER": "kmsdrm", "SDL_AUDIODRIVER": "dummy", "HOME": str(HOME), "MESA_SHADER_CACHE_DISABLE": "true"}
    return started(
        "display.cli", "--config", str(CONFIG), log="screen", env=env, user=NOBODY, group=NOBODY, extra_groups=[VIDEO, INPUT]
    )


def talked(path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {(DATA / 'server.token').read_text().strip()}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body), headers)
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def asked(kind: str, **facts: Any) -> dict[str, Any]:
    answer = talked("/api/ask", {"kind": kind, "ask_id": f"rig-{time.monotonic_ns()}", **facts})
    if not answer["ok"]:
        raise AssertionError(answer["message"])
    return answer


def ready() -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            if talked("/health")["ok"]:
                return
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(1)
    raise AssertionError((DATA / "server.log").read_text()[-500:])


def outside(what: str) -> str:
    """What the peer saw on the television. Raises when it was not what was asked for."""
    answer = ask(what)
    if not answer.startswith("ok"):
        raise AssertionError(f"{answer}; the screen says: {(DATA / 'screen.log').read_text(errors='replace')[-600:]}")
    return answer.removeprefix("ok").strip()


class Machine:
    """The programs that run, and the checks in their order: each goes on from where the one before it ended."""

    def __init__(self) -> None:
        for folder in (DATA, HOME):
            folder.mkdir(exist_ok=True)
        os.chown(HOME, NOBODY, NOBODY)
        CONFIG.write_text(
            f'[server]\ndata = "{DATA}"\nprinter = "none"\nname = "Trung tâm thử máy"\n[display]\nvoice = "{HOME}/voice"\n',
            encoding="utf-8",
        )
        for folder in Path(sys.executable).resolve().parents:
            folder.chmod(folder.stat().st_mode | 0o111)  # a Python in somebody's home, in this machine's own copy only
        for node in (*Path("/dev/dri").glob("*"), *Path("/dev/input").glob("event*")):
            os.chown(node, 0, VIDEO if node.parent.name == "dri" else INPUT)
            node.chmod(0o660)  # what udev does on a real machine
        self.server = self.screen = None

    def checks(self) -> Iterator[tuple[str, Check]]:
        yield "there is a graphics card and no X", self.card
        yield "the screen waits for a server, on the whole card, without rights", self.alone
        yield "it shows who is called where", self.calls
        yield "the server goes away: it says so and keeps the number", self.lost
        yield "the server comes back: the number is right", self.back
        yield "the screen is killed: it comes back with the number", self.killed
        yield "a key on the machine's own keyboard ends it", self.key

    def card(self) -> str:
        driver = Path("/sys/class/drm/card0/device/driver").resolve().name
        assert driver and "DISPLAY" not in os.environ
        return f"/dev/dri/card0 by {driver}; {sorted(path.name for path in Path('/sys/class/input').glob('event*'))}"

    def alone(self) -> str:
        self.screen = screen()
        return outside("sees alone Đang kết nối")

    def calls(self) -> str:
        self.server = server()
        ready()
        asked("issue", service="A", paper=False)
        asked("call_next", desk=1)
        return outside("sees calls A001|Trung tâm thử máy")

    def lost(self) -> str:
        assert self.server is not None
        self.server.kill()
        self.server.wait(20)
        return outside("sees lost Mất kết nối|A001")

    def back(self) -> str:
        self.server = server()
        ready()
        asked("issue", service="B", paper=False)
        asked("call_next", desk=2)
        return outside("sees back B001|A001")

    def killed(self) -> str:
        assert self.screen is not None
        self.screen.send_signal(signal.SIGKILL)
        self.screen.wait(20)
        self.screen = screen()
        return outside("sees again B001|A001")

    def key(self) -> str:
        outside("key esc")
        assert self.screen is not None
        return f"it ended with {self.screen.wait(STARTED_S)}"

    def stop(self) -> None:
        for one in (self.screen, self.server):
            if one is not None and one.poll() is None:
                one.kill()
        print(
            "\n".join(
                f"{path.name}: {line}"
                for path in DATA.glob("*.log")
                for line in path.read_text(errors="replace").splitlines()[-15:]
            )
        )


if __name__ == "__main__":
    machine = Machine()
    try:
        status = run(machine.checks(), sys.argv[1] if len(sys.argv) > 1 else "")
    finally:
        machine.stop()
    sys.exit(status)
