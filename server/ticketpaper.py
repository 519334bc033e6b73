"""A ticket becomes a paper: the rows of the office's layout, filled in, as blocks of dots. Knows the words, not the printer.

What is the same on many papers is marked to be kept, what changes is a fact with a caption; see drivers.printer.document.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from drivers.printer.document import Big, Block, Cut, Document, Fact, Feed, Line, Picture, Qr, Rule
from drivers.printer.picture import picture_of
from drivers.printer.render import lines_of
from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import NumberFirst, OfficeTexts, PaperRow, PaperRules, RowKind, RowSize, Service, Setup
from server.ticketlayout import DEFAULT_ROWS, LEFT_OUT_WHEN_SHORT, SHORTER, Sheet, sheet_of
from server.words import Words

_SHRINK = 2
"""A name that is too long is set smaller in steps of so many dots, down to the small size; then it wraps."""
_SERVICE_LINES = 2
_QUIET_MODULES = 4
"""White around a QR code. Source: ISO/IEC 18004, quiet zone."""
_SAMPLE_DAY = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
"""A Monday: papers that are only laid out to be kept have some date."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What is the same on every paper. Empty texts are left out."""

    authority: str
    name: str
    complaint_phone: str
    qr: str
    timezone: ZoneInfo


def headed(head: Letterhead, texts: OfficeTexts) -> Letterhead:
    """The letterhead with what the office says instead."""
    return replace(
        head,
        authority=texts.authority.strip() or head.authority,
        name=texts.name.strip() or head.name,
        complaint_phone=texts.complaint_phone.strip() or head.complaint_phone,
        qr=texts.ticket_qr.strip() or head.qr,
    )


def trial_rules(rules: PaperRules, words: Words) -> PaperRules:
    """The office's layout under a headline that says: this is no ticket."""
    row = PaperRow(RowKind.TEXT, RowSize.LARGE, bold=True, texts={"vi": words.say("office.paper_trial")})
    return replace(rules, rows=(row, *(rules.rows or DEFAULT_ROWS)), number_first=NumberFirst.NO)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything that a row may show. `words` in the ticket's language; `beside`: Vietnamese, where it stands beside another one."""

    ticket: Ticket
    service: Service
    desks: tuple[DeskId, ...]
    ahead: int
    wait_min: tuple[int, int] | None
    notice: str
    copy: int
    head: Letterhead
    words: Words
    beside: Words | None
    desks_apart: bool
    logo: str
    sheet: Sheet
    width_dots: int


def ticket_paper(
    ticket: Ticket,
    service: Service,
    desks: tuple[DeskId, ...],
    ahead: int,
    *,
    rules: PaperRules,
    head: Letterhead,
    words: Mapping[str, Words],
    width_dots: int,
    notice: str = "",
    copy: int = 1,
    number_first: bool = False,
    wait_min: tuple[int, int] | None = None,
) -> Document:
    """Return the paper of one ticket in its language, or in Vietnamese when `words` (by language, "vi" always there) has none of it.

    `notice`: a sentence that its citizen must know. `copy`: from 2 on it says that it is a reprint. `number_first`: the line is so slow
    that the number should come out before the rest; the office's rules may say otherwise. `wait_min`: from, to, when that is known.
    """
    rows = _rows(rules, number_first)
    mine = words.get(ticket.language, words["vi"])
    facts = _Facts(
        ticket,
        service,
        desks,
        ahead,
        wait_min,
        notice,
        copy,
        head,
        mine,
        words["vi"] if rules.second_language and mine.language != "vi" else None,
        any(row.kind is RowKind.DESKS for row in rows),
        rules.logo,
        sheet_of(width_dots),
        width_dots,
    )
    blocks = [block for row in rows for block in _ROWS[row.kind](row, facts)]
    return Document((*_settled(blocks), Feed(facts.sheet.air), Cut()))


def standing_papers(
    setup: Setup, *, head: Letterhead, words: Mapping[str, Words], width_dots: int, number_first: bool = False
) -> tuple[Document, ...]:
    """Papers whose kept parts are worth storing in a printer, most used first.

    In the languages in the order of `words`: each service, each weekday, the marks of priority and of a reprint.
    """
    papers, head = [], headed(head, setup.office)
    for language in words:
        for service, days, priority, copy in _samples(setup):
            ticket = replace(_SAMPLE, language=language, priority=priority, issued_at=_SAMPLE_DAY + timedelta(days=days))
            desks = tuple(desk.id for desk in setup.desks if service.id in setup.services_of(desk))
            papers.append(
                ticket_paper(
                    ticket,
                    service,
                    () if setup.one_officer else desks,
                    4,
                    rules=setup.paper,
                    head=head,
                    words=words,
                    width_dots=width_dots,
                    copy=copy,
                    number_first=number_first,
                )
            )
    return tuple(papers)


_SAMPLE = Ticket(TicketId("sample"), ServiceId("A"), 12, "A012", TicketState.WAITING, _SAMPLE_DAY, 12)


