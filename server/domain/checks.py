"""What is wrong with a setup, as a list. Pure. The sentences are in words under `config`."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

from server.domain.errors import Reason, Refused
from server.domain.faults import Fault, fault, faults_of_names, faults_of_text
from server.domain.kiosks import LANGUAGES, PORTAL_MAX
from server.domain.model import SeriesId
from server.domain.onebit import LOGO_MOST, NotOneBit, logo_size
from server.domain.screenchecks import ADDRESS_MAX, MARK, faults_of_screens
from server.domain.setup import (
    OWN_WORDS,
    AfterLast,
    PaperRow,
    PriorityGroup,
    RowKind,
    Series,
    Service,
    Sessions,
    Setup,
    Week,
)

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
ID = re.compile(r"[A-Za-z0-9_-]{1,8}")
PREFIX = re.compile(r"[A-Z]{0,3}")
_PORTAL = re.compile(r"https?://[^\s{}/]+(?:/(?:[^\s{}]|\{name\}|\{code\})*)?")
"""A web address in which nothing is left open but the name and the code of a procedure, and these not in the host's name."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SERVICES_MAX, DESKS_MAX = 200, 99
AGE_MAX = 120
_MOST = {
    "services": SERVICES_MAX,
    "desks": DESKS_MAX,
    "groups": 100,
    "series": 200,
    "pools": 99,
    "priority_groups": 20,
    "screens": 50,
    "notices": 40,
    "media": 100,
}
_NAMELESS = ("series", "desks", "screens", "notices", "media")
_OWN_IDS = ("screens", "media")
"""Their ids are a device's name, and a mark: see screenchecks."""
_CALENDAR_MAX, _DOCUMENTS_MAX, _PROCEDURES_MAX = 500, 20, 50
PAPER_ROWS_MAX, PAPER_TEXT_MAX = 40, 160
"""Rows of a paper, letters of a text on it: a paper longer than a hand is not read."""
HEAD_MAX, PHONE_MAX = 120, 40
"""Letters over the door, of a telephone number: as in the server's TOML file."""
NOTICE_MAX = 120
"""Letters at the screen's foot: two lines that are read from the last row of chairs."""
CONTRAST_MIN = 3.0
"""White large letters on a colour. Source: WCAG 2.2, 1.4.3."""
_WIDENED = 10**6


class BadSetup(Refused):
    """A setup that cannot be used. The facts are those of the first fault; `faults` are all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        first = faults[0]
        super().__init__(Reason.BAD_SETUP, what=first.what, where=first.where, count=len(faults), **dict(first.facts))
        self.faults = tuple(faults)


def check(setup: Setup) -> list[Fault]:
    """All faults, in the order of the file; empty when the setup can be used."""
    return [
        *_rows(setup),
        *_groups(setup),
        *_services(setup),
        *_series(setup),
        *_desks(setup),
        *_hours(setup),
        *_rules(setup),
        *_paper(setup),
        *_texts(setup),
        *_office(setup),
        *faults_of_screens(setup),
        *_kiosk(setup),
        *_sessions(setup.screen.quiet, "screen quiet"),
    ]


def _rows(setup: Setup) -> Iterator[Fault]:
    if not setup.services:
        yield fault("no_services", "services")
    if not setup.desks:
        yield fault("no_desks", "desks")
    for kind, rows in _lists(setup).items():
        if len(rows) > _MOST[kind]:
            yield fault("too_many", kind, most=_MOST[kind])
        seen: set[str | int] = set()
        for row in rows:
            where = f"{kind} {row.id}"
            if row.id in seen:
                yield fault("twice", where)
            seen.add(row.id)
            if kind not in _OWN_IDS and isinstance(row.id, str) and not ID.fullmatch(row.id):
                yield fault("bad_id", where, id=row.id)
            if kind not in _NAMELESS and not row.names.get("vi", "").strip():
                yield fault("no_name", where)
            yield from _colour(getattr(row, "colour", ""), where)


def _lists(setup: Setup) -> dict[str, tuple[Any, ...]]:
    return {kind: getattr(setup, kind) for kind in _MOST}


def _colour(colour: str, where: str) -> Iterator[Fault]:
    if colour and not COLOUR.fullmatch(colour):
        yield fault("bad_colour", where, colour=colour)
    elif colour and _contrast_to_white(colour) < CONTRAST_MIN:
        yield fault("pale_colour", where, colour=colour)


def _contrast_to_white(colour: str) -> float:
    """1 (white itself) to 21 (black). Source: WCAG 2.2, relative luminance."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _groups(setup: Setup) -> Iterator[Fault]:
    parents = {group.id: group.parent for group in setup.groups}
    for group in setup.groups:
        if group.parent is not None and group.parent not in parents:
            yield fault("unknown_group", f"groups {group.id}", group=group.parent)
        seen, above = {group.id}, group.parent
        while above is not None and above in parents:
            if above in seen:
                yield fault("group_in_itself", f"groups {group.id}")
                break
            seen.add(above)
            above = parents[above]


