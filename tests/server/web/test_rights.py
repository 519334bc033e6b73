"""Every address of the application has its right, and nobody reaches one without it: every route times every kind of caller."""

from collections.abc import Callable
from typing import Any

import pytest

from server.devices import Devices, Scope
from server.web.guard import SESSION_COOKIE
from server.web.rights import ASKS, ROUTES, right_for
from server.who import LOCAL_RIGHTS, RIGHTS_OF_ROLE, RIGHTS_OF_SCOPE, STRANGER_RIGHTS, Right, Role
from server.wire import ASKS as WIRE
from server.wire.asks import Ask

EXAMPLES = {
    "name": "x.db",
    "key": "A001-aaaaaaaaaaaaaaaa",
    "desk": "1",
    "printer": "main",
    "number": "1",
    "path": "moiso.css",
    "kind": "services",
    "id": "A",
    "mark": "0" * 32,
    "language": "vi",
    "clip": "so_1",
    "place": "0",
}


def addresses(app: Any) -> set[tuple[str, str]]:
    """What the application answers, by method and address, down to the routers that it was put together from."""
    found = set()
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            found |= addresses(inner)
        elif type(route).__name__ == "Mount":
            found.add(("GET", f"{route.path}/{{path}}"))
        elif "WebSocket" in type(route).__name__:
            found.add(("SOCKET", route.path))
        else:
            found |= {(method, route.path) for method in route.methods - {"HEAD"}}
    return found


def filled(path: str) -> str:
    for name, value in EXAMPLES.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"{path}: an example is missing"
    return path


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(printer="fake:", lan="127.0.0.1:0", docs=True)


def test_the_table_names_every_address_and_no_other(server: Any) -> None:
    assert addresses(server.running.app._app) == set(ROUTES)


def test_every_ask_has_its_right() -> None:
    assert set(ASKS) == set(Ask.__args__) and WIRE is not None  # type: ignore[attr-defined]
    assert all(ASKS.values())


def test_an_address_is_told_from_its_neighbours() -> None:
    assert right_for("GET", "/desk/12") is Right.SERVE
    assert right_for("HEAD", "/desk") is Right.SERVE
    assert right_for("GET", "/static/a/b.js") is Right.ANYBODY
    assert right_for("GET", "/papers/main/3.png") is Right.LOOK
    for unknown in ("/desk/1/2", "/staticx", "/desk/", "//desk", "/papers/main/3xpng", "/%2e%2e/desk", "/desk\n"):
        assert right_for("GET", unknown) is None, unknown
    assert right_for("POST", "/desk") is None and right_for("DELETE", "/api/ask") is None


def callers(server: Any) -> dict[str, tuple[frozenset[Right], int, dict[str, str]]]:
    """By name: what they may, the port that they come in at, and what they say who they are."""
    devices = Devices(server.config.data)
    lan = server.lan_port
    origin = {"Origin": server.url}
    out = {
        "stranger": (STRANGER_RIGHTS, lan, {}),
        "local": (LOCAL_RIGHTS, server.port, {}),
        "evil token": (frozenset(), lan, {"Authorization": "Bearer nobody's"}),
    }
    for role in Role:
        cookie = f"{SESSION_COOKIE}={server.sign_in(role, name=role.value)}"
        out[role.value] = (RIGHTS_OF_ROLE[role] | LOCAL_RIGHTS, server.port, {"Cookie": cookie, **origin})
    for scope in Scope:
        token = devices.add(f"a-{scope.value}", scope, "main" if scope is Scope.PRINT else "", 1 if scope is Scope.KEYPAD else 0)
        out[scope.value] = (RIGHTS_OF_SCOPE[scope] | STRANGER_RIGHTS, lan, {"Authorization": f"Bearer {token}"})
    return out


def test_every_route_times_every_caller(server: Any) -> None:
    """Refused exactly where the table says so: 401, 403 or the way to the sign-in; and what is let in is not refused by the guard."""
    wrong = []
    for name, (rights, port, headers) in callers(server).items():
        for (method, path), right in sorted(ROUTES.items(), key=lambda one: "sign-out" in one[0][1]):
            if method == "SOCKET":
                continue
            given = {"Content-Type": "application/json", **headers}
            status, body = server.request(method, filled(path), b"[]" if method == "POST" else None, given, port)
            refused = (
                status in (401, 403)
                and b'"reason"' in body
                and any(word in body for word in (b'"sign_in"', b'"no_right"', b'"no_token"'))
            )
            if refused == (right in rights):
                wrong.append((name, method, path, status, body[:60]))
    assert wrong == []


def test_every_ask_times_every_caller(server: Any) -> None:
    asks = {kind: kind.model_fields["kind"].default for kind in ASKS}
    wrong = []
    for name, (rights, port, headers) in callers(server).items():
        for kind, word in asks.items():
            body = b'{"ask_id": "abcdefgh", "kind": "%b", %b}' % (word.encode(), b", ".join(FACTS[word]))
            status, answer = server.request("POST", "/api/ask", body, {"Content-Type": "application/json", **headers}, port)
            assert status not in (400, 422), (word, answer)
            refused = status in (401, 403) and b'"not_your_desk"' not in answer
            if refused == bool(rights & ASKS[kind]):
                wrong.append((name, word, status, answer[:80]))
    assert wrong == []


T, D, S = b'"ticket": "nobody"', b'"desk": 1', b'"service": "A"'
FACTS = {
    "issue": [S], "call_next": [D], "call_this": [D, T], "recall": [D], "start": [D], "finish": [D], "no_show": [D], "put_back": [D],
    "hold": [D], "return": [T], "rejoin": [T], "transfer": [T], "add_step": [T, S], "set_priority": [T, b'"priority": true'], "cancel": [T],
    "restore": [T], "reprint": [T], "settle_paper": [T], "load_paper": [b'"printer": "main"'], "undo": [D], "open_desk": [D],
    "pause_desk": [D], "close_desk": [D], "start_roll": [S, b'"next": 1'], "stop_roll": [S], "open_day": [b'"day": "2020-01-01"'],
    "close_day": [b'"ask_id": "abcdefgh"'], "confirm_clock": [b'"now": "2026-11-25T08:00:00+07:00"'],
    "change_setup": [b'"edits": [{"rules": {"reentry_days": 3}}]'],
}  # fmt: skip
