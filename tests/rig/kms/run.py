"""The screen's rig, host side: an emulated machine with a graphics card and a television, and no X. What the card sends out is looked at from outside."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "machine"))

from boot import Rig, run
from television import HEIGHT, WIDTH, Television

MODULES = ("virtio-gpu", "virtio_input", "evdev")


def devices(at: Path) -> list[str]:
    card = f"virtio-gpu-pci,id=card,xres={WIDTH},yres={HEIGHT}"
    return ["-device", card, "-device", "virtio-keyboard-pci", "-device", "virtio-tablet-pci"]


if __name__ == "__main__":
    sys.exit(run(Rig("kms", str(__doc__), MODULES, devices, lambda at: Television(at), limit_s=1500, memory_mb=2048)))
