"""The USB rig, host side: an emulated machine whose kernel has a printer on a cable that can be pulled."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "machine"))

from boot import Rig, run
from peer import ADAPTER, SerialPeer

MODULES = ("configfs", "xhci_pci", "dummy_hcd", "libcomposite", "usb_f_printer", "usblp", "usbserial", "ftdi_sio")


def devices(at: Path) -> list[str]:
    adapter = ",".join([ADAPTER["driver"], *(f"{name}={value}" for name, value in ADAPTER.items() if name != "driver")])
    line = ["-chardev", f"socket,id=tty,path={at / 'tty'},server=on,wait=off"]
    return ["-device", "qemu-xhci,id=usb", *line, "-device", adapter]


if __name__ == "__main__":
    sys.exit(run(Rig("usb", str(__doc__), MODULES, devices, lambda at: SerialPeer(at / "tty", at / "qmp"))))
