"""Coming in over HTTP: the first person, signing in, a paired browser, a desk's seat, one's own secret."""

import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest

from server.devices import Devices, Scope
from server.web.access import safe_next
from server.web.guard import DEVICE_COOKIE, SESSION_COOKIE

SENTENCE = "mot cau de nho"


class Browser:
    """What a browser does with cookies; comes in at the machine itself, or at the port for other machines."""

    def __init__(self, server: Any, *, far: bool = False) -> None:
        self.port = server.lan_port if far else server.port
        self.cookies: dict[str, str] = {}
        self.set: list[str] = []

    def ask(self, path: str, **facts: Any) -> tuple[int, dict[str, Any]]:
        status, _, body = self._request("POST", path, json.dumps(facts).encode())
        return status, json.loads(body)

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        status, headers, body = self._request("GET", path)
        return status, headers.get("location", ""), body.decode()

    def call(self, desk: int, window: str = "w1") -> tuple[int, dict[str, Any]]:
        body = json.dumps({"ask_id": f"click-{desk}-{window}-00", "kind": "call_next", "desk": desk}).encode()
        status, _, answer = self._request("POST", "/api/ask", body, {"X-Moiso-Window": window})
        return status, json.loads(answer)

    def _request(self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None) -> Any:
        headers = {
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Accept": "text/html",
            **(more or {}),
        }
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie":
                self.set.append(value)
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0].strip('"')
        found = reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
        connection.close()
        return found


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(signed_in=False, lan="127.0.0.1:0")


def set_up(server: Any, **facts: str) -> Browser:
    """The first person's browser."""
    browser = Browser(server)
    code = (server.config.data / "setup.code").read_text().strip()
    wanted = {"code": code, "id": "hoa", "name": "Người quản lý", "password": SENTENCE, "pin": "258036", **facts}
    assert browser.ask("/api/start", **wanted)[0] == 200
    return browser


def test_a_new_office_leads_everybody_to_the_beginning(server: Any) -> None:
    for path in ("/", "/desk/1", "/sign-in", "/desk"):
        status, where, _ = Browser(server).get(path)
        assert (status, where) == (303, "/start"), path
    assert "Mã cài đặt" in Browser(server).get("/start")[2]


def test_the_first_person_has_the_code_from_the_printer_and_may_everything(server: Any) -> None:
    browser = set_up(server)
    assert browser.get("/desk")[0] == 200 and browser.get("/ticket")[0] == 200
    assert not (server.config.data / "setup.code").exists()
    assert browser.get("/start")[:2] == (303, "/sign-in")
    status, said = browser.ask("/api/start", code="", id="lan", name="x", password=SENTENCE)
    assert (status, said["reason"]) == (409, "set_up_already")


def test_there_is_no_default_password_and_guessing_the_code_gets_slower(server: Any) -> None:
    browser = Browser(server, far=True)
    facts = {"id": "hoa", "name": "Hoa", "password": SENTENCE}
    for _ in range(3):
        assert browser.ask("/api/start", code="ABCD EFGH", **facts)[1]["reason"] == "wrong_code"
    status, said = browser.ask("/api/start", code="ABCD EFGH", **facts)
    assert (status, said["reason"]) == (429, "wait") and "giây" in said["message"]
    assert server.running.gate.is_new
    set_up(server)


def test_the_code_is_kept_when_something_else_was_wrong(server: Any) -> None:
    code = (server.config.data / "setup.code").read_text().strip()
    browser = Browser(server)
    status, said = browser.ask("/api/start", code=code, id="hoa", name="Hoa", password="ngan")
    assert (status, said["spots"][0]["where"]) == (422, "password")
    assert browser.ask("/api/start", code=f"{code[:4]} {code[4:].lower()}", id="hoa", name="Hoa", password=SENTENCE)[0] == 200


