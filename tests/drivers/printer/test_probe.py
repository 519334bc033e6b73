"""A printer is asked who it is at whatever speed it has; nothing is printed, nothing is waited for without end."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from drivers.errors import Trouble
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.link import IN_USE, open_link, parse_address
from drivers.printer.probe import BAUDS, Probed, information, is_printers_answer, probe, suggested_profile
from drivers.printer.profiles import Confirm
from drivers.printer.status import Query

EVERYTHING = frozenset(Query)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not answer is waited for a third as long."""
    monkeypatch.setattr("drivers.printer.probe.FIRST_ANSWER_S", 0.08)
    monkeypatch.setattr("drivers.printer.probe.ANSWER_S", 0.15)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [(b"\x16", True), (b"\x12", True), (b"\x1e", True), (b"\x11\x16", True), (b"\x16\x13", True), (b"", False), (b"\x00", False),
     (b"\x10\x04\x01", False), (b"\x16\x16", False), (b"\xff", False), (b"\x96", False), (b"O", False), (b"\x14", False)],
)  # fmt: skip
def test_only_one_byte_with_its_fixed_bits_is_a_printers_answer(data: bytes, wanted: bool) -> None:
    assert is_printers_answer(data) is wanted


@pytest.mark.parametrize(
    ("data", "wanted"),
    [(b"_EPSON\0", "EPSON"), (b"\x16_TM-T82X \0", "TM-T82X"), (b"_EPSON", ""), (b"EPSON\0", ""), (b"_\xff\0", ""), (b"", ""), (b"\x20", "")],
)  # fmt: skip
def test_information_is_believed_only_in_its_frame(data: bytes, wanted: str) -> None:
    assert information(data) == wanted


@pytest.mark.parametrize("baud", [9600, 115_200])
def test_a_serial_printer_is_found_at_its_speed_and_that_is_measured(
    ports: Any, speaking_printer: Callable[..., Any], baud: int
) -> None:
    printer = speaking_printer()
    ports.plug("ttyUSB0")
    ports.connect("ttyUSB0", printer, baud)
    probed = probe(parse_address(f"serial:{ports.node('ttyUSB0')}"))
    assert probed.baud == baud
    answers = probed.answers
    assert answers is not None
    assert (answers.maker, answers.model, answers.firmware) == ("EPSON", "TM-T82X", "11.03 ESC/POS")
    assert (answers.reports, answers.troubles, answers.confirm) == (EVERYTHING, (), Confirm.PROCESS_ID)
    assert answers.bytes_per_s is not None
    assert 0.6 * baud / 10 < answers.bytes_per_s < 1.25 * baud / 10
    assert (printer.machine.papers(), printer.machine.unknown_bytes) == ([], 0)
    assert b"\n" not in printer.taken, "a line feed would print what a wrong speed left behind"


def test_the_speed_that_stands_in_the_address_is_tried_first(ports: Any, speaking_printer: Callable[..., Any]) -> None:
    ports.plug("ttyUSB0")
    ports.connect("ttyUSB0", speaking_printer(), 57_600)
    opened: list[str] = []

    def noted(address: Any) -> Any:
        opened.append(address.options["baud"])
        return open_link(address)

    assert probe(parse_address(f"serial:{ports.node('ttyUSB0')}?baud=57600"), noted).baud == 57_600
    assert opened == ["57600"]


@pytest.mark.parametrize(
    ("knows", "confirm", "model"),
    [("identity queued", Confirm.QUEUED_STATUS, "TM-T82X"), ("queued", Confirm.QUEUED_STATUS, ""), ("", Confirm.NONE, "")],
)
def test_what_a_printer_does_not_know_is_not_claimed(
    ports: Any, speaking_printer: Callable[..., Any], knows: str, confirm: Confirm, model: str
) -> None:
    ports.plug("lp0")
    printer = speaking_printer(knows=knows)
    ports.connect("lp0", printer)
    answers = probe(parse_address(f"file:{ports.node('lp0')}")).answers
    assert answers is not None
    assert (answers.confirm, answers.model, answers.reports) == (confirm, model, EVERYTHING)
    assert printer.taken.rindex(b"\x1b@") > printer.taken.rindex(b"\x1d(H"), "what it took for letters is cleared"


