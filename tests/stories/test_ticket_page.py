"""An officer makes the ticket her office's own in a real browser: sees each change as it will be printed, saves it, and it is printed."""

import base64
import io
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from drivers.clock import ManualClock
from drivers.printer.render import paint, render
from server.domain.setup import RowKind, RowSize, WhenNoPaper
from server.paperwork import letterhead, paper_words
from server.ticketpaper import ticket_paper

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def server(live_server: Callable[..., Any], page: Page) -> Any:
    """08:00 at the office, with the page open and its first picture drawn."""
    server = live_server(printer="fake:", clock=ManualClock(EIGHT), authority="ỦY BAN NHÂN DÂN PHƯỜNG Ô MÔN")
    page.goto(server.url + "/office")
    page.get_by_role("link", name="Mẫu phiếu").first.click()
    expect(page.locator("#measure")).to_contain_text("byte")
    return server


def shown(page: Page) -> Image.Image:
    """The dots of the picture on the page."""
    data = page.locator("#picture").evaluate("canvas => canvas.toDataURL('image/png')")
    return Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))).convert("1")


def drawn_after(page: Page, act: Callable[[], object]) -> Image.Image:
    """The picture that follows an act."""
    before = page.locator("#picture").get_attribute("data-drawn")
    act()
    page.wait_for_function("before => document.getElementById('picture').dataset.drawn !== before", arg=before)
    return shown(page)


def printed(server: Any, eventually: Any) -> Image.Image:
    """The next paper out of the printer."""
    machine = server.running.paperwork.fakes["main"]
    count = len(machine.papers())
    server.ask("issue", service="A")
    return eventually(lambda: machine.papers()[0].picture if len(machine.papers()) > count else None)


def wanted(server: Any, width: int = 576) -> Image.Image:
    """What stands on the newest ticket's paper by the setup that is in force."""
    day = server.running.office.view
    ticket = list(day.tickets.values())[-1]
    paper = ticket_paper(
        ticket,
        day.services[ticket.service],
        day.desk_for(ticket),
        day.ahead_of(ticket),
        rules=day.setup.paper,
        head=letterhead(server.config),
        words=paper_words(server.config),
        width_dots=width,
    )
    return paint(render(paper, width), width)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def names(page: Page) -> list[str]:
    return page.locator("#rows > li > b").all_inner_texts()


def save(page: Page) -> None:
    press(page, "Lưu mẫu phiếu")
    expect(page.locator("#message")).to_have_text("Đã lưu. Từ bây giờ phiếu in theo mẫu này.")


def test_what_is_edited_is_seen_at_once_saved_and_then_printed(server: Any, page: Page, eventually: Any) -> None:
    first = shown(page)
    to_the_tear_bar = 120
    assert first.width == 576
    expect(page.locator("#measure")).to_contain_text(f"Dài khoảng {round((first.height + to_the_tear_bar) / 8)} mm · ")
    page.get_by_label("Loại dòng").select_option(label="Chữ tự ghi")
    press(page, "Thêm dòng")
    text = page.locator("#rows > li").last.get_by_label("Tiếng Việt")
    expect(text).to_be_focused()
    longer = drawn_after(page, lambda: text.fill("Nhớ mang theo căn cước công dân."))
    assert longer.height > first.height
    without = drawn_after(page, lambda: press(page, "Bỏ dòng 15, Mã QR"))
    assert without.height < longer.height and "Mã QR" not in names(page)
    drawn_after(page, lambda: page.get_by_label("Cỡ của dòng 6, Số thứ tự").select_option("huge"))
    drawn_after(page, lambda: page.get_by_label("Chữ đậm ở dòng 5, Tên phiếu").check())
    page.get_by_label("Khi máy in không in được").select_option("refuse")
    expect(page.locator("#message")).to_have_text("Có thay đổi chưa lưu.")
    save(page)
    rules = server.running.office.view.setup.paper
    assert rules.when_no_paper is WhenNoPaper.REFUSE
    assert rules.rows[5].size is RowSize.HUGE and rules.rows[-1].texts == {"vi": "Nhớ mang theo căn cước công dân."}
    paper = printed(server, eventually)
    assert paper.tobytes() == wanted(server).tobytes()
    page.reload()
    expect(page.locator("#rows > li")).to_have_count(18)
    assert names(page)[-1] == "Chữ tự ghi"


