"""Who may come in at all, before any page or ask: known host, own origin, a right for the address, JSON, bounded body. Plain ASGI: microseconds.

Source: RELIABILITY §5: by default any Origin may open a websocket, any Host is served, and 50 MB of JSON are swallowed. The path that is judged
is the raw one of the request line, never request.url (Starlette's CVE-2026-48710).
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from drivers.speaker.take import FILE_BYTES
from server.access.gate import Gate
from server.media import MB, VIDEO_BYTES
from server.procedurefile import BYTES_MAX
from server.web.pages import CALLER
from server.web.rights import right_for
from server.who import Caller

BODY_BYTES = 64 * 1024
SESSION_COOKIE = "moiso"
DEVICE_COOKIE = "moiso_device"
SIGN_IN = 4401
BODIES = {
    "/api/office/restore": ("application/octet-stream", 4 * 1024**3),
    "/api/office/media": ("application/octet-stream", VIDEO_BYTES + MB),  # a little more, so that its own refusal can be said
    "/api/office/procedures": ("application/octet-stream", BYTES_MAX + MB),
    "/api/voice/put": ("application/octet-stream", FILE_BYTES),
}
"""Paths that take something else than JSON, and how many bytes. A browser asks before it sends such a body for a foreign page."""
_SAFE = ("GET", "HEAD")
_PASSED_ON = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")
"""A request that says that somebody passed it on is not from this machine, wherever its last stretch began."""
_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; "
        b"base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000")
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refuse = Callable[[Scope, HTTPStatus, str], App]
"""How a refusal is said, to a person or a program: scope, status, reason."""


class Guard:
    """Wraps the application. `hosts`: further names and addresses of this machine, without port; the address that a request came in at is
    known anyway. `far_ports`: what comes in there is from other machines, even if its last stretch began here. The caller stands in scope["caller"] for whoever answers."""

    def __init__(self, app: App, *, gate: Gate, hosts: frozenset[str], far_ports: frozenset[int], refuse: Refuse) -> None:
        self._app = app
        self._far_ports = far_ports
        self._gate = gate
        self._hosts = hosts | LOCAL_HOSTS
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if scope["type"] == "websocket":
            if refusal is None:
                await self._app(scope, receive, send)
            elif refusal[1] == "sign_in":  # a page can read the code of a close, but not that it was never let in
                await receive()
                await send({"type": "websocket.accept"})
                await send({"type": "websocket.close", "code": SIGN_IN})
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        if refusal is None:
            await self._app(scope, _bounded(receive, scope), _with_headers(send, scope))
            return
        close = [(b"connection", b"close")] if scope["method"] not in _SAFE else []  # its body was not read
        await self._refuse(scope, *refusal)(scope, receive, _with_headers(send, scope, close))

    def _refusal(self, scope: Scope, headers: dict[bytes, str]) -> tuple[HTTPStatus, str] | None:
        host = headers.get(b"host", "")
        if not self._is_ours(_name(host), scope):
            return HTTPStatus.MISDIRECTED_REQUEST, "foreign"
        origin = headers.get(b"origin")
        unsafe = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if unsafe and origin is not None and not _same(origin, host, scope):
            return HTTPStatus.FORBIDDEN, "foreign"
        caller = self._caller(scope, headers, by_cookie=origin is not None or not unsafe)
        if caller is None:
            return HTTPStatus.UNAUTHORIZED, "no_token"
        scope["caller"] = caller
        CALLER.set(caller)
        return _refusal_of_right(scope, caller) or _refusal_of_body(scope, headers)

    def _is_ours(self, name: str, scope: Scope) -> bool:
        """A name from outside that leads here (DNS rebinding) is not ours: it would let another page speak as one of ours."""
        return name in self._hosts or (scope["server"] is not None and _is_address(name) and name == scope["server"][0])

    def _caller(self, scope: Scope, headers: dict[bytes, str], *, by_cookie: bool) -> Caller | None:
        """None for a token that is worth nothing. `by_cookie`: whether cookies count; without an origin they do not, so no form of another page can use them."""
        address = scope["client"][0] if scope["client"] else ""
        local = (
            scope["server"] is not None
            and scope["server"][1] not in self._far_ports
            and _is_loopback(address)
            and _name(headers.get(b"host", "")) in LOCAL_HOSTS
            and not any(one in headers for one in _PASSED_ON)
        )
        kind, _, token = headers.get(b"authorization", "").partition(" ")
        if kind:
            if kind != "Bearer" or b"origin" in headers:  # a browser is no device
                return None
            caller = self._gate.caller(address=address, local=local, bearer=token.strip())
            return caller if caller.root or caller.device is not None else None
        cookies = _cookies(headers.get(b"cookie", "")) if by_cookie else {}
        return self._gate.caller(
            address=address,
            local=local,
            cookie=cookies.get(SESSION_COOKIE, ""),
            device_cookie=cookies.get(DEVICE_COOKIE, ""),
            acts=scope["type"] == "http",
        )


def _refusal_of_right(scope: Scope, caller: Caller) -> tuple[HTTPStatus, str] | None:
    method = "SOCKET" if scope["type"] == "websocket" else scope["method"]
    right = right_for(method, scope["path"])
    if right is None:
        known = any(right_for(other, scope["path"]) for other in ("GET", "POST"))
        return (HTTPStatus.METHOD_NOT_ALLOWED, "not_allowed") if known else (HTTPStatus.NOT_FOUND, "not_found")
    if caller.may(right):
        return None
    if caller.session is None and (caller.device is None or b"authorization" not in dict(scope["headers"])):
        return HTTPStatus.UNAUTHORIZED, "sign_in"
    return HTTPStatus.FORBIDDEN, "no_right"


def _refusal_of_body(scope: Scope, headers: dict[bytes, str]) -> tuple[HTTPStatus, str] | None:
    if scope["type"] == "http" and scope["method"] not in _SAFE:
        kind, most = _body(scope)
        if headers.get(b"content-type", "").partition(";")[0].strip() != kind:
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong_type"
        length = headers.get(b"content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > most:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
    return None


def _bounded(receive: Receive, scope: Scope) -> Receive:
    """A body without a length, or longer than it said, is stopped while it comes in."""
    seen, most = 0, _body(scope)[1]

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return counted


def _body(scope: Scope) -> tuple[str, int]:
    """The type and the most bytes of this path's body."""
    return BODIES.get(scope["path"], ("application/json", BODY_BYTES))


def _with_headers(send: Send, scope: Scope, more: Sequence[tuple[bytes, bytes]] = ()) -> Send:
    added = (*_HEADERS, *([_HSTS] if scope["scheme"] == "https" else []), *more)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            named = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(one for one in added if one[0] not in named)]
        await send(message)

    return sending


def _same(origin: str, host: str, scope: Scope) -> bool:
    """Whether a page of this very server asks: scheme, name and port."""
    secure = scope["scheme"] in ("https", "wss")
    return origin == f"{'https' if secure else 'http'}://{host}"


def _name(host: str) -> str:
    """The host without its port, in small letters: "[::1]:8480" is "::1"; "" for one that cannot be."""
    if "@" in host or re.search(r"[\s/\\]", host):
        return ""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _cookies(header: str) -> dict[str, str]:
    pairs = (one.partition("=") for one in header.split(";"))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs}
