"""A ticket on the wire: bytes and seconds for each way of sending it. Pure arithmetic over the real encoder, no printer.

The layout is the one that Moiso brings, with every line that a ticket may have; an office's own may be larger or smaller.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.figures import percentile
from drivers.printer.document import Document
from drivers.printer.encode import encode
from drivers.printer.kept import Plan, definitions, plan
from drivers.printer.pieces import Band, Gap, Piece, image_of, paint, rows_of
from drivers.printer.profiles import Profile, profile
from drivers.printer.render import PLAIN, Ways, render
from server.config import ServerConfig
from server.domain.model import DeskId, Ticket, TicketId, TicketState
from server.paperwork import letterhead, paper_words
from server.setupfile import default_setup
from server.ticketpaper import standing_papers, ticket_paper

BAUDS = (9_600, 19_200, 38_400, 115_200)
BITS_A_BYTE = 10
"""8N1."""
RUNS = 20


class Office:
    """A fresh office: its default layout, services and words, with every line that a ticket may have."""

    def __init__(self) -> None:
        config = ServerConfig(authority="ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN", complaint_phone="0292 3861 234")
        self._setup, self._head, self._words = default_setup(), letterhead(config), paper_words(config)

    def ticket(self, width_dots: int, language: str) -> Document:
        """The default ticket: A012, Hộ tịch, four people before."""
        service = self._setup.services[0]
        issued_at = datetime(2026, 11, 23, 0, 58, tzinfo=UTC)
        ticket = Ticket(TicketId("bench"), service.id, 12, "A012", TicketState.WAITING, issued_at, 12, language=language)
        return ticket_paper(
            ticket,
            service,
            (DeskId(1),),
            4,
            rules=self._setup.paper,
            head=self._head,
            words=self._words,
            width_dots=width_dots,
        )

    def kept(self, known: Profile, language: str) -> Plan:
        """What a printer keeps of everything that such an office prints in that language."""
        words = {one: self._words[one] for one in dict.fromkeys(("vi", language))}
        standing = standing_papers(self._setup, head=self._head, words=words, width_dots=known.width_dots)
        return plan((self.ticket(known.width_dots, language), *standing), known)


def whole(document: Document, known: Profile) -> bytes:
    """As python-escpos' image() sends it: the whole paper as one raster, white and all."""
    paper = paint(render(document, known.width_dots), known.width_dots)
    dots = bytes(byte ^ 0xFF for byte in paper.tobytes())
    return (
        b"\x1b@\x1dv0\x00"
        + (known.width_dots // 8).to_bytes(2, "little")
        + paper.height.to_bytes(2, "little")
        + dots
        + b"\x1dVB\x00"
    )


def plain_bands(document: Document, known: Profile) -> bytes:
    """Bands of 64 rows cropped to their ink and nothing enlarged: what is done without looking for fewer bytes."""
    pieces: list[Piece] = []
    for piece in render(document, known.width_dots):
        picture = image_of(piece)
        if picture is None or not isinstance(piece, Band):
            pieces.append(piece)
            continue
        dots = bytes(byte ^ 0xFF for byte in picture.tobytes())
        width = picture.width // 8
        pieces += [
            Band(width, min(64, picture.height - top), dots[top * width : (top + 64) * width])
            for top in range(0, picture.height, 64)
        ]
    return b"".join(encode((piece,), known)[5:] for piece in pieces if not isinstance(piece, Gap)) + encode(
        tuple(piece for piece in pieces if isinstance(piece, Gap)), known
    )


def ours(ways: Ways) -> Callable[[Document, Profile], bytes]:
    return lambda document, known: encode(render(document, known.width_dots, ways), known)


WAYS: tuple[tuple[str, Callable[[Document, Profile], bytes]], ...] = (
    ("whole raster (python-escpos)", whole),
    ("plain bands", plain_bands),
    ("ours, any printer", ours(PLAIN)),
    ("+ its own QR", ours(Ways(native_qr=True))),
    ("+ its own digits", ours(Ways(native_qr=True, native_digits=True))),
)


def run() -> None:
    """Print one table a paper width and language, then what filling the store takes once, and the time to lay a ticket out."""
    office = Office()
    for name in ("virtual80-fast", "virtual58-fast"):
        known = profile(name)
        for language in ("vi", "en", "km"):
            document, keeps = office.ticket(known.width_dots, language), office.kept(known, language)
            sizes = [(title, len(way(document, known))) for title, way in WAYS]
            sizes.append(("+ kept pictures", len(ours(Ways(True, True, True, keeps.pictures))(document, known))))
            sizes.append(("once: filling the store", sum(map(len, definitions(keeps, known.images)))))
            print(f"── {known.width_dots} dots, {language}, {_millimetres(document, known)} mm ──")
            print("| way | bytes | " + " | ".join(f"{baud} s" for baud in BAUDS) + " |")
            print("|---|---|" + "---|" * len(BAUDS))
            for title, size in sizes:
                print(f"| {title} | {size:,} | " + " | ".join(f"{size * BITS_A_BYTE / baud:.2f}" for baud in BAUDS) + " |")
            print(f"laid out and encoded anew in {_milliseconds(document, known):.0f} ms\n")


def _millimetres(document: Document, known: Profile) -> int:
    return sum(map(rows_of, render(document, known.width_dots))) // 8


def _milliseconds(document: Document, known: Profile) -> float:
    from drivers.printer import render as rooms

    taken = []
    for _ in range(RUNS):
        rooms._rasters.cache_clear()
        started_s = time.perf_counter()
        encode(render(document, known.width_dots), known)
        taken.append((time.perf_counter() - started_s) * 1000)
    return percentile(taken, 50)
