"""The kiosk's pictures: fields large enough, nothing cut, every case said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from math import hypot

import pygame
import pytest

from bench.kiosk_scenes import BOOK, PAPERS, PORTAL, keyed, shots, snapshot, told, ungrouped
from drivers.screen import letters
from drivers.screen.letters import width
from drivers.screen.ops import Box, DrawList, Qr, Rect, Text
from drivers.screen.qr import placed
from kiosk.press import Given, Pressed
from kiosk.scenes import fields, frame_of, picture, places
from kiosk.scenes.look import READ, contrast
from kiosk.search import sought
from kiosk.state import Act, Choice, KioskState, Scene, heard
from server.wire import OfficeView, PrinterView, ServiceFacts, ServiceView, Snapshot, TicketView
from server.wire.kiosk import KioskView
from server.wire.procedures import portal_address
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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", scenes())
def test_every_text_fits_its_own_field_on_every_panel(state: KioskState, size: tuple[int, int]) -> None:
    whole_and_apart(picture(state, 101.0, size, VI), size)


def whole_and_apart(ops: DrawList, size: tuple[int, int], least: int = 10) -> None:
    """Every text has a field of its own, on the glass, and stands in it whole and not too small."""
    found = [op for op in ops if isinstance(op, Text) and op.text]
    for text in found:
        fitted = letters.fitted(text.text, text.rect.width, text.rect.height, text.size, text.floor, text.lines, text.bold)
        bare = "".join(fitted.lines).replace(" ", "").replace("\u200b", "").replace("\u00a0", "")
        assert bare == text.text.replace(" ", "").replace("\u200b", "").replace("\u00a0", ""), text
        assert max(width(line, text.bold, fitted.size) for line in fitted.lines) <= text.rect.width, text
        assert fitted.step * len(fitted.lines) <= text.rect.height + 2, text
        assert fitted.size >= least, text
        assert text.rect.x >= 0 and text.rect.right <= size[0] and text.rect.y >= 0 and text.rect.bottom <= size[1], text
    assert [pair for pair in combinations(found, 2) if pair[0].rect.overlaps(pair[1].rect)] == []


EVERY = [(size, language) for size in SIZES for language in ("vi", "en", "km")]


@pytest.mark.parametrize(("size", "language"), EVERY)
def test_every_scene_in_every_language_stands_whole_on_every_panel(size: tuple[int, int], language: str) -> None:
    for shot in shots(language):
        whole_and_apart(picture(shot.state, shot.now_s, size, VI), size, 9)


@pytest.mark.parametrize("language", ["vi", "km"])
def test_whatever_is_read_has_contrast_where_it_stands(language: str) -> None:
    for shot in shots(language):
        ops = picture(shot.state, shot.now_s, (1280, 800), VI)
        for place, op in enumerate(ops):
            if isinstance(op, Text) and op.text:
                middle = (op.rect.x + op.rect.width // 2, op.rect.y + op.rect.height // 2)
                ground = [one for one in ops[:place] if isinstance(one, Box) and one.rect.holds(*middle)][-1]
                assert contrast(op.colour, ground.colour) >= READ, (shot.name, op, ground)


@pytest.mark.parametrize("size", SIZES)
def test_what_can_be_touched_is_apart_within_reach_and_large_enough_for_old_hands(size: tuple[int, int]) -> None:
    """20 mm on a 10 inch panel; on a standing one in the lower two thirds. The keyboard has a measure of its own."""
    frame = frame_of(size)
    assert frame.touch >= 20 * hypot(*size) / 254
    for shot in shots("vi"):
        there = places(shot.state, shot.now_s, size, VI)
        rects = [rect for choice, rect in there if choice.act is not Act.TYPED]
        keys = [rect for choice, rect in there if choice.act is Act.TYPED]
        keyboard_is_large_enough(keys, rects, size)
        for rect in rects:
            assert min(rect.width, rect.height) >= frame.touch, (shot.name, rect)
            assert rect.x >= 0 and rect.right <= size[0] and rect.bottom <= size[1], (shot.name, rect)
            assert frame.lying or rect.y >= size[1] // 3, (shot.name, rect)
        for one, other in combinations(rects, 2):
            assert not one.inset(-frame.gap // 4, -frame.gap // 4).overlaps(other), shot.name


def keyboard_is_large_enough(keys: list[Rect], others: list[Rect], size: tuple[int, int]) -> None:
    """Keys of 17 × 14 mm lying, 10 × 14 mm standing (ten beside each other are 124 mm there), 2 mm apart, and 5 mm from all else."""
    frame, dots_a_mm = frame_of(size), hypot(*size) / 254
    for key in keys:
        assert key.width >= (17 if frame.lying else 9.5) * dots_a_mm and key.height >= 14 * dots_a_mm, key
        assert key.x >= 0 and key.right <= size[0] and (frame.lying or key.y >= size[1] // 3), key
        assert not any(key.inset(-frame.gap, -frame.gap).overlaps(other) for other in others), key
    for one, other in combinations(keys, 2):
        assert not one.inset(-int(1.8 * dots_a_mm), -int(1.8 * dots_a_mm)).overlaps(other)


@pytest.mark.parametrize("size", SIZES)
def test_every_field_that_can_be_touched_is_drawn_where_it_is(size: tuple[int, int]) -> None:
    for shot in shots("vi"):
        drawn = {op.rect for op in picture(shot.state, shot.now_s, size, VI) if isinstance(op, Box)}
        assert {rect for _, rect in places(shot.state, shot.now_s, size, VI)} <= drawn, shot.name


def test_fields_of_services_are_those_that_are_touched() -> None:
    there = {choice.value: rect for choice, rect in places(home(), 101.0, (1280, 800), VI) if choice.act is Act.SERVICE}
    assert there == {service.id: rect for service, rect in fields(home(), (1280, 800))} and len(there) == 8


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


def test_the_wait_is_said_before_the_choice_as_a_range() -> None:
    texts_ = said_at(told(snapshot()))
    assert {"Chờ khoảng 30–45 phút", "Đến lượt ngay", "Chờ dưới 10 phút", "Chờ khoảng 15 phút"} <= set(texts_)


def said_at(state: KioskState, now_s: float = 1000.0, size: tuple[int, int] = (1280, 800)) -> list[str]:
    return [op.text for op in picture(state, now_s, size, VI) if isinstance(op, Text)]


def test_in_another_language_the_vietnamese_name_stands_below() -> None:
    texts_ = said_at(told(snapshot(), "km"))
    assert "អត្រានុកូលដ្ឋាន" in texts_ and "Hộ tịch" in texts_ and "សូមជ្រើសរើសសេវា" in texts_
    assert said_at(told(snapshot())).count("Hộ tịch") == 1


def test_languages_stand_in_their_own_words() -> None:
    state = told(snapshot(kiosk=KioskView(languages=("vi", "en", "km"))))
    assert state.scene is Scene.LANGUAGE
    assert {"Tiếng Việt", "English", "ភាសាខ្មែរ", "Please choose a language"} <= set(said_at(state))


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (-90, "Chưa đến giờ làm việc. Quầy mở lúc 07:00 hôm nay."),
        (200, "Đang giờ nghỉ. Quầy mở lại lúc 13:00 hôm nay."),
        (545, "Đã hết giờ làm việc. Quầy mở lại lúc 07:00 Thứ Ba 24/11."),
    ],
)
def test_that_nobody_is_at_the_desks_is_said_before_the_choice_with_when_to_come_back(minutes: int, says: str) -> None:
    state = told(snapshot(EIGHT + timedelta(minutes=minutes)))
    assert says in said_at(state) and fields(state, (1280, 800))


def test_a_closed_day_says_when_to_come_back() -> None:
    assert "Mời ông/bà đến lại lúc 07:00 Thứ Ba 24/11." in said_at(told(snapshot(is_open=False)))


def test_what_is_sold_out_is_said_in_its_field_on_a_ground_of_its_own() -> None:
    state = told(snapshot(EIGHT + timedelta(minutes=545)))
    assert "Hôm nay đã nhận đủ" in said_at(state) and "Nhận lại 07:00 24/11" in said_at(state)


def test_the_question_shows_who_goes_first_what_to_bring_and_what_it_costs() -> None:
    texts_ = said_at(replace(told(snapshot()), scene=Scene.QUESTION, service="A"))
    assert {
        "Hộ tịch",
        "Ông/bà có thuộc diện ưu tiên không?",
        "Người từ đủ 75 tuổi",
        "Giấy chứng sinh",
        "Lệ phí: Không thu phí",
    } <= set(texts_)
    assert {"Không ưu tiên", "Có, ưu tiên", "Còn thiếu giấy tờ", "Đủ giấy tờ"} <= set(texts_)


def test_papers_that_do_not_fit_are_counted_and_none_is_cut() -> None:
    standing = snapshot()
    first, *others = standing.services
    many = standing.model_copy(update={"services": (first.model_copy(update={"documents": PAPERS * 4}), *others)})
    for size in SIZES:
        texts_ = said_at(replace(told(many), scene=Scene.MISSING, service="A"), size=size)
        listed = sum(1 for text in texts_ if text in {paper["vi"] for paper in PAPERS})
        assert listed == 16 or f"và {16 - listed} giấy tờ khác, xin hỏi cán bộ" in texts_


def test_the_last_seconds_are_counted_and_can_be_stayed() -> None:
    state = replace(told(snapshot()), scene=Scene.QUESTION, service="A", since_s=980.0)
    assert "Về đầu sau 5 giây" in said_at(state) and "Thêm thời gian" in said_at(state)
    assert Choice(Act.STAY) in [choice for choice, _ in places(state, 1000.0, (1280, 800), VI)]


def test_with_a_keypad_every_field_shows_its_key() -> None:
    state = replace(told(ungrouped()), numbered=True)
    assert {"1", "2", "8", "9 · Xem thêm"} <= set(said_at(state))


def test_the_number_comes_with_the_wait_that_was_promised_but_not_for_whoever_goes_first() -> None:
    state = replace(shown("printed"), wait_min=(30, 45))
    assert "Chờ khoảng 30–45 phút" in said(state)
    assert state.given is not None
    favoured = replace(state, given=replace(state.given, ticket=state.given.ticket.model_copy(update={"priority": True})))
    assert "Chờ khoảng 30–45 phút" not in said(favoured)


def test_a_press_that_takes_long_says_what_is_waited_for() -> None:
    state = replace(home(), scene=Scene.ASKING, since_s=100.0)
    assert "Đang lấy số…" in said(state)
    assert any(text.startswith("Đang chờ máy chủ") for text in said_at(state, 102.0))


@pytest.mark.parametrize(("helped", "says"), [(None, "Đang báo"), (True, "Cán bộ đang đến"), (False, "Chưa báo được")])
def test_help_says_only_what_is_known(helped: bool | None, says: str) -> None:
    assert any(text.startswith(says) for text in said_at(replace(home(), scene=Scene.HELP, helped=helped)))


def search(state: KioskState, keys: str) -> list[str]:
    return said_at(keyed(replace(sought(state), scene=Scene.SEARCH), keys))


def test_the_typed_line_shows_what_telex_makes_of_the_keys() -> None:
    home_ = told(snapshot(), book=BOOK)
    assert {"Xin gõ tên thủ tục, có dấu hoặc không dấu", "Đăng ký khai sinh", "Xem thêm"} <= set(search(home_, ""))
    assert "đăng ký kết hôn|" in search(home_, "ddawng kys keets hoon")
    assert VI.say("kiosk.found_none") in search(home_, "xyz")
    looking = replace(sought(home_), scene=Scene.SEARCH, typed="xyz")
    assert VI.say("kiosk.found_none") not in said_at(looking), "while it is looked for"


def test_a_procedure_tells_all_that_is_known_and_its_code_leads_to_the_portal() -> None:
    state = replace(
        told(snapshot(kiosk=KioskView(portal=PORTAL)), book=BOOK), scene=Scene.PROCEDURE, procedure=BOOK.procedures[0]
    )
    assert {
        "A · Hộ tịch · 5 người đang chờ · Chờ khoảng 30–45 phút",
        "Đăng ký khai sinh",
        "Giấy chứng sinh",
        "Lấy số Hộ tịch",
    } <= set(said_at(state))
    assert {"Lệ phí: Không thu phí", "Thời hạn: Ngay trong ngày; nhận hồ sơ sau 15 giờ thì trả hôm sau"} <= set(said_at(state))
    codes = [op.text for op in picture(state, 1000.0, (800, 480), VI) if isinstance(op, Qr)]
    assert codes == [portal_address(PORTAL, BOOK.procedures[0])]
    assert "Thủ tục này không làm ở đây. Xin hỏi cán bộ." in said_at(replace(state, procedure=BOOK.procedures[6]))


@pytest.mark.parametrize("size", SIZES)
def test_the_portals_code_has_dots_that_a_telephone_can_read(size: tuple[int, int]) -> None:
    """Half a millimetre at least on the smallest panel, also of a long name."""
    for shot in shots("vi"):
        for op in picture(shot.state, shot.now_s, size, VI):
            if isinstance(op, Qr):
                ground, bars = placed(op.text, op.rect)
                assert min(bar.height for bar in bars) >= 0.5 * hypot(*size) / 254 and ground.width <= op.rect.width, shot.name
