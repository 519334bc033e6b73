"""How a call is spoken: a list of clip names, in order. The texts behind the clips are what a voice reads when the pack is made.

Source: DOMAIN §1.3 (wording in use), SCREEN-AND-VOICE §3: number digit by digit as printed, desk as a cardinal; a voice that is given
"A012" whole says "a không mười hai".
"""

_LETTERS = {
    "A": "a", "B": "bê", "C": "xê", "D": "dê", "E": "e", "G": "giê", "H": "hát", "K": "ca", "L": "lờ", "M": "mờ", "N": "nờ",
    "P": "pê", "Q": "quy", "R": "rờ", "S": "sờ", "T": "tê", "U": "u", "V": "vê", "X": "ích",
}  # fmt: skip
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")

CLIP_TEXTS: dict[str, str] = {
    "moi": "Mời công dân có số thứ tự",
    "den_quay": "đến quầy số",
    "lan_thu": "lần thứ",
    "tu": "tư",
    "muoi": "mười",
    "muoi_sau": "mươi",
    "mot_sau": "mốt",
    "lam": "lăm",
    **{f"chu_{letter}": text for letter, text in _LETTERS.items()},
    **{f"so_{digit}": text for digit, text in enumerate(_DIGITS)},
}
"""Clip name -> what is said."""

CALLS_COUNTED = 9
"""Beyond the ninth call the count is not spoken any more."""


def call_clips(label: str, desk: int | None, calls: int = 1) -> tuple[str, ...]:
    """ "Mời công dân có số thứ tự A không một hai, [lần thứ hai,] đến quầy số ba." `label` as printed, `desk` 1–99.

    `desk` None: an office with one officer, where nobody asks which desk.

    Raises: KeyError for a letter that has no spoken name.
    """
    again = ("lan_thu", _ordinal(calls)) if 2 <= calls <= CALLS_COUNTED else ()
    to_desk = () if desk is None else ("den_quay", *cardinal_clips(desk))
    return ("moi", *(_letter_or_digit(sign) for sign in label), *again, *to_desk)


def cardinal_clips(number: int) -> tuple[str, ...]:
    """0–99 as a cardinal number: 15 is "mười lăm", 21 "hai mươi mốt". Larger ones are read digit by digit."""
    if number > 99:
        return tuple(f"so_{digit}" for digit in str(number))
    tens, ones = divmod(number, 10)
    if tens == 0:
        return (f"so_{ones}",)
    head = ("muoi",) if tens == 1 else (f"so_{tens}", "muoi_sau")
    if ones == 0:
        return head
    if ones == 5:
        return (*head, "lam")
    if ones == 1 and tens > 1:
        return (*head, "mot_sau")
    return (*head, f"so_{ones}")


def _letter_or_digit(sign: str) -> str:
    name = f"so_{sign}" if sign.isdigit() else f"chu_{sign}"
    if name not in CLIP_TEXTS:
        raise KeyError(f"no clip for {sign!r}")
    return name


def _ordinal(number: int) -> str:
    return "tu" if number == 4 else f"so_{number}"
