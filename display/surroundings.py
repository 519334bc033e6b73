"""Puts together what a picture needs that no message says. Decides when a technician looks, and by how much the picture is moved. Pure but for a switch."""

from dataclasses import replace

from display.around import Around

TECHNICIAN_S = 120.0
"""The overlay goes by itself: nobody is to find it there the next morning."""
SHIFT_EVERY_S = 300.0
"""Against burn-in. Source: SCREEN-AND-VOICE §4."""
SHIFTS = ((0, 0), (4, 0), (4, 4), (0, 4), (-4, 4), (-4, 0), (-4, -4), (0, -4), (4, -4))
"""Pixels; within the margin that every picture keeps."""
KEYS = frozenset({"f1", "i"})


class Surroundings:
    """`around` gives the same object as long as nothing has changed, so that a loop may compare by identity."""

    def __init__(self) -> None:
        self._around = Around()
        self._until_s = float("-inf")

    def key(self, key: str, now_s: float) -> None:
        """A technician's key shows the overlay, and takes it away."""
        if key in KEYS:
            self._until_s = float("-inf") if self.looks(now_s) else now_s + TECHNICIAN_S

    def looks(self, now_s: float) -> bool:
        """Whether a technician looks now."""
        return now_s < self._until_s

    def around(
        self, now_s: float, *, code: str, address: str, technician: tuple[tuple[str, str], ...], ready: tuple[str, ...], film: str
    ) -> Around:
        shift = SHIFTS[int(now_s / SHIFT_EVERY_S) % len(SHIFTS)]
        found = replace(self._around, code=code, address=address, technician=technician, ready=ready, film=film, shift=shift)
        if found != self._around:
            self._around = found
        return self._around
