"""Where a printer may be: USB printers, what only libusb reaches, serial ports. Looks, opens nothing, asks nothing."""

from dataclasses import dataclass

from drivers.printer.link import AUTO
from drivers.printer.sysfs import Port, consoles, lasting_name, serial_ports, usb_printers


@dataclass(frozen=True, slots=True)
class Candidate:
    """`address` opens it; a serial one has no speed yet. `what` says in a few words what is there, "" if nothing is known.

    `console`: the machine itself speaks on that port, so it is left alone.
    """

    address: str
    what: str = ""
    maker: str = ""
    model: str = ""
    console: bool = False


def candidates() -> list[Candidate]:
    """All that this machine has: USB printers first, then those that only libusb reaches, then serial ports."""
    from drivers.printer.link_usb import listed

    kernels = usb_printers()
    known = {(f"{port.usb.vendor}:{port.usb.product}", port.usb.serial) for port in kernels if port.usb is not None}
    return [
        *(_usb_printer(port, only=len(kernels) == 1) for port in kernels),
        *(_by_libusb(ids, serial, model) for ids, serial, model in listed() if (ids, serial) not in known),
        *(_serial_port(port) for port in serial_ports()),
    ]


def address_at(place: str) -> str:
    """The address of the port or serial server that was named, whether or not this machine lists it."""
    is_printer = place.rpartition("/")[2].startswith("lp") or place.startswith("/dev/moiso/printer")
    return f"file:{place}" if is_printer else f"serial:{place}"


def device_id(line: str) -> dict[str, str]:
    """The keys of an IEEE 1284 device ID, long names made short: {"MFG": …, "MDL": …, "CMD": …, "SN": …}.

    Source: IEEE 1284-2000, 7.6: KEY:value;KEY:value; with MANUFACTURER, MODEL and COMMAND SET as other names of MFG, MDL, CMD.
    """
    short = {"MANUFACTURER": "MFG", "MODEL": "MDL", "COMMAND SET": "CMD", "SERN": "SN", "SERIALNUMBER": "SN"}
    pairs = (part.partition(":") for part in line.split(";") if ":" in part)
    return {short.get(key.strip().upper(), key.strip().upper()): value.strip() for key, _, value in pairs}


def _usb_printer(port: Port, only: bool) -> Candidate:
    said = device_id(port.device_id)
    maker, model = said.get("MFG") or port.maker, said.get("MDL") or port.model
    return Candidate(f"file:{AUTO if only else port.path}", _words("a USB printer", maker, model, port), maker, model)


def _serial_port(port: Port) -> Candidate:
    name = lasting_name(port.path)
    what = _words("a USB serial port", port.maker, port.model, port) if port.usb else "a serial port"
    return Candidate(f"serial:{name}", what, console=port.path in consoles())


def _by_libusb(ids: str, serial: str, model: str) -> Candidate:
    return Candidate(
        f"usb:{ids}" + (f"?serial={serial}" if serial else ""),
        f"a USB printer that the kernel leaves to libusb, {model}",
        "",
        model,
    )


def _words(kind: str, maker: str, model: str, port: Port) -> str:
    number = f", number {port.usb.serial}" if port.usb and port.usb.serial else ""
    return f"{kind}, {' '.join(filter(None, (maker, model))) or 'of an unnamed make'}{number}"
