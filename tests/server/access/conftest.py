"""A gate over a store in memory, with a clock that a test moves; hashing is the real one."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from drivers.clock import ManualClock
from server.access.gate import Gate
from server.access.hashing import Hasher
from server.access.people import People, Wanted
from server.access.setup_code import SetupCode
from server.devices import Device, Devices, Scope
from server.domain.setup import Setup
from server.store.memory import MemoryStore
from server.who import Caller, Person, Role

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
T = TypeVar("T")
HERE = Caller("127.0.0.1", local=True)
FAR_AWAY = Caller("192.168.1.77")


class Entrance:
    """The gate and what stands round it; `run` waits for its coroutines."""

    def __init__(self, data: Path) -> None:
        self.clock = ManualClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
        self.store = MemoryStore(Setup((), ()))
        self.devices = Devices(data)
        self.hasher = Hasher(b"pepper of a test")
        self.gate = self.made()
        self.people = People(self.gate, self.devices, SetupCode(data, is_new=True))

    def made(self) -> Gate:
        """A gate as after a restart: it knows what is kept and nothing else."""
        gate = Gate(
            store=self.store,
            hasher=self.hasher,
            devices=self.devices,
            root_token="root token",
            now=lambda: self.clock.now().astimezone(ZONE),
            monotonic_s=self.clock.monotonic_s,
        )
        gate.start()
        return gate

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)

    def pass_time(self, **how_long: float) -> None:
        self.clock.advance(timedelta(**how_long).total_seconds())

    def person(
        self, name: str = "lan", *roles: Role, pin: str = "258036", password: str = "mot cau de nho", by: Caller = HERE
    ) -> Person:
        wanted = Wanted(name, f"Cán bộ {name}", frozenset(roles or Role), pin=pin, password=password)
        return self.run(self.people.put(by, wanted, new=True))

    def sign_in(self, name: str = "lan", secret: str = "mot cau de nho", by: Caller = HERE) -> str:
        return self.run(self.gate.sign_in(by, name, secret))[0]

    def caller(self, cookie: str, *, local: bool = True, device: str = "", acts: bool = True) -> Caller:
        address = "127.0.0.1" if local else "192.168.1.77"
        return self.gate.caller(address=address, local=local, cookie=cookie, device_cookie=device, acts=acts)

    def paired(self, name: str = "quay-3", scope: Scope = Scope.DESK, desk: int = 0) -> tuple[Device, str]:
        device, token = Devices.made(name, scope, desk=desk)
        self.devices.put(device)
        return device, token

    def noted(self) -> list[tuple[str, str]]:
        return [(one.entry.what.value, one.entry.subject) for one in self.store.notes(1000)]


@pytest.fixture
def entrance(tmp_path: Path) -> Iterator[Entrance]:
    made = Entrance(tmp_path)
    yield made
    made.hasher.close()


@pytest.fixture
def manager(entrance: Entrance) -> Callable[[], Person]:
    return lambda: entrance.person("hoa", Role.MANAGER)
