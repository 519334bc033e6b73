"""Every scene in every layout, size and language: all in its place, whole, large enough, and readable by whoever sees no colours."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pygame
import pytest

from bench.scenes import EMERGENCY, NOW_S, SCREEN, Scene, scenes, snapshot, told
from display.around import Around
from display.scenes import MARGIN, picture
from display.state import STALE_AFTER_S
from display.theme import CONTRAST, LED, LIGHT, NAVY, Theme, theme_of
from drivers.screen.letters import fitted
from drivers.screen.ops import Arrow, Box, Colour, DrawList, Picture, Qr, Rect, Text, Ticker
from server.domain.checks import NOTICE_MAX
from server.wire.heard import ScreenPlace
from server.words import Words

SIZES = [(1920, 1080), (1280, 720), (1366, 768), (1080, 1920), (3840, 2160)]
SECONDS = ["", "km", "en"]
VI = Words("vi")
EVERY = pytest.mark.parametrize(("size", "second"), [(size, second) for size in SIZES for second in SECONDS])


@pytest.fixture(autouse=True)
def _fonts() -> None:
    pygame.font.init()


def drawn(scene: Scene, size: tuple[int, int], around: Around | None = None) -> DrawList:
    return picture(scene.state, scene.now_s, size, VI, around or scene.around)


def texts(ops: DrawList) -> list[Text]:
    return [op for op in ops if isinstance(op, Text) and op.text]


def said(ops: DrawList) -> list[str]:
    return [text.text for text in texts(ops)]


def em(text: Text) -> int:
    """The size that it is really drawn in."""
    return fitted(text.text, text.rect.width, text.rect.height, text.size, text.floor, text.lines, text.bold).size


def calls(layout: str = "calls", second: str = "", count: int = 8, ago_s: float = 20.0, **screen: Any) -> Scene:
    place = ScreenPlace(name="one", layout=layout, second=second)
    return Scene(layout, told(snapshot(screen=SCREEN.model_copy(update=screen)), place, count, ago_s))


@EVERY
def test_nothing_that_is_read_overlaps_or_leaves_the_glass(size: tuple[int, int], second: str) -> None:
    for scene in scenes(second):
        ops = drawn(scene, size)
        read = [op for op in ops if not isinstance(op, Box) and not (isinstance(op, Text) and not op.text)]
        for op in read:
            assert min(op.rect.x, op.rect.y) >= 0, (scene.name, op)
            assert op.rect.right <= size[0] and op.rect.bottom <= size[1], (scene.name, op)
            assert op.rect.width > 0 and op.rect.height > 0, (scene.name, op)
        assert [(scene.name, *pair) for pair in combinations(read, 2) if pair[0].rect.overlaps(pair[1].rect)] == []


@EVERY
def test_every_text_fits_its_field_whole(size: tuple[int, int], second: str) -> None:
    for scene in scenes(second):
        for text in texts(drawn(scene, size)):
            found = fitted(text.text, text.rect.width, text.rect.height, text.size, text.floor, text.lines, text.bold)
            shown = "".join(found.lines).replace(" ", "").replace("\u00a0", "")
            assert shown == text.text.replace(" ", "").replace("\u200b", ""), scene.name
            assert len(found.lines) * found.step <= text.rect.height + 1, (scene.name, text)


@EVERY
def test_no_letter_is_too_small_to_read_from_the_first_rows(size: tuple[int, int], second: str) -> None:
    """2.1 % of the shorter side: 23 px at 1080p, seen from 2 m on 43 inches; all that matters is far larger, see below."""
    for scene in scenes(second):
        for text in texts(drawn(scene, size)):
            assert em(text) >= 0.021 * min(size), (scene.name, text.text, em(text))


@pytest.mark.parametrize("second", SECONDS)
def test_sizes_at_1080p_are_those_that_read_from_the_back_row(second: str) -> None:
    """Source: SCREEN-AND-VOICE §4: the call 280 px, rows 120 px, labels 44 px."""
    found = texts(drawn(calls(second=second), (1920, 1080)))
    sizes = {text.text: sorted((em(one) for one in found if one.text == text.text), reverse=True) for text in found}
    assert sizes["A012"][0] >= 280
    assert min(sizes[label][-1] for label in ("G022", "E001", "D003", "A010")) >= 120
    assert sizes["QUẦY"][0] >= 44 and sizes["MỜI CÔNG DÂN SỐ"][0] >= 60


@pytest.mark.parametrize("layout", ["media", "notices", "columns", "led"])
def test_in_other_layouts_the_number_stays_large(layout: str) -> None:
    found = texts(drawn(calls(layout), (1920, 1080)))
    assert max(em(text) for text in found if text.text == "A012") >= (130 if layout == "led" else 200)
    assert min(em(text) for text in found if text.text == "E001") >= 64


def beneath(text: Text, ops: DrawList) -> Colour:
    """The colour of the box that the text stands on."""
    before = ops[: ops.index(text)]
    middle = (text.rect.x + text.rect.width // 2, text.rect.y + text.rect.height // 2)
    return [op.colour for op in before if isinstance(op, Box) and op.rect.holds(*middle)][-1]


@pytest.mark.parametrize("second", SECONDS)
def test_everything_that_is_read_has_a_contrast_of_seven_to_one_where_it_stands(second: str) -> None:
    for scene in scenes(second):
        for place_s in (0.0, 0.6):
            ops = picture(scene.state, scene.now_s + place_s, (1920, 1080), VI, scene.around)
            for text in texts(ops):
                assert contrast(text.colour, beneath(text, ops)) >= 7, (scene.name, text.text)
            for op in ops:
                if isinstance(op, Ticker):
                    assert contrast(op.colour, op.back) >= 7


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize(("colours", "layout"), [("navy", "calls"), ("light", "calls"), ("contrast", "calls"), ("navy", "led")])
def test_every_theme_has_a_contrast_of_seven_to_one(colours: str, layout: str, stale: bool) -> None:
    theme = theme_of(colours, layout, stale)
    pairs = [
        (theme.number, theme.panel), (theme.text, theme.panel), (theme.text, theme.row), (theme.text, theme.row_other),
        (theme.number, theme.row), (theme.number, theme.row_other), (theme.number, theme.back), (theme.text, theme.back),
        (theme.label, theme.back), (theme.label, theme.panel), (theme.newest_text, theme.newest), (theme.newest_text, theme.number),
        (theme.door_text, theme.door), (theme.door_small, theme.door), (theme.strip_text, theme.strip), (theme.alarm_text, theme.alarm),
    ]  # fmt: skip
    if stale:  # nothing changes colours while the server is away
        pairs.remove((theme.newest_text, theme.number))
    assert {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 7} == {}


def test_an_unknown_name_of_colours_is_navy() -> None:
    assert theme_of("sepia", "calls", False) == NAVY
    assert len({NAVY, LIGHT, CONTRAST, LED}) == 4
    assert isinstance(NAVY, Theme)


def contrast(one: Colour, other: Colour) -> float:
    """Source: WCAG 2.2, relative luminance."""

    def luminance(colour: Colour) -> float:
        parts = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# ── A call ──


def grounds(scene: Scene, size: tuple[int, int], seconds: float) -> list[Colour]:
    """The ground of the number that stands large, every twentieth of a second."""
    out = []
    for step in range(int(seconds * 20)):
        at_s = scene.now_s + step / 20
        ops = picture(replace(scene.state, heard_s=at_s), at_s, size, VI)
        large = max((text for text in texts(ops) if text.text == "A012"), key=lambda text: text.rect.height)
        out.append(beneath(large, ops))
    return out


@pytest.mark.parametrize("layout", ["calls", "media", "columns", "led"])
def test_a_new_call_changes_colours_once_a_second_and_then_stands_still(layout: str) -> None:
    found = grounds(calls(layout, ago_s=0.0), (1920, 1080), 10)
    changes = sum(1 for one, other in pairwise(found) if one != other)
    assert 10 <= changes <= 12, "at most one flash a second for six seconds"
    assert len(set(found[-60:])) == 1


def test_while_the_line_is_down_nothing_flashes() -> None:
    scene = calls(ago_s=0.0)
    state = replace(scene.state, heard_s=NOW_S - STALE_AFTER_S)
    pictures = [picture(state, NOW_S + 0.1 + step / 20, (1920, 1080), VI) for step in range(15)]
    assert len(set(pictures)) == 1


def test_three_calls_at_once_all_have_their_eight_seconds_and_are_in_the_list_at_once(story: Any) -> None:
    for label, desk in (("A001", 1), ("B001", 2), ("C001", 3)):
        story.call(label, desk)
    large: dict[str, float] = {}
    for _ in range(26 * 8):
        found = texts(picture(story.state, story.now_s, (1920, 1080), VI))
        assert {"A001", "B001", "C001"} <= {text.text for text in found}
        biggest = max((text for text in found if text.text[1:] == "001"), key=lambda text: text.size)
        large[biggest.text] = large.get(biggest.text, 0) + 0.125
        story.wait(0.125)
    assert list(large) == ["A001", "B001", "C001"]
    assert min(large.values()) >= 8


def test_the_newest_row_is_marked_by_shape_and_not_by_colour_alone() -> None:
    for layout in ("calls", "columns", "led"):
        ops = drawn(calls(layout), (1920, 1080))
        row = min((text for text in texts(ops) if text.text == "A012"), key=lambda text: text.rect.height)
        arrows = [op for op in ops if isinstance(op, Arrow)]
        assert any(arrow.rect.y >= row.rect.y and arrow.rect.bottom <= row.rect.bottom for arrow in arrows)


def test_a_priority_ticket_says_so_large_and_in_its_row() -> None:
    assert said(drawn(calls(count=8), (1920, 1080))).count("ƯU TIÊN") == 2
    assert "ƯU TIÊN" not in said(drawn(calls(count=0), (1920, 1080)))


def test_a_desks_name_stands_beside_its_number_where_it_has_one() -> None:
    assert "Bàn hướng dẫn" in said(drawn(calls("columns"), (1920, 1080)))
    assert "Bàn hướng dẫn" not in said(drawn(calls("columns", count=2), (1920, 1080)))


def test_a_zone_shows_its_own_calls_and_its_own_waiting() -> None:
    place = ScreenPlace(name="one", services=("A",))
    shown = said(drawn(Scene("zone", told(snapshot(), place, 8)), (1920, 1080)))
    assert {"A012", "A010", "A011", "Hộ tịch", "Đang chờ: 5 người"} <= set(shown)
    assert not {"G022", "B105", "Chứng thực"} & set(shown)


def test_one_officer_names_no_desk() -> None:
    scene = Scene("", told(snapshot(one_officer=True), ScreenPlace(name="one"), 3))
    shown = said(drawn(scene, (1920, 1080)))
    assert "MỜI VÀO" in shown and "QUẦY" not in shown and "ĐẾN QUẦY" not in shown


# ── Beside a call ──


@pytest.mark.parametrize("size", SIZES)
def test_what_takes_turns_never_covers_a_call(size: tuple[int, int]) -> None:
    for scene in scenes(""):
        if not scene.name.startswith(("media", "notices")):
            continue
        ops = drawn(scene, size)
        others = [op.rect for op in ops if isinstance(op, Picture | Qr) and getattr(op, "name", "") != "emblem"]
        for text in texts(ops):
            if text.text in ("A012", "G022", "E001", "D003", "A010", "2", "8", "6"):
                assert not any(text.rect.overlaps(rect) for rect in others)


def test_both_languages_stand_for_what_citizens_read() -> None:
    shown = set(said(drawn(calls(second="km"), (1920, 1080))))
    assert {"MỜI CÔNG DÂN SỐ", "សូមអញ្ជើញលេខ", "ĐẾN QUẦY", "ទៅបញ្ជរលេខ", "Bảo trợ xã hội – Người có công", "ការគាំពារសង្គម"} <= shown
    english = set(said(drawn(calls(second="en"), (1920, 1080))))
    assert {"NOW CALLING", "TO DESK", "Social protection, merit"} <= english
    plain = set(said(picture(calls().state, NOW_S, (1920, 1080), Words("en"))))
    assert "NOW CALLING" in plain and "MỜI CÔNG DÂN SỐ" not in plain


def test_an_unknown_second_language_is_none() -> None:
    assert said(drawn(calls(second="xx"), (1920, 1080))) == said(drawn(calls(), (1920, 1080)))


def foot(scene: Scene, size: tuple[int, int], turns: int = 4) -> list[str]:
    """What its line says in the course of some turns."""
    out = []
    for turn in range(turns):
        ops = (
            picture(scene.state, NOW_S - 0.5, size, VI) if not turn else picture(_alive(scene, turn), NOW_S + turn * 10, size, VI)
        )
        lines = [op for op in ops if isinstance(op, Text | Ticker) and op.rect.y > size[1] * 0.85 and "người" not in op.text[-6:]]
        out += [op.text for op in lines if op.text not in out]
    return out


def _alive(scene: Scene, turn: int) -> Any:
    return replace(scene.state, heard_s=NOW_S + turn * 10)


def test_the_foot_tells_the_offices_line_and_the_days_figures_in_turn() -> None:
    shown = foot(calls(), (1920, 1080))
    assert VI.say("screen.notice") in shown
    assert "Hôm nay đã phục vụ 47 lượt, chờ trung bình 12 phút" in shown
    assert "Hôm nay đã phục vụ 47 lượt, chờ trung bình 12 phút" not in foot(calls(figures=False), (1920, 1080))
    own = foot(calls(second="km", notice={"vi": "Xin giữ trật tự", "km": "សូមរក្សាទុក"}), (1920, 1080), 6)
    assert {"Xin giữ trật tự", "សូមរក្សាទុក"} <= set(own) and VI.say("screen.notice") not in own


@pytest.mark.parametrize("size", SIZES)
def test_a_line_that_would_have_to_be_small_runs_instead(size: tuple[int, int]) -> None:
    notice = ("Xin mang theo căn cước công dân và giấy tờ gốc để đối chiếu; " * 3)[:NOTICE_MAX]
    ops = drawn(calls(notice={"vi": notice}), size)
    lines = [op for op in ops if isinstance(op, Ticker)]
    assert len(lines) == 1 and lines[0].text.startswith(notice) and "47 lượt" in lines[0].text
    assert lines[0].size >= 0.038 * min(size)


def test_without_the_server_the_last_state_stays_grey_with_its_age(story: Any, new_ticket: Any) -> None:
    story.call("A012", 2)
    story.wait(STALE_AFTER_S + 120)
    found = texts(picture(story.state, story.now_s, (1920, 1080), VI))
    shown = [text.text for text in found]
    assert "A012" in shown and "MẤT KẾT NỐI – số trên màn hình là của 2 phút trước" in shown
    assert NAVY.number not in {text.colour for text in found}
    assert not any(":" in text for text in shown), "a clock that nobody sets any more is not shown"
    story.wait(3 * 3600)
    assert any("3 giờ" in text for text in said(picture(story.state, story.now_s, (1920, 1080), VI)))


def test_a_clock_that_is_doubted_is_not_shown() -> None:
    scene = Scene("", told(snapshot(clock_doubt="jumped"), ScreenPlace(name="one"), 2))
    assert "08:00" not in said(drawn(scene, (1920, 1080)))


# ── Scenes that fill the glass ──


def test_before_the_first_word_the_screen_says_that_it_is_connecting(new_story: Any) -> None:
    ops = picture(new_story().state, 0.0, (1920, 1080), VI, Around(address="http://10.0.0.5:8480"))
    assert any("Đang kết nối" in text for text in said(ops)) and "http://10.0.0.5:8480" in said(ops)


def test_a_closed_day_says_so(story: Any) -> None:
    story.snapshot(is_open=False)
    assert any("đã kết thúc" in text for text in said(picture(story.state, story.now_s, (1920, 1080), VI)))


def named(name: str) -> Scene:
    return next(scene for scene in scenes("en") if scene.name == name)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "hours-before",
            {"CHƯA ĐẾN GIỜ LÀM VIỆC", "NOT OPEN YET", "Mở cửa lúc 07:00", "Giờ làm việc hôm nay: 07:00–11:00, 13:00–17:00"},
        ),
        ("hours-pause", {"NGHỈ GIỮA GIỜ", "Làm việc lại lúc 13:00", "Back at 13:00"}),
        ("hours-over", {"ĐÃ HẾT GIỜ LÀM VIỆC", "Hẹn gặp lại lúc 07:00, Thứ Ba 24/11", "See you at 07:00, Tuesday 24/11"}),
        ("hours-closed", {"Hôm nay đã kết thúc nhận số", "No more numbers today"}),
        ("pairing", {"482 913", "http://192.168.1.10:8480"}),
        ("technician", {"Phiên bản", "0.1.0 · wire 4", "A012"}),
        ("calls-help", {"Có người cần giúp đỡ tại máy lấy số", "A012"}),
        ("emergency", {"THÔNG BÁO KHẨN", EMERGENCY["vi"], "A012", "G022"}),
    ],
)
def test_a_scene_says_what_it_is_for(name: str, wanted: set[str]) -> None:
    assert wanted <= set(said(drawn(named(name), (1920, 1080))))


def test_who_is_called_in_the_break_is_still_called() -> None:
    from datetime import timedelta

    from bench.scenes import EIGHT

    scene = Scene("", told(snapshot(EIGHT + timedelta(minutes=200)), ScreenPlace(name="one"), 3))
    assert "A012" in said(drawn(scene, (1920, 1080)))


def test_a_new_call_blinks_in_the_strip_of_an_emergency_too() -> None:
    found = grounds(calls(ago_s=0.0, emergency=EMERGENCY), (1920, 1080), 9)
    assert 10 <= sum(1 for one, other in pairwise(found) if one != other) <= 12


def test_off_hours_the_glass_is_black_and_nothing_else() -> None:
    ops = drawn(named("off-hours"), (1920, 1080))
    assert ops == (Box(Rect(0, 0, 1920, 1080), (0, 0, 0)),)
    assert said(drawn(named("off-hours"), (1920, 1080), Around(code="123456"))), "a code is shown whatever the hour"
    assert said(drawn(named("off-hours"), (1920, 1080), Around(technician=(("IP", "10.0.0.9"),))))


# ── Against burn-in ──


def shifts() -> Iterator[tuple[int, int]]:
    yield from ((0, 0), (4, -4), (-6, 6), (50, -50))


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_a_shift_moves_everything_alike_and_leaves_no_edge_bare(size: tuple[int, int]) -> None:
    scene = calls("media")
    still = drawn(scene, size)
    for shift in shifts():
        moved = drawn(scene, size, Around(shift=shift))
        dx, dy = (max(-MARGIN, min(MARGIN, way)) for way in shift)
        for one, other in zip(still, moved, strict=True):
            if not isinstance(one, Box):
                assert (other.rect.x, other.rect.y) == (one.rect.x + dx, one.rect.y + dy)
            assert other.rect.x >= 0 and other.rect.y >= 0 and other.rect.right <= size[0] and other.rect.bottom <= size[1]
        boxes = [op.rect for op in moved if isinstance(op, Box)]
        door = boxes[1]
        assert (door.x, door.y, door.right) == (0, 0, size[0]), "the head reaches to the edges wherever it stands"
