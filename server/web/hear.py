"""GET /api/hear (websocket): a Snapshot, then News in order, a Tick every two seconds. Who is too slow is dropped and comes back.

People who work here hear names and notes, screens and kiosks do not. Screens say back what they showed and spoke; what anybody else says is read
and forgotten. Source: for a broadcast backpressure is wrong: one slow listener must
not hold up fifty (websockets' own advice; RELIABILITY §1.5).
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from server.devices import Scope
from server.domain.day import Day
from server.domain.events import Logged
from server.domain.model import TicketId
from server.domain.today import Today
from server.office.printers import PrinterStanding
from server.translate import facts_of, news_of, places_of, printers_of, snapshot_of
from server.translate.heard import Standing
from server.web.lease import Lease
from server.web.present import Present
from server.web.saidback import Patience, SaidBack
from server.who import Caller, Right
from server.wire import Tick
from server.wire.heard import Away, Heard, Help, News, Seat, Speakers, You, for_anybody
from server.wire.said import Stands, said

TICK_S = 2.0
BEHIND_FRAMES = 256
"""Frames that may wait for one listener: at the busiest hour that is minutes of news."""
LISTENERS = 200
HELPS = 8
LISTENERS_OF_ONE = 8
"""Of one sign-in or device; this machine's own parts are not counted."""
TRY_AGAIN = 1013
"""The websocket close code that says: come again later."""
SIGN_IN = 4401
"""Ours: the sign-in or the token is worth nothing any more."""
NAME_HEADER = "x-moiso-name"
"""How a screen or kiosk on this machine says who it is; others are known by their token."""
NAME_QUERY = "name"
"""How a browser says it, which cannot send headers here: /api/hear?name=screen-2. On another machine it is its paired name, whatever it says."""
OWN_SCREEN = "screen"
FACTS_EVERY_S = 1.0
"""How often news bring the facts of all services: a wait grows with the queues of other services, too."""


class _Listener:
    """Frames that wait for one websocket."""

    def __init__(self, caller: Caller, name: str, now_s: float = 0.0) -> None:
        self.caller = caller
        self.came_as = name
        self.name = name  # "" again when a newer line came under it
        self.stands: Stands | None = None
        asks_as_screen = bool(name) and caller.session is not None  # it shows no names, whoever is signed in at its browser
        self.inside = caller.may(Right.SERVE) and not asks_as_screen
        self.patience = Patience(now_s)
        self.frames: deque[str] = deque()
        self.ready = asyncio.Event()
        self.closing = 0

    @property
    def whose(self) -> str:
        """Listeners of one sign-in or device; "": not counted."""
        if self.caller.session is not None:
            return self.caller.session.key
        return self.caller.device.name if self.caller.device is not None else ""

    def put(self, frames: Sequence[str]) -> None:
        if len(self.frames) + len(frames) > BEHIND_FRAMES:
            self.closing = TRY_AGAIN
        else:
            self.frames.extend(frames)
        self.ready.set()

    def close(self, code: int) -> None:
        self.closing = code
        self.ready.set()