def test_a_cookie_is_for_the_server_alone(server: Any) -> None:
    said = set_up(server).set[-1]
    assert said.startswith(f"{SESSION_COOKIE}=") and "HttpOnly" in said and "SameSite=strict" in said and "Path=/" in said
    assert "Secure" not in said, "this line is plain; with TLS it is added"


def test_signing_in_and_out(server: Any) -> None:
    set_up(server)
    browser = Browser(server)
    assert browser.get("/desk/3")[:2] == (303, "/sign-in?next=/desk/3")
    status, said = browser.ask("/api/sign-in", name="hoa", secret="khong dung dau")
    assert (status, said["reason"], said["message"]) == (
        401,
        "wrong_secret",
        "Tên, mã PIN hoặc mật khẩu không đúng. Xin thử lại.",
    )
    assert browser.ask("/api/sign-in", name=" HOA ", secret=SENTENCE)[0] == 200
    assert browser.get("/desk/3")[0] == 200 and "Người quản lý" in browser.get("/")[2]
    assert browser.ask("/api/sign-out")[0] == 200
    assert browser.get("/desk/3")[0] == 303


def test_what_cannot_be_read_is_said(server: Any) -> None:
    browser = Browser(server)
    assert browser.ask("/api/sign-in", name="hoa")[0] == 422
    assert browser.ask("/api/sign-in", name="hoa", secret="x" * 300)[0] == 422
    assert browser.ask("/api/sign-in", name="hoa", secret="x", more=1)[0] == 422


def test_a_page_that_one_may_not_see_says_so_and_does_not_ask_to_sign_in_again(server: Any) -> None:
    set_up(server)
    browser = Browser(server)
    assert browser.ask("/api/sign-in", name="hoa", secret="258036")[0] == 200
    status, _, page = browser.get("/ticket")
    assert status == 403 and "Tài khoản này không được làm việc này" in page


def test_a_browser_far_away_is_paired_by_a_code_and_then_a_pin_counts(server: Any) -> None:
    boss, desk = set_up(server), Browser(server, far=True)
    assert desk.ask("/api/sign-in", name="hoa", secret="258036")[1]["reason"] == "wrong_secret"
    assert "Người quản lý" not in desk.get("/sign-in")[2], "a stranger does not learn who works here"
    _, said = desk.ask("/api/pair", scope="desk")
    assert desk.ask("/api/pair/claim", secret=said["secret"])[1] == {"ok": True, "paired": False}
    gate = server.running.gate
    gate.pairing.find(said["code"], gate.monotonic_s()).token = Devices(server.config.data).add("quay-3", Scope.DESK)
    assert desk.ask("/api/pair/claim", secret=said["secret"])[1] == {"ok": True, "paired": True}, "the token is in no answer"
    assert "HttpOnly" in desk.set[-1] and desk.cookies[DEVICE_COOKIE]
    assert "Người quản lý" in desk.get("/sign-in")[2]
    assert desk.ask("/api/sign-in", name="hoa", secret="258036")[0] == 200
    assert desk.get("/desk/3")[0] == 200 and boss.get("/desk/3")[0] == 200
    Devices(server.config.data).remove("quay-3")
    assert desk.get("/desk/3")[0] == 303, "the browser that was thrown out takes its sign-ins with it"


def test_a_program_gets_its_token_in_the_answer(server: Any) -> None:
    headers = {"Content-Type": "application/json"}
    status, body = server.request("POST", "/api/pair", b'{"scope": "screen"}', headers, server.lan_port)
    said = json.loads(body)
    gate = server.running.gate
    gate.pairing.find(said["code"], gate.monotonic_s()).token = "the token"
    claim = json.dumps({"secret": said["secret"]}).encode()
    assert json.loads(server.request("POST", "/api/pair/claim", claim, headers, server.lan_port)[1])["token"] == "the token"
    assert server.request("POST", "/api/pair/claim", claim, headers, server.lan_port)[0] == 422
    assert status == 200


