"""What the printer's tests share: a USB bus without metal under the real pyusb, and a serial server."""

import array
import contextlib
import errno
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import serial
import serial.rfc2217
import usb.backend
import usb.core

from drivers.printer.fake import FakePrinter

OUT, IN, INTERRUPT_IN = (0x02, 2), (0x81, 2), (0x83, 3)
"""Address and transfer type of an endpoint. Others than python-escpos' defaults (0x01, 0x82), as real printers have them."""


@dataclass(frozen=True)
class Interface:
    number: int = 0
    alternate: int = 0
    usb_class: int = 7
    endpoints: tuple[tuple[int, int], ...] = (IN, OUT)


@dataclass
class Device:
    """Something on the bus. `takes` is after how many bytes it takes no more; `kernel_has` are interfaces with a kernel driver."""

    vendor: int = 0x04B8
    product: int = 0x0E15
    serial: str | None = "J12345"
    interfaces: tuple[Interface, ...] = (Interface(),)
    machine: FakePrinter = field(default_factory=FakePrinter)
    configuration: int = 1
    takes: int | None = None
    denied: bool = False
    halted: set[int] = field(default_factory=set)
    kernel_has: set[int] = field(default_factory=lambda: {0})
    claimed: "dict[int, Handle]" = field(default_factory=dict)
    settings: dict[int, int] = field(default_factory=dict)
    answers: bytes = b""
    taken: int = 0
    port_status: int = 0x18
    address: int = 1
    on_the_bus: bool = True


@dataclass(eq=False)
class Handle:
    """One opening of a device; of no use once the device got another address."""

    device: Device
    address: int


