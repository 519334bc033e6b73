"""Runs the server, a kiosk of buttons and a desk's keypad in the rig's machine, presses real keys, and counts tickets in the database."""

import errno
import fcntl
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from guest_checks import Check, ask, run
from pads import BY_ID, Pad, gone, named

PORT, LAN = 8480, 8481
DATA = Path("/run/moiso")
CONFIG = DATA / "moiso.toml"
READY_S, SEEN_S = 300.0, 60.0
"""Emulated: a server that needs two seconds on a PC needs half a minute here."""
STILL_S = 3.0
"""So long after the expected ticket it is looked whether another one comes. Longer than the debounce."""
QEMU = "QEMU QEMU USB Keyboard"
NUM, CAPS = 0, 1
CARD = "079051000001||NGUYEN VAN AN|30111951|Nam|Xa Mau|15042021"
GRAB = 0x40044590
TOML = f"""
[server]
data = "{DATA}"
printer = "none"
voices = false
lan = "127.0.0.1:{LAN}"
[kiosk]
devices = ["{BY_ID}/usb-rig-event-kbd", "{BY_ID}/usb-qemu-event-kbd"]
buttons = {{ "usb:kp1" = "A", "usb:kp2" = "B", "usb:joy1" = "C", "usb:usb-qemu-event-kbd:f1" = "D" }}
lights = ["usb:num"]
voice = "{DATA}/voice"
[keypad]
server = "http://127.0.0.1:{LAN}"
token_file = "{DATA}/keypad.token"
device = "{BY_ID}/usb-desk-event-kbd"
"""


def started(*words: str, log: str) -> "subprocess.Popen[bytes]":
    with (DATA / f"{log}.log").open("ab") as out:
        env = {**os.environ, "SDL_AUDIODRIVER": "dummy"}
        return subprocess.Popen([sys.executable, "-m", *words, "--config", str(CONFIG)], env=env, stdout=out, stderr=out)


def healthy() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {(DATA / 'server.token').read_text().strip()}"}
        connection.request("GET", "/health", headers=headers)
        return bool(json.loads(connection.getresponse().read())["ok"])
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def until(what: Callable[[], Any], words: str, for_s: float = SEEN_S) -> float:
    """How long it took until it was true. Raises: AssertionError."""
    started_s = time.monotonic()
    while not what():
        if time.monotonic() - started_s > for_s:
            raise AssertionError(words)
        time.sleep(0.01)
    return time.monotonic() - started_s


def tickets() -> list[tuple[str, bool, str, int | None]]:
    """(label, priority, state, desk) of each, as committed, in the order of arrival."""
    with sqlite3.connect(f"file:{DATA / 'moiso.db'}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT label, priority, state, desk FROM ticket ORDER BY arrival").fetchall()
    return [(label, bool(priority), state, desk) for label, priority, state, desk in rows]


def log_of(name: str) -> str:
    return (DATA / f"{name}.log").read_text(errors="replace")


