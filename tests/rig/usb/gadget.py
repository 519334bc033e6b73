"""The far end of the rig's USB cable: a printer gadget of the kernel, read by a FakePrinter. Runs as root in the rig's machine only."""

import contextlib
import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from drivers.printer.fake import FakePrinter

VENDOR, PRODUCT, SERIAL = "04b8", "0e15", "RIG0001"
UDC = "dummy_udc.0"
HOME = Path("/sys/kernel/config/usb_gadget/printer")
DEVICE = Path("/dev/g_printer0")
QUEUE = 1
"""Buffers of 8 kB in the gadget: with the default of ten, a whole ticket fits into a printer that has stopped."""
APPEARS_S = 5.0
LOOK_S = 0.02


class Gadget:
    """`machine` is the printer. `plug` and `unplug` are the cable."""

    def __init__(self) -> None:
        self.machine = FakePrinter(576)
        self.taken = 0
        self._stalled, self._gone = threading.Event(), threading.Event()
        self._unplug_after: int | None = None
        self._thread: threading.Thread | None = None
        _describe()

    def plug(self) -> None:
        (HOME / "UDC").write_text(UDC)
        self._gone.clear()
        self._unplug_after = None
        self._thread = threading.Thread(target=self._read, args=(_opened(),), daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        self._gone.set()
        if self._thread is not None:
            self._thread.join(APPEARS_S)

    def unplug_after(self, more_bytes: int) -> None:
        """The cable is pulled when it has taken so many bytes more."""
        self._unplug_after = self.taken + more_bytes

    @contextlib.contextmanager
    def stalled(self) -> Iterator[Callable[[], None]]:
        """It reads nothing, until the end of the block or until what is given is called."""
        self._stalled.set()
        try:
            yield self._stalled.clear
        finally:
            self._stalled.clear()

    @contextlib.contextmanager
    def is_set(self, ailment: str) -> Iterator[None]:
        """The machine is `mute`, has `paper_out` or its `cover_open`."""
        setattr(self.machine, ailment, True)
        try:
            yield
        finally:
            setattr(self.machine, ailment, False)

    def _read(self, device: int) -> None:
        """Close the device before the cable is pulled: the other way round the kernel's list of it breaks (6.1, BUG list_debug)."""
        line = select.poll()
        line.register(device, select.POLLIN)
        while not self._gone.is_set():
            if self._stalled.is_set():
                time.sleep(LOOK_S)
                continue
            if not line.poll(round(LOOK_S * 1000)):
                continue
            with contextlib.suppress(BlockingIOError):
                data = os.read(device, 4096)
                self.taken += len(data)
                self._answer(device, self.machine.feed(data))
            if self._unplug_after is not None and self.taken >= self._unplug_after:
                break
        os.close(device)
        (HOME / "UDC").write_text("\n")

    @staticmethod
    def _answer(device: int, answer: bytes) -> None:
        if answer:
            os.write(device, answer)


def _opened() -> int:
    """The gadget's end, once the host's end has taken it into use. Raises: OSError when that takes too long."""
    deadline = time.monotonic() + APPEARS_S
    while True:
        try:
            return os.open(DEVICE, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_S)


def _describe() -> None:
    for path, text in {
        "idVendor": f"0x{VENDOR}",
        "idProduct": f"0x{PRODUCT}",
        "strings/0x409/manufacturer": "Moiso",
        "strings/0x409/product": "Rig printer",
        "strings/0x409/serialnumber": SERIAL,
        "configs/c.1/MaxPower": "2",
        "functions/printer.usb0/pnp_string": "MFG:Moiso;MDL:Rig;CLS:PRINTER;",
        "functions/printer.usb0/q_len": str(QUEUE),
    }.items():
        (HOME / path).parent.mkdir(parents=True, exist_ok=True)
        (HOME / path).write_text(text)
    (HOME / "configs/c.1/printer.usb0").symlink_to(HOME / "functions/printer.usb0")
