"""Who sits at a desk: one window of one sign-in. The newer takes over, and the older is told. Held in memory: a restart empties all seats,
and whoever asks first has it again."""

from collections.abc import Callable
from dataclasses import dataclass

from server.domain.model import DeskId


@dataclass(frozen=True, slots=True)
class Seat:
    """`session`: the key of the sign-in; `window`: the page's own id, new each time it is loaded."""

    session: str
    window: str


class Seats:
    """`tell(desk, seat)` is called when a desk's seat goes to another window."""

    def __init__(self) -> None:
        self._seats: dict[DeskId, Seat] = {}
        self.tell: Callable[[DeskId, Seat], None] = lambda desk, seat: None

    def take(self, desk: DeskId, seat: Seat) -> None:
        """This window is at the desk now; one window is at one desk."""
        before = self._seats.get(desk)
        self._seats = {known: one for known, one in self._seats.items() if one != seat}
        self._seats[desk] = seat
        if before != seat:
            self.tell(desk, seat)

    def holds(self, desk: DeskId, seat: Seat) -> bool:
        """Whether this window may act at the desk; an empty seat is taken by asking."""
        if desk not in self._seats:
            self.take(desk, seat)
        return self._seats[desk] == seat

    def leave(self, session: str) -> None:
        """Whoever signed out sits nowhere."""
        self._seats = {desk: one for desk, one in self._seats.items() if one.session != session}
