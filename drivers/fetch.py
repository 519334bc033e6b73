"""Fetch a file from the server by GET. Blocks, for threads. Knows no files: an address goes out, bytes come back."""

import http.client
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from drivers.web import line_to

TIMEOUT_S = 5.0
"""Of each step; a server that is there answers in milliseconds."""
HTTP_OK = 200
PIECE_BYTES = 1 << 16


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
    try:
        with _response(url, headers or {}, trust, timeout_s) as response:
            body = response.read(most_bytes + 1)
            whole = response.length in (0, None)
            return body if response.status == HTTP_OK and whole and len(body) <= most_bytes else None
    except (OSError, http.client.HTTPException):
        return None


def fetch_file(
    url: str,
    file: Path,
    *,
    most_bytes: int,
    headers: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
    timeout_s: float = TIMEOUT_S,
) -> bool:
    """The same into a file, piece by piece: whole or not there. Raises: OSError when it cannot be written."""
    half = file.with_name(f".{file.name}.half")
    file.parent.mkdir(parents=True, exist_ok=True)
    with half.open("wb") as out:
        done = _into(out, url, most_bytes, headers or {}, trust, timeout_s)
    if done:
        half.replace(file)
    else:
        half.unlink(missing_ok=True)
    return done


def _into(
    out: BinaryIO, url: str, most_bytes: int, headers: Mapping[str, str], trust: ssl.SSLContext | None, timeout_s: float
) -> bool:
    try:
        with _response(url, headers, trust, timeout_s) as response:
            if response.status != HTTP_OK:
                return False
            while piece := _piece(response):
                most_bytes -= len(piece)
                if most_bytes < 0:
                    return False
                out.write(piece)
            return response.length in (0, None)
    except http.client.HTTPException:
        return False


def _piece(response: http.client.HTTPResponse) -> bytes:
    """Raises: HTTPException when the line breaks, so that it is told from a disk that is full."""
    try:
        return response.read(PIECE_BYTES)
    except OSError as error:
        raise http.client.HTTPException(str(error)) from None


@contextmanager
def _response(
    url: str, headers: Mapping[str, str], trust: ssl.SSLContext | None, timeout_s: float
) -> Iterator[http.client.HTTPResponse]:
    connection, parts = line_to(url, timeout_s, trust)
    try:
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        try:
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
        except OSError as error:
            raise http.client.HTTPException(str(error)) from None
        yield response
    finally:
        connection.close()
