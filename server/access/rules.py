"""What a PIN, a password and a name must be, and when a session is over. Pure."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

from server.access.refusals import NotLetIn, Why
from server.who import Role, Session

PIN = re.compile(r"[0-9]{6}")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?")
PASSWORD_LEAST, PASSWORD_MOST = 8, 128
TITLE_MOST = 40
_WORN_OUT = (
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "matkhau",
    "iloveyou",
    "admin123",
    "qwertyui",
    "11111111",
    "88888888",
)
ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(minutes=30)
"""For managers' and technicians' rights; an officer's stay longer, so that nobody is thrown out in the middle of a long matter."""
DESK_IDLE = timedelta(hours=3)


def fit_pin(pin: str) -> str:
    """Six digits, not all alike, not in a row. Raises: NotLetIn."""
    steps = {int(b) - int(a) for a, b in pairwise(pin)} if PIN.fullmatch(pin) else {0}
    if steps in ({0}, {1}, {-1}):
        raise NotLetIn(Why.WEAK_PIN, "pin")
    return pin


def fit_password(password: str, name: str) -> str:
    """Long enough, and not what everybody tries first. Raises: NotLetIn."""
    plain = password.lower()
    long_enough = PASSWORD_LEAST <= len(password) <= PASSWORD_MOST
    if not long_enough or len(set(plain)) < 4 or plain.startswith(_WORN_OUT) or plain.strip("0123456789") == name.lower():
        raise NotLetIn(Why.WEAK_PASSWORD, "password", least=PASSWORD_LEAST)
    return password


def fit_name(name: str) -> str:
    """The name to sign in with: small letters, digits, hyphens, at most 20. Raises: NotLetIn."""
    if not _NAME.fullmatch(name):
        raise NotLetIn(Why.BAD_NAME, "id")
    return name


def fit_title(title: str) -> str:
    """The name that colleagues see, at most 40 letters. Raises: NotLetIn."""
    kept = " ".join(title.split())
    if not kept or len(kept) > TITLE_MOST or not kept.isprintable():
        raise NotLetIn(Why.NO_TITLE, "name", most=TITLE_MOST)
    return kept


def roles_left(session: Session, now: datetime) -> frozenset[Role]:
    """What a session still gives; nothing: it is over.

    It ends after 12 hours, when the office's day turns, and when nobody did anything for three hours; what a manager or technician may is gone after
    half an hour already. A clock that is set back ends nothing. `now`: aware, in the office's zone. Source: RELIABILITY §5.2.
    """
    idle = now - session.seen_at
    if now - session.began_at >= ABSOLUTE or idle >= DESK_IDLE or session.began_at.astimezone(now.tzinfo).date() < now.date():
        return frozenset()
    return session.roles & {Role.OFFICER} if idle >= IDLE else session.roles
