"""The printer's cable is pulled and plugged in again elsewhere; nobody touches the server, and no ticket is lost or printed twice."""

from collections.abc import Callable
from typing import Any

import pytest

from drivers.errors import Trouble


@pytest.mark.parametrize(
    ("address", "first", "then"),
    [("file:auto", "lp0", "lp1"), ("serial:{node}?baud=115200", "ttyACM0", "ttyACM1")],
)
def test_the_ticket_taken_while_the_printer_was_away_comes_by_itself_once(
    live_server: Callable[..., Any],
    ports: Any,
    speaking_printer: Callable[..., Any],
    eventually: Callable[..., Any],
    address: str,
    first: str,
    then: str,
) -> None:
    printer = speaking_printer()
    ports.plug(first, serial="P1")
    ports.connect(first, printer)
    server = live_server(
        printer=address.format(node=ports.node(first)) + ("&" if "?" in address else "?") + "profile=epson-tm-t82"
    )
    server.ask("issue", service="A")
    eventually(lambda: len(printer.machine.papers()) == 1)
    eventually(lambda: not server.running.office.view.unprinted)
    ports.unplug(first)
    server.ask("issue", service="A")
    eventually(lambda: server.running.paperwork.spool.standing()[0].trouble is Trouble.UNREACHABLE)
    ports.plug(first, serial="another", socket="1-5")
    ports.plug(then, serial="P1", socket="1-7")
    ports.connect(then, printer)
    eventually(lambda: len(printer.machine.papers()) == 2)
    eventually(lambda: not server.running.office.view.unprinted)
    assert (len(printer.machine.papers()), printer.machine.unknown_bytes) == (2, 0)
    assert ports.heard(first) == b"", "what took its name got nothing"
