"""What the kernel tells of the ports: which there are, whose they are, and where a device went."""

from pathlib import Path
from typing import Any

from drivers.printer.sysfs import (
    Port,
    UsbIdentity,
    consoles,
    lasting_name,
    moved_to,
    port_behind,
    serial_ports,
    usb_printers,
)

NOBODY: frozenset[UsbIdentity] = frozenset()


def usb(vendor: str = "1a86", serial: str = "", socket: str = "1-1", interface: str = "1.0") -> UsbIdentity:
    return UsbIdentity(vendor, "7523", serial, socket, interface)


def now(*devices: UsbIdentity) -> list[Port]:
    return [Port(f"/dev/ttyUSB{number}", device) for number, device in enumerate(devices)]


def test_a_usb_printer_is_known_by_maker_model_number_and_socket(ports: Any) -> None:
    said = "MFG:EPSON;CMD:ESC/POS;MDL:TM-T82X;CLS:PRINTER;"
    ports.plug(
        "lp1", vendor="04b8", product="0e27", serial="J1", socket="1-2.4", maker="EPSON", model="TM-T82X", ieee1284_id=said
    )
    assert usb_printers() == [
        Port(str(ports.node("lp1")), UsbIdentity("04b8", "0e27", "J1", "1-2.4", "1.0"), "EPSON", "TM-T82X", said)
    ]


def test_serial_ports_come_in_order_and_those_that_the_machine_does_not_have_are_left_out(ports: Any) -> None:
    for name in ("ttyUSB10", "ttyUSB9", "ttyACM0"):
        ports.plug(name, socket=f"1-{name[-1]}")
    ports.plug("ttyS1", vendor="", type="0")
    ports.plug("ttyS0", vendor="", type="4")
    assert [(Path(port.path).name, port.usb is not None) for port in serial_ports()] == [
        ("ttyS0", False), ("ttyUSB9", True), ("ttyUSB10", True), ("ttyACM0", True),
    ]  # fmt: skip


def test_a_machine_without_ports_has_none(ports: Any) -> None:
    assert (serial_ports(), usb_printers(), consoles()) == ([], [], set())


def test_the_ports_on_which_the_machine_speaks_are_known(ports: Any) -> None:
    (ports.sys / "class/tty/console").mkdir(parents=True)
    (ports.sys / "class/tty/console/active").write_text("tty0 ttyS0\n")
    assert consoles() == {str(ports.dev / "tty0"), str(ports.dev / "ttyS0")}


def test_a_port_is_known_under_any_name(ports: Any, tmp_path: Path) -> None:
    ports.plug("ttyUSB0", serial="A1")
    named = ports.dev / "serial/by-id/usb-FTDI_A1-if00"
    named.parent.mkdir(parents=True)
    named.symlink_to(ports.node("ttyUSB0"))
    here = serial_ports()
    assert port_behind(str(named), here) == here[0]
    assert port_behind(str(tmp_path / "none"), here) is None
    assert port_behind(str(tmp_path), here) is None
    assert lasting_name(here[0].path) == str(named)
    assert lasting_name(str(tmp_path)) == str(tmp_path)


# ── Where it went ──


def test_the_very_same_is_found_beside_its_like() -> None:
    known = usb(socket="1-2")
    assert moved_to(known, NOBODY, now(usb(socket="1-1"), known)) == "/dev/ttyUSB1"


def test_by_its_serial_number_it_is_found_in_another_socket() -> None:
    assert moved_to(usb(serial="A"), NOBODY, now(usb(serial="B"), usb(serial="A", socket="1-7"))) == "/dev/ttyUSB1"


def test_of_adapters_that_all_have_the_same_number_none_is_chosen_blindly() -> None:
    known = usb(serial="0001", socket="1-3")
    assert moved_to(known, NOBODY, now(usb(serial="0001"), usb(serial="0001", socket="1-2"))) is None


def test_without_a_number_its_socket_tells_and_a_new_adapter_there_is_the_printers_too() -> None:
    assert moved_to(usb(socket="1-2"), NOBODY, now(usb(), usb(serial="new", socket="1-2"))) == "/dev/ttyUSB1"


def test_the_only_one_of_its_kind_is_it_wherever_it_is_now() -> None:
    assert moved_to(usb(socket="1-2"), NOBODY, now(usb(vendor="0403"), usb(socket="1-5"))) == "/dev/ttyUSB1"


def test_what_was_plugged_in_beside_it_is_not_taken_for_it() -> None:
    keypad = usb(socket="1-5")
    assert moved_to(usb(socket="1-2"), frozenset({keypad}), now(keypad)) is None


def test_the_other_half_of_a_device_with_two_ports_is_another_port() -> None:
    second = usb(serial="A", interface="1.1")
    assert moved_to(second, NOBODY, now(usb(serial="A"), usb(serial="A", interface="1.1", socket="1-9"))) == "/dev/ttyUSB1"
    assert moved_to(second, NOBODY, now(usb(serial="A"))) is None


def test_another_makers_device_is_never_it() -> None:
    assert moved_to(usb(), NOBODY, now(usb(vendor="0403"))) is None
    assert moved_to(usb(), NOBODY, [Port("/dev/ttyS0")]) is None
