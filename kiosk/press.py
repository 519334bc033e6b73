"""One press: one ask_id, asked until the server answers. No screen, no pygame: what the bare button needs, too."""

import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from drivers.ask import Unanswered, ask
from server.wire import Answer, IssueAsk, Refusal, TicketView

NAME = "kiosk"
"""Of a kiosk that the server has not told another one."""
HTTP_OK = 200
GIVE_UP_AFTER_S = 5.0
"""So long a citizen waits before a server that does not answer; then an honest sentence."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press that goes out. The same value asked again gives the same number. `language`: the citizen's, for the paper and the call;
    `slip`: the code of an appointment slip."""

    ask_id: str
    service: str
    priority: bool = False
    printer: str = ""
    language: str = "vi"
    slip: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Given:
    """The server gave this ticket; `ahead` people of the service came before; `notice`: what to know with it, "" if nothing."""

    pressed: Pressed
    ticket: TicketView
    ahead: int
    notice: str = ""


@dataclass(frozen=True, slots=True)
class NotGiven:
    """No number. `message` is the server's sentence, None when it did not answer."""

    pressed: Pressed
    message: str | None


@dataclass(frozen=True, slots=True)
class HelpCall:
    """Somebody at the kiosk of this name wants help. The server knows one with a token by its own name."""

    kiosk: str = NAME


@dataclass(frozen=True, slots=True)
class Helped:
    """Whether the desks were told that somebody wants help."""

    told: bool


def new_press(service: str, printer: str = "", *, priority: bool = False, language: str = "vi") -> Pressed:
    """`printer`: where the paper should come out, "": the office's first."""
    return Pressed(secrets.token_hex(12), service, priority, printer, language)


def issue(
    pressed: Pressed,
    server: str,
    *,
    give_up_after_s: float = GIVE_UP_AFTER_S,
    headers: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
) -> Given | NotGiven:
    """Ask for a number. Blocks until there is an answer or `give_up_after_s` has passed. `headers` carry a token, `trust` as in drivers.ask."""
    wanted = IssueAsk(
        ask_id=pressed.ask_id,
        service=pressed.service,
        priority=pressed.priority,
        printer=pressed.printer,
        language=pressed.language,
        slip=pressed.slip,
    )
    try:
        body = wanted.model_dump_json().encode()
        reply = ask(f"{server}/api/ask", body, give_up_after_s=give_up_after_s, headers=headers, trust=trust)
    except Unanswered:
        return NotGiven(pressed, None)
    try:
        if reply.status == HTTP_OK:
            answer = Answer.model_validate_json(reply.body)
            if answer.ticket is not None:
                return Given(pressed, answer.ticket, answer.ahead, answer.notice)
        return NotGiven(pressed, Refusal.model_validate_json(reply.body).message)
    except ValidationError:  # another program answers on that port
        return NotGiven(pressed, None)


def call_help(
    call: HelpCall,
    server: str,
    *,
    give_up_after_s: float = GIVE_UP_AFTER_S,
    headers: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
) -> Helped:
    """Tell the desks. Blocks as `issue` does; told twice is as good as told once."""
    try:
        body = json.dumps({"kiosk": call.kiosk}).encode()
        reply = ask(f"{server}/api/help", body, give_up_after_s=give_up_after_s, headers=headers, trust=trust)
    except Unanswered:
        return Helped(told=False)
    return Helped(told=reply.status == HTTP_OK)
