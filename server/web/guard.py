"""Who may come in at all, before any page or ask: known host, own origin, JSON, bounded body. Plain ASGI: it costs microseconds.

Source: RELIABILITY §5.1: by default any Origin may open a websocket, any Host is served, and 50 MB of JSON are swallowed.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from server.words import Words

BODY_BYTES = 64 * 1024
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

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Guard:
    """Wraps the application. `hosts`: names and addresses under which this machine may be called, without port."""

    def __init__(self, app: App, *, hosts: frozenset[str], words: Words) -> None:
        self._app = app
        self._hosts = hosts
        self._words = words

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
        host = headers.get(b"host", "")
        if _name(host) not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST, "foreign"
        origin = headers.get(b"origin")
        unsafe = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if unsafe and origin is not None and urlsplit(origin).netloc != host:
            return HTTPStatus.FORBIDDEN, "foreign"
        if scope["type"] == "http" and unsafe:
            if headers.get(b"content-type", "").partition(";")[0].strip() != "application/json":
                return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong_type"
            length = headers.get(b"content-length", "0")
            if not length.isdigit() or int(length) > BODY_BYTES:
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
        return None

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A body without a length, or longer than it said, is stopped while it comes in."""
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > BODY_BYTES:
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


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_HEADERS]
        await send(message)

    return sending


def _name(host: str) -> str:
    """The host without its port, in small letters: "[::1]:8480" is "::1"."""
    return (urlsplit(f"//{host}").hostname or "") if "@" not in host else ""
