"""People, devices and sessions: the pages of a manager and a technician, and what they ask. Who may is the guard's."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from server.access.gate import Gate
from server.access.people import People, Wanted
from server.access.rules import roles_left
from server.devices import Devices
from server.domain.day import Day
from server.web import answers
from server.web.access import guarded
from server.web.present import Present
from server.who import Caller, Role
from server.words import Words

Text = Annotated[str, Field(max_length=200)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonAsk(_Asked):
    """`pin`, `password`: "" leaves what there is, null takes it away."""

    new: bool = False
    id: Text
    name: Text
    roles: Annotated[tuple[Role, ...], Field(max_length=3)]
    active: bool = True
    pin: Text | None = ""
    password: Text | None = ""


class NameAsk(_Asked):
    id: Text


class KeyAsk(_Asked):
    key: Text


class ApproveAsk(_Asked):
    code: Text
    name: Text
    printer: Annotated[str, Field(max_length=20)] = ""
    desk: Annotated[int, Field(ge=0, le=999, strict=True)] = 0


class PeoplePages:
    """`shown` makes a page with the office's navigation; `agents` are the names of the printers whose worker is on another machine."""

    def __init__(
        self,
        *,
        gate: Gate,
        people: People,
        devices: Devices,
        present: Present,
        shown: Callable[..., Response],
        words: Words,
        view: Callable[[], Day],
        agents: Sequence[str],
    ) -> None:
        self._gate = gate
        self._people = people
        self._devices = devices
        self._present = present
        self._shown = shown
        self._words = words
        self._view = view
        self._agents = agents

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/office/people", self.people_page, methods=["GET"])
        router.add_route("/api/people", self.people, methods=["GET"])
        router.add_api_route("/office/devices", self.devices_page, methods=["GET"])
        for path, answer in (
            ("/api/people/put", self.put),
            ("/api/people/drop", self.drop),
            ("/api/devices/approve", self.approve),
            ("/api/devices/remove", self.remove),
            ("/api/sessions/end", self.end),
        ):
            router.add_route(path, guarded(answer, self._words), methods=["POST"])
        return router

    async def people_page(self, request: Request) -> Response:
        people = sorted(self._gate.people.values(), key=lambda one: (not one.active, one.name))
        return self._page(request, "people", people=people, roles=list(Role), sessions=self._sessions(request))

    async def people(self, request: Request) -> Response:
        """For the terminal: everybody, without their hashes."""
        return answers.done(
            people=[
                {
                    "id": one.id,
                    "name": one.name,
                    "roles": sorted(one.roles),
                    "active": one.active,
                    "pin": one.pin != "",
                    "password": one.password != "",
                }
                for one in sorted(self._gate.people.values(), key=lambda one: one.id)
            ]
        )

    async def devices_page(self, request: Request) -> Response:
        devices = sorted(self._devices.all(), key=lambda one: (one.scope, one.name))
        return self._page(
            request,
            "devices",
            devices=[(one, self._present.is_here(one.name)) for one in devices],
            pending=self._gate.pairing.waiting(self._gate.monotonic_s()),
            desks=sorted(self._view().desks),
            agents=self._agents,
        )

    async def put(self, request: Request) -> Response:
        asked = await answers.read(PersonAsk, request)
        wanted = Wanted(asked.id, asked.name, frozenset(asked.roles), asked.active, asked.pin, asked.password)
        person = await self._people.put(request.scope["caller"], wanted, new=asked.new)
        return answers.done(id=person.id)

    async def drop(self, request: Request) -> Response:
        asked = await answers.read(NameAsk, request)
        await self._people.drop(request.scope["caller"], asked.id)
        return answers.done()

    async def approve(self, request: Request) -> Response:
        asked = await answers.read(ApproveAsk, request)
        device = await self._people.approve(request.scope["caller"], asked.code, asked.name, asked.printer, asked.desk)
        return answers.done(name=device.name, scope=device.scope)

    async def remove(self, request: Request) -> Response:
        asked = await answers.read(NameAsk, request)
        await self._people.unpair(request.scope["caller"], asked.id)
        return answers.done()

    async def end(self, request: Request) -> Response:
        asked = await answers.read(KeyAsk, request)
        await self._people.end_session(request.scope["caller"], asked.key)
        return answers.done()

    def _page(self, request: Request, name: str, **facts: object) -> Response:
        words = {key.removeprefix("js_"): text for key, text in self._words.section("people").items() if key.startswith("js_")}
        return self._shown(request, f"office_{name}.html", f"/office/{name}", people_words=words, **facts)

    def _sessions(self, request: Request) -> list[dict[str, object]]:
        """Everybody who is signed in, the newest first. The key is a hash: whoever reads it cannot come in with it."""
        caller: Caller = request.scope["caller"]
        now = self._gate.now()
        own = caller.session.key if caller.session is not None else ""
        running = [one for one in self._gate.sessions.values() if roles_left(one, now)]
        return [
            {
                "key": one.key,
                "name": self._gate.people[one.person].name,
                "where": one.device or one.address,
                "began": one.began_at.astimezone(now.tzinfo),
                "seen": one.seen_at.astimezone(now.tzinfo),
                "own": one.key == own,
            }
            for one in sorted(running, key=lambda one: one.began_at, reverse=True)
        ]
