"""Runs the checks inside the rig's machine and says one line for each. Ends with 1 if one failed."""

import sys
import time
import traceback
from itertools import chain

import serial_checks
from checks import checks, kernel
from gadget import Gadget


def main(only: str) -> int:
    print(f"guest: {kernel()}, Python {sys.version.split()[0]}")
    gadget = Gadget()
    gadget.plug()
    failed = 0
    for name, check in chain(checks(gadget), serial_checks.checks()):
        if only not in name:
            continue
        started_s = time.monotonic()
        try:
            mark, seen = "ok  ", check()
        except Exception as error:  # a check that failed must not keep the others from running
            mark, seen = "FAIL", f"{type(error).__name__}: {error}"
            failed += 1
            traceback.print_exc()
        print(f"{mark} {time.monotonic() - started_s:6.2f} s  {name}: {seen}")
    print(f"guest: {failed} failed")
    gadget.unplug()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
