"""A printer through libusb: found by what its descriptors say, never waited for without end, given back as it was. The real pyusb runs."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import usb.backend.libusb1

from drivers.errors import DeviceError, Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.link_usb import CHUNK_BYTES, UsbLink
from drivers.printer.printer import Printer, Result
from drivers.printer.profiles import profile

DOCUMENT = Document((Line("Số A012", 30, bold=True), Cut()))
BULK_OUT, BULK_IN, INTERRUPT_IN, OTHER_OUT = (0x02, 2), (0x81, 2), (0x83, 3), (0x05, 2)

Make = Callable[..., Any]


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.link_usb.WRITE_TIMEOUT_S", 0.1)


def trouble_with(what: Callable[[], object]) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        what()
    return caught.value


# ── Finding it ──


def test_the_first_device_with_a_printer_interface_is_the_printer(usb_bus: Make, usb_device: Make, usb_interface: Make) -> None:
    keyboard = usb_device(vendor=0x046D, interfaces=(usb_interface(usb_class=3, endpoints=(INTERRUPT_IN,)),))
    vendors_own = usb_device(vendor=0x0403, interfaces=(usb_interface(usb_class=0xFF),))
    printer = usb_device()
    bus = usb_bus(keyboard, vendors_own, printer)
    UsbLink("auto", backend=bus).write(b"\x1b@")
    assert [device.taken for device in bus.devices] == [0, 0, 2]


def test_a_named_printer_is_found_among_others_whatever_the_case(usb_bus: Make, usb_device: Make) -> None:
    bus = usb_bus(usb_device(vendor=0x0519), usb_device())
    UsbLink("04B8:0e15", backend=bus).write(b"\x1b@")
    assert [device.taken for device in bus.devices] == [0, 2]


def test_of_two_alike_the_serial_number_decides(usb_bus: Make, usb_device: Make) -> None:
    bus = usb_bus(usb_device(serial="A1"), usb_device(serial=None), usb_device(serial="B2"))
    UsbLink("04b8:0e15", "B2", backend=bus).write(b"\x1b@")
    assert [device.taken for device in bus.devices] == [0, 0, 2]
    missing = trouble_with(lambda: UsbLink("04b8:0e15", "C3", backend=bus))
    assert missing.trouble is Trouble.UNREACHABLE
    assert "04b8:0e15 serial C3" in missing.detail


def test_the_printer_interface_is_taken_wherever_it_stands(usb_bus: Make, usb_device: Make, usb_interface: Make) -> None:
    drawer = usb_interface(number=0, usb_class=3, endpoints=(INTERRUPT_IN,))
    one_way = usb_interface(number=1, endpoints=(INTERRUPT_IN, OTHER_OUT))
    both_ways = usb_interface(number=2, endpoints=(INTERRUPT_IN, BULK_OUT, BULK_IN))
    bus = usb_bus(usb_device(interfaces=(drawer, one_way, both_ways), kernel_has={0, 2}))
    link = UsbLink("auto", backend=bus)
    link.write(b"\x10\x04\x01")
    assert link.read(1.0) == b"\x16"
    assert bus.devices[0].kernel_has == {0}
    assert set(bus.devices[0].claimed) == {2}


def test_an_alternate_setting_is_chosen_only_when_the_first_does_not_answer(
    usb_bus: Make, usb_device: Make, usb_interface: Make
) -> None:
    silent, answers = usb_interface(endpoints=(BULK_OUT,)), usb_interface(alternate=1, endpoints=(BULK_OUT, BULK_IN))
    for interfaces, wanted in (((silent, answers), {0: 1}), ((usb_interface(),), {})):
        bus = usb_bus(usb_device(interfaces=interfaces))
        link = UsbLink("auto", backend=bus)
        link.write(b"\x10\x04\x01")
        assert link.read(1.0) == b"\x16"
        assert bus.devices[0].settings == wanted


def test_a_makers_own_interface_is_taken_from_a_named_device_only(usb_bus: Make, usb_device: Make, usb_interface: Make) -> None:
    bus = usb_bus(usb_device(interfaces=(usb_interface(usb_class=0xFF),), kernel_has=set()))
    assert trouble_with(lambda: UsbLink("auto", backend=bus)).trouble is Trouble.UNREACHABLE
    UsbLink("04b8:0e15", backend=bus).write(b"\x1b@")
    assert bus.devices[0].taken == 2


def test_a_named_device_that_is_no_printer_is_refused(usb_bus: Make, usb_device: Make, usb_interface: Make) -> None:
    bus = usb_bus(usb_device(interfaces=(usb_interface(usb_class=8), usb_interface(number=1, endpoints=(BULK_IN,)))))
    assert trouble_with(lambda: UsbLink("04b8:0e15", backend=bus)).trouble is Trouble.UNREACHABLE


# ── Taking it and giving it back ──


def test_the_kernels_driver_is_put_aside_and_put_back(usb_bus: Make) -> None:
    bus = usb_bus()
    link = UsbLink("auto", backend=bus)
    assert bus.devices[0].kernel_has == set()
    link.close()
    assert (bus.devices[0].kernel_has, bus.devices[0].claimed) == ({0}, {})


def test_a_driver_that_was_not_there_is_not_put_there(usb_bus: Make, usb_device: Make) -> None:
    bus = usb_bus(usb_device(kernel_has=set()))
    UsbLink("auto", backend=bus).close()
    assert bus.devices[0].kernel_has == set()


def test_a_configuration_is_set_only_where_none_is(usb_bus: Make, usb_device: Make) -> None:
    for configuration, wanted in ((1, 0), (0, 1)):
        bus = usb_bus(usb_device(configuration=configuration))
        UsbLink("auto", backend=bus).write(b"\x1b@")
        assert bus.configurations_set == wanted


def test_a_printer_has_one_owner(usb_bus: Make) -> None:
    bus = usb_bus()
    first = UsbLink("auto", backend=bus)
    busy = trouble_with(lambda: UsbLink("auto", backend=bus))
    assert (busy.trouble, "busy" in busy.detail) == (Trouble.UNREACHABLE, True)
    first.write(b"\x1b@")
    first.close()
    UsbLink("auto", backend=bus).close()


@pytest.mark.parametrize("target", ["auto", "04b8:0e15"])
def test_a_printer_that_does_not_let_us_in_is_unreachable_and_says_why(usb_bus: Make, usb_device: Make, target: str) -> None:
    denied = trouble_with(lambda: UsbLink(target, backend=usb_bus(usb_device(denied=True))))
    assert denied.trouble is Trouble.UNREACHABLE
    assert "Permission denied" in denied.detail


def test_an_empty_bus_and_a_missing_library_are_unreachable(usb_bus: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    bus = usb_bus()
    bus.unplug()
    assert trouble_with(lambda: UsbLink("auto", backend=bus)).trouble is Trouble.UNREACHABLE
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: None)
    missing = trouble_with(lambda: UsbLink("auto"))
    assert (missing.trouble, "libusb-1.0-0" in missing.detail) == (Trouble.UNREACHABLE, True)


# ── Bytes ──


@pytest.mark.usefixtures("short_wait")
@pytest.mark.parametrize("takes", [0, 100, CHUNK_BYTES, CHUNK_BYTES + 1])
def test_a_printer_that_stops_is_noticed_within_the_timeout_and_gets_nothing_more(
    usb_bus: Make, usb_device: Make, takes: int, quickly: Callable[..., None]
) -> None:
    bus = usb_bus(usb_device(takes=takes))
    link = UsbLink("auto", backend=bus)
    stalled: list[DeviceError] = []
    quickly(lambda: stalled.append(trouble_with(lambda: link.write(bytes(20_000)))), within_s=1.0)
    assert stalled[0].trouble is Trouble.STALLED
    assert "0.1 s" in stalled[0].detail
    assert bus.devices[0].taken == takes
    link.close()
    assert bus.devices[0].kernel_has == {0}


@pytest.mark.usefixtures("short_wait")
@pytest.mark.parametrize(("status", "trouble"), [(0x38, Trouble.PAPER_OUT), (0x10, Trouble.OFFLINE), (0x18, Trouble.STALLED)])
def test_why_a_printer_takes_no_more_is_read_from_its_port(
    usb_bus: Make, usb_device: Make, status: int, trouble: Trouble
) -> None:
    link = UsbLink("auto", backend=usb_bus(usb_device(takes=100, port_status=status)))
    assert trouble_with(lambda: link.write(bytes(20_000))).trouble is trouble


def test_a_printer_that_refuses_is_told_to_listen_again(usb_bus: Make, usb_device: Make) -> None:
    bus = usb_bus(usb_device(halted={BULK_OUT[0], BULK_IN[0]}))
    link = UsbLink("auto", backend=bus)
    assert trouble_with(lambda: link.write(b"\x1b@")).trouble is Trouble.STALLED
    assert link.read(0) == b""
    link.write(b"\x10\x04\x01")
    assert link.read(1.0) == b"\x16"


def test_a_printer_without_a_way_back_is_printed_to_and_not_waited_for(
    usb_bus: Make, usb_device: Make, usb_interface: Make, quickly: Callable[..., None]
) -> None:
    bus = usb_bus(usb_device(interfaces=(usb_interface(endpoints=(BULK_OUT,)),)))
    link = UsbLink("auto", backend=bus)
    link.write(b"\x10\x04\x01")
    assert link.read(0.01) == b""
    quickly(lambda: link.read(3.0), within_s=0.5)


def test_empty_packets_do_not_make_it_spin(usb_bus: Make) -> None:
    bus = usb_bus()
    bus.bulk_read = lambda *_: 0
    link = UsbLink("auto", backend=bus)
    asked, deadline = 0, time.monotonic() + 0.2
    while time.monotonic() < deadline:
        assert link.read(0.2) == b""
        asked += 1
    assert asked < 40


def test_a_printer_replugged_in_mid_ticket_is_found_under_its_new_address(usb_bus: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.printer.AFTER_PRINT_S", 0.1)
    bus = usb_bus()
    printer = Printer(open_link=lambda: UsbLink("04b8:0e15", backend=bus), profile=profile("virtual80"))
    assert printer.check() is None
    feed = bus.machine.feed

    def pulled(data: bytes) -> bytes:
        bus.unplug()
        return bytes(feed(data[:50]))

    bus.machine.feed = pulled
    outcome = printer.print(DOCUMENT)
    assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.UNREACHABLE)
    held = printer.check()
    assert held is not None
    assert (held.result, held.trouble) == (Result.HELD, Trouble.UNREACHABLE)
    bus.machine.feed = feed
    bus.replug()
    assert printer.check() is None
    assert printer.print(DOCUMENT).result is Result.PRINTED
    printer.close()
    assert bus.devices[0].kernel_has == {0}
