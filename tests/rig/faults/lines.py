"""Faults of a line rather than of a printer: real PTYs and sockets, with peers that are slow, at another speed, or gone."""

import os
import random
import socket
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cases import Case, trouble
from conftest import PtyPrinter

from drivers.printer.fake import FakePrinter


class Slow:
    """A printer on a line of 9600 baud."""

    def __init__(self, machine: FakePrinter | None = None, baud: int = 9_600) -> None:
        self.machine = machine or FakePrinter(576)
        self._line = PtyPrinter(self.machine, baud)
        self.address = f"serial:{self._line.port}?baud={baud}&profile=epson-tm-t82"

    def close(self) -> None:
        self._line.unplug()


class Misheard(FakePrinter):
    """A printer at another speed: every byte arrives as another one, and so do its answers."""

    def __init__(self) -> None:
        super().__init__(576)
        self._noise = random.Random(7)

    def feed(self, data: bytes) -> bytes:
        heard = bytes(byte ^ self._noise.randrange(1, 256) for byte in data if self._noise.random() < 0.7)
        answer = super().feed(heard)
        return bytes(byte ^ self._noise.randrange(1, 256) for byte in answer or self._noise.randbytes(1))


class WrongBaud(Slow):
    def __init__(self) -> None:
        super().__init__(Misheard(), 115_200)


class PowerCut(Slow):
    """A serial printer that is switched off and on again in the middle of a ticket: on such a line nobody sees it go."""

    def __init__(self) -> None:
        machine = FakePrinter(576)
        machine.power_cut_after, machine.dark_bytes = 3_000, 4_000
        super().__init__(machine, 115_200)


class HalfOpen:
    """A network printer that took the call and is dead since: it reads nothing and says nothing."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.address = f"tcp:127.0.0.1:{self._listener.getsockname()[1]}"
        self.machine = FakePrinter(576)

    def _run(self) -> None:
        while True:
            try:
                self._taken.append(self._listener.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._taken:
            one.close()


class Nowhere:
    """A serial port with nothing on it: the bytes go out and nobody is there."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        self.address = f"serial:{os.ttyname(self._slave)}?baud=115200"
        self.machine = FakePrinter(576)
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._swallow, daemon=True)
        self._thread.start()

    def _swallow(self) -> None:
        while not self._gone.is_set():
            try:
                os.read(self._master, 4096)
            except OSError:
                return

    def close(self) -> None:
        self._gone.set()
        os.close(self._slave)
        os.close(self._master)


LINE_CASES = (
    Case("slow", "a serial line of 9600 baud; the number comes first", peer=Slow, citizen="kiosk.take", wait_s=40.0),
    Case(
        "power cut in mid-ticket", "a serial printer is switched off and on in the middle of a ticket", peer=PowerCut, citizen="",
        during=("unconfirmed", "doubtful"), after=("unconfirmed", "doubtful"), papers=(0, 1), wait_s=40.0,
    ),
    Case(
        "wrong baud", "the printer listens at another speed", peer=WrongBaud, citizen="", during=("unconfirmed", "doubtful"),
        after=("unconfirmed", "doubtful"), papers=(0,), wait_s=40.0,
    ),
    Case(
        "half open", "a network printer that took the call and is dead since", peer=HalfOpen, citizen="kiosk.take_unsure",
        during=("unconfirmed", "doubtful"), after=("unconfirmed", "doubtful"), papers=(0,), wait_s=40.0,
    ),
    Case(
        "nobody there", "a serial port with no printer on it", peer=Nowhere, citizen="kiosk.take_unsure", during=("unconfirmed",),
        after=("unconfirmed",), papers=(0,), wait_s=40.0,
    ),
    Case(
        "no such port", "the serial adapter is not plugged in", printer="serial:/dev/ttyNOTHERE", citizen="kiosk.no_paper",
        officer=trouble("unreachable"), during=("queued",), after=("queued",), papers=(0,),
    ),
)  # fmt: skip
