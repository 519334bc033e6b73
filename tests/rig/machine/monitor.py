"""QEMU's monitor (QMP): commands to the emulated machine from outside of it."""

import json
import socket
import time
from pathlib import Path
from typing import Any

CONNECT_S = 10.0


class Monitor:
    """`told` waits for the answer. QEMU makes the socket a moment after it was started."""

    def __init__(self, path: Path) -> None:
        self._line = connected(path)
        self._answers = self._line.makefile("r")
        self.told("qmp_capabilities")

    def told(self, command: str, **arguments: Any) -> str:
        """Do it. Returns "" or why it was refused."""
        self._line.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        for answer in map(json.loads, self._answers):
            if "return" in answer:
                return ""
            if "error" in answer:
                return str(answer["error"]["desc"])
        raise ConnectionError("QEMU has gone")

    def close(self) -> None:
        self._answers.close()
        self._line.close()


def connected(path: Path) -> socket.socket:
    """A line to one of QEMU's sockets."""
    deadline = time.monotonic() + CONNECT_S
    while True:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(str(path))
            return line
        except OSError:
            line.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
