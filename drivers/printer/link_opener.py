"""Opens one printer again and again: what got another number when it was plugged in anew is found by what it was the first time."""

import dataclasses

from drivers.printer.link import Link, PrinterAddress, open_link
from drivers.printer.sysfs import Port, UsbIdentity, moved_to, port_behind, serial_ports, usb_printers


class LinkOpener:
    """Called by one thread. Until the printer was opened once, and where it is not on USB, the address is taken as it stands."""

    def __init__(self, address: PrinterAddress) -> None:
        self._address = address
        self._known: UsbIdentity | None = None
        self._others: frozenset[UsbIdentity] = frozenset()

    def __call__(self) -> Link:
        """Raises: DeviceError, SettingError as `open_link`."""
        ports = self._ports()
        path = moved_to(self._known, self._others, ports) if self._known is not None else None
        address = dataclasses.replace(self._address, target=path) if path is not None else self._address
        if address.kind == "file" and address.target == "auto" and ports:
            address = dataclasses.replace(address, target=ports[0].path)
        link = open_link(address)
        self._learn(address.target, ports)
        return link

    def _ports(self) -> list[Port]:
        match self._address.kind:
            case "serial":
                return serial_ports()
            case "file":
                return usb_printers()
        return []

    def _learn(self, path: str, ports: list[Port]) -> None:
        port = port_behind(path, ports)
        if port is not None and port.usb is not None:
            self._known = port.usb
            self._others = frozenset(other.usb for other in ports if other.usb is not None and other is not port)
