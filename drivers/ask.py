"""Ask the server by POST and bring back its answer. Retries under the same body, so the same ask_id: asking twice is harmless.

Knows no messages: bytes go out, bytes come back.
"""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass

from drivers.web import line_to

TRY_TIMEOUT_S = 2.0
"""One try may take this long; the server answers in milliseconds or has a full disk queue of 5 s (its busy timeout)."""
PAUSE_S = 0.25
"""Between two tries: long enough to let a restarting server come up, short enough to be unnoticed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said: HTTP status and body as read."""

    status: int
    body: bytes


class Unanswered(Exception):
    """No answer came within the given time. The server may or may not have done what was asked."""


def ask(
    url: str,
    body: bytes,
    *,
    give_up_after_s: float = 5.0,
    headers: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
) -> Reply:
    """POST `body` (JSON) to `url` until an answer comes. 5xx answers are tried again, all others are answers.

    `headers`: further ones, for example a token; `trust`: whose certificates are believed, for an https:// address.

    Raises: Unanswered when `give_up_after_s` has passed.
    """
    deadline = time.monotonic() + give_up_after_s
    last = "not tried"
    while True:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise Unanswered(last)
        try:
            reply = _post(url, body, min(TRY_TIMEOUT_S, max(left_s, 0.05)), headers or {}, trust)
        except (OSError, http.client.HTTPException) as error:
            last = f"{type(error).__name__}: {error}"
        else:
            if reply.status < 500:
                return reply
            last = f"the server answered {reply.status}"
        time.sleep(min(PAUSE_S, max(deadline - time.monotonic(), 0)))


def _post(url: str, body: bytes, timeout_s: float, headers: Mapping[str, str], trust: ssl.SSLContext | None) -> Reply:
    connection, parts = line_to(url, timeout_s, trust)
    try:
        connection.request("POST", parts.path or "/", body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return Reply(response.status, response.read())
    finally:
        connection.close()
