"""Which fields each form of the office has, as values. Knows the setup's shape and no HTML; the words of a field are found by its name."""

from dataclasses import dataclass
from enum import StrEnum

from server.domain.checks import AGE_MAX, HEAD_MAX, NOTICE_MAX, PHONE_MAX
from server.domain.faults import TEXT_MAX
from server.domain.kiosks import LANGUAGES, PORTAL_MAX, KioskTheme
from server.domain.screenchecks import ADDRESS_MAX, PAGE_MAX, SECONDS_MAX, SECONDS_MIN, SLIDE_MAX_S, SLIDE_MIN_S
from server.domain.screens import Colours, Layout
from server.domain.setup import AfterLast, AtClosing, LeftOver, Preference, Rule

PALETTE = (
    "#0066cc", "#0000cc", "#007f99", "#19804c", "#006600", "#556b00", "#806a00", "#a34700",
    "#661100", "#b3261e", "#a3004f", "#6a0080", "#4c324c", "#10203a", "#4a5568", "#5b4636",
)  # fmt: skip
"""Colours on which white letters have a contrast of 4.5 : 1 and more; a test computes it."""
ICONS = ("people", "stamp", "land", "heart", "shop", "book", "computer", "result")
PRIORITY_ICONS = ("elder", "wheelchair", "pregnant", "child", "medal")


