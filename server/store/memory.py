"""The same contract without a disk, for tests of what stands above it. Keeps what SQLite keeps: order, undo, first answers."""

import threading
from collections.abc import Callable
from datetime import datetime

from server.domain.events import DayOpened, Logged, SetupChanged
from server.domain.model import Ticket
from server.domain.setup import Setup
from server.ports import AuditEntry, Job, Noted, Resolve, StoredAnswer
from server.who import Person, PersonId, Session


class MemoryStore:
    """Runs every job at once, in the caller's thread, one at a time. `fail_next` makes the next commit fail, as a full disk does."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._log: list[tuple[str, Logged]] = []
        self._answers: dict[str, StoredAnswer] = {}
        self._people: dict[PersonId, Person] = {}
        self._sessions: dict[str, Session] = {}
        self._notes: list[Noted] = []
        self._forget: Callable[[], None] = lambda: None
        self.fail_next: BaseException | None = None
        self._one_at_a_time = threading.RLock()

    def submit(self, job: Job, resolve: Resolve) -> None:
        with self._one_at_a_time:
            self._submit(job, resolve)

    def _submit(self, job: Job, resolve: Resolve) -> None:
        mark = len(self._log), len(self._answers), len(self._notes)
        who = dict(self._people), dict(self._sessions)
        try:
            result = job(self)
        except Exception as error:  # noqa: BLE001  handed to the caller, whatever it is
            self._undo(*mark, *who)
            resolve(None, error)
            return
        failure, self.fail_next = self.fail_next, None
        if failure is not None:
            self._undo(*mark, *who)
            self._forget()
            resolve(None, failure)
            return
        resolve(result, None)

    def on_lost(self, forget: Callable[[], None]) -> None:
        self._forget = forget

    def log_of_newest_day(self) -> list[Logged]:
        days = [day for day, logged in self._log if isinstance(logged.event, DayOpened)]
        newest = max(days, default="")
        return [logged for day, logged in self._log if day == newest]

    def last_seq(self) -> int:
        return self._log[-1][1].seq if self._log else 0

    def setup(self) -> Setup:
        for _, logged in reversed(self._log):
            if isinstance(logged.event, SetupChanged):
                return logged.event.planned or logged.event.setup
        return self._setup

    def answered(self, ask_id: str) -> StoredAnswer | None:
        return self._answers.get(ask_id)

    def append(self, logged: Logged, day: str, actor: str, ask_id: str | None, ticket: Ticket | None) -> None:
        if logged.seq != self.last_seq() + 1:
            raise ValueError(f"seq {logged.seq} does not follow {self.last_seq()}")
        self._log.append((day, logged))

    def answer(self, ask_id: str, at: datetime, answer: StoredAnswer) -> None:
        self._answers[ask_id] = answer

    def people(self) -> list[Person]:
        return [self._people[one] for one in sorted(self._people)]

    def sessions(self) -> list[Session]:
        return sorted(self._sessions.values(), key=lambda one: (one.began_at, one.key))

    def put_person(self, person: Person) -> None:
        self._people[person.id] = person

    def drop_person(self, person: PersonId) -> None:
        self._people.pop(person, None)

    def put_session(self, session: Session) -> None:
        self._sessions[session.key] = session

    def drop_session(self, key: str) -> None:
        self._sessions.pop(key, None)

    def note(self, entry: AuditEntry, at: datetime, clock_doubt: str = "") -> None:
        self._notes.append(Noted(self._notes[-1].seq + 1 if self._notes else 1, at, entry, clock_doubt))

    def notes(self, count: int) -> list[Noted]:
        return self._notes[-count:]

    def _undo(self, events: int, answers: int, notes: int, people: dict[PersonId, Person], sessions: dict[str, Session]) -> None:
        self._people, self._sessions = people, sessions
        del self._log[events:], self._notes[notes:]
        while len(self._answers) > answers:
            self._answers.popitem()
