"""Who is told what has happened: after the commit, in order, in the event loop's thread."""

from collections.abc import Callable, Sequence

from server.domain.day import Day
from server.domain.events import Logged

Listener = Callable[[Sequence[Logged], Day], None]
"""Called with a committed batch and the Day as it is after it. Must be quick and must not wait."""


class News:
    """A list of listeners and nothing else."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, batch: Sequence[Logged], day: Day) -> None:
        for listener in self._listeners:
            listener(batch, day)
