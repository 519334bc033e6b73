"""Who may come in at all, before any page or ask: known host, own origin, JSON, bounded body. Plain ASGI: it costs microseconds.

Source: RELIABILITY §5.1: by default any Origin may open a websocket, any Host is served, and 50 MB of JSON are swallowed.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from server.devices import Device
from server.devices import Scope as DeviceScope
from server.words import Words

BODY_BYTES = 64 * 1024
BODIES = {"/api/office/restore": ("application/octet-stream", 4 * 1024**3)}
"""Paths that take something else than JSON, and how many bytes. A browser asks before it sends such a body for a foreign page."""
_SAFE = ("GET", "HEAD")
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

_MAY = {
    DeviceScope.PRINT: {
        ("http", "POST", f"/api/print/{verb}") for verb in ("report", "take", "standing", "give_back", "sending", "became")
    },
    DeviceScope.KIOSK: {("http", "POST", "/api/ask"), ("websocket", "GET", "/api/hear")},
}
"""What a device may reach; of the asks, a kiosk may only take numbers (see asks)."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Guard:
    """Wraps the application. `hosts`: names and addresses under which this machine may be called, without port.

    `lan_port`: what comes in there comes from other machines and needs a device's token (None: nothing does); `device_of` knows tokens.
    The device stands in scope["device"] for whoever answers.
    """

    def __init__(
        self,
        app: App,
        *,
        hosts: frozenset[str],
        words: Words,
        lan_port: int | None = None,
        device_of: Callable[[str], Device | None] = lambda token: None,
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._words = words
        self._lan_port = lan_port
        self._device_of = device_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await self._refuse(scope, send, *refusal)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        await self._bounded(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: dict[bytes, str]) -> tuple[HTTPStatus, str] | None:
        if self._lan_port is not None and scope["server"] is not None and scope["server"][1] == self._lan_port:
            return self._refusal_of_device(scope, headers)
        host = headers.get(b"host", "")
        if _name(host) not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST, "foreign"
        origin = headers.get(b"origin")
        unsafe = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if unsafe and origin is not None and urlsplit(origin).netloc != host:
            return HTTPStatus.FORBIDDEN, "foreign"
        return _refusal_of_body(scope, headers)

    def _refusal_of_device(self, scope: Scope, headers: dict[bytes, str]) -> tuple[HTTPStatus, str] | None:
        """A browser is no device: what names an origin is refused, so neither its host nor its origin can lie to us."""
        kind, _, token = headers.get(b"authorization", "").partition(" ")
        device = self._device_of(token) if kind == "Bearer" and token else None
        if device is None or b"origin" in headers:
            return HTTPStatus.UNAUTHORIZED, "no_token"
        if (scope["type"], scope.get("method", "GET"), scope["path"]) not in _MAY.get(device.scope, ()):
            return HTTPStatus.FORBIDDEN, "not_allowed"
        scope["device"] = device
        return _refusal_of_body(scope, headers)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A body without a length, or longer than it said, is stopped while it comes in."""
        seen, most = 0, _body(scope)[1]

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Scope, send: Send, status: HTTPStatus, reason: str) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        body = json.dumps({"ok": False, "reason": reason, "message": self._words.say(f"refused.{reason}")}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": status.value, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _refusal_of_body(scope: Scope, headers: dict[bytes, str]) -> tuple[HTTPStatus, str] | None:
    if scope["type"] == "http" and scope["method"] not in _SAFE:
        kind, most = _body(scope)
        if headers.get(b"content-type", "").partition(";")[0].strip() != kind:
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong_type"
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > most:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
    return None


def _body(scope: Scope) -> tuple[str, int]:
    """The type and the most bytes of this path's body."""
    return BODIES.get(scope["path"], ("application/json", BODY_BYTES))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_HEADERS]
        await send(message)

    return sending


def _name(host: str) -> str:
    """The host without its port, in small letters: "[::1]:8480" is "::1"."""
    return (urlsplit(f"//{host}").hostname or "") if "@" not in host else ""
