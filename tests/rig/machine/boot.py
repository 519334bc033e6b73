"""An emulated machine for a rig: boots Debian's kernel, runs the rig's guest.py on this host's files (read-only) and reads its log.

What is plugged into it is the rig's own business. Needs no rights.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kernel import boot_image, fetched, image, missing_tools

REPO = Path(__file__).resolve().parents[3]
CACHE = Path.home() / ".cache" / "moiso" / "rig"
Say = Callable[[str], None]


class Peer(Protocol):
    """What is outside of the machine and answers the guest's lines "ask: …"; an answer that begins with FAIL is a fault."""

    def asked(self, what: str) -> str: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Rig:
    """`modules` of the kernel besides the usual ones; `devices`: QEMU's options, given the folder for its sockets; `peer` made once it runs.

    `limit_s`: a machine that says nothing more by then has died.
    """

    name: str
    about: str
    modules: Sequence[str]
    devices: Callable[[Path], list[str]]
    peer: Callable[[Path], Peer]
    limit_s: float = 420
    memory_mb: int = 1024


def run(rig: Rig) -> int:
    """The exit status: 0 every check holds, 1 not, 2 it could not be tried."""
    parser = argparse.ArgumentParser(prog=f"moiso test --rig {rig.name}", description=rig.about)
    log = Path(tempfile.gettempdir()) / f"moiso-rig-{rig.name}.log"
    parser.add_argument("--log", type=Path, default=log, help="where it is kept")
    parser.add_argument("--only", default="", help="run only the checks whose name contains this")
    words = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # depmod, for who is not root
    if missing := missing_tools() + ([] if platform.machine() == "x86_64" else ["an amd64 machine"]):
        print(f"rig {rig.name}: missing: {', '.join(missing)}", file=sys.stderr)
        return 2
    try:
        folder = fetched(CACHE)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"rig {rig.name}: {error}", file=sys.stderr)
        return 2
    started_s = time.monotonic()
    with words.log.open("w", encoding="utf-8") as kept:

        def say(line: str) -> None:
            text = f"[{time.monotonic() - started_s:6.1f}] {line}"
            print(text, flush=True)
            print(text, file=kept, flush=True)

        say(f"host: {folder.name} is unpacked")
        status = _boot(rig, folder, words.only, words.log.with_suffix(".kernel.log"), say)
        say(f"host: {'every check holds' if status == 0 else 'NOT every check holds'}; kept in {words.log}")
    return status


def _boot(rig: Rig, folder: Path, only: str, console: Path, say: Say) -> int:
    """Run the machine until it switches itself off; 0 if neither the guest nor its peer found a fault."""
    with tempfile.TemporaryDirectory(prefix="moiso-rig-") as scratch:
        at = Path(scratch)
        settings = {"REPO": str(REPO), "PYTHON": sys.executable, "RIG": rig.name, "ONLY": only}
        boot_image(folder, rig.modules, settings, at / "initramfs")
        command = [*_command(rig, image(folder), at, console), *rig.devices(at)]
        machine = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, errors="replace")
        watch = threading.Timer(rig.limit_s, machine.kill)
        watch.start()
        try:
            ended, failed = _followed(machine, rig.peer(at), say)
        finally:
            watch.cancel()
            machine.kill()  # it has switched itself off by now, or never will
            machine.wait(10)
    if ended != "guest: ended with 0":
        say(f"host: {ended}; the kernel's own words are in {console}")
    return 0 if ended == "guest: ended with 0" and not failed else 1


def _followed(machine: "subprocess.Popen[str]", peer: Peer, say: Say) -> tuple[str, int]:
    """Say the guest's lines and do what they ask for, to its last. The last word, and how many faults the peer found."""
    ended, failed = "guest: never ended", 0
    assert machine.stdin is not None and machine.stdout is not None
    for line in map(str.rstrip, machine.stdout):
        if line.startswith("ask: "):
            answer = peer.asked(line.removeprefix("ask: "))
            failed += answer.startswith("FAIL")
            say(answer)
            machine.stdin.write(f"{answer}\n")
            machine.stdin.flush()
            continue
        say(line)
        if line.startswith("guest: ended with"):
            ended = line
    peer.close()
    return ended, failed


def _command(rig: Rig, kernel: Path, at: Path, console: Path) -> list[str]:
    return [
        "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", str(rig.memory_mb),
        "-nodefaults", "-display", "none", "-no-reboot",
        "-kernel", str(kernel), "-initrd", str(at / "initramfs"), "-append", "console=ttyS0 quiet loglevel=4 panic=-1",
        "-serial", f"file:{console}", "-chardev", "stdio,id=log,signal=off", "-serial", "chardev:log",
        "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
        "-qmp", f"unix:{at / 'qmp'},server=on,wait=off",
    ]  # fmt: skip
