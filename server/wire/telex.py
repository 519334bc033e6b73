"""Vietnamese out of the letters of a plain keyboard, by Telex: "hooj tichj" -> "hộ tịch". Pure; web/static/procedures_find.js does the same.

The tone stands where Vietnam's own papers put it, "hóa" and "thủy", not "hoá": so do the office's own names. Source: TCVN 6064 keyboards, UniKey's Telex.
"""

import re
import unicodedata
from dataclasses import dataclass, field

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323", "z": ""}
_HAT, _BREVE, _HORN, _STROKE = "\u0302", "\u0306", "\u031b", "\u0335"
_VOWELS = frozenset("aeiouy")
_ENDS = frozenset(["", "c", "ch", "m", "n", "ng", "nh", "p", "t"])
"""What may follow a syllable's vowels."""
_HORNED = {"u": (0,), "ua": (0,), "ui": (0,), "uu": (0,), "o": (0,), "oi": (0,), "uo": (0, 1), "uoi": (0, 1), "uou": (0, 1)}
_BREVED = {"a": 0, "oa": 1}
_WORD = re.compile("[A-Za-z\u00c0-\u1ef9]+")
"""Of letters; a word that has accents already is left alone."""


def compose(typed: str) -> str:
    """What the letters mean, NFC. Everything but words of plain letters stays as it is; the same key twice takes back what it did: "ass" is "as"."""
    return _WORD.sub(lambda word: _composed(word[0]) if word[0].isascii() else word[0], typed)


def _composed(keys: str) -> str:
    word = _Word()
    for key in keys:
        word.press(key)
    return word.text()


@dataclass(slots=True)
class _Word:
    """`shapes`: what each letter has besides a tone; `tone`: the whole word's; `by_w`: an ư that was one key; `plain`: something was taken back, so the rest
    is meant as typed."""

    letters: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    tone: str = ""
    by_w: bool = False
    plain: bool = False

    def press(self, key: str) -> None:
        low = key.lower()
        if self.plain or not (self._tones(low) or self._shapes(low) or self._alone(key)):
            self.letters.append(key)
            self.shapes.append("")

    def _tones(self, low: str) -> bool:
        if low not in _TONES or not self._vowels()[1] or (low == "z" and not self.tone):
            return False
        if low != "z" and self.tone == _TONES[low]:
            self.tone, self.plain = "", True
            return False
        self.tone = _TONES[low]
        return True

    def _shapes(self, low: str) -> bool:
        if low == "d":
            return self._put((len(self.letters) - 1,), _STROKE) if self._last() == "d" else False
        begin, vowels, end = self._vowels()
        if low in ("a", "e", "o"):
            return self._put((begin + len(vowels) - 1,), _HAT) if vowels.endswith(low) and end in _ENDS else False
        if low != "w" or end not in _ENDS:
            return False
        if self.by_w and vowels == "u" and not end:
            self.letters.pop()
            self.shapes.pop()
            self.plain = True
            return False
        if vowels in _BREVED:
            return self._put((begin + _BREVED[vowels],), _BREVE)
        return self._put(tuple(begin + at for at in _HORNED[vowels]), _HORN) if vowels in _HORNED else False

    def _alone(self, key: str) -> bool:
        """A w that no vowel is there for is an ư."""
        text = "".join(self.letters).lower()
        if key not in ("w", "W") or self.plain or (self._vowels()[1] and text != "gi"):
            return False
        self.letters.append("U" if key == "W" else "u")
        self.shapes.append(_HORN)
        self.by_w = True
        return True

    def _put(self, places: tuple[int, ...], shape: str) -> bool:
        """False, and the key is a letter, when it takes the shape back."""
        if all(self.shapes[place] == shape for place in places):
            for place in places:
                self.shapes[place] = ""
            self.plain = True
            return False
        for place in places:
            self.shapes[place] = shape
        return True

    def _last(self) -> str:
        return self.letters[-1].lower() if self.letters else ""

    def _vowels(self) -> tuple[int, str, str]:
        """Where the last vowels begin, themselves, and what follows them. The u of "qu" and the i of "gia" are none."""
        text = "".join(self.letters).lower()
        stop = max((place + 1 for place, letter in enumerate(text) if letter in _VOWELS), default=0)
        begin = stop
        while begin > 0 and text[begin - 1] in _VOWELS:
            begin -= 1
        if begin > 0 and stop - begin > 1 and text[begin - 1 : begin + 1] in ("qu", "gi"):
            begin += 1
        return begin, text[begin:stop], text[stop:]

    def text(self) -> str:
        self._horns()
        at = self._toned() if self.tone else -1
        return "".join(
            _letter(letter, shape, self.tone if place == at else "")
            for place, (letter, shape) in enumerate(zip(self.letters, self.shapes, strict=True))
        )

    def _horns(self) -> None:
        """No syllable ends in ươ ("thuở"), and before anything else an ư and an o are never without one another ("rượu")."""
        begin, vowels, end = self._vowels()
        horns = self.shapes[begin : begin + 2]
        if vowels.startswith("uo") and horns[0] == _HORN:
            if end or len(vowels) > 2:
                self.shapes[begin + 1] = _HORN
            elif horns[1] == _HORN:
                self.shapes[begin] = ""

    def _toned(self) -> int:
        """The place of the vowel that bears the tone: one with a shape, else the last before an end, else the last but one."""
        begin, vowels, end = self._vowels()
        shaped = [place for place in range(begin, begin + len(vowels)) if self.shapes[place]]
        if shaped:
            return shaped[-1]
        return begin + (len(vowels) - 1 if end and len(vowels) == 2 else max(0, min(1, len(vowels) - 2)))


def _letter(letter: str, shape: str, tone: str) -> str:
    if shape == _STROKE:
        return "Đ" if letter == "D" else "đ"
    return unicodedata.normalize("NFC", letter + shape + tone)
