"""The way to a printer: bytes out within a time limit, bytes back if it can. One interface, one address form.

serial:/dev/ttyUSB0?baud=115200&flow=rtscts   tcp:192.168.1.50:9100   fake:
serial:socket://192.168.1.60:4001?baud=9600   serial:rfc2217://192.168.1.60:2217?baud=9600   (serial servers; the second sets the line)
file:/dev/usb/lp0   file:auto   (the USB printer that is plugged in when it is opened)
usb:04b8:0e15?serial=J12345   usb:auto   (libusb, where the kernel has no /dev/usb/lp0 for the printer)
Any of them may end in ?profile=NAME (see profiles.toml).
"""

import errno
import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from drivers.errors import SettingError, Trouble

WRITE_TIMEOUT_S = 4.5
"""No byte taken for this long means that the printer has stopped: a full 4 kB buffer drains in 4.3 s at 9600 baud, and an officer is to
hear of it within five."""
IN_USE = "is in use by another program"
"""Stands in the detail of UNREACHABLE when the device is there and somebody else, perhaps a running server, has it."""
NO_RIGHTS = "does not let this user in"
AUTO = "auto"
NOTHING_S = 0.02
"""How long to rest when a USB printer that could be read gave nothing: some send empty packets as fast as they are asked."""


PORT_PAPER_EMPTY, PORT_NOT_ERROR = 0x20, 0x08
"""Bits of a USB printer's port status, which it tells past everything that waits in it. Source: USB Device Class Definition for Printing
Devices 1.1, §4.2.2 GET_PORT_STATUS."""


def trouble_of_port(status: int | None) -> Trouble:
    """Why a printer takes no more bytes, as far as its port status says; None: it says nothing."""
    if status is None or (not status & PORT_PAPER_EMPTY and status & PORT_NOT_ERROR):
        return Trouble.STALLED
    return Trouble.PAPER_OUT if status & PORT_PAPER_EMPTY else Trouble.OFFLINE


class Link(Protocol):
    """An open way to one printer. Used by one thread only."""

    bytes_per_s: float | None
    """How fast the line carries, where that is known (a serial line: baud / 10)."""

    def write(self, data: bytes) -> None:
        """Hand over all bytes. Raises: DeviceError(STALLED | UNREACHABLE), and PAPER_OUT or OFFLINE where the port says why it
        stalled; how many bytes went is then unknown."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What has come within `timeout_s`, as soon as anything came; b"" if nothing. Raises: DeviceError(UNREACHABLE)."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """A parsed printer address. `options` holds what stood behind the question mark."""

    kind: str
    target: str
    options: dict[str, str]

    @property
    def profile(self) -> str:
        return self.options.get("profile", "virtual80" if self.kind == "fake" else "80mm")


SERIAL_SERVER = re.compile(r"(socket|rfc2217)://([^/:@?]+:\d+)")
"""Of pyserial's URLs those that lead to a printer."""
_OPTIONS = {
    "serial": {"baud", "flow", "profile"},
    "file": {"profile"},
    "usb": {"serial", "profile"},
    "tcp": {"profile"},
    "fake": {"profile"},
}


def parse_address(address: str) -> PrinterAddress:
    """Raises: SettingError with a sentence that names the mistake."""
    rest, _, query = address.partition("?")
    kind, _, target = rest.partition(":")
    if kind not in _OPTIONS:
        raise SettingError(f"printer address {address!r}: it must begin with {', '.join(f'{kind}:' for kind in _OPTIONS)}")
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = set(options) - _OPTIONS[kind]
    if unknown:
        raise SettingError(f"printer address {address!r}: unknown option {', '.join(sorted(unknown))}")
    if kind != "fake" and not target.partition(":")[0]:
        raise SettingError(f"printer address {address!r}: what comes after {kind}: is missing")
    if kind == "tcp" and ":" in target and not _number_up_to(target.rpartition(":")[2], 65_535):
        raise SettingError(f"printer address {address!r}: the port must be a number from 1 to 65535")
    if kind == "serial" and "://" in target and not _is_serial_server(target):
        raise SettingError(f"printer address {address!r}: a serial server is socket://HOST:PORT or rfc2217://HOST:PORT")
    if kind == "usb" and target != AUTO and not re.fullmatch("[0-9a-fA-F]{4}:[0-9a-fA-F]{4}", target):
        raise SettingError(f"printer address {address!r}: after usb: comes auto, or vendor:product in hexadecimal (04b8:0e15)")
    if options.get("serial") == "":
        raise SettingError(f"printer address {address!r}: the serial number is missing")
    if not _number_up_to(options.get("baud", "9600"), 4_000_000):
        raise SettingError(f"printer address {address!r}: baud must be a number")
    if options.get("flow", "none") not in ("none", "rtscts", "xonxoff"):
        raise SettingError(f"printer address {address!r}: flow must be none, rtscts or xonxoff")
    return PrinterAddress(kind, target, options)


def _is_serial_server(target: str) -> bool:
    return SERIAL_SERVER.fullmatch(target) is not None and _number_up_to(target.rpartition(":")[2], 65_535)


def _number_up_to(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= most


def open_link(address: PrinterAddress) -> Link:
    """Raises: DeviceError(UNREACHABLE) when the device is not there or does not let us in; SettingError for `fake`."""
    if address.kind == "serial":
        return _serial_link(address.target, int(address.options.get("baud", "115200")), address.options.get("flow", "none"))
    if address.kind == "tcp":
        from drivers.printer.link_tcp import TcpLink

        return TcpLink(address.target)
    if address.kind == "file":
        from drivers.printer.link_file import FileLink

        return FileLink(address.target)
    if address.kind == "usb":
        from drivers.printer.link_usb import UsbLink

        return UsbLink(address.target, address.options.get("serial"))
    raise SettingError("a fake printer is made by who starts the program, not opened")


def why_not_opened(error: Exception) -> str:
    """In words of our own where a person can do something about it."""
    number = getattr(error, "errno", None)
    if number in (errno.EBUSY, errno.EAGAIN):
        return IN_USE
    return NO_RIGHTS if number in (errno.EACCES, errno.EPERM) else str(getattr(error, "strerror", None) or error)


def _serial_link(target: str, baud: int, flow: str) -> Link:
    server = SERIAL_SERVER.fullmatch(target)
    if server is None:
        from drivers.printer.link_serial import SerialLink

        return SerialLink(target, baud, flow)
    if server[1] == "rfc2217":
        from drivers.printer.link_rfc2217 import Rfc2217Link

        return Rfc2217Link(server[2], baud, flow)
    from drivers.printer.link_tcp import TcpLink

    return TcpLink(server[2], baud / 10)
