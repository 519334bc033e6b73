"""Icons, drawn by hand as solid shapes on a square of 48 dots: Noto Sans has none. Pure."""

from drivers.screen.ops import Box, Colour, Disc, Op, Polygon, Rect

GRID = 48
Shape = tuple[str, tuple[int, ...]]
"""What and where: disc or box (x, y, width, height), poly (x, y of each corner); in capitals it is cut out, in the ground's colour."""

ICONS: dict[str, tuple[Shape, ...]] = {
    "people": (
        ("disc", (3, 11, 11, 11)), ("poly", (0, 40, 0, 30, 4, 25, 12, 25, 8, 33, 8, 40)), ("disc", (34, 11, 11, 11)),
        ("poly", (48, 40, 48, 30, 44, 25, 36, 25, 40, 33, 40, 40)), ("disc", (17, 3, 14, 14)),
        ("poly", (10, 45, 10, 31, 15, 22, 33, 22, 38, 31, 38, 45)),
    ),
    "stamp": (("disc", (17, 1, 14, 14)), ("poly", (19, 12, 29, 12, 32, 27, 16, 27)), ("box", (6, 26, 36, 9)), ("box", (4, 40, 40, 5))),
    "land": (
        ("poly", (2, 24, 24, 4, 46, 24)), ("box", (9, 23, 30, 20)), ("BOX", (20, 29, 8, 14)), ("box", (2, 43, 44, 4)),
    ),
    "heart": (("disc", (3, 6, 23, 23)), ("disc", (22, 6, 23, 23)), ("poly", (5, 23, 24, 14, 43, 23, 24, 44))),
    "shop": (
        ("poly", (7, 5, 41, 5, 47, 19, 1, 19)), ("box", (5, 20, 38, 24)), ("BOX", (10, 25, 12, 19)), ("BOX", (27, 25, 11, 10)),
    ),
    "book": (("poly", (2, 8, 22, 13, 22, 44, 2, 39)), ("poly", (46, 8, 26, 13, 26, 44, 46, 39))),
    "computer": (("box", (3, 5, 42, 29)), ("BOX", (7, 9, 34, 21)), ("poly", (19, 34, 29, 34, 33, 43, 15, 43))),
    "result": (("box", (8, 2, 32, 44)), ("POLY", (14, 25, 18, 21, 22, 26, 32, 13, 36, 16, 22, 34))),
    "elder": (
        ("disc", (15, 2, 11, 11)), ("poly", (13, 15, 26, 15, 29, 30, 26, 46, 12, 46)), ("poly", (24, 17, 37, 25, 36, 28, 23, 24)),
        ("box", (35, 23, 3, 23)),
    ),
    "wheelchair": (
        ("disc", (7, 20, 25, 25)), ("DISC", (12, 25, 15, 15)), ("disc", (14, 1, 10, 10)),
        ("poly", (15, 12, 23, 12, 25, 22, 34, 22, 34, 27, 25, 27, 32, 29, 40, 43, 35, 45, 28, 33, 16, 31)),
    ),
    "pregnant": (
        ("disc", (16, 1, 11, 11)), ("poly", (15, 14, 27, 14, 30, 24, 29, 46, 17, 46, 15, 30)), ("disc", (18, 18, 18, 16)),
    ),
    "child": (
        ("disc", (8, 1, 11, 11)), ("poly", (5, 14, 22, 14, 23, 30, 20, 46, 8, 46, 4, 30)), ("disc", (31, 17, 10, 10)),
        ("poly", (28, 29, 43, 29, 42, 46, 30, 46)), ("poly", (20, 17, 32, 30, 30, 33, 20, 24)),
    ),
    "medal": (
        ("poly", (8, 1, 18, 1, 27, 19, 20, 22)), ("poly", (40, 1, 30, 1, 21, 19, 28, 22)), ("disc", (11, 18, 27, 27)),
        ("POLY", (24, 23, 27, 29, 33, 30, 29, 34, 30, 40, 24, 37, 18, 40, 19, 34, 15, 30, 21, 29)),
    ),
    "back": (("poly", (2, 24, 22, 5, 22, 17, 46, 17, 46, 31, 22, 31, 22, 43)),),
    "home": (("poly", (2, 25, 24, 4, 46, 25)), ("box", (9, 24, 30, 20)), ("BOX", (20, 29, 8, 15))),
    "bell": (
        ("disc", (20, 2, 8, 8)), ("disc", (12, 6, 24, 24)), ("box", (12, 18, 24, 14)), ("poly", (5, 38, 12, 31, 36, 31, 43, 38)),
        ("disc", (19, 38, 10, 8)),
    ),
    "letters": (
        ("poly", (1, 44, 13, 8, 21, 8, 33, 44, 26, 44, 23, 35, 11, 35, 8, 44)), ("POLY", (13, 29, 21, 29, 17, 16)), ("box", (33, 12, 14, 4)),
        ("box", (38, 7, 4, 14)),
    ),
    "clock": (("disc", (3, 3, 42, 42)), ("DISC", (8, 8, 32, 32)), ("box", (22, 13, 4, 13)), ("box", (22, 22, 12, 4))),
    "check": (("poly", (3, 26, 10, 18, 19, 28, 38, 7, 45, 14, 19, 42)),),
    "cross": (
        ("poly", (5, 12, 12, 5, 24, 17, 36, 5, 43, 12, 31, 24, 43, 36, 36, 43, 24, 31, 12, 43, 5, 36, 17, 24)),
    ),
    "paper": (
        ("poly", (8, 2, 30, 2, 40, 12, 40, 46, 8, 46)), ("BOX", (14, 19, 20, 3)), ("BOX", (14, 27, 20, 3)), ("BOX", (14, 35, 14, 3)),
    ),
    "ticket": (("box", (3, 11, 42, 26)), ("DISC", (0, 20, 7, 8)), ("DISC", (41, 20, 7, 8)), ("BOX", (15, 18, 18, 12))),
    "star": (("poly", (24, 1, 31, 16, 47, 18, 35, 29, 38, 46, 24, 37, 10, 46, 13, 29, 1, 18, 17, 16)),),
    "more": (("disc", (3, 18, 12, 12)), ("disc", (18, 18, 12, 12)), ("disc", (33, 18, 12, 12))),
    "find": (
        ("disc", (2, 2, 32, 32)), ("DISC", (8, 8, 20, 20)), ("poly", (27, 32, 32, 27, 46, 41, 41, 46)),
    ),
    "erase": (
        ("poly", (2, 24, 16, 8, 46, 8, 46, 40, 16, 40)), ("POLY", (20, 17, 23, 14, 30, 21, 37, 14, 40, 17, 33, 24, 40, 31, 37, 34, 30, 27, 23, 34, 20, 31, 27, 24)),
    ),
    "folder": (("poly", (2, 8, 18, 8, 23, 14, 46, 14, 46, 42, 2, 42)), ("BOX", (2, 19, 44, 2))),
}  # fmt: skip
"""The names of services and of groups that go first are those of the office's forms; the others are the kiosk's own."""


def icon(name: str, rect: Rect, ink: Colour, ground: Colour) -> list[Op]:
    """The icon as large as it fits in the middle of `rect`; nothing for a name that is not known."""
    side = min(rect.width, rect.height)
    square = Rect(rect.x + (rect.width - side) // 2, rect.y + (rect.height - side) // 2, side, side)
    return [_shape(kind, at, square, ground if kind.isupper() else ink) for kind, at in ICONS.get(name, ())]


def _shape(kind: str, at: tuple[int, ...], square: Rect, colour: Colour) -> Op:
    if kind.lower() == "poly":
        points = tuple((x * 1000 // GRID, y * 1000 // GRID) for x, y in zip(at[::2], at[1::2], strict=True))
        return Polygon(square, points, colour)
    left, top, width, height = (value * square.width // GRID for value in at)
    rect = Rect(square.x + left, square.y + top, max(width, 1), max(height, 1))
    return Disc(rect, colour) if kind.lower() == "disc" else Box(rect, colour)
