"""`manage.py serve`: from a fresh checkout to a running server in one command."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ml.analyse import models_status
from ml.registry import unread
from ml.types import HeldOutScore
from moodflix_site.static_files import collect_if_changed

_MAX_MESSAGE = 1_048_576  # bytes of one WebSocket message
_LAST_PORT = 65_535
_GRACE = 15  # seconds that open requests have at the end


class Command(BaseCommand):
    help = "Prepare what is missing (tables, films, static files) and serve pages, API and WebSockets."
    requires_system_checks = ["__all__"]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")

    def handle(self, *args: Any, host: str, port: str, **options: Any) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        listener = _bound(host, _checked(port))
        self._prepare()
        self._greet(host, listener.getsockname()[1])
        _serve(listener)

    def _prepare(self) -> None:
        plan = MigrationExecutor(connection)
        if plan.migration_plan(plan.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_catalogue", verbosity=0)
        collect_if_changed()

    def _greet(self, host: str, port: int) -> None:
        self.stdout.write(f"MoodFlix: http://{host}:{port}/")
        for status in models_status():
            if status.active:
                spec = status.spec
                scores = ", ".join(map(_told, spec.held_out))
                self.stdout.write(f"  {spec.modality}: {spec.name} ({spec.tier}; {scores or 'not measured'})")
        for modality in unread():
            self.stdout.write(f"  {modality}: no model reads it here")
        self.stdout.write(f"  Make a staff user: {_python()} manage.py createsuperuser   Stop: ctrl-C")
        self.stdout.flush()


def _told(score: HeldOutScore) -> str:
    return f"{score.accuracy:.1%} on {score.dataset}{', cross-validated' if score.cross_validated else ''}"


def _python() -> Path:
    """This interpreter, as somebody in this folder would type it."""
    python = Path(sys.executable)
    return python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python


def _checked(port: str) -> int:
    if not (port.isdecimal() and int(port) <= _LAST_PORT):
        raise CommandError(f"{port!r} is no port: --port or PORT takes a number from 0 to {_LAST_PORT}.")
    return int(port)


def _bound(host: str, port: int) -> socket.socket:
    """Taken before the slow steps, so that a busy port is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        busy = error.errno == errno.EADDRINUSE
        reason = "is in use; choose another with --port or PORT" if busy else "cannot be opened"
        raise CommandError(f"Port {port} on {host} {reason}.") from error
    return listener


def _serve(listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        "moodflix_site.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=_MAX_MESSAGE,
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # NUM_PROXIES and BEHIND_HTTPS say whose headers count; uvicorn would trust any local peer
        timeout_graceful_shutdown=_GRACE,
    )
    # uvicorn raises the signal again once it has shut down; that is the end we wanted, not a failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        sys.exit(0)
