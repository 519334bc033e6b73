"""Lets this machine into a server elsewhere by a short code: asks for one, waits until somebody has typed it there, keeps the token.

Knows no rooms: the caller shows the code. Source: the server's side is server/access/pairing.
"""

import json
import logging
import os
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.ask import Unanswered, ask
from drivers.errors import SettingError

log = logging.getLogger("moiso.pairing")
EVERY_S = 2.0
"""Between two questions whether the code was typed."""
RETRY_S = 10.0
VALID_S = 600.0
"""A code is worth something for so long."""


class Refused(Exception):
    """The server gives no code; its sentence says why."""


class Talk:
    """The two questions of pairing. Both block for a few seconds at the most."""

    def __init__(self, server: str, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._trust = trust

    def begin(self, scope: str) -> tuple[str, str]:
        """The code to show, and the secret that fetches the token. Raises: Unanswered, Refused."""
        answer = self._told("/api/pair", {"scope": scope})
        if not answer.get("ok"):
            raise Refused(str(answer.get("message", "")))
        return str(answer["code"]), str(answer["secret"])

    def claim(self, secret: str) -> str | None:
        """The token, "" while nobody has typed the code. None: the code is worth nothing any more. Raises: Unanswered."""
        answer = self._told("/api/pair/claim", {"secret": secret})
        if answer.get("paired"):
            return str(answer["token"])
        return "" if answer.get("ok") else None

    def _told(self, path: str, facts: dict[str, str]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(ask(f"{self._server}{path}", json.dumps(facts).encode(), trust=self._trust).body)
        except ValueError as error:
            raise Unanswered(f"what answers at {self._server} is no Moiso server: {error}") from None
        return answer


def keep_token(file: Path, token: str) -> None:
    """For its owner's eyes only, whole or not at all. Raises: SettingError."""
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
            out.write(f"{token}\n")
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except OSError as error:
        raise SettingError(f"{file} cannot be written: {error.strerror}") from None


class Pairing:
    """Pairs in a thread of its own whenever it is wanted. `code`: to be shown now, "" while there is none."""

    def __init__(self, talk: Talk, scope: str, token_file: Path, paired: Callable[[], object], every_s: float = EVERY_S) -> None:
        """`paired` is called in that thread once the token is kept."""
        self._talk = talk
        self._scope = scope
        self._file = token_file
        self._paired = paired
        self._every_s = every_s
        self._wanted = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pairing", daemon=True)
        self.code = ""

    def start(self) -> None:
        self._thread.start()

    def want(self) -> None:
        """The server does not know us (any more). Asked again while a code is shown, nothing changes."""
        self._wanted.set()

    def stop(self) -> None:
        """Returns at once."""
        self._stop.set()
        self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            if self._stop.is_set():
                return
            try:
                done = self._pair()
            except (Unanswered, Refused, SettingError) as error:
                log.warning("not let in: %s", error)
                done = False
            self.code = ""
            if done:
                self._wanted.clear()
                self._paired()
            else:
                self._stop.wait(RETRY_S)

    def _pair(self) -> bool:
        """Whether we are let in now; a code that has run out is not."""
        self.code, secret = self._talk.begin(self._scope)
        for _ in range(int(VALID_S / self._every_s)):
            token = self._talk.claim(secret)
            if token:
                keep_token(self._file, token)
                return True
            if token is None or self._stop.wait(self._every_s):
                return False
        return False
