"""Printer addresses are read or refused with a sentence; every way to a printer keeps the same contract, the fake one too."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from PIL import Image

from drivers.errors import DeviceError, SettingError, Trouble
from drivers.printer.document import Document
from drivers.printer.encode import encode
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.link import Link, PrinterAddress, open_link, parse_address
from drivers.printer.link_usb import UsbLink
from drivers.printer.profiles import profile
from drivers.printer.render import paint, render

# ── Addresses ──


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("serial:/dev/ttyUSB0", PrinterAddress("serial", "/dev/ttyUSB0", {})),
        ("serial:/dev/ttyS0?baud=9600&flow=rtscts", PrinterAddress("serial", "/dev/ttyS0", {"baud": "9600", "flow": "rtscts"})),
        ("file:/dev/usb/lp0?profile=58mm", PrinterAddress("file", "/dev/usb/lp0", {"profile": "58mm"})),
        ("tcp:192.168.1.50:9100", PrinterAddress("tcp", "192.168.1.50:9100", {})),
        ("tcp:printer.local", PrinterAddress("tcp", "printer.local", {})),
        ("usb:auto", PrinterAddress("usb", "auto", {})),
        ("usb:04B8:0e15?serial=J1&profile=58mm", PrinterAddress("usb", "04B8:0e15", {"serial": "J1", "profile": "58mm"})),
        ("file:auto", PrinterAddress("file", "auto", {})),
        ("serial:socket://10.0.0.7:4001?baud=9600", PrinterAddress("serial", "socket://10.0.0.7:4001", {"baud": "9600"})),
        ("serial:rfc2217://moxa:2217?flow=xonxoff", PrinterAddress("serial", "rfc2217://moxa:2217", {"flow": "xonxoff"})),
        ("fake:", PrinterAddress("fake", "", {})),
    ],
)
def test_an_address_is_read(address: str, wanted: PrinterAddress) -> None:
    assert parse_address(address) == wanted


@pytest.mark.parametrize(
    ("address", "mistake"),
    [
        ("", "must begin with"),
        ("/dev/usb/lp0", "must begin with"),
        ("lpt:1", "must begin with"),
        ("serial:", "what comes after serial: is missing"),
        ("file:?profile=80mm", "what comes after file: is missing"),
        ("tcp:", "what comes after tcp: is missing"),
        ("usb:", "what comes after usb: is missing"),
        ("usb:04b8", "after usb: comes auto, or vendor:product"),
        ("usb:4b8:e15", "after usb: comes auto, or vendor:product"),
        ("usb:epson:t82", "after usb: comes auto, or vendor:product"),
        ("usb:04b8:0e15:0", "after usb: comes auto, or vendor:product"),
        ("usb:auto?serial=", "the serial number is missing"),
        ("usb:auto?baud=9600", "unknown option baud"),
        ("serial:/dev/ttyUSB0?speed=9600", "unknown option speed"),
        ("serial:/dev/ttyUSB0?rtscts", "unknown option rtscts"),
        ("tcp:host:9100?baud=9600", "unknown option baud"),
        ("serial:/dev/ttyUSB0?baud=fast", "baud must be a number"),
        ("serial:/dev/ttyUSB0?baud=", "baud must be a number"),
        ("serial:/dev/ttyUSB0?baud=0", "baud must be a number"),
        ("serial:/dev/ttyUSB0?baud=²", "baud must be a number"),
        ("serial:/dev/ttyUSB0?flow=dsrdtr", "flow must be none, rtscts or xonxoff"),
        ("tcp:host:99999", "port must be a number from 1 to 65535"),
        ("tcp:host:ninethousand", "port must be a number from 1 to 65535"),
        ("tcp::9100", "what comes after tcp: is missing"),
        ("serial:socket://10.0.0.7", "a serial server is socket://HOST:PORT or rfc2217://HOST:PORT"),
        ("serial:rfc2217://:2217", "a serial server is"),
        ("serial:rfc2217://moxa:70000", "a serial server is"),
        ("serial:loop://", "a serial server is"),
    ],
)
def test_a_mistake_in_an_address_is_named(address: str, mistake: str) -> None:
    with pytest.raises(SettingError) as refused:
        parse_address(address)
    assert mistake in str(refused.value)
    assert repr(address) in str(refused.value)


def test_an_address_without_a_profile_is_an_80_mm_printer_or_our_virtual_one() -> None:
    assert parse_address("tcp:host").profile == "80mm"
    assert parse_address("fake:").profile == "virtual80"
    assert parse_address("fake:?profile=virtual58").profile == "virtual58"


def test_a_fake_printer_is_not_opened_by_its_address() -> None:
    with pytest.raises(SettingError):
        open_link(parse_address("fake:"))


# ── The contract ──


class Machine(Protocol):
    machine: FakePrinter

    def unplug(self) -> None: ...


class Direct:
    def __init__(self) -> None:
        self.machine = FakePrinter()

    def unplug(self) -> None:
        self.machine.unplugged = True


Rig = tuple[Link, Machine]


WAYS = ["fake", "serial", "serial with rtscts", "serial with xonxoff", "socket", "rfc2217", "rfc2217 with xonxoff", "tcp", "usb"]


@pytest.fixture(params=WAYS)
def rig(
    request: pytest.FixtureRequest,
    pty_printer: Callable[..., Any],
    tcp_printer: Callable[..., Any],
    serial_server: Callable[..., Any],
    usb_bus: Callable[..., Any],
) -> Iterator[Rig]:
    kind, _, flow = request.param.partition(" with ")
    far: Any
    link: Link
    if kind == "fake":
        far = Direct()
        link = FakeLink(far.machine)
    elif kind == "serial":
        far = pty_printer(baud=460_800)
        link = open_link(parse_address(f"serial:{far.port}?baud=115200&flow={flow or 'none'}"))
    elif kind == "socket":
        far = tcp_printer()
        link = open_link(parse_address(f"serial:socket://{far.target}?baud=115200"))
    elif kind == "rfc2217":
        far = serial_server()
        link = open_link(parse_address(f"serial:rfc2217://{far.target}?baud=115200&flow={flow or 'none'}"))
    elif kind == "usb":
        far = usb_bus()
        link = UsbLink("auto", backend=far)
    else:
        far = tcp_printer()
        link = open_link(parse_address(f"tcp:{far.target}"))
    yield link, far
    link.close()


def heard(link: Link, count: int) -> bytes:
    answer, deadline = b"", time.monotonic() + 5
    while len(answer) < count and time.monotonic() < deadline:
        answer += link.read(0.2)
    return answer


def paper(machine: FakePrinter) -> Image.Image:
    deadline = time.monotonic() + 10
    while not machine.papers() and time.monotonic() < deadline:
        time.sleep(0.005)
    return machine.papers()[0].picture


def test_a_ticket_arrives_bit_for_bit(rig: Rig, default_ticket: Callable[[int], Document]) -> None:
    link, far = rig
    pieces = render(default_ticket(576), 576)
    link.write(encode(pieces, profile("virtual80")))
    assert paper(far.machine).tobytes() == paint(pieces, 576).tobytes()
    assert far.machine.unknown_bytes == 0


def test_an_answer_comes_back(rig: Rig) -> None:
    link, far = rig
    link.write(b"\x10\x04\x01")
    assert heard(link, 1) == b"\x16"
    far.machine.cover_open = True
    link.write(b"\x10\x04\x02\x10\x04\x04")
    assert heard(link, 2) == b"\x16\x12"


def test_every_byte_that_a_printer_may_send_comes_back_unchanged(rig: Rig) -> None:
    link, _ = rig
    link.write(b"".join(b"\x1d(H\x06\x00\x30\x30" + bytes([0x20 + number] * 4) for number in range(90)))
    assert heard(link, 90 * 7) == b"".join(b"\x37\x22" + bytes([0x20 + number] * 4) + b"\0" for number in range(90))


def test_silence_is_empty_and_not_awaited_for_long(rig: Rig, quickly: Callable[..., None]) -> None:
    link, _ = rig
    quickly(lambda: link.read(0), within_s=0.1)
    quickly(lambda: link.read(0.1), within_s=0.5)
    assert link.read(0.05) == b""


def test_once_it_is_unplugged_reading_and_writing_say_so(rig: Rig) -> None:
    link, far = rig
    link.write(b"\x1b@")
    far.unplug()
    with pytest.raises(DeviceError) as silent:
        heard(link, 1)
    assert silent.value.trouble is Trouble.UNREACHABLE
    with pytest.raises(DeviceError) as refused:
        for _ in range(50):  # TCP takes some before it notices
            link.write(b"\x10\x04\x01")
            time.sleep(0.01)
    assert refused.value.trouble is Trouble.UNREACHABLE
    assert refused.value.detail


def test_it_can_be_let_go_after_it_was_unplugged(rig: Rig) -> None:
    link, far = rig
    far.unplug()
    link.close()
