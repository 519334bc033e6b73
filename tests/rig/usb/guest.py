"""Runs the checks inside the rig's machine. Ends with 1 if one failed."""

import sys
from itertools import chain

import guest_checks
import serial_checks
from checks import checks
from gadget import Gadget


def main(only: str) -> int:
    gadget = Gadget()
    gadget.plug()
    try:
        return guest_checks.run(chain(checks(gadget), serial_checks.checks()), only)
    finally:
        gadget.unplug()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
