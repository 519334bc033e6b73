"""A printer comes back by itself, under whatever number: what was seen at the first opening finds it again."""

from pathlib import Path
from typing import Any

import pytest

from drivers.errors import DeviceError, Trouble
from drivers.printer.link import open_link, parse_address
from drivers.printer.link_opener import LinkOpener

ASK = b"\x10\x04\x01"


def opened(opener: LinkOpener) -> None:
    link = opener()
    link.write(ASK)
    link.close()


def gone(opener: LinkOpener) -> bool:
    with pytest.raises(DeviceError) as missing:
        opener()
    return missing.value.trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize(("name", "again"), [("ttyUSB0", "ttyUSB1"), ("ttyACM0", "ttyACM3"), ("lp0", "lp1")])
@pytest.mark.parametrize(("serial", "socket"), [("A1", "1-7"), ("", "1-1"), ("", "1-7")])
def test_plugged_in_again_it_is_found_under_its_new_number(ports: Any, name: str, again: str, serial: str, socket: str) -> None:
    opener = LinkOpener(parse_address(f"{'file' if name == 'lp0' else 'serial'}:{ports.node(name)}"))
    ports.plug(name, serial=serial)
    opened(opener)
    ports.unplug(name)
    if name != "lp0":  # outside /dev a file would be made
        assert gone(opener)
    ports.plug(again, serial=serial, socket=socket)
    opened(opener)
    assert ports.heard(again) == ASK


def test_its_old_name_on_another_device_is_not_believed(ports: Any) -> None:
    ports.plug("ttyUSB0", serial="printer")
    opener = LinkOpener(parse_address(f"serial:{ports.node('ttyUSB0')}"))
    opened(opener)
    ports.unplug("ttyUSB0")
    ports.plug("ttyUSB0", serial="keypad", socket="1-4")
    ports.plug("ttyUSB1", serial="printer")
    opened(opener)
    assert (ports.heard("ttyUSB0"), ports.heard("ttyUSB1")) == (b"", ASK)


def test_another_adapter_in_its_place_is_taken_when_the_first_is_nowhere(ports: Any) -> None:
    """A technician changed a broken one."""
    ports.plug("ttyUSB0", serial="old")
    opener = LinkOpener(parse_address(f"serial:{ports.node('ttyUSB0')}"))
    opened(opener)
    ports.unplug("ttyUSB0")
    ports.plug("ttyUSB0", vendor="1a86", product="7523", socket="1-4")
    opened(opener)
    assert ports.heard("ttyUSB0") == ASK


def test_a_name_by_serial_number_leads_to_whatever_number_it_has_now(ports: Any) -> None:
    named = ports.dev / "serial/by-id/usb-FTDI_A1-if00-port0"
    named.parent.mkdir(parents=True)
    opener = LinkOpener(parse_address(f"serial:{named}"))
    for name in ("ttyUSB0", "ttyUSB1"):
        ports.plug(name, serial="A1")
        named.symlink_to(ports.node(name))
        opened(opener)
        assert ports.heard(name) == ASK
        named.unlink()
        ports.unplug(name)
        assert gone(opener)


def test_a_port_that_is_not_on_usb_stays_its_name(ports: Any) -> None:
    ports.plug("ttyS0", vendor="")
    opener = LinkOpener(parse_address(f"serial:{ports.node('ttyS0')}"))
    opened(opener)
    ports.unplug("ttyS0")
    assert gone(opener)
    ports.plug("ttyS0", vendor="")
    opened(opener)
    assert ports.heard("ttyS0") == ASK


def test_the_printer_that_is_switched_on_later_is_found(ports: Any) -> None:
    opener = LinkOpener(parse_address("file:auto"))
    assert gone(opener)
    ports.plug("lp2", serial="P1")
    opened(opener)
    assert ports.heard("lp2") == ASK
    open_link(parse_address("file:auto")).close()


def test_auto_stays_with_the_printer_that_it_has_found(ports: Any) -> None:
    ports.plug("lp1", serial="mine")
    opener = LinkOpener(parse_address("file:auto"))
    opened(opener)
    ports.plug("lp0", serial="another", socket="1-5")
    ports.heard("lp1")
    opened(opener)
    assert (ports.heard("lp0"), ports.heard("lp1")) == (b"", ASK)
    ports.unplug("lp1")
    opened(opener)
    assert ports.heard("lp0") == ASK, "the first one is away: the other one prints"


def test_a_printer_that_is_not_a_port_is_opened_as_it_is_called(tcp_printer: Any) -> None:
    far = tcp_printer()
    link = LinkOpener(parse_address(f"tcp:{far.target}"))()
    link.write(ASK)
    assert link.read(1.0) == b"\x16"
    link.close()


def test_a_failed_opening_leaves_nothing_open(ports: Any) -> None:
    opener, before = LinkOpener(parse_address("file:auto")), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        assert gone(opener)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
