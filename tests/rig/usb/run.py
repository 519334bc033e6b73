"""The USB rig, host side: boots an emulated machine whose kernel has a printer on a cable that can be pulled, and reads its log.

The machine sees this host's files read-only; what it runs is tests/rig/usb/guest.py with our own drivers. Needs no rights.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kernel import boot_image, fetched, image, missing_tools
from peer import ADAPTER, SerialPeer

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[2]
CACHE = Path.home() / ".cache" / "moiso" / "rig-usb"
LIMIT_S = 420
"""A machine that says nothing more by then has died; the whole run takes about two minutes."""
MEMORY = "1024"


def main() -> int:
    parser = argparse.ArgumentParser(prog="moiso test --rig usb", description=__doc__)
    parser.add_argument("--log", type=Path, default=Path(tempfile.gettempdir()) / "moiso-rig-usb.log", help="where it is kept")
    parser.add_argument("--only", default="", help="run only the checks whose name contains this")
    words = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin:/sbin"  # depmod, for who is not root
    if missing := missing_tools() + ([] if platform.machine() == "x86_64" else ["an amd64 machine"]):
        print(f"rig usb: missing: {', '.join(missing)}", file=sys.stderr)
        return 2
    try:
        folder = fetched(CACHE)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"rig usb: {error}", file=sys.stderr)
        return 2
    started_s = time.monotonic()
    with words.log.open("w", encoding="utf-8") as kept:

        def say(line: str) -> None:
            text = f"[{time.monotonic() - started_s:6.1f}] {line}"
            print(text, flush=True)
            print(text, file=kept, flush=True)

        say(f"host: {folder.name} is unpacked")
        status = _boot(folder, words.only, words.log.with_suffix(".kernel.log"), say)
        say(f"host: {'every check holds' if status == 0 else 'NOT every check holds'}; kept in {words.log}")
    return status


def _boot(folder: Path, only: str, console: Path, say: Callable[[str], None]) -> int:
    """Run the machine until it switches itself off; 0 if neither the guest nor the serial line's far end found a fault."""
    with tempfile.TemporaryDirectory(prefix="moiso-rig-") as scratch:
        at = Path(scratch)
        boot_image(folder, HERE / "init", {"REPO": str(REPO), "PYTHON": sys.executable, "ONLY": only}, at / "initramfs")
        machine = subprocess.Popen(_command(image(folder), at, console), stdout=subprocess.PIPE, text=True, errors="replace")
        watch = threading.Timer(LIMIT_S, machine.kill)
        watch.start()
        try:
            ended, failed = _followed(machine, SerialPeer(at / "tty", at / "qmp"), say)
        finally:
            watch.cancel()
            machine.kill()  # it has switched itself off by now, or never will
            machine.wait(10)
    if ended != "guest: ended with 0":
        say(f"host: {ended}; the kernel's own words are in {console}")
    return 0 if ended == "guest: ended with 0" and not failed else 1


def _followed(machine: "subprocess.Popen[str]", peer: SerialPeer, say: Callable[[str], None]) -> tuple[str, int]:
    """Say the guest's lines and do what they ask for, to its last. The last word, and how many faults the far end found."""
    ended, failed = "guest: never ended", 0
    assert machine.stdout is not None
    for line in map(str.rstrip, machine.stdout):
        if line.startswith("ask: "):
            answer = peer.asked(line.removeprefix("ask: "))
            failed += answer.startswith("FAIL")
            say(answer)
            continue
        say(line)
        if line.startswith("guest: ended with"):
            ended = line
    peer.close()
    return ended, failed


def _command(kernel: Path, at: Path, console: Path) -> list[str]:
    return [
        "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", MEMORY,
        "-nodefaults", "-display", "none", "-no-reboot",
        "-kernel", str(kernel), "-initrd", str(at / "initramfs"), "-append", "console=ttyS0 quiet loglevel=4 panic=-1",
        "-serial", f"file:{console}", "-chardev", "stdio,id=log,signal=off", "-serial", "chardev:log",
        "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
        "-device", "qemu-xhci,id=usb", "-chardev", f"socket,id=tty,path={at / 'tty'},server=on,wait=off",
        "-device", ",".join([ADAPTER["driver"], *(f"{name}={value}" for name, value in ADAPTER.items() if name != "driver")]),
        "-qmp", f"unix:{at / 'qmp'},server=on,wait=off",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
