"""What a picture needs that no message of the server says: a pairing code, a technician's look, the pictures that are ready. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Around:
    """`code`: to be shown for pairing, "" when this screen is paired or needs no pairing; `address`: where the server is looked for.

    `technician`: lines of the technician's overlay (what, value), none while it is not wanted. `ready`: marks of the media that the glass
    has at hand, in their order; `film`: mark of the one whose frames are coming now. `shift`: pixels by which everything is moved, against burn-in.
    """

    code: str = ""
    address: str = ""
    technician: tuple[tuple[str, str], ...] = ()
    ready: tuple[str, ...] = ()
    film: str = ""
    shift: tuple[int, int] = (0, 0)


NOTHING = Around()
