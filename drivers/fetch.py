"""Fetch a file from the server by GET. Blocks, for threads. Knows no files: an address goes out, bytes come back."""

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

TIMEOUT_S = 5.0
"""Of each step; a server that is there answers in milliseconds."""
HTTP_OK = 200


def fetch(
    url: str,
    *,
    most_bytes: int,
    headers: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
    timeout_s: float = TIMEOUT_S,
) -> bytes | None:
    """The whole file; None when the server cannot be reached, has it not, or it is larger than `most_bytes`.

    `headers`: further ones, for example a token; `trust`: whose certificates are believed, for an https:// address.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port or 443, timeout=timeout_s, context=trust
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port or 80, timeout=timeout_s)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", headers=dict(headers or {}))
        response = connection.getresponse()
        body = response.read(most_bytes + 1)
        whole = response.length in (0, None)
        return body if response.status == HTTP_OK and whole and len(body) <= most_bytes else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
