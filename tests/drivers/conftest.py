"""What the drivers' tests share: the default ticket as a document, and a reader of rasters that knows nothing of our encoder."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drivers.printer.document import Document
from server.domain.model import DeskId, Service, ServiceId, Ticket, TicketId, TicketState
from server.ticketpaper import Letterhead, ticket_paper
from server.words import Words

QR = "https://dichvucong.gov.vn"
HEAD = Letterhead(
    authority="ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN",
    name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    complaint_phone="0292 3861 234",
    qr=QR,
    timezone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
TICKET = Ticket(
    id=TicketId("2026-11-23-A012"),
    service=ServiceId("A"),
    number=12,
    label="A012",
    state=TicketState.WAITING,
    issued_at=datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
    arrival=12,
)
SERVICE = Service(ServiceId("A"), (("vi", "Hộ tịch"), ("en", "Civil status")), 10)


@pytest.fixture(scope="session")
def default_ticket() -> Callable[[int], Document]:
    """`default_ticket(576)`: the paper of A012 as a commune office prints it, for a head of that many dots."""
    words = Words("vi")

    def make(width_dots: int) -> Document:
        return ticket_paper(TICKET, SERVICE, (DeskId(1),), 4, HEAD, words, width_dots)

    return make


@pytest.fixture(scope="session")
def rasters() -> Callable[[bytes], list[tuple[bytes, int, int, int, bytes]]]:
    """Take a stream apart: (command, m, bytes a row, rows, dots) for each GS v 0, (command, 0, 0, 0, b"") for the rest we send."""

    def split(stream: bytes) -> list[tuple[bytes, int, int, int, bytes]]:
        found: list[tuple[bytes, int, int, int, bytes]] = []
        at = 0
        while at < len(stream):
            if stream[at : at + 3] == b"\x1dv0":
                row, rows = int.from_bytes(stream[at + 4 : at + 6], "little"), int.from_bytes(stream[at + 6 : at + 8], "little")
                end = at + 8 + row * rows
                assert end <= len(stream), "a raster is not whole"
                found.append((b"\x1dv0", stream[at + 3], row, rows, stream[at + 8 : end]))
            else:
                end = at + {b"\x1b@": 2, b"\x1ba": 3, b"\x1dV": 4}[stream[at : at + 2]]
                found.append((stream[at:end], 0, 0, 0, b""))
            at = end
        return found

    return split
