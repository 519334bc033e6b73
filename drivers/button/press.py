"""From buttons that go down and up to presses, short and long. Pure: times are handed in, in seconds of one monotonic clock. Knows no devices."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

BOUNCE_S = 0.05
"""A button that is up for less than this was never up. Worn contacts bounce for up to 20 ms (PRINTING §6), arcade switches for 40."""
LONG_S = 1.2
"""Held for so long is meant. A tremor or an old, slow finger stays below a second."""
STUCK_S = 20.0
"""Nobody holds a button for so long: it is stuck, or something leans on it, and does not keep the others from working."""


@dataclass(frozen=True, slots=True)
class Move:
    """A button went down or up. `button`: for example "usb:kp1", "gpio:17", "serial:0x41"; `device`: which box it is on, "" where there is one."""

    button: str
    down: bool
    at_s: float
    device: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A box was pulled out: what was held on it is no press."""

    device: str


@dataclass(frozen=True, slots=True)
class Press:
    """`long` is said while the button is still held, a short press when it was let go."""

    button: str
    long: bool
    at_s: float
    device: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    """`told`: nothing more comes of it. `up_s`: let go, perhaps only for a bounce."""

    move: Move
    told: bool
    up_s: float | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What is held down now, in the order in which it went down."""

    held: tuple[_Held, ...] = ()


def pressed(board: Board, moves: Iterable[Move | Gone], now_s: float, long_s: float = LONG_S) -> tuple[Board, list[Press]]:
    """What the moves come to by `now_s`. `long_s` 0: there are no long presses, and a press counts when the button goes down.

    One at a time: while a button is held another one is passed over, a hand that leans on two means the first. However long a button is
    held, it is one press. A bounce longer than BOUNCE_S gives further presses; `debounce.counts` is behind us.
    """
    out: list[Press] = []
    for move in moves:
        if isinstance(move, Gone):
            board = Board(tuple(one for one in board.held if one.move.device != move.device))
            continue
        board = _passed(board, move.at_s, long_s, out)
        board = _moved(board, move, long_s, out)
    return _passed(board, now_s, long_s, out), out


def _moved(board: Board, move: Move, long_s: float, out: list[Press]) -> Board:
    held = next((one for one in board.held if _same(one.move, move)), None)
    if held is not None:
        up_s = None if move.down else (held.up_s if held.up_s is not None else move.at_s)
        return Board(tuple(replace(one, up_s=up_s) if one is held else one for one in board.held))
    if not move.down:  # it was down before we came
        return board
    second = any(one.up_s is None and move.at_s - one.move.at_s < STUCK_S for one in board.held)
    if not second and not long_s:
        out.append(Press(move.button, False, move.at_s, move.device))
    return Board((*board.held, _Held(move, second or not long_s)))


def _passed(board: Board, now_s: float, long_s: float, out: list[Press]) -> Board:
    """Time went by."""
    kept = []
    for one in board.held:
        until_s = now_s if one.up_s is None else one.up_s
        settled = one.up_s is not None and now_s - one.up_s >= BOUNCE_S
        long = until_s - one.move.at_s >= long_s
        told = settled or long
        if told and not one.told:
            out.append(Press(one.move.button, long, until_s, one.move.device))
        if not settled:
            kept.append(replace(one, told=one.told or told))
    return Board(tuple(kept))


def _same(one: Move, other: Move) -> bool:
    return (one.device, one.button) == (other.device, other.button)
