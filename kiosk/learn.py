"""moiso kiosk learn: each button is pressed in turn, and the lines for the TOML file are printed. Takes no device away from anybody."""

import time
from collections.abc import Callable, Iterator, Sequence

from drivers.button.gpio import Pins
from drivers.button.keypads import AUTO, Keypads
from drivers.button.press import Move
from drivers.errors import DeviceError
from kiosk.buttons import GPIO, SERIAL, USB, Source, box_of

EACH_S = 60.0
LOOK_S = 0.1
Say = Callable[[str], None]


def learnt(
    meanings: Sequence[str], moves: Callable[[], Iterator[tuple[str, str] | None]], say: Say
) -> list[tuple[str, str, str]]:
    """(name of the button, meaning, device) of each that was pressed. `moves` gives (name, device) as buttons go down, None when nobody
    presses any more; a button that has a meaning already is passed over: it bounces, or was held."""
    found: list[tuple[str, str, str]] = []
    coming = moves()
    for one in meanings:
        say(f"press the button for {one} …")
        for pressed in coming:
            if pressed is None:
                return found
            if pressed[0] not in [name for name, _, _ in found]:
                found.append((pressed[0], one, pressed[1]))
                say(f"  {pressed[0]} ({pressed[1]})")
                break
    return found


def lines(found: Sequence[tuple[str, str, str]]) -> str:
    """What goes into the section [kiosk]."""
    devices = dict.fromkeys(device for name, _, device in found if not name.startswith(GPIO))
    named = ", ".join(f'"{one}"' for one in devices)
    buttons = ", ".join(f'"{name}" = "{meaning}"' for name, meaning, _ in found)
    return f"devices = [{named}]\nbuttons = {{ {buttons} }}"


class Listening:
    """Waits for buttons that go down, on every USB keypad, the named serial boxes (as in `devices`) and pins. Raises: DeviceError."""

    def __init__(self, boxes: Sequence[str] = (), pins: Sequence[int] = (), usb: Sequence[str] = (AUTO,)) -> None:
        self._keypads = Keypads(usb, grab=False)
        self._boxes: list[tuple[str, Source]] = [(address, box_of(address)) for address in boxes]
        self._pins = Pins(pins) if pins else None

    def moves(self) -> Iterator[tuple[str, str] | None]:
        """(name, device as in the TOML) of each, None once after EACH_S without any."""
        quiet_since_s = time.monotonic()
        while time.monotonic() - quiet_since_s < EACH_S:
            for kind, device, move in self._looked():
                if move.down:
                    yield f"{kind}:{move.button}", device
                    quiet_since_s = time.monotonic()
        yield None

    def close(self) -> None:
        self._keypads.close()
        for _, box in self._boxes:
            box.close()
        if self._pins is not None:
            self._pins.close()

    def _looked(self) -> Iterator[tuple[str, str, Move]]:
        for move in self._keypads.moves(LOOK_S):
            if isinstance(move, Move):
                yield USB, self._keypads.path_of(move.device), move
        for address, box in self._boxes:
            try:
                yield from ((SERIAL, address, move) for move in box.moves(0.0) if isinstance(move, Move))
            except DeviceError:
                continue
        if self._pins is not None:
            yield from ((GPIO, GPIO, move) for move in self._pins.moves(0.01) if isinstance(move, Move))
