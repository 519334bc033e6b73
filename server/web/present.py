"""Which screens and kiosks are there. A paired one should be; one on this machine should be once it was. Knows no sockets."""

from collections.abc import Callable, Iterable

MISSING_AFTER_S = 10.0
"""A screen that reconnects after a breath of the network is not worth a word."""


class Present:
    """`expected`: the names of those that should be there always; `monotonic_s` the clock."""

    def __init__(self, *, expected: Callable[[], Iterable[str]], monotonic_s: Callable[[], float]) -> None:
        self._expected = expected
        self._monotonic_s = monotonic_s
        self._began_s = monotonic_s()
        self._here: dict[str, int] = {}
        self._left_s: dict[str, float] = {}
        self._own: set[str] = set()
        self.away: tuple[str, ...] = ()

    def came(self, name: str, *, own: bool = False) -> None:
        """One more line of this device is open; "" is nobody's. `own`: of this machine, which nobody paired."""
        if name:
            self._own |= {name} if own else set()
            self._here[name] = self._here.get(name, 0) + 1
            self._left_s.pop(name, None)

    def went(self, name: str) -> None:
        if name:
            self._here[name] -= 1
            if self._here[name] == 0:
                del self._here[name]
                self._left_s[name] = self._monotonic_s()

    @property
    def now_s(self) -> float:
        """Seconds of a clock that only goes on."""
        return self._monotonic_s()

    def is_here(self, name: str) -> bool:
        return name in self._here

    def changed(self) -> bool:
        """Look again who is away; whether that is not what it was."""
        now_s = self._monotonic_s()
        missing = {*self._expected(), *self._own} - set(self._here)
        away = tuple(sorted(one for one in missing if now_s - self._left_s.get(one, self._began_s) >= MISSING_AFTER_S))
        before, self.away = self.away, away
        return before != away
