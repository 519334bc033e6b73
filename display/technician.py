"""What a technician wants to know in front of the screen: lines of a small table, from what this screen knows. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from display.state import ScreenState
from drivers.version import VERSION
from server.words import Words

MIB = 1 << 20
PAGE_BYTES = 4096
CLOCK_OFF_S = 2.0
"""A clock that is not further off than this is right: ticks come every two seconds."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state does not have. `own_clock`: this machine's; `sound` as in Stands; `voices`: languages of the packs at hand; `memory` in bytes."""

    address: str
    size: tuple[int, int]
    own_clock: datetime
    sound: str
    voices: tuple[str, ...]
    memory: int


def lines(state: ScreenState, now_s: float, facts: Facts, words: Words) -> tuple[tuple[str, str], ...]:
    """(what, value), most wanted first."""

    def line(name: str, value: str) -> tuple[str, str]:
        return words.say(f"technician.{name}"), value

    followed = state.followed
    standing, place = followed.standing, followed.place
    return (
        line("server", facts.address),
        line("line", _line(state, now_s, words)),
        line("name", followed.you or "–"),
        line("version", VERSION),
        line("picture", f"{facts.size[0]} × {facts.size[1]} · {place.layout}"),
        line("clock", _clock(state, now_s, facts.own_clock, words)),
        line("sound", f"{words.say(f'technician.sound_{facts.sound}')} · {', '.join(facts.voices) or '–'} · {place.volume} %"),
        line(
            "speaks", words.say("technician.yes" if followed.speakers and followed.you in followed.speakers else "technician.no")
        ),
        line("printers", _printers(state, words) if standing is not None else "–"),
        line("memory", f"{facts.memory // MIB} MB"),
    )


def memory_bytes(statm: Path = Path("/proc/self/statm")) -> int:
    """What this program holds in memory; 0 where the kernel does not say."""
    try:
        return int(statm.read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0


def _line(state: ScreenState, now_s: float, words: Words) -> str:
    if state.followed.standing is None:
        return words.say("technician.never")
    return words.say("technician.heard", seconds=max(int(now_s - state.heard_s), 0), seq=state.followed.seq)


def _clock(state: ScreenState, now_s: float, own: datetime, words: Words) -> str:
    if state.server_ahead_s is None:
        return words.say("technician.never")
    server = datetime.fromtimestamp(now_s + state.server_ahead_s, UTC)
    off_s = (own - server).total_seconds()
    if abs(off_s) <= CLOCK_OFF_S:
        return words.say("technician.clock_right")
    return words.say("technician.clock_off", seconds=round(off_s))


def _printers(state: ScreenState, words: Words) -> str:
    stands = [
        f"{one.title or one.name}: {words.say(f'trouble.{one.trouble}') if one.trouble else words.say('technician.fine')}"
        for one in state.followed.printers
    ]
    return " · ".join(stands) or words.say("technician.no_printer")
