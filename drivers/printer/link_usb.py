"""A printer on USB through libusb, where the kernel's /dev/usb/lp* cannot be had. Everything about it is read from its descriptors."""

import contextlib
import errno
import re
import time
from collections.abc import Iterator
from typing import Any

import usb.backend.libusb1
import usb.core
import usb.util

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import NOTHING_S, WRITE_TIMEOUT_S, trouble_of_port

PRINTER_CLASS = 7
"""Source: USB Device Class Definition for Printing Devices 1.1, §4.2."""
VENDOR_CLASS = 0xFF
"""Some printers speak plain ESC/POS on an interface of their maker's own class. Taken only from a device that was named."""
CHUNK_BYTES = 4096
"""One write: whole packets of every speed (64, 512, 1024), and a printer that moves at all takes it within the write timeout."""
GET_PORT_STATUS = (0xA1, 1, 0)
"""bmRequestType, bRequest, wValue. Source: USB Device Class Definition for Printing Devices 1.1, §4.2.2."""
PORT_STATUS_MS = 1000
SHORTEST_WAIT_MS = 1
"""To libusb a timeout of 0 means for ever."""
FAILURES = (usb.core.USBError, NotImplementedError)
"""What pyusb raises: the second where the system has no driver that it can talk to."""


class UsbLink:
    """`target` is `auto` (the first device with a printer interface) or vendor:product in hexadecimal; `serial` picks one of several.

    The kernel's own driver is put aside while this is open and put back by `close`; the device is never reset.
    `backend` is pyusb's way to the bus; without one it is libusb.
    """

    def __init__(self, target: str, serial: str | None = None, *, backend: Any = None) -> None:
        self.bytes_per_s: float | None = None
        self._name = f"usb:{target}" + (f" serial {serial}" if serial else "")
        self._put_aside = False
        try:
            self._device, self._interface = _found(target, serial, backend or _libusb())
        except FAILURES as error:
            raise self._unreachable(error) from None
        if self._device is None:
            raise DeviceError(Trouble.UNREACHABLE, f"{self._name} is not there, or cannot be printed through")
        try:
            self._take()
        except FAILURES as error:
            self.close()
            raise self._unreachable(error) from None

    def write(self, data: bytes) -> None:
        for start in range(0, len(data), CHUNK_BYTES):
            chunk = data[start : start + CHUNK_BYTES]
            try:
                taken = self._out.write(chunk, round(WRITE_TIMEOUT_S * 1000))
            except usb.core.USBTimeoutError:
                taken = 0
            except FAILURES as error:
                if getattr(error, "errno", None) != errno.EPIPE:
                    raise self._unreachable(error) from None
                self._clear(self._out)
                raise self._stalled(f"{self._name} refuses bytes") from None
            if taken < len(chunk):  # what a cancelled transfer says of its bytes is not exact: none is sent after it
                raise self._stalled(f"{self._name} did not take {len(chunk)} bytes in {WRITE_TIMEOUT_S} s")

    def _stalled(self, detail: str) -> DeviceError:
        """With the reason, where the printer tells its port's status over the control pipe."""
        try:
            told = self._device.ctrl_transfer(*GET_PORT_STATUS, self._interface.bInterfaceNumber, 1, PORT_STATUS_MS)
        except FAILURES:
            told = b""
        return DeviceError(trouble_of_port(told[0] if len(told) else None), detail)

    def read(self, timeout_s: float) -> bytes:
        data = self._read(timeout_s) if self._in is not None else b""
        if not data:
            time.sleep(min(timeout_s, NOTHING_S))
        return data

    def _read(self, timeout_s: float) -> bytes:
        """One packet: a longer read would wait for the next one behind a full packet."""
        try:
            data = self._in.read(self._in.wMaxPacketSize & 0x7FF, max(round(timeout_s * 1000), SHORTEST_WAIT_MS))
        except usb.core.USBTimeoutError:
            return b""
        except FAILURES as error:
            if getattr(error, "errno", None) != errno.EPIPE:
                raise self._unreachable(error) from None
            self._clear(self._in)
            return b""
        return bytes(data)

    def close(self) -> None:
        number = self._interface.bInterfaceNumber
        with contextlib.suppress(*FAILURES):
            usb.util.release_interface(self._device, number)
        if self._put_aside:
            self._put_aside = False
            with contextlib.suppress(*FAILURES):  # it was unplugged, or the kernel has taken it already
                self._device.attach_kernel_driver(number)
        usb.util.dispose_resources(self._device)

    def _take(self) -> None:
        """Put the kernel's driver aside, take the interface, and know its endpoints. Raises: USBError, NotImplementedError."""
        number = self._interface.bInterfaceNumber
        with contextlib.suppress(NotImplementedError):  # a system without such drivers
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
                self._put_aside = True
        usb.util.claim_interface(self._device, number)
        if self._interface.bAlternateSetting:
            self._interface.set_altsetting()
        self._out, self._in = _endpoint(self._interface, usb.util.ENDPOINT_OUT), _endpoint(self._interface, usb.util.ENDPOINT_IN)

    def _clear(self, endpoint: Any) -> None:
        """A halted endpoint stays so until it is told otherwise, for whoever opens the printer next too."""
        with contextlib.suppress(*FAILURES):
            endpoint.clear_halt()

    def _unreachable(self, error: Exception) -> DeviceError:
        return DeviceError(Trouble.UNREACHABLE, f"{self._name}: {getattr(error, 'strerror', None) or error}")


