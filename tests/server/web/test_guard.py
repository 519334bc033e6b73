"""What must not come in: other pages, other names, forms, floods, tokens that were taken away. The probes of RELIABILITY §5."""

import http.client
import json
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from server.devices import Devices, Scope
from server.web.guard import DEVICE_COOKIE, SESSION_COOKIE
from server.who import Role

JSON = {"Content-Type": "application/json"}
CALL = b'{"ask_id": "click-0001", "kind": "call_next", "desk": 1}'
ISSUE = b'{"ask_id": "press-0001", "kind": "issue", "service": "A"}'


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(lan="127.0.0.1:0", names=("so-thu-tu.example",))


def post(server: Any, path: str, body: bytes, port: int = 0, **headers: str) -> tuple[int, dict[str, Any]]:
    status, answer = server.request("POST", path, body, {**JSON, **headers}, port or server.port)
    return status, json.loads(answer)


def signed_in(server: Any, *roles: Role) -> dict[str, str]:
    return {"Cookie": f"{SESSION_COOKIE}={server.sign_in(*roles)}", "Origin": server.url}


def test_another_page_cannot_use_the_officers_cookie(server: Any) -> None:
    good = signed_in(server)
    assert post(server, "/api/ask", CALL, **good)[1]["reason"] == "nobody_waits"
    for evil in (
        "http://evil.example",
        "null",
        f"https://127.0.0.1:{server.port}",
        "http://127.0.0.1:1",
        f"{server.url}.evil.example",
    ):
        assert post(server, "/api/ask", CALL, **{**good, "Origin": evil})[0] == 403, evil


def test_a_cookie_without_an_origin_is_no_cookie(server: Any) -> None:
    """A form of another page in an old browser says no origin; a program has a token."""
    cookie = {"Cookie": signed_in(server)["Cookie"]}
    assert post(server, "/api/ask", CALL, **cookie)[1]["reason"] == "sign_in"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_what_a_form_can_send_is_not_taken(server: Any, kind: str) -> None:
    assert post(server, "/api/ask", CALL, **{**signed_in(server), "Content-Type": kind})[0] == 415


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::1", "127.0.0.1\tx", "evil.example:{port}"],
)
def test_a_name_that_was_bent_to_lead_here_is_not_ours(server: Any, host: str) -> None:
    """DNS rebinding: the page of evil.example asks its own name, which now leads to us."""
    host = host.format(port=server.port)
    origin = f"http://{host}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        head = f"POST /api/ask HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nContent-Type: application/json\r\nContent-Length: {len(ISSUE)}\r\n\r\n"
        line.sendall(head.encode() + ISSUE)
        assert line.recv(4096).split()[1] in (b"421", b"400")


def test_our_own_names_and_the_address_that_was_asked_are_ours(server: Any) -> None:
    own = socket.gethostname().lower()
    for host in (
        "localhost",
        f"127.0.0.1:{server.port}",
        own,
        f"{own.partition('.')[0]}.local:8481",
        "SO-THU-TU.example",
        "127.0.0.1",
    ):
        assert server.request("GET", "/health", headers={"Host": host}, port=server.lan_port)[0] == 200, host
    assert server.request("GET", "/health", headers={"Host": "192.168.99.99"}, port=server.lan_port)[0] == 421


def test_whoever_was_passed_on_is_not_sitting_at_this_machine(server: Any) -> None:
    assert post(server, "/api/ask", ISSUE)[0] == 200
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert post(server, "/api/ask", ISSUE, **{header: "127.0.0.1"})[0] == 401, header
    assert post(server, "/api/ask", ISSUE, port=server.lan_port)[0] == 401
    assert post(server, "/api/ask", ISSUE, Host="so-thu-tu.example")[0] == 401


def test_the_servers_own_token_does_not_count_from_outside(server: Any) -> None:
    assert post(server, "/api/ask", ISSUE, port=server.lan_port, **server.root)[0] == 401
    assert post(server, "/api/ask", ISSUE, **{**server.root, "X-Forwarded-For": "10.0.0.1"})[0] == 401


def test_fifty_megabytes_are_not_swallowed(server: Any) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("POST", "/api/ask")
    for name, value in {**JSON, "Content-Length": str(50 * 1024 * 1024)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("length", ["-1", "1e9", "٣", "99999999999999999999"])
def test_a_length_that_is_no_length_is_not_taken(server: Any, length: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(
            f"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{}}".encode()
        )
        assert line.recv(4096).split()[1] in (b"413", b"400")


def listen(server: Any, port: int = 0, **headers: str) -> Any:
    url = f"ws://127.0.0.1:{port or server.port}/api/hear"
    origin = headers.pop("Origin", None)
    return connect(url, open_timeout=10, close_timeout=1, proxy=None, origin=origin, additional_headers=headers)


def test_another_page_cannot_listen_with_the_officers_cookie(server: Any) -> None:
    good = signed_in(server)
    with listen(server, **good) as line:
        assert json.loads(line.recv(timeout=10))["t"] == "snapshot"
    for evil in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}):
        with pytest.raises(InvalidStatus), listen(server, **{**good, **evil}):
            pass


