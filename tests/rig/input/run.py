"""The buttons' rig, host side: an emulated machine with a USB keyboard that is pressed and pulled out from outside, and uinput inside."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "machine"))

from boot import Rig, run
from monitor import Monitor

MODULES = ("xhci_pci", "usbhid", "hid-generic", "evdev", "uinput")
KEYBOARD = {"driver": "usb-kbd", "id": "pad", "bus": "usb.0", "port": "2"}


class Finger:
    """Presses keys of the USB keyboard, and pulls its cable. `at`: the folder with QEMU's monitor."""

    def __init__(self, at: Path) -> None:
        self._monitor = Monitor(at / "qmp")

    def asked(self, what: str) -> str:
        """ "tap KEY", "down KEY", "up KEY" (QEMU's names of keys), "out", "in"."""
        verb, _, key = what.partition(" ")
        if verb == "tap":
            said = self._key(key, True)
            time.sleep(0.2)
            said += self._key(key, False)
        elif verb in ("down", "up"):
            said = self._key(key, verb == "down")
        elif verb == "out":
            said = self._monitor.told("device_del", id=KEYBOARD["id"])
        else:
            said = self._monitor.told("device_add", **KEYBOARD)
        return f"FAIL {what}: {said}" if said else f"ok   {what}"

    def close(self) -> None:
        self._monitor.close()

    def _key(self, key: str, down: bool) -> str:
        event = {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": key}}}
        return self._monitor.told("input-send-event", events=[event])


def devices(at: Path) -> list[str]:
    keyboard = ",".join([KEYBOARD["driver"], *(f"{name}={value}" for name, value in KEYBOARD.items() if name != "driver")])
    return ["-device", "qemu-xhci,id=usb", "-device", keyboard]


if __name__ == "__main__":
    sys.exit(run(Rig("input", str(__doc__), MODULES, devices, Finger, limit_s=1500, memory_mb=2048)))