def _services(setup: Setup) -> Iterator[Fault]:
    groups = {group.id for group in setup.groups}
    series = {one.id for one in setup.series}
    given = {one for desk in setup.desks for one in setup.services_of(desk)}
    for service in setup.services:
        where = f"services {service.id}"
        if service.group is not None and service.group not in groups:
            yield fault("unknown_group", where, group=service.group)
        if service.series is not None and service.series not in series:
            yield fault("unknown_series", where, series=service.series)
        if not 1 <= service.minutes <= 480:
            yield fault("out_of_range", where, name="minutes", low=1, high=480)
        if service.daily_limit is not None and not 1 <= service.daily_limit <= 9999:
            yield fault("out_of_range", where, name="daily_limit", low=1, high=9999)
        if service.id not in given:
            yield fault("no_desk_gives", where)
        for name, rows, most in (
            ("documents", service.documents, _DOCUMENTS_MAX),
            ("procedures", service.procedures, _PROCEDURES_MAX),
        ):
            if len(rows) > most:
                yield fault("too_many_in_row", where, name=name, most=most)
        yield from _week(service.week, where)


def series_in_use(setup: Setup) -> dict[str, Series]:
    """Every counter by its place in the file: "series S", or "services A" for one that nobody wrote down."""
    known = {one.id for one in setup.series}
    own = [one for one in setup.services if one.series is None and SeriesId(one.id) not in known]
    return {f"services {one.id}": setup.series_of(one) for one in own} | {f"series {one.id}": one for one in setup.series}


def _kiosk(setup: Setup) -> Iterator[Fault]:
    for language in dict.fromkeys(setup.kiosk.languages):
        if language not in LANGUAGES:
            yield fault("no_such_language", "kiosk", name="languages", language=language, known=", ".join(LANGUAGES))
    if setup.kiosk.results_service and not ID.fullmatch(setup.kiosk.results_service):
        yield fault("bad_id", "kiosk", name="results_service", id=setup.kiosk.results_service)
    if setup.kiosk.procedures and not MARK.fullmatch(setup.kiosk.procedures):
        yield fault("bad_book", "kiosk", name="procedures", id=setup.kiosk.procedures)
    yield from faults_of_text(setup.kiosk.portal, "portal", "kiosk", PORTAL_MAX)
    if setup.kiosk.portal and not _PORTAL.fullmatch(setup.kiosk.portal):
        yield fault("bad_portal", "kiosk", name="portal")


def _series(setup: Setup) -> Iterator[Fault]:
    known = {one.id: one for one in setup.series}
    used = series_in_use(setup)
    for where, one in used.items():
        if not PREFIX.fullmatch(one.prefix):
            yield fault("bad_prefix", where, prefix=one.prefix)
        if not (0 <= one.first <= one.last <= 99_999 and 1 <= one.digits <= 6):
            yield fault("bad_range", where)
        if one.after_last is AfterLast.GO_ON and one.then is None:
            yield fault("no_next_series", where)
        elif one.after_last is AfterLast.GO_ON and one.then not in known:
            yield fault("unknown_series", where, series=one.then or "")
        if _goes_in_circles(one, known):
            yield fault("series_in_circle", where)
    for (where, left), (_, right) in combinations(used.items(), 2):
        if left.prefix == right.prefix and left.first <= _end(right) and right.first <= _end(left):
            yield fault("series_overlap", where, other=right.id)


def _end(series: Series) -> int:
    return _WIDENED if series.after_last is AfterLast.WIDEN else series.last


def _goes_in_circles(series: Series, known: dict[Any, Series]) -> bool:
    seen, at = {series.id}, series
    while at.after_last is AfterLast.GO_ON and at.then in known:
        at = known[at.then]
        if at.id in seen:
            return True
        seen.add(at.id)
    return False


def _desks(setup: Setup) -> Iterator[Fault]:
    services = {service.id for service in setup.services}
    pools = {pool.id for pool in setup.pools}
    for desk in setup.desks:
        where = f"desks {desk.id}"
        if not 1 <= desk.id <= 999:
            yield fault("out_of_range", where, name="id", low=1, high=999)
        if desk.pool is not None and desk.pool not in pools:
            yield fault("unknown_pool", where, pool=desk.pool)
        if not setup.services_of(desk):
            yield fault("no_services_at_desk", where)
        if not 0 <= desk.equal_after_min <= 480:
            yield fault("out_of_range", where, name="equal_after_min", low=0, high=480)
    for kind, rows in (("desks", setup.desks), ("pools", setup.pools)):
        for row in rows:
            for service in dict.fromkeys(row.services):
                if service not in services:
                    yield fault("unknown_service", f"{kind} {row.id}", service=service)


def _week(week: Week, where: str) -> Iterator[Fault]:
    if len(week) not in (0, 7):
        yield fault("week_not_seven", where)
    for day, sessions in zip(WEEKDAYS, week, strict=False):
        yield from _sessions(sessions, f"{where} week {day}")


