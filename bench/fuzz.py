"""The printer's answers, torn, mixed and made up by the million: `python bench/fuzz.py [COUNT]`. Knows the parser's laws only.

Laws: it never raises; however the bytes are cut it hears the same; what it keeps is bounded; each answer stands, byte for byte,
in what came (but for XON and XOFF, which may stand in the middle of one); nothing comes of nothing.
"""

import random
import sys
import time
from pathlib import Path

MOST_KEPT = 2 + 1 + 80
REAL = (
    b"\x16", b"\x12", b"\x1e", b"\x32", b"\x72", b"\x7e", b"\x1a", b"\x00", b"\x0c", b"\x14\x00\x00\x0f", b"\x11", b"\x13",
    b"\x37\x22" + b"0012\x00", b"\x37\x23" + b"012\x00", b"\x37\x25\x00", b"\x5fEPSON\x00", b"\x5fTM-T82III\x00",
    b"\x37\x72\x40" + b"aB12\x00", b"\x37\x72\x41" + b"k1" * 40 + b"\x00", b"\x37\x73\x40\x00", b"\x37\x30" + b"262144\x00",
    b"\x37\x31" + b"0\x00", b"\x37\x32" + b"12288\x00",
)  # fmt: skip


def stream(dice: random.Random) -> bytes:
    """Random bytes, real answers, or real answers with bytes lost, changed and put in."""
    kind = dice.randrange(3)
    if kind == 0:
        return dice.randbytes(dice.randrange(40))
    data = bytearray(b"".join(dice.choices(REAL, k=dice.randrange(1, 8))))
    for _ in range(dice.randrange(6) if kind == 2 else 0):
        at, what = dice.randrange(len(data) + 1), dice.randrange(3)
        if what == 0:
            data[at:at] = dice.randbytes(1)
        elif what == 1:
            del data[at : at + 1]
        else:
            data[at : at + 1] = dice.randbytes(1)
    return bytes(data)


def broken_law(data: bytes, dice: random.Random) -> str | None:
    """Which law the parser breaks on these bytes, or None."""
    from drivers.printer.status import Flow, StatusParser

    parser, heard, used = StatusParser(), [], 0
    plain = bytes(byte for byte in data if byte not in (0x11, 0x13))
    at = 0
    while at < len(data):
        step = dice.randrange(1, 9)
        heard += parser.feed(data[at : at + step])
        at += step
        if len(parser._kept) > MOST_KEPT:
            return f"keeps {len(parser._kept)} bytes"
    if StatusParser().feed(data) != heard:
        return "hears something else when the bytes are cut"
    for answer in heard:
        if isinstance(answer, Flow):
            continue
        found = plain.find(_written(answer), used)
        if found < 0:
            return f"made up {answer}"
        used = found + len(_written(answer))
    flows = [answer.ready for answer in heard if isinstance(answer, Flow)]
    return None if flows == [byte == 0x11 for byte in data if byte in (0x11, 0x13)] else "lost or made up XON or XOFF"


def _written(answer: object) -> bytes:
    """The bytes that mean this answer, written by the manual and not by the parser."""
    from drivers.printer import status

    match answer:
        case status.RealTime(byte) | status.Queued(byte):
            return bytes([byte])
        case status.AutoStatus(data):
            return data
        case status.ProcessDone(process_id):
            return b"\x37\x22" + process_id + b"\0"
        case status.WentOffline(cause):
            return b"\x37\x23" + cause + b"\0"
        case status.Cleared():
            return b"\x37\x25\0"
        case status.Info(text):
            return b"\x5f" + text.encode() + b"\0"
        case status.Keys(memory, keys, more):
            head = b"\x37\x72" if memory is status.Memory.NV else b"\x37\x73"
            return head + (b"\x41" if more else b"\x40") + b"".join(keys) + b"\0"
        case status.Room(memory, left_bytes, _):
            return str(left_bytes).encode() + b"\0"
    raise TypeError(f"{answer} is no answer")


def run(count: int = 1_000_000, seed: int = 1) -> int:
    """Return how many of the inputs broke a law; the first of them is printed."""
    dice, started_s, wrong, size = random.Random(seed), time.perf_counter(), 0, 0
    for _ in range(count):
        data = stream(dice)
        size += len(data)
        law = broken_law(data, dice)
        if law is not None:
            wrong += 1
            if wrong == 1:
                print(f"{law}: {data.hex(' ')}")
    took_s = time.perf_counter() - started_s
    print(f"{count:,} inputs, {size:,} bytes, seed {seed}, {took_s:.0f} s: {wrong} broke a law")
    return wrong


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    sys.exit(1 if run(*(int(argument) for argument in sys.argv[1:])) else 0)
