"""Coming in: signing in and out, pairing a device, the first person of a new office, a desk's seat. Pages and their questions."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drivers.errors import SettingError
from server.access.gate import LOCAL, Gate
from server.access.people import People, Wanted
from server.access.refusals import NotLetIn, Why
from server.access.rules import ABSOLUTE
from server.access.seats import Seat
from server.access.setup_code import SetupCode
from server.access.throttle import FAR, buckets
from server.devices import Scope
from server.domain.day import Day
from server.domain.model import DeskId
from server.ports import StoreTrouble
from server.web import answers
from server.web.guard import DEVICE_COOKIE, SESSION_COOKIE
from server.web.pages import Pages
from server.who import Caller, Role
from server.words import Words

DEVICE_COOKIE_S = 400 * 24 * 3600
"""The longest that browsers keep a cookie; it is set anew at each sign-in."""
Text = Annotated[str, Field(max_length=200)]
Answering = Callable[[Request], Awaitable[Response]]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignInAsk(_Asked):
    name: Text
    secret: Text


class StartAsk(_Asked):
    code: Text
    id: Text
    name: Text
    password: Text
    pin: Text = ""


class SeatAsk(_Asked):
    desk: Annotated[int, Field(ge=1, le=999, strict=True)]
    window: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class SecretAsk(_Asked):
    current: Text
    pin: Text = ""
    password: Text = ""


class PairAsk(_Asked):
    scope: Scope


class ClaimAsk(_Asked):
    secret: Text


class AccessPages:
    """`view` is the committed Day."""

    def __init__(
        self, *, gate: Gate, people: People, code: SetupCode, pages: Pages, words: Words, view: Callable[[], Day]
    ) -> None:
        self._gate = gate
        self._people = people
        self._code = code
        self._pages = pages
        self._words = words
        self._view = view

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        for path, page in (
            ("/sign-in", self.sign_in_page),
            ("/start", self.start_page),
            ("/pair", self.pair_page),
            ("/me", self.me_page),
        ):
            router.add_api_route(path, page, methods=["GET"])
        router.add_route("/api/me", self.me, methods=["GET"])
        for path, answer in (
            ("/api/sign-in", self.sign_in),
            ("/api/sign-out", self.sign_out),
            ("/api/start", self.start),
            ("/api/pair", self.pair),
            ("/api/pair/claim", self.claim),
            ("/api/seat", self.seat),
            ("/api/me/secret", self.secret),
        ):
            router.add_route(path, guarded(answer, self._words), methods=["POST"])
        return router

    # Pages.

    async def sign_in_page(self, request: Request) -> Response:
        caller: Caller = request.scope["caller"]
        if self._gate.is_new:
            return RedirectResponse("/start", HTTPStatus.SEE_OTHER)
        trusted = _trusted(caller)
        colleagues = [one for one in self._gate.people.values() if one.active and one.pin and Role.OFFICER in one.roles]
        return self._pages.page(
            "sign_in.html",
            trusted=trusted,
            colleagues=sorted(colleagues, key=lambda one: one.name) if trusted else [],
            next=safe_next(request.query_params.get("next", "")),
        )

    async def start_page(self, request: Request) -> Response:
        if not self._gate.is_new:
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        return self._pages.page("start.html")

    async def pair_page(self, request: Request) -> Response:
        """A television that is to be a screen, or a tablet that is to be a kiosk, has a page that its browser understands."""
        where = safe_next(request.query_params.get("next", ""))
        glass = glass_at(where)
        if glass is None:
            return self._pages.page("pair.html", next=where)
        title = "access.pair_kiosk" if glass is Scope.KIOSK else "screen.pair_title"
        return self._pages.page("screen_pair.html", next=where, scope=glass.value, title=title)

    async def me_page(self, request: Request) -> Response:
        caller: Caller = request.scope["caller"]
        if caller.person is None or caller.session is None:
            return RedirectResponse("/sign-in?next=/me", HTTPStatus.SEE_OTHER)
        return self._pages.page("me.html", person=caller.person, strong=caller.session.roles == caller.person.roles)

    # Questions.

    async def me(self, request: Request) -> Response:
        caller: Caller = request.scope["caller"]
        person = caller.person
        return answers.done(
            name=person.name if person else "",
            id=person.id if person else "",
            rights=sorted(caller.rights),
            new=self._gate.is_new,
        )

    async def sign_in(self, request: Request) -> Response:
        asked = await answers.read(SignInAsk, request)
        token, _ = await self._gate.sign_in(request.scope["caller"], asked.name, asked.secret)
        return self._signed_in(request, token)

    async def sign_out(self, request: Request) -> Response:
        await self._gate.sign_out(request.scope["caller"])
        answer = answers.done()
        answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
        return answer

    async def start(self, request: Request) -> Response:
        asked = await answers.read(StartAsk, request)
        caller: Caller = request.scope["caller"]
        tried = buckets("setup", LOCAL if caller.local else FAR)
        now_s = self._gate.monotonic_s()
        wait_s = max(self._gate.throttle.wait_s(one, now_s) for one in tried)
        if wait_s > 0:
            raise NotLetIn(Why.WAIT, seconds=int(wait_s) + 1)
        if not self._code.matches(asked.code):
            for one in tried:
                self._gate.throttle.failed(one, now_s)
            raise NotLetIn(Why.SET_UP_ALREADY if not self._gate.is_new else Why.WRONG_CODE, "code")
        wanted = Wanted(asked.id, asked.name, frozenset(Role), pin=asked.pin, password=asked.password)
        token, _ = await self._people.first(caller, wanted)
        return self._signed_in(request, token)

    async def pair(self, request: Request) -> Response:
        asked = await answers.read(PairAsk, request)
        caller: Caller = request.scope["caller"]
        pending = self._gate.pairing.begin(asked.scope, caller.address, self._gate.monotonic_s())
        return answers.done(code=pending.code, secret=pending.secret)

    async def claim(self, request: Request) -> Response:
        """A browser gets its token as a cookie that no script can read, a program in the answer."""
        asked = await answers.read(ClaimAsk, request)
        token = self._gate.pairing.claim(asked.secret, self._gate.monotonic_s())
        if token is None:
            raise NotLetIn(Why.WRONG_CODE)
        if token == "":
            return answers.done(paired=False)
        if "origin" not in request.headers:
            return answers.done(paired=True, token=token)
        answer = answers.done(paired=True)
        _set_cookie(answer, request, DEVICE_COOKIE, token, DEVICE_COOKIE_S)
        return answer

    async def seat(self, request: Request) -> Response:
        asked = await answers.read(SeatAsk, request)
        caller: Caller = request.scope["caller"]
        if DeskId(asked.desk) not in self._view().desks:
            return answers.refusal(HTTPStatus.NOT_FOUND, "unknown_desk", self._words.say("refused.unknown_desk", desk=asked.desk))
        self._gate.seats.take(DeskId(asked.desk), seat_of(caller, asked.window))
        return answers.done()

    async def secret(self, request: Request) -> Response:
        asked = await answers.read(SecretAsk, request)
        await self._people.change_own(request.scope["caller"], asked.current, asked.pin, asked.password)
        return answers.done()

    def _signed_in(self, request: Request, token: str) -> Response:
        answer = answers.done()
        _set_cookie(answer, request, SESSION_COOKIE, token, int(ABSOLUTE.total_seconds()))
        device = request.cookies.get(DEVICE_COOKIE)
        caller: Caller = request.scope["caller"]
        if device and caller.device is not None:
            _set_cookie(answer, request, DEVICE_COOKIE, device, DEVICE_COOKIE_S)
        return answer


def guarded(answer: Answering, words: Words) -> Answering:
    """The same, with what may go wrong said as JSON."""

    async def answering(request: Request) -> Response:
        try:
            return await answer(request)
        except ValidationError as error:
            return answers.unreadable(error, words)
        except NotLetIn as error:
            return answers.not_let_in(error, words)
        except StoreTrouble as trouble:
            return answers.store_trouble(trouble, words)
        except SettingError as error:  # the file of the devices
            answers.log.error("%s", error)
            return answers.refusal(HTTPStatus.SERVICE_UNAVAILABLE, "storage_failed", words.say("refused.storage_failed"))

    return answering


def seat_of(caller: Caller, window: str) -> Seat:
    """Where this window of this sign-in sits."""
    return Seat(caller.session.key if caller.session is not None else "", window)


def sign_in_address(path: str) -> str:
    """Where somebody is sent who must sign in first, and then comes back."""
    return f"/sign-in?next={quote(path)}" if safe_next(path) != "/" else "/sign-in"


def pair_address(path: str) -> str:
    """Where a browser is sent that must be let in as a screen or kiosk, and then comes back."""
    return f"/pair?next={quote(path)}"


_GLASS = {"/screen": Scope.SCREEN, "/kiosk": Scope.KIOSK}


def glass_at(path: str) -> Scope | None:
    """Which kind of device is shown there, None for a page: nobody signs in at a device."""
    return _GLASS.get(path.partition("?")[0])


def safe_next(path: str) -> str:
    """Only to a page of ours: "//evil" and "/\\evil" are other machines."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and len(path) <= 200
    return path if ours else "/"


def _trusted(caller: Caller) -> bool:
    """Whether a PIN counts here, and colleagues' names may be seen."""
    return caller.local or (caller.device is not None and caller.device.scope is Scope.DESK)


def _set_cookie(answer: Response, request: Request, name: str, value: str, max_age_s: int) -> None:
    answer.set_cookie(
        name, value, max_age=max_age_s, httponly=True, samesite="strict", secure=request.scope["scheme"] == "https", path="/"
    )
