"""Changing who may come in: people, their secrets, their sessions, and devices by their codes. Who may do this is for the guard to say.

Whatever somebody loses (a role, a secret, the account) ends their sessions in the same transaction.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from server.access.gate import Gate
from server.access.refusals import NotLetIn, Why
from server.access.rules import fit_name, fit_password, fit_pin, fit_title
from server.access.setup_code import SetupCode
from server.devices import DEVICE_NAME, DEVICES_MAX, Device, Devices, Scope
from server.ports import Audited, AuditEntry, Tx
from server.who import Caller, Person, PersonId, Role, Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person as a form gives it. `pin`, `password`: a new one, "" to leave it, None to take it away."""

    id: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    pin: str | None = ""
    password: str | None = ""


class People:
    """What managers and technicians do about who comes in."""

    def __init__(self, gate: Gate, devices: Devices, code: SetupCode) -> None:
        self._gate = gate
        self._code = code
        self._devices = devices

    async def first(self, caller: Caller, wanted: Wanted) -> tuple[str, Session]:
        """The first person of a new office, who may do everything. Returns as Gate.sign_in. Raises: NotLetIn, StoreTrouble."""
        if not self._gate.is_new:
            raise NotLetIn(Why.SET_UP_ALREADY)
        if not wanted.password:
            raise NotLetIn(Why.NO_SECRET, "password")
        person = await self.put(
            caller, Wanted(wanted.id, wanted.name, frozenset(Role), True, wanted.pin, wanted.password), new=True
        )
        return await self._gate.begin(caller, person, person.roles)

    async def put(self, caller: Caller, wanted: Wanted, *, new: bool) -> Person:
        """Add somebody, or change them. Raises: NotLetIn with the field that is wrong; StoreTrouble."""
        name = PersonId(fit_name(wanted.id))
        before = self._gate.people.get(name)
        if new and before is not None:
            raise NotLetIn(Why.NAME_TAKEN, "id", name=name)
        if not new and before is None:
            raise NotLetIn(Why.UNKNOWN_PERSON)
        if not wanted.roles:
            raise NotLetIn(Why.NO_ROLE, "roles")
        title = fit_title(wanted.name)
        pin = await self._secret(wanted.pin, before.pin if before else "", is_pin=True, name=name)
        password = await self._secret(wanted.password, before.password if before else "", is_pin=False, name=name)
        if not (pin and Role.OFFICER in wanted.roles) and not password:
            raise NotLetIn(Why.NO_SECRET, "pin")
        person = Person(name, title, wanted.roles, pin, password, wanted.active)
        self._somebody_manages({**self._gate.people, name: person})
        await self._write(caller, person, before)
        return person

    async def drop(self, caller: Caller, name: str) -> None:
        """Take somebody out; what they did stays in the log under their name. Raises: NotLetIn, StoreTrouble."""
        person = self._known(name)
        self._somebody_manages({key: one for key, one in self._gate.people.items() if key != person.id})
        entry = AuditEntry(caller.actor, Audited.PERSON_REMOVED, person.id, before=_in_words(person))
        await self._change(person.id, lambda tx: tx.drop_person(person.id), entry)
        del self._gate.people[person.id]

    async def change_own(self, caller: Caller, current: str, pin: str, password: str) -> None:
        """Somebody changes their own secret, who must know one of the present ones; their other sessions end. Raises: NotLetIn, StoreTrouble."""
        person = self._known(caller.person.id if caller.person is not None else "")
        bucket = (person.id, "own")
        wait_s = self._gate.throttle.wait_s(bucket, self._gate.monotonic_s())
        if wait_s > 0:
            raise NotLetIn(Why.WAIT, seconds=int(wait_s) + 1)
        self._gate.throttle.failed(bucket, self._gate.monotonic_s())
        strong = caller.session is not None and caller.session.roles == person.roles
        if not await self._gate.hasher.matches(
            person.pin if not strong or not person.password else person.password, current[:200]
        ):
            raise NotLetIn(Why.WRONG_SECRET, "current")
        self._gate.throttle.succeeded(bucket)
        if password and not strong:
            raise NotLetIn(Why.WRONG_SECRET, "current")  # who came in with a PIN may not make a password
        await self.put(caller, Wanted(person.id, person.name, person.roles, True, pin, password), new=False)

    async def end_session(self, caller: Caller, key: str) -> None:
        """Raises: NotLetIn, StoreTrouble."""
        session = self._gate.sessions.get(key)
        if session is None:
            raise NotLetIn(Why.UNKNOWN_SESSION)
        await self._gate.end([key], AuditEntry(caller.actor, Audited.SESSION_REVOKED, session.person, before=session.address))

    async def approve(self, caller: Caller, code: str, name: str, printer: str, desk: int) -> Device:
        """Let in whoever shows this code. Raises: NotLetIn, StoreTrouble, drivers.errors.SettingError when it cannot be written."""
        pending = self._gate.pairing.find(code, self._gate.monotonic_s())
        device, token = self._new(name, pending.scope, printer, desk)
        await self._gate.write(
            lambda tx: None, AuditEntry(caller.actor, Audited.DEVICE_PAIRED, device.name, after=device.scope.value)
        )
        await asyncio.to_thread(self._devices.put, device)
        pending.token = token
        return device

    async def unpair(self, caller: Caller, name: str) -> None:
        """Its token is worth nothing any more, and the sessions that began at it are over. Raises: as `approve`."""
        if not any(one.name == name for one in self._devices.all()):
            raise NotLetIn(Why.UNKNOWN_DEVICE)
        keys = [key for key, one in self._gate.sessions.items() if one.device == name]
        await asyncio.to_thread(self._devices.remove, name)
        await self._gate.end(keys, AuditEntry(caller.actor, Audited.DEVICE_REVOKED, name))

    def _new(self, name: str, scope: Scope, printer: str, desk: int) -> tuple[Device, str]:
        known = self._devices.all()
        if not DEVICE_NAME.fullmatch(name):
            raise NotLetIn(Why.BAD_DEVICE, "name")
        if any(one.name == name for one in known):
            raise NotLetIn(Why.DEVICE_TAKEN, "name", name=name)
        if len(known) >= DEVICES_MAX:
            raise NotLetIn(Why.DEVICES_FULL)
        if scope is Scope.KEYPAD and not desk:
            raise NotLetIn(Why.BAD_DEVICE, "desk")
        if scope is Scope.PRINT and not printer:
            raise NotLetIn(Why.BAD_DEVICE, "printer")
        return Devices.made(name, scope, printer if scope is Scope.PRINT else "", desk if scope is Scope.KEYPAD else 0)

    def _known(self, name: str) -> Person:
        person = self._gate.people.get(PersonId(name))
        if person is None:
            raise NotLetIn(Why.UNKNOWN_PERSON)
        return person

    def _somebody_manages(self, people: dict[PersonId, Person]) -> None:
        if not any(one.active and one.password and Role.MANAGER in one.roles for one in people.values()):
            raise NotLetIn(Why.LAST_MANAGER, "roles")

    async def _secret(self, given: str | None, kept: str, *, is_pin: bool, name: str) -> str:
        if given is None or given == "":
            return "" if given is None else kept
        return await self._gate.hasher.hash(fit_pin(given) if is_pin else fit_password(given, name))

    async def _write(self, caller: Caller, person: Person, before: Person | None) -> None:
        """Whoever loses something is signed out; who only gets a new name or role stays."""
        what = Audited.PERSON_ADDED if before is None else Audited.PERSON_CHANGED
        secrets_are_new = before is not None and (person.pin, person.password) != (before.pin, before.password)
        after = _in_words(person) + (", new secret" if secrets_are_new else "")
        entry = AuditEntry(caller.actor, what, person.id, before="" if before is None else _in_words(before), after=after)
        loses = before is not None and (secrets_are_new or not person.active or not person.roles >= before.roles)
        own = caller.session.key if caller.session is not None else ""
        await self._change(person.id, lambda tx: tx.put_person(person), entry, ends=loses, but=own)
        self._gate.people[person.id] = person
        self._code.used()

    async def _change(
        self, person: PersonId, job: Callable[[Tx], None], entry: AuditEntry, *, ends: bool = True, but: str = ""
    ) -> None:
        keys = [key for key, one in self._gate.sessions.items() if ends and one.person == person and key != but]

        def both(tx: Tx) -> None:
            job(tx)
            for key in keys:
                tx.drop_session(key)

        await self._gate.write(both, entry)
        self._gate.forget(keys)


def _in_words(person: Person) -> str:
    """For the audit: no secret, only which there are."""
    has = [word for word, kept in (("pin", person.pin), ("password", person.password)) if kept]
    state = "" if person.active else ", not active"
    return f"{person.name}: {' '.join(sorted(person.roles))}; {' '.join(has)}{state}"
