"""What people's hands do beside the glass, as values: buttons, keys, a scanner. Knows no devices and no scenes."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Chosen:
    """A button that stands for a service; `priority`: it was held long."""

    service: str
    priority: bool = False


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """The help button."""


@dataclass(frozen=True, slots=True)
class KeyDown:
    """A key of a keypad that works the whole kiosk: "0" to "9", "enter", "back", "help"."""

    key: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner typed, without its Enter. Looked at once and forgotten: it may be somebody's identity card."""

    text: str

    def __repr__(self) -> str:
        return "Scanned(…)"


Hand = Chosen | HelpWanted | KeyDown | Scanned


class Hands(Protocol):
    """All devices of a kiosk together."""

    def happened(self) -> list[Hand]:
        """What was done since the last call, oldest first. Never blocks."""
        ...

    def light(self, on: bool) -> None:
        """The lights of the buttons, where there are any: on while a press is welcome."""
        ...
