"""A manager makes the centre her own in a real browser: adds, edits, takes out; is told what is wrong where it is wrong; loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.domain.setup import AtClosing, LeftOver, Policy, Rule, Session
from server.translate.guarantee import guarantee
from server.web.office.nav import NAV
from server.web.office.pages import LISTED
from server.words import Words

LONG = "Đăng ký lại kết hôn có yếu tố nước ngoài và cấp giấy chứng nhận quyền sử dụng đấ"
PAGES = ["/office", *(path for _, pages in NAV for path, _ in pages if path != "/ticket")] + [
    f"/office/new/{kind}" for kinds in LISTED.values() for kind in kinds if kind != "media"
]


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(printer="fake:")


def setup(server: Any) -> Any:
    return server.running.office.view.setup


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def saved(page: Page) -> None:
    expect(page.locator("#flash")).to_contain_text("Đã lưu")


def test_a_service_is_added_with_its_desks_and_given_at_once(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office")
    page.get_by_role("link", name="Lĩnh vực", exact=True).click()
    page.get_by_role("link", name="Thêm lĩnh vực", exact=True).click()
    page.get_by_label("Tiếng Việt").first.fill("Cấp bản sao trích lục")
    page.get_by_label("Làm xong một người mất khoảng bao nhiêu phút?").fill("6")
    for desk in ("Quầy 2", "Quầy 4"):
        page.get_by_label(desk).check()
    page.get_by_text("Giấy tờ, lệ phí, thủ tục").click()
    press(page, "Thêm giấy tờ")
    expect(page.locator(".documents input").first).to_be_focused()
    page.locator(".documents input").first.fill("Căn cước công dân")
    page.get_by_label("Mã thủ tục hành chính").fill("1.001193\n\n 1.001195 ")
    press(page, "Lưu")
    saved(page)
    new = setup(server).services[-1]
    assert (new.id, new.minutes, new.names) == ("H", 6, {"vi": "Cấp bản sao trích lục"})
    assert new.documents == ({"vi": "Căn cước công dân"},) and new.procedures == ("1.001193", "1.001195")
    assert [desk.id for desk in setup(server).desks if "H" in desk.services] == [2, 4]
    assert server.ask("issue", service="H")["ticket"]["label"] == "H001"


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/new/services")
    page.get_by_label("Tiếng Anh").first.fill("Extract")
    page.get_by_label("Làm xong một người").fill("999")
    press(page, "Lưu")
    expect(page.locator("#f-names-fault")).to_have_text("Chưa có tên tiếng Việt.")
    expect(page.locator("#f-minutes-fault")).to_have_text("Phải từ 1 đến 480.")
    expect(page.locator("#f-desks-fault")).to_have_text("Chưa có quầy nào nhận lĩnh vực này.")
    name = page.get_by_label("Tiếng Việt").first
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    described = (page.get_by_label("Làm xong một người").get_attribute("aria-describedby") or "").split()
    assert "f-minutes-fault" in described
    expect(page.get_by_label("Tiếng Anh").first).to_have_value("Extract")
    assert faults(page) == []
    page.get_by_label("Làm xong một người").fill("nhanh")
    press(page, "Lưu")
    expect(page.locator("#f-minutes-fault")).to_have_text("Hãy ghi một số.")
    expect(page.locator("#f-names-fault")).to_be_empty()
    assert len(setup(server).services) == 8


def test_a_letter_that_the_voice_cannot_say_is_refused_and_a_small_one_is_made_large(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/new/services")
    page.get_by_label("Tiếng Việt").first.fill("Thuế")
    page.get_by_label("Quầy 1").check()
    page.get_by_label("Mã", exact=True).fill("w")
    press(page, "Lưu")
    expect(page.locator("#f-id-fault")).to_have_text("Loa không đọc được chữ W. Hãy chọn chữ khác.")
    page.get_by_label("Mã", exact=True).fill("t2")
    press(page, "Lưu")
    expect(page.locator("#f-id-fault")).to_contain_text("Chữ đầu “T2” không dùng được.")
    page.get_by_label("Mã", exact=True).fill("t")
    press(page, "Lưu")
    saved(page)
    assert setup(server).services[-1].id == "T"


def test_a_fault_in_what_is_folded_opens_it(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/edit/services/A")
    page.get_by_text("Giới hạn, giờ riêng, dãy số").click()
    page.get_by_label("Mỗi ngày nhiều nhất bao nhiêu số?").fill("0")
    page.get_by_text("Giới hạn, giờ riêng, dãy số").click()
    press(page, "Lưu")
    expect(page.locator("#f-daily_limit-fault")).to_be_visible()
    expect(page.get_by_label("Mỗi ngày nhiều nhất bao nhiêu số?")).to_be_focused()


def test_what_is_in_use_goes_from_tomorrow_and_can_be_kept(server: Any, page: Page) -> None:
    server.ask("issue", service="A")
    page.goto(f"{server.url}/office/services")
    press(page, "Bỏ A · Hộ tịch")
    page.get_by_role("alertdialog").get_by_role("button", name="Bỏ", exact=True).click()
    expect(page.get_by_text("Chưa bỏ được “A” trong hôm nay")).to_be_visible()
    expect(page.get_by_role("button", name="Áp dụng từ ngày mai").first).to_be_focused()
    # desk 1 keeps its other service, so nothing else stands in the way
    press(page, "Áp dụng từ ngày mai")
    expect(page.locator("#services-A")).to_contain_text("bỏ từ ngày mai")
    day = server.running.office.view
    assert "A" in day.services and [one.id for one in day.planned.services].count("A") == 0
    assert faults(page) == []
    press(page, "Giữ lại A · Hộ tịch")
    expect(page.locator("#flash")).to_have_text("Giữ lại “A · Hộ tịch”.")
    assert "A" in [one.id for one in server.running.office.view.planned.services]


def test_a_desk_that_is_open_goes_from_tomorrow_in_the_form_itself(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/first?step=4")
    server.ask("open_desk", desk=5)
    page.get_by_label("Trung tâm có bao nhiêu quầy?").select_option("4")
    press(page, "Lưu và tiếp tục")
    expect(page.locator("form .message")).to_contain_text("Hãy chọn áp dụng từ ngày mai.")
    press(page, "Áp dụng từ ngày mai")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bước 5")
    assert len(setup(server).desks) == 5 and len(server.running.office.view.planned.desks) == 4


def test_two_people_at_two_rows_do_not_meet_and_at_one_row_are_told(
    server: Any, page: Page, new_page: Callable[..., Page]
) -> None:
    other = new_page()
    for one, row in ((page, "A"), (other, "B")):
        one.goto(f"{server.url}/office/edit/services/{row}")
    for one, minutes in ((page, "21"), (other, "22")):
        one.get_by_label("Làm xong một người").fill(minutes)
        press(one, "Lưu")
        saved(one)
    assert [one.minutes for one in setup(server).services][:2] == [21, 22]
    for one in (page, other):
        one.goto(f"{server.url}/office/edit/services/A")
    page.get_by_label("Làm xong một người").fill("31")
    press(page, "Lưu")
    saved(page)
    other.get_by_label("Làm xong một người").fill("32")
    press(other, "Lưu")
    expect(other.locator("form .message")).to_contain_text("Lĩnh vực A vừa được người khác sửa")
    expect(other.get_by_label("Làm xong một người")).to_have_value("32")
    assert setup(server).services[0].minutes == 31 and faults(other) == []
    press(other, "Vẫn lưu những gì tôi đã ghi")
    saved(other)
    assert setup(server).services[0].minutes == 32
    other.close()


def test_leaving_with_unsaved_changes_is_asked_first(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/texts")
    page.get_by_label("Tên trung tâm").fill("TRUNG TÂM XÃ MỸ HƯƠNG")
    expect(page.locator("form .message")).to_have_text("Có thay đổi chưa lưu.")
    page.get_by_role("link", name="Màn hình và loa").click()
    box = page.get_by_role("alertdialog")
    expect(box).to_contain_text("Rời trang này thì những gì vừa ghi sẽ mất.")
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_label("Tên trung tâm")).to_have_value("TRUNG TÂM XÃ MỸ HƯƠNG")
    expect(page.get_by_role("link", name="Màn hình và loa")).to_be_focused()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_event("dialog") if not asked else None
    assert asked == ["beforeunload"]
    press(page, "Lưu")
    saved(page)
    page.get_by_role("link", name="Màn hình và loa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Màn hình và loa")


def test_a_server_that_is_away_is_said_and_nothing_is_lost(server: Any, page: Page, live_server: Callable[..., Any]) -> None:
    page.goto(f"{server.url}/office/texts")
    page.get_by_label("Tên trung tâm").fill("TRUNG TÂM XÃ MỸ HƯƠNG")
    server.stop()
    press(page, "Lưu")
    expect(page.locator("form .message")).to_contain_text("Máy chủ không trả lời.", timeout=30_000)
    expect(page.get_by_label("Tên trung tâm")).to_have_value("TRUNG TÂM XÃ MỸ HƯƠNG")
    again = live_server(printer="fake:", listen_on=server.port)
    press(page, "Lưu")
    saved(page)
    assert setup(again).office.name == "TRUNG TÂM XÃ MỸ HƯƠNG", "the marks are the same after a restart"


def test_hours_are_written_as_people_write_them(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/hours")
    page.get_by_label("Làm việc theo giờ dưới đây").check()
    for place, text in enumerate(("7h", "1130", "13:30", "17h")):
        page.locator("[data-day=mon] input").nth(place).fill(text)
    press(page, "Chép giờ thứ Hai cho đến thứ Sáu")
    page.get_by_label("Thứ Bảy, buổi 1, từ").fill("8h")
    press(page, "Lưu")
    expect(page.locator("#f-hours-week-fault")).to_contain_text("Thứ Bảy: hãy ghi giờ như 07:00")
    expect(page.get_by_label("Thứ Bảy, buổi 1, đến")).to_be_focused()
    page.get_by_label("Thứ Bảy, buổi 1, đến").fill("7:30")
    press(page, "Lưu")
    expect(page.locator("#f-hours-week-fault")).to_have_text("Thứ Bảy: buổi 08:00-07:30 kết thúc trước khi bắt đầu.")
    expect(page.locator("#f-hours-week-fault")).to_be_in_viewport()
    page.get_by_label("Thứ Bảy, buổi 1, đến").fill("11")
    page.get_by_label("Không cấp nữa").check()
    press(page, "Lưu")
    saved(page)
    hours = setup(server).hours
    assert hours.week[0] == hours.week[4] != hours.week[6] == ()
    assert [f"{one.start:%H:%M}-{one.end:%H:%M}" for one in hours.week[0]] == ["07:00-11:30", "13:30-17:00"]
    assert isinstance(hours.week[5][0], Session) and hours.at_closing is AtClosing.STOP


def test_holidays_are_taken_by_ticking_them_and_stay_when_the_hours_change(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/calendar")
    boxes = page.locator("#holidays input")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    count = boxes.count()
    press(page, "Đưa các ngày đã chọn vào lịch nghỉ")
    expect(page.locator("#flash")).to_have_text(f"Đã đưa {count} ngày vào lịch nghỉ.")
    expect(page.locator("#flash")).to_be_in_viewport()
    page.get_by_role("link", name="Thêm ngày").click()
    page.get_by_label("Ngày", exact=True).fill("2027-03-06")
    page.get_by_label("Ghi chú").fill("Làm bù buổi sáng")
    page.locator(".stretch input").nth(0).fill("7:30")
    page.locator(".stretch input").nth(1).fill("11:00")
    press(page, "Lưu")
    saved(page)
    page.goto(f"{server.url}/office/hours")
    page.get_by_label("Cấp số sớm trước khi buổi bắt đầu").fill("30")
    press(page, "Lưu")
    saved(page)
    assert len(setup(server).hours.calendar) == count + 1 and setup(server).hours.early_min == 30
    page.goto(f"{server.url}/office/calendar")
    press(page, "Bỏ Thứ Bảy, 06/03/2027")
    page.get_by_role("alertdialog").get_by_role("button", name="Bỏ", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Đã bỏ")
    assert len(setup(server).hours.calendar) == count


@pytest.mark.parametrize(
    ("label", "rule"), [("Xen kẽ", Rule.RATIO), ("Ai đến trước", Rule.FIFO), ("tích điểm", Rule.ACCUMULATING)]
)
def test_what_citizens_may_count_on_stands_there_while_the_rule_is_chosen(
    server: Any, page: Page, label: str, rule: Rule
) -> None:
    page.goto(f"{server.url}/office/rules")
    page.get_by_label(label).check()
    wanted = guarantee(Policy(rule=rule), Words("vi"))
    expect(page.locator("#guarantee")).to_have_text(f"Cách gọi số: {wanted}")
    expect(page.get_by_label("Nhiều nhất bao nhiêu người được ưu tiên liền nhau")).to_be_visible(visible=rule is Rule.RATIO)
    if rule is not Rule.FIFO:
        page.get_by_label("vượt lên nhiều nhất bao nhiêu lần").fill("0")
        wanted = guarantee(Policy(rule=rule, cap=0), Words("vi"))
        expect(page.locator("#guarantee")).to_have_text(f"Cách gọi số: {wanted}")
    assert faults(page) == []


def test_rules_of_three_tables_are_saved_together(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/rules")
    page.get_by_label("Một phút chờ của người được ưu tiên").fill("2,5")
    page.get_by_label("Được bấm hoàn tác trong bao nhiêu giây?").fill("20")
    page.get_by_label("Chờ tiếp và đứng đầu").check()
    page.get_by_label("Chỉ có một cán bộ").check()
    press(page, "Lưu")
    saved(page)
    now = setup(server)
    assert (now.policy.slope, now.calling.undo_s, now.left_over, now.one_officer) == (2.5, 20, LeftOver.CARRY, True)
    assert now.policy.cap == 5 and now.reentry_days == 3
    press(page, "Lưu")
    expect(page.locator("form .message")).to_have_text("Không có gì thay đổi.")


def test_texts_reach_screen_kiosk_and_paper_without_a_restart(server: Any, page: Page, eventually: Any) -> None:
    page.goto(f"{server.url}/office/texts")
    page.get_by_label("Tên trung tâm").fill("TRUNG TÂM XÃ MỸ HƯƠNG")
    page.get_by_label("Điện thoại nhận phản ánh").fill("0299 3861 234")
    press(page, "Lưu")
    saved(page)
    expect(page.locator(".centre")).to_have_text("TRUNG TÂM XÃ MỸ HƯƠNG")
    machine = server.running.paperwork.fakes["main"]
    server.ask("issue", service="A")
    first = eventually(lambda: machine.papers())[0].picture
    page.goto(f"{server.url}/office/texts")
    page.get_by_label("Điện thoại nhận phản ánh").fill("")
    press(page, "Lưu")
    saved(page)
    server.ask("issue", service="A")
    eventually(lambda: len(machine.papers()) == 2)
    assert machine.papers()[0].picture.height < first.height, "the line with the telephone number is gone again"


def test_the_screen_is_told_what_to_say(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/screen")
    page.get_by_label("Loa đọc số được gọi").uncheck()
    page.get_by_label("Tiếng Anh").fill("Please wait")
    press(page, "Lưu")
    expect(page.locator("#f-screen-notice-fault")).to_have_text("Đã ghi thì phải có tiếng Việt (vi).")
    page.get_by_label("Tiếng Việt").fill("Xin giữ trật tự")
    press(page, "Lưu")
    saved(page)
    screen = setup(server).screen
    assert (screen.speaks, screen.says_twice) == (False, True)
    assert screen.notice == {"vi": "Xin giữ trật tự", "en": "Please wait"}


def test_the_order_of_services_is_changed_by_keyboard_alone(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/services")
    page.get_by_role("button", name="Đưa R · Nhận kết quả lên trên").focus()
    for _ in range(7):
        page.keyboard.press("Enter")
        expect(page.locator("section[data-kind=services] .message")).to_have_text("Đã lưu thứ tự mới.")
    expect(page.locator("section[data-kind=services] tbody tr").first).to_contain_text("Nhận kết quả")
    assert [one.id for one in setup(server).services] == list("RABCDEGK")
    expect(page.get_by_role("button", name="Đưa R · Nhận kết quả xuống dưới")).to_be_focused()


def test_a_desks_services_stand_in_the_order_that_was_given(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/office/edit/desks/3")
    page.get_by_role("button", name="Đưa R · Nhận kết quả lên trên").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_label("A · Hộ tịch", exact=True).check()
    page.get_by_text("Thứ tự các lĩnh vực").click()
    page.get_by_label("Theo thứ tự đã xếp").check()
    page.get_by_label("chờ bao nhiêu phút thì được như nhau").fill("15")
    press(page, "Lưu")
    saved(page)
    desk = setup(server).desks[2]
    assert desk.services == ("R", "C", "E", "A") and (desk.preference, desk.equal_after_min) == ("ordered", 15)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wrong_with_a_page_for_whoever_uses_it_otherwise(server: Any, page: Page, path: str) -> None:
    page.goto(server.url + path)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for tick in page.locator(".own-week").all():
        tick.check()
    assert faults(page) == []


@pytest.mark.parametrize("width", [1366, 800])
def test_forty_services_with_long_names_are_neither_cut_nor_wider_than_the_window(server: Any, page: Page, width: int) -> None:
    rows = [{"id": f"{one}{two}", "names": {"vi": LONG}} for one in "AB" for two in "ABCDEGHKLMNPQRST"]
    desk = {"id": 6, "services": [row["id"] for row in rows], "names": {"vi": LONG}}
    pool = {"id": "chung", "names": {"vi": LONG}, "services": ["A"]}
    edits = [{"put": "services", "row": row} for row in rows] + [{"put": "desks", "row": desk}, {"put": "pools", "row": pool}]
    server.ask("change_setup", edits=edits)
    assert len(setup(server).services) == 40
    page.set_viewport_size({"width": width, "height": 768})
    for path in (
        "/office",
        "/office/services",
        "/office/desks",
        "/office/edit/desks/6",
        "/office/edit/services/A",
        "/first?step=4",
    ):
        page.goto(server.url + path)
        page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), path
        cut = page.evaluate(
            "() => [...document.querySelectorAll('button, p, h1, h2, th, td, a, label, legend')]"
            ".filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1 && getComputedStyle(one).display !== 'inline')"
            ".map(one => one.textContent)"
        )
        assert cut == [], path
        small = page.evaluate(
            "() => [...document.querySelectorAll('main button, main a.button, main input[type=text], main select')]"
            ".map(one => one.getBoundingClientRect()).filter(box => box.width && (box.height < 44 || box.width < 44)).length"
        )
        assert small == 0, path


def test_every_form_brings_back_what_it_was_given(server: Any, page: Page) -> None:
    """Saved as it stands, a form changes nothing: no field reads otherwise than it is written."""
    before = setup(server)
    for kind in ("services", "desks", "priority_groups"):
        for row in getattr(before, kind):
            page.goto(f"{server.url}/office/edit/{kind}/{row.id}")
            press(page, "Lưu")
            expect(page.locator("form .message")).to_have_text("Không có gì thay đổi.")
    assert setup(server) == before
