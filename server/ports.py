"""What the office needs from whoever remembers for it. Two keep this contract: store.store (SQLite) and store.memory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from server.domain.events import Logged
from server.domain.model import Ticket
from server.domain.setup import Setup


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


class Tx(Log, Protocol):
    """One command's part of a transaction; used in the writer's thread only."""

    def answered(self, ask_id: str) -> StoredAnswer | None: ...

    def append(self, logged: Logged, day: str, actor: str, ask_id: str | None, ticket: Ticket | None) -> None:
        """Write the event and bring the tables up to it. `day`: ISO date of the business day that it belongs to.

        `ticket`: the event's ticket as it is after it; None when it has none, or one of a day that has ended.
        """
        ...

    def answer(self, ask_id: str, at: datetime, answer: StoredAnswer) -> None: ...


Job = Callable[[Tx], Any]
Resolve = Callable[[Any, BaseException | None], None]


class Store(Log, Protocol):
    """Remembers; may be read from any thread. One writer: jobs run in its thread in the order they came, several in one commit."""

    def submit(self, job: Job, resolve: Resolve) -> None:
        """Run `job` in a transaction. After the commit, `resolve(result, None)`; else `resolve(None, error)`.

        What the job raises is handed to `resolve` and undoes only that job. Raises: StoreBusy at once when too many wait.
        """
        ...

    def on_lost(self, forget: Callable[[], None]) -> None:
        """`forget` runs in the writer's thread when a commit failed after its jobs had run: what they did is undone."""
        ...