def _samples(setup: Setup) -> Iterator[tuple[Service, int, bool, int]]:
    """Service, days after Monday, priority, copy."""
    yield from ((service, 0, False, 1) for service in setup.services)
    yield from ((setup.services[0], days, False, 1) for days in range(1, 7))
    yield (setup.services[0], 0, True, 2)


# ── which rows ──

_WITH_THE_NUMBER = (RowKind.NUMBER, RowKind.REPRINT, RowKind.PRIORITY)
"""What goes to the top with it: a number that was printed again must not be taken for another one."""


def _rows(rules: PaperRules, number_first: bool) -> list[PaperRow]:
    rows = list(rules.rows or DEFAULT_ROWS)
    if rules.short:
        rows = [_shorter(row) for row in rows if row.kind not in LEFT_OUT_WHEN_SHORT]
    if rules.number_first is NumberFirst.YES or (rules.number_first is NumberFirst.AUTO and number_first):
        first = [row for kind in _WITH_THE_NUMBER for row in rows if row.kind is kind]
        rows = [*first, PaperRow(RowKind.RULE), *(row for row in rows if row.kind not in _WITH_THE_NUMBER)]
    return rows


def _shorter(row: PaperRow) -> PaperRow:
    return replace(row, size=SHORTER[row.size]) if row.kind is RowKind.NUMBER else row


def _settled(blocks: list[Block]) -> list[Block]:
    """What nothing stands between is not said twice: of neighbouring blanks the larger stays, of neighbouring lines one, none at the ends."""
    out: list[Block] = []
    for block in blocks:
        match block:
            case Feed() if out and isinstance(out[-1], Feed):
                out[-1] = Feed(max(block.rows, out[-1].rows))
            case Feed() | Rule() if not out:
                pass
            case Rule() if any(isinstance(one, Rule) for one in out[-2:]):
                pass
            case _:
                out.append(block)
    while out and isinstance(out[-1], Rule | Feed):
        out.pop()
    return out


# ── one row each ──


def _line(text: str, row: PaperRow, facts: _Facts, *, keep: bool = True) -> list[Block]:
    return [Line(text, facts.sheet.text[row.size], row.bold, keep)] if text.strip() else []


def _on_one_line(text: str, row: PaperRow, facts: _Facts) -> list[Block]:
    """A little smaller, if that spares a line."""
    return _fitted(text, row, facts, most=1)


def _fitted(text: str, row: PaperRow, facts: _Facts, *, most: int) -> list[Block]:
    """As large as the row wants, if it is on `most` lines then; else smaller; when even the small size needs more, it wraps."""
    if not text.strip():
        return []
    sizes = range(facts.sheet.text[row.size], facts.sheet.text[RowSize.SMALL] - 1, -_SHRINK)
    return [Line(text, _fitting_size(text, row.bold, sizes, facts.width_dots, most), row.bold, keep=True)]


@lru_cache(maxsize=512)
def _fitting_size(text: str, bold: bool, sizes: range, width_dots: int, most: int) -> int:
    """The first size at which it is on `most` lines, else the last. Trying them takes a while, and names are few."""
    return next((size for size in sizes if len(lines_of(Line(text, size, bold), width_dots)) <= most), sizes[-1])


def _fact(key: str, value: str, row: PaperRow, facts: _Facts, *, lead: str = "", **said: object) -> list[Block]:
    """A sentence with a value in it; `lead` stands before it, and before its caption."""
    text, caption = facts.words.say(key, **said), facts.words.say(_CAPTIONS[key])
    return [Fact(lead + text, lead + caption, value, facts.sheet.text[row.size], row.bold)]


_CAPTIONS = {
    "ticket.ahead": "ticket.ahead_caption",
    "ticket.ahead_none": "ticket.ahead_caption",
    "ticket.wait": "ticket.wait_caption",
}


def _both(key: str, facts: _Facts) -> str:
    """In the ticket's language, and in Vietnamese beside it."""
    return " · ".join(one.say(key) for one in (facts.words, facts.beside) if one is not None)


def _own(row: PaperRow, key: str, facts: _Facts) -> str:
    """The office's own wording in the ticket's language, else ours."""
    return row.texts.get(facts.words.language, "").strip() or facts.words.say(key)


def _authority(row: PaperRow, facts: _Facts) -> list[Block]:
    return _on_one_line(facts.head.authority, row, facts)


def _centre(row: PaperRow, facts: _Facts) -> list[Block]:
    return _on_one_line(facts.head.name, row, facts)


