"""A scanner that pretends to be a keyboard: its burst of keys becomes one text, told apart from a keypad's slow presses. Pure, and it keeps no text.

Source: DOMAIN §7.3: scanners type in the US layout, whatever the machine's own is. What a scanner types may be an identity card: values
here never show it, and nobody may log it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from drivers.button.press import Gone, Move

GAP_S = 0.08
"""Scanners send a key every 1 to 30 ms; fingers that hit two keys of a keypad need longer."""
LEAST_LETTERS = 6
LEAST_KINDS = 3
"""A worn button that bounces is one letter, a hand that slips two; every code has more."""
MOST_MOVES = 4000
"""An identity card's QR code has up to 300 letters, each two moves, and as many of Shift."""
ENDS = ("enter", "kpenter", "tab")
SHIFTS = ("leftshift", "rightshift")
_SHIFTED = dict(zip("1234567890-=[]\\;'`,./", '!@#$%^&*()_+{}|:"~<>?', strict=True))
_NAMED = {
    "space": " ", "minus": "-", "equal": "=", "leftbrace": "[", "rightbrace": "]", "backslash": "\\", "semicolon": ";", "apostrophe": "'",
    "grave": "`", "comma": ",", "dot": ".", "slash": "/", "kpminus": "-", "kpplus": "+", "kpasterisk": "*", "kpslash": "/", "kpdot": ".",
}  # fmt: skip
_KEYPAD = {f"kp{digit}": str(digit) for digit in range(10)}


@dataclass(frozen=True, slots=True)
class Burst:
    """What may become a text: the moves since the last pause."""

    moves: tuple[Move, ...] = ()
    last_s: float = float("-inf")

    def __repr__(self) -> str:
        return f"Burst({len(self.moves)} moves)"


@dataclass(frozen=True, slots=True)
class Text:
    """What was scanned, without what ended it."""

    text: str

    def __repr__(self) -> str:
        return "Text(…)"


def typed(burst: Burst, moves: Iterable[Move | Gone], now_s: float) -> tuple[Burst, list[Text], list[Move | Gone]]:
    """Of one keyboard: the burst that goes on, the texts that ended, and the moves that belong to none, GAP_S late at most. `button` of a
    move here is the bare key, as drivers.button.evdev names it."""
    texts: list[Text] = []
    left: list[Move | Gone] = []
    for move in moves:
        if isinstance(move, Gone):
            burst = Burst()
            left.append(move)
            continue
        burst = _paused(burst, move.at_s if move.down else burst.last_s, texts, left)
        burst = _added(burst, move, texts, left)
    return _paused(burst, now_s, texts, left), texts, left


def _added(burst: Burst, move: Move, texts: list[Text], left: list[Move | Gone]) -> Burst:
    if not burst.moves and (not move.down or not _may_be_typed(move.button)):
        left.append(move)
        return burst
    longer = Burst((*burst.moves, move), move.at_s if move.down else burst.last_s)
    if move.down and (move.button in ENDS or not _may_be_typed(move.button)):
        return _ended(longer, texts, left)
    if len(longer.moves) <= 8 * LEAST_LETTERS and _rattles(longer):
        return _ended(longer, texts, left)
    return longer if len(longer.moves) <= MOST_MOVES else Burst()


def _rattles(burst: Burst) -> bool:
    """Whether it is a bounce, which may go on for long and must not be waited for."""
    downs = [one.button for one in burst.moves if one.down]
    return len(downs) >= 2 * LEAST_LETTERS and len(set(downs)) < LEAST_KINDS


def _paused(burst: Burst, now_s: float, texts: list[Text], left: list[Move | Gone]) -> Burst:
    return _ended(burst, texts, left) if burst.moves and now_s - burst.last_s > GAP_S else burst


def _ended(burst: Burst, texts: list[Text], left: list[Move | Gone]) -> Burst:
    """It was a text, with its Enter or cut short; or it was not, and its keys are keys."""
    text = text_of(burst.moves)
    if len(text) >= LEAST_LETTERS and len(set(text)) >= LEAST_KINDS:
        texts.append(Text(text))
    else:
        left += burst.moves
    return Burst()


def text_of(moves: Iterable[Move]) -> str:
    """The letters of these keys in the US layout; keys that make none are passed over."""
    out, shifts = [], 0
    for move in moves:
        if move.button in SHIFTS:
            shifts = max(0, shifts + (1 if move.down else -1))
        elif move.down:
            out.append(_letter(move.button, bool(shifts)))
    return "".join(out)


def _letter(key: str, shift: bool) -> str:
    plain = _KEYPAD.get(key) or _NAMED.get(key) or (key if len(key) == 1 else "")
    if not shift or key.startswith("kp"):
        return plain
    return _SHIFTED.get(plain, plain.upper())


def _may_be_typed(key: str) -> bool:
    return bool(_letter(key, False)) or key in SHIFTS or key in ENDS
