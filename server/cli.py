"""The technician's command line of the server: moiso up | serve | config | desk-url | print-test | doctor | migrate | replay | audit |
backup | restore | simulate | bench | device | voice, and of a machine that only prints: moiso print-agent."""

import argparse
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from drivers.commandline import config_file, log_to_stderr
from drivers.errors import SettingError
from drivers.settings import read_section
from server.config import AGENT, KeypadConfig, PrintAgentConfig, ServerConfig
from server.verbs import parser


def main(arguments: list[str] | None = None) -> int:
    """Return the exit status: 0 done, 1 it did not work, 2 wrongly asked."""
    options = parser().parse_args(arguments)
    log_to_stderr()
    for chatty in ("uvicorn.error", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        if options.verb == "print-agent":
            settings = {"server": options.server, "token_file": options.token_file, "printer": options.printer}
            return _print_agent(read_section(config_file(options), "print_agent", PrintAgentConfig, **settings), options)
        if options.verb == "pair":
            from server.pairme import pair

            return pair(options.server.rstrip("/"), options.scope, options.token_file, options.ca_file)
        if options.verb == "keypad":
            settings = {
                "server": options.server,
                "token_file": options.token_file,
                "desk": options.desk,
                "device": options.device,
            }
            return _keypad(read_section(config_file(options), "keypad", KeypadConfig, **settings), options)
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
    from server.serving import run

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
    from server.roottoken import root_headers
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
            server = f"http://127.0.0.1:{config.port}"
            said = import_file(options.file, server, words, tomorrow=options.tomorrow, headers=root_headers(config.data))
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
    if (scope is Scope.KEYPAD) != (options.for_desk is not None):
        print("moiso: --scope keypad and --for-desk NUMBER go together", file=sys.stderr)
        return 2
    print(devices.add(options.name, scope, printer if scope is Scope.PRINT else "", options.for_desk or 0))
    print(
        "This token is shown once. Put it into a file on that machine (mode 0600) and name the file as token_file.",
        file=sys.stderr,
    )
    return 0


def _tls(config: ServerConfig, options: argparse.Namespace) -> int:
    from drivers.clock import SystemClock
    from server.office.timekeeping import BUILT
    from server.serving import machine_addresses, machine_names
    from server.tls import CA_CERT, FOLDER, authority_certificate, init

    now = SystemClock().now()
    if now < BUILT:
        raise SettingError(f"the clock says {now:%d/%m/%Y}, which cannot be; set it first, a certificate is good from its day on")
    names, addresses = list(options.name or machine_names()), list(options.address or machine_addresses())
    made_for = init(config.data, names, addresses, now)
    known = authority_certificate(config.data)
    print(f"The certificate is for: {', '.join(made_for)}")
    print(f"Browsers must trust {config.data / FOLDER / CA_CERT} once: the page /trust says how, and shows the same fingerprint:")
    print(known[1] if known else "")
    print('Then set  tls = "0.0.0.0:8443"  in the configuration file and start the server anew.')
    return 0


def _setup_code(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.access.setup_code import read_code

    code = read_code(config.data)
    print(
        f"{code[:4]} {code[4:]}"
        if code
        else "moiso: there is none: the server does not run here, or somebody can sign in already"
    )
    return 0 if code else 1


def _person(config: ServerConfig, options: argparse.Namespace) -> int:
    from server.persons import person

    return person(config, options)


def _voice(config: ServerConfig, options: argparse.Namespace) -> None:
    from server.voicing import build, build_missing, listed

    if options.what == "list":
        print("\n".join(listed(config.data)))
    elif options.missing:
        build_missing(config.data)
    else:
        build(config.data, options.language, options.piper, print)


def _print_agent(config: PrintAgentConfig, options: argparse.Namespace) -> int:
    from server.agent import run

    run(config)
    return 0


def _keypad(config: KeypadConfig, options: argparse.Namespace) -> int:
    from server.keypad import run

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
    "tls": _tls,
    "setup-code": _setup_code,
    "person": _person,
    "voice": _voice,
}


if __name__ == "__main__":
    sys.exit(main())
