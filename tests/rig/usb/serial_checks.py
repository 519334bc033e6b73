"""What must hold at a printer behind an FTDI adapter: the same law as on USB. Its far end is peer.py on the host, asked by log lines."""

import hashlib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from checks import COMES_BACK_S, MID_TICKET_BYTES, PICTURE, Check, comes_back, doctor_says, printed_in, within

from drivers.errors import Trouble
from drivers.printer.link import parse_address
from drivers.printer.link_opener import LinkOpener
from drivers.printer.printer import Printer, Result
from drivers.printer.profiles import profile

PORT = Path("/dev/ttyUSB0")
OTHER_PORT = Path("/dev/ttyUSB1")
ADDRESS = f"serial:{PORT}?baud=115200"


def checks() -> Iterator[Check]:
    yield f"{ADDRESS} is there", partial(within, COMES_BACK_S, PORT.exists)
    yield f"{ADDRESS} a ticket is printed", _printed
    yield f"{ADDRESS} pulled out in mid-ticket and plugged in again", _replugged
    yield f"the doctor names the printer on {PORT} and its speed", _doctor
    yield f"{ADDRESS} comes back as {OTHER_PORT.name}", _other_number


def _printer() -> Printer:
    return Printer(open_link=LinkOpener(parse_address(ADDRESS)), profile=profile("virtual80"))


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


def _doctor() -> str:
    return doctor_says(str(PORT), "answers at 115200 baud", "it confirms each paper itself", "measured ", " takes ")


def _other_number() -> str:
    """Somebody holds the old port open while the adapter is pulled out, so it comes back with the next number, in another socket."""
    printer = _printer()
    try:
        held = printer.check()
        assert held is None, held
        printer.close()
        holder = os.open(PORT, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            print("ask: unplug-after 0")
            within(COMES_BACK_S, lambda: not PORT.exists())
            print("ask: plug")
            within(COMES_BACK_S, OTHER_PORT.exists)
            back_s = comes_back(printer)
            return f"ready {back_s:.2f} s after replug, {_one(printer)}"
        finally:
            os.close(holder)
    finally:
        printer.close()
