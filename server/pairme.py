"""moiso pair: a screen, kiosk, keypad or print agent on another machine is let in by a short code, as a browser is. Runs on that machine."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from drivers.ask import Unanswered
from drivers.errors import SettingError
from drivers.pairing import EVERY_S, VALID_S, Refused, Talk, keep_token
from drivers.settings import read_trust


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
    talk = Talk(server, read_trust(ca_file))
    try:
        code, secret = talk.begin(scope)
        say(f"On the page Quản lý → Thiết bị type this code:  {code[:3]} {code[3:]}")
        until_s = monotonic_s() + VALID_S
        while monotonic_s() < until_s:
            token = talk.claim(secret)
            if token:
                keep_token(token_file, token)
                say(f"Let in. The token is in {token_file}: name it as token_file.")
                return 0
            if token is None:
                break
            pause(EVERY_S)
    except Unanswered as error:
        raise SettingError(f"no Moiso server answers at {server}: {error}") from None
    except Refused as error:
        raise SettingError(str(error)) from None
    say("The code has run out; start again for a new one.")
    return 1
