"""The verbs of the command line and their options. What they do is in cli."""

import argparse
from pathlib import Path

from drivers.commandline import add_config


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    add_config(common)
    common.add_argument("--data", type=Path, metavar="FOLDER", help="where the database lies (default: ~/.local/share/moiso)")
    common.add_argument("--port", type=int, help="the server's port on this machine (default: 8480)")
    common.add_argument(
        "--printer",
        metavar="ADDRESS",
        help="auto, none, serial:/dev/ttyUSB0?baud=115200, file:auto, usb:auto, tcp:HOST:9100, fake:",
    )
    made = argparse.ArgumentParser(
        prog="moiso",
        description="The number machine: kiosk, tickets, desks, screen and voice.",
        epilog="moiso display and moiso kiosk have their own --help.",
    )
    verbs = made.add_subparsers(dest="verb", required=True, metavar="VERB")

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
    device.add_argument(
        "--scope", choices=("print", "kiosk", "screen", "keypad"), default="print", help="add: what it may do (default: print)"
    )
    device.add_argument("--for-desk", type=int, metavar="NUMBER", help="add --scope keypad: the desk whose keys these are")
    device.add_argument("--for-printer", metavar="NAME", help="add --scope print: the printer whose papers it fetches")
    tls = verbs.add_parser(
        "tls", parents=[common], help="an authority and a certificate of the office's own, for encrypted lines"
    )
    tls.add_argument("what", choices=("init",), help="make what is missing; the server's certificate is made anew each time")
    tls.add_argument("--name", action="append", help="a name that people type, again for another one (default: this machine's)")
    tls.add_argument("--address", action="append", help="an address, again for another one (default: this machine's)")
    verbs.add_parser("setup-code", parents=[common], help="the code that the first person of a new office types on the page")
    person = verbs.add_parser("person", parents=[common], help="who may sign in, for whoever can read the server's folder")
    person.add_argument("what", choices=("list", "add", "secret", "remove"), help="secret: a new PIN or password, asked for")
    person.add_argument("id", nargs="?", metavar="NAME", help="the name to sign in with")
    person.add_argument("--title", default="", help="add: the name that colleagues see")
    person.add_argument(
        "--role", action="append", choices=("officer", "manager", "technician"), help="add: again for another one"
    )
    voice = verbs.add_parser("voice", parents=[common], help="the voices that call: made anew by a program here, or listed")
    voice.add_argument("what", choices=("build", "list"), help="build: never touches what people have recorded")
    voice.add_argument("--language", choices=("vi", "en", "km"), help="build: this one alone (default: all that can be made)")
    voice.add_argument(
        "--piper",
        type=Path,
        metavar="MODEL.onnx",
        help="build: with this piper voice (default: one in DATA/voices, else espeak-ng)",
    )
    voice.add_argument(
        "--missing", action="store_true", help="build: only what is not there yet, as the server does at its start"
    )
    pairing = verbs.add_parser("pair", help="let this machine into a server elsewhere by a code that is typed there")
    add_config(pairing)
    pairing.add_argument(
        "--server", required=True, metavar="URL", help="the server's address and the port of its lan or tls setting"
    )
    pairing.add_argument("--scope", required=True, choices=("screen", "kiosk", "keypad", "print"), help="what this machine is")
    pairing.add_argument("--token-file", required=True, type=Path, metavar="FILE", help="where the token is to be kept")
    pairing.add_argument("--ca-file", type=Path, metavar="FILE", help="for an https:// server: a copy of its tls/ca.crt")
    agent = verbs.add_parser("print-agent", help="print here what a server on another machine wants printed")
    add_config(agent)
    agent.add_argument("--server", metavar="URL", help="http://, the server's address and the port of its lan setting")
    agent.add_argument("--token-file", type=Path, metavar="FILE", help="the token that moiso device add gave")
    agent.add_argument("--printer", metavar="ADDRESS", help="as in moiso up (default: auto)")
    keypad = verbs.add_parser("keypad", help="the keys of one desk, where there is no browser: a USB number pad")
    add_config(keypad)
    keypad.add_argument("--server", metavar="URL", help="the server's address and the port of its lan or tls setting")
    keypad.add_argument("--token-file", type=Path, metavar="FILE", help="the token that moiso device add --scope keypad gave")
    keypad.add_argument("--desk", type=int, metavar="NUMBER", help="the desk whose keys these are")
    keypad.add_argument("--device", metavar="PATH", help="/dev/input/by-id/… (default: the first keypad that is plugged in)")
    for verb in ("display", "kiosk"):  # answered by the front door; named here so that help lists them
        verbs.add_parser(verb, help=f"start the {'information screen' if verb == 'display' else 'kiosk'} alone", add_help=False)
    return made
