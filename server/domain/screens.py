"""What the waiting area has, as the office chose: screens with their zones, notices, pictures and films. What holds for all screens is in setup."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.model import DeskId, ServiceId


class Layout(StrEnum):
    """What a screen has room for. The words are those of the wire (ScreenPlace)."""

    CALLS = "calls"
    MEDIA = "media"
    NOTICES = "notices"
    COLUMNS = "columns"
    LED = "led"


class Colours(StrEnum):
    NAVY = "navy"
    LIGHT = "light"
    CONTRAST = "contrast"


class MediumKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen; its `id` is the name of its device. `services` and `desks` are its zone, empty for all; of the screens in one `room` only
    one speaks, and only one that `speaks`; `second` is a language beside Vietnamese, "" for none."""

    id: str
    layout: Layout = Layout.CALLS
    services: tuple[ServiceId, ...] = ()
    desks: tuple[DeskId, ...] = ()
    room: str = ""
    speaks: bool = True
    volume: int = 100  # per cent
    second: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A page of text; `texts` by language. Shown from the first day to the last, both included; None: no such end."""

    id: str
    texts: Mapping[str, str]
    shown: bool = True
    first_day: date | None = None
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether screens show it on that day."""
        return (
            self.shown and (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)
        )


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or a film of the office; its `id` is the mark of its content. `seconds`: how long a picture stays; `shown`: among the slides."""

    id: str
    kind: MediumKind = MediumKind.IMAGE
    title: str = ""
    seconds: int = 10
    shown: bool = True
