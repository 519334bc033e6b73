"""What must hold at a printer behind an FTDI adapter: the same law as on USB. Its far end is peer.py on the host, asked by log lines."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from checks import COMES_BACK_S, MID_TICKET_BYTES, PICTURE, Check, comes_back, printed_in, within

from drivers.errors import Trouble
from drivers.printer.link import open_link, parse_address
from drivers.printer.printer import Printer, Result
from drivers.printer.profiles import profile

PORT = Path("/dev/ttyUSB0")
ADDRESS = f"serial:{PORT}?baud=115200"


def checks() -> Iterator[Check]:
    yield f"{ADDRESS} is there", partial(within, COMES_BACK_S, PORT.exists)
    yield f"{ADDRESS} a ticket is printed", _printed
    yield f"{ADDRESS} pulled out in mid-ticket and plugged in again", _replugged


def _printer() -> Printer:
    return Printer(open_link=lambda: open_link(parse_address(ADDRESS)), profile=profile("virtual80"))


def _printed() -> str:
    printer = _printer()
    try:
        held = printer.check()
        assert held is None, held
        return _one(printer)
    finally:
        printer.close()


def _one(printer: Printer) -> str:
    outcome, took_s = printed_in(printer)
    assert outcome.result is Result.PRINTED, outcome
    print(f"ask: paper {hashlib.sha256(PICTURE).hexdigest()}")
    return f"{outcome.bytes_sent:,} bytes, confirmed after {took_s:.2f} s"


def _replugged() -> str:
    printer = _printer()
    try:
        held = printer.check()
        assert held is None, held
        print(f"ask: unplug-after {MID_TICKET_BYTES}")
        outcome, took_s = printed_in(printer)
        assert (outcome.result, outcome.trouble) == (Result.DOUBTFUL, Trouble.UNREACHABLE), outcome
        held = printer.check()
        assert held is not None
        assert (held.result, held.trouble) == (Result.HELD, Trouble.UNREACHABLE), held
        print("ask: plug")
        back_s = comes_back(printer)
        return f"{outcome.result} after {took_s:.2f} s ({outcome.detail}); ready {back_s:.2f} s after replug, {_one(printer)}"
    finally:
        printer.close()
