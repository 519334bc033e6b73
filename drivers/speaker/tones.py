"""Short tones that say how a press went, for where there is no screen: understood without words and over a noisy room. Pure."""

import math
from array import array
from collections.abc import Sequence

from drivers.speaker.level import faded
from drivers.speaker.pack import RATE_HZ, silence

Note = tuple[float, int]
"""Hertz and milliseconds."""
GAP_MS = 90
PEAK = 9000
"""Of 32,767: as loud as the chime."""
TAKEN: Sequence[Note] = ((988, 90),)
"""A press was understood."""
GIVEN: Sequence[Note] = ((784, 120), (1047, 220))
"""There is a number."""
REFUSED: Sequence[Note] = ((440, 160), (330, 260))
"""There is no number now."""
FAILED: Sequence[Note] = ((220, 280),) * 3
"""It does not work, and somebody has to see to it."""


def tones(notes: Sequence[Note]) -> bytes:
    """Samples (see pack): one note after the other, with GAP_MS between them. A third harmonic makes low ones heard on small loudspeakers."""
    return silence(GAP_MS).join(_note(*note) for note in notes)


def _note(hertz: float, milliseconds: int) -> bytes:
    turn = 2 * math.pi * hertz / RATE_HZ
    length = RATE_HZ * milliseconds // 1000
    samples = (PEAK * (math.sin(turn * place) + 0.4 * math.sin(3 * turn * place)) for place in range(length))
    return faded(array("h", (int(one) for one in samples))).tobytes()
