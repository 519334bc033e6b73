"""Questions and answers over one open link. Knows the printer's protocol, not what is printed. Never waits without a limit."""

import time
from collections.abc import Callable

from drivers.printer.link import Link
from drivers.printer.status import Answer, ProcessDone, Query, Queued, RealTime, StatusParser

STATUS_TIMEOUT_S = 0.5
"""DLE EOT is answered in real time; half a second covers 1200 baud and a USB adapter's latency."""
FORGOTTEN_READS = 64
"""How often unasked bytes are read away before we ask: a printer that never stops talking must not hold us."""


class Talk:
    """One link and what the printer says over it. `queued` counts the answers to GS r, `done` holds the process IDs, since they were last forgotten.

    `heard`: it ever answered a question in real time.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self.queued = 0
        self.done: set[bytes] = set()
        self.heard = False
        self._parser = StatusParser()

    def write(self, data: bytes) -> None:
        """Raises: DeviceError."""
        self.link.write(data)

    def forget(self) -> None:
        """What came while we were not listening answers nothing that we ask from now on. Raises: DeviceError."""
        for _ in range(FORGOTTEN_READS):
            if not self.link.read(0):
                break
        self._parser = StatusParser()
        self.queued = 0
        self.done.clear()

    def wait(self, timeout_s: float, wanted: Callable[[Answer], bool]) -> Answer | None:
        """The first answer of that kind, or None in time. Raises: DeviceError."""
        found: list[Answer] = []

        def heard(answer: Answer) -> None:
            if wanted(answer):
                found.append(answer)

        self._listen(timeout_s, heard, lambda: bool(found))
        return found[0] if found else None

    def until(self, timeout_s: float, reached: Callable[[], bool]) -> bool:
        """Listen until what the printer has said (`queued`, `done`) is enough; whether it is. Raises: DeviceError."""
        self._listen(timeout_s, lambda _: None, reached)
        return reached()

    def _listen(self, timeout_s: float, heard: Callable[[Answer], None], enough: Callable[[], bool]) -> None:
        """All that comes in one piece is taken note of, also behind the answer that was waited for."""
        deadline = time.monotonic() + timeout_s
        while not enough() and (left_s := deadline - time.monotonic()) > 0:
            for answer in self._parser.feed(self.link.read(left_s)):
                if isinstance(answer, Queued):
                    self.queued += 1
                elif isinstance(answer, ProcessDone):
                    self.done.add(answer.process_id)
                heard(answer)

    def real_time(self, query: Query) -> int | None:
        """What the printer answers to DLE EOT, None if nothing. Raises: DeviceError."""
        self.write(bytes([0x10, 0x04, query]))
        answer = self.wait(STATUS_TIMEOUT_S, lambda answer: isinstance(answer, RealTime))
        self.heard = self.heard or answer is not None
        return answer.byte if isinstance(answer, RealTime) else None
