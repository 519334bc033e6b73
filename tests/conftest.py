"""What all tests share: no window and no sound unless asked for, and a printer behind a PTY that is as slow as its line."""

import os
import pty
import re
import select
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import asyncio
import contextlib
import http.client
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from drivers.clock import Clock
from drivers.printer.fake import FakePrinter
from server.compose import Running, running
from server.config import ServerConfig
from server.roottoken import root_headers
from server.serving import far_socket, listening_socket, together, web_server
from server.store.access_rows import put_person
from server.store.engine import FILE_NAME
from server.store.migrate import bring_up_to_date
from server.tls import context
from server.web.guard import SESSION_COOKIE
from server.who import Caller, Person, PersonId, Role


class PtyPrinter:
    """A FakePrinter at the far end of a PTY. The reader takes `baud / 10` bytes a second, as a UART does; `stall()` stops it."""

    def __init__(self, machine: FakePrinter, baud: int) -> None:
        self.machine = machine
        self.bytes_read = 0
        self._bytes_per_s = baud / 10
        self._stalled = threading.Event()
        self._gone = threading.Event()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stall(self, on: bool = True) -> None:
        (self._stalled.set if on else self._stalled.clear)()

    def unplug(self) -> None:
        """Both ends of the line are gone."""
        self._gone.set()
        self._thread.join(5)

    def _run(self) -> None:
        started_s, taken = time.monotonic(), 0
        while not self._gone.is_set():
            if self._stalled.is_set() or not select.select([self._master], [], [], 0.02)[0]:
                time.sleep(0.005)
                started_s, taken = time.monotonic(), 0
                continue
            due = int((time.monotonic() - started_s) * self._bytes_per_s) - taken
            if due < 16:
                time.sleep(0.002)
                continue
            data = os.read(self._master, min(due, 4096))
            taken += len(data)
            self.bytes_read += len(data)
            answer = self.machine.feed(data)
            if answer:
                os.write(self._master, answer)
        os.close(self._master)
        os.close(self._slave)


@pytest.fixture
def pty_printer() -> Iterator[Callable[..., PtyPrinter]]:
    """Make printers behind PTYs: `pty_printer(baud=115200, width_dots=576)`."""
    made: list[PtyPrinter] = []

    def make(*, baud: int = 115_200, width_dots: int = 576) -> PtyPrinter:
        made.append(PtyPrinter(FakePrinter(width_dots), baud))
        return made[-1]

    yield make
    for printer in made:
        if not printer._gone.is_set():
            printer.unplug()