class Hearers:
    """Everybody who listens. All methods run in the event loop's thread. `still`: whether a caller may go on listening."""

    def __init__(
        self, *, standing: Standing, now: Callable[[], datetime], still: Callable[[Caller], bool], present: Present
    ) -> None:
        self._standing = standing
        self._now = now
        self._still = still
        self._present = present
        self._listeners: set[_Listener] = set()
        self._helps: dict[str, Help] = {}
        self._seats: dict[int, Seat] = {}
        self._today = Today()
        self._changed: set[TicketId] = set()
        self._facts_at_s = 0.0
        self._lease = Lease()
        self._said = SaidBack()
        self.printers: Callable[[], Sequence[PrinterStanding]] = tuple

    def tell(self, batch: Sequence[Logged], day: Day) -> None:
        """Encode once for each kind of listener, hand to all. A day that opens or closes is told as a whole Snapshot."""
        self._changed.update(ticket for logged in batch if (ticket := getattr(logged.event, "ticket", None)) is not None)
        if not self._listeners:
            return
        news = [one for one in (news_of(logged, day) for logged in batch) if one is not None]
        if len(news) < len(batch):
            self._put(self._whole(day))
            self._pass_the_word(day)
        elif news:
            self._put([*news[:-1], self._with_all_facts(news[-1], day)])

    def _with_all_facts(self, news: News, day: Day) -> News:
        """Now and then the newest news tell how all services stand."""
        now_s = self._present.now_s
        if now_s - self._facts_at_s < FACTS_EVERY_S:
            return news
        self._facts_at_s = now_s
        return news.model_copy(update={"facts": facts_of(day)})

    @property
    def speakers(self) -> tuple[str, ...]:
        """The screens that have the word now."""
        return self._lease.speakers

    def sound_of(self, name: str) -> str | None:
        """What the screen said of its sound, None if it has not."""
        return self._said.sound.get(name)

    def screens_here(self) -> frozenset[str]:
        """The names of the screens that are connected."""
        return frozenset(one.name for one in self._listeners if _is_screen(one, self._said))

    def anew(self, day: Day) -> None:
        """Something that is in no log but in every Snapshot is another one now: a voice."""
        self._put(self._whole(day))

    def printers_changed(self) -> None:
        """A printer stands otherwise than before."""
        self._put([printers_of(self.printers())])

    def seat_taken(self, desk: int, window: str) -> None:
        """A desk page took this desk; the one that had it is told."""
        self._seats[desk] = Seat(desk=desk, window=window)
        self._put([self._seats[desk]], inside_only=True)

    def help_wanted(self, wanted: Help) -> None:
        """Somebody at a kiosk wants help, or somebody is on the way: desks and screens ring. A kiosk asks once until then; HELPS kiosks are remembered."""
        self._helps.pop(wanted.kiosk, None)
        if wanted.at is not None:
            self._helps[wanted.kiosk] = wanted
            while len(self._helps) > HELPS:
                del self._helps[next(iter(self._helps))]
        self._put([wanted])

    async def tick(self, view: Callable[[], Day]) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            day = view()
            self._put([self._ticked(day)])
            self._pass_the_word(day)
            if self._present.changed():
                self._put([Away(away=self._present.away)], inside_only=True)
            for listener in self._listeners:
                if not self._still(listener.caller):
                    listener.close(SIGN_IN)

    def _ticked(self, day: Day) -> Tick:
        self._today.look(day, self._changed)
        self._changed = set()
        return Tick(now=self._now(), seq=day.seq, served=self._today.served, waited_min=self._today.waited_min)

    def heard(self, listener: "_Listener", text: str, day: Day) -> None:
        """A frame of a listener; only a screen has something to say, and only of a call that there is."""
        may = _may_be_screen(listener) and listener.patience.allows(self._present.now_s)
        message = said(text) if may else None
        if isinstance(message, Stands):
            listener.stands = message
            if self._said.stands(listener.name, message):
                self._put([self._said.screens()], inside_only=True)
                self._pass_the_word(day)
        elif message is not None:
            ticket = day.tickets.get(TicketId(message.ticket))
            seen = self._said.seen(message) if ticket is not None and message.calls <= ticket.calls else None
            if seen is not None:
                self._put([seen], inside_only=not seen.spoken)  # whoever speaks next in a room must not say it again

    def _take_over(self, listener: _Listener) -> None:
        """The newest line of a screen is the screen: a second window under its name, or a line that nobody noticed the end of, is nobody any more."""
        for older in self._listeners - {listener}:
            if older.name and older.name == listener.name and _is_screen(older, self._said):
                self._said.went(older.name)
                older.name = ""
                older.put(_encoded([You(name="")], older.inside))

    def _hand_back(self, gone: _Listener) -> None:
        """Its name goes to a line that had it before, if there is one; else the screen is not there any more."""
        known = self._said.went(gone.name) if gone.name else False
        heir = next((one for one in self._listeners if gone.name and one.came_as == gone.name), None)
        if heir is not None:
            heir.name = heir.came_as
            heir.put(_encoded([You(name=heir.name)], heir.inside))
            known = (heir.stands is not None and self._said.stands(heir.name, heir.stands)) or known
        if known:
            self._put([self._said.screens()], inside_only=True)

    def _pass_the_word(self, day: Day) -> None:
        if self._lease.changed(places_of(day.setup), self.screens_here(), self._said.sound, self._present.now_s):
            self._put([Speakers(names=self._lease.speakers)])

    async def serve(self, socket: WebSocket, view: Callable[[], Day]) -> None:
        """One listener's whole visit."""
        caller: Caller = socket.scope["caller"]
        listener = _Listener(caller, _name_of(socket, caller), self._present.now_s)
        if len(self._listeners) >= LISTENERS or self._too_many(listener.whose):
            await socket.close(TRY_AGAIN)
            return
        await socket.accept()
        listener.put(
            _encoded(self._first(view(), listener), listener.inside)
        )  # no await from here until it listens: nothing can be missed
        self._listeners.add(listener)
        self._present.came(listener.came_as, own=caller.device is None)
        self._take_over(listener)
        self._pass_the_word(view())
        reading = asyncio.create_task(_until_gone(socket, listener, lambda text: self.heard(listener, text, view())))
        try:
            await _send(socket, listener)
        except (WebSocketDisconnect, RuntimeError):  # it went away while we were speaking
            pass
        finally:
            self._listeners.discard(listener)
            self._present.went(listener.came_as)
            self._hand_back(listener)
            self._pass_the_word(view())
            reading.cancel()

    def _whole(self, day: Day) -> list[Heard]:
        """All anew: whoever asked for help before a snapshot still waits."""
        return [snapshot_of(day, self._standing, self._now(), self.printers()), *self._helps.values()]

    def _first(self, day: Day, listener: _Listener) -> list[Heard]:
        first = self._whole(day)
        first += [You(name=listener.name)] if listener.name else []
        first.append(Speakers(names=self._lease.speakers))
        if listener.inside:
            first += self._seats.values()
            first += [Away(away=self._present.away)] if self._present.away else []
            first.append(self._said.screens())
            in_hand = (day.tickets[one] for one in day.in_hand.values())
            first += [seen for one in in_hand if (seen := self._said.of(one.id, one.calls)) is not None]
        return first

    def _too_many(self, whose: str) -> bool:
        return whose != "" and sum(one.whose == whose for one in self._listeners) >= LISTENERS_OF_ONE

    def _put(self, messages: Sequence[Heard], *, inside_only: bool = False) -> None:
        inside: list[str] | None = None
        outside: list[str] | None = None
        for listener in self._listeners:
            if listener.inside:
                inside = _encoded(messages, True) if inside is None else inside
                listener.put(inside)
            elif not inside_only:
                outside = _encoded(messages, False) if outside is None else outside
                listener.put(outside)


