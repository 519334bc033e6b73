"""moiso display: the information screen alone."""

import argparse
import logging
import sys
from pathlib import Path

from display.config import DisplayConfig
from drivers.errors import DeviceError, SettingError
from drivers.settings import read_section

SYSTEM_FILE = Path("/etc/moiso/moiso.toml")


def main(arguments: list[str] | None = None) -> int:
    """Return the exit status: 0 closed by a person, 1 it did not work."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    file = options.config or (SYSTEM_FILE if SYSTEM_FILE.exists() else None)
    try:
        config = read_section(
            file,
            "display",
            DisplayConfig,
            server=options.server,
            voice=options.voice,
            size=options.size,
            speaks=False if options.silent else None,
        )
        from display.compose import run  # pygame is loaded only now: --help must not need it

        run(config, headless=options.headless, window=options.window, picture=options.picture)
    except (SettingError, DeviceError) as error:
        print(f"moiso: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="moiso display", description="The information screen: who is called where, shown and spoken."
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help=f"the TOML file (default: {SYSTEM_FILE} if it is there)")
    parser.add_argument("--server", metavar="URL", help="where the server is (default: http://127.0.0.1:8480)")
    parser.add_argument("--voice", type=Path, metavar="FOLDER", help="the clip pack; made with espeak-ng if it is not there")
    parser.add_argument("--silent", action="store_true", help="show only")
    parser.add_argument("--window", action="store_true", help="in a window; Esc closes it")
    parser.add_argument("--headless", action="store_true", help="no window; use it with --picture")
    parser.add_argument("--picture", type=Path, metavar="PNG", help="keep what is seen in this file")
    parser.add_argument("--size", type=_size, metavar="WxH", help="for example 1920x1080")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 320 <= int(width) <= 7680 and 240 <= int(height) <= 7680):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1920x1080")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
