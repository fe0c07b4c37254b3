"""`manage.py serve`: from a fresh checkout to a running server in one command."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ml.analyse import models_status
from moodflix_site.static_files import collect_if_changed

_MAX_MESSAGE = 1_048_576  # bytes of one WebSocket message
_GRACE = 15  # seconds that open requests have at the end


class Command(BaseCommand):
    help = "Prepare what is missing (tables, films, static files) and serve pages, API and WebSockets."
    requires_system_checks = ["__all__"]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        listener = _bound(host, port)
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
                scores = ", ".join(f"{score.accuracy:.1%} on {score.dataset}" for score in spec.held_out)
                self.stdout.write(f"  {spec.modality}: {spec.name} ({spec.tier}; {scores or 'not measured'})")
        self.stdout.write("  Make a staff user: python manage.py createsuperuser   Stop: ctrl-C")
        self.stdout.flush()


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
        timeout_graceful_shutdown=_GRACE,
    )
    # uvicorn raises the signal again once it has shut down; that is the end we wanted, not a failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        sys.exit(0)
