"""The far end of the rig's USB cable: a printer gadget of the kernel, read by a FakePrinter. Runs as root in the rig's machine only."""

import contextlib
import fcntl
import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from drivers.printer.fake import FakePrinter

VENDOR, PRODUCT, SERIAL = "04b8", "0e15", "RIG0001"
GADGETS = Path("/sys/kernel/config/usb_gadget")
QUEUE = 1
"""Buffers of 8 kB in the gadget: with the default of ten, a whole ticket fits into a printer that has stopped."""
APPEARS_S = 5.0
LOOK_S = 0.02


PORT_WELL, PORT_PAPER_EMPTY = 0x18, 0x38
"""Selected, no error; the same and no paper. Source: USB Printing Devices 1.1, §4.2.2."""
GADGET_SET_PRINTER_STATUS = 0xC0016722
"""_IOWR('g', 0x22, unsigned char). Source: Linux, include/uapi/linux/usb/g_printer.h."""


class Gadget:
    """`machine` is the printer. `plug` and `unplug` are the cable. Each has its own socket, `number` 0 or 1, and its own serial number."""

    def __init__(self, number: int = 0) -> None:
        self._home, self._udc = GADGETS / f"printer{number}", f"dummy_udc.{number}"
        self._device = Path(f"/dev/g_printer{number}")
        self.machine = FakePrinter(576)
        self.taken = 0
        self._stalled, self._gone = threading.Event(), threading.Event()
        self._unplug_after: int | None = None
        self._thread: threading.Thread | None = None
        self._end: int | None = None
        _describe(self._home, SERIAL if number == 0 else f"OTHER{number}", number)

    def plug(self) -> None:
        (self._home / "UDC").write_text(self._udc)
        self._gone.clear()
        self._unplug_after = None
        self._end = _opened(self._device)
        self._thread = threading.Thread(target=self._read, args=(self._end,), daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        self._gone.set()
        if self._thread is not None:
            self._thread.join(APPEARS_S)

    def switch_on_again(self) -> None:
        """After it was unplugged in the middle of something: a printer that was without power remembers nothing."""
        self.machine = FakePrinter(576)
        self.plug()

    def unplug_after(self, more_bytes: int) -> None:
        """The cable is pulled when it has taken so many bytes more."""
        self._unplug_after = self.taken + more_bytes

    @contextlib.contextmanager
    def stalled(self, port_status: int = PORT_WELL) -> Iterator[Callable[[], None]]:
        """It reads nothing, until the end of the block or until what is given is called; its control pipe says `port_status`."""
        self._stalled.set()
        self._says(port_status)
        try:
            yield self._stalled.clear
        finally:
            self._stalled.clear()
            self._says(PORT_WELL)

    def _says(self, port_status: int) -> None:
        if self._end is not None:
            fcntl.ioctl(self._end, GADGET_SET_PRINTER_STATUS, port_status)  # by value, whatever its name says

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
        self._end = None
        os.close(device)
        (self._home / "UDC").write_text("\n")

    @staticmethod
    def _answer(device: int, answer: bytes) -> None:
        if answer:
            os.write(device, answer)


def _opened(device: Path) -> int:
    """The gadget's end, once the host's end has taken it into use. Raises: OSError when that takes too long."""
    deadline = time.monotonic() + APPEARS_S
    while True:
        try:
            return os.open(device, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_S)


def _describe(home: Path, serial: str, number: int) -> None:
    for path, text in {
        "idVendor": f"0x{VENDOR}",
        "idProduct": f"0x{PRODUCT}",
        "strings/0x409/manufacturer": "Moiso",
        "strings/0x409/product": "Rig printer",
        "strings/0x409/serialnumber": serial,
        "configs/c.1/MaxPower": "2",
        f"functions/printer.usb{number}/pnp_string": "MFG:Moiso;MDL:Rig;CLS:PRINTER;",
        f"functions/printer.usb{number}/q_len": str(QUEUE),
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    (home / f"configs/c.1/printer.usb{number}").symlink_to(home / f"functions/printer.usb{number}")
