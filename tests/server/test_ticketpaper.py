"""What stands on a ticket's paper, in which order and language; and how the papers look that were approved."""

import base64
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw

from drivers.printer.document import Big, Block, Cut, Document, Fact, Feed, Line, Picture, Qr, Rule
from drivers.printer.encode import encode
from drivers.printer.picture import one_bit
from drivers.printer.profiles import Confirm, Cutter, Profile
from drivers.printer.render import lines_of, paint, render
from server.domain.model import DeskId, ServiceId, Ticket, TicketId, TicketState
from server.domain.setup import NumberFirst, OfficeTexts, PaperRow, PaperRules, RowKind, RowSize, Service
from server.setupfile import default_setup
from server.ticketlayout import DEFAULT_ROWS
from server.ticketpaper import Letterhead, headed, standing_papers, ticket_paper, trial_rules
from server.words import PAPER_LANGUAGES, Words

GOLDEN = Path(__file__).parents[1] / "golden" / "ticket"
WORDS = {language: Words(language) for language in PAPER_LANGUAGES}
HEAD = Letterhead(
    authority="ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN",
    name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    complaint_phone="0292 3861 234",
    qr="https://dichvucong.gov.vn",
    timezone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
TICKET = Ticket(
    id=TicketId("2026-11-23-A012"),
    service=ServiceId("A"),
    number=12,
    label="A012",
    state=TicketState.WAITING,
    issued_at=datetime(2026, 11, 23, 0, 58, tzinfo=UTC),
    arrival=12,
)
A = Service(ServiceId("A"), {"vi": "Hộ tịch", "en": "Civil status", "km": "អត្រានុកូលដ្ឋាន"}, 10)
LONG = replace(A, names={"vi": "Đăng ký lại kết hôn có yếu tố nước ngoài và cấp giấy chứng nhận quyền sử dụng đất"})
ONE = (DeskId(1),)


def paper(
    ticket: Ticket = TICKET,
    service: Service = A,
    desks: tuple[DeskId, ...] = ONE,
    ahead: int = 4,
    *,
    width_dots: int = 576,
    head: Letterhead = HEAD,
    rules: PaperRules | None = None,
    **more: Any,
) -> Document:
    return ticket_paper(
        ticket, service, desks, ahead, rules=rules or PaperRules(), head=head, words=WORDS, width_dots=width_dots, **more
    )


def says(document: Document) -> list[str]:
    """Everything that is written, from top to bottom."""
    return [block.text for block in document.blocks if isinstance(block, Line | Big | Fact)]


def own(*rows: PaperRow, **fields: Any) -> PaperRules:
    return PaperRules(rows=(*rows, PaperRow(RowKind.NUMBER)), **fields)


def logo() -> str:
    picture = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(picture).ellipse((10, 10, 190, 190), fill=0)
    ImageDraw.Draw(picture).polygon([(100, 40), (140, 150), (45, 80), (155, 80), (60, 150)], fill=255)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return base64.b64encode(one_bit(data.getvalue(), width=400, height=160, most_bytes=12_000)).decode()


# ── what it says ──


def test_the_default_paper_says_this_in_this_order() -> None:
    assert says(paper()) == [
        "ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "PHIẾU SỐ THỨ TỰ",
        "A012",
        "Hộ tịch",
        "Quầy 1 · Trước ông/bà còn 4 người",
        "07:58 · Thứ Hai, 23/11/2026",
        "Tra cứu thủ tục",
        "Mời ngồi chờ, nghe loa và xem màn hình.",
        "Lỡ lượt: báo cán bộ, không cần lấy số mới.",
        "Phản ánh: 0292 3861 234",
    ]


def test_a_khmer_citizens_paper_is_in_khmer_and_an_officer_can_read_it() -> None:
    text = says(paper(replace(TICKET, language="km", priority=True), copy=2))
    assert "សំបុត្រលេខរៀង · PHIẾU SỐ THỨ TỰ" in text
    assert text[text.index("អត្រានុកូលដ្ឋាន") + 1] == "Hộ tịch"
    assert "បញ្ជរលេខ 1 · នៅមាន 4 នាក់មុនលោកអ្នក" in text
    assert "07:58 · ថ្ងៃច័ន្ទ 23/11/2026" in text
    assert "អាទិភាព · ƯU TIÊN" in text and text[text.index("A012") + 1].endswith(" · IN LẠI")


def test_an_office_may_do_without_the_second_language() -> None:
    text = says(paper(replace(TICKET, language="en"), rules=PaperRules(second_language=False)))
    assert "Civil status" in text and "QUEUE TICKET" in text
    assert not any("Hộ tịch" in line or "PHIẾU" in line for line in text)


def test_a_service_without_a_name_in_that_language_is_not_said_twice() -> None:
    assert says(paper(replace(TICKET, language="km"), replace(A, names={"vi": "Hộ tịch"}))).count("Hộ tịch") == 1


def test_a_language_that_there_are_no_words_for_is_vietnamese() -> None:
    assert says(paper(replace(TICKET, language="zh"))) == says(paper())


def test_priority_a_reprint_a_notice_and_the_wait_are_said_only_when_there_are_any() -> None:
    text = says(paper(replace(TICKET, priority=True), copy=2, notice="Quầy mở lúc 13:00 hôm nay.", wait_min=(30, 45)))
    assert [line for line in text if line not in says(paper())] == [
        "IN LẠI",
        "ƯU TIÊN",
        "Chờ khoảng 30–45 phút",
        "Quầy mở lúc 13:00 hôm nay.",
    ]
    assert "A012" in text, "a copy keeps the number"


def test_who_is_first_reads_that_nobody_is_before_her() -> None:
    assert "Quầy 1, 2 · Trước ông/bà không còn ai" in says(paper(desks=(DeskId(1), DeskId(2)), ahead=0))
    assert "Trước ông/bà không còn ai" in says(paper(desks=(), ahead=0)), "an office with one officer names no desk"


def test_a_layout_that_names_the_desks_apart_does_not_name_them_twice() -> None:
    text = says(paper(rules=own(PaperRow(RowKind.DESKS, RowSize.HUGE), PaperRow(RowKind.AHEAD))))
    assert text == ["Quầy 1", "Trước ông/bà còn 4 người", "A012"]


def test_the_offices_own_wording_is_said_in_each_language_that_it_has() -> None:
    rules = own(
        PaperRow(RowKind.TITLE, texts={"vi": "SỐ CỦA ÔNG/BÀ"}),
        PaperRow(RowKind.MISSED, texts={"vi": "Lỡ lượt xin báo quầy 1.", "km": "សូមប្រាប់បញ្ជរ 1"}),
        PaperRow(RowKind.TEXT, texts={"vi": "Nhớ mang căn cước.", "en": "Please have your identity card ready."}),
    )
    assert says(paper(rules=rules)) == ["SỐ CỦA ÔNG/BÀ", "Lỡ lượt xin báo quầy 1.", "Nhớ mang căn cước.", "A012"]
    english = says(paper(replace(TICKET, language="en"), rules=rules))
    assert english[1:3] == ["Missed your turn? Tell an officer; no new number needed.", "Please have your identity card ready."]
    assert says(paper(replace(TICKET, language="km"), rules=rules))[1:3] == ["សូមប្រាប់បញ្ជរ 1", "Nhớ mang căn cước."]


@pytest.mark.parametrize("kind", [kind for kind in RowKind if kind is not RowKind.NUMBER])
def test_every_kind_of_row_can_be_on_a_paper_and_shows_itself_or_takes_no_room(kind: RowKind) -> None:
    row = PaperRow(kind, texts={"vi": "Xin cảm ơn"} if kind is RowKind.TEXT else {})
    full = replace(TICKET, priority=True)
    filled = paper(
        full, rules=PaperRules(rows=(row, PaperRow(RowKind.NUMBER)), logo=logo()), copy=2, notice="Quá giờ hẹn.", wait_min=(5, 10)
    )
    number = paper(rules=own())
    if kind in (RowKind.RULE, RowKind.GAP):
        assert filled.blocks[0] == number.blocks[0], "nothing stands over it that a line would part it from"
    else:
        assert filled.blocks[0] != number.blocks[0] and not isinstance(filled.blocks[0], Feed | Rule)
    bare = replace(HEAD, authority="", name="", complaint_phone="", qr="")
    empty = paper(desks=(), head=bare, rules=own(row))
    if kind not in (RowKind.TITLE, RowKind.SERVICE, RowKind.AHEAD, RowKind.ISSUED, RowKind.ADVICE, RowKind.MISSED, RowKind.TEXT):
        assert empty == number


# ── what a printer may keep ──


def changing(document: Document) -> list[Block]:
    kept = (Feed, Cut, Qr)
    return [block for block in document.blocks if not isinstance(block, kept) and not getattr(block, "keep", False)]


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_only_the_number_the_facts_and_a_notice_change_from_paper_to_paper(language: str) -> None:
    ticket = replace(TICKET, language=language, priority=True)
    blocks = changing(paper(ticket, copy=2, notice="Quá giờ hẹn.", rules=PaperRules(logo=logo()), wait_min=(5, 10)))
    assert [type(block) for block in blocks] == [Big, Fact, Fact, Line, Fact]
    for fact in (block for block in blocks if isinstance(block, Fact)):
        assert (
            fact.value.isascii()
            and fact.value.isprintable()
            and fact.caption
            and not any(sign.isdigit() for sign in fact.caption.replace(" 1 ", ""))
        )


def test_a_fact_is_a_caption_and_a_value() -> None:
    facts = [block for block in paper(wait_min=(30, 45)).blocks if isinstance(block, Fact)]
    assert [(fact.caption, fact.value) for fact in facts] == [
        ("Quầy 1 · Số người chờ trước ông/bà", "4"),
        ("Số phút chờ, khoảng", "30-45"),
        ("Thứ Hai", "07:58  23/11/2026"),
    ]
    assert next(fact.caption for fact in paper(ahead=0).blocks if isinstance(fact, Fact)) == "Quầy 1 · Số người chờ trước ông/bà"


def kept(document: Document) -> set[Block | str]:
    """What a printer would store of it: kept blocks, and captions."""
    return {block for block in document.blocks if getattr(block, "keep", False)} | {
        block.caption for block in document.blocks if isinstance(block, Fact)
    }


@pytest.mark.parametrize("width", [384, 576])
def test_the_standing_papers_hold_all_that_any_paper_of_any_day_keeps(width: int) -> None:
    setup = replace(default_setup(), paper=PaperRules(logo=logo()))
    standing = standing_papers(setup, head=HEAD, words=WORDS, width_dots=width)
    stored = set().union(*map(kept, standing))
    for language in PAPER_LANGUAGES:
        for day, service in enumerate(setup.services):
            ticket = replace(
                TICKET,
                language=language,
                service=service.id,
                priority=bool(day % 2),
                issued_at=datetime(2027, 3, 1 + day, 2, 30, tzinfo=UTC),
            )
            desks = tuple(desk.id for desk in setup.desks if service.id in desk.services)
            one = paper(ticket, service, desks, day, rules=setup.paper, width_dots=width, copy=1 + day % 3)
            assert kept(one) <= stored


def test_the_standing_papers_begin_with_what_is_printed_most() -> None:
    setup = default_setup()
    standing = standing_papers(setup, head=HEAD, words=WORDS, width_dots=576)
    services = [service.name() for service in setup.services]
    assert [next(name for name in says(one) if name in services) for one in standing[: len(services)]] == services
    assert len(standing) == len(PAPER_LANGUAGES) * (len(services) + 6 + 1)
    assert not any("\u1780" <= sign <= "\u17ff" for one in standing[: len(standing) // 3] for text in says(one) for sign in text)


# ── how it stands there ──


def kinds(document: Document) -> list[type[Block]]:
    return [type(block) for block in document.blocks]


@pytest.mark.parametrize(
    ("rule", "slow", "first"),
    [
        (NumberFirst.AUTO, False, False),
        (NumberFirst.AUTO, True, True),
        (NumberFirst.YES, False, True),
        (NumberFirst.NO, True, False),
    ],
)
def test_the_number_comes_first_on_a_slow_line_or_as_the_office_likes(rule: NumberFirst, slow: bool, first: bool) -> None:
    document = paper(rules=PaperRules(number_first=rule), number_first=slow)
    assert isinstance(document.blocks[0], Big) is first
    assert kinds(document).count(Big) == 1
    assert sorted(says(document)) == sorted(says(paper())), "nothing else goes or comes"


def test_no_two_lines_meet_and_none_stands_at_an_end() -> None:
    rule = PaperRow(RowKind.RULE)
    document = paper(rules=PaperRules(rows=(rule, PaperRow(RowKind.NOTICE), rule, PaperRow(RowKind.NUMBER), rule, rule, rule)))
    assert kinds(document) == [Big, Feed, Cut]
    document = paper(rules=own(PaperRow(RowKind.SERVICE), rule, PaperRow(RowKind.GAP, RowSize.HUGE), rule))
    assert kinds(document) == [Line, Feed, Rule, Feed, Big, Feed, Cut]
    assert document.blocks[3] == Feed(48), "of two blanks the larger stays"


def test_a_name_that_is_too_long_is_set_smaller_and_then_wraps() -> None:
    def size_of(service: Service, width: int) -> tuple[int, int]:
        line = next(
            block
            for block in paper(service=service, width_dots=width).blocks
            if isinstance(block, Line) and block.text == service.name()
        )
        return line.size, len(lines_of(line, width))

    assert size_of(A, 576) == (40, 1)
    size, lines = size_of(LONG, 576)
    assert 20 <= size < 40 and lines == 2
    assert size_of(LONG, 384) == (17, 3)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [384, 512, 576, 640])
def test_nothing_on_it_is_too_small_to_read(width: int, language: str) -> None:
    least = 17 if width == 384 else 20
    document = paper(replace(TICKET, language=language, priority=True), LONG, copy=2, width_dots=width, notice="Quá giờ hẹn.")
    assert min(block.size for block in document.blocks if isinstance(block, Line | Fact)) >= least


def test_a_logo_is_as_high_as_its_row_says_and_never_wider_than_the_paper() -> None:
    def picture(width: int, size: RowSize) -> Picture:
        blocks = paper(rules=own(PaperRow(RowKind.LOGO, size), logo=logo()), width_dots=width).blocks
        return next(block for block in blocks if isinstance(block, Picture))

    assert [picture(576, size).rows for size in RowSize] == [64, 96, 128, 160], "160 is as high as it was stored"
    assert picture(384, RowSize.NORMAL).rows == 64 and picture(384, RowSize.HUGE).width_bytes * 8 <= 384


# ── what it costs, and how it looks ──


PAPERS: dict[str, tuple[int, Document]] = {
    "ticket-80mm": (576, paper()),
    "ticket-58mm": (384, paper(width_dots=384)),
    "short-80mm": (576, paper(rules=PaperRules(short=True))),
    "short-58mm": (384, paper(width_dots=384, rules=PaperRules(short=True))),
    "number-first-80mm": (576, paper(replace(TICKET, priority=True), copy=2, number_first=True)),
    "english-80mm": (576, paper(replace(TICKET, language="en"), default_setup().services[5], (DeskId(4),))),
    "full-80mm": (
        576,
        paper(
            replace(TICKET, priority=True, label="C1024"),
            LONG,
            (DeskId(3), DeskId(4)),
            12,
            rules=PaperRules(logo=logo()),
            notice="Có thể không kịp phục vụ trong buổi này; khi đó xin mời quay lại lúc 13:00 hôm nay với số này.",
            wait_min=(30, 45),
        ),
    ),
}


@pytest.mark.parametrize(
    ("name", "most_bytes", "most_mm"),
    [("ticket-80mm", 11_000, 110), ("ticket-58mm", 7_500, 110), ("short-80mm", 6_800, 75), ("short-58mm", 4_500, 75)],
)
def test_a_paper_is_short_and_light_enough_for_a_slow_line(name: str, most_bytes: int, most_mm: int) -> None:
    width, document = PAPERS[name]
    pieces = render(document, width)
    to_the_cutter_mm = 14
    assert len(encode(pieces, Profile("any", width, Cutter.PARTIAL, Confirm.NONE))) <= most_bytes
    assert paint(pieces, width).height / 8 + to_the_cutter_mm <= most_mm


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_was_approved(name: str) -> None:
    width, document = PAPERS[name]
    got = paint(render(document, width), width)
    if os.environ.get("MOISO_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        got.save(GOLDEN / f"{name}.png", optimize=True)
    with Image.open(GOLDEN / f"{name}.png") as approved:
        assert (got.size, got.tobytes()) == (approved.size, approved.tobytes()), "look at it, then MOISO_GOLDEN=write"


def test_the_layout_that_moiso_brings_is_the_layout_without_rows() -> None:
    assert paper(rules=PaperRules(rows=DEFAULT_ROWS)) == paper()


@pytest.mark.parametrize("size", list(RowSize))
@pytest.mark.parametrize("width", [384, 576])
def test_a_qr_code_has_white_enough_around_it_to_be_found(width: int, size: RowSize) -> None:
    document = paper(rules=PaperRules(rows=(PaperRow(RowKind.NUMBER), PaperRow(RowKind.QR, size))), width_dots=width)
    qr = next(block for block in document.blocks if isinstance(block, Qr))
    (_, above), (code, below), *_ = ink_and_white(document, width)
    assert code == 25 * qr.module and above >= 4 * qr.module and below >= 4 * qr.module


def ink_and_white(document: Document, width: int) -> list[tuple[int, int]]:
    """From top to bottom: rows of ink, and how many white ones follow."""
    picture = paint(render(document, width), width).convert("L")
    rows = [picture.crop((0, y, width, y + 1)).getextrema()[0] == 0 for y in range(picture.height)]
    out: list[list[int]] = []
    for at, black in enumerate(rows):
        if black and (at == 0 or not rows[at - 1]):
            out.append([0, 0])
        if out:
            out[-1][not black] += 1
    return [(ink, white) for ink, white in out]


def test_the_offices_own_texts_are_printed_and_the_file_says_the_rest() -> None:
    own_texts = OfficeTexts(name="TRUNG TÂM XÃ MỸ HƯƠNG", complaint_phone="0299 1")
    said = says(paper(head=headed(HEAD, own_texts)))
    assert HEAD.authority in said and "TRUNG TÂM XÃ MỸ HƯƠNG" in said and HEAD.name not in said
    assert any("0299 1" in line for line in said)
    assert headed(HEAD, OfficeTexts()) == HEAD


def test_a_test_print_says_first_that_it_is_one() -> None:
    for rules in (PaperRules(), own(PaperRow(RowKind.TITLE))):
        said = says(paper(rules=trial_rules(rules, WORDS["vi"])))
        assert said[0] == "IN THỬ" and "A012" in said
