"""What the kernel knows of the device behind a port: who made it and in which socket it sits. Opens no port, knows no printers.

Source: Linux, Documentation/ABI/testing/sysfs-bus-usb (idVendor, idProduct, serial, manufacturer, product) and sysfs-class-usbmisc
(ieee1284_id of usblp); an interface's folder is called <socket>:<configuration>.<interface>.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SYS, DEV = Path("/sys"), Path("/dev")
SERIAL_NAMES = ("ttyS*", "ttyUSB*", "ttyACM*", "ttyAMA*", "ttyXRUSB*", "rfcomm*")
INTERFACE_FOLDER = re.compile(r"(\d+-\d+(?:\.\d+)*):(\d+\.\d+)")
NO_UART = "0"
"""What /sys/class/tty/ttyS*/type says of the many ports that a kernel lists and the machine does not have (PORT_UNKNOWN)."""


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """What stays when a device is plugged in again. `serial` is "" for a device without one, as the cheap adapters are.

    `socket` is the path of hubs and sockets ("1-2.4"), `interface` which part of a device with several ("1.0").
    """

    vendor: str
    product: str
    serial: str
    socket: str
    interface: str


@dataclass(frozen=True, slots=True)
class Port:
    """A port that is there now. `usb` is None for one that is not on USB; `device_id` is the IEEE 1284 line of a USB printer."""

    path: str
    usb: UsbIdentity | None = None
    maker: str = ""
    model: str = ""
    device_id: str = ""


def serial_ports() -> list[Port]:
    """The serial ports that the machine has, in the order of their names."""
    found = [folder for name in SERIAL_NAMES for folder in sorted((SYS / "class/tty").glob(name), key=_by_number)]
    return [
        _port(DEV / folder.name, folder) for folder in found if (DEV / folder.name).exists() and _line(folder / "type") != NO_UART
    ]


def usb_printers() -> list[Port]:
    """What the kernel's usblp has taken: /dev/usb/lp*."""
    found = sorted((DEV / "usb").glob("lp*"), key=_by_number)
    return [_port(path, SYS / "class/usbmisc" / path.name) for path in found]


def consoles() -> set[str]:
    """The ports on which the machine itself speaks."""
    return {str(DEV / name) for name in _line(SYS / "class/tty/console/active").split()}


def lasting_name(path: str) -> str:
    """The name by the maker's serial number, /dev/serial/by-id/…, where udev has made one; else `path`."""
    named = sorted((DEV / "serial/by-id").glob("*"))
    return next((str(name) for name in named if name.exists() and name.samefile(path)), path)


def port_behind(path: str, ports: Sequence[Port]) -> Port | None:
    """The port that `path` leads to, whatever it is called there; None if it leads to none of them."""
    try:
        number = Path(path).stat().st_rdev
        return next((port for port in ports if Path(port.path).stat().st_rdev == number), None)
    except OSError:
        return None


def moved_to(known: UsbIdentity, others: frozenset[UsbIdentity], ports: Sequence[Port]) -> str | None:
    """Where the device `known` is now; None if it is not there, or cannot be told from another.

    The very same, else by its serial number, else in its socket, else the only one of its kind that is not among `others`: what was
    plugged in beside it is something else, however alike.
    """
    kin = [port for port in ports if port.usb and (port.usb.vendor, port.usb.product) == (known.vendor, known.product)]
    for like in (
        lambda usb: usb == known,
        lambda usb: known.serial and (usb.serial, usb.interface) == (known.serial, known.interface),
        lambda usb: (usb.socket, usb.interface) == (known.socket, known.interface),
        lambda usb: usb.interface == known.interface and not (known.serial and usb.serial) and usb not in others,
    ):
        fits = [port.path for port in kin if like(port.usb)]
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _port(path: Path, folder: Path) -> Port:
    interface = next((at for at in _upwards(folder / "device") if INTERFACE_FOLDER.fullmatch(at.name)), None)
    if interface is None:
        return Port(str(path))
    socket, number = interface.name.split(":")
    device = interface.parent
    usb = UsbIdentity(_line(device / "idVendor"), _line(device / "idProduct"), _line(device / "serial"), socket, number)
    return Port(str(path), usb, _line(device / "manufacturer"), _line(device / "product"), _line(interface / "ieee1284_id"))


def _upwards(link: Path) -> list[Path]:
    folder = link.resolve()
    return [folder, *folder.parents]


def _line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _by_number(path: Path) -> tuple[str, int]:
    """ttyUSB10 comes after ttyUSB9."""
    name = path.name.rstrip("0123456789")
    return name, int(path.name[len(name) :] or 0)
