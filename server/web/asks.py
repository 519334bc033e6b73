"""POST /api/ask: bytes in, one command through the office's door, bytes out. Every refusal has a reason, a status and a sentence."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from server.access.gate import Gate
from server.access.refusals import NotLetIn, Why
from server.devices import Scope
from server.domain.checks import BadSetup
from server.domain.commands import CallNext, CallThis, Command, IssueTicket, OpenDesk, Window
from server.domain.day import DeskState
from server.domain.errors import Reason, Refused
from server.domain.faults import Fault
from server.domain.model import DeskId, ServiceId
from server.office.office import Office
from server.ports import Done, StoreTrouble
from server.sentences import notice, refusal
from server.setupdoc import Misfit, NotASetup
from server.setupwords import sentences, spot
from server.slipkeys import SlipKeys
from server.translate import command_of, ticket_view
from server.web import answers
from server.web.access import seat_of
from server.web.rights import ASKS as RIGHTS
from server.who import Caller
from server.wire import ASKS, Answer, Spot
from server.wire.asks import Ask, ConfirmClockAsk, IssueAsk
from server.wire.slip import Slip
from server.words import Words

log = logging.getLogger("moiso.asks")
WINDOW_HEADER = "x-moiso-window"
"""Which window of a desk page asks, see access.seats."""
_NOT_FOUND = frozenset(
    {Reason.UNKNOWN_SERVICE, Reason.UNKNOWN_DESK, Reason.UNKNOWN_TICKET, Reason.UNKNOWN_PAPER, Reason.UNKNOWN_ROW}
)


class Asks:
    """`can_print`: whether a paper for the printer of that name would come out somewhere now; None: this office has no printer. `tongues`: the words
    of each language that a citizen may have chosen."""

    def __init__(
        self,
        *,
        office: Office,
        gate: Gate,
        words: Words,
        tongues: Mapping[str, Words],
        slips: SlipKeys,
        can_print: Callable[[str], bool] | None,
    ) -> None:
        self._tongues = tongues
        self._slips = slips
        self._office = office
        self._gate = gate
        self._words = words
        self._can_print = can_print

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_route(
            "/api/ask", self.ask, methods=["POST"]
        )  # bytes in, bytes out: FastAPI's own parsing would be a second one
        return router

    async def ask(self, request: Request) -> Response:
        office, words = self._office, self._words
        caller: Caller = request.scope["caller"]
        try:
            asked = ASKS.validate_json(await request.body())
            if not caller.rights & RIGHTS[type(asked)]:
                return self._no_right(caller)
            self._may_here(caller, asked, request.headers.get(WINDOW_HEADER, ""))
            command, done = await self._do(asked, caller)
        except ValidationError as error:
            return answers.unreadable(error, words)
        except NotASetup as error:
            log.info("a setup could not be read: %s", error)
            return answers.refusal(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "not_a_setup",
                sentences(error.misfits[:1], words)[0],
                _spots(error.misfits, words),
            )
        except NotLetIn as error:
            return answers.not_let_in(error, words)
        except BadSetup as bad:
            log.info("refused: %s", bad)
            return answers.refusal(_status(bad), bad.reason, refusal(bad, words, office.now()), _spots(bad.faults, words))
        except Refused as refused:
            log.info("refused: %s", refused)
            return answers.refusal(_status(refused), refused.reason, self._refusal(refused, asked))
        except StoreTrouble as trouble:
            return answers.store_trouble(trouble, self._tongue(asked))
        ticket = done.ticket
        answer = Answer(
            seq=done.seq,
            ticket=ticket_view(ticket) if ticket else None,
            ahead=done.ahead,
            notice=notice(ticket, self._tongue(asked), office.now()) if ticket and isinstance(command, IssueTicket) else "",
        )
        return Response(answer.model_dump_json(), media_type="application/json")

    async def _do(self, asked: Ask, caller: Caller) -> tuple[Command, Done]:
        office = self._office
        offset_s = office.clock_offset_s(asked.now) if isinstance(asked, ConfirmClockAsk) else 0.0
        command, ask_id, stands_for = command_of(asked, office.now().tzinfo, offset_s), asked.ask_id, ""
        if isinstance(command, IssueTicket):
            command = _with_paper(command, self._can_print)
            if isinstance(asked, IssueAsk) and asked.slip:
                slip = self._slip(asked)
                command = replace(command, appointment=_window(slip, office.now().tzinfo))
                ask_id, stands_for = slip.ask_id, slip.signed  # whoever scans it, in whatever language
        elif isinstance(command, OpenDesk):
            command = replace(command, officer=self._officer(command.desk, caller, command.officer))
        elif isinstance(command, CallNext | CallThis):
            await self._be_there(command.desk, caller)
        return command, await office.handle(command, actor=caller.actor, ask_id=ask_id, stands_for=stands_for)

    def _tongue(self, asked: Ask) -> Words:
        """The citizen's, who wants a number; else the office's."""
        return self._tongues.get(asked.language, self._words) if isinstance(asked, IssueAsk) else self._words

    def _refusal(self, refused: Refused, asked: Ask) -> str:
        tongue = self._tongue(asked)
        wanted = self._office.view.services.get(ServiceId(asked.service)) if isinstance(asked, IssueAsk) else None
        return refusal(refused, self._words, self._office.now(), tongue, "" if wanted is None else wanted.name(tongue.language))

    def _slip(self, asked: IssueAsk) -> Slip:
        """The appointment that the ask brings. Raises: Refused."""
        slip = self._slips.read(asked.slip)
        if slip is None or slip.service != asked.service:
            raise Refused(Reason.BAD_SLIP)
        if slip.day != self._office.now().date():
            raise Refused(Reason.SLIP_OTHER_DAY, day=slip.day.isoformat())
        return slip

    def _may_here(self, caller: Caller, asked: Ask, window: str) -> None:
        """A keypad works at its own desk, a window at the desk where it sits. Raises: NotLetIn."""
        desk: int | None = getattr(asked, "desk", None)
        if caller.device is not None and caller.session is None and caller.device.scope is Scope.KEYPAD:
            if desk != caller.device.desk:
                raise NotLetIn(Why.NOT_YOUR_DESK)
        elif (
            caller.session is not None and desk is not None and not self._gate.seats.holds(DeskId(desk), seat_of(caller, window))
        ):
            raise NotLetIn(Why.SEAT_TAKEN)

    def _officer(self, desk: DeskId, caller: Caller, given: str) -> str:
        """Who is at the desk: whoever signed in, whatever the page says; a keypad's officer is the one who is there already."""
        if caller.person is not None:
            return caller.person.name
        day = self._office.view
        return given if caller.root else day.attended(desk).officer if desk in day.desks else ""

    async def _be_there(self, desk: DeskId, caller: Caller) -> None:
        """Whoever calls is at the desk from now on, by name: a colleague who forgot to leave it is not blamed for it."""
        day = self._office.view
        if caller.person is None or desk not in day.desks or not day.is_open:
            return
        there = day.attended(desk)
        if there.state is not DeskState.OPEN or there.officer != caller.person.name:
            with suppress(Refused):
                await self._office.handle(OpenDesk(desk, caller.person.name), actor=caller.actor)

    def _no_right(self, caller: Caller) -> Response:
        if caller.session is None and caller.device is None:
            return answers.refusal(HTTPStatus.UNAUTHORIZED, "sign_in", self._words.say("refused.sign_in"))
        return answers.refusal(HTTPStatus.FORBIDDEN, "no_right", self._words.say("refused.no_right"))


def _window(slip: Slip, zone: tzinfo | None) -> Window:
    return Window(datetime.combine(slip.day, slip.start, zone), datetime.combine(slip.day, slip.end, zone))


def _with_paper(command: IssueTicket, can_print: Callable[[str], bool] | None) -> IssueTicket:
    """Where there is no printer nobody waits for a paper."""
    return replace(command, wants_paper=False) if can_print is None else replace(command, paper_ready=can_print(command.printer))


def _status(refused: Refused) -> HTTPStatus:
    return HTTPStatus.NOT_FOUND if refused.reason in _NOT_FOUND else HTTPStatus.CONFLICT


def _spots(findings: Iterable[Misfit | Fault], words: Words) -> tuple[Spot, ...]:
    return tuple(
        Spot(where=one.where, place=one.place, message=one.message) for one in (spot(finding, words) for finding in findings)
    )
