"""Tones of a kiosk without a screen: short, told apart by their number and height, never louder than a sound card takes."""

from array import array

import pytest

from drivers.speaker.pack import RATE_HZ
from drivers.speaker.tones import FAILED, GAP_MS, GIVEN, REFUSED, TAKEN, tones


@pytest.mark.parametrize("notes", [TAKEN, GIVEN, REFUSED, FAILED])
def test_a_tone_is_as_long_as_its_notes_and_begins_and_ends_in_silence(notes: list[tuple[float, int]]) -> None:
    samples = array("h", tones(notes))
    length_ms = sum(ms for _, ms in notes) + GAP_MS * (len(notes) - 1)
    assert abs(len(samples) - RATE_HZ * length_ms / 1000) < 5
    assert samples[0] == samples[-1] == 0 and 5000 < max(samples) < 20000


def test_failure_is_three_low_tones_and_success_one_high() -> None:
    assert len(FAILED) == 3 and all(hertz < 250 for hertz, _ in FAILED)
    assert len(TAKEN) == 1 and TAKEN[0][0] > 800
