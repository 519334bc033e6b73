"""The server on its lines: sockets, uvicorn, signals. What is served is put together in compose."""

import asyncio
import gc
import json
import logging
import signal
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import uvicorn
import uvloop

from drivers.clock import SystemClock
from drivers.errors import SettingError
from drivers.sdnotify import notify
from server.compose import machine_names, running
from server.config import RESTART_STATUS, ServerConfig
from server.web.guard import App

__all__ = ["machine_names", "run"]
log = logging.getLogger("moiso")


def listening_socket(port: int) -> socket.socket:
    """Bound to this machine only. Raises: SettingError when the port is taken."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", port))
    except OSError as error:
        sock.close()
        raise SettingError(f"port {port} cannot be used: {error.strerror}; set another one with --port or server.port") from None
    sock.set_inheritable(True)
    return sock


def far_socket(setting: str, where: str) -> socket.socket | None:
    """Where other machines come in; None for an empty address. Raises: SettingError when it cannot be used."""
    if not where:
        return None
    host, _, port = where.rpartition(":")
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, int(port)))
    except OSError as error:
        sock.close()
        raise SettingError(f"server.{setting} {where} cannot be used: {error.strerror}") from None
    return sock


async def serve(config: ServerConfig) -> int:
    """Serve until told to stop by SIGINT or SIGTERM, or until a page asks for a restart. Returns the exit status."""
    here = listening_socket(config.port)
    lan, secure = far_socket("lan", config.lan), far_socket("tls", config.tls)
    shown = _certificate(config) if secure is not None else None
    far = [one for one in (lan, secure) if one is not None]
    status = 0

    def restart() -> None:
        nonlocal status
        status, plain.should_exit = RESTART_STATUS, True

    async with running(config, far_ports=frozenset(one.getsockname()[1] for one in far), restart=restart) as server:
        plain = web_server(server.app, lambda: _say_ready(config))
        try:
            await together(plain, [one for one in (here, lan) if one is not None], server.app, secure, shown)
        finally:
            notify(STOPPING=1)
    return status


async def together(
    plain: "_Web", sockets: list[socket.socket], app: App, secure: socket.socket | None, shown: ssl.SSLContext | None
) -> None:
    """Serve the plain lines and, if there is one, the encrypted one; both end when the plain one is told to."""
    if secure is None:
        await plain.serve(sockets=sockets)
        return
    encrypted = web_server(app, lambda: None, shown)
    encrypted.takes_signals = False
    beside = asyncio.create_task(encrypted.serve(sockets=[secure]))
    try:
        await plain.serve(sockets=sockets)
    finally:
        encrypted.should_exit = True
        await beside


def _certificate(config: ServerConfig) -> ssl.SSLContext:
    from server.tls import WARN_DAYS, context

    shown, days = context(config.data, SystemClock().now())
    if days < WARN_DAYS:
        log.warning("the certificate runs out in %d days; make a new one with: moiso tls init", days)
    return shown


def web_server(app: App, on_started: Callable[[], None], shown: ssl.SSLContext | None = None) -> "_Web":
    """uvicorn as we want it; `on_started` is called when it listens; `shown`: the certificate of an encrypted line."""
    web = _Web(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nobody stands between; a header that says otherwise is not believed
            ws="websockets-sansio",
            ws_max_size=4096,
            ws_ping_interval=20.0,
            backlog=512,
            timeout_graceful_shutdown=3,
            ssl_context_factory=None if shown is None else lambda config, default: shown,
        )
    )
    web.on_started = on_started
    return web


GC_THRESHOLD = (50_000, 20, 100)
"""A day's tickets are many small objects that live until the evening; with Python's default the collector walks through them
again and again. Measured: 311 instead of 368 µs a ticket, p99 at 64 clients 31 instead of 100 ms, the same memory."""


class _Web(uvicorn.Server):
    """uvicorn, that says when it listens."""

    on_started: Callable[[], None]
    takes_signals = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own raises the signal again when it has shut down; we would die before papers and store are put away."""
        if not self.takes_signals or threading.current_thread() is not threading.main_thread():  # or it is a test's server
            yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_started()


def _say_ready(config: ServerConfig) -> None:
    log.info("serving on http://127.0.0.1:%d/", config.port)
    notify(READY=1, STATUS=f"serving on 127.0.0.1:{config.port}")


def run(config: ServerConfig) -> int:
    """`serve` in a fresh uvloop."""
    gc.set_threshold(*GC_THRESHOLD)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve(config))


def machine_addresses() -> list[str]:
    """The addresses of this machine on its own networks, as the kernel lists them; none where it does not."""
    try:
        listed = subprocess.run(["ip", "-j", "address"], capture_output=True, check=True, timeout=5).stdout
        found = [address["local"] for link in json.loads(listed) for address in link["addr_info"]]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return []
    return [one for one in found if ip_address(one).is_private and not ip_address(one).is_loopback]
