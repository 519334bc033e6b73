"""The desk page when the line is bad: a cable that is pulled, an ask cut in the middle, a server that restarts, two windows of one desk."""

import contextlib
import json
import select
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

LOST = "Mất kết nối với máy chủ. Đang nối lại…"


class Cable:
    """A cable between browser and server. Pulled, it carries nothing and says nothing, as a real one does: nobody closes anything."""

    def __init__(self, port: int) -> None:
        self._far = port
        self.pulled = threading.Event()
        self._gone = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._gone.set()
        self._thread.join(5)

    def _run(self) -> None:
        ends: dict[socket.socket, socket.socket] = {}
        opened: list[socket.socket] = []
        while not self._gone.is_set():
            if self.pulled.wait(0.02 if self.pulled.is_set() else 0):
                continue
            for one in select.select([self._door, *ends], [], [], 0.02)[0]:
                if one is self._door:
                    near = one.accept()[0]
                    far = socket.create_connection(("127.0.0.1", self._far))
                    ends[near], ends[far] = far, near
                    opened += [near, far]
                elif one in ends:
                    self._carry(one, ends)
        for one in [self._door, *opened]:
            one.close()

    @staticmethod
    def _carry(one: socket.socket, ends: dict[socket.socket, socket.socket]) -> None:
        data = b""
        with contextlib.suppress(OSError):
            data = one.recv(65536)
        if data:
            with contextlib.suppress(OSError):
                ends[one].sendall(data)
            return
        other = ends.pop(one)
        ends.pop(other, None)
        one.close()


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    server = live_server()
    for service in "CCC":
        server.ask("issue", service=service)
    return server


@pytest.fixture
def cable(server: Any) -> Iterator[Cable]:
    cable = Cable(server.port)
    yield cable
    cable.close()


def ready(page: Page, url: str, waiting: int = 3) -> None:
    page.goto(f"{url}/desk/3")
    expect(page.locator("#waiting li")).to_have_count(waiting)
    expect(page.locator("[data-act=call_next]")).to_be_enabled()


def test_a_pulled_cable_is_seen_within_five_seconds_and_the_buttons_wait(cable: Cable, page: Page) -> None:
    ready(page, cable.url)
    cable.pulled.set()
    expect(page.locator("#line")).to_have_text(LOST, timeout=5000)
    for button in page.locator("button[data-act]:not([data-act=keys])").all():
        expect(button).to_be_disabled()
    expect(page.locator("#waiting li")).to_have_count(3)
    page.keyboard.press("F1")
    cable.pulled.clear()
    expect(page.locator("#line")).to_be_hidden(timeout=15_000)
    expect(page.locator("#hand-state")).to_have_text("Quầy đang trống")


def test_an_ask_that_was_cut_after_the_server_had_done_it_is_not_done_twice(server: Any, page: Page) -> None:
    ready(page, server.url)
    sent: list[dict[str, Any]] = []

    def cut(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) <= 2:
            route.fetch()  # the server has really done it
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/ask", cut)
    page.get_by_role("button", name="Gọi số tiếp theo").click()
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("[data-act=finish]")).to_be_enabled(timeout=10_000)
    assert len(sent) == 3 and len({one["ask_id"] for one in sent}) == 1
    assert [one.label for one in server.running.office.view.tickets.values() if one.calls] == ["C001"]
    expect(page.locator("#message")).to_have_text("")


def test_an_ask_that_is_never_answered_is_said_to_be_uncertain_and_the_truth_comes_by_the_line(server: Any, page: Page) -> None:
    ready(page, server.url)
    tries: list[str] = []

    def swallow(route: Route) -> None:
        tries.append(route.request.post_data_json["ask_id"])
        if len(tries) == 1:
            route.fetch()
        route.abort("failed")

    page.route("**/api/ask", swallow)
    page.get_by_role("button", name="Gọi số tiếp theo").click()
    expect(page.locator("#message")).to_contain_text("Yêu cầu chưa chắc đã được nhận", timeout=15_000)
    expect(page.locator("#hand-label")).to_have_text("C001")
    assert len(tries) == 4 and len(set(tries)) == 1


def test_a_slow_answer_is_said_and_the_buttons_wait_for_it(server: Any, page: Page) -> None:
    ready(page, server.url)
    held: list[Route] = []
    page.route("**/api/ask", lambda route: held.append(route))
    page.get_by_role("button", name="Gọi số tiếp theo").click()
    expect(page.locator("#message")).to_have_text("Đang gửi…")
    expect(page.locator("[data-act=call_next]")).to_be_disabled()
    held[0].continue_()
    expect(page.locator("#hand-label")).to_have_text("C001")
    expect(page.locator("#message")).to_have_text("")


def test_after_a_restart_the_page_shows_what_the_server_knows(live_server: Callable[..., Any], server: Any, page: Page) -> None:
    ready(page, server.url)
    page.keyboard.press("F1")
    expect(page.locator("#hand-label")).to_have_text("C001")
    server.stop()
    expect(page.locator("#line")).to_have_text(LOST)
    again = live_server(listen_on=server.port)
    again.ask("finish", desk=3)
    again.ask("call_next", desk=3)
    expect(page.locator("#hand-label")).to_have_text("C002", timeout=15_000)
    expect(page.locator("#line")).to_be_hidden()
    page.keyboard.press("F4")
    expect(page.locator("#hand-state")).to_have_text("Quầy đang trống")


def test_who_is_not_signed_in_any_more_is_sent_to_sign_in_and_back(server: Any, page: Page) -> None:
    ready(page, server.url)
    refused = {"ok": False, "reason": "sign_in", "message": "Xin đăng nhập lại."}
    page.route("**/api/ask", lambda route: route.fulfill(status=401, json=refused))
    page.route("**/sign-in*", lambda route: route.fulfill(body="đăng nhập"))
    page.keyboard.press("F1")
    page.wait_for_url("**/sign-in?next=/desk/3")