class LiveServer:
    """The whole server in a thread of this process: real sockets, real SQLite, and its insides at hand."""

    def __init__(self, config: ServerConfig, clock: Clock | None, listen_on: int) -> None:
        self.config = config
        self.running: Running
        self.failure: BaseException | None = None
        self._clock = clock
        self._socket, self._lan = listening_socket(listen_on), far_socket("lan", config.lan)
        self._secure = far_socket("tls", config.tls)
        self._shown = context(config.data, datetime.now(UTC))[0] if self._secure is not None else None
        self.lan_port: int | None = self._lan.getsockname()[1] if self._lan is not None else None
        self.tls_port: int | None = self._secure.getsockname()[1] if self._secure is not None else None
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.root: dict[str, str] = {}
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._web: uvicorn.Server | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(30)
        if self.failure is not None:
            raise self.failure

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self.failure = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        far = frozenset(port for port in (self.lan_port, self.tls_port) if port is not None)
        async with running(self.config, self._clock, far) as self.running:
            self.root = root_headers(self.config.data)
            self._web = web_server(self.running.app, self._ready.set)
            plain = [one for one in (self._socket, self._lan) if one is not None]
            await together(self._web, plain, self.running.app, self._secure, self._shown)

    def stop(self) -> None:
        if self._web is not None:
            self._web.should_exit = True
        self._thread.join(30)
        for one in (self._socket, self._lan, self._secure):
            if one is not None:
                one.close()

    def post(self, body: bytes | dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
        """POST /api/ask; the status and what was said."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, answer = self.request("POST", "/api/ask", data, {"Content-Type": "application/json", **headers})
        return status, json.loads(answer)

    def ask(self, kind: str, **facts: Any) -> dict[str, Any]:
        """An ask with a fresh id that must be done."""
        status, answer = self.post({"ask_id": os.urandom(8).hex(), "kind": kind, **facts})
        assert status == 200, answer
        return answer

    def sign_in(self, *roles: Role, name: str = "quay-1", title: str = "Cán bộ quầy 1") -> str:
        """The cookie of somebody with these roles (all, if none are named), who needs no secret for it."""
        person = Person(PersonId(name), title, frozenset(roles or Role), pin="no hash", password="no hash")
        gate = self.running.gate

        async def begin() -> str:
            await gate.write(lambda tx: tx.put_person(person))
            gate.people[person.id] = person
            return (await gate.begin(Caller("127.0.0.1", local=True), person, person.roles))[0]

        return asyncio.run_coroutine_threadsafe(begin(), self._loop).result(20)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, port: int = 0
    ) -> tuple[int, bytes]:
        """As whoever has the server's own token, unless the headers or another port say who asks."""
        headers = headers or {}
        if not port and not {"Origin", "Cookie", "Authorization"} & set(headers):
            headers = {**self.root, **headers}
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()


def wait_until(what: Callable[[], Any], timeout_s: float = 20.0) -> Any:
    """Poll until `what()` is true and return it; fails with a sentence otherwise."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.01)
    raise AssertionError(f"not within {timeout_s} s: {what}")


@pytest.fixture
def eventually() -> Callable[..., Any]:
    return wait_until


def prepare(data: Path, rules: dict[str, Any], *, staffed: bool) -> None:
    """A new database with these rules in its setup, and somebody who could sign in; one that is there already is left as it is."""
    data.mkdir(parents=True, exist_ok=True)
    if bring_up_to_date(data, datetime.now(UTC)) is not None:
        return
    connection = sqlite3.connect(data / FILE_NAME)
    body = json.loads(connection.execute("SELECT body FROM setup").fetchone()[0])
    for section, values in ({"hours": {"week": {}}, "calling": {"recall_after_s": 0}} | rules).items():
        body[section] = {**body[section], **values} if isinstance(values, dict) else values
    connection.execute("UPDATE setup SET body = ?", (json.dumps(body),))
    if staffed:
        put_person(connection, Person(PersonId("quay-1"), "Cán bộ quầy 1", frozenset(Role), pin="no hash", password="no hash"))
    connection.commit()
    connection.close()


@pytest.fixture(scope="session")
def sign_ins() -> list[dict[str, str]]:
    """A cookie for each server that was started, for the browsers of the stories."""
    return []


@pytest.fixture
def live_server(tmp_path: Path, sign_ins: list[dict[str, str]]) -> Iterator[Callable[..., LiveServer]]:
    """Start servers: `live_server(printer="none", clock=…, rules={"policy": {"cap": 3}})`; the data folder is the test's own and is
    kept between them. `signed_in`: browsers come in as somebody who may everything. Unless `rules` say otherwise it is always open and may be recalled at once, whatever hour the test runs at.
    """
    started: list[LiveServer] = []

    def start(
        *,
        printer: str = "none",
        clock: Clock | None = None,
        listen_on: int = 0,
        rules: dict[str, Any] | None = None,
        signed_in: bool = True,
        **settings: Any,
    ) -> LiveServer:
        settings.setdefault("data", tmp_path / "data")
        settings.setdefault("voices", False)  # no test of another thing waits for a voice
        prepare(settings["data"], rules or {}, staffed=signed_in)
        config = ServerConfig(printer=printer, **settings)
        started.append(LiveServer(config, clock, listen_on))
        if signed_in:
            sign_ins[:] = [{"name": SESSION_COOKIE, "value": started[-1].sign_in(), "url": started[-1].url}]
        return started[-1]

    yield start
    for server in started:
        with contextlib.suppress(Exception):
            server.stop()


# ── A machine with ports: what /sys and /dev say of them, and what is at their far ends ──


class SpeakingPrinter:
    """A FakePrinter that also tells maker and model, as Epson's do. `knows` are the questions that it understands."""

    def __init__(
        self, maker: str = "EPSON", model: str = "TM-T82X", knows: str = "identity queued receipt", width_dots: int = 576
    ) -> None:
        self.machine = FakePrinter(width_dots)
        self.taken = b""
        self._identity = {66: maker, 67: model, 65: "11.03 ESC/POS"}
        self._knows = knows.split()
        self._kept = b""

    def feed(self, data: bytes) -> bytes:
        self.taken += data
        self._kept += data
        out = b""
        while found := re.search(rb"\x1dI([A-E])|\x1b2|\x1dr\x01|\x1d\(H\x06\x0000(....)", self._kept, re.DOTALL):
            out += self.machine.feed(self._kept[: found.start()]) + self._answer(found)
            self._kept = self._kept[found.end() :]
        whole = re.search(rb"(\x1d(\(H?.{0,7}|I|r)?|\x1b)?\Z", self._kept, re.DOTALL)
        at = whole.start() if whole and self._kept[whole.start() :].startswith((b"\x1d", b"\x1b")) else len(self._kept)
        out += self.machine.feed(self._kept[:at])
        self._kept = self._kept[at:]
        return out

    def _answer(self, question: "re.Match[bytes]") -> bytes:
        if question[1] and "identity" in self._knows:
            return b"_" + self._identity.get(question[1][0], "").encode() + b"\0"
        if question[0] == b"\x1dr\x01":
            return self.machine.feed(question[0]) if "queued" in self._knows else b""
        if question[2]:
            return self.machine.feed(question[0]) if "receipt" in self._knows else b""
        return b""


class Ports:
    """A /sys and a /dev. What is plugged in is a PTY, its far end is `ends[name]`."""

    def __init__(self, root: Path) -> None:
        self.sys, self.dev = root / "sys", root / "dev"
        self.ends: dict[str, int] = {}
        self._slaves: dict[str, int] = {}
        self._readers: dict[str, tuple[threading.Event, threading.Thread]] = {}
        (self.dev / "usb").mkdir(parents=True)

    def plug(
        self, name: str, *, vendor: str = "0403", product: str = "6001", serial: str = "", socket: str = "1-1", **said: str
    ) -> None:
        """`name` is ttyUSB0, lp0, ttyS0 …; with vendor="" it is not on USB. `said`: maker, model, ieee1284_id, interface."""
        kind = "usbmisc" if name.startswith("lp") else "tty"
        folder = self.sys / "class" / kind / name
        folder.mkdir(parents=True)
        if vendor:
            device = self.sys / "devices/pci0" / socket
            interface = device / f"{socket}:{said.pop('interface', '1.0')}"
            interface.mkdir(parents=True, exist_ok=True)
            facts = {
                "idVendor": vendor,
                "idProduct": product,
                "manufacturer": said.get("maker", ""),
                "product": said.get("model", ""),
            }
            for file, text in (facts | ({"serial": serial} if serial else {})).items():
                (device / file).write_text(text + "\n")
            (interface / "ieee1284_id").write_text(said.get("ieee1284_id", "") + "\n")
            (folder / "device").symlink_to(interface)
        else:
            (folder / "type").write_text(said.get("type", "4") + "\n")
        self.ends[name], self._slaves[name] = pty.openpty()
        tty.setraw(self._slaves[name])
        self.node(name).symlink_to(os.ttyname(self._slaves[name]))

    def connect(self, name: str, printer: Any, baud: int | None = None) -> None:
        """A printer at the far end. Set to a speed it is as slow as that, and to another speed than the port's it reads nothing."""
        gone = threading.Event()
        reader = threading.Thread(target=self._read, args=(self.ends[name], printer, baud, gone), daemon=True)
        self._readers[name] = gone, reader
        reader.start()

    @staticmethod
    def _read(end: int, printer: Any, baud: int | None, gone: threading.Event) -> None:
        while not gone.is_set():
            if not select.select([end], [], [], 0.01)[0]:
                continue
            data = os.read(end, 256)
            if baud is not None:
                time.sleep(len(data) * 10 / baud)
                if termios.tcgetattr(end)[5] != getattr(termios, f"B{baud}"):
                    continue
            if answer := printer.feed(data):
                os.write(end, answer)

    def unplug(self, name: str) -> None:
        if name in self._readers:
            gone, reader = self._readers.pop(name)
            gone.set()
            reader.join(5)
        self.node(name).unlink()
        folder = next((self.sys / "class").glob(f"*/{name}"))
        for entry in folder.iterdir():
            entry.unlink()
        folder.rmdir()
        os.close(self._slaves.pop(name))
        os.close(self.ends.pop(name))

    def node(self, name: str) -> Path:
        return self.dev / ("usb" if name.startswith("lp") else "") / name

    def heard(self, name: str) -> bytes:
        os.set_blocking(self.ends[name], False)
        try:
            return os.read(self.ends[name], 4096)
        except BlockingIOError:
            return b""


@pytest.fixture
def ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ports]:
    """The ports that this machine has, in place of its own."""
    made = Ports(tmp_path / "machine")
    monkeypatch.setattr("drivers.printer.sysfs.SYS", made.sys)
    monkeypatch.setattr("drivers.printer.sysfs.DEV", made.dev)
    yield made
    for name in list(made.ends):
        made.unplug(name)


@pytest.fixture
def speaking_printer() -> Callable[..., SpeakingPrinter]:
    """`speaking_printer("EPSON", "TM-T82X", knows="identity queued receipt")`."""
    return SpeakingPrinter