def listed(backend: Any = None) -> list[tuple[str, str, str]]:
    """(vendor:product, serial number, model) of every device with a printer interface; empty where libusb cannot look.

    Nothing is taken and no driver is put aside: only descriptors are read.
    """
    try:
        devices = list(usb.core.find(find_all=True, backend=backend or _libusb()))
        return [_told(device) for device in devices if any(_ways_in(way, (PRINTER_CLASS,)) for way in device)]
    except (DeviceError, *FAILURES):
        return []


def _told(device: Any) -> tuple[str, str, str]:
    try:
        model = device.product or ""
    except (*FAILURES, ValueError):
        model = ""
    return f"{device.idVendor:04x}:{device.idProduct:04x}", _serial_of(device) or "", model


_newest_libusb: Any = None
"""Held until the next opening, so that libusb ends after everything that came from it."""


def _libusb() -> Any:
    """A libusb that looks at the bus anew: one that is kept hears of a replug only from udevd, which a container does not have.

    Raises: DeviceError(UNREACHABLE) where the library is not installed, or may not open the socket on which udev speaks.
    """
    global _newest_libusb
    known = usb.backend.libusb1.get_backend()
    if known is None:
        raise DeviceError(Trouble.UNREACHABLE, "libusb does not start: not installed (libusb-1.0-0), or kept from AF_NETLINK")
    _newest_libusb = type(known)(known.lib)
    return _newest_libusb


def _found(target: str, serial: str | None, backend: Any) -> tuple[Any, Any]:
    """The device and the interface to print through, or two Nones. Raises: USBError when the device that fits cannot be opened."""
    wanted = {} if target == "auto" else dict(zip(("idVendor", "idProduct"), _ids(target), strict=True))
    classes = (PRINTER_CLASS,) if target == "auto" else (PRINTER_CLASS, VENDOR_CLASS)
    for device in usb.core.find(find_all=True, backend=backend, **wanted):
        if serial is not None and _serial_of(device) != serial:
            continue
        if not any(_ways_in(configuration, classes) for configuration in device):
            continue
        ways = _ways_in(_active(device), classes)
        if ways:
            return device, ways[0]
    return None, None


def _ids(target: str) -> tuple[int, int]:
    vendor, product = re.findall("[0-9a-fA-F]{4}", target)
    return int(vendor, 16), int(product, 16)


def _serial_of(device: Any) -> str | None:
    """The serial number, or None when the device has none or does not let us ask."""
    try:
        number: str | None = device.serial_number
    except (*FAILURES, ValueError):
        return None
    return number


def _active(device: Any) -> Any:
    """The configuration that is active; one is set only where none is. Raises: USBError."""
    try:
        return device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno is not None:
            raise
    device.set_configuration()
    return device.get_active_configuration()


def _ways_in(configuration: Any, classes: tuple[int, ...]) -> list[Any]:
    """Interfaces that can be printed through: printer class before a maker's own, those that answer first, then as they come."""
    ways = [way for way in configuration if way.bInterfaceClass in classes and _endpoint(way, usb.util.ENDPOINT_OUT) is not None]
    return sorted(ways, key=lambda way: (classes.index(way.bInterfaceClass), _endpoint(way, usb.util.ENDPOINT_IN) is None))


def _endpoint(interface: Any, direction: int) -> Any:
    """The first bulk endpoint in that direction, or None."""
    return next(iter(_bulk_endpoints(interface, direction)), None)


def _bulk_endpoints(interface: Any, direction: int) -> Iterator[Any]:
    for endpoint in interface:
        bulk = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        if bulk and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction:
            yield endpoint
