"""What the office needs from whoever remembers for it. Two keep this contract: store.store (SQLite) and store.memory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from server.domain.events import Logged
from server.domain.model import Ticket
from server.domain.setup import Setup
from server.who import Person, PersonId, Session


@dataclass(frozen=True, slots=True)
class Done:
    """What an accepted command leads to. `ahead`: people of the same service before the ticket, at that moment."""

    seq: int
    ticket: Ticket | None = None
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The first answer to an ask. `request` is the command's text, to notice that an id is used for something else."""

    request: str
    done: Done


class Audited(StrEnum):
    """What is no event of the queue, but must be known later. A word once used is used for ever; new ones are added."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_REMOVED = "person_removed"
    SECRET_CHANGED = "secret_changed"  # noqa: S105  the word for it, no secret
    DEVICE_PAIRED = "device_paired"
    DEVICE_REVOKED = "device_revoked"
    SESSION_REVOKED = "session_revoked"
    EXPORT = "export"
    BACKUP = "backup"
    RESTORE = "restore"
    RETENTION = "retention"
    VOICE_RECORDED = "voice_recorded"
    VOICE_DROPPED = "voice_dropped"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to whom. No secrets and no hashes of secrets, ever. `actor` as in Caller.actor, or "rule"."""

    actor: str
    what: Audited
    subject: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """An audit entry with its place among them: `seq` counts from 1 without gaps, apart from the events' seq."""

    seq: int
    at: datetime
    entry: AuditEntry
    clock_doubt: str = ""


class StoreTrouble(Exception):
    """Nothing was written. The command may be tried again under the same ask_id."""


class StoreBusy(StoreTrouble):
    """Somebody else holds the database."""


class StoreFull(StoreTrouble):
    """No room on the disk."""


class StoreFailed(StoreTrouble):
    """The disk refused, for another reason."""


class Log(Protocol):
    """Where a Day can be rebuilt from."""

    def log_of_newest_day(self) -> list[Logged]:
        """The events of the newest business day, oldest first; before the first one opens, those that belong to none."""
        ...

    def last_seq(self) -> int:
        """The seq of the newest event of all, 0 if there is none."""
        ...

    def setup(self) -> Setup:
        """What the next business day opens with."""
        ...

    def notes(self, count: int) -> list[Noted]:
        """The newest audit entries, so many at the most, oldest first."""
        ...


class Tx(Log, Protocol):
    """One command's part of a transaction; used in the writer's thread only."""

    def answered(self, ask_id: str) -> StoredAnswer | None: ...

    def append(self, logged: Logged, day: str, actor: str, ask_id: str | None, ticket: Ticket | None) -> None:
        """Write the event and bring the tables up to it. `day`: ISO date of the business day that it belongs to.

        `ticket`: the event's ticket as it is after it; None when it has none, or one of a day that has ended.
        """
        ...

    def answer(self, ask_id: str, at: datetime, answer: StoredAnswer) -> None: ...

    def put_person(self, person: Person) -> None:
        """Keep them as they are now, whether known before or not."""
        ...

    def drop_person(self, person: PersonId) -> None: ...

    def put_session(self, session: Session) -> None: ...

    def drop_session(self, key: str) -> None:
        """Nothing happens when there is none."""
        ...

    def note(self, entry: AuditEntry, at: datetime, clock_doubt: str = "") -> None:
        """Write an audit entry. `clock_doubt`: why the time is not believed, see Day.clock_doubt. Outside a command: Office.note."""
        ...


Job = Callable[[Tx], Any]
Resolve = Callable[[Any, BaseException | None], None]


class Store(Log, Protocol):
    """Remembers; may be read from any thread. One writer: jobs run in its thread in the order they came, several in one commit."""

    def submit(self, job: Job, resolve: Resolve) -> None:
        """Run `job` in a transaction. After the commit, `resolve(result, None)`; else `resolve(None, error)`.

        What the job raises is handed to `resolve` and undoes only that job. Raises: StoreBusy at once when too many wait.
        """
        ...

    def people(self) -> list[Person]:
        """Everybody who may sign in, or could."""
        ...

    def sessions(self) -> list[Session]:
        """All that are kept, also those that are over."""
        ...

    def on_lost(self, forget: Callable[[], None]) -> None:
        """`forget` runs in the writer's thread when a commit failed after its jobs had run: what they did is undone."""
        ...
