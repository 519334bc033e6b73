"""What the office has chosen: services, desks, hours, rules, the ticket's paper. Frozen values; `edits` makes new ones, `checks` says what is wrong.

Names are by language code, Vietnamese ("vi") always there. Defaults here are those of a rule that nobody has set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from server.domain.kiosks import KioskRules
from server.domain.model import DeskId, GroupId, SeriesId, ServiceId
from server.domain.screens import Colours, Medium, Notice, Screen

Names = Mapping[str, str]


class AfterLast(StrEnum):
    """What follows the last number of a series."""

    WIDEN = "widen"  # A999, A1000: wider, never used twice
    STOP = "stop"  # no more numbers today
    GO_ON = "go_on"  # numbers of another series


@dataclass(frozen=True, slots=True)
class Series:
    """A counter: A001 … A999, or 1001 … 1999 with an empty prefix."""

    id: SeriesId
    prefix: str = ""
    first: int = 1
    last: int = 999
    digits: int = 3
    after_last: AfterLast = AfterLast.WIDEN
    then: SeriesId | None = None  # for GO_ON


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of one day, local time, [start, end)."""

    start: time
    end: time


Sessions = tuple[Session, ...]
Week = tuple[Sessions, ...]
"""Seven days from Monday; empty: always open."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not as its weekday says: closed (no sessions), an extra Saturday, a mobile day."""

    date: date
    sessions: Sessions = ()
    note: str = ""


class AtClosing(StrEnum):
    """What becomes of a press when the time left is too short, or nobody is there."""

    WARN = "warn"  # the number is given, with a warning
    STOP = "stop"  # refused; priority is still let in while the session lasts
    NEXT_SESSION = "next_session"  # given for the next session of the day, else refused


@dataclass(frozen=True, slots=True)
class Hours:
    """When the office is there, and what the minutes before it closes are worth."""

    week: Week = ()
    calendar: tuple[CalendarDay, ...] = ()
    at_closing: AtClosing = AtClosing.WARN
    early_min: int = 60  # numbers are given this long before a session begins
    last_numbers_min: int = 15  # and end this long before it closes
    closing_guard: bool = True  # or sooner, when those who wait already fill the time left
    closes_after_min: int | None = None  # the business day ends by itself this long after the last session


@dataclass(frozen=True, slots=True)
class Group:
    """Services under one button. Groups may lie in groups."""

    id: GroupId
    names: Names
    parent: GroupId | None = None
    icon: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """What citizens come for. `minutes`: first guess of how long one takes."""

    id: ServiceId
    names: Names
    minutes: int = 10
    group: GroupId | None = None
    icon: str = ""
    colour: str = ""  # "#rrggbb"
    series: SeriesId | None = None  # None: its own, with its id as prefix
    daily_limit: int | None = None
    week: Week = ()  # its own opening times; empty: the office's
    quick: bool = False  # done in minutes: may be called past longer matters, within the policy's cap
    documents: tuple[Names, ...] = ()  # what to bring
    fee: Names = field(default_factory=dict)
    procedures: tuple[str, ...] = ()  # codes for look-up, "1.001193"

    def name(self, language: str = "vi") -> str:
        """The name in that language, else in Vietnamese."""
        return self.names.get(language) or self.names["vi"]


class Preference(StrEnum):
    """How a desk's list of services is read."""

    EQUAL = "equal"  # all alike: the policy decides
    ORDERED = "ordered"  # the first with somebody waiting, until a wait in another one gets too long


@dataclass(frozen=True, slots=True)
class Pool:
    """Several desks that do the same work."""

    id: str
    names: Names
    services: tuple[ServiceId, ...]
    preference: Preference = Preference.EQUAL


@dataclass(frozen=True, slots=True)
class Desk:
    """Where citizens are called to, with the services it gives; in a pool, the pool's after its own."""

    id: DeskId
    services: tuple[ServiceId, ...] = ()
    preference: Preference = Preference.EQUAL
    equal_after_min: int = 20  # ORDERED: who has waited this long counts as first choice
    pool: str | None = None
    names: Names = field(default_factory=dict)


class Rule(StrEnum):
    """The policies by name. Source: QUEUEING §3."""

    FIFO = "fifo"
    STRICT = "strict"
    RATIO = "ratio"
    HEAD_START = "head_start"
    ACCUMULATING = "accumulating"


@dataclass(frozen=True, slots=True)
class Policy:
    """Who is next. `cap`: how often a waiting citizen may be overtaken by favoured ones who came later; 0: no limit.

    Favoured are priority citizens, those with an appointment in its time, and quick matters. With `fifo` nobody is.
    """

    rule: Rule = Rule.ACCUMULATING
    slope: float = 4.0  # accumulating: a minute of a priority citizen counts as so many
    quick_slope: float = 2.0
    cap: int = 5
    in_a_row: int = 2  # ratio: favoured ones in a row at one desk
    minutes: int = 45  # head_start


@dataclass(frozen=True, slots=True)
class Calling:
    """How a citizen is called, and what follows when nobody comes."""

    calls_max: int = 3  # calls of one turn
    recall_after_s: int = 5
    no_show_after_s: int = 0  # an officer may not say "absent" sooner after the last call
    absences_max: int = 3  # at this one the number lapses
    rejoin_after: int = 2  # who comes back waits for so many calls of the service
    undo_s: int = 10
    reasons_needed: bool = True  # calling somebody out of turn needs one
    long_wait_min: int = 30  # whoever waits longer is pointed out to the desks


