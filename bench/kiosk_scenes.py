"""Every scene of the kiosk as a PNG, for eyes: `python -m bench.kiosk_scenes FOLDER`. No server, no window; nothing is measured."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from drivers.screen.pygame_screen import PygameScreen
from kiosk.press import Given, Pressed
from kiosk.scenes import picture
from kiosk.search import looked_up, sought, typed
from kiosk.state import KioskState, Scene, heard, rested
from server.wire import OfficeView, PrinterView, ServiceFacts, ServiceView, Snapshot, TicketView
from server.wire.heard import GroupView, PolicyView, PriorityView
from server.wire.kiosk import KioskView
from server.wire.procedures import Procedure, ProcedureBook, look_up
from server.words import Words

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 08:00 in Cần Thơ."""
NOW_S = 1000.0
SIZES = ((800, 480), (1280, 800), (1080, 1920))
LANGUAGES = ("vi", "en", "km")
SERVICES = (
    ("A", "people", "#0066cc", "Hộ tịch", "Civil status", "អត្រានុកូលដ្ឋាន"),
    ("B", "stamp", "#661100", "Chứng thực", "Certification", "ការបញ្ជាក់ឯកសារ"),
    ("C", "land", "#806a00", "Đất đai – Xây dựng – Môi trường", "Land, construction, environment", "ដីធ្លី – សំណង់"),
    ("D", "heart", "#6a0080", "Bảo trợ xã hội – Người có công", "Social protection, merit", "ការគាំពារសង្គម"),
    ("E", "shop", "#007f99", "Hộ kinh doanh – Kinh tế", "Business, economy", "ការចុះបញ្ជីអាជីវកម្ម"),
    ("G", "book", "#4c324c", "Văn hóa – Giáo dục – Y tế – Việc khác", "Culture, education, health, other", "សេវាផ្សេងទៀត"),
    ("K", "computer", "#0000cc", "Hỗ trợ dịch vụ công trực tuyến", "Help with online filing", "សេវាសាធារណៈតាមអនឡាញ"),
    ("R", "result", "#19804c", "Nhận kết quả", "Collect result", "ទទួលលទ្ធផល"),
)
WAITS: tuple[tuple[int, tuple[int, int] | None, int | None], ...] = (
    (5, (30, 45), None), (0, (0, 0), None), (12, (60, 90), 6), (1, (0, 10), None), (2, (15, 15), None), (3, None, None), (0, (0, 0), 0), (4, (5, 15), None),
)  # fmt: skip
"""Of each service: people, wait, numbers left."""
GROUPS = (
    PriorityView(id="age75", icon="elder", from_age=75, names={"vi": "Người từ đủ 75 tuổi", "en": "Aged 75 or over", "km": "មនុស្សវ័យចំណាស់ (75+)"}),
    PriorityView(id="disabled", icon="wheelchair", names={"vi": "Người khuyết tật nặng, đặc biệt nặng", "en": "Person with a severe disability", "km": "ជនពិការ"}),
    PriorityView(id="pregnant", icon="pregnant", names={"vi": "Phụ nữ mang thai", "en": "Pregnant woman", "km": "ស្ត្រីមានផ្ទៃពោះ"}),
    PriorityView(id="child6", icon="child", names={"vi": "Có trẻ dưới 6 tuổi đi cùng", "en": "With a child under 6", "km": "អ្នកមានកូនតូចមកជាមួយ"}),
    PriorityView(id="merit", icon="medal", names={"vi": "Người có công", "en": "Person of merit", "km": "អ្នកមានគុណបំណាច់"}),
)  # fmt: skip
PAPERS: tuple[dict[str, str], ...] = (
    {"vi": "Căn cước công dân của cha và mẹ", "en": "Identity cards of both parents", "km": "អត្តសញ្ញាណប័ណ្ណរបស់ឪពុកម្តាយ"},
    {"vi": "Giấy chứng sinh", "en": "Certificate of birth from the hospital", "km": "លិខិតបញ្ជាក់កំណើត"},
    {"vi": "Giấy chứng nhận kết hôn (nếu có)", "en": "Marriage certificate, if any", "km": "សំបុត្រអាពាហ៍ពិពាហ៍ (បើមាន)"},
    {"vi": "Tờ khai đăng ký khai sinh theo mẫu", "en": "The form for registering a birth", "km": "ពាក្យសុំចុះបញ្ជីកំណើត"},
)  # fmt: skip
FEE = {"vi": "Không thu phí", "en": "None", "km": "មិនគិតថ្លៃ"}
LIMIT = {
    "vi": "Ngay trong ngày; nhận hồ sơ sau 15 giờ thì trả hôm sau",
    "en": "The same day; after 15:00 the next",
    "km": "ក្នុងថ្ងៃ",
}
PORTAL = "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword={name}"
BOOK = ProcedureBook(
    mark="b0001",
    procedures=(
        Procedure(
            code="1.001193", service="A", names={"vi": "Đăng ký khai sinh", "en": "Registering a birth", "km": "ចុះបញ្ជីកំណើត"},
            papers=PAPERS, fee=FEE, limit=LIMIT, also=("giấy khai sinh",),
        ),
        Procedure(
            code="1.000110", service="A",
            names={"vi": "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con", "en": "Registering a birth together with a parent's acknowledgement of the child"},
            papers=PAPERS, fee=FEE, limit=LIMIT,
        ),
        Procedure(
            code="2.000635", service="A", names={"vi": "Cấp bản sao trích lục hộ tịch, bản sao giấy khai sinh", "en": "Copy of an extract"},
            papers=PAPERS[:1], fee={"vi": "8.000 đồng/bản sao", "en": "8,000 đồng a copy"},
        ),
        Procedure(code="1.000894", service="A", names={"vi": "Đăng ký kết hôn", "en": "Registering a marriage", "km": "ចុះបញ្ជីអាពាហ៍ពិពាហ៍"}, papers=PAPERS[:2]),
        Procedure(
            code="2.000815", service="B", names={"vi": "Chứng thực bản sao từ bản chính giấy tờ, văn bản", "en": "Certified copies of documents"},
            fee={"vi": "2.000 đồng/trang; từ trang thứ ba 1.000 đồng/trang", "en": "2,000 đồng a page"},
        ),
        Procedure(
            service="C", names={"vi": "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản lần đầu"}, papers=PAPERS * 3, fee=FEE, limit=LIMIT,
        ),
        Procedure(service="Z", names={"vi": "Cấp đổi giấy phép lái xe", "en": "Renewing a driving licence"}),
    ),
)  # fmt: skip
READY, EMPTY = PrinterView(name="main"), PrinterView(name="main", trouble="paper_out")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a state at a time."""

    name: str
    state: KioskState
    now_s: float = NOW_S


def snapshot(at: datetime = EIGHT, kiosk: KioskView | None = None, papers: str = "A", **facts: Any) -> Snapshot:
    """A whole centre. `papers`: the services for which something is to be brought."""
    services = tuple(
        ServiceView(
            id=one, names={"vi": vi, "en": en, "km": km}, minutes=10, desks=(1, 3), icon=icon, colour=colour,
            documents=PAPERS if one in papers else (), fee=FEE if one in papers else {},
        )
        for one, icon, colour, vi, en, km in SERVICES
    )  # fmt: skip
    waits = zip(SERVICES, WAITS, strict=True)
    made = Snapshot(
        v=4, epoch="one", seq=1, now=at, timezone="Asia/Ho_Chi_Minh", day=date(2026, 11, 23), is_open=True, tickets=(), calls=(), desks=(),
        office=OfficeView(authority="ỦY BAN NHÂN DÂN XÃ MỸ HƯƠNG", name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MỸ HƯƠNG"),
        services=services, priority_groups=GROUPS, policy=PolicyView(rule="accumulating", cap=5), printers=(READY,),
        facts=tuple(ServiceFacts(service=one[0], waiting=count, wait_min=wait, left=left) for one, (count, wait, left) in waits),
        sessions=("07:00-11:00", "13:00-17:00"), opens_next=datetime(2026, 11, 24, 0, 0, tzinfo=UTC), kiosk=kiosk or KioskView(),
    )  # fmt: skip
    return made.model_copy(update=facts)


def told(standing: Snapshot, language: str = "vi", **facts: Any) -> KioskState:
    """A kiosk that has just heard it, spoken to in that language."""
    state = heard(KioskState(language=language, own_language=language), standing, NOW_S - 1)
    if state is None:
        raise ValueError("a snapshot is always understood")
    return replace(rested(state), since_s=NOW_S - 3, **facts)


def grouped() -> Snapshot:
    """Twelve services, most of them in two groups, more than stand at once."""
    services = snapshot().services
    many = tuple(
        services[place % 8].model_copy(update={"id": letter, "group": ("tp", "kt", None)[place % 3]})
        for place, letter in enumerate("ABCDEGHKLMNR")
    )
    groups = (
        GroupView(id="tp", icon="people", colour="#0066cc", names={"vi": "Tư pháp – Hộ tịch", "en": "Justice, civil status", "km": "យុត្តិធម៌ – អត្រានុកូលដ្ឋាន"}),
        GroupView(id="kt", icon="", colour="#806a00", names={"vi": "Kinh tế – Đất đai", "en": "Economy and land", "km": "សេដ្ឋកិច្ច – ដីធ្លី"}),
    )  # fmt: skip
    return snapshot().model_copy(update={"services": many, "groups": groups})


def ungrouped() -> Snapshot:
    return grouped().model_copy(update={"groups": ()})


def shown(state: KioskState, paper: str | None, trouble: str = "", **facts: Any) -> KioskState:
    """A number was given, and this became of its paper."""
    pressed = Pressed("press-0001", "C", language=state.language)
    ticket = TicketView(
        id="2026-11-23-C012",
        service="C",
        label="C012",
        state="waiting",
        issued_at=EIGHT,
        arrival=12,
        paper=paper,
        paper_trouble=trouble,
    )
    given = replace(Given(pressed, ticket, 4), **facts)
    return replace(state, scene=Scene.SHOWN, pressed=pressed, given=given, wait_min=(60, 90))


def lookups(language: str) -> Iterator[Shot]:
    """The search, and what it leads to."""
    home = told(snapshot(kiosk=KioskView(portal=PORTAL)), language, book=BOOK)
    yield Shot("home-find", home)
    yield Shot("home-find-leaving", replace(told(grouped(), language, group="tp", book=BOOK), since_s=NOW_S - 18))
    yield Shot("closed-find", told(snapshot(is_open=False), language, book=BOOK))
    seeking = keyed(replace(sought(home), scene=Scene.SEARCH), "")
    yield Shot("search", seeking)
    for name, keys in (
        ("typed", "khai sinh"),
        ("telex", "ddawng kys keets hoon"),
        ("none", "xyz"),
        ("long", "giaays chuwngs nhaanj ddoocj thaan roi lai"),
    ):
        yield Shot(f"search-{name}", keyed(seeking, keys))
    yield Shot("search-last", replace(seeking, page=2))
    yield Shot("search-large", replace(keyed(seeking, "kh"), large=True, numbered=True))
    yield Shot("search-leaving", replace(keyed(seeking, "kh"), since_s=NOW_S - 19))
    for place, found in enumerate(BOOK.procedures):
        looked = replace(seeking, scene=Scene.PROCEDURE, procedure=found)
        if place not in (2, 3):  # nothing in them that the others have not
            yield Shot(f"procedure-{place}", looked)
        if place == 1:
            yield Shot("procedure-large", replace(looked, large=True, numbered=True))
            yield Shot("procedure-no-code", replace(looked, followed=told(snapshot()).followed))
            yield Shot("procedure-offline", looked, NOW_S + 15)
            yield Shot("procedure-question", replace(looked, scene=Scene.QUESTION, service="A"))
            yield Shot("procedure-missing", replace(looked, scene=Scene.MISSING, service="A"))
    closed = told(snapshot(is_open=False, kiosk=KioskView(portal=PORTAL)), language, book=BOOK)
    yield Shot("procedure-closed", replace(closed, scene=Scene.PROCEDURE, procedure=BOOK.procedures[0]))


def keyed(state: KioskState, keys: str) -> KioskState:
    """After these keys, when what they mean is found."""
    for key in keys:
        state = typed(state, "space" if key == " " else key)
    return looked_up(state, state.typed, look_up(BOOK, state.typed))


def shots(language: str) -> Iterator[Shot]:
    """All scenes, and what matters in them."""
    yield from lookups(language)
    home = told(snapshot(), language)
    yield Shot("home", home)
    yield Shot("home-numbered", replace(home, numbered=True))
    yield Shot("home-large", replace(home, large=True))
    yield Shot("home-contrast", told(snapshot(kiosk=KioskView(theme="contrast")), language))
    yield Shot("home-groups", told(grouped(), language))
    yield Shot("home-group", told(grouped(), language, group="tp"))
    yield Shot("home-many", told(ungrouped(), language))
    yield Shot("home-leaving", replace(told(grouped(), language, group="tp"), since_s=NOW_S - 18))
    yield Shot("home-no-printer", told(snapshot(printers=(EMPTY,)), language))

    yield Shot("home-scanned", replace(home, favoured=True, note="kiosk.scan_priority"))
    for name, minutes in (("before", -90), ("pause", 200), ("over", 545)):
        yield Shot(f"home-{name}", told(snapshot(EIGHT + timedelta(minutes=minutes)), language))
    yield Shot("language", told(snapshot(kiosk=KioskView(languages=LANGUAGES))))
    yield Shot("language-two-large", told(snapshot(kiosk=KioskView(languages=("vi", "km"), theme="large"))))
    yield Shot("language-closed", told(snapshot(kiosk=KioskView(languages=LANGUAGES), is_open=False)))
    yield Shot("offline", home, NOW_S + 60)
    yield Shot("closed", told(snapshot(is_open=False), language))
    yield Shot("no-numbers", told(snapshot(printers=(EMPTY,), when_no_paper="refuse"), language))
    yield Shot("question", replace(home, scene=Scene.QUESTION, service="C"))
    yield Shot("question-large", replace(home, scene=Scene.QUESTION, service="C", large=True))
    yield Shot("question-papers", replace(home, scene=Scene.QUESTION, service="A"))
    yield Shot("question-papers-numbered", replace(home, scene=Scene.QUESTION, service="A", numbered=True, large=True))
    many = told(snapshot(), language)
    many = replace(many, followed=replace(many.followed, standing=_with_papers(many, PAPERS * 4)))
    yield Shot("question-many-papers", replace(many, scene=Scene.QUESTION, service="A"))
    only = told(snapshot(kiosk=KioskView(asks_priority=False)), language)
    yield Shot("question-only-papers", replace(only, scene=Scene.QUESTION, service="A"))
    yield Shot("question-known", replace(home, scene=Scene.QUESTION, service="A", favoured=True))
    early = replace(home, scene=Scene.QUESTION, service="R", note="kiosk.scan_early", note_day=date(2026, 11, 25))
    yield Shot("question-early", early)
    yield Shot("question-leaving", replace(home, scene=Scene.QUESTION, service="A", since_s=NOW_S - 19))
    yield Shot("missing", replace(home, scene=Scene.MISSING, service="A"))
    yield Shot("missing-many", replace(many, scene=Scene.MISSING, service="A"))
    asking = replace(home, scene=Scene.ASKING, since_s=NOW_S, service="C")
    yield Shot("asking", asking)
    yield Shot("asking-slow", asking, NOW_S + 2)
    for paper, trouble in (("queued", ""), ("printed", ""), ("unconfirmed", ""), ("queued", "paper_out"), (None, "")):
        yield Shot(f"shown-{trouble or paper or 'none'}", shown(home, paper, trouble))
    yield Shot("shown-large", shown(replace(home, large=True), "printed"))
    notice = "Ngoài giờ làm việc. Số của ông/bà sẽ được gọi từ 13:00 hôm nay."
    yield Shot("shown-notice", shown(home, "printed", notice=notice, ahead=0))
    yield Shot("trouble-lost", replace(home, scene=Scene.TROUBLE))
    yield Shot("trouble-refused", replace(home, scene=Scene.TROUBLE, message="Hôm nay lĩnh vực này đã nhận đủ số."))
    for name, helped in (("calling", None), ("coming", True), ("failed", False)):
        yield Shot(f"help-{name}", replace(home, scene=Scene.HELP, helped=helped))


def _with_papers(state: KioskState, papers: tuple[dict[str, str], ...]) -> Snapshot:
    standing = state.followed.standing
    if standing is None:
        raise ValueError("nothing was heard")
    first, *others = standing.services
    return standing.model_copy(update={"services": (first.model_copy(update={"documents": papers}), *others)})


def main(folder: Path) -> int:
    """Write all pictures. Returns the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        glass = PygameScreen(title="Moiso kiosk scenes", size=size, headless=True)
        for language in LANGUAGES:
            for shot in shots(language):
                glass.show(picture(shot.state, shot.now_s, size, Words("vi")))
                glass.save(folder / f"{size[0]}x{size[1]}-{language}-{shot.name}.png")
        glass.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
