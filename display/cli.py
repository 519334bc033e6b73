"""moiso display: the information screen alone."""

import argparse
import sys
from pathlib import Path

from display import fit
from display.config import DisplayConfig
from drivers.commandline import add_config, add_window, config_file, log_to_stderr
from drivers.errors import DeviceError, SettingError
from drivers.settings import read_section


def main(arguments: list[str] | None = None) -> int:
    """Return the exit status: 0 closed by a person, 1 it did not work."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["fit"]:
        return fit.main(given[1:])
    options = _parser().parse_args(given)
    log_to_stderr()
    file = config_file(options)
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
        prog="moiso display",
        description="The information screen: who is called where, shown and spoken.",
        epilog="moiso display fit --inches 43 --metres 8: what can be read from there, and which layout suits.",
    )
    add_config(parser)
    parser.add_argument("--server", metavar="URL", help="where the server is (default: http://127.0.0.1:8480)")
    parser.add_argument("--voice", type=Path, metavar="FOLDER", help="where the clip packs are kept")
    parser.add_argument("--silent", action="store_true", help="show only")
    add_window(parser, "1920x1080")
    return parser


if __name__ == "__main__":
    sys.exit(main())