class LeftOver(StrEnum):
    """What becomes of those still waiting when the business day ends."""

    LAPSE = "lapse"
    CARRY = "carry"  # they wait on, first, on the next day; its numbers go on after theirs
    REDATE = "redate"  # they may come back on the next day with the same number


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """Somebody who goes first. Only "priority" is kept of it, never which group.

    `from_age`: whoever is so old (years) belongs to it; 0: it has nothing to do with age.
    """

    id: str
    names: Names
    icon: str = ""
    from_age: int = 0


class WhenNoPaper(StrEnum):
    """What becomes of a press while the printer cannot print."""

    SHOW_NUMBER = "show_number"  # the number is given and stands on the screen
    REFUSE = "refuse"  # no number until the printer is well


class NumberFirst(StrEnum):
    """Whether the number stands at the very top of the paper, so that it can be read while the rest is still coming."""

    AUTO = "auto"  # on a slow line
    YES = "yes"
    NO = "no"


class RowKind(StrEnum):
    """What a row of the paper shows. One that has nothing to show on this paper takes no room."""

    AUTHORITY = "authority"
    CENTRE = "centre"
    LOGO = "logo"
    TITLE = "title"
    NUMBER = "number"
    PRIORITY = "priority"  # only on a priority ticket
    REPRINT = "reprint"  # only on a copy
    SERVICE = "service"
    DESKS = "desks"
    AHEAD = "ahead"  # how many wait before; with the desks, unless they have a row of their own
    WAIT = "wait"  # only when known
    NOTICE = "notice"  # only when there is one
    ISSUED = "issued"
    QR = "qr"
    ADVICE = "advice"
    MISSED = "missed"
    COMPLAINT = "complaint"
    TEXT = "text"
    RULE = "rule"
    GAP = "gap"


class RowSize(StrEnum):
    """How large; in dots it is another number for each kind and each width of paper."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row. `texts`: the office's own wording by language, of the kinds in OWN_WORDS; of a text row it is what it says."""

    kind: RowKind
    size: RowSize = RowSize.NORMAL
    bold: bool = False
    texts: Names = field(default_factory=dict)


OWN_WORDS = frozenset({RowKind.TITLE, RowKind.QR, RowKind.ADVICE, RowKind.MISSED, RowKind.TEXT})


@dataclass(frozen=True, slots=True)
class PaperRules:
    """What stands on a ticket's paper, and what happens without paper. No rows: the layout that Moiso brings."""

    when_no_paper: WhenNoPaper = WhenNoPaper.SHOW_NUMBER
    short: bool = False  # saves paper: number, service, desk, time and what is needed most
    number_first: NumberFirst = NumberFirst.AUTO
    second_language: bool = True  # Vietnamese beside the citizen's language, so that every officer can read it
    logo: str = ""  # a PNG picture in one bit, as base64
    rows: tuple[PaperRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeTexts:
    """What stands over the door, on every page and every paper. An empty text means: as the server's TOML file says."""

    authority: str = ""
    name: str = ""
    complaint_phone: str = ""
    ticket_qr: str = ""


@dataclass(frozen=True, slots=True)
class ScreenRules:
    """What all screens have alike. `notice`: the line at their foot by language; none: Moiso's own. `emergency` fills every screen."""

    speaks: bool = True
    says_twice: bool = True  # with somebody else waiting to be called it is once either way
    notice: Names = field(default_factory=dict)
    quiet: Sessions = ()  # hours without a voice
    off_hours: bool = False  # black outside the office's hours
    emergency: Names = field(default_factory=dict)
    slide_s: int = 10  # a notice stays so long
    figures: bool = True
    lookup: str = ""  # where procedures are looked up, for a QR code
    hours_link: str = ""  # where the hours are read, for another one
    colours: Colours = Colours.NAVY
    emblem: str = ""  # a medium


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything the office may change on a Tuesday."""

    services: tuple[Service, ...]
    desks: tuple[Desk, ...]
    groups: tuple[Group, ...] = ()
    series: tuple[Series, ...] = ()
    pools: tuple[Pool, ...] = ()
    hours: Hours = field(default_factory=Hours)
    policy: Policy = field(default_factory=Policy)
    calling: Calling = field(default_factory=Calling)
    priority_groups: tuple[PriorityGroup, ...] = ()
    left_over: LeftOver = LeftOver.LAPSE
    reentry_days: int = 3  # who went for missing papers may come back with the number on so many next days
    one_officer: bool = False  # no desk is named: a number and a bell
    paper: PaperRules = field(default_factory=PaperRules)
    office: OfficeTexts = field(default_factory=OfficeTexts)
    screen: ScreenRules = field(default_factory=ScreenRules)
    kiosk: KioskRules = field(default_factory=KioskRules)
    screens: tuple[Screen, ...] = ()
    notices: tuple[Notice, ...] = ()
    media: tuple[Medium, ...] = ()
    keep_days: int = 90  # business days older than this keep their figures only

    def series_of(self, service: Service) -> Series:
        """The counter that a service draws from; one of its own when none is named."""
        wanted = service.series or SeriesId(service.id)
        return next((one for one in self.series if one.id == wanted), Series(wanted, prefix=service.id))

    def services_of(self, desk: Desk) -> tuple[ServiceId, ...]:
        """The desk's services with its pool's, in order of preference, each once."""
        pool = next((one for one in self.pools if one.id == desk.pool), None)
        return tuple(dict.fromkeys((*desk.services, *(pool.services if pool else ()))))
