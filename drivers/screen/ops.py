"""What is to be seen, as values: a draw-list from back to front. Sizes and places in pixels, colours as (red, green, blue)."""

from dataclasses import dataclass
from enum import StrEnum

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Rect:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def inset(self, dx: int, dy: int) -> "Rect":
        """Smaller by dx at the left and right, dy at the top and bottom."""
        return Rect(self.x + dx, self.y + dy, max(self.width - 2 * dx, 0), max(self.height - 2 * dy, 0))

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def overlaps(self, other: "Rect") -> bool:
        """Whether any dot is in both."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def around(self, other: "Rect") -> "Rect":
        """The smallest rectangle that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle with round corners of `radius`."""

    rect: Rect
    colour: Colour
    radius: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Text as large as `size` (em), shrunk down to `floor` and wrapped to at most `lines` so that it fits `rect`; never cut."""

    text: str
    rect: Rect
    size: int
    colour: Colour
    bold: bool = True
    align: Align = Align.CENTRE
    lines: int = 1
    floor: int = 16


@dataclass(frozen=True, slots=True)
class Arrow:
    """A solid arrow that points right and fills `rect`: Noto Sans has no arrows, and a shape reads from afar."""

    rect: Rect
    colour: Colour


@dataclass(frozen=True, slots=True)
class Polygon:
    """A solid shape. `points`: its corners as thousandths of `rect`'s width and height, from the top left."""

    rect: Rect
    points: tuple[tuple[int, int], ...]
    colour: Colour


@dataclass(frozen=True, slots=True)
class Disc:
    """A solid circle, or an ellipse, that fills `rect`."""

    rect: Rect
    colour: Colour


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code of `text` as large as whole dots a module allow, in the middle of `rect`, with its quiet zone on a light ground."""

    rect: Rect
    text: str
    dark: Colour = (0, 0, 0)
    light: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture that was put into the screen by this name (`Gallery.keep`), whole, in the middle of `rect`; nothing while it has none."""

    rect: Rect
    name: str


@dataclass(frozen=True, slots=True)
class Ticker:
    """One line on a ground of its own that runs from right to left when it is wider than `rect`, and stands still when it is not."""

    text: str
    rect: Rect
    size: int
    colour: Colour
    back: Colour
    bold: bool = True


Op = Box | Text | Arrow | Polygon | Disc | Qr | Picture | Ticker
DrawList = tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture taken apart. `rgb`: three bytes a dot, row by row from the top left; `size` in dots."""

    size: tuple[int, int]
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Touched:
    """A finger or the mouse went down there."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key went down: its name as on the cap, "1" on the keypad too."""

    key: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The person closed the window."""


Happened = Touched | KeyPressed | Closed
