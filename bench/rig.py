"""Start Moiso's own programs as a technician does, read what they use, and end them. Knows nothing of what is measured."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.talk import TOKEN, Line, NoAnswer
from server.roottoken import FILE_NAME

ROOT = Path(__file__).resolve().parents[1]
READY_WITHIN_S = 30.0
LOOK_AGAIN_S = 0.005
"""Between two tries to reach a server that is starting: what a start is measured to."""
END_WITHIN_S = 10.0
DISK = Path("/var/tmp")
"""On a real disk, where /tmp may be memory and an fsync free. Source: Filesystem Hierarchy Standard 3.0, 5.15."""
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class RigError(Exception):
    """The bench cannot go on; the text says why."""


@dataclass(frozen=True, slots=True)
class Memory:
    """In MB of 1,000,000 bytes. `pss` shares out what several processes have in common."""

    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class Program:
    """A running process of ours; `log` is where its words go."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on 127.0.0.1:`port`."""

    program: Program
    port: int
    data: Path

    @property
    def pid(self) -> int:
        return self.program.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="moiso-bench-", dir=DISK if os.access(DISK, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def program(arguments: list[str], log: Path, more: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Run `python ARGUMENTS` from the source folder; it has ended when the block is left."""
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, *arguments], env=environment(more), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
    try:
        yield Program(process, log)
    finally:
        _end(process)


@contextmanager
def server(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server on `folder`, ready when the block begins. Raises: RigError when it does not come up."""
    port = free_port()
    with program(serve_arguments(folder, port), folder.with_suffix(".log"), more) as started:
        line = first_answer(port, started)
        line.close()
        os.environ[TOKEN] = (folder / FILE_NAME).read_text(encoding="utf-8").strip()
        yield Server(started, port, folder)


def serve_arguments(data: Path, port: int) -> list[str]:
    """A server that makes no voices beside what is measured."""
    quiet = data.with_suffix(".toml")
    quiet.write_text("[server]\nvoices = false\n", encoding="utf-8")
    return ["-m", "server.cli", "serve", "--config", str(quiet), "--data", str(data), "--port", str(port), "--printer", "none"]


def first_answer(port: int, started: Program) -> Line:
    """Try until the server takes a connection; return the line. Raises: RigError after READY_WITHIN_S or when it has ended."""
    deadline_s = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline_s and started.process.poll() is None:
        try:
            return Line(port)
        except NoAnswer:
            time.sleep(LOOK_AGAIN_S)
    words = started.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
    raise RigError("the server did not come up; it said:\n  " + "\n  ".join(words))


def result_of(module: str, *arguments: object, within_s: float, more: Mapping[str, str] | None = None) -> Any:
    """Run one of our own measuring programs and return what it printed. Raises: RigError with its last words."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    try:
        done = subprocess.run(command, env=environment(more), check=False, capture_output=True, timeout=within_s)
    except subprocess.TimeoutExpired:
        raise RigError(f"{module} did not end within {within_s:.0f} s") from None
    if done.returncode:
        raise RigError(f"{module} failed: {done.stderr.decode(errors='replace').strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours, with the source folder on Python's path."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **(more or {})}


def cpu_s(pid: int) -> float:
    """CPU seconds that the process has used, its own and the kernel's for it, in steps of 1/100 s."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def memory(pid: int) -> Memory:
    """What the process holds now."""
    rss = _kb(Path(f"/proc/{pid}/status"), "VmRSS:")
    pss = _kb(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")
    return Memory(rss * 1024 / 1e6, pss * 1024 / 1e6)


def _kb(file: Path, name: str) -> int:
    for row in file.read_text(encoding="ascii", errors="replace").splitlines():
        if row.startswith(name):
            return int(row.split()[1])
    raise RigError(f"{file} has no {name}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(END_WITHIN_S)
