"""A slow disk on a fast machine: slow_fsync.c, compiled now and loaded into the programs that are to feel it."""

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_fsync.c")
COMPILE_WITHIN_S = 60
FSYNC_MS = 20
"""What a common SD card takes. Source: RELIABILITY §1.2, LD_PRELOAD, SD-like."""


def slow_disk(folder: Path) -> dict[str, str] | None:
    """The environment in which every fsync takes FSYNC_MS more; None when there is no gcc."""
    if shutil.which("gcc") is None:
        return None
    shim = folder / "slow_fsync.so"
    command = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(shim), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, timeout=COMPILE_WITHIN_S, capture_output=True)
    return {"LD_PRELOAD": str(shim), "SLOW_FSYNC_MS": str(FSYNC_MS)}
