"""Lines by their addresses."""

import http.client

import pytest

from drivers.web import line_to


@pytest.mark.parametrize(
    ("url", "port", "encrypted"),
    [("http://10.0.0.2:8480/x?y=1", 8480, False), ("http://10.0.0.2/x?y=1", 80, False), ("https://10.0.0.2/x?y=1", 443, True)],
)
def test_the_address_says_where_and_how(url: str, port: int, encrypted: bool) -> None:
    line, parts = line_to(url, 2.0, None)
    assert (line.host, line.port, line.timeout) == ("10.0.0.2", port, 2.0)
    assert isinstance(line, http.client.HTTPSConnection) is encrypted
    assert (parts.path, parts.query) == ("/x", "y=1")
