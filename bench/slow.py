"""A slow disk on a fast machine: slow_fsync.c, compiled now and loaded into the programs that are to feel it."""

import shutil
import subprocess
from pathlib import Path

from bench.rig import RigError

SOURCE = Path(__file__).with_name("slow_fsync.c")
COMPILE_WITHIN_S = 60
FSYNC_MS = 20
"""What a common SD card takes. Source: RELIABILITY §1.2, LD_PRELOAD, SD-like."""


def slow_disk(folder: Path) -> dict[str, str]:
    """The environment in which every fsync takes FSYNC_MS more. Raises: RigError when it cannot be compiled here."""
    if shutil.which("gcc") is None:
        raise RigError("gcc is not installed (apt install gcc libc6-dev)")
    shim = folder / "slow_fsync.so"
    command = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(shim), str(SOURCE), "-ldl"]
    done = subprocess.run(command, check=False, timeout=COMPILE_WITHIN_S, capture_output=True, text=True)
    if done.returncode:
        raise RigError(f"gcc could not compile {SOURCE.name}: {done.stderr.strip()[:200]}")
    return {"LD_PRELOAD": str(shim), "SLOW_FSYNC_MS": str(FSYNC_MS)}
