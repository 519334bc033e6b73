"""A printer on another machine: the same worker, the spool by HTTP with a token; the line may break anywhere."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import Trouble
from drivers.printer.document import Cut, Document, Line
from drivers.printer.fake import FakeLink, FakePrinter
from drivers.printer.health import Health
from drivers.printer.printer import Outcome, Printer, Result
from drivers.printer.profiles import profile
from server import agent as agent_module
from server.agent import RemotePapers
from server.devices import Devices, Scope
from server.domain.model import PaperState
from server.office import spool as spool_module
from server.office import worker as worker_module
from server.office.printers import Form
from server.office.worker import Worker

ROOT = Path(__file__).parents[2]
PRINTERS = {"cua-sau": {"address": "agent", "title": "Cửa sau"}}
FORM = Form(576)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "RETRY_S", 0.05)
    monkeypatch.setattr(worker_module, "LOOK_EVERY_S", 0.3)
    monkeypatch.setattr(agent_module, "ANSWER_S", 0.4)
    monkeypatch.setattr(spool_module, "SILENT_S", 2.0)


class Door:
    """The back door: a machine with a printer and a token. `papers` is how it reaches the spool."""

    def __init__(self, server: Any, token: str) -> None:
        self.machine = FakePrinter(576)
        self.papers = RemotePapers(f"http://127.0.0.1:{server.lan_port}", {"Authorization": f"Bearer {token}"})
        self.printer = Printer(open_link=lambda: FakeLink(self.machine), profile=profile("virtual80"))
        self.worker = Worker(name="agent", printer=self.printer, papers=self.papers)

    def start(self) -> None:
        self.worker.start()


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(printer="fake:", printers=PRINTERS, lan="127.0.0.1:0")


@pytest.fixture
def doors(server: Any) -> Iterator[Callable[[], Door]]:
    made: list[Door] = []

    def make() -> Door:
        token = Devices(server.config.data).add(f"door-{len(made)}", Scope.PRINT, "cua-sau")
        made.append(Door(server, token))
        return made[-1]

    yield make
    for door in made:
        if door.worker.lives():
            door.worker.stop()


def paper(server: Any, ticket: str) -> tuple[Any, str]:
    found = server.running.office.view.tickets[ticket]
    return found.paper, found.paper_at


def test_two_kiosks_at_two_doors_each_print_their_own(server: Any, doors: Callable[[], Door], eventually: Any) -> None:
    door = doors()
    door.start()
    eventually(lambda: server.running.paperwork.spool.standing()[1].trouble is None)
    here = server.ask("issue", service="A")["ticket"]["id"]
    there = server.ask("issue", service="A", printer="cua-sau")["ticket"]["id"]
    eventually(lambda: paper(server, here) == (PaperState.PRINTED, "main"))
    eventually(lambda: paper(server, there) == (PaperState.PRINTED, "cua-sau"))
    assert len(door.machine.papers()) == 1 and len(server.running.paperwork.fakes["main"].papers()) == 1


def test_the_other_machines_empty_roll_is_known_here(server: Any, doors: Callable[[], Door], eventually: Any) -> None:
    door = doors()
    door.machine.paper_out = True
    door.start()
    eventually(lambda: server.running.paperwork.spool.standing()[1].trouble is Trouble.PAPER_OUT)
    ticket = server.ask("issue", service="A", printer="cua-sau")["ticket"]["id"]
    eventually(lambda: paper(server, ticket) == (PaperState.PRINTED, "main"))


def test_a_printer_whose_machine_is_away_is_taken_over(server: Any, doors: Callable[[], Door], eventually: Any) -> None:
    door = doors()
    door.start()
    eventually(lambda: server.running.paperwork.spool.standing()[1].trouble is None)
    door.worker.stop()
    eventually(lambda: server.running.paperwork.spool.standing()[1].trouble is Trouble.AWAY)
    ticket = server.ask("issue", service="A", printer="cua-sau")["ticket"]["id"]
    eventually(lambda: paper(server, ticket) == (PaperState.PRINTED, "main"))


def test_what_became_of_a_paper_is_said_when_the_server_is_back(
    server: Any, doors: Callable[[], Door], live_server: Callable[..., Any], eventually: Any
) -> None:
    door = doors()
    door.papers.report("agent", FORM, Health())
    ticket = server.ask("issue", service="A", printer="cua-sau")["ticket"]["id"]
    job = eventually(lambda: door.papers.take("agent", FORM, 1.0))
    assert door.papers.sending("agent", job.job)
    port = server.lan_port
    server.stop()
    door.papers.became("agent", job.job, Outcome(Result.PRINTED, paper_mm=104))
    again = live_server(printer="fake:", printers=PRINTERS, lan=f"127.0.0.1:{port}")
    eventually(lambda: paper(again, ticket)[0] is PaperState.DOUBTFUL)
    door.papers.report("agent", FORM, Health())
    eventually(lambda: paper(again, ticket) == (PaperState.PRINTED, "cua-sau"))


def test_an_agent_that_forgot_its_paper_leaves_it_doubtful_and_ends_it_on_the_printer(
    server: Any, doors: Callable[[], Door], eventually: Any
) -> None:
    door = doors()
    door.papers.report("agent", FORM, Health())
    ticket = server.ask("issue", service="A", printer="cua-sau")["ticket"]["id"]
    job = eventually(lambda: door.papers.take("agent", FORM, 1.0))
    assert door.papers.sending("agent", job.job)
    reborn = RemotePapers(door.papers._server, door.papers._headers)
    assert reborn.take("agent", FORM, 0.0) is None
    eventually(lambda: paper(server, ticket) == (PaperState.DOUBTFUL, "cua-sau"))
    assert reborn.report("agent", FORM, Health()) is True


def test_a_paper_whose_handing_over_was_lost_is_handed_over_again(
    server: Any, doors: Callable[[], Door], eventually: Any
) -> None:
    door = doors()
    door.papers.report("agent", FORM, Health())
    server.ask("issue", service="A", printer="cua-sau")
    first = eventually(lambda: door.papers.take("agent", FORM, 1.0))
    assert door.papers.take("agent", FORM, 1.0) == first


def test_a_permission_that_was_not_heard_sends_nothing_and_the_paper_comes_out_later(
    server: Any, doors: Callable[[], Door], eventually: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = doors()
    door.papers.report("agent", FORM, Health())
    ticket = server.ask("issue", service="A", printer="cua-sau")["ticket"]["id"]
    job = eventually(lambda: door.papers.take("agent", FORM, 1.0))
    really = RemotePapers._ask

    def deaf(self: RemotePapers, verb: str, said: Any, kind: Any) -> Any:
        really(self, verb, said, kind)
        return None

    with monkeypatch.context() as patch:
        patch.setattr(RemotePapers, "_ask", deaf)
        assert not door.papers.sending("agent", job.job)
    assert paper(server, ticket)[0] is PaperState.SENDING
    door.start()
    eventually(lambda: paper(server, ticket) == (PaperState.PRINTED, "cua-sau"))
    assert len(door.machine.papers()) == 1


def test_the_program_prints_into_a_file(server: Any, tmp_path: Path, eventually: Any) -> None:
    (tmp_path / "token").write_text(Devices(server.config.data).add("far", Scope.PRINT, "cua-sau") + "\n")
    out = tmp_path / "printer.bin"
    agent = subprocess.Popen(
        [
            sys.executable, "-m", "server.cli", "print-agent", "--server", f"http://127.0.0.1:{server.lan_port}",
            "--token-file", tmp_path / "token", "--printer", f"file:{out}",
        ],
        cwd=ROOT,
    )  # fmt: skip
    try:
        spool = server.running.paperwork.spool
        eventually(
            lambda: spool._known["cua-sau"].health is not None, 30
        )  # before that its papers may go to the printer beside it
        server.ask("issue", service="A", printer="cua-sau")
        eventually(lambda: out.exists() and out.stat().st_size > 3000, 30)
        eventually(lambda: not server.running.office.view.unprinted)
    finally:
        agent.terminate()
        assert agent.wait(20) == 0


# Who may come in there.


def ask(server: Any, path: str, body: dict[str, Any], token: str | None, **headers: str) -> tuple[int, dict[str, Any]]:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.lan_port, timeout=10)
    given = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {}), **headers}
    connection.request("POST", path, json.dumps(body), given)
    reply = connection.getresponse()
    found = reply.status, json.loads(reply.read())
    connection.close()
    return found


ISSUE = {"ask_id": "press-0001", "kind": "issue", "service": "A"}
CALL = {"ask_id": "press-0002", "kind": "call_next", "desk": 1}
REPORT = {"form": {"width_dots": 576}}


@pytest.mark.parametrize(
    ("scope", "path", "body", "status"),
    [
        (None, "/api/ask", ISSUE, 401),
        (None, "/api/print/report", REPORT, 401),
        (Scope.KIOSK, "/api/ask", ISSUE, 200),
        (Scope.KIOSK, "/api/ask", CALL, 403),
        (Scope.KIOSK, "/api/print/report", REPORT, 403),
        (Scope.KIOSK, "/", {}, 405),
        (Scope.KIOSK, "/api/seat", {}, 403),
        (Scope.SCREEN, "/api/ask", ISSUE, 403),
        (Scope.PRINT, "/api/print/report", REPORT, 200),
        (Scope.PRINT, "/api/print/report", {"form": {"width_dots": 5}}, 422),
        (Scope.PRINT, "/api/ask", ISSUE, 403),
        (Scope.PRINT, "/nowhere", {}, 404),
    ],
)
def test_a_device_reaches_what_its_token_says_and_nothing_else(
    server: Any, scope: Scope | None, path: str, body: dict[str, Any], status: int
) -> None:
    token = Devices(server.config.data).add("one", scope, "cua-sau" if scope is Scope.PRINT else "") if scope else None
    assert ask(server, path, body, token)[0] == status


def test_a_browser_is_no_device_and_a_removed_device_neither(server: Any) -> None:
    devices = Devices(server.config.data)
    token = devices.add("one", Scope.KIOSK)
    assert ask(server, "/api/ask", ISSUE, token, Origin="http://evil.example")[0] == 403
    assert ask(server, "/api/ask", ISSUE, token, Origin=f"http://127.0.0.1:{server.lan_port}")[0] == 401
    assert ask(server, "/api/ask", ISSUE, token)[0] == 200
    devices.remove("one")
    status, said = ask(server, "/api/ask", ISSUE, token)
    assert (status, said["reason"]) == (401, "no_token")


def test_what_is_for_devices_is_not_for_this_machines_pages(server: Any) -> None:
    status, _ = server.request("POST", "/api/print/take", b"{}", {"Content-Type": "application/json"})
    assert status == 403


def test_a_document_that_cannot_be_read_there_is_dropped_and_said(
    server: Any, doors: Callable[[], Door], eventually: Any
) -> None:
    door = doors()
    server.running.paperwork.spool._lay_out = lambda order, form: Document((Line("a", -5, "x"), Cut()))  # type: ignore[arg-type]
    door.papers.report("agent", FORM, Health())
    ticket = server.ask("issue", service="A", printer="cua-sau")["ticket"]["id"]
    assert door.papers.take("agent", FORM, 1.0) is None
    door.papers.report("agent", FORM, Health())
    eventually(lambda: paper(server, ticket) == (PaperState.DROPPED, "cua-sau"))


def test_many_agents_wait_and_the_office_goes_on(server: Any, doors: Callable[[], Door]) -> None:
    door = doors()
    waiting = [threading.Thread(target=door.papers.take, args=("agent", FORM, 1.0)) for _ in range(6)]
    for one in waiting:
        one.start()
    assert server.ask("issue", service="A", ask_id=os.urandom(8).hex())["ok"]
    for one in waiting:
        one.join(10)


def test_a_printer_there_keeps_what_the_office_says_and_the_next_wording_too(
    server: Any, doors: Callable[[], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_module, "STANDING_EVERY_S", 0.0)
    papers = doors().papers
    standing = papers.standing_papers(FORM)
    assert standing == server.running.paperwork.spool.standing_papers(FORM) != ()
    assert papers.standing_papers(FORM) is standing, "what is known is not sent again"
    server.ask("change_setup", edits=[{"rules": {"paper": {"short": True}}}])
    assert papers.standing_papers(FORM) != standing