def _encoded(messages: Sequence[Heard], inside: bool) -> list[str]:
    return [(one if inside else for_anybody(one)).model_dump_json() for one in messages]


def _name_of(socket: WebSocket, caller: Caller) -> str:
    """The device's name; "" for pages and for whoever says none. A browser that asks as a screen is one, also where somebody is signed in."""
    asked = socket.query_params.get(NAME_QUERY, "")
    if caller.device is not None and (caller.session is None or (asked and caller.device.scope in (Scope.SCREEN, Scope.KIOSK))):
        return caller.device.name
    own = asked or (socket.headers.get(NAME_HEADER, "") if caller.session is None else "")
    return own if caller.local and re.fullmatch("[a-z0-9-]{1,20}", own) else ""


def _may_be_screen(listener: _Listener) -> bool:
    """Paired as one, or a part of this machine."""
    device = listener.caller.device
    return bool(listener.name) and (listener.caller.local if device is None else device.scope is Scope.SCREEN)


def _is_screen(listener: _Listener, said_back: SaidBack) -> bool:
    """Paired as one, or called so; another part of this machine is one when it has said how its sound is (a kiosk never does)."""
    if not _may_be_screen(listener):
        return False
    return listener.caller.device is not None or listener.name == OWN_SCREEN or listener.name in said_back.sound


async def _send(socket: WebSocket, listener: _Listener) -> None:
    while True:
        await listener.ready.wait()
        listener.ready.clear()
        while listener.frames and not listener.closing:
            await socket.send_text(listener.frames.popleft())
        if listener.closing:
            await socket.close(listener.closing)
            return


async def _until_gone(socket: WebSocket, listener: _Listener, heard: Callable[[str], None]) -> None:
    """Everything is read, so that their going away is noticed."""
    try:
        while True:
            heard(await socket.receive_text())
    except (WebSocketDisconnect, RuntimeError, KeyError):
        listener.close(TRY_AGAIN)


def hear_router(hearers: Hearers, view: Callable[[], Day]) -> APIRouter:
    router = APIRouter()

    @router.websocket("/api/hear")
    async def hear(socket: WebSocket) -> None:
        await hearers.serve(socket, view)

    return router
