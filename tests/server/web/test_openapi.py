"""The server's own description, and thousands of odd requests made from it: whatever is asked, nothing breaks."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from server.web.guard import BODIES, SESSION_COOKIE
from server.web.openapi import document
from server.web.rights import ROUTES
from server.who import Role

LEFT_OUT = ("/api/office/restart", "/static/{path}", "/api/print/take")
"""The first ends the server; files of ours; the last waits for papers, which are tried with the print agent."""
DOCUMENT = {**document(), "paths": {path: one for path, one in document()["paths"].items() if path not in LEFT_OUT}}
OPERATIONS = [(path, method) for path, one in DOCUMENT["paths"].items() for method in one]


@pytest.fixture(scope="module")
def described() -> Any:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    return {(one.ok().path, one.ok().method): one.ok() for one in schema.get_all_operations()}


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    return live_server(printer="fake:", docs=True)


def test_every_address_is_described() -> None:
    described = {(method.upper(), path) for path, one in document()["paths"].items() for method in one}
    assert described == {key for key in ROUTES if key[0] != "SOCKET" and key[1] not in BODIES}


def test_it_is_told_to_technicians_where_the_configuration_asks_for_it(live_server: Callable[..., Any]) -> None:
    server = live_server(docs=True)
    assert json.loads(server.request("GET", "/openapi.json")[1])["info"]["title"] == "Moiso"
    cookie = f"{SESSION_COOKIE}={server.sign_in(Role.MANAGER)}"
    assert server.request("GET", "/openapi.json", headers={"Cookie": cookie})[0] == 403
    server.stop()
    assert live_server(docs=False).request("GET", "/openapi.json")[0] == 404


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_odd_requests_break_nothing(server: Any, described: Any, mode: GenerationMode) -> None:
    """By somebody who may everything, so that they get past the guard; nothing but 5xx is a fault, and 507 is a full disk."""
    tried = 0
    for path, method in OPERATIONS:
        operation = described[(path, method)]

        @settings(max_examples=8, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal tried
            tried += 1
            response = case.call(base_url=server.url, headers=server.root)
            assert response.status_code < 500, (
                case.method,
                case.formatted_path,
                case.body,
                response.status_code,
                response.text[:300],
            )

        # a page without parameters cannot be asked wrongly: then this mode has nothing to say
        with suppress(schemathesis.errors.SchemathesisError, Unsatisfiable):
            ask()
    assert tried > 200 and server.request("GET", "/health")[0] == 200
