"""Where a printer may be, in words and as an address that opens it."""

from collections.abc import Callable
from typing import Any

import pytest

from drivers.printer.find import Candidate, address_at, candidates, device_id
from drivers.printer.link import parse_address
from drivers.printer.link_usb import listed


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "MFG:EPSON;CMD:ESC/POS;MDL:TM-T82X;CLS:PRINTER;",
            {"MFG": "EPSON", "CMD": "ESC/POS", "MDL": "TM-T82X", "CLS": "PRINTER"},
        ),
        ("MANUFACTURER:Xprinter ; model:XP-80C;COMMAND SET:ESCPOS", {"MFG": "Xprinter", "MDL": "XP-80C", "CMD": "ESCPOS"}),
        ("SN:1;DES:a:b;;nonsense", {"SN": "1", "DES": "a:b"}),
        ("", {}),
    ],
)
def test_a_device_id_is_read(line: str, wanted: dict[str, str]) -> None:
    assert device_id(line) == wanted


def test_usb_printers_come_before_serial_ports_and_each_says_what_it_is(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.link_usb.listed", list)
    ports.plug("ttyUSB0", maker="FTDI", model="FT232R USB UART", serial="A1")
    ports.plug("lp0", vendor="04b8", socket="1-2", maker="EPSON", model="USB Printer", ieee1284_id="MFG:EPSON;MDL:TM-T82X;")
    ports.plug("ttyS0", vendor="")
    (ports.sys / "class/tty/console").mkdir(parents=True)
    (ports.sys / "class/tty/console/active").write_text("ttyS0\n")
    by_id = ports.dev / "serial/by-id/usb-FTDI_FT232R_A1-if00-port0"
    by_id.parent.mkdir(parents=True)
    by_id.symlink_to(ports.node("ttyUSB0"))
    assert candidates() == [
        Candidate("file:auto", "a USB printer, EPSON TM-T82X", "EPSON", "TM-T82X"),
        Candidate(f"serial:{ports.node('ttyS0')}", "a serial port", console=True),
        Candidate(f"serial:{by_id}", "a USB serial port, FTDI FT232R USB UART, number A1"),
    ]


def test_what_only_libusb_reaches_is_named_once(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ports.plug("lp0", vendor="04b8", product="0e15", serial="J1")
    on_the_bus = [("04b8:0e15", "J1", "TM-T20"), ("0519:0003", "", "TSP100")]
    monkeypatch.setattr("drivers.printer.link_usb.listed", lambda: on_the_bus)
    found = candidates()
    assert [candidate.address for candidate in found] == ["file:auto", "usb:0519:0003"]
    assert "TSP100" in found[1].what


def test_libusb_is_only_looked_at(usb_bus: Callable[..., Any], usb_device: Any, usb_interface: Any) -> None:
    keyboard = usb_device(vendor=0x046D, interfaces=(usb_interface(usb_class=3),))
    bus = usb_bus(keyboard, usb_device(), usb_device(serial=None))
    assert [(ids, serial) for ids, serial, _ in listed(bus)] == [("04b8:0e15", "J12345"), ("04b8:0e15", "")]
    assert all(device.kernel_has == {0} and device.claimed == {} for device in bus.devices)
    bus.devices[1].denied = True
    assert listed(bus)[0] == ("04b8:0e15", "", "")


def test_of_several_usb_printers_each_has_its_own_address(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.link_usb.listed", list)
    for number in (0, 1):
        ports.plug(f"lp{number}", socket=f"1-{number + 1}")
    assert [candidate.address for candidate in candidates()] == [f"file:{ports.node('lp0')}", f"file:{ports.node('lp1')}"]


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("/dev/ttyS4", "serial:/dev/ttyS4"),
        ("/dev/usb/lp1", "file:/dev/usb/lp1"),
        ("/dev/moiso/printer-pci-0", "file:/dev/moiso/printer-pci-0"),
        ("/dev/moiso/serial-pci-0", "serial:/dev/moiso/serial-pci-0"),
        ("rfc2217://moxa:2217", "serial:rfc2217://moxa:2217"),
    ],
)
def test_a_named_port_gets_its_address(given: str, address: str) -> None:
    assert address_at(given) == address
    parse_address(address)
