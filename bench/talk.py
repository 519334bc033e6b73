"""HTTP and websocket by hand, as little as will do: a library would use the CPU that the server needs. Knows no asks."""

import base64
import json
import os
import socket
from typing import Any

TIMEOUT_S = 5.0
TOKEN = "MOISO_BENCH_TOKEN"
CHUNK = 65536
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_END_OF_HEAD = b"\r\n\r\n"


class NoAnswer(Exception):
    """The server could not be reached, hung up, or was silent for TIMEOUT_S."""


def post_bytes(body: bytes) -> bytes:
    """POST /api/ask as it goes over the line, with the server's own token where there is one (TOKEN in the environment)."""
    token = os.environ.get(TOKEN, "")
    who = b"authorization: Bearer %b\r\n" % token.encode() if token else b""
    head = b"POST /api/ask HTTP/1.1\r\nhost: 127.0.0.1\r\n%bcontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
    return head % (who, len(body), body)


def whole_answer(heard: bytes) -> tuple[int, bytes] | None:
    """Status and body once the answer is whole, None before."""
    head, end, body = heard.partition(_END_OF_HEAD)
    if not end:
        return None
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return (int(head[9:12]), body) if len(body) >= int(length) else None


def connected(port: int) -> socket.socket:
    """A connection to the server on this machine. Raises: NoAnswer."""
    try:
        line = socket.create_connection(("127.0.0.1", port), TIMEOUT_S)
    except OSError as error:
        raise NoAnswer(str(error)) from None
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


class Line:
    """One kept-alive connection on which asks follow each other. Raises: NoAnswer from everything."""

    def __init__(self, port: int) -> None:
        self._line = connected(port)

    def ask(self, **fields: object) -> tuple[int, dict[str, Any]]:
        """Ask under a new ask_id unless one is given; return the status and the answer."""
        body = json.dumps({"ask_id": os.urandom(8).hex(), **fields}).encode()
        heard = b""
        try:
            self._line.sendall(post_bytes(body))
            while (answer := whole_answer(heard)) is None:
                heard += _some(self._line)
        except OSError as error:
            raise NoAnswer(str(error)) from None
        return answer[0], json.loads(answer[1])

    def close(self) -> None:
        self._line.close()


class Ear:
    """A websocket that listens on /api/hear and answers pings. `socket` may be waited for by epoll."""

    def __init__(self, port: int) -> None:
        self.socket = connected(port)
        self._heard = b""
        self._shake_hands()

    def frames(self) -> list[bytes]:
        """Read once what has come; return the text frames that are whole now. Raises: NoAnswer when the server hung up."""
        self._heard += _some(self.socket)
        texts = []
        while (frame := _first_frame(self._heard)) is not None:
            kind, payload, length = frame
            self._heard = self._heard[length:]
            if kind == _TEXT:
                texts.append(payload)
            elif kind == _PING:
                self.socket.sendall(bytes((0x80 | _PONG, 0x80 | len(payload), 0, 0, 0, 0)) + payload)  # masked with zeros
            elif kind == _CLOSE:
                raise NoAnswer("the server hung up on a listener")
        return texts

    def close(self) -> None:
        self.socket.close()

    def _shake_hands(self) -> None:
        key = base64.b64encode(os.urandom(16))
        self.socket.sendall(
            b"GET /api/hear HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
            b"sec-websocket-version: 13\r\nsec-websocket-key: %b\r\n\r\n" % key
        )
        while _END_OF_HEAD not in self._heard:
            self._heard += _some(self.socket)
        head, _, self._heard = self._heard.partition(_END_OF_HEAD)
        if b" 101 " not in head.partition(b"\r\n")[0]:
            raise NoAnswer(f"the server did not open a websocket: {head[:60]!r}")


def _first_frame(heard: bytes) -> tuple[int, bytes, int] | None:
    """Kind, payload and length on the line of the first frame, None if it is not whole. A server never masks and ours never splits."""
    if len(heard) < 2:
        return None
    size, start = heard[1] & 0x7F, 2
    if size == 126:
        size, start = int.from_bytes(heard[2:4]), 4
    elif size == 127:
        size, start = int.from_bytes(heard[2:10]), 10
    end = start + size
    return (heard[0] & 0x0F, heard[start:end], end) if len(heard) >= max(end, start) else None


def _some(line: socket.socket) -> bytes:
    data = line.recv(CHUNK)
    if not data:
        raise NoAnswer("the server hung up")
    return data
