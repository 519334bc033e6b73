"""Every scene of the information screen as a PNG, for eyes: `python -m bench.scenes FOLDER`. No server, no window; nothing is measured."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from display.around import NOTHING, Around
from display.scenes import picture
from display.state import ScreenState, reduce
from display.turns import SlideKind, slides
from drivers.screen.ops import Decoded
from drivers.screen.pygame_screen import PygameScreen
from server.wire import Heard, News, OfficeView, ScreenView, ServiceFacts, ServiceView, Snapshot, Tick, TicketView
from server.wire.heard import DeskView, Help, MediaView, NoticeView, ScreenPlace, You
from server.words import Words

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 08:00 in Cần Thơ."""
NOW_S = 1000.0
SIZES = ((1920, 1080), (1280, 720), (1080, 1920))
SECONDS = ("", "km")
LAYOUTS = ("calls", "media", "notices", "columns", "led")
SESSIONS = ("07:00-11:00", "13:00-17:00")
SERVICES = (
    ("A", "Hộ tịch", "អត្រានុកូលដ្ឋាន", "Civil status"),
    ("B", "Chứng thực", "ការបញ្ជាក់ឯកសារ", "Certification"),
    ("C", "Đất đai – Xây dựng – Môi trường", "ដីធ្លី – សំណង់", "Land, construction, environment"),
    ("D", "Bảo trợ xã hội – Người có công", "ការគាំពារសង្គម", "Social protection, merit"),
    ("E", "Hộ kinh doanh – Kinh tế", "ការចុះបញ្ជីអាជីវកម្ម", "Business, economy"),
    ("G", "Văn hóa – Giáo dục – Y tế – Việc khác", "សេវាផ្សេងទៀត", "Culture, education, health, other"),
)
WAITS = ((5, (30, 45)), (0, (0, 0)), (12, (60, 90)), (1, (0, 10)), (2, (15, 15)), (3, None))
CALLS = (("A011", 1), ("B105", 4), ("C027", 12), ("A010", 3), ("D003", 5), ("E001", 6), ("G022", 8), ("A012", 2))
NOTICES = (
    NoticeView(id="one", texts={
        "vi": "Từ ngày 1/12, trung tâm nhận hồ sơ cả sáng thứ Bảy. Xin mang theo căn cước công dân và giấy tờ gốc để đối chiếu.",
        "km": "សូមអង្គុយរង់ចាំ ស្តាប់ការហៅ និងមើលអេក្រង់។",
    }),
)  # fmt: skip
EMERGENCY = {"vi": "Mất điện khu B. Xin quý công dân sang phòng số 2 theo hướng dẫn của cán bộ.", "km": "សូមជូនដំណឹងដល់មន្ត្រី។"}
SCREEN = ScreenView(
    notices=NOTICES,
    procedures="https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh",
    hours="http://192.168.1.10:8481/hours",
    emblem="emblem",
)
TECHNICIAN = (
    ("Địa chỉ máy chủ", "http://192.168.1.10:8480"), ("Tên màn hình", "man-hinh-cua-chinh"), ("Phiên bản", "0.1.0 · wire 4"),
    ("Máy in", "Máy in chính: sẵn sàng"), ("Giờ máy chủ", "08:00:12"), ("Âm thanh", "có loa"), ("Địa chỉ IP", "192.168.1.31"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture; `now_s` is when it is looked at."""

    name: str
    state: ScreenState
    now_s: float = NOW_S
    around: Around = NOTHING


def snapshot(at: datetime = EIGHT, screen: ScreenView = SCREEN, **facts: object) -> Snapshot:
    """A whole centre with six services and eight desks; nobody has been called."""
    waiting = tuple(
        TicketView(id=f"{service}9{number:02}", service=service, label=f"{service}9{number:02}", state="waiting", issued_at=at, arrival=number)
        for (service, *_), (count, _) in zip(SERVICES, WAITS, strict=True)
        for number in range(count)
    )  # fmt: skip
    made = Snapshot(
        v=4, epoch="one", seq=1, now=at, timezone="Asia/Ho_Chi_Minh", day=date(2026, 11, 23), is_open=True, tickets=waiting, calls=(),
        office=OfficeView(authority="ỦY BAN NHÂN DÂN XÃ MỸ HƯƠNG", name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MỸ HƯƠNG"),
        services=tuple(ServiceView(id=one, names={"vi": vi, "km": km, "en": en}, minutes=10, desks=(1,)) for one, vi, km, en in SERVICES),
        desks=tuple(DeskView(id=one, services=("A",), names={"vi": "Bàn hướng dẫn"} if one == 12 else {}) for one in (1, 2, 3, 4, 5, 6, 8, 12)),
        facts=tuple(ServiceFacts(service=one[0], waiting=count, wait_min=wait) for one, (count, wait) in zip(SERVICES, WAITS, strict=True)),
        sessions=SESSIONS, opens_next=datetime(2026, 11, 24, 0, 0, tzinfo=UTC), screen=screen,
        media=(MediaView(mark="photo"), MediaView(mark="emblem")),
    )  # fmt: skip
    return made.model_copy(update=facts)


def told(standing: Snapshot, place: ScreenPlace, calls: int = 0, ago_s: float = 20.0) -> ScreenState:
    """A screen at `place` that has heard the snapshot and then so many of CALLS, the last one `ago_s` before NOW_S."""
    state = ScreenState()
    begun_s = NOW_S - ago_s - 10.0 * calls
    messages: list[tuple[float, Heard]] = [
        (begun_s, You(name=place.name)),
        (begun_s, standing.model_copy(update={"screens": (place,)})),
    ]
    for number, (label, desk) in enumerate(CALLS[len(CALLS) - calls :], start=1):
        at = standing.now + timedelta(seconds=number)
        ticket = TicketView(
            id=label, service=label[0], label=label, state="called", issued_at=at, arrival=number, desk=desk, calls=1, last_call_at=at,
            priority=label in ("A012", "C027"),
        )  # fmt: skip
        messages.append((begun_s + 10.0 * number, News(seq=1 + number, at=at, kind="ticket_called", ticket=ticket)))
    messages.append((NOW_S - 1, Tick(now=standing.now, seq=1 + calls, served=47, waited_min=12)))
    for heard_s, message in messages:
        state = reduce(state, message, heard_s) or state
    return state


def scenes(second: str) -> Iterator[Scene]:
    """All of them."""
    calls = ScreenPlace(name="one", second=second)
    for layout in LAYOUTS:
        place = replace_place(calls, layout=layout)
        around = Around(ready=("photo", "emblem"))
        yield Scene(layout, told(snapshot(), place, 8), around=around)
        yield Scene(f"{layout}-nobody", told(snapshot(), place), around=around)
        yield Scene(f"{layout}-lost", told(snapshot(), place, 8), NOW_S + 150, around)
    for layout in ("media", "notices"):
        state = told(snapshot(), replace_place(calls, layout=layout), 8)
        yield from _turns(f"{layout}-turn", state, Around(ready=("photo", "emblem")))
    state = told(snapshot(), calls, 8, 0.1)
    yield Scene("calls-new", state, NOW_S)
    asked = reduce(told(snapshot(), calls, 8), Help(at=EIGHT, kiosk="kiosk"), NOW_S - 1)
    yield Scene("calls-help", asked or ScreenState())
    yield Scene("calls-one-officer", told(snapshot(one_officer=True), calls, 3))
    yield Scene("calls-desk-name", told(snapshot(), calls, 6))
    for colours in ("light", "contrast"):
        yield Scene(f"calls-{colours}", told(snapshot(screen=SCREEN.model_copy(update={"colours": colours})), calls, 8))
        yield Scene(
            f"calls-{colours}-lost", told(snapshot(screen=SCREEN.model_copy(update={"colours": colours})), calls, 8), NOW_S + 9
        )
    long = SCREEN.model_copy(
        update={
            "notice": {
                "vi": "Xin mang theo căn cước công dân và giấy tờ gốc để đối chiếu khi nộp hồ sơ tại quầy; trẻ em đi cùng."
            }
        }
    )
    yield Scene("calls-ticker", told(snapshot(screen=long), calls, 8))
    for name, at in (("before", -70), ("pause", 200), ("over", 545)):
        yield Scene(f"hours-{name}", told(snapshot(EIGHT + timedelta(minutes=at)), calls))
    yield Scene("hours-closed", told(snapshot(is_open=False), calls))
    yield Scene("emergency", told(snapshot(screen=SCREEN.model_copy(update={"emergency": EMERGENCY})), calls, 8))
    yield Scene("emergency-lost", told(snapshot(screen=SCREEN.model_copy(update={"emergency": EMERGENCY})), calls, 8), NOW_S + 60)
    yield Scene("technician", told(snapshot(), calls, 8), around=Around(technician=TECHNICIAN))
    yield Scene("pairing", ScreenState(), around=Around(code="482913", address="http://192.168.1.10:8480"))
    yield Scene("connecting", ScreenState(), around=Around(address="http://192.168.1.10:8480"))
    yield Scene("off-hours", told(snapshot(EIGHT + timedelta(hours=12), SCREEN.model_copy(update={"off_hours": True})), calls))


def replace_place(place: ScreenPlace, **facts: object) -> ScreenPlace:
    return place.model_copy(update=facts)


def _turns(name: str, state: ScreenState, around: Around) -> Iterator[Scene]:
    """Each slide in its own turn."""
    turns = slides(state, around)
    round_s = sum(slide.seconds for slide in turns)
    at_s = (int(NOW_S) // round_s + 1) * round_s
    for number, slide in enumerate(turns):
        if slide.kind is not SlideKind.VIDEO:
            yield Scene(f"{name}-{number}-{slide.kind}-{slide.language}", replace(state, heard_s=at_s), at_s + 1, around)
        at_s += slide.seconds


def photo(width: int, height: int) -> Decoded:
    """Something to look at in a picture's place."""
    rows = (bytes(value for x in range(width) for value in (x * 255 // width, y * 255 // height, 120)) for y in range(height))
    return Decoded((width, height), b"".join(rows))


def main(folder: Path) -> int:
    """Write all pictures. Returns the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        glass = PygameScreen(title="Moiso scenes", size=size, headless=True)
        glass.keep("photo", photo(640, 480))
        glass.keep("emblem", photo(100, 100))
        for second in SECONDS:
            for scene in scenes(second):
                glass.show(picture(scene.state, scene.now_s, size, Words("vi"), scene.around))
                glass.save(folder / f"{size[0]}x{size[1]}-{second or 'vi'}-{scene.name}.png")
        glass.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
