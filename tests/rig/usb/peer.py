"""The far end of the rig's serial line: a FakePrinter behind QEMU's FTDI adapter. Runs on the host; the guest asks by its log lines."""

import contextlib
import hashlib
import threading
import time
from pathlib import Path

from monitor import Monitor, connected

from drivers.printer.fake import FakePrinter

BAUD = 115_200
CONNECT_S = 10.0
ADAPTER = {"driver": "usb-serial", "chardev": "tty", "id": "adapter", "bus": "usb.0", "serial": "A1RIG"}
"""Its serial number is its own: QEMU's would tell the socket, which is another one after a replug."""
PAPER_S = 5.0


class SerialPeer:
    """`tty` and `qmp` are QEMU's sockets: the adapter's line, and its monitor through which the adapter is pulled out."""

    def __init__(self, tty: Path, qmp: Path) -> None:
        self.machine = FakePrinter(576)
        self._taken = 0
        self._unplug_after: int | None = None
        self._gone, self._telling = threading.Event(), threading.Lock()
        self._line, self._monitor = connected(tty), Monitor(qmp)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def asked(self, what: str) -> str:
        """Do what a line of the guest's asks for, and say how it went."""
        words = what.split()
        if words[0] == "unplug-after":
            self._unplug_after = self._taken + int(words[1])
        elif words[0] == "plug":
            self._plug()
        elif words[0] == "paper":
            return "ok   serial: every dot right at the far end" if self._has(words[1]) else "FAIL serial: the paper differs"
        return f"host: {what}"

    def close(self) -> None:
        self._gone.set()
        self._thread.join(CONNECT_S)
        for end in (self._line, self._monitor):
            end.close()

    def _plug(self) -> None:
        """QEMU lets go of the line only some time after the adapter was pulled out."""
        deadline = time.monotonic() + CONNECT_S
        while (refused := self._told("device_add", **ADAPTER)) and time.monotonic() < deadline:
            time.sleep(0.1)
        if refused:
            raise RuntimeError(f"QEMU does not plug the adapter in: {refused}")

    def _has(self, digest: str) -> bool:
        deadline = time.monotonic() + PAPER_S
        while time.monotonic() < deadline:
            papers = self.machine.papers()
            if papers and hashlib.sha256(papers[0].picture.tobytes()).hexdigest() == digest:
                return True
            time.sleep(0.05)
        return False

    def _read(self) -> None:
        """As slow as the line: QEMU's adapter is not."""
        self._line.settimeout(0.1)
        while not self._gone.is_set():
            with contextlib.suppress(TimeoutError):
                data = self._line.recv(256)
                if not data:
                    return
                time.sleep(len(data) * 10 / BAUD)
                self._taken += len(data)
                answer = self.machine.feed(data)
                if answer:
                    self._line.sendall(answer)
            if self._unplug_after is not None and self._taken >= self._unplug_after:
                self._unplug_after = None
                self._told("device_del", id=ADAPTER["id"])

    def _told(self, command: str, **arguments: str) -> str:
        """Tell QEMU's monitor; "" when it did so, else why not."""
        with self._telling:
            return self._monitor.told(command, **arguments)
