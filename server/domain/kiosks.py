"""What all kiosks have alike, as the office chose. Frozen values."""

from dataclasses import dataclass
from enum import StrEnum

LANGUAGES = ("vi", "en", "km")
"""Those that a kiosk speaks; the words are those of server.words."""
PORTAL = "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword={name}"
PORTAL_MAX = 300
"""Letters of the template: with a name in it a telephone still reads its code."""


class KioskTheme(StrEnum):
    """How the glass looks before anybody has asked for large letters. The words are those of the wire (KioskView)."""

    NORMAL = "normal"
    CONTRAST = "contrast"  # black and yellow
    LARGE = "large"  # the same, with few large fields


@dataclass(frozen=True, slots=True)
class KioskRules:
    """`languages`: with several of them a citizen chooses first; none: Vietnamese. `results_service`: where a scanned appointment slip leads,
    a service that is not there: nowhere. `searches`: with a field to look procedures up; `procedures`: mark of the office's own book, "": the one that Moiso
    brings; `portal`: template of the national portal's addresses, "": no code. `speaks`: with a voice that guides."""

    languages: tuple[str, ...] = ("vi",)
    asks_priority: bool = True
    shows_documents: bool = True
    theme: KioskTheme = KioskTheme.NORMAL
    results_service: str = "R"
    searches: bool = True
    procedures: str = ""
    portal: str = PORTAL
    speaks: bool = True