def test_the_newer_window_of_a_desk_takes_over(server: Any) -> None:
    browser = set_up(server)
    for _ in range(3):
        server.ask("issue", service="A")
    assert browser.ask("/api/seat", desk=1, window="w1")[0] == 200
    assert browser.call(1, "w1")[0] == 200
    server.ask("finish", desk=1)
    assert browser.ask("/api/seat", desk=1, window="w2")[0] == 200
    status, said = browser.call(1, "w1")
    assert (status, said["reason"]) == (409, "seat_taken")
    assert browser.call(1, "w2")[0] == 200
    assert browser.ask("/api/seat", desk=99, window="w2")[0] == 404


def test_whoever_calls_is_at_the_desk_by_name_whatever_the_page_says(server: Any) -> None:
    browser = set_up(server)
    server.ask("issue", service="A")
    server.ask("open_desk", desk=1, officer="Người đi vắng")
    assert browser.call(1)[0] == 200
    assert server.running.office.view.attended(1).officer == "Người quản lý"
    browser.ask("/api/ask", ask_id="click-0009", kind="open_desk", desk=2, officer="Người khác")
    assert browser.ask("/api/seat", desk=2, window="w1")[0] == 200
    body = json.dumps({"ask_id": "click-0010", "kind": "open_desk", "desk": 2, "officer": "Người khác"}).encode()
    browser._request("POST", "/api/ask", body, {"X-Moiso-Window": "w1"})
    assert server.running.office.view.attended(2).officer == "Người quản lý"


def test_a_keypad_works_at_its_own_desk_only(server: Any) -> None:
    server.ask("issue", service="A")
    token = Devices(server.config.data).add("ban-phim", Scope.KEYPAD, desk=1)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def press(kind: str, **facts: Any) -> int:
        body = json.dumps({"ask_id": f"press-{kind}-{facts.get('desk', 0)}", "kind": kind, **facts}).encode()
        status: int = server.request("POST", "/api/ask", body, headers, server.lan_port)[0]
        return status

    assert press("call_next", desk=2) == 403
    assert press("call_next", desk=1) == 200
    assert press("finish", desk=1) == 200
    ticket = server.ask("issue", service="A")["ticket"]["id"]
    assert press("cancel", ticket=ticket) == 403


def test_somebody_changes_their_own_pin(server: Any) -> None:
    browser = set_up(server)
    assert "Mật khẩu hiện tại" in browser.get("/me")[2]
    assert browser.ask("/api/me/secret", current="khong dung", pin="704815")[1]["reason"] == "wrong_secret"
    assert browser.ask("/api/me/secret", current=SENTENCE, pin="704815")[0] == 200
    assert Browser(server).ask("/api/sign-in", name="hoa", secret="704815")[0] == 200
    assert Browser(server).ask("/api/sign-in", name="hoa", secret="258036")[0] == 401


def test_somebody_at_a_kiosk_asks_for_help_and_an_officer_knows(server: Any) -> None:
    browser = set_up(server)
    headers = {"Content-Type": "application/json"}
    assert server.request("POST", "/api/help", b'{"kiosk": "kiosk"}', headers, server.port)[0] == 200
    assert server.running.gate is not None and browser.ask("/api/help/known")[0] == 200
    assert server.request("POST", "/api/help/known", b"{}", headers, server.lan_port)[0] == 401


def test_who_one_is(server: Any) -> None:
    assert json.loads(Browser(server).get("/api/me")[2])["new"] is True
    said = json.loads(set_up(server).get("/api/me")[2])
    assert said["name"] == "Người quản lý" and "run" in said["rights"] and said["new"] is False


@pytest.mark.parametrize(
    "path", ["", "//evil.example", "/\\evil.example", "https://evil.example", "/x\ny", "javascript:alert(1)", "/" + "x" * 300]
)
def test_nobody_is_sent_to_another_machine_after_signing_in(path: str) -> None:
    assert safe_next(path) == "/"
    assert safe_next("/desk/3?a=b") == "/desk/3?a=b"
