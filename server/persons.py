"""What `moiso person` does: accounts from the terminal, for whoever can read the server's folder. The way back for the one who forgot."""

import argparse
import getpass
import http.client
import json
import sys
from typing import Any

from drivers.errors import SettingError
from server.access.rules import PIN
from server.config import ServerConfig
from server.roottoken import root_headers


def person(config: ServerConfig, options: argparse.Namespace) -> int:
    """Returns the exit status. Raises: SettingError when the server cannot be asked."""
    known = {one["id"]: one for one in _ask(config, "GET", "/api/people", None)["people"]}
    if options.what == "list":
        for one in known.values():
            state = "" if one["active"] else ", not active"
            print(f"{one['id']:<20} {one['name']}: {', '.join(one['roles'])}{state}")
        return 0
    if not options.id or (options.what != "add" and options.id not in known):
        print(
            f"moiso: name one of: {', '.join(known) or 'nobody yet'}" if options.what != "add" else "moiso: who?", file=sys.stderr
        )
        return 2
    if options.what == "remove":
        return _done(_ask(config, "POST", "/api/people/drop", {"id": options.id}))
    secret = _secret()
    wanted = known.get(options.id) or {
        "name": options.title or options.id,
        "roles": options.role or ["officer"],
        "active": True,
    }
    facts = {name: wanted[name] for name in ("name", "roles", "active")}
    kind = "pin" if PIN.fullmatch(secret) else "password"
    return _done(_ask(config, "POST", "/api/people/put", {"new": options.what == "add", "id": options.id, **facts, kind: secret}))


def _done(answer: dict[str, object]) -> int:
    print("done" if answer["ok"] else f"moiso: {answer['message']}", file=sys.stdout if answer["ok"] else sys.stderr)
    return 0 if answer["ok"] else 1


def _secret() -> str:
    """Six digits are a PIN, anything longer a password. Never on the command line, where others can read it."""
    if sys.stdin.isatty():
        return getpass.getpass("PIN (6 digits) or password: ")
    return sys.stdin.readline().rstrip("\n")


def _ask(config: ServerConfig, method: str, path: str, facts: dict[str, object] | None) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", config.port, timeout=20)
    headers = {"Content-Type": "application/json", **root_headers(config.data)}
    try:
        connection.request(method, path, None if facts is None else json.dumps(facts).encode(), headers)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        raise SettingError(f"no server answers on port {config.port} of this machine; start it first") from None
    finally:
        connection.close()
    if answer.get("reason") in ("sign_in", "no_token"):
        raise SettingError(f"{config.data} is not the folder of the server that runs here, or it cannot be read; try with sudo")
    return answer
