"""The benches' door: `moiso bench [issue|call|screen|kiosk|start|decide|queueing|paper|desk|soak|all]`. Measures, prints tables, writes nothing that stays."""

import argparse
import importlib
import os
import sys
from pathlib import Path

NAMES = ("issue", "call", "screen", "kiosk", "start", "decide", "queueing", "paper", "desk", "soak")


def main(arguments: list[str] | None = None) -> int:
    """Return the exit status: 0 all that was asked for was measured, 1 something could not be. A missed target is printed, not a failure."""
    parser = argparse.ArgumentParser(prog="moiso bench", description="Measure this machine against its references.")
    parser.add_argument("name", nargs="?", default="all", choices=(*NAMES, "all"), help="which one (default: all)")
    chosen = parser.parse_args(arguments).name
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # the source folder instead of this one
    done = [_measured(name) for name in (NAMES if chosen == "all" else (chosen,))]
    return 0 if all(done) else 1


def _measured(name: str) -> bool:
    from bench.rig import RigError

    try:
        importlib.import_module(f"bench.{name}").run()
    except RigError as error:
        print(f"moiso bench {name}: {error}", file=sys.stderr)
        return False
    print(flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
