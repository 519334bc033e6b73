"""Tell systemd that we are ready, alive or stopping. Does nothing where systemd did not start us.

Source: sd_notify(3); the message is a datagram of KEY=VALUE lines to the socket named in NOTIFY_SOCKET.
"""

import os
import socket


def notify(**facts: str | int) -> bool:
    """Send the facts, for example `notify(READY=1, STATUS="serving")`. Returns whether anybody was told."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):  # an abstract socket
        address = "\0" + address[1:]
    message = "\n".join(f"{key}={' '.join(str(value).split())}" for key, value in facts.items()).encode()  # one fact, one line
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to_systemd:
            to_systemd.connect(address)
            to_systemd.sendall(message)
    except OSError:
        return False
    return True
