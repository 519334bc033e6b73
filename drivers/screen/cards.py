"""What this machine has to show a picture with, as the kernel tells: cards, their drivers, what is plugged in, whether we may use them. Shows nothing.

SDL's own words when it cannot draw on a card are the same for a missing card, a missing right and a wrong wheel. Source: SCREEN-AND-VOICE §1.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SYS = Path("/sys/class/drm")
DEV = Path("/dev/dri")
WITHOUT_GPU = frozenset(
    {"simple-framebuffer", "simpledrm", "virtio-pci", "virtio_gpu", "vkms", "ast", "cirrus", "mgag200", "bochs-drm", "hyperv_drm"}
)
"""Drivers of cards that only show: each picture goes through the processor."""
_OUTPUT = re.compile(r"(card\d+)-(.+)")


@dataclass(frozen=True, slots=True)
class Card:
    """`outputs`: name -> whether something is plugged in; `usable`: whether this user may open it."""

    name: str
    driver: str
    outputs: dict[str, bool]
    usable: bool

    @property
    def has_gpu(self) -> bool:
        return self.driver not in WITHOUT_GPU

    @property
    def connected(self) -> list[str]:
        return [name for name, there in self.outputs.items() if there]


def cards(
    sys: Path = SYS, dev: Path = DEV, may: Callable[[Path], bool] = lambda path: os.access(path, os.R_OK | os.W_OK)
) -> list[Card]:
    """All graphics cards, in the kernel's order; none in a machine without."""
    found = []
    for path in sorted(sys.glob("card*")) if sys.is_dir() else []:
        if not re.fullmatch(r"card\d+", path.name):
            continue
        driver = (path / "device" / "driver").resolve().name if (path / "device" / "driver").exists() else ""
        outputs = {
            match[2]: _read(one / "status") == "connected"
            for one in sorted(sys.glob(f"{path.name}-*"))
            if (match := _OUTPUT.fullmatch(one.name)) and match[2] != "Writeback-1"
        }
        found.append(Card(path.name, driver, outputs, may(dev / path.name)))
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
