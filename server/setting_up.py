"""What `moiso config` does: look at a setup file, take the setup out, bring one in. Returns what is to be said; prints nothing itself."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from drivers.ask import Unanswered, ask
from drivers.errors import SettingError
from server.domain.setup import Setup
from server.setupdoc import doc_of
from server.setupfile import BadSetupFile, sentences, setup_of, text_of
from server.setupwords import NotToml
from server.wire import Answer, Refusal
from server.words import Words

GIVE_UP_AFTER_S = 10.0
"""So long a technician waits for a server that may be starting just now."""


class Said(NamedTuple):
    """The exit status and the lines for the terminal."""

    status: int
    text: str


def check_file(file: Path, words: Words) -> Said:
    """Whether the file can be used, else one sentence for each place that is wrong."""
    read = _read(file, words)
    if isinstance(read, Said):
        return read
    return Said(0, words.say("config.good", file=file, services=len(read.services), desks=len(read.desks)))


def import_file(
    file: Path,
    server: str,
    words: Words,
    *,
    tomorrow: bool,
    headers: Mapping[str, str] | None = None,
    give_up_after_s: float = GIVE_UP_AFTER_S,
) -> Said:
    """Ask the server at that address to use the file's setup, now or from the next business day. A file with faults is not sent."""
    read = _read(file, words)
    if isinstance(read, Said):
        return read
    order = {"ask_id": secrets.token_hex(12), "kind": "change_setup", "edits": [{"all": doc_of(read)}], "tomorrow": tomorrow}
    body = json.dumps(order, ensure_ascii=False).encode()
    try:
        reply = ask(f"{server}/api/ask", body, give_up_after_s=give_up_after_s, headers=headers)
        if reply.status == 200:
            Answer.model_validate_json(reply.body)
            return Said(0, words.say("config.taken_tomorrow" if tomorrow else "config.taken_now"))
        return Said(1, words.say("config.not_taken", message=Refusal.model_validate_json(reply.body).message))
    except (Unanswered, ValidationError):  # ValidationError: another program answers on that port
        return Said(1, words.say("config.no_server", server=server))


def export(data: Path) -> str:
    """The setup in the database as a file: that of the next business day, if one is planned. Raises: SettingError without a database."""
    from server.store.engine import FILE_NAME

    if not (data / FILE_NAME).exists():
        raise SettingError(f"there is no database in {data} yet")
    from server.store.setups import planned_setup

    return text_of(planned_setup(data))


def _read(file: Path, words: Words) -> Setup | Said:
    try:
        return setup_of(_text(file))
    except OSError:
        return Said(1, words.say("config.no_file", file=file))
    except BadSetupFile as error:
        said = sentences(error.findings, words)
        return Said(1, "\n".join([words.say("config.bad", file=file, count=len(said)), *said]))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadSetupFile([NotToml("not_utf8")]) from None
