"""Who may do what: roles, rights, and the one who is asking. Values and tables; knows no passwords, no database, no web.

Deny by default: what is in no table here nobody may do. People sign in and have roles; devices have tokens and a scope; whoever sits at
this machine itself without signing in is `local`, who may do what anybody in front of a kiosk may do, and no more.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from server.devices import Device, Scope

PersonId = NewType("PersonId", str)
"""The name that somebody signs in with: small letters, digits, hyphens."""


class Right(StrEnum):
    """One kind of thing that may be done."""

    ANYBODY = "anybody"  # signing in, being paired, the health of the server
    TAKE = "take"  # take a number
    HEAR = "hear"  # how things stand: numbers and desks, no names and no notes
    FETCH = "fetch"  # fetch papers for one printer
    LOOK = "look"  # the virtual printer's papers
    SERVE = "serve"  # work at a desk, and hear names and notes
    OFFICE = "office"  # the front page of the office's pages
    RUN = "run"  # the office: services, hours, texts, officers, today, log
    KEEP = "keep"  # the machines: devices, printers, backup, restore


class Role(StrEnum):
    """What a person is here. Somebody may be all three: an island has one officer."""

    OFFICER = "officer"
    MANAGER = "manager"
    TECHNICIAN = "technician"


_R = Right
RIGHTS_OF_ROLE: dict[Role, frozenset[Right]] = {
    Role.OFFICER: frozenset({_R.ANYBODY, _R.TAKE, _R.HEAR, _R.SERVE}),
    Role.MANAGER: frozenset({_R.ANYBODY, _R.TAKE, _R.HEAR, _R.SERVE, _R.LOOK, _R.OFFICE, _R.RUN}),
    Role.TECHNICIAN: frozenset({_R.ANYBODY, _R.HEAR, _R.LOOK, _R.OFFICE, _R.KEEP}),
}
RIGHTS_OF_SCOPE: dict[Scope, frozenset[Right]] = {
    Scope.PRINT: frozenset({_R.FETCH}),
    Scope.KIOSK: frozenset({_R.TAKE, _R.HEAR}),
    Scope.SCREEN: frozenset({_R.HEAR}),
    Scope.KEYPAD: frozenset({_R.HEAR, _R.SERVE}),  # at its own desk only
    Scope.DESK: frozenset(),  # a browser that people sign in at with a PIN
}
LOCAL_RIGHTS = frozenset({_R.ANYBODY, _R.TAKE, _R.HEAR, _R.LOOK})
"""This machine's own kiosk and screen, and whoever sits at it."""
STRANGER_RIGHTS = frozenset({_R.ANYBODY})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. `pin` and `password` are hashes, "" where there is none; a PIN counts at paired browsers only, and gives
    the rights of an officer only."""

    id: PersonId
    name: str
    roles: frozenset[Role]
    pin: str = ""
    password: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in. `key` is the SHA-256 of the cookie; `roles` those that it was given; `device` the paired browser's name, "" for none."""

    key: str
    person: PersonId
    roles: frozenset[Role]
    device: str
    address: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. At most one of `session` and `device` decides; `root`: the one who can read the server's own token on its disk."""

    address: str = ""
    local: bool = False
    root: bool = False
    person: Person | None = None
    session: Session | None = None
    device: Device | None = None

    @property
    def rights(self) -> frozenset[Right]:
        if self.root:
            return frozenset(Right)
        if self.session is not None:
            return frozenset().union(*(RIGHTS_OF_ROLE[role] for role in self.session.roles)) | (
                LOCAL_RIGHTS if self.local else STRANGER_RIGHTS
            )
        if self.device is not None and self.device.scope is not Scope.DESK:
            return RIGHTS_OF_SCOPE[self.device.scope] | STRANGER_RIGHTS
        return LOCAL_RIGHTS if self.local else STRANGER_RIGHTS

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def actor(self) -> str:
        """Who, by which device, from where, as it stands in the log: "person lan, device quay-1, 192.168.1.5"."""
        who = "root" if self.root else f"person {self.person.id}" if self.person is not None else ""
        device = f"device {self.device.name}" if self.device is not None else ""
        where = "local" if self.local else self.address
        return ", ".join(part for part in (who, device, where) if part)
