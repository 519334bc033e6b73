"""Runs a rig's checks inside its machine and says one line for each."""

import sys
import termios
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

Check = Callable[[], str]
"""Returns what was seen; raises when it is not as it must be."""


_TTY = Path("/dev/ttyS1")


def ask(what: str) -> str:
    """Ask the machine's peer, outside, and wait for its answer."""
    print(f"ask: {what}", flush=True)
    answer = b""
    with _TTY.open("rb", buffering=0) as line:
        while not answer.endswith(b"\n"):
            answer += line.read(1)
    return answer.decode(errors="replace").strip()


def _no_echo() -> None:
    """What the peer answers must not come out again as our own words."""
    with _TTY.open("rb", buffering=0) as line:
        mode = termios.tcgetattr(line)
        mode[3] &= ~termios.ECHO
        termios.tcsetattr(line, termios.TCSANOW, mode)


def kernel() -> str:
    return Path("/proc/version").read_text().split(" (")[0].strip()


def run(checks: Iterable[tuple[str, Check]], only: str) -> int:
    """Each one whose name contains `only`, in order; a check that failed does not keep the others from running. 1 if one did."""
    _no_echo()
    print(f"guest: {kernel()}, Python {sys.version.split()[0]}")
    failed = 0
    for name, check in checks:
        if only not in name:
            continue
        started_s = time.monotonic()
        try:
            mark, seen = "ok  ", check()
        except Exception as error:
            mark, seen = "FAIL", f"{type(error).__name__}: {error}"
            failed += 1
            traceback.print_exc()
        print(f"{mark} {time.monotonic() - started_s:6.2f} s  {name}: {seen}")
    print(f"guest: {failed} failed")
    return 1 if failed else 0