class Kind(StrEnum):
    """How a field looks and what it gives; templates/office_forms.html and static/office_fields.js have one of each."""

    TEXT = "text"
    CODE = "code"  # a short text that names the row
    WHOLE = "whole"
    NUMBER = "number"
    TICK = "tick"
    RADIO = "radio"
    SELECT = "select"
    NAMES = "names"
    LONG_NAMES = "long_names"
    PAGE_NAMES = "page_names"  # some sentences, in a box of several lines
    DOCUMENTS = "documents"
    LINES = "lines"
    COLOUR = "colour"
    PICKS = "picks"  # some of the services, in an order
    TICKS = "ticks"  # some of the services or desks, whose order does not matter
    KEPT = "kept"  # goes with the row, and nobody types it
    GIVEN_BY = "given_by"  # not of the service itself: desks that have it among theirs
    WEEK = "week"
    SESSIONS = "sessions"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """`path`: the field in the row, or table and field, "policy.cap". `optional`: empty means that it is not there. `when`: "policy.rule ratio":
    shown only while that field says so. `most`: letters; `spoken`: those that the voice must have names for."""

    path: str
    kind: Kind
    low: int = 0
    high: int = 9999
    most: int = TEXT_MAX
    optional: bool = False
    choices: tuple[str, ...] = ()
    when: str = ""
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Some fields under a heading; `folded`: shut at first, for what is seldom needed."""

    title: str
    fields: tuple[Field, ...]
    folded: bool = False


K, F = Kind, Field
_RULES = (Rule.ACCUMULATING, Rule.RATIO, Rule.HEAD_START, Rule.STRICT, Rule.FIFO)
NAMES = F("names", K.NAMES)
FORMS: dict[str, tuple[Part, ...]] = {
    "services": (
        Part("what", (F("id", K.CODE, most=8, spoken=True), NAMES, F("minutes", K.WHOLE, 1, 480), F("desks", K.GIVEN_BY))),
        Part("look", (F("group", K.SELECT, optional=True), F("icon", K.SELECT, choices=ICONS), F("colour", K.COLOUR)), folded=True),
        Part(
            "limits",
            (F("daily_limit", K.WHOLE, 1, 9999, optional=True), F("quick", K.TICK), F("series", K.SELECT, optional=True), F("week", K.WEEK)),
            folded=True,
        ),
        Part("tell", (F("documents", K.DOCUMENTS), F("fee", K.NAMES), F("procedures", K.LINES)), folded=True),
    ),
    "groups": (Part("", (F("id", K.CODE, most=8), NAMES, F("parent", K.SELECT, optional=True), F("icon", K.SELECT, choices=ICONS), F("colour", K.COLOUR))),),
    "series": (
        Part(
            "",
            (
                F("id", K.CODE, most=8), F("prefix", K.TEXT, most=3, spoken=True), F("first", K.WHOLE, 0, 99_999), F("last", K.WHOLE, 0, 99_999),
                F("digits", K.WHOLE, 1, 6), F("after_last", K.RADIO, choices=tuple(AfterLast)),
                F("then", K.SELECT, optional=True, when="after_last go_on"),
            ),
        ),
    ),
    "desks": (
        Part("", (F("id", K.WHOLE, 1, 999), F("names", K.NAMES), F("services", K.PICKS), F("pool", K.SELECT, optional=True))),
        Part("order", (F("preference", K.RADIO, choices=tuple(Preference)), F("equal_after_min", K.WHOLE, 0, 480, when="preference ordered")), folded=True),
    ),
    "pools": (Part("", (F("id", K.CODE, most=8), NAMES, F("services", K.PICKS), F("preference", K.RADIO, choices=tuple(Preference)))),),
    "priority_groups": (Part("", (F("id", K.CODE, most=8), NAMES, F("icon", K.SELECT, choices=PRIORITY_ICONS), F("from_age", K.WHOLE, 0, AGE_MAX))),),
    "calendar": (Part("", (F("date", K.DATE), F("note", K.TEXT), F("sessions", K.SESSIONS))),),
    "hours": (
        Part("week", (F("hours.week", K.WEEK),)),
        Part(
            "numbers",
            (
                F("hours.at_closing", K.RADIO, choices=tuple(AtClosing)), F("hours.early_min", K.WHOLE, 0, 720),
                F("hours.last_numbers_min", K.WHOLE, 0, 240), F("hours.closing_guard", K.TICK),
            ),
        ),
        Part("end", (F("hours.closes_after_min", K.WHOLE, 0, 360, optional=True),)),
    ),
    "rules": (
        Part(
            "next",
            (
                F("policy.rule", K.RADIO, choices=_RULES), F("policy.slope", K.NUMBER, 1, 100, when="policy.rule accumulating"),
                F("policy.quick_slope", K.NUMBER, 1, 100, when="policy.rule accumulating"), F("policy.in_a_row", K.WHOLE, 1, 20, when="policy.rule ratio"),
                F("policy.minutes", K.WHOLE, 1, 480, when="policy.rule head_start"),
                F("policy.cap", K.WHOLE, 0, 99, when="policy.rule accumulating strict ratio head_start"),
            ),
        ),
        Part(
            "calling",
            (
                F("calling.calls_max", K.WHOLE, 1, 20), F("calling.recall_after_s", K.WHOLE, 0, 600), F("calling.no_show_after_s", K.WHOLE, 0, 600),
                F("calling.absences_max", K.WHOLE, 1, 20), F("calling.rejoin_after", K.WHOLE, 0, 50), F("calling.undo_s", K.WHOLE, 0, 120),
                F("calling.long_wait_min", K.WHOLE, 5, 480),
                F("calling.reasons_needed", K.TICK),
            ),
        ),
        Part(
            "evening",
            (F("rules.left_over", K.RADIO, choices=tuple(LeftOver)), F("rules.reentry_days", K.WHOLE, 0, 60), F("rules.one_officer", K.TICK)),
        ),
    ),
    "texts": (
        Part(
            "",
            (
                F("office.authority", K.TEXT, most=HEAD_MAX), F("office.name", K.TEXT, most=HEAD_MAX), F("office.complaint_phone", K.TEXT, most=PHONE_MAX),
                F("office.ticket_qr", K.TEXT, most=ADDRESS_MAX),
            ),
        ),
    ),
    "screens": (
        Part("", (F("id", K.CODE, most=20), F("layout", K.RADIO, choices=tuple(Layout)), F("second", K.SELECT))),
        Part("zone", (F("services", K.TICKS), F("desks", K.TICKS))),
        Part("voice", (F("room", K.TEXT), F("speaks", K.TICK), F("volume", K.WHOLE, 0, 100))),
    ),
    "notices": (
        Part("", (F("id", K.KEPT), F("texts", K.PAGE_NAMES, most=PAGE_MAX), F("shown", K.TICK), F("first_day", K.DATE, optional=True), F("last_day", K.DATE, optional=True))),
    ),
    "media": (Part("", (F("id", K.KEPT), F("kind", K.KEPT), F("title", K.TEXT), F("seconds", K.WHOLE, SECONDS_MIN, SECONDS_MAX), F("shown", K.TICK))),),
    "screen": (
        Part("voice", (F("screen.speaks", K.TICK), F("screen.says_twice", K.TICK), F("screen.quiet", K.SESSIONS))),
        Part("foot", (F("screen.notice", K.LONG_NAMES, most=NOTICE_MAX),)),
        Part(
            "show",
            (F("screen.figures", K.TICK), F("screen.slide_s", K.WHOLE, SLIDE_MIN_S, SLIDE_MAX_S), F("screen.lookup", K.TEXT, most=ADDRESS_MAX), F("screen.off_hours", K.TICK)),
        ),
        Part("look", (F("screen.colours", K.RADIO, choices=tuple(Colours)), F("screen.emblem", K.SELECT))),
    ),
    "kiosk": (
        Part("ask", (F("kiosk.languages", K.TICKS, choices=LANGUAGES), F("kiosk.asks_priority", K.TICK), F("kiosk.shows_documents", K.TICK))),
        Part("look", (F("kiosk.theme", K.RADIO, choices=tuple(KioskTheme)),)),
        Part("voice", (F("kiosk.speaks", K.TICK),)),
        Part("find", (F("kiosk.searches", K.TICK), F("kiosk.portal", K.TEXT, most=PORTAL_MAX))),
        Part("scan", (F("kiosk.results_service", K.SELECT),)),
    ),
    "emergency": (Part("", (F("screen.emergency", K.PAGE_NAMES, most=PAGE_MAX),)),),
    "first_names": (Part("", (F("office.authority", K.TEXT, most=HEAD_MAX), F("office.name", K.TEXT, most=HEAD_MAX), F("office.complaint_phone", K.TEXT, most=PHONE_MAX))),),
    "first_hours": (Part("", (F("hours.week", K.WEEK), F("hours.at_closing", K.RADIO, choices=tuple(AtClosing)))),),
}  # fmt: skip
"""Rows by their kind in the setup, "calendar" by date, and the pages of tables by the page."""
