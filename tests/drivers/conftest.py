"""What the drivers' tests share: the default ticket as a document, and a reader of rasters that knows nothing of our encoder."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drivers.printer.document import Document
from drivers.printer.fake import FakePrinter
from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import PaperRules, Service
from server.ticketpaper import Letterhead, ticket_paper
from server.words import Words

QR = "https://dichvucong.gov.vn"
HEAD = Letterhead(
    authority="ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN",
    name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    complaint_phone="0292 3861 234",
    qr=QR,
    timezone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
TICKET = Ticket(
    id=TicketId("2026-11-23-A012"),
    service=ServiceId("A"),
    number=12,
    label="A012",
    state=TicketState.WAITING,
    issued_at=datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
    arrival=12,
)
SERVICE = Service(ServiceId("A"), {"vi": "Hộ tịch", "en": "Civil status"}, 10)


@pytest.fixture(scope="session")
def default_ticket() -> Callable[[int], Document]:
    """`default_ticket(576)`: the paper of A012 as a commune office prints it, for a head of that many dots."""
    words = {"vi": Words("vi")}

    def make(width_dots: int) -> Document:
        return ticket_paper(TICKET, SERVICE, (DeskId(1),), 4, rules=PaperRules(), head=HEAD, words=words, width_dots=width_dots)

    return make


@pytest.fixture(scope="session")
def rasters() -> Callable[[bytes], list[tuple[bytes, int, int, int, bytes]]]:
    """Take a stream apart: (command, m, bytes a row, rows, dots) for each GS v 0, (command, 0, 0, 0, b"") for the rest we send."""

    def split(stream: bytes) -> list[tuple[bytes, int, int, int, bytes]]:
        found: list[tuple[bytes, int, int, int, bytes]] = []
        at = 0
        while at < len(stream):
            if stream[at : at + 3] == b"\x1dv0":
                row, rows = int.from_bytes(stream[at + 4 : at + 6], "little"), int.from_bytes(stream[at + 6 : at + 8], "little")
                end = at + 8 + row * rows
                assert end <= len(stream), "a raster is not whole"
                found.append((b"\x1dv0", stream[at + 3], row, rows, stream[at + 8 : end]))
            else:
                end = at + {b"\x1b@": 2, b"\x1ba": 3, b"\x1dV": 4}[stream[at : at + 2]]
                found.append((stream[at:end], 0, 0, 0, b""))
            at = end
        return found

    return split


class TcpPrinter:
    """A FakePrinter on a TCP port. `stall()` stops its reading; with `pace` it takes 4 kB every so many seconds."""

    def __init__(self, machine: FakePrinter, pace_s: float, small: bool) -> None:
        self.machine = machine
        self.received = 0
        self._pace_s = pace_s
        self._stalled, self._gone = threading.Event(), threading.Event()
        self._listener = socket.socket()
        if small:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self._listener.settimeout(0.02)
        self.target = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stall(self) -> None:
        self._stalled.set()

    def unplug(self) -> None:
        """It hangs up and takes no more calls."""
        self._gone.set()
        self._thread.join(5)

    def _run(self) -> None:
        with self._listener:
            while not self._gone.is_set():
                try:
                    connection, _ = self._listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(0.02)
        while not self._gone.is_set():
            if self._stalled.wait(self._pace_s):
                self._gone.wait(0.01)
                continue
            try:
                data = connection.recv(4096)
                if not data:
                    return
                self.received += len(data)
                connection.sendall(self.machine.feed(data))
            except TimeoutError:
                continue
            except OSError:
                return


@pytest.fixture
def tcp_printer() -> Iterator[Callable[..., TcpPrinter]]:
    """Make printers on TCP ports: `tcp_printer(width_dots=576, pace_s=0, small=False)`; `small` gives it little buffer."""
    made: list[TcpPrinter] = []

    def make(*, width_dots: int = 576, pace_s: float = 0.0, small: bool = False) -> TcpPrinter:
        made.append(TcpPrinter(FakePrinter(width_dots), pace_s, small))
        return made[-1]

    yield make
    for printer in made:
        printer.unplug()


@pytest.fixture
def quickly() -> Callable[..., None]:
    """`quickly(action, within_s=1.0)`: do it and hold that it did not take longer."""

    def run(action: Callable[[], object], *, within_s: float) -> None:
        started_s = time.monotonic()
        action()
        assert time.monotonic() - started_s < within_s

    return run