def test_the_picture_on_the_page_is_the_paper_that_comes_out(server: Any, page: Page, eventually: Any) -> None:
    """The twelfth ticket with four before it, as the page shows it: drawn in the browser, printed by the machine."""
    drawn_after(page, lambda: page.get_by_label("Phiếu ngắn, đỡ tốn giấy").check())
    on_the_page = drawn_after(page, lambda: page.get_by_label("Số thứ tự lên trên cùng").select_option("yes"))
    save(page)
    for number in range(1, 13):
        server.ask("issue", service="A")
        if number <= 7:
            server.ask("call_next", desk=1)
            server.ask("finish", desk=1)
        if number == 7:
            server.ask("close_desk", desk=1, leave_waiting=True)  # with a desk open the paper would say how long it takes
    machine = server.running.paperwork.fakes["main"]
    dots = on_the_page.tobytes()
    eventually(lambda: machine.papers() and machine.papers()[0].picture.tobytes() == dots)  # the newest


def test_rows_are_moved_by_the_keyboard_alone(server: Any, page: Page) -> None:
    page.get_by_role("button", name="Đưa dòng 14, Giờ và ngày lấy số, lên trên").focus()
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    page.keyboard.press("Space")
    assert names(page)[11:14] == ["Giờ và ngày lấy số", "Điều cần biết", "Kẻ ngang"], "the button goes along with its row"
    save(page)
    kinds = [row.kind for row in server.running.office.view.setup.paper.rows]
    assert kinds[11:14] == [RowKind.ISSUED, RowKind.NOTICE, RowKind.RULE]


def test_an_own_wording_stands_where_moisos_stood(server: Any, page: Page) -> None:
    row = page.locator("#rows > li", has_text="Lời dặn")
    row.locator("summary").click()
    expect(row.get_by_label("Tiếng Việt")).to_have_attribute("placeholder", "Mời ngồi chờ, nghe loa và xem màn hình.")
    drawn_after(page, lambda: row.get_by_label("Tiếng Anh").fill("Please sit down."))
    english = drawn_after(page, lambda: page.locator("#language").select_option("en"))
    shorter = drawn_after(page, lambda: row.get_by_label("Tiếng Anh").fill("Sit."))
    assert english.size == shorter.size and english.tobytes() != shorter.tobytes()
    save(page)
    advice = next(one for one in server.running.office.view.setup.paper.rows if one.kind is RowKind.ADVICE)
    assert advice.texts == {"en": "Sit."}, "in Vietnamese it is Moiso's as before"


def test_what_is_wrong_is_said_at_its_field_and_the_last_good_picture_stays(server: Any, page: Page) -> None:
    press(page, "Thêm dòng")
    fault = page.locator("#rows > li").last.get_by_role("alert")
    expect(fault).to_have_text("đã ghi thì phải có tiếng Việt (vi).")
    expect(page.locator("#measure")).to_have_text("Mẫu này chưa dùng được. Hãy xem chỗ có chữ đỏ.")
    expect(page.locator(".preview")).to_have_class("preview old")
    text = page.locator("#rows > li").last.get_by_label("Tiếng Việt")
    expect(text).to_have_attribute("aria-invalid", "true")
    press(page, "Lưu mẫu phiếu")
    expect(page.locator("#message")).to_contain_text(
        "Mẫu phiếu, dòng (rows), thứ 19, lời ghi (texts): đã ghi thì phải có tiếng Việt"
    )
    assert server.running.office.view.setup.paper.rows == ()
    drawn_after(page, lambda: text.fill("Xin cảm ơn"))
    expect(page.locator("#fault-row-19")).to_be_empty()
    press(page, "Bỏ dòng 6, Số thứ tự")
    expect(page.locator("#fault-rows")).to_have_text("phiếu phải có số thứ tự (number).")


def test_the_layout_of_moiso_comes_back(server: Any, page: Page) -> None:
    drawn_after(page, lambda: press(page, "Bỏ dòng 1, Biểu trưng"))
    save(page)
    assert len(server.running.office.view.setup.paper.rows) == 17
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    drawn_after(page, lambda: press(page, "Khôi phục mẫu gốc"))
    save(page)
    assert asked == ["Bỏ các dòng đang có và dùng lại mẫu của Moiso?"]
    assert server.running.office.view.setup.paper.rows == (), "the rows are Moiso's again, not a copy of them"


