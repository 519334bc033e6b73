"""People and their sessions as rows, and back. The statements stand here because nothing on the hot path needs them."""

import sqlite3
from typing import Any

from server.store.codec import from_text, to_text
from server.who import Person, PersonId, Role, Session

PUT_PERSON = "INSERT OR REPLACE INTO person (id, name, roles, pin, password, active) VALUES (?, ?, ?, ?, ?, ?)"
PUT_SESSION = (
    "INSERT OR REPLACE INTO session (key, person, roles, device, address, began_at, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def put_person(connection: sqlite3.Connection, person: Person) -> None:
    values = (person.id, person.name, _words(person.roles), person.pin, person.password, int(person.active))
    connection.execute(PUT_PERSON, values)


def drop_person(connection: sqlite3.Connection, person: PersonId) -> None:
    connection.execute("DELETE FROM person WHERE id = ?", (person,))


def put_session(connection: sqlite3.Connection, one: Session) -> None:
    times = (to_text(one.began_at), to_text(one.seen_at))
    connection.execute(PUT_SESSION, (one.key, one.person, _words(one.roles), one.device, one.address, *times))


def drop_session(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("DELETE FROM session WHERE key = ?", (key,))


def people(connection: sqlite3.Connection) -> list[Person]:
    rows = connection.execute("SELECT id, name, roles, pin, password, active FROM person ORDER BY id")
    return [Person(PersonId(id_), name, _roles(roles), pin, password, bool(on)) for id_, name, roles, pin, password, on in rows]


def sessions(connection: sqlite3.Connection) -> list[Session]:
    rows = connection.execute("SELECT key, person, roles, device, address, began_at, seen_at FROM session ORDER BY began_at, key")
    return [_session(*row) for row in rows]


def _session(key: str, person: str, roles: str, device: str, address: str, began: str, seen: str) -> Session:
    return Session(key, PersonId(person), _roles(roles), device, address, from_text(began), from_text(seen))


def _words(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _roles(words: Any) -> frozenset[Role]:
    return frozenset(Role(word) for word in words.split())
