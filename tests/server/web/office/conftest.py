"""An office at eight o'clock on a Monday, whose pages are read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from drivers.clock import ManualClock

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def server(live_server: Callable[..., Any]) -> Any:
    """With a virtual printer and the default setup."""
    return live_server(printer="fake:", clock=ManualClock(EIGHT))


@pytest.fixture
def read(server: Any) -> Callable[[str], str]:
    """The page at that path, which must be there."""

    def page(path: str) -> str:
        status, body = server.request("GET", path, None, {"Accept": "text/html"})
        assert status == 200, (path, status)
        return str(body.decode())

    return page
