"""What screens have said back: which calls were shown and spoken, and whether each can be heard. Bounded; knows no sockets and no day."""

from collections import OrderedDict

from server.wire.heard import Screens, ScreenStanding, Seen
from server.wire.said import Shown, Spoken, Stands

CALLS_KEPT = 200
"""More than are called while anybody still looks at the first of them."""
BURST, PER_S = 40, 10.0
"""Frames that one line may say at once, and for long: three calls at once on one screen are six."""


class Patience:
    """How much one line may still say; what is beyond is not listened to. `now_s`: of a clock that only goes on."""

    def __init__(self, now_s: float) -> None:
        self._left = float(BURST)
        self._at_s = now_s

    def allows(self, now_s: float) -> bool:
        self._left = min(float(BURST), self._left + (now_s - self._at_s) * PER_S)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


class SaidBack:
    """`sound` is what each screen that is there said of itself last: ready, none, off."""

    def __init__(self) -> None:
        self._calls: OrderedDict[tuple[str, int], Seen] = OrderedDict()
        self.sound: dict[str, str] = {}
        self._stands: dict[str, Stands] = {}

    def seen(self, said: Shown | Spoken) -> Seen | None:
        """What is known of the call now; None if it was known before."""
        key = said.ticket, said.calls
        before = self._calls.pop(key, None) or Seen(ticket=said.ticket, calls=said.calls)
        fact = "shown" if isinstance(said, Shown) else "spoken"
        after = before.model_copy(update={fact: True})
        self._calls[key] = after
        if len(self._calls) > CALLS_KEPT:
            self._calls.popitem(last=False)
        return after if after != before else None

    def of(self, ticket: str, calls: int) -> Seen | None:
        """What is known of this call."""
        return self._calls.get((ticket, calls))

    def stands(self, name: str, said: Stands) -> bool:
        """Whether that is news."""
        before = self._stands.get(name)
        self._stands[name], self.sound[name] = said, said.sound
        return before != said

    def went(self, name: str) -> bool:
        """The screen's last line is closed; whether anything was known of it."""
        self.sound.pop(name, None)
        return self._stands.pop(name, None) is not None

    def screens(self) -> Screens:
        """Those that are there, by name."""
        return Screens(
            screens=tuple(
                ScreenStanding(name=name, sound=one.sound, tested_at=one.tested_at) for name, one in sorted(self._stands.items())
            )
        )
