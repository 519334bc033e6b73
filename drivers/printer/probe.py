"""Asks what is at the end of a link whether it is a printer, which one, and what it can tell. Prints nothing.

Run by a person, never while papers are printed. What is sent, and why it is safe:
- DLE EOT 1 (10 04 01), at each speed in turn until it is answered. At a wrong speed a printer reads one to three other bytes; they may
  stand in its line buffer as letters, but a line is printed only when it ends, and none of ours ends one.
- ESC @ (1B 40) as soon as the speed is known, and again at the end: it clears the line buffer.
- GS I n (1D 49 n), DLE EOT 2-4, GS r 1 (1D 72 01): questions. A printer that does not know one ignores it, or takes it for letters.
- GS ( H with a process ID, once: a bad clone takes it for four letters in the line buffer; the ESC @ behind it clears them.
- ESC 2 (1B 32, default line spacing) again and again to time the line: it changes nothing, and its length is known.
Source: Epson ESC/POS reference: DLE EOT, ESC @ ("clears the data in the print buffer"), ESC 2, GS I, GS r, GS ( H fn 48.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from drivers.errors import DeviceError, SettingError, Trouble
from drivers.printer.encode import ASK_PAPER, RESET, ask_process_id, process_id
from drivers.printer.link import Link, PrinterAddress, open_link
from drivers.printer.profiles import Confirm, profile
from drivers.printer.status import Answer, ProcessDone, Query, Queued, RealTime, StatusParser, trouble_in

BAUDS = (115_200, 9600, 38_400, 19_200, 57_600)
"""The usual ones first: printers leave the factory at 115200, 9600, 38400 or 19200."""
TRIES = 2
"""The first question may be swallowed by what a wrong speed left unfinished."""
FIRST_ANSWER_S = 0.25
ANSWER_S = 0.5
"""Real time or not, a printer with nothing to do answers at once; half a second covers 1200 baud and a USB adapter's latency."""
XON, XOFF = 0x11, 0x13
FILLER = b"\x1b2"
STRETCH_S = 0.4
LONGEST_STRETCH_BYTES = 3000
"""Less than the 4 kB that printers receive without a pause."""
TOO_SHORT_S = 0.004
"""Below this the difference is noise of the clock and of USB frames, and the line faster than any printer."""
INFORMATION = {"maker": 66, "model": 67, "firmware": 65}
LONGEST_INFORMATION_BYTES = 80
BY_MODEL = {"TM-T82": "epson-tm-t82", "TM-T20": "epson-tm-t20", "TM-M30": "epson-tm-m30"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a printer said. `reports` are the DLE EOT questions that it answers, `troubles` what it complains of now.

    `bytes_per_s` is measured: infinite when the line is too fast for that, None when it could not be.
    """

    maker: str = ""
    model: str = ""
    firmware: str = ""
    reports: frozenset[Query] = frozenset()
    troubles: tuple[Trouble, ...] = ()
    queued: bool = False
    process_id: bool = False
    bytes_per_s: float | None = None

    @property
    def confirm(self) -> Confirm:
        """How it can say that a paper is out."""
        return Confirm.PROCESS_ID if self.process_id else Confirm.QUEUED_STATUS if self.queued else Confirm.NONE


@dataclass(frozen=True, slots=True)
class Probed:
    """`answers` is None for what said nothing; `failed` is why it was not asked.

    `baud` is the speed at which a serial printer answered, `clear_to_send` what its wire CTS said then (None: there is none).
    """

    answers: Answers | None = None
    baud: int | None = None
    clear_to_send: bool | None = None
    failed: DeviceError | None = field(default=None, compare=False)


def probe(address: PrinterAddress, opened: Callable[[PrinterAddress], Link] = open_link) -> Probed:
    """Ask at that address; a serial port at its own speed first and then at the usual ones. Never raises DeviceError."""
    try:
        if address.kind != "serial":
            return Probed(_asked(opened(address), None))
        for baud in _speeds(address):
            link = opened(PrinterAddress("serial", address.target, address.options | {"baud": str(baud)}))
            ready = getattr(link, "clear_to_send", lambda: None)()
            answers = _asked(link, baud)
            if answers is not None:
                return Probed(answers, None if _is_raw(address) else baud, ready)
    except DeviceError as failed:
        return Probed(failed=failed)
    return Probed()


def suggested_profile(model: str) -> str:
    """The name of the profile that fits a model; 80mm when nobody knows it."""
    known = next((name for begins, name in BY_MODEL.items() if model.upper().startswith(begins)), "")
    if known:
        return known
    try:
        return profile(model).name
    except SettingError:
        return "58mm" if "58" in model else "80mm"


def is_printers_answer(data: bytes) -> bool:
    """Whether this is the answer to one DLE EOT 1 and nothing else: one byte with its four fixed bits (0xx1xx10)."""
    said = bytes(byte for byte in data if byte not in (XON, XOFF))
    return len(said) == 1 and said[0] & 0b1001_0011 == 0b0001_0010


def information(data: bytes) -> str:
    """What GS I 65-67 says: 5F … 00, the text between them; "" if that is not what came."""
    text = data[data.find(b"_") + 1 :].partition(b"\0")
    readable = b"_" in data and text[1] and all(0x20 <= byte <= 0x7E for byte in text[0])
    return text[0].decode("ascii").strip() if readable else ""


def _speeds(address: PrinterAddress) -> Iterable[int]:
    wanted = address.options.get("baud")
    if _is_raw(address):
        return [int(wanted or BAUDS[0])]
    return dict.fromkeys(([int(wanted)] if wanted else []) + list(BAUDS))


def _is_raw(address: PrinterAddress) -> bool:
    """A serial server whose line has a speed that we can neither set nor know."""
    return address.target.startswith("socket://")


def _asked(link: Link, baud: int | None) -> Answers | None:
    """The answers, or None when this is no printer that answers. Closes the link."""
    try:
        if not any(_is_there(link) for _ in range(TRIES)):
            return None
        link.write(RESET)
        told = {name: _information(link, number) for name, number in INFORMATION.items()}
        status = {query: byte for query in Query if (byte := _real_time(link, query)) is not None}
        troubles = tuple(dict.fromkeys(trouble for query, byte in status.items() if (trouble := trouble_in(query, byte))))
        well = not troubles
        queued = well and _heard(link, ASK_PAPER, lambda answer: isinstance(answer, Queued))
        done = ProcessDone(process_id(0))
        receipt = well and _heard(link, ask_process_id(0), lambda answer: answer == done)
        link.write(RESET)
        speed = _bytes_per_s(link, baud, ASK_PAPER if queued else b"\x10\x04\x01")
        return Answers(**told, reports=frozenset(status), troubles=troubles, queued=queued, process_id=receipt, bytes_per_s=speed)
    finally:
        link.close()


def _is_there(link: Link) -> bool:
    """Two answers, for one byte of noise is right once in sixteen."""
    for _ in range(2):
        _forget(link)
        link.write(b"\x10\x04\x01")
        if not is_printers_answer(_all(link, FIRST_ANSWER_S, lambda data: len(data) >= 1)):
            return False
    return True


def _information(link: Link, number: int) -> str:
    _forget(link)
    link.write(bytes([0x1D, 0x49, number]))
    return information(_all(link, ANSWER_S, lambda data: b"\0" in data or len(data) > LONGEST_INFORMATION_BYTES))


def _real_time(link: Link, query: Query) -> int | None:
    _forget(link)
    link.write(bytes([0x10, 0x04, query]))
    answer = _first(link, ANSWER_S, lambda answer: isinstance(answer, RealTime))
    return answer.byte if isinstance(answer, RealTime) else None


def _heard(link: Link, question: bytes, wanted: Callable[[Answer], bool], within_s: float = ANSWER_S) -> bool:
    _forget(link)
    link.write(question)
    return _first(link, within_s, wanted) is not None


def _bytes_per_s(link: Link, baud: int | None, question: bytes) -> float | None:
    """By the time that a stretch of harmless bytes takes longer than none; infinite when that is too short to be told.

    None when the question behind it was not answered.
    """
    stretch = LONGEST_STRETCH_BYTES if baud is None else min(round(baud / 10 * STRETCH_S), LONGEST_STRETCH_BYTES)
    filler = FILLER * (stretch // len(FILLER))
    took_s = []
    for sent in (b"", filler):
        started_s = time.monotonic()
        if not _heard(link, sent + question, lambda answer: isinstance(answer, Queued | RealTime), ANSWER_S + 4 * STRETCH_S):
            return None
        took_s.append(time.monotonic() - started_s)
    longer_s = took_s[1] - took_s[0]
    return len(filler) / longer_s if longer_s > TOO_SHORT_S else math.inf


def _first(link: Link, within_s: float, wanted: Callable[[Answer], bool]) -> Answer | None:
    parser, deadline = StatusParser(), time.monotonic() + within_s
    while (left_s := deadline - time.monotonic()) > 0:
        for answer in parser.feed(link.read(left_s)):
            if wanted(answer):
                return answer
    return None


def _all(link: Link, within_s: float, enough: Callable[[bytes], bool]) -> bytes:
    """What comes until it is enough, and what comes right behind it."""
    data, deadline = b"", time.monotonic() + within_s
    while not enough(data) and (left_s := deadline - time.monotonic()) > 0:
        data += link.read(left_s)
    return data + link.read(0.02) if data else data


def _forget(link: Link) -> None:
    for _ in range(64):
        if not link.read(0):
            break
