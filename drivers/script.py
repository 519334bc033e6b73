"""Which letters a text is written in, and what of it is never torn. Pure. Paper and screen share it.

Latin and Khmer stand in fonts of their own (Noto Sans Khmer has no Latin letters): a line is split into runs of one script, each
run is shaped by itself and all stand on one baseline.
"""

import re

from drivers.linebreak import Measure

ZWSP = "\u200b"
"""Where a line of Khmer may break between words; takes no room and is never drawn."""

_KHMER = "\u1780-\u17ff\u19e0-\u19ff"
_ANY_KHMER = re.compile(f"[{_KHMER}]")
_RUNS = re.compile(f"[{_KHMER}\u200c\u200d]+|[^{_KHMER}\u200c\u200d]+")
_UNITS = re.compile(
    "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200c\u200d])*[\u17d4-\u17da]*"
    "|[^\u00a0](?:\u00a0[–—-])*|\u00a0"
)
"""What is never torn: a Khmer consonant with all that hangs on it (subscripts behind U+17D2, vowels, signs) and the stop behind
it; a letter with the dash behind it. Marks that have no letter of their own take no room, so they never go to a new line.
Source: Unicode 15, §16.4 Khmer, "orthographic syllable"."""


def has_khmer(text: str) -> bool:
    """Whether any letter of it is Khmer."""
    return _ANY_KHMER.search(text) is not None


def runs(text: str) -> list[tuple[str, bool]]:
    """The text in runs of one script, and whether that is Khmer; what takes no room is left out."""
    return [(run, has_khmer(run)) for run in _RUNS.findall(text.replace(ZWSP, ""))]


def split(word: str, width: float, measure: Measure) -> list[str]:
    """Break a word that is wider than the line: between the words in it where it says so, else between letters."""
    parts = [""]
    for piece in word.split(ZWSP):
        if measure(parts[-1] + piece) <= width:
            parts[-1] += piece
        elif measure(piece) <= width:
            parts.append(piece)
        else:
            for unit in _UNITS.findall(piece):
                if measure(parts[-1] + unit) > width and parts[-1]:
                    parts.append("")
                parts[-1] += unit
    return parts
