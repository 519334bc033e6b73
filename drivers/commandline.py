"""What the command lines of all programs share: where the configuration lies, how a size is written, how a program is told to stop."""

import argparse
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path

SYSTEM_FILE = Path("/etc/moiso/moiso.toml")


def add_config(parser: argparse.ArgumentParser) -> None:
    """The option --config FILE."""
    parser.add_argument("--config", type=Path, metavar="FILE", help=f"the TOML file (default: {SYSTEM_FILE} if it is there)")


def config_file(options: argparse.Namespace) -> Path | None:
    """The configuration file that was named, else the machine's own if there is one."""
    named: Path | None = options.config
    return named or (SYSTEM_FILE if SYSTEM_FILE.exists() else None)


def add_window(parser: argparse.ArgumentParser, example: str) -> None:
    """The options of every program with a picture."""
    parser.add_argument("--window", action="store_true", help="in a window; Esc closes it")
    parser.add_argument("--headless", action="store_true", help="no window; use it with --picture")
    parser.add_argument("--picture", type=Path, metavar="PNG", help="keep what is seen in this file")
    parser.add_argument("--size", type=size, metavar="WxH", help=f"for example {example}")


def size(text: str) -> tuple[int, int]:
    """ "1280x800" -> (1280, 800). Raises: ArgumentTypeError."""
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 320 <= int(width) <= 7680 and 240 <= int(height) <= 7680):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1280x800")
    return int(width), int(height)


def log_to_stderr() -> None:
    """One line an event, with its time; systemd's journal keeps it."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def told_to_stop() -> Callable[[], bool]:
    """From now on SIGINT and SIGTERM do not end the process; the returned function says whether one came."""
    came: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: came.append(number))
    return lambda: bool(came)
