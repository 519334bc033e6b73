"""A ticket becomes a paper: what stands where and how large, for 80 mm and 58 mm. Knows the words, not the printer.

Hierarchy: one glance for the number; then what for and where; then what to do. Sizes are dots at 203 dpi.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from drivers.printer.document import Big, Block, Cut, Document, Feed, Line, Qr, Rule
from server.domain.model import DeskId, Ticket
from server.domain.setup import Service
from server.words import Words


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What is the same on every paper. Empty texts are left out."""

    authority: str
    name: str
    complaint_phone: str
    qr: str
    timezone: ZoneInfo


@dataclass(frozen=True, slots=True)
class _Sizes:
    small: int
    text: int
    head: int
    service: int
    number: int
    gap: int
    qr_module: int


_WIDE = _Sizes(small=22, text=26, head=26, service=40, number=236, gap=16, qr_module=6)
_NARROW = _Sizes(small=16, text=19, head=18, service=27, number=150, gap=12, qr_module=4)


def ticket_paper(
    ticket: Ticket,
    service: Service,
    desks: tuple[DeskId, ...],
    ahead: int,
    head: Letterhead,
    words: Words,
    width_dots: int,
    notice: str = "",
) -> Document:
    """Return the paper of one ticket, in the language of `words`. `notice`: a sentence that its citizen must know."""
    size = _WIDE if width_dots >= 512 else _NARROW
    at = ticket.issued_at.astimezone(head.timezone)
    issued = words.say("ticket.issued", time=f"{at:%H:%M}", weekday=words.say(f"weekday.{at.weekday()}"), date=f"{at:%d/%m/%Y}")
    blocks: list[Block] = [
        Line(head.authority, size.small),
        Line(head.name, size.head, bold=True),
        Feed(size.gap),
        Rule(share=1.0),
        Feed(size.gap),
        Line(words.say("ticket.title"), size.text, bold=True),
        Feed(2 * size.gap),
        Big(ticket.label, size.number),
        Feed(size.gap + size.gap // 2),
        Line(words.say("ticket.priority") if ticket.priority else "", size.head, bold=True),
        Line(service.name(words.language), size.service, bold=True),
        Feed(size.gap // 2),
        Line(_where_and_when(desks, ahead, words), size.text),
        Line(notice, size.text, bold=True),
        Feed(size.gap),
        Rule(share=1.0),
        Feed(size.gap),
        Line(issued, size.text),
    ]
    if head.qr:
        blocks += [Feed(size.gap), Qr(head.qr, size.qr_module), Feed(size.gap // 2), Line(words.say("ticket.qr"), size.small)]
    blocks += [Feed(size.gap), Line(words.say("ticket.advice"), size.small), Line(words.say("ticket.missed"), size.small)]
    if head.complaint_phone:
        blocks.append(Line(words.say("ticket.complaint", phone=head.complaint_phone), size.small))
    return Document((*(block for block in blocks if not (isinstance(block, Line) and not block.text)), Feed(size.gap), Cut()))


def _where_and_when(desks: tuple[DeskId, ...], ahead: int, words: Words) -> str:
    waiting = words.say("ticket.ahead", count=ahead) if ahead else words.say("ticket.ahead_none")
    if not desks:
        return waiting
    return f"{words.say('ticket.desk', desks=', '.join(str(desk) for desk in desks))} · {waiting}"
