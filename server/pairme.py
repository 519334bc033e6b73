"""moiso pair: a screen, kiosk, keypad or print agent on another machine is let in by a short code, as a browser is. Runs on that machine."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.ask import Unanswered, ask
from drivers.errors import SettingError
from drivers.settings import read_trust
from server.access.hashing import write_secret
from server.access.pairing import VALID_S

EVERY_S = 2.0


def pair(
    server: str,
    scope: str,
    token_file: Path,
    ca_file: Path | None = None,
    *,
    say: Callable[[str], object] = lambda text: print(text, file=sys.stderr, flush=True),
    pause: Callable[[float], object] = time.sleep,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> int:
    """Show the code, wait until somebody has let it in, keep the token for its owner only. Returns the exit status.

    Raises: SettingError when the server does not answer, or the file cannot be written.
    """
    trust = read_trust(ca_file)

    def told(path: str, facts: dict[str, str]) -> dict[str, Any]:
        try:
            reply = ask(f"{server}{path}", json.dumps(facts).encode(), trust=trust)
            answer: dict[str, Any] = json.loads(reply.body)
        except (Unanswered, ValueError) as error:
            raise SettingError(f"no Moiso server answers at {server}: {error}") from None
        return answer

    begun = told("/api/pair", {"scope": scope})
    if not begun["ok"]:
        raise SettingError(begun["message"])
    say(f"On the page Quản lý → Thiết bị type this code:  {begun['code'][:3]} {begun['code'][3:]}")
    until_s = monotonic_s() + VALID_S
    while monotonic_s() < until_s:
        answer = told("/api/pair/claim", {"secret": begun["secret"]})
        if answer.get("paired"):
            return _keep(token_file, answer["token"], say)
        if not answer["ok"]:
            break
        pause(EVERY_S)
    say("The code has run out; start again for a new one.")
    return 1


def _keep(file: Path, token: str, say: Callable[[str], object]) -> int:
    try:
        write_secret(file, token + "\n")
    except OSError as error:
        raise SettingError(f"{file} cannot be written: {error.strerror}") from None
    say(f"Let in. The token is in {file}: name it as token_file.")
    return 0
