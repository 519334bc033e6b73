"""The server's own token, for programs of whoever can read its data folder. Written anew at each start; counts on this machine only."""

from pathlib import Path

FILE_NAME = "server.token"


def root_headers(data: Path) -> dict[str, str]:
    """What to send with a request; nothing when the file cannot be read: then the server decides what anybody on this machine may do."""
    try:
        return {"Authorization": f"Bearer {(data / FILE_NAME).read_text(encoding='utf-8').strip()}"}
    except OSError:
        return {}
