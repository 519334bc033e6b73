"""What the doctor says of printers: each in plain sentences, what to write, what to do; what others use is left alone."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.printer import probe
from drivers.printer.fake import FakePrinter
from drivers.printer.link import open_link, parse_address
from drivers.printer.profiles import profile
from server.config import ServerConfig
from server.printerdoctor import Finding, _line, _to_write, printers, same_printer, served_printers

SOONER = 3
"""What does not answer is waited for a third as long in these tests."""


@pytest.fixture(autouse=True)
def no_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.link_usb.listed", list)
    for name in ("FIRST_ANSWER_S", "ANSWER_S"):
        monkeypatch.setattr(f"drivers.printer.probe.{name}", getattr(probe, name) / SOONER)


def findings(printer: str = "fake:", host: str | None = None, device: str | None = None, port: int = 9) -> list[Finding]:
    return list(printers(ServerConfig(printer=printer, port=port, data=Path("/no-such-folder")), host, device))


def said(found: list[Finding]) -> str:
    return "\n".join(f"{finding.says} -> {finding.todo}" for finding in found)


def test_a_usb_printer_is_named_with_what_to_write_and_what_it_can_do(ports: Any, speaking_printer: Callable[..., Any]) -> None:
    ports.plug("lp0", vendor="04b8", ieee1284_id="MFG:EPSON;MDL:TM-T82X;")
    ports.connect("lp0", speaking_printer())
    found = findings()
    words = said(found)
    assert [finding.what for finding in found if finding.what] == ["printer", "found"]
    assert "a USB printer, EPSON TM-T82X, answers: EPSON TM-T82X, firmware 11.03 ESC/POS" in words
    assert 'write  printer = "file:' in words
    assert "profile=epson-tm-t82" in words
    assert "576 dots wide" in words
    assert "it reports off line, an open cover, a stuck cutter, the end of the paper" in words
    assert "it confirms each paper itself (GS ( H)" in words
    assert "faster than the print head, which sets the pace" in words
    assert all(finding.ok for finding in found)


def test_a_slow_printer_is_told_how_long_a_ticket_takes_and_what_to_do(ports: Any, speaking_printer: Callable[..., Any]) -> None:
    ports.plug("ttyUSB0", maker="FTDI", model="FT232R")
    ports.connect("ttyUSB0", speaking_printer(model="XP-58", knows="identity queued"), 9600)
    found = findings()
    words = said(found)
    assert "a USB serial port, FTDI FT232R, answers at 9600 baud: EPSON XP-58" in words
    assert "no flow control is set" in words
    assert "baud=9600&profile=58mm" in words
    assert "which counts while it is well" in words
    slow = next(finding for finding in found if "measured" in finding.says)
    assert not slow.ok
    assert "set the printer to 115200 baud" in slow.todo
    takes_s = float(slow.says.split(" takes ")[1].split()[0])
    assert 5 < takes_s < 30


@pytest.mark.parametrize(
    ("ready", "says"), [(True, "flow=rtscts can be tried"), (False, "nothing would be sent"), (None, "pieces missing")]
)
def test_what_the_ready_wire_says_decides_the_advice_on_flow_control(ready: bool | None, says: str) -> None:
    address, probed = parse_address("serial:/dev/ttyS0?baud=9600"), probe.Probed(probe.Answers(), 9600, ready)
    assert [says in finding.says for finding in _line(address, probed)] == [True]
    assert list(_line(parse_address("serial:/dev/ttyS0?baud=9600&flow=rtscts"), probed)) == []
    assert list(_line(parse_address("tcp:printer"), probe.Probed(probe.Answers()))) == []


def test_a_serial_server_keeps_the_speed_that_was_written(ports: Any) -> None:
    address = parse_address("serial:socket://10.0.0.7:4001?baud=9600&profile=58mm")
    assert (
        _to_write(address, probe.Probed(probe.Answers()), profile("58mm"))
        == "serial:socket://10.0.0.7:4001?baud=9600&profile=58mm"
    )
    assert _to_write(
        parse_address("serial:/dev/ttyS0?baud=9600&flow=xonxoff"), probe.Probed(probe.Answers(), 38_400), profile("80mm")
    ) == ("serial:/dev/ttyS0?baud=38400&flow=xonxoff")


def test_a_speed_that_is_set_wrong_is_said(ports: Any, speaking_printer: Callable[..., Any]) -> None:
    ports.plug("ttyUSB0")
    ports.connect("ttyUSB0", speaking_printer(), 57_600)
    found = findings(f"serial:{ports.node('ttyUSB0')}?baud=115200")
    assert Finding("", False, "baud=115200 is set, and it answers at 57600", "write baud=57600") in found
    assert [finding.what for finding in found if finding.what] == ["printer"], "the port that is set is not asked twice"


def test_what_ails_a_printer_is_said_with_what_to_do(ports: Any, speaking_printer: Callable[..., Any]) -> None:
    printer = speaking_printer()
    printer.machine.cover_open = True
    ports.plug("lp0")
    ports.connect("lp0", printer)
    found = findings("auto")
    assert Finding("", False, "now it says: cover open", "close the cover") in found
    assert "what it confirms can be asked when it is ready" in said(found)
    assert 'write  printer = "file:auto?profile=epson-tm-t82"' in said(found)


def test_four_mute_ports_take_less_than_half_a_minute(ports: Any) -> None:
    for number in range(4):
        ports.plug(f"ttyUSB{number}", socket=f"1-{number + 1}")
    started_s = time.monotonic()
    found = findings()
    assert time.monotonic() - started_s < 30 / SOONER
    assert [finding.ok for finding in found] == [True] * 5
    assert said(found).count("nothing answers, at no usual speed") == 4


def test_ports_beyond_the_time_are_named_and_not_asked(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.printerdoctor.ASKING_S", -1.0)
    ports.plug("ttyUSB0")
    assert f"moiso doctor --device {ports.node('ttyUSB0')}" in said(findings())
    assert ports.heard("ttyUSB0") == b""


def test_a_printer_that_is_set_and_says_nothing_needs_a_person(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.printer.probe.BAUDS", (9600,))
    ports.plug("ttyUSB0")
    assert [finding.ok for finding in findings(f"serial:{ports.node('ttyUSB0')}")] == [False]


def test_what_another_program_has_is_left_alone(ports: Any) -> None:
    ports.plug("ttyUSB0")
    owner = open_link(parse_address(f"serial:{ports.node('ttyUSB0')}?baud=9600"))
    found = findings()
    assert "in use by another program" in said(found)
    assert all(finding.ok for finding in found)
    assert ports.heard("ttyUSB0") == b""
    owner.close()


def test_the_printer_of_a_running_server_is_left_alone(
    live_server: Callable[..., Any], ports: Any, speaking_printer: Callable[..., Any]
) -> None:
    printer = speaking_printer()
    ports.plug("lp0")
    ports.connect("lp0", printer)
    server = live_server(printer="file:auto")
    assert served_printers(server.port) == (parse_address("file:auto"),)
    found = findings("auto", port=server.port) + findings(device=str(ports.node("lp0")), port=server.port)
    assert said(found).count("the running server prints on it, so it is left alone") == 2
    assert b"\x1dI" not in printer.taken


def test_a_server_without_a_printer_has_none_to_be_left_alone(live_server: Callable[..., Any]) -> None:
    assert served_printers(live_server(printer="none").port) == ()


def test_where_no_server_runs_none_is_believed_in() -> None:
    assert served_printers(9) == ()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = threading.Thread(target=lambda: listener.accept()[0].close())
        answer.start()
        assert served_printers(listener.getsockname()[1]) == ()
        answer.join()


def test_only_the_named_host_is_asked(ports: Any) -> None:
    ports.plug("ttyUSB0")
    machine = FakePrinter()

    def serve(listener: socket.socket) -> None:
        caller, _ = listener.accept()
        with caller:
            while data := caller.recv(4096):
                caller.sendall(machine.feed(data))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        printer = threading.Thread(target=serve, args=(listener,))
        printer.start()
        target = f"127.0.0.1:{listener.getsockname()[1]}"
        assert f'write  printer = "tcp:{target}"' in said(findings(host=target))
        printer.join()
    assert ports.heard("ttyUSB0") == b""
    missing = findings(host="127.0.0.1:9")
    assert [finding.ok for finding in missing] == [False]
    assert "check the cable and the power" in missing[0].todo


def test_the_machines_own_console_is_left_alone(ports: Any) -> None:
    ports.plug("ttyS0", vendor="")
    (ports.sys / "class/tty/console").mkdir(parents=True)
    (ports.sys / "class/tty/console/active").write_text("ttyS0\n")
    assert "own console, left alone" in said(findings())
    assert ports.heard("ttyS0") == b""


def test_a_plain_file_is_not_asked(tmp_path: Path, ports: Any) -> None:
    paper = tmp_path / "paper"
    paper.write_bytes(b"")
    assert "is a plain file" in said(findings(f"file:{paper}"))
    assert paper.read_bytes() == b""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tcp:printer", "tcp:printer:9100?profile=58mm", True),
        ("tcp:printer", "tcp:printer:9101", False),
        ("file:auto", "file:/dev/usb/lp3", True),
        ("file:auto", "file:/tmp/paper", False),
        ("serial:/dev/null?baud=9600", "serial:/dev/null", True),
        ("serial:/dev/null", "serial:/dev/zero", False),
        ("serial:/dev/null", "file:/dev/null", False),
        ("usb:auto", "usb:auto", True),
        ("fake:", "fake:", False),
    ],
)
def test_a_printer_is_the_same_under_any_name(one: str, other: str, same: bool) -> None:
    assert same_printer(parse_address(one), parse_address(other)) is same