def test_a_printer_in_trouble_says_which_and_is_not_asked_what_would_wait(
    ports: Any, speaking_printer: Callable[..., Any]
) -> None:
    ports.plug("lp0")
    printer = speaking_printer()
    printer.machine.paper_out = True
    ports.connect("lp0", printer)
    answers = probe(parse_address(f"file:{ports.node('lp0')}")).answers
    assert answers is not None
    assert Trouble.PAPER_OUT in answers.troubles
    assert answers.confirm is Confirm.NONE
    assert b"\x1d(H" not in printer.taken


def test_a_mute_port_is_left_soon(ports: Any) -> None:
    ports.plug("ttyUSB0")
    started_s = time.monotonic()
    assert probe(parse_address(f"serial:{ports.node('ttyUSB0')}")) == Probed()
    assert time.monotonic() - started_s < 2.0
    assert ports.heard("ttyUSB0") == b"\x10\x04\x01" * 2 * len(BAUDS), "nothing else is sent to what does not answer"


def test_a_port_that_echoes_is_no_printer(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.probe.BAUDS", (9600,))
    ports.plug("ttyUSB0")

    class Echo:
        def feed(self, data: bytes) -> bytes:
            return data

    ports.connect("ttyUSB0", Echo())
    assert probe(parse_address(f"serial:{ports.node('ttyUSB0')}")).answers is None


def test_a_port_that_somebody_has_is_not_disturbed(ports: Any) -> None:
    ports.plug("ttyUSB0")
    address = parse_address(f"serial:{ports.node('ttyUSB0')}?baud=9600")
    owner = open_link(address)
    probed = probe(address)
    assert probed.failed is not None
    assert IN_USE in probed.failed.detail
    assert ports.heard("ttyUSB0") == b""
    owner.write(b"\x1b@")
    assert ports.heard("ttyUSB0") == b"\x1b@"
    owner.close()


def test_a_network_printer_and_a_serial_server_are_asked_too(
    tcp_printer: Callable[..., Any], serial_server: Callable[..., Any]
) -> None:
    for address in (f"tcp:{tcp_printer().target}", f"serial:socket://{tcp_printer().target}?baud=9600"):
        answers = probe(parse_address(address)).answers
        assert answers is not None
        assert answers.confirm is Confirm.PROCESS_ID
    server = serial_server()
    assert probe(parse_address(f"serial:rfc2217://{server.target}?baud=38400")).baud == 38_400
    assert server.line.baudrate == 38_400


def test_what_is_not_there_is_said_and_not_raised(ports: Any) -> None:
    failed = probe(parse_address(f"serial:{ports.node('ttyUSB7')}")).failed
    assert failed is not None
    assert failed.trouble is Trouble.UNREACHABLE


def test_a_printer_unplugged_while_it_is_asked_ends_the_asking(ports: Any, speaking_printer: Callable[..., Any]) -> None:
    printer = speaking_printer()
    feed = printer.feed
    ports.plug("ttyUSB0")

    def pulled(data: bytes) -> bytes:
        if b"\x1dI" in data:
            threading.Thread(target=ports.unplug, args=("ttyUSB0",)).start()
            return b""
        return bytes(feed(data))

    printer.feed = pulled
    ports.connect("ttyUSB0", printer)
    failed = probe(parse_address(f"serial:{ports.node('ttyUSB0')}")).failed
    assert failed is not None
    assert failed.trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize(
    ("model", "name"),
    [("TM-T82III", "epson-tm-t82"), ("TM-m30II", "epson-tm-m30"), ("TM-T88III", "TM-T88III"), ("XP-58IIH", "58mm"), ("XP-80C", "80mm"), ("", "80mm")],
)  # fmt: skip
def test_the_model_suggests_the_profile(model: str, name: str) -> None:
    assert suggested_profile(model) == name


def test_asking_leaves_nothing_open(ports: Any) -> None:
    ports.plug("ttyUSB0")
    before = sorted(os.listdir("/proc/self/fd"))  # noqa: PTH208
    probe(parse_address(f"serial:{ports.node('ttyUSB0')}"))
    assert sorted(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_asking_a_printer_leaves_nothing_on_its_paper() -> None:
    machine = FakePrinter(576)
    probed = probe(parse_address("file:/dev/usb/lp0"), lambda address: FakeLink(machine))
    assert probed.answers is not None and probed.answers.bytes_per_s is not None
    assert (machine.strip(), machine.papers(), machine.unknown_bytes) == (None, [], 0)
