"""The technician's command line of the server: moiso up | serve | config | desk-url | print-test | doctor | migrate | replay | audit |
backup | restore | simulate | bench | device, and of a machine that only prints: moiso print-agent."""

import argparse
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from drivers.commandline import add_config, config_file, log_to_stderr
from drivers.errors import SettingError
from drivers.settings import read_section
from server.config import AGENT, PrintAgentConfig, ServerConfig


def main(arguments: list[str] | None = None) -> int:
    """Return the exit status: 0 done, 1 it did not work, 2 wrongly asked."""
    options = _parser().parse_args(arguments)
    log_to_stderr()
    for chatty in ("uvicorn.error", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        if options.verb == "print-agent":
            settings = {"server": options.server, "token_file": options.token_file, "printer": options.printer}
            return _print_agent(read_section(config_file(options), "print_agent", PrintAgentConfig, **settings), options)
        config = read_section(
            config_file(options),
            "server",
            ServerConfig,
            data=options.data,
            port=options.port,
            printer=options.printer,
        )
        return _VERBS[options.verb](config, options) or 0
    except SettingError as error:
        print(f"moiso: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _up(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.up import up

    return up(
        config,
        config_file(options),
        headless=options.headless,
        kiosk=not options.no_kiosk,
        screen=not options.no_screen,
    )


def _serve(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.compose import run

    return run(config)


def _desk_url(config: ServerConfig, options: argparse.Namespace) -> None:
    print(f"http://127.0.0.1:{config.port}/desk{'/' + str(options.desk) if options.desk else ''}")


def _print_test(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.printtest import print_test

    return print_test(config, options.picture, features=options.features, accepted=options.accept)


def _doctor(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.doctor import doctor

    return doctor(config, options.host, options.device)


def _config(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.setting_up import Said, check_file, export, import_file
    from server.setupfile import default_text
    from server.words import Words

    if (options.what in ("check", "import")) != (options.file is not None):
        print("moiso: config check and config import need a FILE; config default and config export take none", file=sys.stderr)
        return 2
    words = Words("vi", config.words)
    match options.what:
        case "check":
            said = check_file(options.file, words)
        case "import":
            said = import_file(options.file, f"http://127.0.0.1:{config.port}", words, tomorrow=options.tomorrow)
        case "export":
            said = Said(0, export(config.data).rstrip())
        case _:
            said = Said(0, default_text().rstrip())
    print(said.text)
    return said.status


def _migrate(config: ServerConfig, options: argparse.Namespace) -> None:
    from drivers.clock import SystemClock
    from server.store.engine import own
    from server.store.migrate import HEAD, bring_up_to_date

    with own(config.data):
        before = bring_up_to_date(config.data, SystemClock().now())
    print(f"{config.data}: was at {before or 'nothing'}, is at {HEAD}")


def _replay(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.store.engine import FILE_NAME
    from server.store.replay import replay

    if not (config.data / FILE_NAME).exists():
        raise SettingError(f"there is no database in {config.data} yet")
    found = replay(config.data)
    for difference in found.differences:
        print(difference)
    verdict = "log and tables agree" if not found.differences else f"{len(found.differences)} differences; the log is right"
    print(f"{found.events} events, {found.days} business days, {found.tickets} tickets: {verdict}")
    return 1 if found.differences else 0


def _audit(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.store.audit import flaws, has_hash, verify
    from server.store.engine import FILE_NAME

    if not (config.data / FILE_NAME).exists():
        raise SettingError(f"there is no database in {config.data} yet")
    chains = verify(config.data)
    for name, chain in (("log", chains.events), ("audit", chains.audit)):
        print(f"{name}: {chain.rows} rows, {chain.first} to {chain.last}, newest hash {chain.head or '-'}")
    for flaw in flaws(chains):
        print(flaw)
    if chains.sound:
        print(
            "both chains are whole. That rows were cut off at the end they cannot tell: note the newest hashes down, and look for"
        )
        print("them here later with --noted HASH")
    if options.noted and not has_hash(config.data, options.noted):
        print(f"the noted hash {options.noted} is in neither chain: rows were cut off or written anew since it was noted")
        return 1
    return 0 if chains.sound else 1


def _backup(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.store.backup import BadBackup, inspect, make
    from server.store.engine import FILE_NAME

    if not (config.data / FILE_NAME).exists():
        raise SettingError(f"there is no database in {config.data} yet")
    if options.file.exists():
        raise SettingError(f"{options.file} is there already; a copy overwrites nothing")
    try:
        inside = inspect(make(config.data, options.file))
    except BadBackup as error:
        raise SettingError(f"no copy was made: {error}") from None
    print(f"{options.file}: {inside.tickets} tickets, {inside.events} events, newest day {inside.day or '-'}")
    return 0


def _restore(config: ServerConfig, options: argparse.Namespace) -> int:
    from drivers.clock import SystemClock
    from server.store import backup
    from server.store.engine import own

    try:
        inside = backup.stage_copy(config.data, options.file)
    except (backup.BadBackup, OSError) as error:
        raise SettingError(f"{options.file} was not taken, nothing was changed: {error}") from None
    print(f"{options.file}: {inside.tickets} tickets, {inside.events} events, newest day {inside.day or '-'}")
    try:
        lock = own(config.data)
    except SettingError:
        print("The server is running: it takes the copy up at its next start (sudo systemctl restart moiso-server).")
        return 0
    with lock:
        taken = backup.take_up(config.data, SystemClock().now())
    if taken is None or taken.failure:
        raise SettingError(f"the old database was put back: {taken.failure if taken else 'nothing was staged'}")
    print(f"It is in its place. What was there before is in {config.data / backup.FOLDER}.")
    return 0


def _simulate(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.simulate.bridge import serve
    from server.simulate.driver import Broken
    from server.simulate.engine import DomainEngine, NotPossible
    from server.simulate.scenario import NotAScenario, read
    from server.simulate.table import POLICIES, chosen, table

    if options.bridge == bool(options.files):
        print("moiso: either --bridge or scenario files, see moiso simulate --help", file=sys.stderr)
        return 2
    policy = chosen(options.policy, options.slope, options.cap, options.in_a_row, options.minutes)
    if options.bridge:
        serve(sys.stdin.buffer, sys.stdout, DomainEngine(policy))
        return 0
    try:
        print(table([read(file) for file in options.files], {options.policy or "accumulating": policy} if policy else POLICIES))
    except (NotAScenario, NotPossible, Broken) as error:
        raise SettingError(str(error)) from error
    return 0


def _bench(config: ServerConfig, options: argparse.Namespace) -> int:
    script = Path(__file__).parents[1] / "bench" / "run.py"
    if not script.exists():
        raise SettingError("the benchmarks are in the source folder (bench/), not in an installed Moiso")
    return subprocess.run([sys.executable, script, options.name], check=False).returncode


def _device(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.devices import Devices, Scope
    from server.paperwork import printers_of

    devices = Devices(config.data)
    if options.what == "list":
        for one in devices.all():
            print(f"{one.name:<20} {one.scope}{' ' + one.printer if one.printer else ''}")
        return 0
    if options.name is None or not re.fullmatch("[a-z0-9-]{1,20}", options.name):
        print("moiso: a device is named with up to 20 small letters, digits and hyphens", file=sys.stderr)
        return 2
    if options.what == "remove":
        devices.remove(options.name)
        print(f"{options.name} may come in no more")
        return 0
    scope = Scope(options.scope)
    printer = options.for_printer or ""
    if scope is Scope.PRINT and printer not in (
        agents := [name for name, one in printers_of(config).items() if one.address == AGENT]
    ):
        print(
            f"moiso: --for-printer must name a printer whose address is agent; there are: {', '.join(agents) or 'none'}",
            file=sys.stderr,
        )
        return 2
    print(devices.add(options.name, scope, printer if scope is Scope.PRINT else ""))
    print(
        "This token is shown once. Put it into a file on that machine (mode 0600) and name the file as token_file.",
        file=sys.stderr,
    )
    return 0


def _print_agent(config: PrintAgentConfig, options: argparse.Namespace) -> int:
    from server.agent import run

    run(config)
    return 0


_VERBS: dict[str, Callable[[ServerConfig, argparse.Namespace], int | None]] = {
    "up": _up,
    "serve": _serve,
    "config": _config,
    "desk-url": _desk_url,
    "print-test": _print_test,
    "doctor": _doctor,
    "migrate": _migrate,
    "replay": _replay,
    "audit": _audit,
    "backup": _backup,
    "restore": _restore,
    "simulate": _simulate,
    "bench": _bench,
    "device": _device,
}


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    add_config(common)
    common.add_argument("--data", type=Path, metavar="FOLDER", help="where the database lies (default: ~/.local/share/moiso)")
    common.add_argument("--port", type=int, help="the server's port on this machine (default: 8480)")
    common.add_argument(
        "--printer",
        metavar="ADDRESS",
        help="auto, none, serial:/dev/ttyUSB0?baud=115200, file:auto, usb:auto, tcp:HOST:9100, fake:",
    )
    parser = argparse.ArgumentParser(
        prog="moiso",
        description="The number machine: kiosk, tickets, desks, screen and voice.",
        epilog="moiso display and moiso kiosk have their own --help.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    up = verbs.add_parser("up", parents=[common], help="start server, kiosk and screen together; Ctrl-C stops them")
    up.add_argument("--headless", action="store_true", help="no windows; the pictures are kept as PNG files in the data folder")
    up.add_argument("--no-kiosk", action="store_true", help="do not start the kiosk")
    up.add_argument("--no-screen", action="store_true", help="do not start the information screen")
    verbs.add_parser("serve", parents=[common], help="start the server alone (what systemd does)")
    config = verbs.add_parser("config", parents=[common], help="the office's services, desks, hours and rules as one TOML file")
    config.add_argument(
        "what",
        choices=("check", "import", "export", "default"),
        help="check a file in words, bring one in, write the office's own, or Moiso's default",
    )
    config.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the file for check and import")
    config.add_argument("--tomorrow", action="store_true", help="import: use it from the next business day, not from now on")
    desk_url = verbs.add_parser("desk-url", parents=[common], help="print the address of the desk pages")
    desk_url.add_argument("desk", nargs="?", type=int, help="the desk's number")
    print_test = verbs.add_parser("print-test", parents=[common], help="print a test ticket and say what became of it")
    print_test.add_argument("--picture", type=Path, metavar="PNG", help="also write what should come out as a picture")
    print_test.add_argument("--features", action="store_true", help="print a page that tries features, and keep what you accept")
    print_test.add_argument("--accept", metavar="A,B,C,D=partial,E=576", help="the answers to --features beforehand, for scripts")
    doctor = verbs.add_parser(
        "doctor",
        parents=[common],
        help="look at this machine: fonts, voice, disk, database, screen, and every printer on it (asked, nothing is printed)",
    )
    doctor.add_argument("--host", metavar="ADDRESS", help="ask the network printer at this address and nothing else")
    doctor.add_argument(
        "--device", metavar="PATH", help="ask the printer on this port and nothing else (/dev/ttyUSB0, /dev/usb/lp0)"
    )
    verbs.add_parser("migrate", parents=[common], help="bring the database up to this version (a copy is made first)")
    verbs.add_parser("replay", parents=[common], help="fold the log again and compare it with the tables")
    audit = verbs.add_parser("audit", parents=[common], help="check the chains of hashes over the log and the audit rows")
    audit.add_argument("--noted", metavar="HASH", help="a newest hash that was noted down before: is its row still there?")
    copy = verbs.add_parser(
        "backup", parents=[common], help="write a whole, checked copy of the database, also beside the server"
    )
    copy.add_argument("file", type=Path, metavar="FILE", help="where to; must not be there yet")
    restore = verbs.add_parser(
        "restore", parents=[common], help="let a copy take the database's place (now, or at the server's next start if it runs)"
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="a copy; what is there now is kept")
    simulate = verbs.add_parser("simulate", parents=[common], help="simulated days through the real rules: waits for each policy")
    simulate.add_argument("files", nargs="*", type=Path, metavar="FILE", help="scenarios (.json or .json.gz)")
    simulate.add_argument(
        "--bridge", action="store_true", help="answer JSON lines on stdin instead (configure, arrive, call_next …)"
    )
    simulate.add_argument(
        "--policy", choices=("accumulating", "fifo", "strict", "ratio", "head_start"), help="this one (default: all)"
    )
    simulate.add_argument("--slope", type=float, help="accumulating: how much a priority citizen's minute counts (default: 4)")
    simulate.add_argument("--cap", type=int, help="how often a citizen may be overtaken; 0: no limit (default: 5)")
    simulate.add_argument("--in-a-row", type=int, help="ratio: priority citizens in a row at one desk (default: 2)")
    simulate.add_argument("--minutes", type=int, help="head_start: minutes (default: 45)")
    bench = verbs.add_parser("bench", parents=[common], help="measure this machine against its references (see bench/README.md)")
    bench.add_argument("name", nargs="?", default="all", help="issue, call, screen, start, decide, queueing or all")
    device = verbs.add_parser(
        "device", parents=[common], help="machines that may reach the server by its lan address: each has a token"
    )
    device.add_argument("what", choices=("add", "list", "remove"))
    device.add_argument("name", nargs="?", help="for add and remove: for example kiosk-cua-sau")
    device.add_argument("--scope", choices=("print", "kiosk"), default="print", help="add: what it may do (default: print)")
    device.add_argument("--for-printer", metavar="NAME", help="add --scope print: the printer whose papers it fetches")
    agent = verbs.add_parser("print-agent", help="print here what a server on another machine wants printed")
    add_config(agent)
    agent.add_argument("--server", metavar="URL", help="http://, the server's address and the port of its lan setting")
    agent.add_argument("--token-file", type=Path, metavar="FILE", help="the token that moiso device add gave")
    agent.add_argument("--printer", metavar="ADDRESS", help="as in moiso up (default: auto)")
    for verb in ("display", "kiosk"):  # answered by the front door; named here so that help lists them
        verbs.add_parser(verb, help=f"start the {'information screen' if verb == 'display' else 'kiosk'} alone", add_help=False)
    return parser


if __name__ == "__main__":
    sys.exit(main())
