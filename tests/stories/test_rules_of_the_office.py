"""Services, hours, the business day, the paper roll, one officer, and changing it all: bullet by bullet through a whole server."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from display.loop import Loop as DisplayLoop
from drivers.clock import ManualClock, SystemClock
from drivers.feed import Feed
from drivers.printer.profiles import profile
from drivers.printer.render import paint, render
from drivers.screen.ops import DrawList, Happened, Text
from drivers.speaker.pack import ClipPack
from kiosk.scenes import picture as kiosk_picture
from kiosk.state import KioskState
from kiosk.state import heard as kiosk_heard
from server.cli import main
from server.paperwork import letterhead, paper_words
from server.setupfile import setup_of
from server.ticketpaper import ticket_paper
from server.wire import HEARD, News, Snapshot
from server.wire.follow import Followed, follow
from server.words import CLIP_TEXTS, Words

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""08:00 on a Monday in Cần Thơ."""
BOTH = {day: ["07:00-11:00", "13:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
VI = Words("vi")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(EIGHT)


@pytest.fixture
def server(live_server: Callable[..., Any], clock: ManualClock) -> Any:
    return live_server(clock=clock)


def listen(server: Any) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{server.port}/api/hear", open_timeout=10, close_timeout=1, proxy=None)


def hear(line: ClientConnection) -> Snapshot | News:
    """The next message that is no tick."""
    while True:
        message = HEARD.validate_json(line.recv(timeout=10))
        if isinstance(message, Snapshot | News):
            return message


def snapshot(server: Any) -> Snapshot:
    with listen(server) as line:
        first = hear(line)
    assert isinstance(first, Snapshot)
    return first


def refused(server: Any, kind: str, **facts: Any) -> tuple[str, str]:
    """The reason and the sentence."""
    status, answer = server.post({"ask_id": f"refused-{kind}", "kind": kind, **facts})
    assert status in (404, 409, 422), answer
    return answer["reason"], answer["message"]


def label(server: Any, service: str, **facts: Any) -> str:
    return str(server.ask("issue", service=service, **facts)["ticket"]["label"])


def put(kind: str, **row: Any) -> dict[str, Any]:
    return {"put": kind, "row": row}


def at(clock: ManualClock, hour: int, minute: int = 0) -> None:
    """Move on to this time of the same day."""
    here = clock.now() + timedelta(hours=7)
    clock.advance((here.replace(hour=hour, minute=minute) - here).total_seconds())


def on_the_kiosk(server: Any) -> list[str]:
    """What the kiosk's home picture says."""
    state = kiosk_heard(KioskState(), snapshot(server), 0.0)
    assert state is not None
    return [op.text for op in kiosk_picture(state, 0.0, (1280, 800), VI) if isinstance(op, Text)]


# ── services ──────────────────────────────────────────────────────────────────────────────────────


def test_a_tree_of_groups_and_services_is_told_with_all_that_citizens_ask(server: Any) -> None:
    names = {"vi": "Khai sinh", "en": "Birth", "km": "កំណើត"}
    server.ask(
        "change_setup",
        edits=[
            put("groups", id="tp", names={"vi": "Tư pháp"}, icon="people", colour="#0066cc"),
            put("groups", id="ht", names={"vi": "Hộ tịch"}, parent="tp"),
            put("services", id="A", names=names, minutes=12, group="ht", icon="baby", colour="#661100", fee={"vi": "Không thu phí"},
                documents=[{"vi": "Giấy chứng sinh"}, {"vi": "Căn cước"}], procedures=["1.001193"]),
        ],
    )  # fmt: skip
    told = snapshot(server)
    service = told.services[0]
    assert [(group.id, group.parent) for group in told.groups] == [("tp", None), ("ht", "tp")]
    assert (service.names, service.group, service.icon, service.minutes) == (names, "ht", "baby", 12)
    assert (service.fee["vi"], service.procedures, len(service.documents)) == ("Không thu phí", ("1.001193",), 2)


def test_numbers_are_as_the_office_wants_them(server: Any) -> None:
    server.ask(
        "change_setup",
        edits=[
            put("series", id="chung", prefix="", first=1001, last=1002, digits=4, after_last="go_on", then="sau"),
            put("series", id="sau", prefix="", first=2001, last=2001, digits=4, after_last="stop"),
            put("services", id="A", names={"vi": "Hộ tịch"}, series="chung"),
            put("services", id="B", names={"vi": "Chứng thực"}, series="chung"),
        ],
    )
    assert [label(server, service) for service in "ABA"] == ["1001", "1002", "2001"]
    assert refused(server, "issue", service="B")[1] == "Lĩnh vực “Chứng thực” đã hết số của hôm nay. Xin hỏi cán bộ hướng dẫn."
    assert label(server, "C") == "C001", "the others have counters of their own"


def test_a_contingent_counts_down_on_the_kiosk_and_then_it_is_sold_out(server: Any) -> None:
    server.ask("change_setup", edits=[put("services", id="A", names={"vi": "Hộ tịch"}, daily_limit=2)])
    assert "Chưa có ai chờ · còn nhận 2 lượt" in on_the_kiosk(server)
    label(server, "A")
    assert "1 người đang chờ · còn nhận 1 lượt" in on_the_kiosk(server)
    label(server, "A")
    assert "Hôm nay đã nhận đủ" in on_the_kiosk(server)
    says = "Hôm nay lĩnh vực “Hộ tịch” đã nhận đủ 2 lượt. Xin mời quay lại ngày làm việc sau."
    assert refused(server, "issue", service="A") == ("sold_out", says)


# ── day and hours ─────────────────────────────────────────────────────────────────────────────────


def printed(server: Any, ticket: dict[str, Any], notice: str, desks: tuple[int, ...] | None = None) -> bytes:
    """The picture that the paper of this ticket must be."""
    day = server.running.office.view
    one = day.tickets[ticket["id"]]
    desks = day.desk_for(one) if desks is None else desks
    paper = ticket_paper(
        one,
        day.services[one.service],
        desks,
        0,
        rules=day.setup.paper,
        head=letterhead(server.config),
        words=paper_words(server.config),
        width_dots=576,
        notice=notice,
    )
    return bytes(paint(render(paper, profile("virtual80").width_dots), 576).tobytes())


def test_a_press_in_the_lunch_break_is_for_the_afternoon_and_the_paper_says_from_when(
    live_server: Callable[..., Any], clock: ManualClock, eventually: Any
) -> None:
    rules = {"hours": {"week": BOTH, "at_closing": "next_session", "early_min": 60}}
    server = live_server(printer="fake:", clock=clock, rules=rules)
    at(clock, 11, 30)
    answer = server.ask("issue", service="A")
    assert answer["notice"] == "Số của ông/bà được gọi từ 13:00 hôm nay."
    machine = server.running.paperwork.fakes["main"]
    eventually(lambda: machine.papers())
    assert bytes(machine.papers()[0].picture.tobytes()) == printed(server, answer["ticket"], answer["notice"])
    assert refused(server, "call_next", desk=1)[0] == "nobody_waits"
    at(clock, 12, 40)
    assert label(server, "A") == "A002"
    at(clock, 13, 0)
    assert [server.ask(kind, desk=1)["ticket"]["label"] for kind in ("call_next", "finish", "call_next")][::2] == ["A001", "A002"]


def test_outside_its_hours_the_office_warns_or_stops_with_the_time_to_come(
    live_server: Callable[..., Any], clock: ManualClock
) -> None:
    server = live_server(clock=clock, rules={"hours": {"week": BOTH, "at_closing": "warn"}})
    at(clock, 18)
    assert server.ask("issue", service="A")["notice"] == "Hiện ngoài giờ làm việc. Quầy mở lúc 07:00 Thứ Ba, 24/11."
    server.ask("change_setup", edits=[{"rules": {"hours": {"week": BOTH, "at_closing": "stop"}}}])
    says = "Hôm nay đã hết giờ nhận số cho “Hộ tịch”. Xin mời quay lại lúc 07:00 Thứ Ba, 24/11."
    assert refused(server, "issue", service="A") == ("closed_today", says)


def test_no_more_numbers_than_the_time_left_can_serve(live_server: Callable[..., Any], clock: ManualClock) -> None:
    server = live_server(clock=clock, rules={"hours": {"week": BOTH, "at_closing": "stop", "last_numbers_min": 0}})
    at(clock, 16)
    given = [label(server, "K") for _ in range(3)]  # 20 minutes each, one desk, one hour
    says = (
        "Thời gian còn lại không đủ để phục vụ thêm “Hỗ trợ dịch vụ công trực tuyến”. Xin mời quay lại lúc 07:00 Thứ Ba, 24/11."
    )
    assert refused(server, "issue", service="K") == ("no_time_left", says) and given[-1] == "K003"
    assert server.ask("issue", service="K", priority=True)["notice"].startswith("Có thể không kịp phục vụ")


def test_a_holiday_is_closed_and_an_extra_saturday_is_open(
    live_server: Callable[..., Any], clock: ManualClock, eventually: Any
) -> None:
    server = live_server(clock=clock, rules={"hours": {"week": BOTH, "at_closing": "stop"}})
    server.ask("change_setup", edits=[{"date": {"date": "2026-11-23", "note": "Nghỉ lễ"}}])
    assert "07:00 Thứ Ba, 24/11" in refused(server, "issue", service="A")[1]
    server.ask("change_setup", edits=[{"date": {"date": "2026-11-28", "sessions": ["07:30-11:00"], "note": "Ngày lưu động"}}])
    clock.advance(5 * 24 * 3600)
    eventually(lambda: server.running.office.view.date.day == 28)
    assert label(server, "A") == "A001" and snapshot(server).sessions == ("07:30-11:00",)


def test_the_day_ends_by_rule_and_who_is_left_is_first_tomorrow(
    live_server: Callable[..., Any], clock: ManualClock, eventually: Any
) -> None:
    hours = {"week": BOTH, "closes_after_min": 30}
    server = live_server(clock=clock, rules={"hours": hours, "left_over": "carry"})
    assert label(server, "A") == "A001"
    at(clock, 17, 30)
    eventually(lambda: not server.running.office.view.is_open)
    clock.advance(14 * 3600)  # 07:30
    eventually(lambda: server.running.office.view.is_open)
    assert label(server, "A") == "A002"
    assert [one.label for one in snapshot(server).tickets] == ["A001", "A002"]
    assert server.ask("call_next", desk=1)["ticket"]["id"] == "2026-11-24-A001"


# ── paper roll, one officer ───────────────────────────────────────────────────────────────────────


def test_a_paper_roll_is_called_from_and_joins_the_log_afterwards(server: Any) -> None:
    assert label(server, "A") == "A001"
    server.ask("start_roll", service="A", first=15, next=17)
    called = []
    for _ in range(3):
        called.append(server.ask("call_next", desk=1)["ticket"])
        server.ask("finish", desk=1)
    assert [(one["label"], one["why"]) for one in called] == [("A001", "turn"), ("017", "roll"), ("018", "roll")]
    assert [(one.service, one.next) for one in snapshot(server).rolls] == [("A", 19)]
    server.ask("stop_roll", service="A", last=20)
    assert [(one.label, one.state) for one in snapshot(server).tickets if one.state == "waiting"] == [
        ("019", "waiting"),
        ("020", "waiting"),
    ]
    states = {one.label: one.outcome for one in server.running.office.view.tickets.values()}
    assert states["015"] == states["016"] == "by_hand" and states["018"] == "served"
    assert label(server, "A") == "A002", "the machine's own numbers go on"


class Screen:
    """A screen and a loudspeaker that keep what they are given."""

    size, ready, busy = (1920, 1080), True, False

    def __init__(self) -> None:
        self.seen: DrawList = ()
        self.said: list[str] = []

    def show(self, ops: DrawList) -> bool:
        self.seen = ops
        return False

    def happened(self) -> list[Happened]:
        return []

    def wait_frame(self, frames_per_s: int) -> None: ...

    def save(self, path: Path) -> None: ...

    chime = b"|"

    def pack(self, language: str) -> ClipPack:
        return ClipPack("test", {name: f"<{name}>".encode() for name in CLIP_TEXTS})

    def want(self, marks: Mapping[str, str]) -> None: ...

    def play(self, sound: bytes, volume: int = 100) -> bool:
        self.said.append(sound.replace(b"\0", b"").decode())
        return True

    def place(self) -> int:
        return 0

    def end_at(self, place: int) -> None: ...


@pytest.mark.parametrize("one_officer", [True, False])
def test_with_one_officer_no_desk_is_named_on_paper_on_the_screen_or_in_the_voice(
    live_server: Callable[..., Any], eventually: Any, one_officer: bool
) -> None:
    server = live_server(printer="fake:", rules={"one_officer": one_officer})
    screen, feed = Screen(), Feed(server.url.replace("http", "ws") + "/api/hear", {"X-Moiso-Name": "screen"})
    voices: Any = screen
    loop = DisplayLoop(
        screen=screen, speaker=screen, line=feed, voices=voices, words=VI, clock=SystemClock(), picture_file=None
    )  # fmt: skip
    feed.start()
    eventually(lambda: (loop.step(), loop.state.followed.standing)[1])
    ticket = server.ask("issue", service="A")["ticket"]
    eventually(lambda: server.running.paperwork.fakes["main"].papers())
    paper = bytes(server.running.paperwork.fakes["main"].papers()[0].picture.tobytes())
    server.ask("call_next", desk=1)
    eventually(lambda: (loop.step(), screen.said)[1])
    feed.stop()
    shown = [op.text for op in screen.seen if isinstance(op, Text)]
    assert ("MỜI VÀO" in shown, "ĐẾN QUẦY" in shown, "QUẦY" in shown) == (one_officer, not one_officer, not one_officer)
    assert ("<den_quay>" in screen.said[0], "<moi_vao>" in screen.said[0]) == (not one_officer, one_officer)
    assert paper == printed(server, ticket, "", desks=() if one_officer else (1,))


# ── editing ───────────────────────────────────────────────────────────────────────────────────────


def test_a_change_at_once_is_heard_and_used_by_the_next_press(server: Any) -> None:
    with listen(server) as line:
        followed = follow(Followed(), hear(line))
        server.ask("change_setup", edits=[put("services", id="A", names={"vi": "Hộ tịch – Khai sinh"}, daily_limit=1)])
        message = hear(line)
        assert isinstance(message, Snapshot) and message.services[0].names["vi"] == "Hộ tịch – Khai sinh"
        assert followed is not None and message.seq == followed.seq + 1
    label(server, "A")
    assert refused(server, "issue", service="A")[0] == "sold_out"


def test_a_change_from_tomorrow_waits_for_tomorrow(server: Any, clock: ManualClock, eventually: Any) -> None:
    server.ask("change_setup", edits=[{"rules": {"one_officer": True}}], tomorrow=True)
    assert not snapshot(server).one_officer
    clock.advance(24 * 3600)
    eventually(lambda: snapshot(server).one_officer)


def test_a_bad_change_is_refused_in_words_and_changes_nothing(server: Any) -> None:
    before = server.running.office.view.seq
    bad = put("services", id="A", names={"vi": "Hộ tịch"}, minutes=0)
    says = "Chưa lưu: có 1 chỗ chưa đúng. Chỗ đầu tiên: Lĩnh vực A, số phút (minutes): phải từ 1 đến 480."
    assert refused(server, "change_setup", edits=[bad]) == ("bad_setup", says)
    reason, sentence = refused(server, "change_setup", edits=[{"rules": {"one_oficer": True}}])
    assert reason == "not_a_setup" and "one_officer" in sentence
    assert server.running.office.view.seq == before


def test_what_somebody_waits_for_goes_tomorrow_and_not_today(server: Any) -> None:
    label(server, "K")
    drop = [{"drop": "services", "id": "K"}, put("desks", id=5, services=["R"])]
    assert refused(server, "change_setup", edits=drop)[0] == "still_in_use"
    server.ask("change_setup", edits=drop, tomorrow=True)


def test_the_setup_goes_out_and_comes_in_as_one_file(server: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def moiso(*words: str) -> str:
        assert main(["config", *words, "--data", str(server.config.data), "--port", str(server.port)]) == 0
        return capsys.readouterr().out

    file = tmp_path / "moiso.toml"
    file.write_text(moiso("export"), encoding="utf-8")
    assert setup_of(file.read_text(encoding="utf-8")) == server.running.office.view.setup
    file.write_text(file.read_text(encoding="utf-8").replace('vi = "Hộ tịch"', 'vi = "Khai sinh, kết hôn"'), encoding="utf-8")
    assert "dùng được" in moiso("check", str(file))
    assert moiso("import", str(file)).strip() == "Máy chủ đã nhận cấu hình mới và dùng ngay từ bây giờ."
    assert snapshot(server).services[0].names["vi"] == "Khai sinh, kết hôn"
    assert json.loads(server.request("GET", "/health")[1])["ok"] is True
    assert "Khai sinh, kết hôn" in moiso("export")