def test_a_line_that_is_refused_because_nobody_is_signed_in_leads_there_too(server: Any, page: Page) -> None:
    refused = []

    def refuse(socket: WebSocketRoute) -> None:
        refused.append(socket)
        socket.close(code=1008)

    page.route_web_socket("**/api/hear", refuse)
    page.route("**/sign-in*", lambda route: route.fulfill(body="đăng nhập"))

    def page_or_refusal(route: Route) -> None:
        if refused:
            route.fulfill(status=401, body="")
        else:
            route.continue_()

    page.route(f"{server.url}/desk/3", page_or_refusal)
    page.goto(f"{server.url}/desk/3")
    page.wait_for_url("**/sign-in?next=/desk/3")


class Seats:
    """The seats of a server that has them, in front of one that may not: what the page asks for, and what it is told."""

    def __init__(self, page: Page) -> None:
        self.asked: list[dict[str, Any]] = []
        self.windows: list[str] = []
        self._sockets: list[WebSocketRoute] = []
        page.route("**/api/seat", self._seat)
        page.route_web_socket("**/api/hear", self._hear)
        page.on(
            "request", lambda one: self.windows.append(one.headers["x-moiso-window"]) if one.url.endswith("/api/ask") else None
        )

    def _seat(self, route: Route) -> None:
        self.asked.append(route.request.post_data_json)
        route.fulfill(json={"ok": True})

    def _hear(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        self._sockets.append(socket)

    def tell(self, **message: Any) -> None:
        self._sockets[-1].send(json.dumps(message))

    def drop(self) -> None:
        self._sockets[-1].close()


def test_a_window_sits_down_and_says_with_each_ask_which_one_it_is(server: Any, page: Page) -> None:
    seats = Seats(page)
    ready(page, server.url)
    page.keyboard.press("F1")
    expect(page.locator("#hand-label")).to_have_text("C001")
    assert {one["desk"] for one in seats.asked} == {3}
    window = seats.asked[0]["window"]
    assert len(window) == 16 and int(window, 16) >= 0 and seats.windows == [window]


def test_the_older_window_is_told_and_can_take_the_desk_back(server: Any, page: Page) -> None:
    seats = Seats(page)
    ready(page, server.url)
    page.keyboard.press("l")
    expect(page.locator("#dialog")).to_be_visible()
    seats.tell(t="seat", desk=3, window="1122334455667788")
    notice = page.get_by_role("alertdialog", name="Quầy này vừa được mở ở cửa sổ khác.")
    expect(notice).to_be_visible()
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("[data-act=issue]")).to_be_disabled()
    page.keyboard.press("F1")
    expect(page.locator("#hand-label")).to_have_text("–")
    before = len(seats.asked)
    page.get_by_role("button", name="Dùng quầy ở đây").click()
    expect(notice).to_be_hidden()
    expect(page.locator("[data-act=call_next]")).to_be_enabled()
    assert len(seats.asked) == before + 1


def test_the_seat_of_another_desk_is_no_business_of_ours(server: Any, page: Page) -> None:
    seats = Seats(page)
    ready(page, server.url)
    seats.tell(t="seat", desk=2, window="1122334455667788")
    page.keyboard.press("F1")
    expect(page.locator("#hand-label")).to_have_text("C001")


def test_an_ask_refused_for_the_seat_greys_the_page_out(server: Any, page: Page) -> None:
    ready(page, server.url)
    refusal = {"ok": False, "reason": "seat_taken", "message": "Quầy này vừa được mở ở cửa sổ khác."}
    page.route("**/api/ask", lambda route: route.fulfill(status=409, json=refusal))
    page.keyboard.press("F1")
    expect(page.get_by_role("button", name="Dùng quầy ở đây")).to_be_visible()


def test_after_a_lost_line_the_seat_is_taken_anew_unless_somebody_else_sits_there(server: Any, page: Page) -> None:
    seats = Seats(page)
    ready(page, server.url)
    page.wait_for_timeout(600)
    before = len(seats.asked)
    seats.drop()
    expect(page.locator("#line")).to_be_hidden()
    page.wait_for_function(f"() => performance.getEntriesByName('{server.url}/api/seat').length > {before}", timeout=5000)
    seats.tell(t="seat", desk=3, window="1122334455667788")
    expect(page.get_by_role("button", name="Dùng quầy ở đây")).to_be_visible()
    taken = len(seats.asked)
    seats.drop()
    expect(page.locator("#line")).to_be_visible()
    expect(page.locator("#line")).to_be_hidden()
    page.wait_for_timeout(800)
    assert len(seats.asked) == taken


def test_a_server_without_seats_lets_everybody_work(server: Any, page: Page) -> None:
    page.route("**/api/seat", lambda route: route.fulfill(status=404, json={"ok": False, "reason": "not_found", "message": ""}))
    ready(page, server.url)
    page.keyboard.press("F1")
    expect(page.locator("#hand-label")).to_have_text("C001")


def test_two_windows_of_one_desk_press_at_once_and_one_citizen_is_called(
    server: Any, page: Page, new_page: Callable[..., Page]
) -> None:
    other = new_page()
    for one in (page, other):
        one.route("**/api/seat", lambda route: route.fulfill(status=404, json={}))
        ready(one, server.url)
    for one in (page, other):
        one.evaluate("() => { document.querySelector('[data-act=call_next]').click(); }")
    for one in (page, other):
        expect(one.locator("#hand-label")).to_have_text("C001")
    assert sum(one.state == "called" for one in server.running.office.view.tickets.values()) == 1
