"""How a call is spoken: a list of clip names, in order. Which clips there are and in which order is data: voice/LANGUAGE.toml. Pure.

Source: DOMAIN §1.3 (wording in use), SCREEN-AND-VOICE §3: number digit by digit as printed, desk as a cardinal; a voice that is given
"A012" whole says "a không mười hai".
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VOICE_LANGUAGES = ("vi", "en", "km")
"""Those that calls can be spoken in. Khmer only as far as a person has recorded it."""
CALLS_COUNTED = 9
"""Beyond the ninth call the count is not spoken any more."""
_HERE = Path(__file__).parent / "voice"
_NUMBERS = ("cardinals", "tens", "after_tens", "ordinals")
_Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `texts`: clip name -> what is said in calls; `guide`: the same of a kiosk's sentences. The others are made of clip names; `call`,
    `short`, `again` and `desk` have slots in braces."""

    texts: dict[str, str]
    guide: dict[str, str]
    phrases: dict[str, _Names]
    cardinals: dict[int, _Names]
    tens: dict[int, _Names]
    after_tens: dict[int, _Names]
    ordinals: dict[int, _Names]


def guide_clip(name: str) -> str:
    """The clip of a kiosk's sentence."""
    return f"say_{name}"


@cache
def phrases_of(language: str) -> Phrases:
    """Raises: KeyError for a language that is not spoken."""
    if language not in VOICE_LANGUAGES:
        raise KeyError(language)
    data = tomllib.loads((_HERE / f"{language}.toml").read_text(encoding="utf-8"))
    texts = {
        **data["clips"],
        **{f"chu_{letter}": text for letter, text in data["letters"].items()},
        **{f"so_{digit}": text for digit, text in data["digits"].items()},
    }
    numbers = {name: {int(key): tuple(row.split()) for key, row in data[name].items()} for name in _NUMBERS}
    guide = {guide_clip(name): text for name, text in data["guide"].items()}
    return Phrases(texts, guide, {name: tuple(row.split()) for name, row in data["phrases"].items()}, **numbers)


def clip_texts(language: str) -> dict[str, str]:
    """Of a whole pack: clip name -> what is said, of one language. Raises: KeyError."""
    say = phrases_of(language)
    return {**say.texts, **say.guide}


CLIP_TEXTS: dict[str, str] = clip_texts("vi")
"""Those of the Vietnamese voice, which every office has."""


def call_clips(
    label: str, desk: int | None, calls: int = 1, *, language: str = "vi", priority: bool = False, short: bool = False
) -> _Names:
    """ "Mời công dân có số thứ tự [ưu tiên] A không một hai, [lần thứ hai,] đến quầy số ba." `label` as printed, `desk` 1–99.

    `desk` None: an office with one officer, where nobody asks which desk: "xin mời vào". `short`: while many wait to be called.

    Raises: KeyError for a letter that has no spoken name, or a language that is not spoken.
    """
    say = phrases_of(language)
    slots = {
        "priority": say.phrases["priority"] if priority else (),
        "number": tuple(_letter_or_digit(sign, say) for sign in label),
        "again": _filled(say, "again", {"ordinal": _ordinal(calls, say)}) if 2 <= calls <= CALLS_COUNTED else (),
        "where": say.phrases["come_in"] if desk is None else _filled(say, "desk", {"desk": cardinal_clips(desk, language)}),
    }
    return _filled(say, "short" if short else "call", slots)


def number_clips(label: str, *, language: str = "vi", priority: bool = False) -> _Names:
    """ "[ưu tiên] A không một hai": the number alone, for who has just drawn it. Raises: KeyError as `call_clips`."""
    say = phrases_of(language)
    return (*(say.phrases["priority"] if priority else ()), *(_letter_or_digit(sign, say) for sign in label))


def trial_clips(language: str = "vi") -> _Names:
    """What is said in the morning, to hear that the loudspeaker works."""
    return phrases_of(language).phrases["test"]


def cardinal_clips(number: int, language: str = "vi") -> _Names:
    """0–99 as a cardinal number: 15 is "mười lăm", 21 "hai mươi mốt". Larger ones are read digit by digit."""
    say = phrases_of(language)
    tens, ones = divmod(number, 10)
    if number in say.cardinals:
        return say.cardinals[number]
    if number > 99 or tens == 0:
        return tuple(f"so_{digit}" for digit in str(number))
    return say.tens[tens] + (() if ones == 0 else say.after_tens.get(ones, (f"so_{ones}",)))


def _filled(say: Phrases, phrase: str, slots: dict[str, _Names]) -> _Names:
    out: list[str] = []
    for name in say.phrases[phrase]:
        out += slots[name[1:-1]] if name.startswith("{") else (name,)
    return tuple(out)


def _letter_or_digit(sign: str, say: Phrases) -> str:
    name = f"so_{sign}" if sign.isdigit() else f"chu_{sign}"
    if name not in say.texts:
        raise KeyError(f"no clip for {sign!r}")
    return name


def _ordinal(number: int, say: Phrases) -> _Names:
    return say.ordinals.get(number, (f"so_{number}",))
