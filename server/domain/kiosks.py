"""What all kiosks have alike, as the office chose. Frozen values."""

from dataclasses import dataclass
from enum import StrEnum

LANGUAGES = ("vi", "en", "km")
"""Those that a kiosk speaks; the words are those of server.words."""


class KioskTheme(StrEnum):
    """How the glass looks before anybody has asked for large letters. The words are those of the wire (KioskView)."""

    NORMAL = "normal"
    CONTRAST = "contrast"  # black and yellow
    LARGE = "large"  # the same, with few large fields


@dataclass(frozen=True, slots=True)
class KioskRules:
    """`languages`: with several of them a citizen chooses first; none: Vietnamese. `results_service`: where a scanned appointment slip leads,
    a service that is not there: nowhere."""

    languages: tuple[str, ...] = ("vi",)
    asks_priority: bool = True
    shows_documents: bool = True
    theme: KioskTheme = KioskTheme.NORMAL
    results_service: str = "R"
