"""moiso kiosk: the kiosk alone; buttons, or one press, with no screen at all; learning which button is which."""

import argparse
import sys
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from drivers.commandline import add_config, add_window, config_file, log_to_stderr
from drivers.errors import DeviceError, SettingError
from drivers.settings import read_section, read_token, read_trust
from kiosk.config import KioskConfig, Meaning

MEANING: TypeAdapter[str] = TypeAdapter(Meaning)


def main(arguments: list[str] | None = None) -> int:
    """Return the exit status: 0 done, 1 it did not work."""
    options = _parser().parse_args(arguments)
    log_to_stderr()
    file = config_file(options)
    try:
        config = read_section(file, "kiosk", KioskConfig, server=options.server, voice=getattr(options, "voice", None))
        if options.verb == "press":
            return _press(config, options.service, options.ask_id, options.priority)
        if options.verb == "buttons":
            from kiosk import glassless

            glassless.run(config)
            return 0
        if options.verb == "learn":
            return _learn(options.meanings, options.serial, options.pins)
        if options.size:
            config = config.model_copy(update={"size": options.size})
        from kiosk.compose import run  # pygame is loaded only now: a press must not need it

        run(config, headless=options.headless, window=options.window, picture=options.picture)
    except (SettingError, DeviceError) as error:
        print(f"moiso: {error}", file=sys.stderr)
        return 1
    return 0


def _press(config: KioskConfig, service: str, ask_id: str | None, priority: bool) -> int:
    from kiosk.press import Given, Pressed, issue, new_press
    from server.words import Words

    words = Words(config.language, config.words)
    pressed = Pressed(ask_id or new_press(service).ask_id, service, priority, config.printer)
    answer = issue(pressed, config.server, headers=read_token(config.token_file), trust=read_trust(config.ca_file))
    if isinstance(answer, Given):
        ahead = words.say("kiosk.ahead", count=answer.ahead) if answer.ahead else words.say("kiosk.ahead_none")
        print(f"{answer.ticket.label}  {ahead}")
        if answer.notice:
            print(answer.notice)
        return 0
    print(answer.message or words.say("kiosk.lost"), file=sys.stderr)
    if answer.message is None:
        print(
            f"moiso: to ask again for the same press: moiso kiosk press --service {service}{' --priority' if priority else ''}"
            f" --ask-id {pressed.ask_id}",
            file=sys.stderr,
        )
    return 1


def _learn(meanings: list[str], boxes: list[str], pins: list[int]) -> int:
    from kiosk.learn import Listening, learnt, lines

    listening = Listening([f"serial:{one.removeprefix('serial:')}" for one in boxes], pins)
    try:
        found = learnt(meanings, listening.moves, lambda text: print(text, file=sys.stderr))
    except KeyboardInterrupt:
        return 1
    finally:
        listening.close()
    if not found:
        print(
            "moiso: no button was pressed. Is the box plugged in, and may this user read /dev/input (group input)?",
            file=sys.stderr,
        )
        return 1
    print(lines(found))
    return 0 if len(found) == len(meanings) else 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    add_config(common)
    common.add_argument("--server", metavar="URL", help="where the server is (default: http://127.0.0.1:8480)")
    parser = argparse.ArgumentParser(prog="moiso kiosk", description="The kiosk: citizens take a number.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    run = verbs.add_parser("run", parents=[common], help="show the kiosk; keys 1 to 9 stand for buttons")
    run.add_argument("--voice", type=Path, metavar="FOLDER", help="where the clip packs are kept, and beside it the procedures")
    add_window(run, "1280x800")
    press = verbs.add_parser("press", parents=[common], help="take one number and print it, with no screen at all")
    press.add_argument("--service", required=True, metavar="LETTER", help="for example A")
    press.add_argument(
        "--priority", action="store_true", help="for somebody who goes first: old, disabled, pregnant, with a small child"
    )
    press.add_argument("--ask-id", metavar="ID", help="ask again for an earlier press: the same number comes back")
    verbs.add_parser("buttons", parents=[common], help="a kiosk with no screen: the buttons of the TOML file, tones and a voice")
    learn = verbs.add_parser("learn", parents=[common], help="press each button in turn; prints the lines for the TOML file")
    learn.add_argument(
        "meanings", nargs="+", type=_meaning, metavar="MEANING", help='what the buttons mean, in order: A B "A priority" help'
    )
    learn.add_argument(
        "--serial", action="append", default=[], metavar="DEVICE", help="a box on a serial line: /dev/ttyUSB0?baud=9600"
    )
    learn.add_argument(
        "--pins", type=_pins, default=[], metavar="N,N", help="pins of a Raspberry Pi to listen to, for example 17,27"
    )
    return parser


def _meaning(text: str) -> str:
    """Raises: ArgumentTypeError."""
    try:
        return MEANING.validate_python(text)
    except ValidationError:
        raise argparse.ArgumentTypeError(f'{text!r} is no letter of a service, "A priority" or help') from None


def _pins(text: str) -> list[int]:
    """Raises: ArgumentTypeError."""
    if not all(one.isdigit() and int(one) < 100 for one in text.split(",")):
        raise argparse.ArgumentTypeError(f"{text!r} are no pins such as 17,27")
    return [int(one) for one in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