def _sessions(sessions: Sessions, where: str) -> Iterator[Fault]:
    for session in sessions:
        if session.start >= session.end:
            yield fault("session_ends_first", where, start=f"{session.start:%H:%M}", end=f"{session.end:%H:%M}")
    for one, after in pairwise(sessions):
        if after.start < one.end:
            yield fault("sessions_overlap", where, start=f"{after.start:%H:%M}", end=f"{one.end:%H:%M}")


def _hours(setup: Setup) -> Iterator[Fault]:
    hours = setup.hours
    yield from _week(hours.week, "hours")
    for name, high in (("early_min", 720), ("last_numbers_min", 240)):
        if not 0 <= getattr(hours, name) <= high:
            yield fault("out_of_range", "hours", name=name, low=0, high=high)
    if hours.closes_after_min is not None and not 0 <= hours.closes_after_min <= 360:
        yield fault("out_of_range", "hours", name="closes_after_min", low=0, high=360)
    if len(hours.calendar) > _CALENDAR_MAX:
        yield fault("too_many", "calendar", most=_CALENDAR_MAX)
    seen = set()
    for day in hours.calendar:
        where = f"calendar {day.date.isoformat()}"
        if day.date in seen:
            yield fault("twice", where)
        seen.add(day.date)
        yield from _sessions(day.sessions, where)


def _rules(setup: Setup) -> Iterator[Fault]:
    policy, calling = setup.policy, setup.calling
    ranges: list[tuple[str, Any, str, float, float]] = [
        ("policy", policy, "slope", 1, 100),
        ("policy", policy, "quick_slope", 1, 100),
        ("policy", policy, "cap", 0, 99),
        ("policy", policy, "in_a_row", 1, 20),
        ("policy", policy, "minutes", 1, 480),
        ("calling", calling, "calls_max", 1, 20),
        ("calling", calling, "recall_after_s", 0, 600),
        ("calling", calling, "no_show_after_s", 0, 600),
        ("calling", calling, "absences_max", 1, 20),
        ("calling", calling, "rejoin_after", 0, 50),
        ("calling", calling, "undo_s", 0, 120),
        ("calling", calling, "long_wait_min", 5, 480),
        ("rules", setup, "reentry_days", 0, 60),
        ("rules", setup, "keep_days", 0, 3650),
    ]
    for where, row, name, low, high in ranges:
        if not low <= getattr(row, name) <= high:
            yield fault("out_of_range", where, name=name, low=int(low), high=int(high))


def _paper(setup: Setup) -> Iterator[Fault]:
    """A paper without its number is no ticket; what is known only once is said only once."""
    paper = setup.paper
    try:
        logo_size(paper.logo)
    except NotOneBit:
        yield fault("bad_logo", "paper", name="logo", most=LOGO_MOST)
    if len(paper.rows) > PAPER_ROWS_MAX:
        yield fault("too_many_in_row", "paper", name="rows", most=PAPER_ROWS_MAX)
    kinds = [row.kind for row in paper.rows]
    if kinds and RowKind.NUMBER not in kinds:
        yield fault("no_number", "paper", name="rows")
    for place, row in enumerate(paper.rows, 1):
        where = f"paper rows #{place}"
        if row.kind in kinds[: place - 1] and row.kind not in (RowKind.TEXT, RowKind.RULE, RowKind.GAP):
            yield fault("row_twice", where)
        yield from _paper_texts(row, where)


def _paper_texts(row: PaperRow, where: str) -> Iterator[Fault]:
    if row.texts and row.kind not in OWN_WORDS:
        yield fault("no_own_words", where, name="texts")
    yield from faults_of_names(row.texts, "texts", where, needed=row.kind is RowKind.TEXT, most=PAPER_TEXT_MAX)


def _texts(setup: Setup) -> Iterator[Fault]:
    for kind, rows in _lists(setup).items():
        for row in rows:
            where = f"{kind} {row.id}"
            if kind == "desks" or kind not in _NAMELESS:
                yield from faults_of_names(row.names, "names", where, needed=kind == "desks" and bool(row.names))
            if isinstance(row, Service):
                for names in row.documents:
                    yield from faults_of_names(names, "documents", where, needed=True)
                yield from faults_of_names(row.fee, "fee", where, needed=bool(row.fee))
                for code in row.procedures:
                    yield from faults_of_text(code, "procedures", where)
            if isinstance(row, PriorityGroup) and not 0 <= row.from_age <= AGE_MAX:
                yield fault("out_of_range", where, name="from_age", low=0, high=AGE_MAX)
            yield from faults_of_text(getattr(row, "icon", ""), "icon", where)
    for day in setup.hours.calendar:
        yield from faults_of_text(day.note, "note", f"calendar {day.date.isoformat()}")


def _office(setup: Setup) -> Iterator[Fault]:
    office = setup.office
    for name, most in (("authority", HEAD_MAX), ("name", HEAD_MAX), ("complaint_phone", PHONE_MAX), ("ticket_qr", ADDRESS_MAX)):
        yield from faults_of_text(getattr(office, name), name, "office", most)
    notice = setup.screen.notice
    yield from faults_of_names(notice, "notice", "screen", needed=bool(notice), most=NOTICE_MAX)
