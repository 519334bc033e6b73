"""The office's pages by their places: what stands in the navigation, in groups. Everybody sees what they may open."""

from server.web.rights import right_for
from server.who import Caller

NAV: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "books",
        (
            ("/office/today", "today"),
            ("/office/log", "log"),
            ("/office/fairness", "fairness"),
            ("/office/export", "export"),
            ("/office/privacy", "privacy"),
        ),
    ),
    (
        "setup",
        (
            ("/office/services", "services"),
            ("/office/desks", "desks"),
            ("/office/hours", "hours"),
            ("/office/calendar", "calendar"),
            ("/office/rules", "rules"),
            ("/office/priority", "priority"),
            ("/office/texts", "texts"),
            ("/office/kiosk", "kiosk"),
            ("/office/procedures", "procedures"),
            ("/ticket", "ticket"),
        ),
    ),
    (
        "screens",
        (
            ("/office/emergency", "emergency"),
            ("/office/screens", "screens"),
            ("/office/notices", "notices"),
            ("/office/media", "media"),
            ("/office/voice", "voice"),
            ("/office/screen", "screen"),
        ),
    ),
    (
        "people",
        (
            ("/office/people", "people"),
            ("/office/devices", "devices"),
            ("/office/printers", "printers"),
            ("/office/backup", "backup"),
        ),
    ),
)
"""Groups of addresses and the words of each."""


def shown_nav(caller: Caller) -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups for whoever asks; empty ones are left out."""
    groups = []
    for group, pages in NAV:
        open_to = [(path, key) for path, key in pages if (right := right_for("GET", path)) is not None and caller.may(right)]
        if open_to:
            groups.append((group, open_to))
    return groups