def test_a_page_that_must_sign_in_first_can_read_that(server: Any) -> None:
    with listen(server, port=server.lan_port) as line, pytest.raises(ConnectionClosed) as closed:
        line.recv(timeout=10)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401


def test_an_oversize_frame_ends_the_line_and_nothing_else(server: Any) -> None:
    with listen(server) as line:
        line.recv(timeout=10)
        line.send("x" * 5000)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                line.recv(timeout=10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009
    assert post(server, "/api/ask", ISSUE)[0] == 200


def heard(server: Any, **headers: str) -> dict[str, Any]:
    with listen(server, **headers) as line:
        said: dict[str, Any] = json.loads(line.recv(timeout=10))
        return said


def test_screens_hear_no_names_and_no_notes_and_desks_do(server: Any) -> None:
    server.ask("issue", service="A")
    server.ask("open_desk", desk=1, officer="Cán bộ quầy 1")
    server.ask("call_next", desk=1)
    server.ask("hold", desk=1, note="đi lấy giấy khai sinh")
    inside, outside = heard(server, **server.root), heard(server)
    assert inside["desks"][0]["officer"] == "Cán bộ quầy 1" and inside["tickets"][0]["note"] == "đi lấy giấy khai sinh"
    assert "Cán bộ" not in json.dumps(outside, ensure_ascii=False) and "giấy khai sinh" not in json.dumps(
        outside, ensure_ascii=False
    )


def next_news(line: Any) -> dict[str, Any]:
    while (said := json.loads(line.recv(timeout=10)))["t"] != "news":
        pass
    return dict(said)


def test_screens_hear_no_names_in_the_news_either(server: Any) -> None:
    server.ask("issue", service="A")
    with listen(server) as outside, listen(server, **server.root) as inside:
        for line in (outside, inside):
            line.recv(timeout=10)
        server.ask("open_desk", desk=1, officer="Cán bộ quầy 1")
        told = {line: next_news(line) for line in (outside, inside)}
    assert told[outside]["desk"]["officer"] == "" and told[inside]["desk"]["officer"] == "Cán bộ quầy 1"


def test_a_stolen_token_is_worth_nothing_once_it_was_taken_away(server: Any, eventually: Any) -> None:
    devices = Devices(server.config.data)
    token = {"Authorization": f"Bearer {devices.add('man-hinh', Scope.SCREEN)}"}
    with listen(server, port=server.lan_port, **token) as line:
        line.recv(timeout=10)
        devices.remove("man-hinh")
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                line.recv(timeout=10)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401, "a line that was open is closed within a tick"
    with pytest.raises(InvalidStatus), listen(server, port=server.lan_port, **token):
        pass


def test_whoever_signs_out_hears_no_more(server: Any) -> None:
    good = signed_in(server)
    with listen(server, **good) as line:
        line.recv(timeout=10)
        assert post(server, "/api/sign-out", b"{}", **good)[0] == 200
        with pytest.raises(ConnectionClosed):
            while True:
                line.recv(timeout=10)


def test_one_sign_in_cannot_take_all_the_lines(server: Any) -> None:
    good = signed_in(server)
    with ExitStack() as lines:
        for _ in range(8):
            lines.enter_context(listen(server, **good)).recv(timeout=10)
        with pytest.raises((InvalidStatus, ConnectionClosed)), listen(server, **good) as line:
            line.recv(timeout=10)
        lines.enter_context(listen(server)).recv(timeout=10)


def test_every_answer_says_what_browsers_may_do_with_it(server: Any) -> None:
    for path, headers in (
        ("/", {}),
        ("/static/state.js", {}),
        ("/nowhere", {}),
        ("/desk/1", {"Origin": "x"}),
        ("/", {"Host": "evil.example"}),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", path, headers=headers)
        reply = connection.getresponse()
        said = {name.lower(): value for name, value in reply.getheaders()}
        assert (
            "script-src 'self'" in said["content-security-policy"] and "frame-ancestors 'none'" in said["content-security-policy"]
        )
        assert said["x-content-type-options"] == "nosniff" and said["referrer-policy"] == "no-referrer"
        assert "server" not in said and "strict-transport-security" not in said, "HSTS is for TLS"
        connection.close()


def test_there_is_no_docs_page(server: Any) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert server.request("GET", path)[0] == 404


def test_no_token_is_ever_in_the_log(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    token = Devices(server.config.data).add("kiosk", Scope.KIOSK)
    cookie = server.sign_in()
    post(server, "/api/ask", ISSUE, port=server.lan_port, Authorization=f"Bearer {token}")
    post(server, "/api/sign-in", json.dumps({"name": "quay-1", "secret": "258036 secret"}).encode(), Origin=server.url)
    server.request("GET", "/desk", headers={"Cookie": f"{SESSION_COOKIE}={cookie}; {DEVICE_COOKIE}={token}"})
    said = caplog.text + (server.config.data / "moiso.db").read_bytes().decode("latin-1")
    for secret in (token, cookie, "258036 secret", server.root["Authorization"].split()[1]):
        assert secret not in said


def test_slow_headers_hold_up_nobody(server: Any) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        began = time.monotonic()
        assert post(server, "/api/ask", ISSUE)[0] == 200
        assert time.monotonic() - began < 5
