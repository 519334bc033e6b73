"""The television's own switch, over the HDMI cable (CEC), by Debian's cec-client. In a thread; a television that does not listen is no fault.

Source: SCREEN-AND-VOICE §4 (piSignage 46, 55, 68): the "on" is said again and again, because one that was missed leaves the room dark all day;
after "standby" a television needs about a minute before it takes an "on".
"""

import logging
import shutil
import subprocess
import threading
from collections.abc import Callable

log = logging.getLogger("moiso.television")
CLIENT = "cec-client"
AGAIN_S = 60.0
AFTER_STANDBY_S = 60.0
TIMEOUT_S = 20.0
LOOK_S = 1.0


def send(command: str) -> bool:
    """One command ("on 0", "standby 0") to the television. False when there is no adapter or it does not answer."""
    try:
        done = subprocess.run(
            [CLIENT, "-s", "-d", "1"], input=f"{command}\n", text=True, timeout=TIMEOUT_S, capture_output=True, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


class Television:
    """`want` says how it should be; the thread sees to it. `send` blocks. Where there is no cec-client nothing is done."""

    def __init__(
        self, send: Callable[[str], bool] = send, there: Callable[[], bool] = lambda: shutil.which(CLIENT) is not None
    ) -> None:
        self._send = send
        self._there = there
        self._on: bool | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="television", daemon=True)
        self._course = Course()

    def start(self) -> None:
        if self._there():
            self._thread.start()

    def want(self, on: bool) -> None:
        """Returns at once."""
        self._on = on

    def stop(self) -> None:
        """Returns at once."""
        self._stop.set()

    def _run(self) -> None:
        passed_s = 0.0
        failed = False
        while not self._stop.wait(LOOK_S):
            passed_s += LOOK_S
            command = self._course.next(self._on, passed_s)
            if command and not self._send(command) and not failed:
                failed = True  # once, not every minute for years
                log.info("the television cannot be switched over its cable; it is left as it is")


class Course:
    """When which command is due. Pure but for what it has said."""

    def __init__(self) -> None:
        self._said = ""
        self._said_s = float("-inf")

    def next(self, on: bool | None, now_s: float) -> str:
        """The command that is due at `now_s`, "" for none. `on` None: nobody has said yet how it should be."""
        if on is None:
            return ""
        command = "on 0" if on else "standby 0"
        if command == self._said and (not on or now_s - self._said_s < AGAIN_S):
            return ""
        if on and self._said == "standby 0" and now_s - self._said_s < AFTER_STANDBY_S:
            return ""
        self._said, self._said_s = command, now_s
        return command
