"""A line to a server by its address, encrypted where the address says so. Asks nothing by itself."""

import http.client
import ssl
from urllib.parse import SplitResult, urlsplit


def line_to(url: str, timeout_s: float, trust: ssl.SSLContext | None) -> tuple[http.client.HTTPConnection, SplitResult]:
    """Not yet open, and the address in its parts. `timeout_s`: of each step; `trust`: whose certificates are believed, for https://."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port or 443, timeout=timeout_s, context=trust), parts
    return http.client.HTTPConnection(host, parts.port or 80, timeout=timeout_s), parts
