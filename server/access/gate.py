"""Who comes in: signing in and out, and who a request is from. Reads are from memory; every change is written first, with its audit row.

All methods run in the event loop's thread.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from server.access.hashing import Hasher
from server.access.pairing import Pairing
from server.access.refusals import NotLetIn, Why
from server.access.rules import PIN, roles_left
from server.access.seats import Seats
from server.access.throttle import FAR, Throttle, buckets
from server.devices import Device, Devices, Scope
from server.ports import Audited, AuditEntry, Store, Tx
from server.who import Caller, Person, PersonId, Right, Role, Session

SESSIONS_OF_ONE = 8
"""Of one person; the oldest ends when another begins."""
LOCAL = "local"
"""Instead of an address: this machine."""
SEEN_EVERY = timedelta(minutes=5)
"""How often it is written down that a session is in use."""


class Gate:
    """`root_token` is the server's own, for whoever can read its folder; `now` is the office's time, aware, in its zone."""

    def __init__(
        self,
        *,
        store: Store,
        hasher: Hasher,
        devices: Devices,
        root_token: str,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._store = store
        self._devices = devices
        self._root = root_token
        self.hasher = hasher
        self.now = now
        self.monotonic_s = monotonic_s
        self.people: dict[PersonId, Person] = {}
        self.sessions: dict[str, Session] = {}
        self._written: dict[str, datetime] = {}
        self.throttle = Throttle()
        self.pairing = Pairing()
        self.seats = Seats()

    def start(self) -> None:
        """Read who is known. Before the first request."""
        self.people = {one.id: one for one in self._store.people()}
        kept = {one.key: one for one in self._store.sessions()}
        self.sessions = {key: one for key, one in kept.items() if one.person in self.people and roles_left(one, self.now())}
        over = [key for key in kept if key not in self.sessions]
        if over:
            self._store.submit(lambda tx: _drop(tx, over), lambda _, error: None)

    @property
    def is_new(self) -> bool:
        """Nobody can sign in yet: the office is to be set up."""
        return not any(one.active for one in self.people.values())

    def caller(
        self, *, address: str, local: bool, bearer: str = "", cookie: str = "", device_cookie: str = "", acts: bool = True
    ) -> Caller:
        """Who asks. `acts`: a person did something, so their session is in use; a page that listens is not a person.

        Raises: drivers.errors.SettingError when the file of the devices cannot be used.
        """
        if bearer:
            if local and compare_digest(bearer.encode(), self._root.encode()):
                return Caller(address, local, root=True)
            return Caller(address, local, device=self._devices.who(bearer))
        device = self._devices.who(device_cookie) if device_cookie else None
        session = self._session(cookie, device, local=local, acts=acts) if cookie else None
        person = self.people.get(session.person) if session is not None else None
        return Caller(address, local, person=person, session=session, device=device)

    def still(self, caller: Caller) -> bool:
        """Whether a listener may still hear what it began to hear: its token is still there, its sign-in still that of somebody who serves."""
        if caller.session is not None:
            session = self.sessions.get(caller.session.key)
            left = roles_left(session, self.now()) if session is not None else frozenset()
            return bool(left) and replace(caller, session=replace(caller.session, roles=left)).may(Right.SERVE) == caller.may(
                Right.SERVE
            )
        return caller.device is None or caller.device in self._devices.all()

    async def sign_in(self, caller: Caller, name: str, secret: str) -> tuple[str, Session]:
        """Returns the cookie, which is nowhere else, and the session. A PIN counts here and at paired browsers, and gives an officer's rights only.

        Raises: NotLetIn, after the same time whatever was wrong; StoreTrouble.
        """
        paired = caller.device.name if caller.device is not None and caller.device.scope is Scope.DESK else ""
        wanted = PersonId(name.strip().lower()[:40])
        tried = buckets(wanted, paired or (LOCAL if caller.local else FAR))
        wait_s = max(self.throttle.wait_s(bucket, self.monotonic_s()) for bucket in tried)
        if wait_s > 0:
            raise NotLetIn(Why.WAIT, seconds=int(wait_s) + 1)
        for bucket in tried:
            self.throttle.failed(bucket, self.monotonic_s())
        person = self.people.get(wanted)
        is_pin = PIN.fullmatch(secret) is not None
        roles = _roles_for(person, is_pin=is_pin, trusted=bool(paired) or caller.local)
        kept = "" if person is None or not roles else person.pin if is_pin else person.password
        if not await self.hasher.matches(kept, secret[:200]) or person is None:
            await self.write(lambda tx: None, AuditEntry(caller.actor, Audited.SIGN_IN_FAILED, wanted))
            raise NotLetIn(Why.WRONG_SECRET, "secret")
        self.throttle.succeeded(tried[0])
        return await self.begin(caller, person, roles, paired)

    async def begin(self, caller: Caller, person: Person, roles: frozenset[Role], paired: str = "") -> tuple[str, Session]:
        """A new session for somebody who has shown who they are; the one that the browser had ends. Raises: StoreTrouble."""
        token, now = secrets.token_urlsafe(32), self.now().astimezone(UTC)
        session = Session(key_of(token), person.id, roles, paired, LOCAL if caller.local else caller.address, now, now)
        old = [one for one in self.sessions.values() if one.person == person.id]
        ended = sorted(old, key=lambda one: one.seen_at)[: max(len(old) + 1 - SESSIONS_OF_ONE, 0)]
        ended += [caller.session] if caller.session is not None and caller.session not in ended else []

        def job(tx: Tx) -> None:
            tx.put_session(session)
            _drop(tx, [one.key for one in ended])

        who = replace(caller, person=person, session=session)
        await self.write(job, AuditEntry(who.actor, Audited.SIGN_IN, person.id, after=" ".join(sorted(roles))))
        self.forget(one.key for one in ended)
        self.sessions[session.key] = session
        return token, session

    async def sign_out(self, caller: Caller) -> None:
        """Nothing happens to somebody who is not signed in. Raises: StoreTrouble."""
        if caller.session is not None:
            await self.end([caller.session.key], AuditEntry(caller.actor, Audited.SIGN_OUT, caller.session.person))

    async def end(self, keys: list[str], entry: AuditEntry) -> None:
        """These sessions are over. Raises: StoreTrouble."""

        await self.write(lambda tx: _drop(tx, keys), entry)
        self.forget(keys)

    async def write(self, job: Callable[[Tx], None], entry: AuditEntry | None = None) -> None:
        """Do the job and note it, in one transaction. Raises: StoreTrouble; then nothing was done."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        at = self.now().astimezone(UTC)

        def both(tx: Tx) -> None:
            job(tx)
            if entry is not None:
                tx.note(entry, at)

        def resolve(_: object, error: BaseException | None) -> None:
            if done.done():
                return
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(None)

        self._store.submit(both, resolve)
        await done

    def _session(self, cookie: str, device: Device | None, *, local: bool, acts: bool) -> Session | None:
        """The session of a cookie, with what is left of its roles. It counts only where it began: at its paired browser, or at this machine."""
        session = self.sessions.get(key_of(cookie))
        if session is None or session.device != (device.name if device is not None and session.device else ""):
            return None
        if session.address == LOCAL and not local:
            return None
        person, now = self.people.get(session.person), self.now()
        left = roles_left(session, now) & (person.roles if person is not None and person.active else frozenset())
        if not left:
            self.forget([session.key])  # its row goes with the next start
            return None
        seen = replace(session, roles=left, seen_at=max(session.seen_at, now.astimezone(UTC)) if acts else session.seen_at)
        self.sessions[session.key] = seen
        if left != session.roles or seen.seen_at - self._written.get(session.key, session.seen_at) >= SEEN_EVERY:
            self._written[session.key] = seen.seen_at
            self._store.submit(lambda tx: tx.put_session(seen), lambda _, error: None)
        return seen

    def forget(self, keys: Iterable[str]) -> None:
        """In memory; what is written is the caller's."""
        for key in keys:
            self.sessions.pop(key, None)
            self._written.pop(key, None)
            self.seats.leave(key)


def _drop(tx: Tx, keys: Iterable[str]) -> None:
    for key in keys:
        tx.drop_session(key)


def key_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _roles_for(person: Person | None, *, is_pin: bool, trusted: bool) -> frozenset[Role]:
    """What a secret of this kind would give: nothing for a PIN from far away."""
    if person is None or not person.active or (is_pin and not trusted):
        return frozenset()
    return person.roles & {Role.OFFICER} if is_pin else person.roles
