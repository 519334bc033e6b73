"""The kiosk's pictures: fields large enough, nothing cut, every case said."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations

import pygame
import pytest

from drivers.screen.layout import fit
from drivers.screen.letters import width
from drivers.screen.ops import Colour, Rect, Text
from kiosk.press import Given, Pressed
from kiosk.scenes import BADGES, fields, key_names, picture
from kiosk.state import KioskState, Scene, heard
from server.wire import OfficeView, PrinterView, ServiceFacts, ServiceView, Snapshot, TicketView
from server.words import Words

SIZES = [(1280, 800), (1024, 768), (800, 480), (1080, 1920), (1920, 1080)]
EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NAMES = {
    "A": "Hộ tịch", "B": "Chứng thực", "C": "Đất đai – Xây dựng – Môi trường", "D": "Bảo trợ xã hội – Người có công",
    "E": "Hộ kinh doanh – Kinh tế", "G": "Văn hóa – Giáo dục – Y tế – Việc khác", "K": "Hỗ trợ dịch vụ công trực tuyến", "R": "Nhận kết quả",
}  # fmt: skip
VI = Words("vi")


@pytest.fixture(autouse=True)
def _fonts() -> None:
    pygame.font.init()


def ticket(number: int, paper: str | None = "queued", trouble: str = "") -> TicketView:
    return TicketView(
        id=f"2026-11-23-C{number:03}", service="C", label=f"C{number:03}", state="waiting", issued_at=EIGHT, arrival=number,
        paper=paper, paper_trouble=trouble,
    )  # fmt: skip


def home(*, is_open: bool = True, tickets: tuple[TicketView, ...] = ()) -> KioskState:
    services = tuple(ServiceView(id=one, names={"vi": name}, minutes=10, desks=(1, 3)) for one, name in NAMES.items())
    office = OfficeView(authority="ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN", name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG")
    snapshot = Snapshot(
        v=1, epoch="e", seq=2, now=EIGHT, timezone="Asia/Ho_Chi_Minh", office=office, day=date(2026, 11, 23), is_open=is_open,
        services=services, desks=(), tickets=tickets, calls=(), facts=(ServiceFacts(service="C", waiting=len(tickets)),),
    )  # fmt: skip
    state = heard(KioskState(), snapshot, 100.0)
    assert state is not None
    return state


def shown(paper: str | None, trouble: str = "") -> KioskState:
    press = Pressed("press-0001", "C")
    return replace(home(), scene=Scene.SHOWN, since_s=100.0, pressed=press, given=Given(press, ticket(12, paper, trouble), 4))


def printing(state: KioskState, *printers: PrinterView, mine: str = "", when_no_paper: str = "show_number") -> KioskState:
    """The same with these printers."""
    assert state.followed.standing is not None
    standing = state.followed.standing.model_copy(update={"when_no_paper": when_no_paper})
    return replace(state, printer=mine, followed=replace(state.followed, printers=printers, standing=standing))


READY, EMPTY = PrinterView(name="main"), PrinterView(name="main", trouble="paper_out")
BACK, BACK_OPEN = PrinterView(name="back", title="Cửa sau"), PrinterView(name="back", title="Cửa sau", trouble="cover_open")


def taken_over() -> KioskState:
    """A number whose paper came out at the back door."""
    state = printing(shown("printed"), EMPTY, BACK)
    ticket_there = ticket(12, "printed").model_copy(update={"paper_at": "back"})
    return replace(state, followed=replace(state.followed, tickets={ticket_there.id: ticket_there}))


def scenes() -> list[KioskState]:
    trouble = replace(
        home(), scene=Scene.TROUBLE, message="Hôm nay chưa mở hoặc đã kết thúc nhận số. Xin vui lòng hỏi cán bộ hướng dẫn."
    )
    asking = replace(home(), scene=Scene.ASKING)
    return [
        home(),
        home(is_open=False),
        KioskState(),
        asking,
        trouble,
        shown("queued"),
        shown("printed"),
        shown("queued", "paper_out"),
        shown(None),
    ]


def texts(state: KioskState, size: tuple[int, int], now_s: float = 101.0) -> list[Text]:
    return [op for op in picture(state, now_s, size, VI) if isinstance(op, Text) and op.text]


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", scenes())
def test_every_text_fits_its_own_field_on_every_panel(state: KioskState, size: tuple[int, int]) -> None:
    found = texts(state, size)
    for text in found:
        fitted = fit(
            text.text, text.rect, text.size, text.floor, text.lines, lambda one, em, bold=text.bold: width(one, bold, em)
        )
        assert "".join(fitted.lines).replace(" ", "").replace("\u00a0", "") == text.text.replace(" ", "")
        assert max(width(line, text.bold, fitted.size) for line in fitted.lines) <= text.rect.width
        assert fitted.size >= 10, text
        assert text.rect.right <= size[0] and text.rect.bottom <= size[1]
    assert [pair for pair in combinations(found, 2) if overlap(pair[0].rect, pair[1].rect)] == []


@pytest.mark.parametrize("size", SIZES)
def test_the_fields_are_apart_and_large_enough_for_old_hands(size: tuple[int, int]) -> None:
    rects = [rect for _, rect in fields(home(), size)]
    assert len(rects) == 8
    for one, other in combinations(rects, 2):
        assert not overlap(one, other)
    smallest = min(min(rect.width, rect.height) for rect in rects)
    assert smallest >= min(size) * 15 // 100, "20 mm on a 10 inch panel of 800 lines is 120 dots"


def test_people_waiting_are_said_before_the_choice() -> None:
    state = home(tickets=(ticket(1), ticket(2)))
    said = [text.text for text in texts(state, (1280, 800))]
    assert said.count("2 người đang chờ") == 1 and said.count("Chưa có ai chờ") == 7


@pytest.mark.parametrize(
    ("paper", "trouble", "says"),
    [
        ("queued", "", "Đang in phiếu…"),
        ("sending", "", "Đang in phiếu…"),
        ("printed", "", "Mời nhận phiếu"),
        ("unconfirmed", "", "Mời nhận phiếu. Nếu không có phiếu, xin nhớ số này."),
        ("queued", "paper_out", "Máy không in được phiếu. Xin nhớ số này và chờ gọi."),
        ("dropped", "", "Máy không in được phiếu. Xin nhớ số này và chờ gọi."),
        ("doubtful", "stalled", "Máy không in được phiếu. Xin nhớ số này và chờ gọi."),
        (None, "", "Xin nhớ số này và chờ gọi."),
    ],
)
def test_the_number_is_always_there_and_the_paper_is_never_promised_in_vain(paper: str | None, trouble: str, says: str) -> None:
    said = [text.text for text in texts(shown(paper, trouble), (1280, 800))]
    assert "C012" in said and says in said and "Trước ông/bà còn 4 người" in said


def test_nothing_can_be_chosen_when_the_day_is_closed_or_the_server_away() -> None:
    assert fields(home(is_open=False), (1280, 800)) == ()
    assert fields(KioskState(), (1280, 800)) == ()
    assert any("mất kết nối" in text.text for text in texts(home(), (1280, 800), now_s=200.0))


def test_keys_stand_for_the_services_in_order_unless_set() -> None:
    assert key_names(home(), {})["3"] == "C" and key_names(home(), {"9": "R"}) == {"9": "R"}


def test_white_letters_read_on_every_badge() -> None:
    def luminance(colour: Colour) -> float:
        parts = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    assert {badge: round(1.05 / (luminance(badge) + 0.05), 1) for badge in BADGES if 1.05 / (luminance(badge) + 0.05) < 7} == {}


def said(state: KioskState, size: tuple[int, int] = (1280, 800)) -> list[str]:
    return [op.text for op in picture(state, 100.0, size, VI) if isinstance(op, Text)]


@pytest.mark.parametrize("printers", [(READY,), (), (EMPTY, BACK), (BACK_OPEN, READY)])
def test_where_a_paper_would_come_out_nothing_is_said_about_printers(printers: tuple[PrinterView, ...]) -> None:
    assert VI.say("kiosk.no_printer") not in said(printing(home(), *printers))


@pytest.mark.parametrize("printers", [(EMPTY,), (EMPTY, BACK_OPEN)])
def test_that_no_paper_comes_is_said_before_the_choice(printers: tuple[PrinterView, ...]) -> None:
    state = printing(home(), *printers)
    assert VI.say("kiosk.no_printer") in said(state)
    assert len(fields(state, (1280, 800))) == len(NAMES), "numbers are still given"


def test_an_office_that_gives_no_numbers_without_paper_says_so_and_offers_nothing() -> None:
    state = printing(home(), EMPTY, when_no_paper="refuse")
    assert VI.say("kiosk.no_numbers") in said(state)
    assert fields(state, (1280, 800)) == ()
    assert fields(printing(home(), EMPTY, BACK, when_no_paper="refuse"), (1280, 800)) != ()


def test_a_paper_that_came_out_elsewhere_is_said_with_its_place() -> None:
    assert "Mời nhận phiếu ở máy in: Cửa sau" in said(taken_over())
    assert "Mời nhận phiếu" in said(replace(taken_over(), printer="back"))


def test_a_printer_that_stopped_in_the_middle_is_not_said_to_be_printing() -> None:
    assert VI.say("kiosk.no_paper") in said(shown("sending", "paper_out"))
    assert VI.say("kiosk.printing") in said(shown("sending"))