class Machine:
    """The programs that run, and the checks in their order: each goes on from where the one before it ended."""

    def __init__(self) -> None:
        DATA.mkdir(exist_ok=True)
        CONFIG.write_text(TOML, encoding="utf-8")
        self.pad, self.desk = Pad("usb-rig"), Pad("usb-desk")
        self.programs: list[subprocess.Popen[bytes]] = []
        self.given: list[str] = []

    def checks(self) -> Iterator[tuple[str, Check]]:
        yield "there are two uinput keypads and a USB keyboard", self.devices
        yield "the buttons wait for a server: no light, a press gives nothing", self.alone
        yield "the server comes: the light goes on", self.light
        yield "a press is one ticket", lambda: self.one("A", lambda: self.pad.tap("kp1"))
        yield "the next service by the next button", lambda: self.one("B", lambda: self.pad.tap("kp2"))
        yield "an arcade encoder's button", lambda: self.one("C", lambda: self.pad.tap("joy1"))
        yield "held for two seconds: priority", lambda: self.one("A", lambda: self.pad.tap("kp1", 2.0), priority=True)
        yield "a worn button rattles for a second: one ticket", lambda: self.one("A", self.rattle)
        yield "more moves at once than the kernel keeps: one ticket", lambda: self.one("B", self.flood)
        yield "a hand on two buttons: the first", lambda: self.one("B", self.both)
        yield "the kernel's own auto-repeat is no press", lambda: self.one("A", lambda: self.pad.tap("kp1", 1.0))
        yield "nobody else reads the keys (EVIOCGRAB)", self.grabbed
        yield "an identity card is scanned: no ticket, and it is written nowhere", self.scanned
        yield "a USB keyboard, pressed from outside", lambda: self.one("B", lambda: outside("tap kp_2"))
        yield "a meaning of that box alone", lambda: self.one("D", lambda: outside("tap f1"))
        yield "its cable is pulled with a finger on it: one ticket at most, and no priority", self.pulled
        yield "plugged in again: it works", self.plugged
        yield "the desk's keypad calls the next, its lights answer", self.called
        yield "the server is killed: the light goes out, a press gives nothing", self.lost
        yield "the server is back: so are the buttons, no number twice", self.back
        yield "told to stop: it ends, the keys are everybody's again", self.ended

    def devices(self) -> str:
        named(QEMU, "usb-qemu")
        return ", ".join(sorted(path.read_text().strip() for path in Path("/sys/class/input").glob("event*/device/name")))

    def alone(self) -> str:
        self.buttons = self.start("kiosk.cli", "buttons", log="buttons")
        until(
            lambda: log_of("buttons").count("the keypad is") == 2, f"keypads are not opened: {log_of('buttons')[-800:]}", READY_S
        )
        self.pad.tap("kp1")
        took_s = until(lambda: "does not answer" in log_of("buttons"), "nobody said that the server is away")
        assert not self.pad.light(NUM)
        return f"said after {took_s:.1f} s"

    def light(self) -> str:
        self.server = self.start("server.cli", "serve", log="server")
        until(healthy, f"the server does not come: {log_of('server')[-800:]}", READY_S)
        took_s = until(lambda: self.pad.light(NUM), "the light stays off")
        assert tickets() == [], "an old press must not come out of a queue"
        return f"lit {took_s:.1f} s after"

    def one(self, service: str, press: Callable[[], Any], priority: bool = False) -> str:
        """One ticket more, of that service, and no other one after it."""
        time.sleep(STILL_S)
        before = len(tickets())
        press()
        took_s = until(lambda: len(tickets()) > before, f"no ticket: {log_of('buttons')[-600:]}")
        time.sleep(STILL_S)
        after = tickets()
        assert len(after) == before + 1, after[before:]
        label, favoured, _, _ = after[-1]
        assert label.startswith(service) and favoured is priority, after[-1]
        self.given.append(label)
        return f"{label}{' priority' if favoured else ''}, in the database {took_s * 1000:.0f} ms after the last move"

    def rattle(self) -> None:
        for place in range(250):
            self.pad.move(("kp1", True))
            time.sleep(0.001 + place % 3 * 0.001)
            self.pad.move(("kp1", False))
            time.sleep(0.001 + place % 4 * 0.001)

    def flood(self) -> None:
        for _ in range(40):
            self.pad.move(*[("kp2", down) for _ in range(100) for down in (True, False)])

    def both(self) -> None:
        self.pad.move(("kp2", True))
        time.sleep(0.02)
        self.pad.move(("kp1", True))
        time.sleep(0.2)
        self.pad.move(("kp2", False), ("kp1", False))

    def grabbed(self) -> str:
        fd = os.open(BY_ID / "usb-rig-event-kbd", os.O_RDWR | os.O_NONBLOCK)
        try:
            self.one("A", lambda: self.pad.tap("kp1"))
            try:
                data = os.read(fd, 4096)
                raise AssertionError(f"somebody else read {len(data)} bytes")
            except BlockingIOError:
                pass
            try:
                fcntl.ioctl(fd, GRAB, 1)
                raise AssertionError("somebody else could grab it")
            except OSError as error:
                assert error.errno == errno.EBUSY, error
        finally:
            os.close(fd)
        return "a second reader gets nothing, a second grab EBUSY"

    def scanned(self) -> str:
        before = len(tickets())
        for sign in CARD:
            key = {"|": "backslash", " ": "space"}.get(sign, sign.lower())
            keys = [(key, True), (key, False)]
            shift = sign == "|" or sign.isupper()
            self.pad.move(*([("leftshift", True), *keys, ("leftshift", False)] if shift else keys))
            time.sleep(0.003)
        self.pad.tap("enter")
        time.sleep(STILL_S)
        assert len(tickets()) == before
        written = "".join(path.read_text(errors="replace") for path in DATA.glob("*.log"))
        assert "0790510" not in written and b"0790510" not in (DATA / "moiso.db").read_bytes()
        return f"{len(CARD)} letters"

    def pulled(self) -> str:
        before = len(tickets())
        outside("down kp_2")
        time.sleep(0.3)
        outside("out")
        gone(QEMU)
        time.sleep(2 * STILL_S)
        more = tickets()[before:]
        assert len(more) <= 1 and not any(one[1] for one in more), more
        self.given += [one[0] for one in more]  # the kernel lets the keys go before it lets the keyboard go
        self.one("A", lambda: self.pad.tap("kp1"))
        return f"{len(more)}; the other keypad works on"

    def plugged(self) -> str:
        outside("in")
        named(QEMU, "usb-qemu")
        opened_s = until(
            lambda: log_of("buttons").count(f"the keypad is {BY_ID}/usb-qemu-event-kbd") == 2, log_of("buttons")[-600:]
        )
        outside("up kp_2")
        return f"opened {opened_s:.1f} s after; {self.one('B', lambda: outside('tap kp_2'))}"

    def called(self) -> str:
        words = [sys.executable, "-m", "server.cli", "device", "add", "rig-pad", "--scope", "keypad", "--for-desk", "1"]
        token = subprocess.run([*words, "--config", str(CONFIG)], capture_output=True, text=True, check=True).stdout
        (DATA / "keypad.token").write_text(token.split()[-1])
        self.start("server.cli", "keypad", log="keypad")
        until(lambda: self.desk.light(NUM), f"the desk's keypad hears no server: {log_of('keypad')[-600:]}", READY_S)
        self.desk.tap("kpplus")
        took_s = until(lambda: [one for one in tickets() if one[2] == "called"], f"nobody is called: {log_of('keypad')[-600:]}")
        called = next(one for one in tickets() if one[2] == "called")
        assert called[3] == 1
        time.sleep(1)
        self.desk.tap("kpslash", 0.05)
        until(lambda: not [one for one in tickets() if one[2] == "called"], "it is not put back")
        time.sleep(1)
        self.desk.tap("kpenter")
        until(lambda: self.desk.light(CAPS), "a key that can do nothing now is not answered by the light")
        until(lambda: not self.desk.light(CAPS), "the light stays on")
        return f"{called[0]} at desk 1 after {took_s * 1000:.0f} ms; put back; Caps blinks when it cannot be"

    def lost(self) -> str:
        self.server.send_signal(signal.SIGKILL)
        self.server.wait(20)
        took_s = until(lambda: not self.pad.light(NUM), "the light stays on")
        before, said = len(tickets()), log_of("buttons").count("does not answer")
        self.pad.tap("kp1")
        until(lambda: log_of("buttons").count("does not answer") > said, "nobody said that the server is away")
        assert len(tickets()) == before
        return f"dark after {took_s:.1f} s"

    def back(self) -> str:
        self.server = self.start("server.cli", "serve", log="server")
        until(healthy, f"the server does not come: {log_of('server')[-800:]}", READY_S)
        until(lambda: self.pad.light(NUM), "the light stays off")
        said = self.one("A", lambda: self.pad.tap("kp1"))
        labels = [one[0] for one in tickets()]
        assert len(set(labels)) == len(labels) == len(self.given), (labels, self.given)
        return f"{said}; {len(labels)} presses, {len(labels)} tickets in all"

    def ended(self) -> str:
        self.buttons.terminate()
        status = self.buttons.wait(SEEN_S)
        fd = os.open(BY_ID / "usb-rig-event-kbd", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(fd, GRAB, 1)
        os.close(fd)
        assert status == 0 and not self.pad.light(NUM)
        return f"with {status}, lights out"

    def start(self, *words: str, log: str) -> "subprocess.Popen[bytes]":
        self.programs.append(started(*words, log=log))
        return self.programs[-1]

    def stop(self) -> None:
        for one in self.programs:
            if one.poll() is None:
                one.kill()
        for path in DATA.glob("*.log"):
            print("\n".join(f"{path.name}: {line}" for line in path.read_text(errors="replace").splitlines()[-25:]))


def outside(what: str) -> str:
    """Done by the peer. Raises: AssertionError when it could not be."""
    answer = ask(what)
    if not answer.startswith("ok"):
        raise AssertionError(answer)
    return answer


if __name__ == "__main__":
    machine = Machine()
    try:
        status = run(machine.checks(), sys.argv[1] if len(sys.argv) > 1 else "")
    finally:
        machine.stop()
    sys.exit(status)
