"""How soon a started server gives a ticket, what server, screen and kiosk hold in memory, and what they use when nobody comes."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.call import take_tickets
from bench.figures import Figure, median, ms, table
from bench.rig import (
    Memory,
    Program,
    RigError,
    Server,
    cpu_s,
    environment,
    first_answer,
    free_port,
    memory,
    program,
    scratch,
    serve_arguments,
    server,
)
from bench.talk import Line
from drivers.speaker.build import build_pack
from drivers.speaker.engines import espeak
from drivers.speaker.voices import OWN
from server.words import CLIP_TEXTS

TITLE = "start: the first ticket, memory, and idle CPU"
RUNS = 7
IMPORTS = "import fastapi, sqlmodel"
IMPORT_WITHIN_S = 120
WARM_UP = "import display.compose, kiosk.compose"
TIMES_IMPORT = 1.5
TICKETS = 500
CALLS = 3
SETTLE_S = 8.0 * CALLS + 2.0
"""Every call stands large for 8 s and flashes for 6 of them, one after the other (display.state.DWELL_S): only then nothing happens."""
UP_AFTER_S = 5.0
IDLE_S = 20.0
IDLE_PERCENT = 1.0
MEMORY_MB = {"server": 100.0, "screen": 80.0, "kiosk": 60.0}


@dataclass(frozen=True, slots=True)
class Use:
    """What one program uses: memory after work, and CPU in percent of one core while nothing happens."""

    memory: Memory
    idle_percent: float


def run() -> None:
    """Measure and print."""
    with scratch() as folder:
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        ticket_ms, import_ms = _starts(folder / "start", compiled)
        uses = _uses(folder, compiled)
    print(table(TITLE, [*_start_figures(ticket_ms, import_ms), *_use_figures(uses)]))


def _starts(data: Path, compiled: Mapping[str, str]) -> tuple[list[float], list[float]]:
    """RUNS times each, in turn, in milliseconds; once before, so that the folder is migrated and Python's files are compiled, as installed."""
    _first_ticket_ms(data, compiled), _import_ms(IMPORTS, compiled)
    pairs = [(_first_ticket_ms(data, compiled), _import_ms(IMPORTS, compiled)) for _ in range(RUNS)]
    return [ticket for ticket, _ in pairs], [bare for _, bare in pairs]


def _first_ticket_ms(data: Path, compiled: Mapping[str, str]) -> float:
    port = free_port()
    begun_s = time.perf_counter()
    with program(serve_arguments(data, port), data.with_suffix(".log"), compiled) as started:
        line = first_answer(port, started)
        status, answer = line.ask(kind="issue", service="A")
        took_ms = (time.perf_counter() - begun_s) * 1000
        line.close()
    if status != 200:
        raise RigError(f"the first ticket was refused: {answer.get('message', status)}")
    return took_ms


def _import_ms(imports: str, compiled: Mapping[str, str]) -> float:
    begun_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", imports], env=environment(compiled), check=True, timeout=IMPORT_WITHIN_S)
    return (time.perf_counter() - begun_s) * 1000


def _uses(folder: Path, compiled: Mapping[str, str]) -> dict[str, Use]:
    """Server, screen and kiosk together: tickets, calls, a pause, then the idle time."""
    build_pack(folder / "voice" / OWN, CLIP_TEXTS, espeak("vi"))
    _import_ms(WARM_UP, compiled)
    with server(folder / "data", compiled) as running, _listeners(running, folder, compiled) as programs:
        pids = {"server": running.pid, **{name: one.pid for name, one in programs.items()}}
        take_tickets(running, TICKETS)
        _call_some(running)
        time.sleep(SETTLE_S)
        held = {name: memory(pid) for name, pid in pids.items()}
        begun_s, before = time.perf_counter(), {name: cpu_s(pid) for name, pid in pids.items()}
        time.sleep(IDLE_S)
        passed_s = time.perf_counter() - begun_s
        return {name: Use(held[name], (cpu_s(pid) - before[name]) / passed_s * 100) for name, pid in pids.items()}


@contextmanager
def _listeners(running: Server, folder: Path, compiled: Mapping[str, str]) -> Iterator[dict[str, Program]]:
    """Screen and kiosk, without windows and with a loudspeaker that nobody hears, both hearing the server."""
    screen = ["-m", "display.cli", "--headless", "--size", "1920x1080", "--server", running.url, "--voice", str(folder / "voice")]
    kiosk = ["-m", "kiosk.cli", "run", "--headless", "--server", running.url, "--voice", str(folder / "kiosk" / "voice")]
    more = {**compiled, "SDL_AUDIODRIVER": "dummy"}
    with ExitStack() as stack:
        started = {
            name: stack.enter_context(program(arguments, folder / f"{name}.log", more))
            for name, arguments in (("screen", screen), ("kiosk", kiosk))
        }
        time.sleep(UP_AFTER_S)
        for name, one in started.items():
            if one.process.poll() is not None:
                raise RigError(f"the {name} ended at once: {one.log.read_text(encoding='utf-8', errors='replace')[-300:]}")
        yield started


def _call_some(running: Server) -> None:
    line = Line(running.port)
    for _ in range(CALLS):
        for kind in ("call_next", "finish"):
            status, answer = line.ask(kind=kind, desk=1)
            if status != 200:
                raise RigError(f"{kind} was refused: {answer.get('message', status)}")
    line.close()


def _start_figures(ticket_ms: list[float], import_ms: list[float]) -> list[Figure]:
    times = median(ticket_ms) / median(import_ms)
    bare = f'python -c "{IMPORTS}": {ms(median(import_ms))}'
    return [
        Figure("process start → first ticket", ms(median(ticket_ms)), bare, "", None),
        Figure("the same, in bare imports", f"{times:.2f} ×", bare, f"≤ {TIMES_IMPORT} ×", times <= TIMES_IMPORT),
    ]


def _use_figures(uses: dict[str, Use]) -> list[Figure]:
    figures = []
    for name, use in uses.items():
        limit_mb = MEMORY_MB[name]
        rss, pss = f"{use.memory.rss:.0f} MB", f"PSS {use.memory.pss:.0f} MB"
        figures.append(Figure(f"{name}: resident memory", rss, pss, f"≤ {limit_mb:.0f} MB", use.memory.rss <= limit_mb))
    for name, use in uses.items():
        idle = f"{use.idle_percent:.2f} %"
        reached = use.idle_percent <= IDLE_PERCENT
        figures.append(Figure(f"{name}: idle, of one core", idle, f"{IDLE_S:.0f} s", f"≤ {IDLE_PERCENT:.0f} %", reached))
    return figures