def _logo(row: PaperRow, facts: _Facts) -> list[Block]:
    if not facts.logo:
        return []
    return [_picture(facts.logo, facts.width_dots, facts.sheet.logo[row.size]), Feed(facts.sheet.air // 2)]


@lru_cache(maxsize=16)
def _picture(logo: str, width_dots: int, height: int) -> Picture:
    return picture_of(base64.b64decode(logo), width_dots=width_dots, height=height, keep=True)


def _title(row: PaperRow, facts: _Facts) -> list[Block]:
    own = row.texts.get(facts.words.language, "").strip()
    return _on_one_line(own or _both("ticket.title", facts), row, facts)


def _number(row: PaperRow, facts: _Facts) -> list[Block]:
    air = Feed(facts.sheet.air * 3 // 2)  # blank paper costs next to nothing, and the number is what one looks for
    return [air, Big(facts.ticket.label, facts.sheet.number[row.size]), air]


def _priority(row: PaperRow, facts: _Facts) -> list[Block]:
    return _line(_both("ticket.priority", facts), row, facts) if facts.ticket.priority else []


def _reprint(row: PaperRow, facts: _Facts) -> list[Block]:
    return _line(_both("ticket.reprint", facts), row, facts) if facts.copy > 1 else []


def _service(row: PaperRow, facts: _Facts) -> list[Block]:
    name, vietnamese = facts.service.name(facts.words.language), facts.service.name()
    lines = _fitted(name, row, facts, most=_SERVICE_LINES)
    if facts.beside is not None and vietnamese != name:
        lines += _fitted(vietnamese, PaperRow(RowKind.SERVICE, RowSize.NORMAL, row.bold), facts, most=_SERVICE_LINES)
    return lines


def _desks(row: PaperRow, facts: _Facts) -> list[Block]:
    return _line(_where(facts), row, facts)


def _where(facts: _Facts) -> str:
    return facts.words.say("ticket.desk", desks=", ".join(str(desk) for desk in facts.desks)) if facts.desks else ""


def _ahead(row: PaperRow, facts: _Facts) -> list[Block]:
    lead = f"{_where(facts)} · " if facts.desks and not facts.desks_apart else ""
    return _fact(
        "ticket.ahead" if facts.ahead else "ticket.ahead_none", str(facts.ahead), row, facts, lead=lead, count=facts.ahead
    )


def _wait(row: PaperRow, facts: _Facts) -> list[Block]:
    if facts.wait_min is None:
        return []
    low, high = facts.wait_min
    return _fact("ticket.wait", f"{low}-{high}", row, facts, low=low, high=high)


def _notice(row: PaperRow, facts: _Facts) -> list[Block]:
    return _line(facts.notice, row, facts, keep=False)


def _issued(row: PaperRow, facts: _Facts) -> list[Block]:
    at = facts.ticket.issued_at.astimezone(facts.head.timezone)
    time, date, weekday = f"{at:%H:%M}", f"{at:%d/%m/%Y}", facts.words.say(f"weekday.{at.weekday()}")
    text = facts.words.say("ticket.issued", time=time, weekday=weekday, date=date)
    return [Fact(text, weekday, f"{time}  {date}", facts.sheet.text[row.size], row.bold)]


def _qr(row: PaperRow, facts: _Facts) -> list[Block]:
    if not facts.head.qr:
        return []
    air, module = facts.sheet.air, facts.sheet.qr[row.size]
    caption = Line(_own(row, "ticket.qr", facts), facts.sheet.text[RowSize.SMALL], row.bold, keep=True)
    quiet = _QUIET_MODULES * module
    return [Feed(max(air, quiet)), Qr(facts.head.qr, module), Feed(quiet), caption, Feed(air // 2)]


def _advice(row: PaperRow, facts: _Facts) -> list[Block]:
    return _line(_own(row, "ticket.advice", facts), row, facts)


def _missed(row: PaperRow, facts: _Facts) -> list[Block]:
    return _line(_own(row, "ticket.missed", facts), row, facts)


def _complaint(row: PaperRow, facts: _Facts) -> list[Block]:
    phone = facts.head.complaint_phone
    return _line(facts.words.say("ticket.complaint", phone=phone), row, facts) if phone else []


def _text(row: PaperRow, facts: _Facts) -> list[Block]:
    return _line(row.texts.get(facts.words.language, "").strip() or row.texts.get("vi", ""), row, facts)


def _rule(row: PaperRow, facts: _Facts) -> list[Block]:
    air = Feed(facts.sheet.air // 2)
    return [air, Rule(share=1.0, keep=True), air]


def _gap(row: PaperRow, facts: _Facts) -> list[Block]:
    return [Feed(facts.sheet.gap[row.size])]


_ROWS: dict[RowKind, Callable[[PaperRow, _Facts], list[Block]]] = {
    RowKind.AUTHORITY: _authority,
    RowKind.CENTRE: _centre,
    RowKind.LOGO: _logo,
    RowKind.TITLE: _title,
    RowKind.NUMBER: _number,
    RowKind.PRIORITY: _priority,
    RowKind.REPRINT: _reprint,
    RowKind.SERVICE: _service,
    RowKind.DESKS: _desks,
    RowKind.AHEAD: _ahead,
    RowKind.WAIT: _wait,
    RowKind.NOTICE: _notice,
    RowKind.ISSUED: _issued,
    RowKind.QR: _qr,
    RowKind.ADVICE: _advice,
    RowKind.MISSED: _missed,
    RowKind.COMPLAINT: _complaint,
    RowKind.TEXT: _text,
    RowKind.RULE: _rule,
    RowKind.GAP: _gap,
}