class UsbBus(usb.backend.IBackend):
    """A backend for pyusb: what it does not implement (reset above all) raises NotImplementedError."""

    def __init__(self, *devices: Device) -> None:
        self.devices = list(devices)
        self.configurations_set = 0

    @property
    def machine(self) -> FakePrinter:
        return self.devices[0].machine

    def unplug(self) -> None:
        self.devices[0].on_the_bus = False

    def replug(self) -> None:
        """The same printer under another address, as the kernel sees it: its driver takes it again."""
        device = self.devices[0]
        device.on_the_bus, device.address = True, device.address + 1
        device.kernel_has, device.claimed, device.answers, device.takes = {0}, {}, b"", None

    # ── Descriptors ──

    def enumerate_devices(self) -> list[Device]:
        return [device for device in self.devices if device.on_the_bus]

    def get_device_descriptor(self, dev: Device) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0, bMaxPacketSize0=64,
            idVendor=dev.vendor, idProduct=dev.product, bcdDevice=0x100, iManufacturer=0, iProduct=0,
            iSerialNumber=3 if dev.serial else 0, bNumConfigurations=1, address=dev.address, bus=1, port_number=1,
            port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Device, config: int) -> Any:
        if config:
            raise IndexError
        count = len({interface.number for interface in dev.interfaces})
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=count, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Device, intf: int, alt: int, config: int) -> Any:
        interface = self._interface(dev, intf, alt)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=interface.number, bAlternateSetting=interface.alternate,
            bNumEndpoints=len(interface.endpoints), bInterfaceClass=interface.usb_class, bInterfaceSubClass=1,
            bInterfaceProtocol=2, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Device, ep: int, intf: int, alt: int, config: int) -> Any:
        address, transfer = self._interface(dev, intf, alt).endpoints[ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=transfer, wMaxPacketSize=64, bInterval=0,
            bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    @staticmethod
    def _interface(dev: Device, index: int, alternate: int) -> Interface:
        numbers = sorted({interface.number for interface in dev.interfaces})
        return [interface for interface in dev.interfaces if interface.number == numbers[index]][alternate]

    # ── Taking a device ──

    def open_device(self, dev: Device) -> Handle:
        if dev.denied:
            raise failure(errno.EACCES)
        return self._present(Handle(dev, dev.address))

    def close_device(self, dev_handle: Handle) -> None:
        claimed = dev_handle.device.claimed
        for interface in [interface for interface, owner in claimed.items() if owner is dev_handle]:
            del claimed[interface]

    def get_configuration(self, dev_handle: Handle) -> int:
        return self._present(dev_handle).device.configuration

    def set_configuration(self, dev_handle: Handle, config_value: int) -> None:
        self._present(dev_handle).device.configuration = config_value
        self.configurations_set += 1

    def set_interface_altsetting(self, dev_handle: Handle, intf: int, altsetting: int) -> None:
        self._present(dev_handle).device.settings[intf] = altsetting

    def claim_interface(self, dev_handle: Handle, intf: int) -> None:
        device = self._present(dev_handle).device
        if intf in device.claimed or intf in device.kernel_has:
            raise failure(errno.EBUSY)
        device.claimed[intf] = dev_handle

    def release_interface(self, dev_handle: Handle, intf: int) -> None:
        self._present(dev_handle).device.claimed.pop(intf, None)

    def is_kernel_driver_active(self, dev_handle: Handle, intf: int) -> bool:
        return intf in self._present(dev_handle).device.kernel_has

    def detach_kernel_driver(self, dev_handle: Handle, intf: int) -> None:
        self._present(dev_handle).device.kernel_has.remove(intf)

    def attach_kernel_driver(self, dev_handle: Handle, intf: int) -> None:
        self._present(dev_handle).device.kernel_has.add(intf)

    # ── Bytes ──

    def bulk_write(self, dev_handle: Handle, ep: int, intf: int, data: "array.array[int]", timeout: int) -> int:
        device = self._ready(dev_handle, ep, intf, timeout)
        left = len(data) if device.takes is None else min(max(device.takes - device.taken, 0), len(data))
        device.taken += left
        device.answers += device.machine.feed(data[:left].tobytes())
        if left < len(data):
            self._wait(dev_handle, timeout)
        if not left:
            raise failure(errno.ETIMEDOUT)
        return left

    def bulk_read(self, dev_handle: Handle, ep: int, intf: int, buff: "array.array[int]", timeout: int) -> int:
        device = self._ready(dev_handle, ep, intf, timeout)
        assert len(buff) % 64 == 0, "a packet could be longer than the buffer"
        if not device.answers:
            self._wait(dev_handle, timeout)
            raise failure(errno.ETIMEDOUT)
        answer, device.answers = device.answers[: len(buff)], device.answers[len(buff) :]
        buff[: len(answer)] = array.array("B", answer)
        return len(answer)

    def clear_halt(self, dev_handle: Handle, ep: int) -> None:
        self._present(dev_handle).device.halted.discard(ep)

    def ctrl_transfer(
        self, dev_handle: Any, bmRequestType: int, bRequest: int, wValue: int, wIndex: int, data: Any, t: int
    ) -> int:
        """String descriptors: the languages, then the serial number; and the port's status."""
        if (bmRequestType, bRequest) == (0xA1, 1):
            data[0] = self._present(dev_handle).device.port_status
            return 1
        text = b"\x09\x04" if wValue & 0xFF == 0 else (self._present(dev_handle).device.serial or "").encode("utf-16-le")
        answer = bytes([len(text) + 2, 3]) + text
        data[: len(answer)] = array.array("B", answer)
        return len(answer)

    def _present(self, handle: Handle) -> Handle:
        if not handle.device.on_the_bus or handle.device.address != handle.address:
            raise failure(errno.ENODEV)
        return handle

    def _ready(self, handle: Handle, endpoint: int, interface: int, timeout_ms: int) -> Device:
        device = self._present(handle).device
        assert timeout_ms > 0, "to libusb this means for ever"
        assert device.claimed[interface] is handle
        if endpoint in device.halted:
            raise failure(errno.EPIPE)
        return device

    def _wait(self, handle: Handle, timeout_ms: int) -> None:
        deadline = time.monotonic() + timeout_ms / 1000
        while time.monotonic() < deadline:
            self._present(handle)
            time.sleep(0.001)


def failure(number: int) -> usb.core.USBError:
    """As pyusb's libusb backend raises it."""
    kind = usb.core.USBTimeoutError if number == errno.ETIMEDOUT else usb.core.USBError
    return kind(os.strerror(number), -1, number)


@pytest.fixture
def usb_bus() -> Callable[..., UsbBus]:
    """`usb_bus()` has one printer; `usb_bus(usb_device(…), …)` what is given."""
    return lambda *devices: UsbBus(*(devices or (Device(),)))


@pytest.fixture
def usb_device() -> Callable[..., Device]:
    return Device


@pytest.fixture
def usb_interface() -> Callable[..., Interface]:
    return Interface


# ── A serial server: pyserial's own RFC 2217 far end, with a PTY for its line ──


class Line(serial.Serial):
    """A PTY has no modem wires; a serial server has."""

    cts = dsr = cd = True
    ri = False

    def _update_dtr_state(self) -> None: ...

    def _update_rts_state(self) -> None: ...


class SerialServer:
    """Serves one caller after the other. `line` is the serial port as the last caller set it."""

    def __init__(self, far: Any) -> None:
        self.far = far
        self.machine = far.machine
        self.line: Line | None = None
        self.manager: serial.rfc2217.PortManager | None = None
        self._gone = threading.Event()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self._listener.settimeout(0.02)
        self.target = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """The server itself is switched off."""
        self._gone.set()
        self._thread.join(5)

    def _run(self) -> None:
        with self._listener:
            while not self._gone.is_set():
                with contextlib.suppress(TimeoutError):
                    caller, _ = self._listener.accept()
                    with caller, Line(self.far.port, timeout=0, write_timeout=0.05) as self.line:
                        self._serve(caller, self.line)

    def _serve(self, caller: socket.socket, line: Line) -> None:
        caller.settimeout(0.01)
        self.manager = serial.rfc2217.PortManager(line, SimpleNamespace(write=caller.sendall))
        kept = b""
        while not self._gone.is_set():
            try:
                with contextlib.suppress(TimeoutError):
                    if not kept:
                        data = caller.recv(512)
                        if not data:
                            return
                        kept = b"".join(self.manager.filter(data))
                while kept and not self._gone.is_set():
                    try:
                        kept = kept[os.write(line.fd, kept) :]
                    except BlockingIOError:
                        time.sleep(0.005)
                if answer := line.read(4096):
                    caller.sendall(b"".join(self.manager.escape(answer)))
            except OSError:
                return


@pytest.fixture
def serial_server(pty_printer: Callable[..., Any]) -> Iterator[Callable[..., SerialServer]]:
    """Make serial servers with a printer on their line: `serial_server(baud=460_800)`."""
    made: list[SerialServer] = []

    def make(*, baud: int = 460_800) -> SerialServer:
        made.append(SerialServer(pty_printer(baud=baud)))
        return made[-1]

    yield make
    for server in made:
        server.unplug()