def file_with(tmp_path: Path, picture: Image.Image, name: str) -> Path:
    picture.save(tmp_path / name)
    return tmp_path / name


@pytest.mark.parametrize("name", ["emblem.png", "photo.jpg"])
def test_an_emblem_is_chosen_seen_printed_and_taken_away(
    server: Any, page: Page, eventually: Any, tmp_path: Path, name: str
) -> None:
    """The photograph has 150 kB, more than the server takes: the browser makes it smaller."""
    size = 300 if name.endswith("png") else 640
    picture = Image.new("RGB", (size, size), "white")
    if name.endswith("jpg"):
        noise = Image.frombytes("RGB", (size // 4, size // 4), random.Random(3).randbytes(size * size // 16 * 3))
        picture.paste(noise.resize((size, size)))
    ImageDraw.Draw(picture).ellipse((40, 40, size - 40, size - 40), fill="#b00000")
    file = file_with(tmp_path, picture, name)
    assert name.endswith("png") or 40_000 < file.stat().st_size < 200_000
    plain = shown(page)
    with_logo = drawn_after(page, lambda: page.locator("#logo").set_input_files(file))
    assert with_logo.height >= plain.height + 96
    expect(page.locator("#logo-state")).to_have_text("Đang dùng một biểu trưng.")
    save(page)
    assert printed(server, eventually).tobytes() == wanted(server).tobytes()
    assert drawn_after(page, lambda: press(page, "Bỏ biểu trưng")).tobytes() == plain.tobytes()


def test_a_file_that_is_no_picture_is_refused_at_its_field(server: Any, page: Page, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("Moiso")
    page.locator("#logo").set_input_files(tmp_path / "text.png")
    expect(page.locator("#fault-logo")).to_contain_text("Không dùng được hình này.")
    (tmp_path / "large.png").write_bytes(bytes(200_001))
    page.locator("#logo").set_input_files(tmp_path / "large.png")
    expect(page.locator("#fault-logo")).to_contain_text("Không dùng được hình này.")


@pytest.mark.parametrize("width", [1366, 390])
def test_nothing_is_cut_and_every_field_has_a_name(server: Any, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    press(page, "Thêm dòng")
    cut = page.evaluate(
        "() => [...document.querySelectorAll('button, p, h1, h2, li, label, summary')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && getComputedStyle(one).display !== 'inline')"
        ".map(one => one.textContent)"
    )
    assert cut == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    nameless = page.evaluate(
        "() => [...document.querySelectorAll('input, select, button')]"
        ".filter(one => !one.labels?.length && !one.ariaLabel && !one.textContent.trim()).map(one => one.outerHTML)"
    )
    assert nameless == []
    twice = page.evaluate("() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id);"
                          " return ids.filter((id, at) => ids.indexOf(id) !== at); }")  # fmt: skip
    assert twice == []


def test_a_server_that_is_away_is_said_and_nothing_is_lost(server: Any, page: Page) -> None:
    server.stop()
    page.get_by_label("Phiếu ngắn, đỡ tốn giấy").check()
    expect(page.locator("#measure")).to_contain_text("Máy chủ chưa trả lời nên chưa vẽ được phiếu.")
    expect(page.locator("#message")).to_have_text("Có thay đổi chưa lưu.")


def test_two_people_who_edit_it_do_not_overwrite_each_other(server: Any, page: Page, new_page: Any) -> None:
    shown(page)
    other = new_page()
    other.goto(page.url)
    page.get_by_label("Khi máy in không in được").select_option("refuse")
    save(page)
    press(page, "Bỏ dòng 15, Mã QR")
    page.get_by_label("Khi máy in không in được").select_option("show_number")
    save(page)  # one's own save is no surprise
    other.get_by_label("Khi máy in không in được").select_option("refuse")
    press(other, "Lưu mẫu phiếu")
    expect(other.locator("#message")).to_contain_text("vừa được người khác sửa")
    assert server.running.office.view.setup.paper.when_no_paper is WhenNoPaper.SHOW_NUMBER
