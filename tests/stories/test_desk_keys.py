"""An officer's whole day without a mouse: the keys, a number pad alone, Tab alone; and what a key must not do."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PAUSE_MS = 450
"""Two presses of one key as a person makes them: within 400 ms the second is none."""


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server()


@pytest.fixture
def desk(server: Any, page: Page) -> Callable[..., Page]:
    """`desk("CCE")`: desk 3 with these waiting."""

    def at(services: str) -> Page:
        for service in services:
            server.ask("issue", service=service)
        page.goto(f"{server.url}/desk/3")
        expect(page.locator("#waiting li")).to_have_count(len(services))
        return page

    return at


def asked(page: Page) -> list[str]:
    """The kinds of the asks that leave the page from now on."""
    kinds: list[str] = []
    page.on("request", lambda one: kinds.append(one.post_data_json["kind"]) if one.url.endswith("/api/ask") else None)
    return kinds


def keys(page: Page, *pressed: str) -> None:
    """One after the other, each when the page has done the one before."""
    for key in pressed:
        page.keyboard.press(key)
        page.wait_for_function("() => !document.getElementById('message').textContent.startsWith('Đang gửi')")
        page.wait_for_timeout(PAUSE_MS)


def hand_is(page: Page, label: str, state: str) -> None:
    expect(page.locator("#hand-label")).to_have_text(label)
    expect(page.locator("#hand-state")).to_have_text(state)


def test_f1_to_f4_call_recall_absent_and_done(desk: Any) -> None:
    page = desk("CCE")
    keys(page, "F1")
    hand_is(page, "C001", "Đang gọi")
    keys(page, "F2")
    expect(page.locator("#hand-calls")).to_have_text("Đã gọi 2 lần")
    keys(page, "F3")
    expect(page.locator("#missed li b")).to_have_text(["C001"])
    keys(page, "F1", "F4")
    hand_is(page, "–", "Quầy đang trống")


def test_space_calls_and_starts_and_enter_is_done(desk: Any) -> None:
    page = desk("CC")
    keys(page, "Space", "Space")
    hand_is(page, "C001", "Đang phục vụ")
    keys(page, "Space")
    expect(page.locator("#message")).to_have_text("Bấm “Xong” hoặc “Vắng mặt” để gọi số khác.")
    keys(page, "Enter")
    hand_is(page, "–", "Quầy đang trống")
    keys(page, "Enter")
    hand_is(page, "–", "Quầy đang trống")


def test_the_letters_recall_start_hold_transfer_pause_undo_and_absent(desk: Any) -> None:
    page = desk("CCC")
    keys(page, "F1", "r", "s")
    hand_is(page, "C001", "Đang phục vụ")
    keys(page, "h", "1")
    expect(page.locator("#held li b")).to_have_text(["C001"])
    keys(page, "u")
    hand_is(page, "C001", "Đang phục vụ")
    keys(page, "t", "1")
    hand_is(page, "–", "Quầy đang trống")
    keys(page, "F1", "Delete")
    expect(page.locator("#missed li b")).to_have_text(["C002"])
    keys(page, "p", "2")
    expect(page.locator("#there")).to_have_text("Đang tạm nghỉ · Họp · Cán bộ quầy 1")


def test_a_number_is_typed_and_called(desk: Any) -> None:
    page = desk("CCEE")
    keys(page, "C", "2")
    hand_is(page, "C2", "Gọi số này? Enter: gọi, Esc: thôi")
    keys(page, "Escape")
    hand_is(page, "–", "Quầy đang trống")
    page.keyboard.type("e002")
    keys(page, "Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Vì sao gọi số E002 trước lượt?")
    keys(page, "3")
    hand_is(page, "E002", "Đang gọi")


def test_digits_that_mean_two_numbers_are_asked_about(desk: Any) -> None:
    page = desk("CE")
    keys(page, "1", "Enter")
    expect(page.get_by_role("dialog").locator(".choices span")).to_have_text(
        ["C001 · Đất đai – Xây dựng – Môi trường", "E001 · Hộ kinh doanh – Kinh tế"]
    )
    keys(page, "1")
    hand_is(page, "C001", "Đang gọi")


def test_a_number_that_is_not_there_is_said(desk: Any) -> None:
    page = desk("C")
    keys(page, "9", "8", "Enter")
    expect(page.locator("#message")).to_have_text("Không có số 98 trong danh sách của quầy này.")


def test_a_number_that_was_begun_and_left_is_forgotten(desk: Any) -> None:
    page = desk("C")
    page.clock.install()
    page.keyboard.press("1")
    hand_is(page, "1", "Gọi số này? Enter: gọi, Esc: thôi")
    page.clock.run_for(9000)
    hand_is(page, "–", "Quầy đang trống")


def test_a_number_pad_alone_is_enough_for_a_day(desk: Any) -> None:
    page = desk("CCCCE")
    keys(page, "NumpadDivide")
    expect(page.get_by_role("dialog").locator(".choices span")).to_have_text(["Lấy số hộ", "Vào ca"])
    keys(page, "Numpad2")
    expect(page.locator("#there")).to_have_text("Đang mở · Cán bộ quầy 1")
    keys(page, "NumpadAdd", "NumpadMultiply", "Numpad0", "NumpadEnter")
    hand_is(page, "–", "Quầy đang trống")
    keys(page, "NumpadSubtract")
    hand_is(page, "C001", "Đang phục vụ")
    keys(page, "NumpadEnter", "NumpadAdd", "NumpadDecimal")
    expect(page.locator("#missed li b")).to_have_text(["C002"])
    keys(page, "NumpadAdd", "NumpadDivide", "Numpad2")
    expect(page.locator("#waiting li b")).to_have_text(["C004", "E001"])
    keys(page, "NumpadAdd", "NumpadSubtract", "Numpad1", "Numpad3")
    expect(page.locator("#held li b")).to_have_text(["C004"])
    keys(page, "Numpad2", "NumpadEnter")
    hand_is(page, "C002", "Đang gọi")
    keys(page, "NumpadEnter", "NumpadDivide", "Numpad1", "Numpad8")
    expect(page.get_by_role("dialog").locator(".label")).to_have_text("R001")
    keys(page, "Numpad0", "NumpadDivide", "Numpad2", "Numpad1")
    expect(page.locator("#there")).to_have_text("Đang tạm nghỉ · Nghỉ trưa · Cán bộ quầy 1")
    keys(page, "NumpadDivide", "Numpad3")
    expect(page.get_by_role("alertdialog")).to_contain_text("Vẫn đóng quầy")
    keys(page, "Numpad1")
    expect(page.locator("#there")).to_have_text("Chưa vào ca")


def test_zero_and_esc_go_back_from_every_question(desk: Any) -> None:
    page = desk("C")
    kinds = asked(page)
    for opened in ("?", "l", "NumpadDivide"):
        for back in ("Escape", "Numpad0"):
            keys(page, opened)
            expect(page.locator("#dialog")).to_be_visible()
            keys(page, back)
            expect(page.locator("#dialog")).to_be_hidden()
    assert kinds == []


def test_of_more_than_nine_choices_two_digits_choose(live_server: Callable[..., Any], page: Page) -> None:
    server = live_server()
    for desk in (1, 2, 4, 5):
        server.ask("open_desk", desk=desk)
    server.ask("issue", service="C")
    page.goto(f"{server.url}/desk/3")
    expect(page.locator("#waiting li")).to_have_count(1)
    keys(page, "F1", "t", "1", "0")
    hand_is(page, "–", "Quầy đang trống")
    assert next(iter(server.running.office.view.tickets.values())).for_desk == 4


def test_a_key_that_is_held_down_counts_once(desk: Any) -> None:
    page = desk("CC")
    kinds = asked(page)
    page.keyboard.down("F1")
    for _ in range(20):
        page.keyboard.down("F1")
    page.keyboard.up("F1")
    hand_is(page, "C001", "Đang gọi")
    page.keyboard.press("F2")
    page.keyboard.press("F2")
    expect(page.locator("#hand-calls")).to_have_text("Đã gọi 2 lần")
    page.wait_for_timeout(PAUSE_MS)
    assert kinds == ["call_next", "recall"]


def test_who_is_quicker_than_the_server_is_not_forgotten(desk: Any) -> None:
    page = desk("CC")
    keys(page, "F1")
    page.keyboard.press("NumpadEnter")
    page.keyboard.press("NumpadAdd")
    hand_is(page, "C002", "Đang gọi")


def test_enter_held_on_a_button_counts_once(desk: Any) -> None:
    page = desk("CC")
    keys(page, "F1")
    kinds = asked(page)
    page.get_by_role("button", name="Gọi lại", exact=True).focus()
    for _ in range(10):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.locator("#hand-calls")).to_have_text("Đã gọi 2 lần")
    page.wait_for_timeout(PAUSE_MS)
    assert kinds == ["recall"]


def test_who_double_clicks_everything_does_everything_once(desk: Any) -> None:
    page = desk("CCCC")
    kinds = asked(page)
    page.get_by_role("button", name="Gọi số tiếp theo").dblclick()
    hand_is(page, "C001", "Đang gọi")
    page.get_by_role("button", name="Gọi lại", exact=True).dblclick()
    page.get_by_role("button", name="Chuyển", exact=True).dblclick()
    page.get_by_role("button", name="Hộ tịch", exact=True).dblclick()
    hand_is(page, "–", "Quầy đang trống")
    page.wait_for_timeout(PAUSE_MS)
    assert kinds == ["call_next", "recall", "transfer"]


def test_after_a_click_space_means_what_the_page_says_and_not_that_button_again(desk: Any) -> None:
    page = desk("CC")
    page.get_by_role("button", name="Gọi số tiếp theo").click()
    page.get_by_role("button", name="Gọi lại", exact=True).click()
    expect(page.locator("#hand-calls")).to_have_text("Đã gọi 2 lần")
    expect(page.locator("[data-act=start]")).to_be_enabled()
    keys(page, "Space")
    hand_is(page, "C001", "Đang phục vụ")


def test_keys_do_nothing_while_somebody_writes_a_note(desk: Any) -> None:
    page = desk("C")
    keys(page, "F1", "h")
    page.get_by_label("Ghi chú (không ghi tên người dân)").click()
    page.keyboard.type("so do 2 t")
    expect(page.get_by_label("Ghi chú (không ghi tên người dân)")).to_have_value("so do 2 t")
    hand_is(page, "C001", "Đang gọi")


def test_every_act_is_reached_by_tab_and_a_question_keeps_tab_until_esc(desk: Any) -> None:
    page = desk("C")
    keys(page, "F1")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.act || document.activeElement.id"))
    offered = page.evaluate("() => [...document.querySelectorAll('button[data-act]:enabled')].map(one => one.dataset.act)")
    assert set(offered) <= reached and {"big", "waiting"} - reached <= {"waiting"}
    page.locator("[data-act=transfer]").focus()
    keys(page, "Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.getElementById('dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("[data-act=transfer]")).to_be_focused()


def test_what_has_the_focus_is_seen(desk: Any) -> None:
    page = desk("C")
    for _ in range(25):
        page.keyboard.press("Tab")
        width = page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
        assert width == "4px" or page.evaluate("() => document.activeElement === document.body")


def test_keys_with_ctrl_or_alt_are_the_browsers_own(desk: Any) -> None:
    page = desk("C")
    kinds = asked(page)
    for key in ("Control+Space", "Alt+s", "Control+F4"):
        page.keyboard.press(key)
    page.wait_for_timeout(PAUSE_MS)
    assert kinds == []


def test_the_list_of_keys_has_the_picture_of_the_number_pad(desk: Any) -> None:
    page = desk("C")
    keys(page, "Shift+Slash")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_contain_text("Gọi một số: gõ số (ví dụ 12 hoặc A012) rồi Enter")
    expect(page.locator(".pad li")).to_have_count(8)
    keys(page, "Escape")
    page.get_by_role("button", name="Phím tắt").click()
    expect(page.locator(".pad")).to_be_visible()


def test_the_table_of_keys_knows_every_state(server: Any, page: Page) -> None:
    page.goto(f"{server.url}/desk/3")
    unknown = page.evaluate(
        """async () => {
            const { meaning, tooSoon, meant } = await import("/static/desk_keys.js");
            const codes = ["Space", "Enter", "Delete", "NumpadAdd", "NumpadEnter", "NumpadDecimal", "NumpadMultiply", "NumpadDivide",
              "NumpadSubtract", "Numpad0", "KeyR", "KeyS", "KeyH", "KeyT", "KeyP", "KeyU", "KeyL", "F1", "F2", "F3", "F4"];
            const acts = new Set(["call_next", "recall", "start", "finish", "no_show", "hold", "transfer", "pause_desk", "undo", "issue",
              "more", "desk_menu", "keys"]);
            const odd = [];
            for (const mode of ["empty", "called", "serving"]) for (const code of codes) {
              const means = meaning({ code, key: "" }, mode, "");
              if (means && means.act && !acts.has(means.act)) odd.push([mode, code]);
              if (mode !== "empty" && (!means || !means.act)) odd.push([mode, code]);
            }
            const labels = (typed) => meant(typed, ["A012", "B012", "1012", "A12"].map((label) => ({ label }))).map((one) => one.label).join();
            return [odd, labels("12"), labels("A012"), labels("1012"), labels("X1"), labels("A"),
              tooSoon({ repeat: false, code: "F1" }, { code: "F1", at: 0 }, 399, false), tooSoon({ repeat: false, code: "F1" }, { code: "F1", at: 0 }, 400, false),
              tooSoon({ repeat: false, code: "Digit1" }, { code: "Digit1", at: 0 }, 100, true), tooSoon({ repeat: true, code: "F1" }, { code: "", at: 0 }, 9000, false)];
        }"""
    )
    assert unknown == [[], "A012,B012,A12", "A012,A12", "1012", "", "", True, False, False, True]
