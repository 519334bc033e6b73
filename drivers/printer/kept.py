"""Which pictures a printer is to keep, under which keys, and the bytes that put them there. Pure. Knows no link.

The keys that a printer reports must be exactly those of the plan. Each key follows from its picture, and two more, defined last,
from the whole plan: a printer with other texts, a swapped one or one whose power went while it was being filled cannot pass.
Source: Epson, GS ( L (1D 28 4C) fn 64/80 key list ("KC"), 65/81 delete all ("CLR"), 67/83 define, 24 bytes of control
information a picture; with forty keys the list is one block.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from drivers.printer.bands import hides_command
from drivers.printer.document import Document
from drivers.printer.pieces import Kept
from drivers.printer.profiles import Images, Profile
from drivers.printer.render import kept_pictures

ACKNOWLEDGE = b"\x06"
CONTROL_BYTES = 24
"""What a printer needs of its store for a picture besides its dots."""
MOST_PICTURES = 38
"""With the two marks forty keys: one block, and far below the fifty that Epson names for a quick store."""
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MARK = Kept(1, 1, b"\x80")


@dataclass(frozen=True, slots=True)
class Plan:
    """`pictures`: each with its key, in order of worth. `marks`: the keys that stand for all of it."""

    pictures: Mapping[Kept, bytes] = field(default_factory=dict)
    marks: tuple[bytes, ...] = ()

    @property
    def keys(self) -> frozenset[bytes]:
        return frozenset((*self.pictures.values(), *self.marks))


def plan(documents: Sequence[Document], profile: Profile) -> Plan:
    """What of these documents the printer is to keep: from the first on, as much as it has room for. Empty if it keeps nothing.

    A picture whose bytes would hide a real-time command is left out.
    """
    if profile.images is Images.NONE or not profile.native_digits:
        return Plan()
    left, pictures = profile.store_bytes - 2 * (CONTROL_BYTES + 1), dict[Kept, bytes]()
    taken: set[bytes] = set()
    for picture in (picture for document in documents for picture in kept_pictures(document, profile.width_dots)):
        key = _key(_content(picture), taken)
        cost = len(picture.data) + CONTROL_BYTES
        fits = cost <= left and len(pictures) < MOST_PICTURES
        if picture not in pictures and fits and not hides_command(_definition(key, picture, profile.images)):
            pictures[picture] = key
            taken.add(key)
            left -= cost
    if not pictures:
        return Plan()
    whole = b"".join(key + _content(picture) for picture, key in pictures.items())
    first = _key(b"first" + whole, taken)
    return Plan(pictures, (first, _key(b"second" + whole, taken | {first})))


def definitions(plan: Plan, images: Images) -> Iterator[bytes]:
    """The orders that make the printer's store what the plan says: delete all, each picture, the marks last."""
    yield b"\x1d(L\x05\x00\x30" + (b"\x41" if images is Images.NV else b"\x51") + b"CLR"
    for picture, key in plan.pictures.items():
        yield _definition(key, picture, images)
    for key in plan.marks:
        yield _definition(key, _MARK, images)


def ask_keys(images: Images) -> bytes:
    """Answered by the key list, which waits for ACKNOWLEDGE after each block."""
    return b"\x1d(L\x04\x00\x30" + (b"\x40" if images is Images.NV else b"\x50") + b"KC"


def _definition(key: bytes, picture: Kept, images: Images) -> bytes:
    """GS ( L pL pH 30 fn 30 kc1 kc2 01 xL xH yL yH 31 d…: one colour, x in dots."""
    body = (
        (b"\x30\x43\x30" if images is Images.NV else b"\x30\x53\x30")
        + key
        + b"\x01"
        + (picture.width_bytes * 8).to_bytes(2, "little")
        + picture.rows.to_bytes(2, "little")
        + b"\x31"
        + picture.data
    )
    return b"\x1d(L" + len(body).to_bytes(2, "little") + body


def _content(picture: Kept) -> bytes:
    return f"{picture.width_bytes}x{picture.rows}:".encode() + picture.data


def _key(content: bytes, taken: set[bytes]) -> bytes:
    """Two letters or digits that follow from the content; another two if those are taken."""
    for attempt in range(len(_LETTERS) ** 2):
        number = int.from_bytes(hashlib.sha256(bytes([attempt % 256, attempt // 256]) + content).digest()[:4], "big")
        key = (_LETTERS[number % 62] + _LETTERS[number // 62 % 62]).encode()
        if key not in taken:
            return key
    raise ValueError("no key is left")
